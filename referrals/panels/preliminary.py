"""« Entretien préalable », on the page of a household: what was said, and what comes next."""

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.matrix import allows
from programmes.models import Convention
from referrals.enums import TenantAnswer
from referrals.models import PreliminaryMeeting, Referral
from tenants.models import Screening
from tenants.panels import Panel, Pending

SHOWN = 3


def start_url(meeting):
    """Where the sheet is prepared from what was agreed."""
    return f"{reverse('referrals:referral_start', args=[meeting.household_id])}?convention={meeting.convention_id}"


def preliminary_panel(household, actor, today):
    if not allows(actor.role, "preliminary.read"):
        return None
    of_this = Referral.objects.filter(household=household, convention=OuterRef("convention"))
    within = PreliminaryMeeting.objects.visible_to(actor, of=household)
    found = list(
        within.select_related("convention__operator", "appointment").annotate(followed=Exists(of_this))[:SHOWN]
    )
    if not found:
        to_hold = conversation_to_hold(household, actor, today)
        return Panel("Entretien préalable", pending=to_hold) if to_hold else None
    return Panel(
        "Entretien préalable",
        "referrals/_preliminary_panel.html",
        {"meetings": found},
        pending=pending_of(household, found[0], actor),
    )


def conversation_to_hold(household, actor, today):
    """A check has passed and nobody has spoken with the tenant yet."""
    if not allows(actor.role, "preliminary.write") or not household.is_writable_by(actor):
        return None
    passed = Screening.objects.filter(household=household, passed=True).values("programme_version__programme")
    visible = Convention.objects.visible_to(actor).open_on(today)
    running = visible.filter(
        ~Exists(Referral.objects.filter(household=household, convention=OuterRef("pk"))),
        landlord=household.landlord_id,
        programme__in=passed,
    )
    convention = running.order_by("reference").first()
    if convention is None:
        return None
    url = reverse("referrals:preliminary_create", args=[household.pk, convention.pk])
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
