"""The diagnostics of a household on its page: to the operator how far they are, to both what is published."""

from django.urls import reverse

from accompaniment.enums import DiagnosticState, ProposalState
from accompaniment.models import Accompaniment, Conclusions, Diagnostic, Phase, Proposal
from accompaniment.presentation.diagnostics import TONES, countdown_of
from accompaniment.rules import DIAGNOSTIC_OUTSIDE, DIAGNOSTICS, PROPOSALS
from accompaniment.rules.diagnostics import OPEN
from accounts.enums import OPERATOR_ROLES
from accounts.matrix import allows
from core.wording import plain_date
from programmes.enums import PhaseKind
from tenants.models import AskedOf
from tenants.panels import MAIN, Panel, Pending


@AskedOf
def phases_of(household, reader):
    """Its diagnostic phases, the latest first."""
    mesures = Accompaniment.objects.visible_to(reader, of=household)
    found = Phase.objects.filter(accompaniment__in=mesures, kind=PhaseKind.DIAGNOSTIC)
    return found.select_related("accompaniment__programme_version").order_by("-starts_on", "pk")


def diagnostic_panel(household, actor, today):
    if not allows(actor.role, "conclusions.read"):
        return None
    phases = phases_of(household, actor)
    if not phases:
        return None
    within = actor.role in OPERATOR_ROLES
    keys = [phase.pk for phase in phases]
    states = Diagnostic.objects.filter(phase__in=keys).values_list("phase", "pk", "state") if within else []
    written = {phase: (pk, state) for phase, pk, state in states}
    published = Conclusions.objects.filter(diagnostic__phase__in=keys, published_at__isnull=False)
    told = dict(published.values_list("diagnostic__phase", "pk"))
    rows = [line_of(phase, written.get(phase.pk), told.get(phase.pk), today) for phase in phases]
    return Panel(
        "Diagnostic social",
        "accompaniment/_diagnostic_panel.html",
        {"rows": rows},
        place=MAIN,
        more_url=reverse("accompaniment:diagnostics") if within else "",
        more_label="Tous les diagnostics" if within else "",
        pending=pending_of(household, actor, phases[0], written.get(phases[0].pk), told, today),
    )


def line_of(phase, written, conclusions, today):
    """The landlord reads days, an issue, and what is published."""
    state = DiagnosticState(written[1]) if written else None
    if phase.ends_on:
        words = f"Du {plain_date(phase.starts_on)} au {plain_date(phase.ends_on)}"
        badge, tone = phase.get_outcome_display(), "done" if conclusions else ""
    else:
        words = f"Depuis le {plain_date(phase.starts_on)}"
        badge, tone = (state.label, TONES[state]) if state else ("En cours", "brand")
    return {
        "words": words,
        "badge": badge,
        "tone": tone,
        "countdown": countdown_of(phase, today, phase.accompaniment.programme_version),
        "url": reverse("accompaniment:diagnostic", args=[written[0]]) if written else "",
        "conclusions_url": reverse("accompaniment:conclusions", args=[conclusions]) if conclusions else "",
    }


def pending_of(household, actor, phase, written, told, today):
    """The latest alone asks for something."""
    if written and household.is_in_hands_of(actor):
        url = reverse("accompaniment:diagnostic", args=[written[0]])
        if written[1] == DiagnosticState.SUBMITTED and allows(actor.role, "diagnostics.validate"):
            return Pending("Un diagnostic attend votre validation.", "", url, "Relire et valider")
        count = countdown_of(phase, today)
        if written[1] == DiagnosticState.SENT_BACK and allows(actor.role, "diagnostics.write"):
            words = f"Diagnostic {count.words}." if count else ""
            return Pending("Le diagnostic est à reprendre.", words, url, "Reprendre", "late")
        if written[1] in OPEN and count and count.late and allows(actor.role, "diagnostics.write"):
            return Pending(f"Diagnostic {count.words}.", "", url, "Continuer", "late")
    if phase.pk in told and phase.outcome == "other_programme" and allows(actor.role, "referrals.write"):
        waiting = Proposal.objects.filter(conclusions=told[phase.pk], state=ProposalState.WAITING)
        if (found := waiting.defer("answer").first()) and household.is_in_hands_of(actor):
            return Pending("Un autre dispositif vous est proposé.", "", found.get_absolute_url(), "Lire et répondre")
    return None


def diagnostic_trail(household, actor):
    """The steps of its diagnostics and of what they proposed, for the history of the file."""
    if not allows(actor.role, "conclusions.read"):
        return []
    mesures = Accompaniment.objects.visible_to(actor, of=household)
    found = Diagnostic.objects.filter(accompaniment__in=mesures).only("pk", "state").order_by("pk")
    table = DIAGNOSTICS if actor.role in OPERATOR_ROLES else DIAGNOSTIC_OUTSIDE
    proposals = Proposal.objects.filter(accompaniment__in=mesures).defer("answer").order_by("pk")
    return [*((one, table, "") for one in found), *((one, PROPOSALS, "") for one in proposals)]


def origin_of(referral, actor):
    """The conclusions that led to a fiche (referrals.panels.origin_of)."""
    if not allows(actor.role, "conclusions.read"):
        return None
    found = Proposal.objects.visible_to(actor).filter(referral=referral).values_list("pk", flat=True).first()
    return ("Conclusions d’un diagnostic", reverse("accompaniment:proposal", args=[found])) if found else None
