"""A household comes to an operator, then into the hands of its workers. A hand-over leaves thirty days of reading."""

import datetime

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.enums import Role
from accounts.matrix import allows
from accounts.models import Membership
from core.errors import DomainError
from tenants.enums import AssignmentKind
from tenants.models import Assignment, Entrustment, Household
from tenants.rules import DAYS_READ_AFTER_HANDING_OVER
from tenants.services.index import index_household

ONE_DAY = datetime.timedelta(days=1)
READING = datetime.timedelta(days=DAYS_READ_AFTER_HANDING_OVER)
LONGEST_COVER = datetime.timedelta(days=366)
ALREADY_HERS = "Cette personne suit déjà ce ménage ces jours-là : choisissez-en une autre, ou d’autres jours."


@transaction.atomic
def entrust_household(*, household, operator, on) -> Entrustment:
    """From now on the operator's head reads it. Said twice, the first day stays; after its end, it begins again."""
    Household.objects.hold(household.pk)
    entrustment, new = Entrustment.objects.get_or_create(household=household, operator=operator, defaults={"since": on})
    if entrustment.read_until:
        entrustment.since, entrustment.ended_on, entrustment.read_until = on, None, None
        entrustment.save(update_fields=["since", "ended_on", "read_until"])
    if new:
        index_household(household)
    return entrustment


@transaction.atomic
def end_entrustment(*, household, operator, on, read_until=None):
    """The operator has done with the household: out of everybody's hands there, its head reads it thirty days more, or
    until that day where it is later.

    What was sent to the operator stays its own to read. Whether something else keeps it there is for the caller to say.
    """
    Household.objects.hold(household.pk)
    end_assignments(household=household, operator=operator, on=on, by=None)
    read_until = max(on + READING, read_until or on)
    running = Entrustment.objects.filter(household=household, operator=operator, read_until=None)
    running.update(ended_on=Greatest(F("since"), Value(on)), read_until=Greatest(F("since"), Value(read_until)))


@transaction.atomic
def resume_entrustment(*, household, operator, on) -> Entrustment:
    """As if it had not ended: since the same day."""
    Household.objects.hold(household.pk)
    ended = Entrustment.objects.filter(household=household, operator=operator, read_until__isnull=False)
    ended.update(ended_on=None, read_until=None)
    return entrust_household(household=household, operator=operator, on=on)


def carriers_of(operator, today):
    """The workers who may be given a household, by name; a head who carries some has that role too."""
    found = Membership.objects.open_on(today).filter(
        organisation=operator, role=Role.SOCIAL_WORKER, user__is_active=True
    )
    return list(found.select_related("user", "organisation").order_by("user__last_name", "user__first_name", "pk"))


@transaction.atomic
def assign_worker(
    *, household, membership, on, by, kind=AssignmentKind.PRIVILEGED, until=None, reason=""
) -> Assignment:
    """Put it into her hands. One privileged worker at a time in each operator: the one before hands over.

    A cover may be arranged for days to come. Said twice, it stands once.
    """
    Household.objects.hold(household.pk)
    _require_assignable(household, membership, kind, on, until, by)
    hers = [each for each in standing_of(household, membership, on) if until is None or each.starts_on < until]
    for assignment in hers:
        if assignment.kind == kind and assignment.starts_on <= on and assignment.ends_on == until:
            return assignment
    if hers and kind != AssignmentKind.PRIVILEGED:
        raise DomainError(ALREADY_HERS, field="worker")
    if kind == AssignmentKind.PRIVILEGED:
        in_place = Assignment.objects.open_on(on).filter(household=household, kind=kind)
        before = in_place.filter(membership__organisation=membership.organisation_id).exclude(membership=membership)
        for assignment in [*before, *hers]:
            end_assignment(assignment=assignment, on=on, by=by, reason=reason)
    read_until = until + READING if until else None
    return Assignment.objects.create(
        household=household,
        membership=membership,
        kind=kind,
        starts_on=on,
        ends_on=until,
        read_until=read_until,
        reason=reason.strip(),
    )


def standing_of(household, membership, on):
    """What she has of it on that day or will have: the last day of a hand-over is in nobody's way."""
    theirs = Assignment.objects.filter(household=household, membership=membership).exclude(ends_on__lt=F("starts_on"))
    return list(theirs.filter(Q(ends_on=None) | Q(ends_on__gt=on)).order_by("starts_on", "pk"))


@transaction.atomic
def end_assignment(*, assignment, on, by, reason="") -> Assignment:
    """Out of her hands from that day on; she reads it thirty days more. Already ended: nothing changes.

    What was to come does not come, and gives nothing to read.
    """
    Household.objects.hold(assignment.household_id)
    rows = Assignment.objects.select_for_update(of=["self"])
    assignment = rows.select_related("membership__user").get(pk=assignment.pk)
    _require_of_the_house(assignment.membership, by)
    begun = assignment.starts_on <= on
    last = max(assignment.starts_on, on - ONE_DAY) if begun else assignment.starts_on - ONE_DAY
    if assignment.ends_on and assignment.ends_on <= last:
        return assignment
    assignment.ends_on = last
    assignment.read_until = on + READING if begun else last
    assignment.end_reason = reason.strip()
    assignment.save(update_fields=["ends_on", "read_until", "end_reason"])
    return assignment


@transaction.atomic
def release_worker(*, assignment, reason, by) -> Assignment:
    """A second worker, or a cover, has done with it. The privileged one is replaced, never taken away."""
    _require_head(by)
    household = Household.objects.hold(assignment.household_id)
    if assignment.kind == AssignmentKind.PRIVILEGED and _is_running(household, assignment.membership.organisation_id):
        raise DomainError("L’interlocuteur privilégié ne se retire pas : confiez le ménage à quelqu’un d’autre.")
    if not reason.strip():
        raise DomainError("Dites pourquoi.", field="reason")
    today = timezone.localdate()
    assignment = Assignment.objects.select_related("membership").get(pk=assignment.pk)
    if assignment.ends_on and assignment.ends_on < max(today, assignment.starts_on):
        raise DomainError("C’est déjà terminé : relisez la page.")
    return end_assignment(assignment=assignment, on=today, by=by, reason=reason)


def end_assignments(*, household, operator, on, by):
    """The operator has done with the household: out of everybody's hands there, and what was to come does not come."""
    running = Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), household=household)
    for assignment in running.filter(membership__organisation=operator).order_by("pk"):
        end_assignment(assignment=assignment, on=on, by=by)


def privileged_worker(household, operator, today):
    """Who has it in hand there now, or None."""
    running = Assignment.objects.open_on(today).filter(household=household, kind=AssignmentKind.PRIVILEGED)
    theirs = running.filter(membership__organisation=operator).select_related(
        "membership__user", "membership__organisation"
    )
    # On the day on which it changed hands, the one who takes over.
    assignment = theirs.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "pk").first()
    return assignment.membership if assignment else None


def _require_assignable(household, membership, kind, on, until, by):
    _require_of_the_house(membership, by)
    _require_head(by)
    _require_days(kind, on, until, timezone.localdate())
    if not any(membership.pk == each.pk for each in carriers_of(membership.organisation_id, on)):
        raise DomainError("Cette personne ne peut pas recevoir de ménage : choisissez-en une autre.", field="worker")
    if not _is_running(household, membership.organisation_id):
        raise DomainError("Ce ménage n’est pas, ou n’est plus, confié à votre association.")


def _require_days(kind, on, until, today):
    if kind != AssignmentKind.COVER and on > today:
        raise DomainError("Un ménage se confie aujourd’hui, ou depuis un jour passé.", field="on")
    if kind == AssignmentKind.COVER and until is None:
        raise DomainError("Indiquez jusqu’à quand : un remplacement a une fin.", field="until")
    if until and until < on:
        raise DomainError("La fin ne peut pas précéder le début.", field="until")
    if kind == AssignmentKind.COVER and until > on + LONGEST_COVER:
        raise DomainError("Un remplacement dure un an au plus : confiez plutôt le ménage.", field="until")
    if on > today + LONGEST_COVER:
        raise DomainError("Un remplacement se prévoit un an à l’avance au plus.", field="on")


def _is_running(household, operator):
    return Entrustment.objects.filter(household=household, operator=operator, read_until=None).exists()


def _require_head(by):
    if not allows(by.role, "households.assign"):
        raise DomainError("Confier un ménage n’est pas possible dans votre rôle.")


def _require_of_the_house(membership, by):
    """`by` None: the application itself."""
    if by is not None and by.organisation_id != membership.organisation_id:
        raise DomainError("Cette personne ne travaille pas dans votre association.", field="worker")
