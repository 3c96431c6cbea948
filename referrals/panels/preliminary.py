"""« Entretien préalable », on the page of a household: what was said, and what comes next."""

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.matrix import allows
from core.wording import plain_date
from programmes.models import Convention
from referrals.enums import TenantAnswer
from referrals.models import PreliminaryMeeting, Referral
from tenants.models import AskedOf, Screening
from tenants.panels import Panel, Pending
from tenants.presentation.history import rewritten

SHOWN = 3


def start_url(meeting):
    """Where the sheet is prepared from what was agreed."""
    return f"{reverse('referrals:referral_start', args=[meeting.household_id])}?convention={meeting.convention_id}"


@AskedOf
def latest_meetings(household, reader):
    of_this = Referral.objects.filter(household=household.pk, convention=OuterRef("convention"))
    within = PreliminaryMeeting.objects.visible_to(reader, of=household)
    return within.select_related("convention__operator", "appointment").annotate(followed=Exists(of_this))[:SHOWN]


@AskedOf
def to_present(household, reader):
    """The convention of a programme for which a check has passed, where no fiche was begun."""
    passed = Screening.objects.filter(household=household.pk, passed=True).values("programme_version__programme")
    running = (
        Convention.objects.visible_to(reader)
        .open_on(reader.today)
        .filter(
            ~Exists(Referral.objects.filter(household=household.pk, convention=OuterRef("pk"))),
            landlord=household.landlord_id,
            programme__in=passed,
        )
    )
    return running.order_by("reference")[:1]


def preliminary_panel(household, actor, today):
    if not allows(actor.role, "preliminary.read"):
        return None
    found = latest_meetings(household, actor)
    if not found:
        to_hold = conversation_to_hold(household, actor)
        return Panel("Entretien préalable", pending=to_hold) if to_hold else None
    return Panel(
        "Entretien préalable",
        "referrals/_preliminary_panel.html",
        {"meetings": found},
        pending=pending_of(household, found[0], actor),
    )


def conversation_to_hold(household, actor):
    """A check has passed and nobody has spoken with the tenant yet."""
    if not allows(actor.role, "preliminary.write") or not household.is_writable_by(actor):
        return None
    found = to_present(household, actor)
    if not found:
        return None
    url = reverse("referrals:preliminary_create", args=[household.pk, found[0].pk])
    return Pending("Le ménage est éligible.", "Présentez-lui l’action.", url, "Tenir l’entretien préalable", "info")


def pending_of(household, latest, actor):
    """A tenant who agreed waits for the sheet; one who thinks about it is asked again."""
    if latest.followed or not allows(actor.role, "preliminary.write"):
        return None
    if not household.is_writable_by(actor):
        return None
    if latest.answer == TenantAnswer.AGREES:
        return Pending("Le locataire accepte d’être rencontré.", "", start_url(latest), "Préparer la fiche de liaison")
    if latest.answer == TenantAnswer.NEEDS_TIME:
        url = reverse("referrals:preliminary_edit", args=[latest.pk])
        return Pending("Le locataire a demandé un temps de réflexion.", "", url, "Reprendre l’entretien", "info")
    return None


def preliminary_trail(household, actor):
    """The landlord's own conversations, for the history of the file: noted, then which of its answers changed."""
    if not allows(actor.role, "preliminary.read"):
        return []
    found = PreliminaryMeeting.objects.visible_to(actor, of=household).filter(household=household)
    rows = found.defer("refusal_reason", "wishes", "remarks")
    return rewritten(rows, "Entretien préalable", lambda one: f"du {plain_date(one.held_on)}", silent=("appointment",))
