"""The preliminary meeting: what goes together, a slot booked or not at all, two windows, until the sheet is sent."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.enums import Role
from accounts.models import AccessLogEntry
from core.errors import DomainError
from core.models import StaleVersion
from programmes.catalogue import shipped_definitions
from referrals.enums import AppointmentState, SlotState, TenantAnswer
from referrals.models import Appointment, PreliminaryMeeting
from referrals.rules.preliminary import preliminary_sheet, wrong_answer, wrong_day
from referrals.services.appointments import book_slot
from referrals.services.preliminary import save_preliminary_meeting
from tests.factories.accounts import LogoFactory, MembershipFactory, OrganisationFactory, picture
from tests.factories.programmes import ConventionFactory, ProgrammeFactory
from tests.factories.referrals import PreliminaryMeetingFactory, SlotFactory, sent_referral
from tests.factories.tenants import HouseholdFactory, OccupancyFactory, PersonFactory, ScreeningFactory
from tests.forms import autosave, post_form
from tests.papers import text_of
from tests.texts import plain

pytestmark = pytest.mark.django_db
FAR = datetime.date(2099, 12, 31)
HELD = datetime.date(2015, 3, 2)
VALUES = {
    "held_on": HELD,
    "points": [1, 3],
    "answer": TenantAnswer.AGREES,
    "refusal_reason": "",
    "leaflet_given": True,
    "wishes": "",
    "remarks": "« Je veux bien essayer. »",
}


@pytest.fixture
def advisor():
    return MembershipFactory(role=Role.ADVISOR)


@pytest.fixture
def convention(advisor):
    return ConventionFactory(landlord=advisor.organisation, ends_on=FAR)


@pytest.fixture
def household(advisor):
    household = HouseholdFactory(landlord=advisor.organisation)
    OccupancyFactory(household=household)
    PersonFactory(household=household)
    return household


@pytest.fixture
def worker(convention):
    return MembershipFactory(role=Role.SOCIAL_WORKER, organisation=convention.operator)


@pytest.fixture
def slot(worker):
    return SlotFactory(membership=worker, place="Salle du rez-de-chaussée")


@pytest.fixture
def url(household, convention):
    return reverse("referrals:preliminary_create", args=[household.pk, convention.pk])


@pytest.fixture
def browser(log_in, advisor):
    return log_in(advisor)


def save(household, convention, advisor, slot=None, meeting=None, **given):
    meeting = meeting or PreliminaryMeeting(household=household, convention=convention)
    return save_preliminary_meeting(meeting=meeting, values=VALUES | given, slot=slot, by=advisor)


def test_what_was_said_is_kept_and_the_slot_booked_with_it(household, convention, advisor, slot):
    save(household, convention, advisor, slot)
    kept = PreliminaryMeeting.objects.get()
    assert (kept.points, kept.answer, kept.advisor, kept.leaflet_given) == ([1, 3], "agrees", advisor, True)
    assert kept.remarks == "« Je veux bien essayer. »"
    assert kept.appointment.slot == slot
    assert kept.appointment.starts_at == slot.starts_at
    slot.refresh_from_db()
    assert slot.state == SlotState.BOOKED


@pytest.mark.parametrize(
    ("given", "field", "begins"),
    [
        ({"held_on": datetime.date(2099, 1, 1)}, "held_on", "Ce jour n’est pas encore venu"),
        ({"held_on": datetime.date(1865, 1, 1)}, "held_on", "La convention va du 1er"),
        ({"points": [1, 9]}, "points", "Un des points cochés"),
        ({"answer": TenantAnswer.REFUSES}, "refusal_reason", "Indiquez le motif"),
        ({"answer": TenantAnswer.REFUSES, "refusal_reason": " \n"}, "refusal_reason", "Indiquez le motif"),
    ],
)
def test_what_is_refused_leaves_nothing(household, convention, advisor, given, field, begins):
    with pytest.raises(DomainError) as refused:
        save(household, convention, advisor, **given)
    assert refused.value.field == field
    assert refused.value.message.startswith(begins)
    assert not PreliminaryMeeting.objects.exists()


@pytest.mark.parametrize("answer", [TenantAnswer.NEEDS_TIME, TenantAnswer.REFUSES])
def test_no_slot_is_booked_before_the_tenant_agrees(household, convention, advisor, slot, answer):
    with pytest.raises(DomainError) as refused:
        save(household, convention, advisor, slot, answer=answer, refusal_reason="Pas maintenant")
    assert refused.value.field == "slot"
    assert not Appointment.objects.exists()


def test_a_slot_that_was_taken_meanwhile_keeps_nothing_and_names_others(household, convention, advisor, slot, worker):
    later = SlotFactory(membership=worker, starts_at=slot.starts_at + datetime.timedelta(hours=3))
    book_slot(slot=slot, household=HouseholdFactory(landlord=advisor.organisation), convention=convention, by=advisor)
    with pytest.raises(DomainError) as refused:
        save(household, convention, advisor, slot)
    assert refused.value.field == "slot"
    assert "vient d’être pris" in refused.value.message
    assert not PreliminaryMeeting.objects.exists()
    assert save(household, convention, advisor, later).appointment


def test_a_slot_of_another_association_is_not_booked(household, convention, advisor):
    with pytest.raises(DomainError, match="n’est pas de l’association"):
        save(household, convention, advisor, SlotFactory())


def test_an_appointment_stands_until_it_is_cancelled(household, convention, advisor, slot, worker):
    meeting = save(household, convention, advisor, slot)
    later = SlotFactory(membership=worker, starts_at=slot.starts_at + datetime.timedelta(hours=3))
    with pytest.raises(DomainError, match="Un rendez-vous est déjà fixé"):
        save(household, convention, advisor, later, meeting=meeting)
    meeting.refresh_from_db()
    with pytest.raises(DomainError, match="Un rendez-vous est fixé"):
        save(household, convention, advisor, meeting=meeting, answer=TenantAnswer.NEEDS_TIME)
    Appointment.objects.update(state=AppointmentState.CANCELLED)
    meeting.refresh_from_db()
    assert save(household, convention, advisor, later, meeting=meeting).appointment.slot == later


def test_it_changes_until_the_sheet_is_sent(household, convention, advisor):
    meeting = save(household, convention, advisor)
    assert save(household, convention, advisor, meeting=meeting, remarks="Autre chose").remarks == "Autre chose"
    sent_referral(household=household, convention=convention, advisor=advisor, preliminary_meeting=meeting)
    with pytest.raises(DomainError, match="est partie"):
        save(household, convention, advisor, meeting=meeting)


def test_what_somebody_saved_meanwhile_is_not_hidden(household, convention, advisor):
    meeting = save(household, convention, advisor)
    stale = PreliminaryMeeting.objects.get()
    save(household, convention, advisor, meeting=meeting, remarks="D’abord")
    with pytest.raises(StaleVersion):
        save(household, convention, advisor, meeting=stale, remarks="Ensuite")


def test_another_landlord_holds_no_conversation(household, convention):
    with pytest.raises(DomainError, match="par une conseillère du bailleur"):
        save(household, convention, MembershipFactory(role=Role.ADVISOR))


def test_rules_in_words():
    for definition in shipped_definitions():
        assert preliminary_sheet(definition).points
    assert wrong_answer("agrees", reason="", books=True, booked="") is None
    assert wrong_answer("needs_time", reason="", books=False, booked="") is None
    assert wrong_answer("", reason="", books=True, booked="")[0] == "slot"
    period = {"today": HELD, "first": HELD, "last": FAR}
    assert wrong_day(HELD, **period) == ""
    assert wrong_day(HELD - datetime.timedelta(days=1), **period).startswith("La convention va du 2")


def test_the_page_offers_what_the_convention_s_operator_published(browser, url, slot, worker):
    other = SlotFactory(place="Ailleurs encore")
    past = SlotFactory(membership=worker, starts_at=timezone.now() - datetime.timedelta(days=1))
    html = browser.get(url).content.decode()
    assert f'id="slot-{slot.pk}"' in html
    assert "Salle du rez-de-chaussée" in html
    assert str(other.pk) not in html
    assert str(past.pk) not in html
    assert "Évoquer la problématique repérée par le bailleur." in html
    assert "L’éligibilité n’est pas encore vérifiée" in html


def test_it_is_saved_once_and_leads_to_what_comes_next(browser, url, household, convention, slot):
    ScreeningFactory(household=household)
    page = browser.get(url)
    typed = {"points": ["1", "2"], "answer": "agrees", "slot": str(slot.pk), "leaflet_given": "on", "remarks": "Oui."}
    saved = post_form(browser, url, page, **typed)
    meeting = PreliminaryMeeting.objects.get()
    assert saved.url == meeting.get_absolute_url()
    assert post_form(browser, url, page, **typed).url == saved.url
    assert Appointment.objects.count() == 1
    html = browser.get(saved.url).content.decode()
    assert "Préparer la fiche de liaison" in html
    assert saved.url in browser.get(household.get_absolute_url()).content.decode()
    entry = AccessLogEntry.objects.filter(action="preliminary.read").get()
    assert (entry.subject_id, entry.subject_organisation) == (household.pk, household.landlord)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"answer": None}, "Indiquez ce que répond le locataire."),
        ({"answer": "peut-être"}, "n’en fait pas partie"),
        ({"answer": "refuses"}, "Indiquez le motif, avec les mots du locataire"),
        ({"held_on": "2099-01-01"}, "Ce jour n’est pas encore venu."),
        ({"held_on": "2015-02-30"}, "Ce jour n’existe pas"),
        ({"held_on": ""}, "Ce champ est obligatoire"),
        ({"points": ["9"]}, "n’en fait pas partie"),
        ({"remarks": "é" * 2001}, "2000"),
        ({"slot": "01a1fae0-c671-7e29-9176-3d09b0c3a11b"}, "Ce créneau vient d’être pris"),
        ({"slot": "rien"}, "Ce créneau vient d’être pris"),
    ],
)
def test_bad_input_is_answered_in_words_and_what_was_typed_stays(browser, url, typed, sentence):
    answer = post_form(browser, url, **{"answer": "agrees", "wishes": "Plutôt le matin 🙂"} | typed)
    assert answer.status_code == 200
    html = answer.content.decode().replace("&#x27;", "’").replace("n'en", "n’en")
    assert sentence in html, html[html.find('class="errors') :][:900]
    assert "Plutôt le matin 🙂" in html
    assert not PreliminaryMeeting.objects.exists()


def test_a_slot_taken_while_one_talks_is_told_and_the_others_are_there(browser, url, slot, worker, convention, advisor):
    later = SlotFactory(membership=worker, starts_at=slot.starts_at + datetime.timedelta(hours=3))
    page = browser.get(url)
    book_slot(slot=slot, household=HouseholdFactory(landlord=advisor.organisation), convention=convention, by=advisor)
    typed = {"points": ["1"], "answer": "agrees", "slot": str(slot.pk), "remarks": "Elle hésite encore."}
    answer = post_form(browser, url, page, **typed)
    html = answer.content.decode()
    assert "Ce créneau vient d’être pris" in html
    assert f'id="slot-{later.pk}"' in html
    assert f'id="slot-{slot.pk}"' not in html
    assert "Elle hésite encore." in html
    assert post_form(browser, url, answer, slot=str(later.pk)).status_code == 302


def test_what_is_typed_in_front_of_the_tenant_is_drafted(browser, url):
    page = browser.get(url)
    autosave(browser, url, page, points=["2"], remarks="Le téléphone a sonné.")
    html = browser.get(url).content.decode()
    assert "Le téléphone a sonné." in html
    assert "Votre brouillon a été restauré" in html


def test_two_windows_see_both_versions(browser, household, convention, advisor):
    meeting = save(household, convention, advisor)
    address = reverse("referrals:preliminary_edit", args=[meeting.pk])
    one, two = browser.get(address), browser.get(address)
    assert post_form(browser, address, one, remarks="De la première fenêtre").status_code == 302
    conflict = post_form(browser, address, two, remarks="De la seconde fenêtre")
    html = conflict.content.decode()
    assert "De la première fenêtre" in html
    assert "De la seconde fenêtre" in html
    assert post_form(browser, address, conflict).status_code == 302
    assert PreliminaryMeeting.objects.get().remarks == "De la seconde fenêtre"


def test_once_the_sheet_is_sent_the_page_only_reads(browser, household, convention, advisor):
    meeting = save(household, convention, advisor)
    address = reverse("referrals:preliminary_edit", args=[meeting.pk])
    page = browser.get(address)
    sent_referral(household=household, convention=convention, advisor=advisor, preliminary_meeting=meeting)
    assert browser.get(address).url == meeting.get_absolute_url()
    late = post_form(browser, address, page, remarks="Trop tard")
    assert "La fiche de liaison est partie" in late.content.decode()
    assert "Trop tard" in late.content.decode()


def test_the_operator_does_not_read_the_landlord_s_conversation(household, convention, advisor, worker):
    meeting = PreliminaryMeetingFactory(household=household, convention=convention, advisor=advisor)
    manager = MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=advisor.organisation)
    assert PreliminaryMeeting.objects.visible_to(manager).get() == meeting
    sent_referral(household=household, convention=convention, advisor=advisor, worker=worker)
    assert not PreliminaryMeeting.objects.visible_to(worker).exists()


def test_the_page_of_the_household_says_what_comes_next(browser, household, convention, advisor, url):
    def pending():
        return browser.get(household.get_absolute_url()).content.decode()

    assert "Tenir l’entretien préalable" not in pending()
    ScreeningFactory(household=household, by=advisor)
    assert f'href="{url}">Tenir l’entretien préalable' in pending()
    meeting = save(household, convention, advisor, answer=TenantAnswer.NEEDS_TIME)
    assert "Reprendre l’entretien" in pending()
    save(household, convention, advisor, meeting=meeting)
    assert f"?convention={convention.pk}" in pending()
    sent_referral(household=household, convention=convention, advisor=advisor)
    assert f"?convention={convention.pk}" not in pending()


def test_a_convention_that_is_over_or_foreign_is_not_there(browser, household, advisor):
    for convention in (ConventionFactory(landlord=advisor.organisation), ConventionFactory(ends_on=FAR)):
        address = reverse("referrals:preliminary_create", args=[household.pk, convention.pk])
        assert browser.get(address).status_code == 404


def test_the_page_asks_as_much_for_six_slots_as_for_one(browser, url, slot, worker):
    def count():
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        return len(queries)

    first = count()
    for hours in range(2, 12, 2):
        SlotFactory(membership=worker, starts_at=slot.starts_at + datetime.timedelta(hours=hours))
    assert count() == first


@pytest.mark.parametrize("code", ["remobilisation", "visites-sociales"])
def test_the_leaflet_is_one_page_in_plain_words(browser, advisor, code):
    programme = ProgrammeFactory(code=code)
    reach = {"phone": "02 40 00 00 00", "email": "contact@essai.example"}
    operator = OrganisationFactory(name="Association aux mots nombreux et au très long nom d’essai", **reach)
    shared = {"landlord": advisor.organisation, "operator": operator, "programme": programme}
    convention = ConventionFactory(ends_on=FAR, **shared)
    for house in (convention.landlord, operator):
        LogoFactory(organisation=house, png=picture("PNG", size=(400, 160)))
    answer = browser.get(reverse("referrals:leaflet", args=[convention.pk]))
    assert answer["Content-Disposition"] == 'inline; filename="plaquette.pdf"'
    reader = PdfReader(io.BytesIO(answer.content))
    assert len(reader.pages) == 1
    content = programme.current_version.content
    assert reader.metadata.title == content.public_label
    told = " ".join(text_of(answer.content).split())
    assert plain(content.public_label) in told
    # Neither the name that professionals use nor what they say of the public.
    assert content.label not in told
    for word in ("expulsion", "exclusion", "rupture", "impayé", "pathologie", "diagnostic"):
        assert word not in told.lower()
    assert convention.landlord.name in told
    assert convention.operator.name in told
    assert "Vos droits" in told
    assert "■" not in told
