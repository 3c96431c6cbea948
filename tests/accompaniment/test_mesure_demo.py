"""The demonstration's mesures: as many as the action had in a year, and all that may happen to one."""

import datetime

import pytest
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accompaniment.enums import ClosingState, ExtensionState, MesureState, PhaseOutcome
from accompaniment.models import Accompaniment, Closing, Extension, Pause, Phase, Suspension, WithdrawalDecision
from accompaniment.services.closings import check_end
from accompaniment.services.following import follow_up
from programmes.enums import ExitReason, PhaseKind
from programmes.models import Convention
from referrals.models import Referral
from referrals.rules import AT_THE_OPERATOR
from tenants.models import Assignment, Entrustment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
DAY = datetime.timedelta(days=1)


def months_of_last_year():
    """The first and last days of the twelve months before this one."""
    last = timezone.localdate().replace(day=1) - DAY
    found = []
    for _ in range(12):
        found.append((last.replace(day=1), last))
        last = last.replace(day=1) - DAY
    return found


def accompanied(convention, first, last):
    """The households with a day of support in these days, in no suspension that covers them all."""
    support = Phase.objects.filter(accompaniment__convention=convention, kind=PhaseKind.SUPPORT, starts_on__lte=last)
    going_on = support.exclude(ends_on__lt=first)
    away = Suspension.objects.filter(starts_on__lte=first, phase__in=going_on).exclude(ends_on__lt=last)
    return set(going_on.exclude(suspensions__in=away).values_list("accompaniment__household", flat=True))


def test_a_year_of_the_action_and_of_the_visits():
    action = Convention.objects.get(reference="LNH-REMOB")
    by_month = [accompanied(action, first, last) for first, last in months_of_last_year()]
    households, months = len(set().union(*by_month)), sum(map(len, by_month))
    assert 34 <= households <= 42
    assert 222 <= months <= 252
    visits = Phase.objects.filter(accompaniment__convention__reference="LNH-VISITES", kind=PhaseKind.DIAGNOSTIC)
    assert visits.count() == 55


def test_it_shows_all_that_may_happen_to_a_mesure():
    today = timezone.localdate()
    assert set(Accompaniment.objects.exclude(exit_reason="").values_list("exit_reason", flat=True)) == set(ExitReason)
    assert set(Phase.objects.exclude(outcome="").values_list("outcome", flat=True)) == set(PhaseOutcome)
    assert Accompaniment.objects.filter(previous__isnull=False).exists()
    assert {ExtensionState.AGREED, ExtensionState.PROPOSED} <= set(Extension.objects.values_list("state", flat=True))
    closings = set(Closing.objects.values_list("state", flat=True))
    assert {ClosingState.VALIDATED, ClosingState.PROPOSED, ClosingState.SENT_BACK} <= closings
    assert Suspension.objects.filter(ends_on=None).exists()
    assert Pause.objects.exists()
    assert WithdrawalDecision.objects.exists()
    running = Phase.objects.filter(kind=PhaseKind.DIAGNOSTIC, ends_on=None)
    assert running.filter(limit_on__lt=today).exists()
    assert running.filter(limit_on__gte=today).exists()
    assert len(set(Assignment.objects.values_list("household", flat=True))) < Assignment.objects.count()


def test_what_goes_on_is_in_hand_and_nothing_is_to_come():
    today = timezone.localdate()
    in_hand = Assignment.objects.open_on(today).values("household")
    running = Accompaniment.objects.filter(state=MesureState.OPEN)
    assert not running.exclude(household__in=in_hand).exists()
    assert not Accompaniment.objects.filter(starts_on__gt=today).exists()
    assert not Extension.objects.filter(answered_on__gt=today).exists()
    assert not Closing.objects.filter(on__gt=today).exists()


def test_what_has_ended_is_entrusted_no_more_and_what_runs_is():
    running = Entrustment.objects.filter(
        household=OuterRef("household"), operator=OuterRef("convention__operator"), read_until=None
    )
    mesures = Accompaniment.objects.annotate(entrusted=Exists(running))
    assert not mesures.filter(state=MesureState.OPEN, entrusted=False).exists()
    over = mesures.filter(state=MesureState.CLOSED, entrusted=False)
    assert over.count() > 50
    for mesure in mesures.filter(state=MesureState.CLOSED, entrusted=True).select_related("convention"):
        operator = mesure.convention.operator_id
        fiches = Referral.objects.filter(household=mesure.household_id, convention__operator=operator)
        followed, _ = follow_up(mesure.household_id, operator, timezone.localdate())
        assert followed or fiches.filter(state__in=AT_THE_OPERATOR).exists()


def test_the_end_that_waits_for_the_head_may_be_validated():
    for closing in Closing.objects.filter(state=ClosingState.PROPOSED).select_related("accompaniment__convention"):
        check_end(closing.accompaniment, closing.on)
