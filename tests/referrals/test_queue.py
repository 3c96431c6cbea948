"""What stands on the home page of each, and until when."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.trace import record_access
from referrals.enums import AppointmentKind, AppointmentState, Party, ReferralState, TenantAnswer
from referrals.models import Attendance, Referral
from referrals.queue import SHOWN, queue_items
from referrals.services.corrections import drop_correction, start_correction
from referrals.services.information import ask_information
from referrals.services.reception import redirect_referral
from tests.factories.accounts import MembershipFactory
from tests.factories.referrals import AppointmentFactory, PreliminaryMeetingFactory, ReferralFactory, sent_referral
from tests.factories.tenants import HouseholdFactory, OccupancyFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def titles(actor, today):
    return [item.title for item in queue_items(actor, today)]


def waits_since(referral, when):
    Referral.objects.filter(pk=referral.pk).update(waiting_since=when)


@pytest.fixture
def lately(received, sent=None):
    waits_since(received, timezone.now())
    return received


def expected_at(member, household, operator, **values):
    made = AppointmentFactory(household=household, operator=operator, **values)
    Attendance.objects.create(appointment=made, membership=member)
    return made


class TestAdvisor:
    def test_a_draft_is_to_be_completed(self, pair, today):
        draft = ReferralFactory(convention=pair.convention, advisor=pair.advisor)
        (item,) = queue_items(pair.advisor, today)
        assert item.title == f"Fiche {draft.number} : à compléter"
        assert (item.late, item.due_on) == (False, today + 15 * DAY)
        waits_since(draft, timezone.now() - 16 * DAY)
        assert queue_items(pair.advisor, today)[0].late

    def test_an_announcement_becomes_a_fiche(self, pair, today):
        now = timezone.now()
        told = ReferralFactory(
            convention=pair.convention, advisor=pair.advisor, state=ReferralState.ANNOUNCED, announced_at=now,
            informed_on=today,
        )  # fmt: skip
        assert titles(pair.advisor, today) == [f"Fiche {told.number} : fiche de liaison à envoyer"]

    def test_the_association_takes_too_long(self, pair, sent, today):
        (item,) = queue_items(pair.advisor, today)
        assert (item.title, item.action_label, item.late) == (f"Fiche {sent.number} : envoyée", "Voir la fiche", True)
        assert item.url == sent.get_absolute_url()
        waits_since(sent, timezone.now())
        assert titles(pair.advisor, today) == []

    def test_a_correction_that_was_begun_is_to_be_sent(self, pair, lately, today):
        start_correction(referral=lately, reason="Le palier, pas l’étage.", by=pair.advisor)
        (item,) = queue_items(pair.advisor, today)
        assert item.title == f"Fiche {lately.number} : correction à envoyer"
        assert item.url == lately.get_absolute_url()
        drop_correction(referral=lately, by=pair.advisor)
        assert titles(pair.advisor, today) == []

    def test_questions_are_to_be_answered(self, pair, lately, today):
        assert titles(pair.advisor, today) == []
        ask_information(referral=lately, questions=[("origin", "Qui ?")], by=pair.nadia)
        (item,) = queue_items(pair.advisor, today)
        assert item.title == f"Fiche {lately.number} : à préciser"
        assert item.url == reverse("referrals:referral_answer_information", args=[lately.pk])

    def test_a_decision_stays_until_it_is_read(self, pair, lately, today):
        redirect_referral(referral=lately, orientation="droit-commun", reason="Ailleurs.", by=pair.nadia)
        assert titles(pair.advisor, today) == [f"Fiche {lately.number} : réorientée"]
        record_access(by=pair.advisor, action="referrals.read", subject=lately, owner=pair.convention.landlord)
        assert titles(pair.advisor, today) == []

    def test_who_asked_for_time_is_called_back(self, pair, today):
        met = PreliminaryMeetingFactory(
            convention=pair.convention, household=pair.household, advisor=pair.advisor, held_on=today - 3 * DAY,
            answer=TenantAnswer.NEEDS_TIME,
        )  # fmt: skip
        (item,) = queue_items(pair.advisor, today)
        assert (item.due_on, item.late) == (today + 4 * DAY, False)
        assert item.url == met.household.get_absolute_url()
        PreliminaryMeetingFactory(
            convention=pair.convention, household=pair.household, advisor=pair.advisor, held_on=today,
            answer=TenantAnswer.REFUSES,
        )  # fmt: skip
        assert titles(pair.advisor, today) == []

    def test_the_meetings_of_the_week(self, pair, today):
        expected_at(pair.advisor, pair.household, pair.convention.operator, starts_at=timezone.now() + 2 * DAY)
        far = HouseholdFactory(landlord=pair.convention.landlord)
        expected_at(pair.advisor, far, pair.convention.operator, starts_at=timezone.now() + 20 * DAY)
        (item,) = queue_items(pair.advisor, today)
        assert item.title.startswith("Rencontre tripartite de démarrage à ")
        assert item.due_on == timezone.localdate(timezone.now() + 2 * DAY)

    def test_of_a_colleague_who_left_somebody_has_to(self, pair, today):
        colleague = MembershipFactory(role=Role.ADVISOR, organisation=pair.convention.landlord)
        ReferralFactory(convention=pair.convention, advisor=pair.advisor)
        assert titles(colleague, today) == []
        pair.advisor.ends_on = today - DAY
        pair.advisor.save()
        assert len(titles(colleague, today)) == 1

    def test_more_than_a_few_are_counted(self, pair, today):
        for _ in range(SHOWN + 3):
            ReferralFactory(convention=pair.convention, advisor=pair.advisor)
        assert len(queue_items(pair.advisor, today)) == SHOWN + 1
        assert titles(pair.advisor, today)[-1] == "Et 3\u00a0autres fiches"


class TestWorker:
    def test_a_meeting_is_to_be_fixed(self, pair, lately, today):
        (item,) = queue_items(pair.nadia, today)
        assert item.title == f"Fiche {lately.number} : rencontre à fixer"
        assert (item.late, item.due_on) == (False, today + 15 * DAY)
        assert titles(pair.paul, today) == []

    def test_nothing_on_it_names_anybody(self, pair, lately, today):
        OccupancyFactory(household=lately.household, commune="Rezé")
        (item,) = queue_items(pair.nadia, today)
        assert "Rezé" in item.detail
        assert lately.household.number in item.detail
        assert "Kervella" not in item.title + item.detail

    def test_of_a_guarded_household_not_even_the_town(self, pair, lately, today):
        OccupancyFactory(household=lately.household, commune="Rezé")
        type(lately.household).objects.filter(pk=lately.household_id).update(guarded=True)
        assert "Rezé" not in queue_items(pair.nadia, today)[0].detail

    def test_after_its_day_what_became_of_a_meeting(self, pair, lately, today):
        now = timezone.now()
        held = AppointmentFactory(
            household=lately.household, operator=pair.convention.operator, starts_at=now - 2 * DAY
        )
        Referral.objects.filter(pk=lately.pk).update(state=ReferralState.MEETING_PLANNED, appointment=held)
        (item,) = queue_items(pair.nadia, today)
        assert item.title == f"Fiche {lately.number} : suite à noter"
        assert item.late

    def test_what_was_missed_is_to_be_fixed_again(self, pair, today):
        values = {
            "starts_at": timezone.now() - 2 * DAY,
            "kind": AppointmentKind.TRIPARTITE_INTERMEDIATE,
            "state": AppointmentState.MISSED,
            "missed_by": Party.TENANT,
        }
        expected_at(pair.nadia, pair.household, pair.convention.operator, **values)
        (item,) = queue_items(pair.nadia, today)
        assert item.title == "Rencontre tripartite intermédiaire à refixer"
        expected_at(pair.nadia, pair.household, pair.convention.operator)
        assert "à refixer" not in " ".join(titles(pair.nadia, today))


class TestHead:
    def test_what_was_sent_is_to_be_confided_late_first(self, pair, sent, today):
        new = sent_referral(convention=pair.convention, advisor=pair.advisor)
        waits_since(new, timezone.now())
        first, second = queue_items(pair.head, today)
        assert (first.title, first.late) == (f"Fiche {sent.number} : à confier", True)
        assert (second.title, second.late) == (f"Fiche {new.number} : à confier", False)
        assert first.url == reverse("referrals:referral_receive", args=[sent.pk])

    def test_what_is_late_at_her_team_s(self, pair, received, today):
        (item,) = queue_items(pair.head, today)
        assert (item.title, item.action_label, item.late) == (
            f"Fiche {received.number} : rencontre à fixer",
            "Voir la fiche",
            True,
        )
        assert "Confiée à Nadia Le Goff" in item.detail
        waits_since(received, timezone.now())
        assert titles(pair.head, today) == []

    def test_questions_that_nobody_answers(self, pair, received, today):
        ask_information(referral=received, questions=[("origin", "Qui ?")], by=pair.nadia)
        assert titles(pair.head, today) == []
        waits_since(received, timezone.now() - 20 * DAY)
        assert titles(pair.head, today) == [f"Fiche {received.number} : précisions attendues"]

    def test_those_she_carries_herself(self, pair, lately, today):
        Referral.objects.filter(pk=lately.pk).update(worker=pair.head)
        (item,) = queue_items(pair.head, today)
        assert item.action_label == "Fixer la rencontre"


@pytest.mark.parametrize("role", [Role.BILLING_OFFICER, Role.DPO, Role.ADMINISTRATOR, Role.COMMITTEE_MEMBER])
def test_others_are_not_asked(pair, sent, role, today):
    member = MembershipFactory(role=role)
    assert queue_items(member, today) == []


@pytest.mark.parametrize("who", ["head", "nadia", "advisor"])
def test_as_many_queries_for_many(pair, who, today):
    def count():
        with CaptureQueriesContext(connection) as asked:
            found = queue_items(getattr(pair, who), today)
        return len(asked), len(found)

    def add():
        household = HouseholdFactory(landlord=pair.convention.landlord)
        OccupancyFactory(household=household)
        shared = {"convention": pair.convention, "advisor": pair.advisor}
        sent_referral(**shared, household=household, worker=pair.nadia)
        sent_referral(**shared)
        ReferralFactory(**shared)
        everyone = expected_at(pair.nadia, household, pair.convention.operator, starts_at=timezone.now() + DAY)
        for member in (pair.head, pair.advisor):
            Attendance.objects.create(appointment=everyone, membership=member)

    for _ in range(2):
        add()
    before, few = count()
    for _ in range(5):
        add()
    after, many = count()
    assert many > few
    assert after <= before + (who == "head")
