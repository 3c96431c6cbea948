"""Many files change hands at once: those of a worker who leaves, or some of them; all of it, or nothing."""

from django.db import transaction
from django.utils import timezone

from accounts.matrix import allows
from accounts.services.notices import notify
from core.errors import DomainError
from referrals.enums import AppointmentState
from referrals.models import Appointment
from referrals.services.hands import hand_over
from tenants.enums import AssignmentKind
from tenants.models import Assignment, Household
from tenants.services.entrusting import carriers_of

NOT_YOUR_ROLE = "Transmettre des suivis n’est pas possible dans votre rôle."
LONGEST_REASON = 200


def carried_by(source, by):
    """The households whose privileged worker she is, as far as the head may hand them over."""
    hers = Assignment.objects.filter(membership=source, kind=AssignmentKind.PRIVILEGED, ends_on=None)
    return Household.objects.in_hands_of(by).filter(pk__in=hers.values("household"))


def meetings_ahead(households, source):
    """What is planned with these households and at which she is expected."""
    planned = Appointment.objects.expecting(source.pk).filter(
        household__in=households,
        operator=source.organisation_id,
        state=AppointmentState.PLANNED,
        ends_at__gt=timezone.now(),
    )
    return planned.select_related("household").order_by("starts_at", "pk")


@transaction.atomic
def transfer_files(*, source, worker, on, reason, households=None, with_meetings=True, by) -> list:
    """From that day on they are the worker's; who had them reads them thirty days more. `households` None: all.

    Fiches under way go with their household, the meetings ahead where that is asked. She is told once.
    """
    if not allows(by.role, "caseload.transfer"):
        raise DomainError(NOT_YOUR_ROLE)
    check_who(source, worker, by)
    reason = (reason or "").strip()
    if not reason:
        raise DomainError("Dites pourquoi.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise DomainError(f"Cette raison est trop longue : {LONGEST_REASON} signes au plus.", field="reason")
    chosen = held_files(source, households, by)
    check_day(source, worker, chosen, on)
    for household in chosen:
        hand_over(
            household=household,
            worker=worker,
            on=on,
            reason=reason,
            with_meetings=with_meetings,
            told_alone=False,
            by=by,
        )
    tell(source, worker, by)
    return chosen


def check_who(source, worker, by):
    if worker is None:
        raise DomainError("Choisissez à qui confier ces suivis.", field="worker")
    if by.organisation_id != source.organisation_id or by.organisation_id != worker.organisation_id:
        raise DomainError("Cette personne ne travaille pas dans votre association.", field="worker")
    if worker.pk == source.pk:
        raise DomainError("Ces suivis sont déjà à cette personne : choisissez-en une autre.", field="worker")
    if not any(each.pk == worker.pk for each in carriers_of(worker.organisation_id, timezone.localdate())):
        raise DomainError(
            "Cette personne ne peut pas recevoir de suivis : son compte est fermé, ou son rôle a pris fin.",
            field="worker",
        )


def held_files(source, households, by):
    """Locked, in the order of their keys: two at once never wait for one another."""
    reach = carried_by(source, by)
    wanted = None if households is None else {getattr(each, "pk", each) for each in households}
    found = reach if wanted is None else reach.filter(pk__in=wanted)
    keys = set(found.values_list("pk", flat=True))
    locked = Household.objects.select_for_update(of=["self"], no_key=True).filter(pk__in=keys).order_by("pk")
    chosen = list(locked)
    # Read again under the lock: somebody may have handed one over in between.
    still = set(reach.filter(pk__in=keys).values_list("pk", flat=True))
    if not keys:
        raise DomainError("Choisissez au moins un dossier.", field="households")
    if still != keys or (wanted is not None and wanted != keys):
        raise DomainError("Un de ces dossiers a changé de mains entre-temps : relisez la page.", field="households")
    return chosen


def check_day(source, worker, chosen, on):
    if on > timezone.localdate():
        raise DomainError("Un suivi se confie aujourd’hui, ou depuis un jour passé.", field="on")
    hers = Assignment.objects.filter(
        household__in=chosen, membership=source, kind=AssignmentKind.PRIVILEGED, ends_on=None
    )
    later = hers.filter(starts_on__gt=on).select_related("household").order_by("household__number").first()
    if later:
        raise DomainError(
            f"Le dossier {later.household.number} ne lui était pas encore confié ce jour-là : choisissez un jour plus "
            "récent.",
            field="on",
        )


def tell(source, worker, by):
    """One letter for all of them, without a name."""
    if worker.user_id != by.user_id:
        notify(to=[worker], code="caseload_confided", path="/mes-suivis/")
    if source.user_id != by.user_id:
        notify(to=[source], code="caseload_taken_over", path="/mes-suivis/")
