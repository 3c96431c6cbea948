"""What is fixed with a household: made, moved, held, missed, cancelled, made again; and the referral that waits."""

from django.db import transaction
from django.utils import timezone

from accounts.enums import LANDLORD_ROLES, OPERATOR_ROLES
from accounts.matrix import allows
from accounts.models import Membership
from accounts.services.notices import notify
from core.errors import DomainError
from core.trail import check_and_trace, move
from programmes.models import Convention
from referrals.enums import AppointmentKind, AppointmentState, Party, PlaceKind, ReferralState
from referrals.models import Appointment, Attendance, Referral
from referrals.rules import APPOINTMENTS, REFERRALS
from referrals.rules.moments import check_times, in_words
from referrals.rules.motives import require_without_health
from referrals.services.slots import free_slot, publish_slots, take_slot, withdraw_slot
from tenants.models import Household

__all__ = [
    "book_slot",
    "cancel_appointment",
    "fix_appointment",
    "hold_appointment",
    "miss_appointment",
    "move_appointment",
    "plan_fixed_meeting",
    "plan_meeting",
    "plan_waiting_meeting",
    "publish_slots",
    "reschedule_appointment",
    "withdraw_slot",
]

WRITE = "appointments.write"
NOT_YOURS = "Ce rendez-vous n’est pas de ceux que vous tenez : il se change par qui y est attendu, ou suit le ménage."
HOUSEHOLD_NOT_YOURS = "Ce ménage n’est pas, ou n’est plus, de ceux pour qui vous fixez un rendez-vous."
MAY_ATTEND = (*LANDLORD_ROLES, *OPERATOR_ROLES)
# What a referral waits for.
FIRST_MEETINGS = (AppointmentKind.TRIPARTITE_START, AppointmentKind.FIRST_VISIT)
MOST_ATTENDEES = 20


@transaction.atomic
def book_slot(*, slot, household, convention, kind=AppointmentKind.TRIPARTITE_START, by):
    """The slot becomes an appointment of the household with its worker and whoever books."""
    household = held_in_hands(household, by)
    taken = take_slot(slot=slot, by=by)
    pair = (convention.landlord_id, convention.operator_id)
    between = (household.landlord_id, taken.membership.organisation_id)
    if between != pair or by.organisation_id not in pair:
        raise DomainError("Ce créneau n’est pas de l’association de cette convention.", field="slot")
    appointment = Appointment(
        operator_id=convention.operator_id,
        household=household,
        kind=kind,
        starts_at=taken.starts_at,
        ends_at=taken.ends_at,
        place_kind=taken.place_kind,
        place=taken.place,
        slot=taken,
        created_by=by,
    )
    return make(appointment, [taken.membership, by], by=by)


@transaction.atomic
def fix_appointment(
    *,
    household,
    operator,
    kind,
    starts_at,
    ends_at,
    place_kind=PlaceKind.ASSOCIATION,
    place="",
    attendees,
    by,
):
    household = held_in_hands(household, by)
    check_pair(household, operator, by)
    check_times(starts_at, ends_at, now=timezone.now())
    appointment = Appointment(
        operator=operator,
        household=household,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        place_kind=place_kind,
        place=place,
        created_by=by,
    )
    return make(appointment, attendees, by=by)


def held_in_hands(household, by):
    """The household's row, held, for whoever acts for it."""
    if not allows(by.role, WRITE) or not Household.objects.in_hands_of(by).filter(pk=household.pk).exists():
        raise DomainError(HOUSEHOLD_NOT_YOURS)
    return Household.objects.hold(household.pk)


def check_pair(household, operator, by):
    """At one's own association; for the landlord, with one of those it works with."""
    if by.organisation_id == operator.pk:
        return
    works_with = Convention.objects.filter(landlord=household.landlord_id, operator=operator)
    if by.organisation_id != household.landlord_id or not works_with.exists():
        raise DomainError("Cette association n’est pas de celles avec qui vous travaillez.", field="operator")


def make(appointment, attendees, *, by):
    check_attendees(attendees, appointment)
    check_household_is_free(appointment, by)
    appointment.save()
    check_and_trace(appointment, APPOINTMENTS, "fix", source="", by=by)
    expect(appointment, attendees)
    plan_waiting_meeting(appointment=appointment, by=by)
    tell(appointment, "appointment_fixed", by=by)
    return appointment


@transaction.atomic
def move_appointment(
    *, appointment, starts_at=None, ends_at=None, place_kind=None, place=None, attendees=None, slot=None, by
):
    """The same appointment at another time or place, or on another published slot, whose moment, place and worker it
    takes: calendars follow, and so does the fiche that waits for it. Its slot, if it had one, is free again."""
    locked = lock(appointment, by)
    APPOINTMENTS.check("move", locked.state, by.role)
    taken = take_slot_of(locked.operator_id, slot, by=by) if slot else None
    if taken:
        starts_at, ends_at, place_kind, place = taken.starts_at, taken.ends_at, taken.place_kind, taken.place
        attendees = [*(expected_at(locked) if attendees is None else attendees), taken.membership]
    check_times(starts_at, ends_at, now=timezone.now())
    left = locked.slot if taken or (starts_at, ends_at) != (locked.starts_at, locked.ends_at) else None
    values = {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "place_kind": locked.place_kind if place_kind is None else place_kind,
        "place": locked.place if place is None else place,
        "slot": taken or (None if left else locked.slot),
        "sequence": locked.sequence + 1,
    }
    locked.starts_at, locked.ends_at = starts_at, ends_at
    check_household_is_free(locked, by)
    take(appointment, "move", values, by=by)
    if left:
        free_slot(left)
    if attendees is not None:
        check_attendees(attendees, appointment)
        expect(appointment, attendees)
    tell(appointment, "appointment_moved", by=by)
    return appointment


def take_slot_of(operator, slot, *, by):
    taken = take_slot(slot=slot, by=by)
    if taken.membership.organisation_id != operator:
        raise DomainError("Ce créneau n’est pas de l’association de ce rendez-vous.", field="slot")
    return taken


@transaction.atomic
def hold_appointment(*, appointment, by):
    lock(appointment, by)
    check_has_begun(appointment)
    return take(appointment, "hold", {}, by=by)


@transaction.atomic
def miss_appointment(*, appointment, missed_by, by):
    """Who did not come is noted, and nothing else is asked."""
    lock(appointment, by)
    check_has_begun(appointment)
    if missed_by not in Party.values:
        raise DomainError("Indiquez qui n’est pas venu.", field="missed_by")
    take(appointment, "miss", {"missed_by": missed_by}, by=by)
    unplan_meeting(appointment)
    tell(appointment, "appointment_missed", by=by)
    return appointment


@transaction.atomic
def cancel_appointment(*, appointment, reason, by):
    require_without_health(reason, field="reason")
    locked = lock(appointment, by)
    left = locked.slot if locked.slot and locked.slot.starts_at > timezone.now() else None
    values = {"sequence": locked.sequence + 1, "slot": None if left else locked.slot}
    take(appointment, "cancel", values, by=by, given={"reason": reason})
    if left:
        free_slot(left)
    unplan_meeting(appointment)
    tell(appointment, "appointment_cancelled", by=by)
    return appointment


@transaction.atomic
def reschedule_appointment(*, appointment, starts_at, ends_at, place_kind=None, place=None, attendees=None, by):
    """A new one in the place of what was missed or cancelled, once."""
    locked = lock(appointment, by)
    if locked.state not in (AppointmentState.MISSED, AppointmentState.CANCELLED):
        raise DomainError("Seul un rendez-vous manqué ou annulé se refixe : déplacez celui-ci.")
    again = Appointment.objects.standing().filter(rescheduled_from=locked).first()
    if again:
        raise DomainError(f"Ce rendez-vous est déjà refixé : {in_words(again.starts_at)}.")
    check_times(starts_at, ends_at, now=timezone.now())
    appointment = Appointment(
        operator=locked.operator,
        household=locked.household,
        kind=locked.kind,
        starts_at=starts_at,
        ends_at=ends_at,
        place_kind=locked.place_kind if place_kind is None else place_kind,
        place=locked.place if place is None else place,
        rescheduled_from=locked,
        created_by=by,
    )
    return make(appointment, expected_at(locked) if attendees is None else attendees, by=by)


@transaction.atomic
def plan_meeting(*, referral, appointment, by):
    """The referral waits for this appointment from now on."""
    referral.hold_first()
    locked = Referral._base_manager.select_for_update(of=["self"]).select_related("convention").get(pk=referral.pk)
    if locked.state == ReferralState.MEETING_PLANNED and locked.appointment_id == appointment.pk:
        referral.refresh_from_db()
        return referral
    if appointment.household_id != locked.household_id or appointment.operator_id != locked.convention.operator_id:
        raise DomainError("Ce rendez-vous n’est pas celui de cette fiche.")
    if appointment.state != AppointmentState.PLANNED:
        raise DomainError("Ce rendez-vous n’est plus fixé : choisissez-en un autre.")
    now = timezone.now()
    move(referral, REFERRALS, "plan", by=by, values={"appointment": appointment, "waiting_since": now})
    return referral


def plan_waiting_meeting(*, appointment, by):
    """The one received referral that waits for a first meeting with this household waits for this one."""
    if appointment.kind not in FIRST_MEETINGS or appointment.state != AppointmentState.PLANNED:
        return None
    waiting = list(
        Referral.objects.filter(
            household=appointment.household_id,
            convention__operator=appointment.operator_id,
            state=ReferralState.RECEIVED,
        )[:2]
    )
    # Two programmes of the same pair: a person says which.
    return plan_meeting(referral=waiting[0], appointment=appointment, by=by) if len(waiting) == 1 else None


def plan_fixed_meeting(*, referral, by):
    """What was fixed before, often in front of the tenant, is what it waits for; a question meanwhile moved nothing."""
    fixed = Appointment.objects.standing().filter(
        household=referral.household_id,
        operator=referral.convention.operator_id,
        kind__in=FIRST_MEETINGS,
        ends_at__gt=timezone.now(),
    )
    appointment = fixed.order_by("starts_at").first()
    return plan_meeting(referral=referral, appointment=appointment, by=by) if appointment else None


def unplan_meeting(appointment):
    """What waited for it has to be fixed again."""
    for referral in Referral.objects.filter(appointment=appointment, state=ReferralState.MEETING_PLANNED):
        move(referral, REFERRALS, "unplan", values={"appointment": None, "waiting_since": timezone.now()})
    for referral in Referral.objects.filter(appointment=appointment, state=ReferralState.INFORMATION_REQUESTED):
        referral.appointment = None
        referral.save(update_fields=["appointment"])


def lock(appointment, by):
    """Its row, held with its household, for whoever may change it."""
    appointment.hold_first()
    mine = Appointment.objects.writable_by(by).filter(pk=appointment.pk)
    if not allows(by.role, WRITE) or not mine.exists():
        raise DomainError(NOT_YOURS)
    rows = Appointment._base_manager.select_for_update(of=["self"])
    return rows.select_related("slot", "household", "operator").get(pk=appointment.pk)


def take(appointment, action, values, *, by, given=None):
    appointment.hold_first()
    move(appointment, APPOINTMENTS, action, by=by, given=given, values=values)
    return appointment


def expected_at(appointment):
    """Those of the attendees who still work there."""
    today = timezone.localdate()
    expected = Membership.objects.filter(attendances__appointment=appointment)
    return list(expected.open_on(today).select_related("organisation"))


def expect(appointment, attendees):
    """These are expected, and no one else."""
    wanted = {member.pk for member in attendees}
    Attendance.objects.filter(appointment=appointment).exclude(membership__in=wanted).delete()
    there = set(Attendance.objects.filter(appointment=appointment).values_list("membership_id", flat=True))
    Attendance.objects.bulk_create(
        Attendance(appointment=appointment, membership_id=pk) for pk in sorted(wanted - there)
    )


def tell(appointment, code, *, by):
    """The others who are expected read that something was fixed or changed; never of whom."""
    one = Appointment.objects.filter(pk=appointment.pk)
    others = [
        member
        for member in expected_at(appointment)
        if member.user_id != by.user_id and one.visible_to(member).exists()
    ]
    notify(to=others, code=code, path=appointment.get_absolute_url())


def check_attendees(attendees, appointment):
    houses = {appointment.operator_id, appointment.household.landlord_id}
    if not attendees:
        raise DomainError("Indiquez qui est attendu.", field="attendees")
    if len(attendees) > MOST_ATTENDEES:
        raise DomainError(f"{MOST_ATTENDEES} personnes attendues au plus.", field="attendees")
    if any(member.organisation_id not in houses or member.role not in MAY_ATTEND for member in attendees):
        raise DomainError("Une de ces personnes n’est ni du bailleur ni de l’association.", field="attendees")


def check_household_is_free(appointment, by):
    """A household is at one place at a time. Its row is locked: two who fix at once wait for one another.

    When the other one is, only to whoever may read it: another association's is not told. That one stands beside the
    landlord is not told to the landlord at all: hours asked one by one would give the worker's agenda.
    """
    appointment.hold_first()
    others = Appointment.objects.standing().filter(household=appointment.household_id).exclude(pk=appointment.pk)
    meanwhile = others.between(appointment.starts_at, appointment.ends_at)
    if by.role in LANDLORD_ROLES:
        meanwhile = meanwhile.visible_to(by)
    if not meanwhile.exists():
        return
    told = meanwhile.visible_to(by).first()
    when = f", {in_words(told.starts_at)}" if told else " : choisissez-en un autre"
    raise DomainError(f"Ce ménage a déjà un rendez-vous à ce moment-là{when}.")


def check_has_begun(appointment):
    if appointment.starts_at > timezone.now():
        when = in_words(appointment.starts_at)
        raise DomainError(f"Ce rendez-vous est encore à venir ({when}) : annulez-le s’il n’a pas lieu.")
