"""What was noted by mistake: an answer, a signed paper. Cancelled with a reason, kept, and what keeps it from going."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from core.errors import DomainError
from core.private_files import receive
from core.trail import history_of
from referrals.enums import AdhesionWay, ReferralState
from referrals.models import Adhesion, Attachment, Referral
from referrals.presentation.adhesions import board_of
from referrals.rules import MINUTES, REFERRALS
from referrals.services.adhesions import Signing, adhere_referral, record_answers, withdraw_adhesion
from referrals.services.cancellations import cancel_adhesion, cancel_signed_paper
from referrals.services.meetings import add_minutes_paper, cancel_minutes, seal_minutes
from tests.core.papers_sent import pdf
from tests.factories.tenants import HouseholdFactory, PersonFactory
from tests.forms import post_form
from tests.referrals.three import MET_ON, met, says_yes, the_three, written

pytestmark = pytest.mark.django_db
WHY = "Notée pour l’autre personne du ménage."
DAY = datetime.timedelta(days=1)


def refusal(call, **kwargs):
    with pytest.raises(DomainError) as refused:
        call(**kwargs)
    return refused.value.message.replace("\u00a0", " ")


def page_at(name, one):
    return reverse(f"referrals:{name}", args=[one.pk])


def held_by_postgresql():
    """What is deferred is looked at now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def change(rows, **values):
    rows.update(**values)
    held_by_postgresql()


def says_yes_on_a_paper(three):
    paper = receive(pdf(), "engagement.pdf")
    signing = Signing(way=AdhesionWay.PAPER, paper=paper)
    answers = {"individual": True, "collective": True}
    given = {"referral": three.referral, "person": three.person, "on": MET_ON, "by": three.worker}
    return record_answers(answers=answers, signing=signing, **given)


def test_an_answer_noted_by_mistake_counts_no_more_and_stays_readable(three):
    adhesion = says_yes(three)
    cancelled = cancel_adhesion(adhesion=adhesion, reason=f" {WHY} ", by=three.worker)
    assert (cancelled.cancelled_by, cancelled.cancel_reason) == (three.worker, WHY)
    assert not Adhesion.objects.standing_on(timezone.localdate()).exists()
    (line,) = board_of(three.referral, three.worker).lines
    assert [cell.words for cell in line.cells] == ["Pas encore de réponse"] * 2
    (told,) = history_of((three.referral, REFERRALS, ""))
    assert (told.label, told.reason, told.by) == ("Réponse à l’adhésion annulée", WHY, str(three.worker.user))
    assert set(Notice.objects.filter(code="adhesion_cancelled").values_list("membership", flat=True)) == {
        three.advisor.pk,
        three.head.pk,
    }
    # The right one, on the same day or another.
    assert says_yes(three, on=MET_ON + DAY).given


def test_a_no_is_cancelled_too_and_a_withdrawn_yes(three):
    given = {"referral": three.referral, "person": three.person, "on": MET_ON, "by": three.worker}
    (no,) = record_answers(answers={"individual": False}, **given)
    assert cancel_adhesion(adhesion=no, reason=WHY, by=three.worker).cancelled_at
    yes = withdraw_adhesion(adhesion=says_yes(three), on=MET_ON, by=three.worker)
    assert cancel_adhesion(adhesion=yes, reason=WHY, by=three.worker).cancelled_at


def test_what_a_cancelling_asks(three):
    adhesion = says_yes(three)
    assert refusal(cancel_adhesion, adhesion=adhesion, reason="  ", by=three.worker) == "Dites pourquoi."
    assert "parler de santé" in refusal(cancel_adhesion, adhesion=adhesion, reason="Hospitalisée", by=three.worker)
    for other in (three.advisor, three.head, three.manager, the_three().worker):
        assert "se recueille par le travailleur social" in refusal(
            cancel_adhesion, adhesion=adhesion, reason=WHY, by=other
        )
    cancel_adhesion(adhesion=adhesion, reason=WHY, by=three.worker)
    assert "déjà annulée" in refusal(cancel_adhesion, adhesion=adhesion, reason=WHY, by=three.worker)
    assert "annulée" in refusal(withdraw_adhesion, adhesion=adhesion, on=MET_ON, by=three.worker)


def test_signed_minutes_keep_it(three):
    meeting = met(three)
    adhesion = says_yes(three, meeting=meeting)
    written(meeting, by=three.worker, problems="Le loyer.")
    seal_minutes(meeting=meeting, by=three.worker)
    assert "compte rendu est signé" in refusal(cancel_adhesion, adhesion=adhesion, reason=WHY, by=three.worker)
    # Taken back, the minutes may be cancelled; then nothing keeps it any more.
    withdraw_adhesion(adhesion=adhesion, on=MET_ON, by=three.worker)
    cancel_minutes(meeting=meeting, reason="Mauvais ménage.", by=three.worker)
    assert cancel_adhesion(adhesion=adhesion, reason=WHY, by=three.worker).cancelled_at


def test_a_signed_paper_keeps_it_until_that_paper_is_cancelled(three):
    adhesion, other = says_yes_on_a_paper(three)
    assert "Un papier signé est joint" in refusal(cancel_adhesion, adhesion=adhesion, reason=WHY, by=three.worker)
    cancel_signed_paper(paper=adhesion.signed_paper, reason="Papier d’un autre ménage.", by=three.worker)
    for one in (adhesion, other):
        one.refresh_from_db()
        assert one.signed_paper is None
    assert cancel_adhesion(adhesion=adhesion, reason=WHY, by=three.worker).cancelled_at


def test_the_outcome_keeps_it_until_the_right_one_is_there(three):
    adhesion = says_yes(three)
    says_yes(three, "collective")
    adhere_referral(referral=three.referral, by=three.worker)
    assert "terminée sur cette adhésion" in refusal(cancel_adhesion, adhesion=adhesion, reason=WHY, by=three.worker)
    partner = PersonFactory(household=three.household, holds_lease=True, tie="partner")
    says_yes(three, person=partner)
    assert cancel_adhesion(adhesion=adhesion, reason=WHY, by=three.worker).cancelled_at
    held_by_postgresql()


def test_a_paper_of_somebody_else_is_handed_to_the_head_only(three, log_in):
    adhesion, _ = says_yes_on_a_paper(three)
    paper = Attachment.objects.get(nature="signed")
    address = page_at("signed_paper_cancel", paper)
    answer = log_in(three.worker).get(address)
    assert answer.status_code == 200
    assert paper.name in answer.content.decode()
    # For an adhesion: whoever collects them.
    assert log_in(three.advisor).get(address).status_code == 404
    client = log_in(three.worker)
    refused = post_form(client, address, reason="")
    assert "Dites pourquoi." in refused.content.decode()
    post_form(client, address, reason="Papier d’un autre ménage.")
    paper.refresh_from_db()
    assert (paper.cancelled_by, paper.cancel_reason) == (three.worker.user, "Papier d’un autre ménage.")
    readers = (three.worker, three.advisor, three.manager, three.head)
    seen = {reader: log_in(reader).get(page_at("signed_paper", paper)).status_code for reader in readers}
    assert seen == {three.worker: 404, three.advisor: 404, three.manager: 404, three.head: 200}
    page = log_in(three.worker).get(page_at("adhesions", three.referral)).content.decode()
    assert f"<del>{paper.name}</del>" in page
    assert "Papier d’un autre ménage." in page
    assert "Ouvrir malgré" not in page
    assert page_at("adhesion_paper_add", adhesion) in page
    assert "Ouvrir malgré" in log_in(three.head).get(page_at("adhesions", three.referral)).content.decode()
    assert log_in(three.worker).get(address).status_code == 404
    labels = [line.label for line in history_of((three.referral, REFERRALS, ""))]
    assert labels == ["Papier signé annulé"]


def test_a_paper_of_minutes_is_cancelled_by_either_side(three, log_in):
    meeting = met(three)
    (paper,) = add_minutes_paper(meeting=meeting, received=[receive(pdf(), "page.pdf")], by=three.worker)
    page = log_in(three.advisor).get(page_at("meeting", meeting)).content.decode()
    assert page_at("signed_paper_cancel", paper) in page
    client = log_in(three.advisor)
    address = page_at("signed_paper_cancel", paper)
    post_form(client, address, reason="Page d’un autre compte rendu.")
    page = client.get(page_at("meeting", meeting)).content.decode()
    assert f"<del>{paper.name}</del>" in page
    assert page_at("signed_paper_cancel", paper) not in page
    assert "Papier signé annulé" in [line.label for line in history_of((meeting, MINUTES, ""))]
    assert "déjà annulé" in refusal(cancel_signed_paper, paper=paper, reason="Encore", by=three.worker)


def test_whose_papers(three):
    (paper,) = add_minutes_paper(meeting=met(three), received=[receive(pdf(), "page.pdf")], by=three.worker)
    for other in (three.manager, three.head, the_three().worker, the_three().advisor):
        assert "s’écrit par la conseillère ou le travailleur social" in refusal(
            cancel_signed_paper, paper=paper, reason=WHY, by=other
        )
    assert "parler de santé" in refusal(cancel_signed_paper, paper=paper, reason="dépression", by=three.worker)


def test_the_page_of_a_cancelling(three, log_in):
    adhesion = says_yes(three)
    client = log_in(three.worker)
    listed = client.get(page_at("adhesions", three.referral)).content.decode()
    assert page_at("adhesion_cancel", adhesion) in listed
    address = page_at("adhesion_cancel", adhesion)
    opened = client.get(address)
    refused = post_form(client, address, opened, reason="")
    assert "Dites pourquoi." in refused.content.decode()
    post_form(client, address, reason=WHY)
    listed = client.get(page_at("adhesions", three.referral)).content.decode()
    assert "<del>" in listed
    assert WHY in listed
    assert page_at("adhesion_cancel", adhesion) not in listed
    assert client.get(address).status_code == 404
    assert "déjà annulée" in post_form(client, address, opened, reason=WHY).content.decode()
    # The manager reads the state: no line, no reason.
    assert WHY not in log_in(three.manager).get(page_at("adhesions", three.referral)).content.decode()


def test_signed_minutes_are_said_on_the_page(three, log_in):
    meeting = met(three)
    adhesion = says_yes(three, meeting=meeting)
    written(meeting, by=three.worker, problems="Le loyer.")
    seal_minutes(meeting=meeting, by=three.worker)
    client, address = log_in(three.worker), page_at("adhesion_cancel", adhesion)
    said = post_form(client, address, reason=WHY).content.decode()
    assert "notez son retrait" in said


@pytest.mark.parametrize("again", [{"cancelled_at": None, "cancelled_by": None}, {"cancel_reason": "Autre"}])
def test_postgresql_keeps_a_cancelling(three, again):
    cancel_adhesion(adhesion=says_yes(three), reason=WHY, by=three.worker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adhesion.objects.update(**again)


def test_postgresql_asks_who_cancelled(three):
    says_yes(three)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adhesion.objects.update(cancelled_at=timezone.now())


def adhered(referral, **values):
    Referral.objects.filter(pk=referral.pk).update(state=ReferralState.ADHERED, closed_at=timezone.now(), **values)
    held_by_postgresql()


@pytest.mark.parametrize("what", ["nothing", "a no", "withdrawn", "cancelled"])
def test_postgresql_wants_a_standing_adhesion_for_the_outcome(three, what):
    if what == "a no":
        given = {"referral": three.referral, "person": three.person, "on": MET_ON, "by": three.worker}
        record_answers(answers={"individual": False}, **given)
    elif what == "withdrawn":
        withdraw_adhesion(adhesion=says_yes(three), on=MET_ON, by=three.worker)
    elif what == "cancelled":
        cancel_adhesion(adhesion=says_yes(three), reason=WHY, by=three.worker)
    with pytest.raises(IntegrityError), transaction.atomic():
        adhered(three.referral)


def test_postgresql_takes_the_outcome_that_rests_on_one_and_keeps_it_resting(three):
    adhesion = says_yes(three)
    adhered(three.referral)
    # Taken back afterwards, the outcome was what it was.
    withdraw_adhesion(adhesion=adhesion, on=timezone.localdate(), by=three.worker)
    held_by_postgresql()
    with pytest.raises(IntegrityError), transaction.atomic():
        change(Adhesion.objects, cancelled_at=timezone.now(), cancelled_by=three.worker)


def test_postgresql_keeps_an_adhesion_its_person_and_its_referral_in_one_household(three):
    adhesion = says_yes(three)
    elsewhere = HouseholdFactory(landlord=three.landlord)
    stranger = PersonFactory(household=elsewhere)
    for moved in ({"household": elsewhere}, {"person": stranger}, {"household": elsewhere, "person": stranger}):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(Adhesion.objects.filter(pk=adhesion.pk), **moved)
    with pytest.raises(IntegrityError), transaction.atomic():
        change(Referral.objects.filter(pk=three.referral.pk), household=elsewhere)
    # All of them together, as a merge moves them.
    with transaction.atomic():
        Referral.objects.filter(pk=three.referral.pk).update(
            household=elsewhere, screening=None, state="withdrawn", sent_at=None
        )
        Adhesion.objects.filter(pk=adhesion.pk).update(household=elsewhere, person=stranger)
        held_by_postgresql()
