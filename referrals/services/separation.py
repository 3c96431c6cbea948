"""What is planned with a household that separates: with whom it stays is asked, appointment by appointment.

What belongs to a fiche, or to the conversation before it, stays where they are: it is kept there, or cancelled.
"""

from django.utils import timezone

from core.errors import DomainError
from referrals.models import Appointment
from referrals.rules.moments import in_words
from referrals.services.appointments import cancel_appointment, take, tell
from tenants.services.separation import Ahead, With

SEPARATED = "Le ménage s’est séparé en deux dossiers."


def appointments_ahead(household, actor):
    """Those that the actor reads; whoever fixed another one says so herself."""
    planned = Appointment.objects.visible_to(actor, of=household).standing().filter(ends_at__gt=timezone.now())
    found = planned.prefetch_related("referrals", "preliminary_meetings").order_by("starts_at", "pk")
    return [ahead_of(appointment) for appointment in found]


def ahead_of(appointment):
    fiche = next(iter(appointment.referrals.all()), None)
    leans = fiche is not None or bool(appointment.preliminary_meetings.all())
    help_text = ""
    if fiche:
        help_text = f"C’est la rencontre de la fiche {fiche.number}, qui reste dans le dossier actuel."
    elif leans:
        help_text = "Il a été fixé dans l’entretien préalable, qui reste dans le dossier actuel."
    return Ahead(
        key=appointment.pk.hex,
        label=f"{appointment.get_kind_display()}, {in_words(appointment.starts_at)}",
        help_text=help_text,
        choices=[With.STAYS, With.CANCELLED] if leans else list(With),
        settle=lambda new, answer, by: settle(appointment, new, answer, by),
    )


def settle(appointment, new, answer, by):
    """`answer`: one of the choices that were offered."""
    if not Appointment.objects.writable_by(by).filter(pk=appointment.pk).exists():
        raise DomainError("Ce rendez-vous n’est plus à vous : laissez-le dans le dossier actuel.")
    if answer == With.CANCELLED:
        cancel_appointment(appointment=appointment, reason=SEPARATED, by=by)
    elif answer == With.GOES:
        values = {"household": new, "rescheduled_from": None, "sequence": appointment.sequence + 1}
        take(appointment, "move", values, by=by)
        tell(appointment, "appointment_moved", by=by)
