"""The tab « Documents »: every paper that one may open, and none that would be refused."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AccessLogEntry
from referrals.enums import StartMode
from tests.factories.accompaniment import ReviewFactory
from tests.factories.referrals import AppointmentFactory, AttachmentFactory, TripartiteMeetingFactory
from tests.factories.tenants import GuardedContactFactory, HouseholdFactory
from tests.texts import text_of

pytestmark = pytest.mark.django_db
READERS = (Role.SOCIAL_WORKER, Role.SERVICE_HEAD, Role.ADVISOR, Role.LANDLORD_MANAGER)
LINK = re.compile(r'<span class="t"><a href="([^"]+)">')


def page_of(client, household, **parameters):
    return client.get(reverse("tenants:papers", args=[household.pk]), parameters)


def links_in(response):
    return LINK.findall(response.content.decode())


@pytest.mark.parametrize("role", READERS)
def test_each_paper_of_the_list_opens(log_in, world, role):
    client = log_in(world.ours.members[role])
    households = [world.ours.household, world.ours.diagnostic.accompaniment.household]
    links = [link for household in households for link in links_in(page_of(client, household))]
    assert len(links) > 4
    for link in links:
        response = client.get(link.replace("&amp;", "&"))
        assert response.status_code == 200, link
        assert response["Content-Type"].startswith("application/pdf"), link


def test_the_worker_finds_every_paper_of_the_pair(log_in, world):
    ours = world.ours
    client = log_in(ours.members[Role.SOCIAL_WORKER])
    found = links_in(page_of(client, ours.household))
    expected = {
        reverse("accompaniment:whole_file", args=[ours.household.pk]),
        reverse("accompaniment:whole_file", args=[ours.household.pk]) + "?notes=1",
        reverse("referrals:referral_pdf", args=[ours.referral.pk, 1]),
        reverse("referrals:appointment_letter", args=[ours.appointment.pk]),
        reverse("referrals:minutes_pdf", args=[ours.meeting.pk]),
        reverse("referrals:engagement_pdf", args=[ours.meeting.pk]),
        reverse("referrals:signed_paper", args=[ours.paper.pk]),
        reverse("referrals:piece", args=[ours.referral.pk, ours.piece.pk]),
        reverse("referrals:booklet", args=[ours.referral.pk]),
        reverse("accompaniment:review_paper", args=[ours.review.pk]),
        reverse("accompaniment:full_review_paper", args=[ours.review.pk]),
    }
    assert expected <= set(found)
    assert found[:1] == [reverse("accompaniment:whole_file", args=[ours.household.pk])]


def test_the_landlord_finds_no_full_version_and_nothing_before_it_is_published(log_in, world):
    ours = world.ours
    visited = ours.diagnostic.accompaniment.household
    for role in (Role.ADVISOR, Role.LANDLORD_MANAGER):
        client = log_in(ours.members[role])
        links = links_in(page_of(client, ours.household)) + links_in(page_of(client, visited))
        hidden = ("imprimer", "bilan-complet", "rapport.pdf", str(ours.review.pk), str(ours.conclusions.pk))
        for link in links:
            assert not any(part in link for part in hidden), link


def test_conclusions_come_to_the_landlord_once_they_are_published(log_in, world):
    published = world.ours.published_conclusions
    household = published.accompaniment.household
    address = reverse("accompaniment:conclusions_pdf", args=[published.pk])
    report = reverse("accompaniment:diagnostic_pdf", args=[published.diagnostic_id])
    for role in (Role.ADVISOR, Role.LANDLORD_MANAGER):
        links = links_in(page_of(log_in(world.ours.members[role]), household))
        assert address in links
        assert report not in links
    assert {address, report} <= set(links_in(page_of(log_in(world.ours.members[Role.SERVICE_HEAD]), household)))


def test_a_kind_narrows_the_list_and_stays_in_the_address(log_in, world):
    client = log_in(world.ours.members[Role.SOCIAL_WORKER])
    response = page_of(client, world.ours.household, quoi="bilans")
    links = links_in(response)
    assert links
    assert all("/suivi/bilans/" in link for link in links)
    assert "?quoi=comptes-rendus" in response.content.decode()
    everything = links_in(page_of(client, world.ours.household))
    assert links_in(page_of(client, world.ours.household, quoi="nimportequoi")) == everything


def test_the_look_is_traced(log_in, world):
    worker = world.ours.members[Role.SOCIAL_WORKER]
    page_of(log_in(worker), world.ours.household)
    line = AccessLogEntry.objects.get(subject_id=world.ours.household.pk, membership=worker)
    assert line.subject_organisation == world.ours.landlord


def test_an_unsent_piece_is_the_landlords_alone(log_in, world):
    draft = world.ours.draft_referral
    piece = AttachmentFactory(referral=draft, by=world.ours.members[Role.ADVISOR], name="avis d’échéance.pdf")
    advisor = log_in(world.ours.members[Role.ADVISOR])
    assert piece.name in text_of(page_of(advisor, draft.household))
    assert page_of(log_in(world.ours.members[Role.SOCIAL_WORKER]), draft.household).status_code == 404


def test_nothing_is_sent_to_somebody_in_danger(log_in, world):
    ours = world.ours
    letter = ours.letter_referral
    advisor = ours.members[Role.ADVISOR]
    address = reverse("referrals:letter_pdf", args=[letter.pk])
    assert letter.sheets.get().start_mode == StartMode.LETTER
    assert address in links_in(page_of(log_in(advisor), letter.household))
    GuardedContactFactory(household=letter.household, person__household=letter.household)
    type(letter.household).objects.filter(pk=letter.household_id).update(guarded=True, guarded_for=advisor)
    assert address not in links_in(page_of(log_in(advisor), letter.household))


def test_a_cancelled_paper_is_the_heads_alone(log_in, world):
    ours = world.ours
    worker = ours.members[Role.SOCIAL_WORKER]
    type(ours.paper).objects.filter(pk=ours.paper.pk).update(
        cancelled_at=timezone.now(), cancelled_by=worker.user, cancel_reason="Ce n’est pas elle."
    )
    address = reverse("referrals:signed_paper", args=[ours.paper.pk])
    assert address not in links_in(page_of(log_in(worker), ours.household))
    assert address in links_in(page_of(log_in(ours.members[Role.SERVICE_HEAD]), ours.household))


def test_an_empty_file_says_so(log_in, world):
    household = HouseholdFactory(landlord=world.ours.landlord)
    words = text_of(page_of(log_in(world.ours.members[Role.LANDLORD_MANAGER]), household))
    assert "Pas encore de document" in words


def test_as_many_queries_for_many_papers(log_in, world):
    ours = world.ours
    client = log_in(ours.members[Role.SOCIAL_WORKER])
    shared = {"household": ours.household, "convention": ours.convention}

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert page_of(client, ours.household).status_code == 200
        return len(found)

    queries()
    few = queries()
    for kind in ("start", "intermediate", "final"):
        TripartiteMeetingFactory(**shared, referral=ours.referral, held_on="2015-05-05", kind=kind)
    for _ in range(4):
        AppointmentFactory(household=ours.household, operator=ours.operator)
        ReviewFactory(accompaniment=ours.mesure)
    assert queries() == few
