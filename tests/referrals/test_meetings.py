"""Minutes of the three: opened once, written together, sealed, and what is refused on the way."""

import datetime
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Notice
from core.errors import DomainError
from referrals.enums import AppointmentKind, CommitmentOutcome, MeetingKind, MinutesState
from referrals.models import Adhesion, Attendance, Commitment, Participant, TripartiteMeeting
from referrals.presentation.meetings import missed_meetings
from referrals.services.appointments import miss_appointment
from referrals.services.meetings import (
    add_minutes_paper,
    cancel_minutes,
    earlier_commitments,
    open_minutes,
    open_minutes_of_appointment,
    review_commitment,
    save_minutes,
    seal_minutes,
)
from tenants.models import Assignment
from tests.factories.accounts import MembershipFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import AppointmentFactory, ReferralFactory
from tests.factories.tenants import PersonFactory
from tests.referrals.three import LANDLORD, MET_ON, OPERATOR, TENANT, met, says_yes, sealed, the_three, written
from tests.texts import plain

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LATER = datetime.date(2015, 6, 16)


@pytest.fixture
def yesterday(three):
    """A meeting of yesterday, with both sides expected."""
    appointment = AppointmentFactory(
        household=three.household, operator=three.operator, starts_at=timezone.now() - DAY, place="Salle du bas"
    )
    for member in (three.worker, three.advisor):
        Attendance.objects.create(appointment=appointment, membership=member)
    return appointment


def refusal(call, **kwargs):
    with pytest.raises(DomainError) as refused:
        call(**kwargs)
    return refused.value.message


def test_minutes_begin_with_what_is_known(three, yesterday):
    meeting = open_minutes_of_appointment(appointment=yesterday, by=three.advisor)
    yesterday.refresh_from_db()
    assert (yesterday.state, meeting.kind, meeting.referral) == ("held", MeetingKind.START, three.referral)
    assert (meeting.held_on, meeting.place) == (timezone.localdate(yesterday.starts_at), "Salle du bas")
    assert "Situation d’isolement" in meeting.problems
    assert "Des courriers restent sans réponse" in meeting.problems
    assert meeting.improvements == "Que le lien se renoue."
    assert {(one.party, one.name) for one in meeting.participants.all()} == {
        (TENANT, three.person.full_name),
        (LANDLORD, three.advisor.user.get_full_name()),
        (OPERATOR, three.worker.user.get_full_name()),
    }


def test_the_other_side_is_told_of_open_and_of_signed_minutes(three):
    meeting = met(three, by=three.worker)
    assert [each.membership for each in Notice.objects.filter(code="minutes_open")] == [three.advisor]
    met(three, by=three.advisor)
    assert Notice.objects.filter(code="minutes_open").count() == 1, "opened once, told once"
    written(meeting, by=three.worker, problems="Le loyer.")
    seal_minutes(meeting=meeting, by=three.worker)
    told = Notice.objects.get(code="minutes_sealed")
    assert (told.membership, told.path) == (three.advisor, meeting.get_absolute_url())


def test_asked_twice_the_same_minutes(three, yesterday):
    first = open_minutes_of_appointment(appointment=yesterday, by=three.advisor)
    assert open_minutes_of_appointment(appointment=yesterday, by=three.worker) == first
    assert met(three, on=first.held_on) == first
    assert TripartiteMeeting.objects.count() == 1


def test_minutes_begun_without_their_appointment_find_it(three, yesterday):
    begun = met(three, on=timezone.localdate(yesterday.starts_at))
    assert open_minutes_of_appointment(appointment=yesterday, by=three.worker) == begun
    begun.refresh_from_db()
    assert begun.appointment == yesterday


@pytest.mark.parametrize(
    ("change", "begins"),
    [
        ({"kind": AppointmentKind.MEETING}, "Ce rendez-vous n’est pas une rencontre tripartite"),
        ({"state": "missed", "missed_by": "tenant"}, "Ce rendez-vous n’a pas eu lieu"),
        ({"state": "cancelled"}, "Ce rendez-vous n’a pas eu lieu"),
    ],
)
def test_what_has_no_minutes(three, change, begins):
    appointment = AppointmentFactory(
        household=three.household, operator=three.operator, starts_at=timezone.now() - DAY, **change
    )
    assert refusal(open_minutes_of_appointment, appointment=appointment, by=three.worker).startswith(begins)


def test_an_appointment_to_come_has_no_minutes_yet(three):
    appointment = AppointmentFactory(household=three.household, operator=three.operator)
    assert "encore à venir" in refusal(open_minutes_of_appointment, appointment=appointment, by=three.worker)


@pytest.mark.parametrize(
    ("on", "begins"),
    [
        (datetime.date(2099, 1, 1), "Cette rencontre n’a pas encore eu lieu"),
        (datetime.date(2015, 3, 2), "La fiche de liaison a été envoyée le 3 mars 2015"),
        (datetime.date(1865, 1, 1), "La fiche de liaison a été envoyée le 3 mars 2015"),
    ],
)
def test_the_day_of_a_meeting(three, on, begins):
    with pytest.raises(DomainError) as refused:
        met(three, on=on)
    assert plain(refused.value.message).startswith(begins)
    assert refused.value.field == "held_on"


def test_not_before_the_referral_is_sent(three):
    type(three.referral).objects.update(state="withdrawn")
    draft = ReferralFactory(household=three.household, convention=three.convention, advisor=three.advisor)
    given = {"household": three.household, "convention": three.convention, "referral": draft, "by": three.advisor}
    said = refusal(open_minutes, kind=MeetingKind.START, held_on=MET_ON, **given)
    assert said.startswith("La fiche de liaison n’est pas envoyée")


def test_a_convention_of_others(three):
    given = {"household": three.household, "kind": MeetingKind.START, "held_on": MET_ON, "by": three.worker}
    for convention in (ConventionFactory(landlord=three.landlord), ConventionFactory(operator=three.operator)):
        assert "pas celle de ce ménage" in refusal(open_minutes, convention=convention, **given)


@pytest.mark.parametrize("role", [Role.SERVICE_HEAD, Role.LANDLORD_MANAGER, Role.BILLING_OFFICER])
def test_who_does_not_write(three, role):
    house = three.landlord if role == Role.LANDLORD_MANAGER else three.operator
    other = MembershipFactory(role=role, organisation=house)
    with pytest.raises(DomainError, match="Le compte rendu s’écrit par"):
        met(three, by=other)


def test_handed_over_one_reads_and_writes_no_more(three):
    meeting = met(three)
    yesterday = timezone.localdate() - DAY
    Assignment.objects.update(ends_on=yesterday, read_until=yesterday + 30 * DAY)
    with pytest.raises(DomainError, match="Le compte rendu s’écrit par"):
        written(meeting, by=three.worker, problems="Trop tard.")
    assert TripartiteMeeting.objects.visible_to(three.worker).contains(meeting)
    assert not TripartiteMeeting.objects.writable_by(three.worker).contains(meeting)


def test_lines_are_kept_changed_and_taken_away(three):
    meeting = met(three)
    written(
        meeting,
        by=three.worker,
        problems="Le loyer.",
        commitments=[(TENANT, "Ouvrir les courriers", LATER), (LANDLORD, "Envoyer le décompte", None)],
    )
    kept = Commitment.objects.get(party=TENANT)
    lines = [
        {"id": kept, "party": TENANT, "text": "Ouvrir les courriers chaque lundi", "due_on": LATER},
        {"id": None, "party": OPERATOR, "text": "Appeler la CAF", "due_on": None},
    ]
    shared = {"meeting": meeting, "values": {"points": [1, 3]}, "by": three.worker}
    save_minutes(participants=[], commitments=lines, **shared)
    assert set(Commitment.objects.values_list("party", flat=True)) == {TENANT, OPERATOR}
    kept.refresh_from_db()
    assert kept.text.endswith("chaque lundi")
    assert not Participant.objects.filter(meeting=meeting).exists()
    assert meeting.points == [1, 3]


@pytest.mark.parametrize(
    ("due_on", "begins"),
    [
        (datetime.date(2015, 3, 1), "un engagement vient après"),
        (datetime.date(2051, 3, 1), "ce jour est à plus de 3 ans"),
    ],
)
def test_the_day_of_a_commitment(three, due_on, begins):
    with pytest.raises(DomainError, match=begins):
        written(met(three), by=three.worker, commitments=[(TENANT, "Payer", due_on)])
    assert not Commitment.objects.exists()


def test_another_day_than_that_of_its_adhesions(three):
    meeting = met(three)
    says_yes(three, meeting=meeting)
    with pytest.raises(DomainError, match="Des réponses à l’adhésion"):
        written(meeting, by=three.worker, held_on=MET_ON + DAY)


def test_sealed_with_the_household_and_the_association(three):
    meeting = met(three)
    written(meeting, by=three.worker, problems="Le loyer.")
    meeting.participants.filter(party=TENANT).update(present=False)
    assert "se signe avec le ménage" in refusal(seal_minutes, meeting=meeting, by=three.worker)
    meeting.participants.update(present=True)
    assert "dans votre rôle" in refusal(seal_minutes, meeting=meeting, by=three.advisor)
    seal_minutes(meeting=meeting, by=three.worker)
    assert (meeting.state, meeting.sealed_at.date()) == (MinutesState.SEALED, timezone.now().date())


def test_empty_minutes_are_not_signed(three):
    meeting = met(three, kind=MeetingKind.QUARTERLY)
    assert "Écrivez au moins" in refusal(seal_minutes, meeting=meeting, by=three.worker)


def test_sealed_nothing_changes_any_more(three):
    meeting = sealed(three, (TENANT, "Ouvrir les courriers", LATER))
    for call in (
        lambda: written(meeting, by=three.worker, problems="Autre chose."),
        lambda: seal_minutes(meeting=meeting, by=three.worker),
    ):
        with pytest.raises(DomainError, match="signé : il ne change plus"):
            call()


@pytest.mark.parametrize(
    "change",
    [
        lambda meeting: TripartiteMeeting.objects.filter(pk=meeting.pk).update(held_on=LATER),
        lambda meeting: TripartiteMeeting.objects.filter(pk=meeting.pk).update(sealed_at=None),
        lambda meeting: Commitment.objects.update(text="Tout autre chose"),
        lambda meeting: Commitment.objects.update(party=OPERATOR),
        lambda meeting: Commitment.objects.update(due_on=None),
        lambda meeting: Commitment.objects.create(meeting=meeting, party=TENANT, text="Ajouté après coup"),
        lambda meeting: Commitment.objects.all().delete(),
        lambda meeting: Participant.objects.filter(party=TENANT).update(present=False),
        lambda meeting: Participant.objects.filter(party=TENANT).update(name="Une autre"),
        lambda meeting: Participant.objects.create(meeting=meeting, party=TENANT, name="Venue après coup"),
        lambda meeting: Participant.objects.all().delete(),
        lambda meeting: meeting.delete(),
    ],
)
def test_postgresql_holds_what_is_sealed(three, change):
    meeting = sealed(three, (TENANT, "Ouvrir les courriers", LATER))
    with pytest.raises(IntegrityError), transaction.atomic():
        change(meeting)


def test_a_sealed_commitment_takes_its_answer(three):
    sealed(three, (TENANT, "Ouvrir les courriers", LATER), (LANDLORD, "Envoyer le décompte", None))
    meeting = met(three, kind=MeetingKind.INTERMEDIATE, on=LATER)
    tenants, landlords = sorted(earlier_commitments(meeting), key=lambda one: one.party, reverse=True)
    reviews = [(tenants.pk, CommitmentOutcome.KEPT, "Chaque lundi."), (landlords.pk, CommitmentOutcome.PENDING, "")]
    written(meeting, by=three.advisor, remarks="On continue.", reviews=reviews)
    tenants.refresh_from_db()
    assert (tenants.outcome, tenants.note, tenants.reviewed_at) == ("kept", "Chaque lundi.", meeting)
    assert set(earlier_commitments(meeting)) == {tenants, landlords}
    seal_minutes(meeting=meeting, by=three.worker)
    later = met(three, kind=MeetingKind.FINAL, on=LATER + 90 * DAY)
    assert list(earlier_commitments(later)) == [landlords]


def test_an_answer_is_given_once(three):
    sealed(three, (TENANT, "Ouvrir les courriers", LATER))
    one = Commitment.objects.get()
    here = met(three, kind=MeetingKind.INTERMEDIATE, on=LATER)
    there = met(three, kind=MeetingKind.QUARTERLY, on=LATER)
    answer = {"commitment": one.pk, "outcome": CommitmentOutcome.MISSED, "note": "", "by": three.worker}
    review_commitment(meeting=here, **answer)
    assert "à une autre rencontre" in refusal(review_commitment, meeting=there, **answer)


def test_cancelled_minutes_stay_with_their_reason(three):
    sealed(three, (TENANT, "Ouvrir les courriers", LATER))
    one = Commitment.objects.get()
    wrong = met(three, kind=MeetingKind.INTERMEDIATE, on=LATER)
    review_commitment(commitment=one.pk, outcome="kept", note="", meeting=wrong, by=three.worker)
    assert "Dites pourquoi" in refusal(cancel_minutes, meeting=wrong, reason=" ", by=three.worker)
    cancel_minutes(meeting=wrong, reason="Mauvais ménage", by=three.worker)
    one.refresh_from_db()
    assert (wrong.state, one.outcome, one.reviewed_at) == (MinutesState.CANCELLED, "pending", None)
    assert "annulé : il ne change plus" in refusal(seal_minutes, meeting=wrong, by=three.worker)
    assert met(three, kind=MeetingKind.INTERMEDIATE, on=LATER) != wrong


def test_minutes_that_carry_an_adhesion_are_not_cancelled(three):
    meeting = met(three)
    says_yes(three, meeting=meeting)
    assert "Des adhésions ont été données" in refusal(cancel_minutes, meeting=meeting, reason="Erreur", by=three.worker)
    assert Adhesion.objects.count() == 1


def test_no_paper_joins_cancelled_minutes(three):
    meeting = met(three)
    cancel_minutes(meeting=meeting, reason="Erreur", by=three.worker)
    assert "annulé" in refusal(add_minutes_paper, meeting=meeting, received=[], by=three.worker)


def test_whoever_left_is_not_expected(three):
    PersonFactory(household=three.household, tie="partner", holds_lease=True, left_on=datetime.date(2015, 1, 1))
    assert met(three).participants.filter(party=TENANT).count() == 1


def test_an_absence_is_told_to_the_landlord_where_it_was_there_itself(three, yesterday):
    alone = AppointmentFactory(
        household=three.household,
        operator=three.operator,
        kind=AppointmentKind.FIRST_VISIT,
        starts_at=timezone.now() - 2 * DAY,
    )
    Attendance.objects.create(appointment=alone, membership=three.worker)
    for appointment in (alone, yesterday):
        miss_appointment(appointment=appointment, missed_by="tenant", by=three.worker)
    assert list(missed_meetings(three.household, three.worker)) == [yesterday, alone]
    assert list(missed_meetings(three.household, three.advisor)) == [yesterday]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_open_the_same_minutes_and_note_the_same_adhesion_once():
    with transaction.atomic():
        three = the_three()
    answered = []

    def both(call):
        at_once = threading.Barrier(2)

        def one():
            try:
                at_once.wait(timeout=10)
                answered.append(call())
            except DomainError as refused:
                answered.append(refused.message)
            finally:
                connection.close()

        threads = [threading.Thread(target=one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    both(lambda: met(three))
    assert answered[0] == answered[1] == TripartiteMeeting.objects.get()
    answered.clear()
    both(lambda: says_yes(three))
    assert sorted(map(str, answered)) == [
        "Accompagnement individuel",
        "Cette adhésion est déjà notée : relisez la page, ou notez son retrait.",
    ]
