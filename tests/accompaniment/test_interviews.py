"""An entry of the follow-up: noted, corrected, cancelled; made of an appointment; before there is a mesure."""

import datetime

import pytest
from django.utils import timezone

from accompaniment.models import Interview
from accompaniment.presentation.contacts import contacts_by_month, last_contacts
from accompaniment.services.interviews import (
    cancel_interview,
    change_interview,
    record_held_appointment,
    record_interview,
    record_missed_appointment,
)
from core.errors import DomainError
from core.models import StaleVersion
from referrals.enums import AppointmentState
from tests.accompaniment.pairs import everybody_else, the_team
from tests.factories.accompaniment import (
    AccompanimentFactory,
    AttemptFactory,
    InterviewFactory,
    PublicationFactory,
    closed_mesure,
)
from tests.factories.accounts import MembershipFactory
from tests.factories.referrals import AppointmentFactory, sent_referral
from tests.factories.tenants import AssignmentFactory, PersonFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
ON = datetime.date(2015, 4, 2)


@pytest.fixture
def team():
    return the_team()


def record(team, by=None, **given):
    values = {"kind": "home_visit", "on": ON} | given.pop("values", {})
    place = {"household": team.household, "convention": team.convention, "mesure": team.mesure}
    return record_interview(**{**place, "values": values, "by": by or team.worker, **given})


def refused(call, words, field=None):
    before = Interview.objects.count()
    with pytest.raises(DomainError, match=words) as refusal:
        call()
    if field:
        assert refusal.value.field == field
    assert Interview.objects.count() == before


def test_a_visit_is_noted_with_what_is_known_of_it(team):
    person = team.household.persons.get()
    values = {
        "at": datetime.time(14, 30),
        "minutes": 50,
        "themes": ["budget"],
        "team_text": "Mot",
        "place_kind": "home",
    }
    noted = record(team, values=values, persons=[person], colleagues=[team.colleague], private="À moi.")
    noted.refresh_from_db()
    assert (noted.minutes, noted.themes, noted.team_text, noted.outcome) == (50, ["budget"], "Mot", "held")
    assert (list(noted.persons.all()), list(noted.colleagues.all())) == ([person], [team.colleague])
    assert noted.author == team.worker


def test_a_note_of_fifty_thousand_characters_is_kept(team):
    text = "é🙂 mot " * 7200
    noted = record(team, values={"team_text": text[:50_000]}, private=text[:50_000])
    noted.refresh_from_db()
    assert len(noted.team_text) == 50_000


@pytest.mark.parametrize(
    ("values", "words", "field"),
    [
        ({"on": datetime.date(2015, 3, 16)}, "a commencé le 17", "on"),
        ({"on": datetime.date(2099, 1, 1)}, "pas encore venu", "on"),
        ({"minutes": 0}, "de 1 à 1", "minutes"),
        ({"minutes": 1441}, "de 1 à 1", "minutes"),
        ({"themes": ["budget", "inconnu"]}, "pas de ce dispositif", "themes"),
        ({"outcome": "missed"}, "Dites par qui", "outcome_by"),
        ({"outcome": "cancelled"}, "Dites par qui", "outcome_by"),
        ({"kind": "attempt", "attempt_result": "no_answer"}, "par quel moyen", "attempt_way"),
        ({"kind": "attempt", "attempt_way": "call"}, "quel résultat", "attempt_result"),
        ({"team_text": "a" * 100_001}, "caractères au plus", "team_text"),
        ({"others": "a" * 501}, "caractères au plus", "others"),
    ],
)
def test_what_is_wrong_is_said(team, values, words, field):
    refused(lambda: record(team, values=values), words, field)


def test_an_hour_that_has_not_come(team, today):
    later = (timezone.localtime() + datetime.timedelta(minutes=30)).time()
    if later > timezone.localtime().time():
        refused(lambda: record(team, values={"on": today, "at": later}), "heure", "at")
        values = {"on": today, "at": later, "outcome": "cancelled", "outcome_by": "household"}
        assert record(team, values=values).outcome_by == "household"


def test_only_what_goes_with_the_kind_is_kept(team):
    letter = record(team, values={"kind": "letter", "outcome": "missed", "outcome_by": "worker", "minutes": 10})
    assert (letter.outcome, letter.outcome_by, letter.minutes) == ("held", "", None)
    visit = record(team, values={"attempt_way": "call", "outcome_by": "worker"})
    assert (visit.attempt_way, visit.outcome_by) == ("", "")


def test_persons_are_of_the_household_and_colleagues_of_the_team(team):
    stranger, other = PersonFactory(), MembershipFactory()
    refused(lambda: record(team, persons=[stranger]), "pas de ce ménage", "persons")
    refused(lambda: record(team, colleagues=[other]), "pas de votre équipe", "colleagues")
    refused(lambda: record(team, colleagues=[team.advisor]), "pas de votre équipe", "colleagues")


def test_a_mesure_that_has_ended_takes_nothing_after_its_end():
    mesure = closed_mesure()
    given = {"household": mesure.household, "convention": mesure.convention, "mesure": mesure, "by": mesure.worker}
    after = {"kind": "interview", "on": mesure.ends_on + DAY}
    refused(lambda: record_interview(**given, values=after), "s’est terminée", "on")
    assert record_interview(**given, values={**after, "on": mesure.ends_on}).pk


def test_the_mesure_is_that_of_the_household(team):
    other = AccompanimentFactory(worker=team.worker, convention=team.convention)
    refused(lambda: record(team, mesure=other), "pas celle de ce ménage")
    refused(lambda: record(team, convention=AccompanimentFactory().convention), "pas celle de ce ménage")


def test_only_who_has_the_household_notes(team):
    theirs = the_team()
    for member in (*everybody_else(team), team.head, theirs.worker, theirs.head):
        refused(lambda member=member: record(team, by=member), "entre vos mains")


def test_who_handed_the_file_over_reads_and_writes_no_more(team, today):
    visit = record(team)
    ending = {"ends_on": today - DAY, "read_until": today + DAY}
    team.household.assignments.update(**ending)
    refused(lambda: record(team), "entre vos mains")
    refused(lambda: change_interview(interview=visit, values={"on": ON}, by=team.worker), "entre vos mains")
    assert Interview.objects.visible_to(team.worker).filter(pk=visit.pk).exists()


# Correcting, cancelling


def test_its_author_corrects_it_and_the_history_keeps_what_it_said(team):
    visit = record(team, values={"team_text": "Avant"})
    visit.refresh_from_db()
    changed = change_interview(interview=visit, values={"team_text": "Après", "kind": "call"}, by=team.worker)
    assert (changed.team_text, changed.kind) == ("Après", "call")
    assert list(visit.events.order_by("pgh_id").values_list("team_text", flat=True)) == ["Avant", "Après"]
    with pytest.raises(StaleVersion):
        change_interview(interview=visit, values={"team_text": "Encore"}, by=team.worker)


def test_nobody_else_corrects_it(team):
    visit = record(team)
    AssignmentFactory(household=team.household, membership=team.colleague, kind="second")
    refused(lambda: change_interview(interview=visit, values={"kind": "call"}, by=team.colleague), "par la personne")
    refused(lambda: cancel_interview(interview=visit, reason="Erreur", by=team.colleague), "par la personne")
    team.household.assignments.filter(membership=team.worker).update(ends_on=ON)
    assert cancel_interview(interview=visit, reason="Noté deux fois", by=team.colleague).cancelled_at


def test_cancelled_it_is_kept_with_its_reason_and_counts_no_more(team):
    visit = record(team)
    assert sum(contacts_by_month(team.household, team.convention, ON, ON).values()) == 1
    refused(lambda: cancel_interview(interview=visit, reason="  ", by=team.worker), "pourquoi", "reason")
    cancelled = cancel_interview(interview=visit, reason="Un autre ménage", by=team.worker)
    assert cancelled.cancel_reason == "Un autre ménage"
    assert contacts_by_month(team.household, team.convention, ON, ON) == {}
    refused(lambda: cancel_interview(interview=visit, reason="Encore", by=team.worker), "déjà annulé")
    refused(lambda: change_interview(interview=visit, values={"kind": "call"}, by=team.worker), "annulé")


def test_what_is_published_holds_its_day_and_its_kind(team):
    visit = record(team)
    PublicationFactory(interview=visit, author=team.worker)
    for values in ({"on": ON + DAY}, {"kind": "call"}, {"outcome": "missed", "outcome_by": "household"}):
        refused(lambda values=values: change_interview(interview=visit, values=values, by=team.worker), "retirez-le")
    refused(lambda: cancel_interview(interview=visit, reason="Erreur", by=team.worker), "retirez-le")
    assert change_interview(interview=visit, values={"team_text": "Plus"}, by=team.worker).team_text == "Plus"


# Before there is a mesure


def test_before_a_mesure_an_attempt_or_a_letter_once_the_fiche_is_received():
    referral = sent_referral()
    worker = MembershipFactory(organisation=referral.convention.operator)
    AssignmentFactory(household=referral.household, membership=worker)
    given = {"household": referral.household, "convention": referral.convention, "by": worker}
    attempt = {"kind": "attempt", "on": ON, "attempt_way": "doorstep", "attempt_result": "message_left"}
    refused(lambda: record_interview(**given, values=attempt), "reçue", "mesure")
    referral.received_at = timezone.now()
    referral.save()
    assert record_interview(**given, values=attempt).accompaniment is None
    assert record_interview(**given, values={"kind": "letter", "on": ON}).kind == "letter"
    refused(lambda: record_interview(**given, values={"kind": "call", "on": ON}), "Avant l’ouverture", "kind")


# From an appointment


def yesterday_at(team, **given):
    starts_at = timezone.now() - DAY
    return AppointmentFactory(
        household=team.household,
        operator=team.convention.operator,
        kind="meeting",
        place_kind="home",
        starts_at=starts_at,
        ends_at=starts_at + datetime.timedelta(minutes=45),
        **given,
    )


def test_an_appointment_that_took_place_makes_its_entry_once(team):
    appointment = yesterday_at(team)
    noted = record_held_appointment(appointment=appointment, by=team.worker)
    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.HELD
    assert (noted.kind, noted.minutes, noted.appointment, noted.accompaniment) == (
        "home_visit",
        45,
        appointment,
        team.mesure,
    )
    assert record_held_appointment(appointment=appointment, by=team.worker) == noted
    refused(lambda: record_missed_appointment(appointment=appointment, missed_by="household", by=team.worker), "manqué")


def test_an_appointment_that_was_missed_says_by_whom(team):
    appointment = yesterday_at(team)
    refused(lambda: record_missed_appointment(appointment=appointment, by=team.worker), "Indiquez qui", "missed_by")
    noted = record_missed_appointment(appointment=appointment, missed_by="household", by=team.worker)
    appointment.refresh_from_db()
    assert (appointment.state, appointment.missed_by) == (AppointmentState.MISSED, "tenant")
    assert (noted.outcome, noted.outcome_by, noted.minutes) == ("missed", "household", None)
    refused(lambda: record_held_appointment(appointment=appointment, by=team.worker), "pas eu lieu")


def test_an_appointment_to_come_or_of_others_makes_nothing(team):
    coming = AppointmentFactory(household=team.household, operator=team.convention.operator, kind="meeting")
    refused(lambda: record_held_appointment(appointment=coming, by=team.worker), "à venir")
    past = yesterday_at(team)
    for member in (team.colleague, team.head, team.advisor, the_team().worker):
        refused(lambda member=member: record_held_appointment(appointment=past, by=member), "entre vos mains")
    assert type(past).objects.get(pk=past.pk).state == AppointmentState.PLANNED


# The one count


def test_contacts_are_conversations_that_were_held(team):
    record(team)
    record(team, values={"on": ON + DAY, "kind": "call"})
    record(team, values={"on": datetime.date(2015, 5, 4), "kind": "outing"})
    record(team, values={"outcome": "missed", "outcome_by": "household"})
    record(team, values={"kind": "letter"})
    AttemptFactory(accompaniment=team.mesure)
    InterviewFactory()
    counted = contacts_by_month(team.household, team.convention, team.mesure.starts_on, datetime.date(2015, 5, 31))
    assert counted == {datetime.date(2015, 4, 1): 2, datetime.date(2015, 5, 1): 1}
    assert last_contacts([team.mesure]) == {team.mesure.pk: datetime.date(2015, 5, 4)}
