"""Changing programmes and conventions. `by` is the membership at work; None only on the command line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.matrix import allows
from accounts.models import Membership, Organisation
from core.errors import DomainError
from programmes.definition import Definition, checksum, to_json
from programmes.models import Convention, ConventionBudget, Payer, Programme, ProgrammeVersion, SteeringPartner, Tariff
from programmes.models.reach import administered_operators
from programmes.rules import budget_year_problem, earliest_new_version, first_of_month, is_used, shares_problem


@dataclass(frozen=True)
class PayerShare:
    organisation: Organisation
    share: Decimal
    kind: str


def check_may_write(by: Membership | None, convention: Convention | None = None) -> None:
    """A second lock behind the page's own: only who may write conventions, and only those of her operators."""
    if by is None:
        return
    within = convention is None or convention._state.adding or Convention.objects.writable_by(by).contains(convention)
    if not within or not allows(by.role, "conventions.write"):
        raise DomainError("Votre rôle ne permet pas de modifier cette convention.")


@transaction.atomic
def load_programme(definition: Definition, *, by: Membership | None = None) -> tuple[ProgrammeVersion, bool]:
    """The current version of the programme, and whether this definition had to make a new one."""
    check_may_write(by)
    data = to_json(definition)
    programme, _ = Programme.objects.select_for_update().get_or_create(code=definition.code)
    latest = programme.current_version
    if latest and latest.checksum == checksum(data):
        return latest, False
    version = ProgrammeVersion(
        programme=programme,
        number=latest.number + 1 if latest else 1,
        definition=data,
        checksum=checksum(data),
        valid_from=timezone.localdate(),
    )
    version.full_clean()
    version.save()
    return version, True


@transaction.atomic
def save_convention(
    *,
    convention: Convention,
    payers: Iterable[PayerShare],
    budgets: Mapping[int, Decimal],
    steering_partners: Iterable[Organisation],
    by: Membership | None,
) -> Convention:
    """Create or change a convention with all its parts: everything is saved, or nothing."""
    check_may_write(by, convention)
    payers = list(payers)
    problem = shares_problem([payer.share for payer in payers])
    if problem:
        raise DomainError(problem, field="payers")
    if not convention._state.adding:
        lock_convention(convention)
    convention.full_clean()
    check_operator_within_reach(by, convention)
    convention.save()
    set_payers(convention, payers)
    set_budgets(convention, budgets)
    set_steering_partners(convention, steering_partners)
    return convention


def check_operator_within_reach(by: Membership | None, convention: Convention) -> None:
    """A convention is not given to an operator that its author does not administer."""
    if by is not None and not administered_operators(by).filter(pk=convention.operator_id).exists():
        raise DomainError("L’opérateur d’une convention est une organisation que vous administrez.", field="operator")


def lock_convention(convention: Convention) -> Convention:
    """Changes of one convention's parts wait for one another."""
    return Convention.objects.select_for_update(of=["self"]).get(pk=convention.pk)


def set_payers(convention: Convention, wanted: Iterable[PayerShare]) -> bool:
    """Make the payers those that are wanted, in that order; says whether anything changed."""
    wanted = list(wanted)
    existing = {payer.organisation_id: payer for payer in convention.payers.all()}
    gone = existing.keys() - {share.organisation.pk for share in wanted}
    convention.payers.filter(organisation__in=gone).delete()
    changed = bool(gone)
    for position, share in enumerate(wanted, start=1):
        payer = existing.get(share.organisation.pk) or Payer(convention=convention, organisation=share.organisation)
        values = {"share": share.share, "kind": share.kind, "position": position}
        # Two payers may be trading places: the database looks once all have moved.
        changed |= assign(payer, values, exclude=["position"])
    return changed


def set_budgets(convention: Convention, wanted: Mapping[int, Decimal]) -> bool:
    """Make the budgets those that are wanted; says whether anything changed."""
    for year in wanted:
        problem = budget_year_problem(year, convention.starts_on, convention.ends_on)
        if problem:
            raise DomainError(problem, field="budgets")
    existing = {budget.year: budget for budget in convention.budgets.all()}
    gone = existing.keys() - wanted.keys()
    convention.budgets.filter(year__in=gone).delete()
    changed = bool(gone)
    for year, amount in wanted.items():
        budget = existing.get(year) or ConventionBudget(convention=convention, year=year)
        changed |= assign(budget, {"amount": amount})
    return changed


def set_steering_partners(convention: Convention, wanted: Iterable[Organisation]) -> bool:
    wanted = {organisation.pk: organisation for organisation in wanted}
    existing = set(convention.steering.values_list("organisation", flat=True))
    convention.steering.exclude(organisation__in=wanted).delete()
    for pk in wanted.keys() - existing:
        partner = SteeringPartner(convention=convention, organisation=wanted[pk])
        partner.full_clean()
        partner.save()
    return wanted.keys() != existing


def assign(instance, values: Mapping, *, exclude: Iterable[str] = ()) -> bool:
    """Set the values and save where one of them is new; says whether it was."""
    changed = instance._state.adding or any(getattr(instance, name) != value for name, value in values.items())
    if changed:
        for name, value in values.items():
            setattr(instance, name, value)
        instance.full_clean(exclude=exclude)
        instance.save()
    return changed


@transaction.atomic
def add_tariff(*, tariff: Tariff, by: Membership | None) -> Tariff:
    """A new version of a unit's price, after the last month that was billed for the unit."""
    convention = lock_convention(tariff.convention)
    check_may_write(by, convention)
    check_nothing_billed_since(convention, tariff.unit, tariff.valid_from)
    tariff.full_clean()
    tariff.save()
    return tariff


def check_nothing_billed_since(convention, unit, valid_from):
    first_day = earliest_new_version(convention.tariffs.all(), unit)
    if first_day and valid_from and valid_from < first_day:
        raise DomainError(
            f"Des mois sont déjà facturés à ce tarif : une nouvelle version commence le {first_day:%d/%m/%Y} "
            "au plus tôt.",
            field="valid_from",
        )


def used_tariff(tariff) -> str:
    return (
        f"Cette version du tarif a servi à facturer jusqu’au mois de {tariff.billed_through:%m/%Y} : elle ne "
        "change plus. Ajoutez une version qui commence après."
    )


@transaction.atomic
def change_tariff(*, tariff: Tariff, values: Mapping, by: Membership | None) -> bool:
    """Correct a version that no issued document used."""
    check_may_write(by, lock_convention(tariff.convention))
    tariff.refresh_from_db()
    if all(getattr(tariff, name) == value for name, value in values.items()):
        return False
    if is_used(tariff):
        raise DomainError(used_tariff(tariff))
    unit, valid_from = (values.get(name, getattr(tariff, name)) for name in ("unit", "valid_from"))
    if (unit, valid_from) != (tariff.unit, tariff.valid_from):
        check_nothing_billed_since(tariff.convention, unit, valid_from)
    return assign(tariff, values)


@transaction.atomic
def remove_tariff(*, tariff: Tariff, by: Membership | None) -> None:
    """Take back a version that no issued document used."""
    check_may_write(by, lock_convention(tariff.convention))
    tariff.refresh_from_db()
    if is_used(tariff):
        raise DomainError("Cette version du tarif a servi à facturer : elle ne peut plus être retirée.")
    tariff.delete()


@transaction.atomic
def record_billed_month(*, tariff: Tariff, month: date) -> None:
    """An issued document priced units of this month with this version: from now on it does not change."""
    locked = Tariff.objects.select_for_update().get(pk=tariff.pk)
    month = first_of_month(month)
    if locked.billed_through is None or locked.billed_through < month:
        locked.billed_through = month
        locked.save(update_fields=["billed_through"])
    tariff.billed_through = locked.billed_through
