"""« En bref », at the right of the page of a household: what one looks up before calling."""

from django.urls import reverse

from core.composed import Composed
from core.wording import amount, near_date, relative_day, sentence
from tenants.guarding import reads_contact
from tenants.models import Assignment
from tenants.panels import Panel, Pending
from tenants.presentation.situation import known_of
from tenants.presentation.wording import place

# A proposal is told from then on.
DAYS_AHEAD = 30
ASSIGNED = Composed(
    lambda household, day: (
        Assignment.objects.open_on(day)
        .filter(household=household)
        .select_related("membership__user")
        .order_by("kind", "-starts_on", "pk")
    )
)


def brief_panel(household, actor, today):
    known = known_of(household, today)
    occupancy, persons = known.occupancy, known.persons
    facts = [
        ("Titulaires", sentence([person.full_name for person in persons if person.holds_lease])),
        *home(household, occupancy, actor, today),
        ("Dette de loyer", debt(known.debt, today)),
        ("Procédure", procedure(known.stage, today)),
        ("Secteur", household.sector.name if household.sector else "aucun : toutes les conseillères"),
        ("Interlocuteur", workers(household, today)),
        ("Bailleur", household.landlord.label),
    ]
    facts = [(label, words) for label, words in facts if words]
    return Panel(
        "En bref", "tenants/_brief.html", {"facts": facts}, pending=pending_proposal(household, occupancy, actor, today)
    )


def pending_proposal(household, occupancy, actor, today):
    """A dwelling is proposed to the applicant, who must answer soon: the deadline is everybody's."""
    if occupancy is None or not occupancy.proposal_deadline:
        return None
    deadline = occupancy.proposal_deadline
    if (deadline - today).days > DAYS_AHEAD:
        return None
    late = deadline < today
    title = "La réponse à la proposition de logement était attendue" if late else "Une proposition de logement attend"
    url = reverse("tenants:occupancy_update", args=[occupancy.household_id, occupancy.pk])
    writes = household.is_writable_by(actor)
    words = f"{title}{'' if late else ' une réponse'} avant le {near_date(deadline, today)}."
    return Pending(
        words,
        relative_day(deadline, today).capitalize() + ".",
        url if writes else "",
        "Noter la suite" if writes else "",
        tone="late" if late else "",
    )


def home(household, occupancy, actor, today):
    if occupancy is None:
        return [("Logement", "rien de noté aujourd’hui")]
    address = place(occupancy) if reads_contact(actor, household) else "contact protégé : adresse masquée"
    return [
        ("Situation", f"{occupancy.get_status_display()} depuis le {near_date(occupancy.starts_on, today)}"),
        ("Référence", occupancy.reference),
        ("Adresse", address),
    ]


def debt(latest, today):
    return f"{amount(latest.amount)} au {near_date(latest.on, today)}" if latest else ""


def procedure(latest, today):
    return f"{latest.get_step_display()}, {near_date(latest.on, today)}" if latest else ""


def workers(household, today):
    return sentence([str(each.membership.user) for each in ASSIGNED(household=household.pk, day=today)])
