"""« En bref », at the right of the page of a household: what one looks up before calling."""

from core.wording import amount, near_date, sentence
from tenants.file_page import place
from tenants.guarding import reads_contact
from tenants.models import Assignment, EvictionStage, RentDebt
from tenants.panels import Panel


def brief_panel(household, actor, today):
    facts = [
        ("Titulaires", sentence([person.full_name for person in household.persons.present() if person.holds_lease])),
        *home(household, actor, today),
        ("Dette de loyer", debt(household, today)),
        ("Procédure", procedure(household, today)),
        ("Secteur", household.sector.name if household.sector else "aucun : toutes les conseillères"),
        ("Interlocuteur", workers(household, today)),
        ("Bailleur", household.landlord.label),
    ]
    return Panel("En bref", "tenants/_brief.html", {"facts": [(label, words) for label, words in facts if words]})


def home(household, actor, today):
    occupancy = household.occupancies.open_on(today).first()
    if occupancy is None:
        return [("Logement", "rien de noté aujourd’hui")]
    address = place(occupancy) if reads_contact(actor, household) else "contact protégé : adresse masquée"
    return [
        ("Situation", f"{occupancy.get_status_display()} depuis le {near_date(occupancy.starts_on, today)}"),
        ("Référence", occupancy.reference),
        ("Adresse", address),
    ]


def debt(household, today):
    latest = RentDebt.objects.filter(household=household, on__lte=today).standing().first()
    return f"{amount(latest.amount)} au {near_date(latest.on, today)}" if latest else ""


def procedure(household, today):
    latest = EvictionStage.objects.filter(household=household, on__lte=today).standing().first()
    return f"{latest.get_step_display()}, {near_date(latest.on, today)}" if latest else ""


def workers(household, today):
    assigned = Assignment.objects.open_on(today).filter(household=household).select_related("membership__user")
    return sentence([str(each.membership.user) for each in assigned.order_by("kind", "-starts_on", "pk")])
