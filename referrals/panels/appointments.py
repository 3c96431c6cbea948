"""What the page of a household shows of its appointments."""

from django.urls import reverse
from django.utils import timezone

from accounts.enums import OPERATOR_ROLES
from accounts.matrix import allows
from referrals.enums import AppointmentState
from referrals.models import Appointment, Attendance
from referrals.rules import APPOINTMENT_OUTSIDE, APPOINTMENTS
from referrals.rules.meetings import KIND_OF
from referrals.rules.moments import in_words
from tenants.models import AskedOf
from tenants.panels import MAIN, Panel, Pending
from tenants.presentation.history import MOST_EVENTS

# The next ones, and what is behind.
COMING, PAST, MOST = 3, 2, 30


def appointment_panel(household, actor, today):
    if not allows(actor.role, "appointments.read"):
        return None
    now = timezone.now()
    coming, past = coming_and_past(latest_appointments(household, actor), now)
    may_write = allows(actor.role, "appointments.write") and household.is_in_hands_of(actor)
    if not coming and not past and not may_write:
        return None
    return Panel(
        "Rendez-vous",
        "referrals/_appointment_panel.html",
        {
            "rows": [(one, in_words(one.starts_at)) for one in [*coming, *past]],
            "fix_url": reverse("referrals:appointment_fix", args=[household.pk]) if may_write else "",
            "book_url": reverse("referrals:slot_book", args=[household.pk]) if may_write else "",
        },
        place=MAIN,
        pending=pending_of(past, may_write, now),
    )


@AskedOf
def latest_appointments(household, reader):
    """Those ahead and those behind in one statement: nobody has so many ahead."""
    return Appointment.objects.visible_to(reader, of=household).defer("place").order_by("-starts_at", "-pk")[:MOST]


def coming_and_past(latest, now):
    ahead = [one for one in latest if one.state == AppointmentState.PLANNED and one.ends_at >= now]
    coming = ahead[::-1][:COMING]
    return coming, [one for one in latest if one not in coming][:PAST]


def pending_of(past, may_write, now):
    """What has gone by and nobody said how."""
    for one in past if may_write else ():
        if one.state == AppointmentState.PLANNED and one.ends_at < now:
            title = f"Le rendez-vous du {in_words(one.starts_at)} a-t-il eu lieu ?"
            return Pending(title, "Notez-le, ou dites qui n’est pas venu.", one.get_absolute_url(), "Répondre")
    return None


def appointment_trail(household, actor):
    """Their steps, for the history of the file. The landlord is told neither of an absence nor why one was cancelled,
    but of the meetings of the three where somebody of its own was expected: there it is a shared fact."""
    if not allows(actor.role, "appointments.read"):
        return []
    found = Appointment.objects.visible_to(actor, of=household).filter(household=household).defer("place")
    rows = list(found.order_by("-created_at", "pk")[:MOST_EVENTS])
    if actor.role in OPERATOR_ROLES:
        return [(one, APPOINTMENTS, appointment_words(one)) for one in rows]
    theirs = Attendance.objects.filter(appointment__in=rows, membership__organisation=actor.organisation_id)
    expected = set(theirs.values_list("appointment", flat=True))
    shared = {one.pk for one in rows if one.pk in expected and one.kind in KIND_OF}
    tables = {True: APPOINTMENTS, False: APPOINTMENT_OUTSIDE}
    return [(one, tables[one.pk in shared], appointment_words(one)) for one in rows]


def appointment_words(one):
    return f"{one.get_kind_display().lower()}, {in_words(one.starts_at)}"
