"""Conventions from files: created or brought up to date, all of them or none."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from accounts.services.organisations import named_or_new, take_under_administration
from core.errors import DomainError
from programmes.convention_file import ConventionEntry, TariffEntry
from programmes.enums import PayerKind, TariffUnit
from programmes.models import Convention, Programme, Tariff
from programmes.rules import years_covered
from programmes.services import (
    PayerShare,
    add_tariff,
    assign,
    change_tariff,
    lock_convention,
    set_budgets,
    set_payers,
    set_steering_partners,
)

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"


@dataclass
class Loaded:
    reference: str
    status: str
    warnings: list[str] = field(default_factory=list)
    # Organisations that somebody else than the operator administers: a name proves nothing.
    administered_elsewhere: list[str] = field(default_factory=list)


class LoadingRefused(DomainError):
    """What the database says against a file: a list of (where, what is expected)."""

    def __init__(self, problems):
        super().__init__(" ".join(message for _, message in problems))
        self.problems = problems


def load_convention(entry: ConventionEntry) -> Loaded:
    """Create the convention or bring it up to date; the same entry twice changes nothing."""
    loaded: Loaded | None = None
    problems: list[tuple[str, str]] = []
    with transaction.atomic():
        try:
            loaded = _Loader(entry, problems).load()
        except ValidationError as error:
            problems += [("", message) for message in error.messages]
        if problems:
            transaction.set_rollback(True)
    if problems:
        raise LoadingRefused(problems)
    return loaded


class _Loader:
    """One entry on its way to the database; what is refused is collected, the caller rolls back."""

    def __init__(self, entry: ConventionEntry, problems: list):
        self.entry, self.problems = entry, problems
        self.warnings: list[str] = []
        self.given: set = set()

    def load(self) -> Loaded | None:
        entry = self.entry
        programme = Programme.objects.filter(code=entry.programme).first()
        if programme is None:
            known = ", ".join(Programme.objects.order_by("code").values_list("code", flat=True)) or "aucun"
            self._refuse(
                "[convention] programme",
                f"le dispositif « {entry.programme} » n’est pas chargé (chargés : {known}) ; load_programme le charge.",
            )
        operator = self._party("operator", OrganisationKind.OPERATOR)
        landlord = self._party("landlord", OrganisationKind.LANDLORD, None if self.problems else operator)
        if self.problems:
            return None
        convention = Convention.objects.filter(reference=entry.reference).first()
        if convention:
            convention = lock_convention(convention)
            self._refuse_other_parties(convention, programme, landlord, operator)
        status = UPDATED if convention else CREATED
        convention = convention or Convention(reference=entry.reference)
        before = convention.version
        changed = self._save(convention, {"programme": programme, "landlord": landlord, "operator": operator})
        if not self.problems:
            changed |= self._parts(convention, created=status == CREATED)
        if changed and status == UPDATED and convention.version == before:
            # A change of its parts is a change of the convention to whoever has its form open.
            convention.save(update_fields=["version"])
        status = status if changed else UNCHANGED
        return Loaded(
            entry.reference, status, self.warnings, [] if self.problems else administered_elsewhere(convention)
        )

    def _save(self, convention: Convention, parties: dict) -> bool:
        dates = {name: getattr(self.entry, name) for name in ("starts_on", "ends_on", "billing_from")}
        values = {**parties, **dates, **self.entry.settings}
        try:
            return assign(convention, values)
        except ValidationError as error:
            for where, messages in error.message_dict.items():
                key = "" if where == "__all__" else where
                self._refuse(f"[convention] {key}".strip(), " ".join(messages))
        return False

    def _parts(self, convention: Convention, *, created: bool) -> bool:
        entry, changed = self.entry, False
        if entry.payers or created:
            changed |= set_payers(convention, self._payers(convention))
        changed |= set_budgets(convention, self._budgets(convention))
        if entry.steering_partners is not None:
            changed |= self._steering(convention)
        for number, tariff in enumerate(entry.tariffs, start=1):
            changed |= self._tariff(convention, tariff, f"[[tariff]] n° {number}")
        self._warn_about_tariffs(convention)
        return changed

    def _budgets(self, convention: Convention) -> dict[int, Decimal]:
        """Those of the file; where it names none, those that the convention has for years that it still covers."""
        years = years_covered(self.entry.starts_on, self.entry.ends_on)
        if self.entry.annual_budget is None and not self.entry.budgets:
            return dict(convention.budgets.filter(year__in=years).values_list("year", "amount"))
        annual = dict.fromkeys(years, self.entry.annual_budget) if self.entry.annual_budget is not None else {}
        return annual | self.entry.budgets

    def _payers(self, convention: Convention) -> list[PayerShare]:
        """Where the file names nobody, the landlord pays for all."""
        if not self.entry.payers:
            return [PayerShare(convention.landlord, 100, PayerKind.INVOICE)]
        partner = OrganisationKind.PARTNER
        return [
            PayerShare(self._organisation(payer.organisation, partner, convention.operator), payer.share, payer.kind)
            for payer in self.entry.payers
        ]

    def _tariff(self, convention: Convention, entry: TariffEntry, where: str) -> bool:
        values = {name: getattr(entry, name) for name in ("price", "counting_rule", "min_days", "bill_interrupted")}
        tariff = convention.tariffs.filter(unit=entry.unit, valid_from=entry.valid_from).first()
        try:
            if tariff:
                return change_tariff(tariff=tariff, values=values, by=None)
            add_tariff(
                tariff=Tariff(convention=convention, unit=entry.unit, valid_from=entry.valid_from, **values), by=None
            )
        except DomainError as error:
            self._refuse(f"{where} {error.field or ''}".strip(), error.message)
        return True

    def _warn_about_tariffs(self, convention: Convention) -> None:
        counted = {unit.unit for unit in convention.programme.current_version.content.units}
        named = {(tariff.unit, tariff.valid_from) for tariff in self.entry.tariffs}
        for unit in sorted({tariff.unit for tariff in self.entry.tariffs} - counted - {TariffUnit.FLAT_QUARTER}):
            self.warnings.append(f"le dispositif « {convention.programme} » ne compte pas l’unité {unit}.")
        for tariff in convention.tariffs.all():
            if (tariff.unit, tariff.valid_from) not in named:
                self.warnings.append(f"le tarif « {tariff} » n’est pas dans le fichier ; il est conservé.")
        if not convention.tariffs.exists():
            self.warnings.append("aucun tarif : rien ne pourra être facturé.")

    def _refuse_other_parties(self, convention: Convention, programme, landlord, operator) -> None:
        wanted = {"programme": programme, "landlord": landlord, "operator": operator}
        for name, value in wanted.items():
            existing = getattr(convention, name)
            if existing != value:
                self._refuse(
                    f"[convention] {name}",
                    f"la convention {convention} existe déjà avec « {existing} » ; "
                    "gardez-le, ou prenez une autre référence.",
                )

    def _party(self, key: str, kind: OrganisationKind, operator: Organisation | None = None) -> Organisation:
        organisation = self._organisation(getattr(self.entry, key), kind, operator)
        self._refuse_other_kind(f"[convention] {key}", organisation, kind)
        return organisation

    def _steering(self, convention: Convention) -> bool:
        names, kind = self.entry.steering_partners, OrganisationKind.PARTNER
        partners = [self._organisation(name, kind, convention.operator) for name in names]
        for partner in partners:
            self._refuse_other_kind("[convention] steering_partners", partner, kind)
        return set_steering_partners(convention, partners)

    def _refuse_other_kind(self, where: str, organisation: Organisation, kind: OrganisationKind) -> None:
        if organisation.kind != kind:
            self._refuse(
                where,
                f"« {organisation} » est enregistré comme « {organisation.get_kind_display()} » ; "
                f"un {kind.label.lower()} est attendu.",
            )

    def _organisation(self, name: str, kind: OrganisationKind, operator: Organisation | None) -> Organisation:
        """Made where there is none, and given to the operator's administrator where it has no other."""
        organisation = named_or_new(name=name, kind=kind, administered_by=operator)
        if operator and organisation.kind != OrganisationKind.OPERATOR:
            self._give_to(operator, organisation)
        return organisation

    def _give_to(self, operator: Organisation, party: Organisation) -> None:
        """Somebody has to fill in its legal details, and to open its accounts."""
        if party.administered_by_id or party.pk in self.given:
            return
        self.given.add(party.pk)
        if take_under_administration(organisation=party, administrator=operator, today=timezone.localdate()):
            self.warnings.append(f"« {party} » n’avait pas d’administrateur : « {operator} » l’administre désormais.")
        else:
            self.warnings.append(
                f"« {party} » a son administrateur, qui le reste : « {operator} » ne l’administre pas."
            )

    def _refuse(self, where: str, message: str) -> None:
        self.problems.append((where, message))


def administered_elsewhere(convention: Convention) -> list[str]:
    """Who administers an organisation names its people, hence its readers: said where it is not the operator."""
    named = {convention.landlord, convention.operator}
    named |= {payer.organisation for payer in convention.payers.select_related("organisation__administered_by")}
    named |= {partner.organisation for partner in convention.steering.select_related("organisation__administered_by")}
    return [
        f"« {organisation} » est administrée par « {organisation.administered_by} », et non par l’opérateur de la "
        "convention : vérifiez que c’est bien elle."
        for organisation in sorted(named, key=str)
        if organisation.administered_by_id not in (None, convention.operator_id)
    ]


def load_conventions(entries: Iterable[tuple[str, ConventionEntry]]) -> list[Loaded]:
    """All the files or none: `entries` are (file, entry), and what is refused says of which file."""
    loaded, refused = [], []
    with transaction.atomic():
        for file, entry in entries:
            try:
                loaded.append(load_convention(entry))
            except LoadingRefused as error:
                refused += [(file, where, message) for where, message in error.problems]
        if refused:
            transaction.set_rollback(True)
    if refused:
        raise LoadingRefused([(f"{file} : {where}".removesuffix(" : "), message) for file, where, message in refused])
    return loaded
