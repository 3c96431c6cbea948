"""A household's workers at its operator: the fiches and the meetings that wait go with the one who has it in hand.

Each of these holds the household first, and is done within the transaction of its caller: whoever moves many files at
once calls it for each, in the order of their keys.
"""

from django.db import transaction
from django.utils import timezone

from accounts.services.notices import notify
from core.errors import DomainError
from core.trail import check_and_trace
from referrals.enums import AppointmentState
from referrals.models import Appointment, Attendance, Referral
from referrals.rules import IN_HAND, REFERRALS
from referrals.services.telling import tell_landlord
from tenants.enums import AssignmentKind
from tenants.models import Household
from tenants.services.entrusting import assign_worker, privileged_worker, release_worker


@transaction.atomic
def hand_over(*, household, worker, on=None, reason="", told="", with_meetings=True, told_alone=True, by):
    """From that day on (today) she is its privileged worker there: its fiches and the meetings ahead are hers.

    `reason` stays with the association; `told` stands in the history of the fiches, which the landlord reads.
    `told_alone` no: whoever moves many at once tells the two workers of them together.
    """
    Household.objects.hold(household.pk)
    today = timezone.localdate()
    if worker is None:
        raise DomainError("Choisissez à qui confier ce ménage.", field="worker")
    before = privileged_worker(household, by.organisation_id, today)
    fiches = Referral.objects.filter(household=household, convention__operator=by.organisation_id, state__in=IN_HAND)
    moved = list(fiches.exclude(worker=worker).order_by("pk").select_for_update(of=["self"]))
    if before and before.pk == worker.pk and not moved:
        raise DomainError("Ce ménage lui est déjà confié : choisissez une autre personne.", field="worker")
    assignment = assign_worker(household=household, membership=worker, on=on or today, reason=reason, by=by)
    for referral in moved:
        given = {"reason": f"De {referral.worker.user} à {worker.user}. {told}".strip()}
        referral.worker = worker
        referral.save(update_fields=["worker"])
        check_and_trace(referral, REFERRALS, "change_worker", source=referral.state, by=by, given=given)
    if with_meetings:
        expect_instead(household, before, worker)
    if told_alone:
        tell_change(worker, before, moved, household, by)
    for referral in moved:
        tell_landlord(referral, "referral_taken_over")
    return assignment


@transaction.atomic
def add_second(*, household, worker, reason="", by):
    """Beside the privileged one, until somebody ends it."""
    given = {"kind": AssignmentKind.SECOND, "on": timezone.localdate(), "reason": reason, "by": by}
    return beside(household, worker, given)


@transaction.atomic
def arrange_cover(*, household, worker, on, until, reason="", by):
    """In her place, or beside, from one day to another, both included."""
    if on < timezone.localdate():
        raise DomainError("Un remplacement commence aujourd’hui ou plus tard.", field="on")
    given = {"kind": AssignmentKind.COVER, "on": on, "until": until, "reason": reason, "by": by}
    return beside(household, worker, given)


@transaction.atomic
def release(*, assignment, reason, by):
    """Its end, or that it does not come; who had it is told."""
    released = release_worker(assignment=assignment, reason=reason, by=by)
    tell_worker(released.membership, "household_taken_over", released.household, by)
    return released


def beside(household, worker, given):
    if worker is None:
        raise DomainError("Choisissez à qui confier ce ménage.", field="worker")
    assignment = assign_worker(household=household, membership=worker, **given)
    tell_worker(worker, "household_confided", household, given["by"])
    return assignment


def expect_instead(household, before, worker):
    """At what is planned with the household, the one who has it now is expected where the other was."""
    ahead = Appointment.objects.filter(
        household=household,
        operator=worker.organisation_id,
        state=AppointmentState.PLANNED,
        ends_at__gt=timezone.now(),
    )
    for appointment in ahead.order_by("pk").select_for_update(of=["self"]):
        hers = Attendance.objects.filter(appointment=appointment, membership=before) if before else None
        if hers is not None and hers.exists():
            hers.delete()
            Attendance.objects.get_or_create(appointment=appointment, membership=worker)


def tell_change(worker, before, moved, household, by):
    """Where a fiche is under way, it is what they find behind the link."""
    path = moved[0].get_absolute_url() if moved else household.get_absolute_url()
    for member, code in (
        (worker, "referral_assigned" if moved else "household_confided"),
        (before, "referral_taken_over" if moved else "household_taken_over"),
    ):
        if member and member.user_id != by.user_id:
            notify(to=[member], code=code, path=path)


def tell_worker(membership, code, household, by):
    if membership and membership.user_id != by.user_id:
        notify(to=[membership], code=code, path=household.get_absolute_url())
