"""Who would be in two places at once: shown before one fixes, never a refusal."""

from dataclasses import dataclass

from core.wording import clock_time
from referrals.enums import AppointmentState
from referrals.models import Appointment, Attendance
from referrals.rules.moments import local, overlap


@dataclass(frozen=True)
class Collision:
    """`words` say with what, as far as whoever asks may know it."""

    key: str
    words: str


def collisions_of(*, attendees, starts_at, ends_at, actor, but=None):
    """What these people have planned at that time, other than the appointment `but`. One's own is told, a colleague's
    is not."""
    found = Attendance.objects.filter(
        membership__user__in=[member.user_id for member in attendees],
        appointment__in=Appointment.objects.standing().between(starts_at, ends_at),
    )
    if but is not None:
        found = found.exclude(appointment=but.pk)
    found = found.select_related("membership__user", "appointment__household").order_by("appointment__starts_at", "pk")
    return [collision(attendance, actor) for attendance in found]


def collision(attendance, actor):
    appointment = attendance.appointment
    key = f"{attendance.membership.user_id.hex[:12]}-{appointment.pk.hex[-12:]}"
    if attendance.membership_id == actor.pk:
        start, end = local(appointment.starts_at), local(appointment.ends_at)
        kind, number = appointment.get_kind_display(), appointment.household.number
        return Collision(key, f"vous, de {clock_time(start)} à {clock_time(end)} : {kind}, dossier {number}")
    if attendance.membership.user_id == actor.user_id:
        return Collision(key, "vous, dans un autre de vos rôles")
    return Collision(key, f"{attendance.membership.user}, pas libre à ce moment-là")


def colliding(appointments):
    """{key of an appointment: those of the same list that share a person and an instant with it}. Pure.

    Each is read with its attendances.
    """
    standing = [each for each in appointments if each.state == AppointmentState.PLANNED]
    standing.sort(key=lambda each: each.starts_at)
    people = {each.pk: {attendance.membership.user_id for attendance in each.attendances.all()} for each in standing}
    found = {}
    for position, one in enumerate(standing):
        for other in standing[position + 1 :]:
            if other.starts_at >= one.ends_at:
                break
            shared = people[one.pk] & people[other.pk]
            if shared and overlap((one.starts_at, one.ends_at), (other.starts_at, other.ends_at)):
                found.setdefault(one.pk, []).append(other)
                found.setdefault(other.pk, []).append(one)
    return found
