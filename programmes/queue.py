"""What the conventions ask of those who look after them."""

from django.urls import reverse

from accounts.matrix import allows
from accounts.models import Organisation
from core.queue import QueueItem
from core.wording import sentence
from programmes.enums import ConventionState
from programmes.models import Convention
from programmes.models.reach import administered_operators
from programmes.rules import tariff_on


def queue_items(actor, today):
    if not allows(actor.role, "conventions.follow"):
        return []
    within = Convention.objects.visible_to(actor).filter(ends_on__gte=today)
    conventions = within.select_related("landlord", "operator").prefetch_related(
        "tariffs", "budgets", "payers__organisation"
    )
    operators = set(administered_operators(actor).values_list("pk", flat=True))
    items = [
        item
        for convention in conventions
        for item in convention_items(convention, today, writes=convention.operator_id in operators)
    ]
    return [*items, *organisation_items(conventions, actor)]


def convention_items(convention, today, *, writes):
    """Its end is near; nothing can be billed for want of a price; the year has no budget."""
    read_url = convention.get_absolute_url()
    edit_url = reverse("programmes:convention_update", args=[convention.pk]) if writes else read_url
    tariff_url = reverse("programmes:tariff_create", args=[convention.pk]) if writes else read_url
    parties = f"{convention.landlord.label} et {convention.operator.label}"
    if convention.state_on(today) == ConventionState.ENDING:
        yield QueueItem(
            f"La convention {convention} arrive à son terme",
            f"{parties}. Un renouvellement déplace son dernier jour.",
            edit_url,
            "Renouveler" if writes else "Voir la convention",
            due_on=convention.ends_on,
        )
    if convention.starts_on > today:
        return
    units = {tariff.unit for tariff in convention.tariffs.all()}
    if not any(tariff_on(convention.tariffs.all(), unit, today) for unit in units):
        yield QueueItem(
            f"La convention {convention} n’a pas de tarif",
            f"{parties}. Sans prix, rien ne pourra être facturé.",
            tariff_url,
            "Ajouter un tarif" if writes else "Voir la convention",
            late=True,
        )
    if today.year not in {budget.year for budget in convention.budgets.all()}:
        yield QueueItem(
            f"La convention {convention} n’a pas de budget pour {today.year}",
            f"{parties}. Le suivi des dépenses en a besoin.",
            edit_url,
            "Donner un budget" if writes else "Voir la convention",
        )


def organisation_items(conventions, actor):
    """Parties that an invoice would miss details of; those that the actor administers herself come from accounts."""
    hers = set(Organisation.objects.administered_by_actor(actor).values_list("pk", flat=True))
    parties = {}
    for convention in conventions:
        for organisation in [convention.operator, *(payer.organisation for payer in convention.payers.all())]:
            parties.setdefault(organisation.pk, (organisation, convention))
    for organisation, convention in sorted(parties.values(), key=lambda pair: pair[0].sort_name):
        missing = organisation.missing_for_invoices
        if missing and organisation.pk not in hers:
            yield QueueItem(
                f"Il manque des coordonnées : {organisation}",
                f"Une facture demande : {sentence([str(field.verbose_name) for field in missing])}.",
                convention.get_absolute_url(),
                "Voir la convention",
            )
