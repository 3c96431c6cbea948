"""A diagnostic and its conclusions in words: the same on a page, in a panel and on paper."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import DiagnosticState, TieHelp
from accompaniment.models import Conclusions, Diagnostic, Proposal
from accompaniment.rules.diagnostics import SECTIONS, UNDER_WAY, Countdown, budget_of, countdown, filled, is_sooner
from core.wording import plain_date, sentence
from programmes.enums import OrientationKind
from programmes.models import ProgrammeVersion

PARTS = (
    "phase",
    "author__user",
    "accompaniment__household__landlord",
    "accompaniment__programme_version",
    "accompaniment__convention__operator",
    "accompaniment__convention__landlord",
    "accompaniment__convention__programme",
)
TONES = {
    DiagnosticState.DRAFT: "brand",
    DiagnosticState.SUBMITTED: "note",
    DiagnosticState.SENT_BACK: "soon",
    DiagnosticState.PUBLISHED: "done",
    DiagnosticState.INTERRUPTED: "",
}
TIE_TONES = {TieHelp.HELPFUL: "done", TieHelp.NEUTRAL: "", TieHelp.NOT_HELPFUL: "soon"}


def countdown_of(phase, today, version=None) -> Countdown | None:
    """Of a phase that goes on. With the version of its programme, it says why there are less days than usual."""
    if phase.ends_on:
        return None
    months = version.content.phase(phase.kind).limit_months if version else None
    sooner = version is not None and is_sooner(phase.starts_on, phase.limit_on, months)
    return countdown(phase.starts_on, phase.limit_on, today, sooner=sooner)


@dataclass(frozen=True)
class SectionTold:
    """`texts`: [(label, text)]; the budget and the network stand with their own section."""

    code: str
    label: str
    texts: list
    budget: object = None
    network: tuple = ()
    said: bool = False


def sections_told(diagnostic) -> list[SectionTold]:
    said = filled(diagnostic)
    found = []
    for section in SECTIONS:
        texts = [
            (str(Diagnostic._meta.get_field(name).verbose_name).capitalize(), getattr(diagnostic, name))
            for name in section.fields
            if name not in ("budget", "network")
        ]
        found.append(
            SectionTold(
                section.code,
                section.label,
                [(label, text) for label, text in texts if text],
                budget=budget_of(diagnostic.budget) if "budget" in section.fields else None,
                network=ties_told(diagnostic) if "network" in section.fields else (),
                said=section.code in said,
            )
        )
    return found


@dataclass(frozen=True)
class Tie:
    who: str
    tie: str
    help: str
    tone: str
    note: str


def ties_told(diagnostic):
    return tuple(
        Tie(each["who"], each["tie"], TieHelp(each["help"]).label, TIE_TONES[each["help"]], each["note"])
        for each in diagnostic.network
    )


@dataclass(frozen=True)
class ConclusionsTold:
    """All that the landlord reads of a diagnostic: nothing else of it leads there."""

    text: str
    recommendations: str
    orientation: str
    follows: str
    read_on: object
    remarks: str
    # What stands behind the letters of a measure: [(label, in full)].
    spelled: tuple = ()


def conclusions_told(conclusions, definition) -> ConclusionsTold:
    labels = {each.kind: each.label for each in definition.orientations}
    return ConclusionsTold(
        text=conclusions.text,
        recommendations=conclusions.recommendations,
        orientation=labels.get(conclusions.orientation, ""),
        follows=follows(conclusions, definition),
        read_on=conclusions.read_on,
        remarks=conclusions.remarks,
        spelled=spelled(conclusions, definition),
    )


def follows(conclusions, definition) -> str:
    """What the orientation says besides its name."""
    if conclusions.orientation == OrientationKind.COMMON_LAW:
        labels = {choice.code: choice.label for choice in definition.common_law_measures}
        return sentence([labels.get(code, code) for code in conclusions.measures])
    if conclusions.orientation == OrientationKind.SUPPORT and conclusions.support_from:
        return f"À partir du {plain_date(conclusions.support_from)}"
    return ""


def spelled(conclusions, definition):
    if conclusions.orientation != OrientationKind.COMMON_LAW:
        return ()
    chosen = (choice for choice in definition.common_law_measures if choice.code in conclusions.measures)
    return tuple((choice.label, choice.help) for choice in chosen if choice.help)


@dataclass(frozen=True)
class Line:
    """One diagnostic in a list: no text of it is read."""

    url: str
    title: str
    household: object
    words: str
    tone: str
    countdown: Countdown | None
    detail: str


def listed(actor):
    """For lists: what is encrypted is not read."""
    texts = ("problems", "family", "social", "financial", "budget", "strengths", "levers", "network", "health")
    found = Diagnostic.objects.visible_to(actor).defer(*texts, "analysis", "interruption_reason")
    return found.select_related("phase", "accompaniment__household__landlord", "author__user")


def under_way(actor):
    """The one that should have been given first comes first."""
    return listed(actor).filter(state__in=UNDER_WAY).order_by("phase__limit_on", "created_at", "pk")


def lines_of(diagnostics, today) -> list[Line]:
    """Each with why it has less days than usual, where it has: one statement for all of them."""
    rows = list(diagnostics)
    versions = ProgrammeVersion.objects.in_bulk({each.accompaniment.programme_version_id for each in rows})
    return [line_of(each, today, versions[each.accompaniment.programme_version_id]) for each in rows]


def line_of(diagnostic, today, version) -> Line:
    phase, household = diagnostic.phase, diagnostic.accompaniment.household
    detail = f"Commencé le {plain_date(phase.starts_on)}, par {diagnostic.author.user}"
    if phase.outcome:
        detail = f"{phase.get_outcome_display()}, le {plain_date(phase.ends_on)}"
    return Line(
        url=diagnostic.get_absolute_url(),
        title=household.listed_name,
        household=household,
        words=diagnostic.get_state_display(),
        tone=TONES[diagnostic.state],
        countdown=countdown_of(phase, today, version),
        detail=detail,
    )


def conclusions_within(actor, household):
    """Those of a household, without their texts."""
    of_it = Conclusions.objects.visible_to(actor).filter(accompaniment__household=household)
    return of_it.defer("text", "recommendations", "remarks").order_by("-published_at", "pk")


def proposals_within(actor, household):
    return Proposal.objects.visible_to(actor).filter(accompaniment__household=household).defer("answer")


def papers_of(mesure, actor):
    """[(label, url)] of what was written in the diagnostics of a mesure, and this actor reads."""
    found = Diagnostic.objects.visible_to(actor).filter(accompaniment=mesure).order_by("created_at", "pk")
    told = Conclusions.objects.visible_to(actor).filter(accompaniment=mesure, published_at__isnull=False)
    keys = [("Diagnostic", "diagnostic", pk) for pk in found.values_list("pk", flat=True)]
    keys += [("Conclusions publiées", "conclusions", pk) for pk in told.values_list("pk", flat=True)]
    return [(label, reverse(f"accompaniment:{name}", args=[pk])) for label, name, pk in keys]


def published_on(conclusions):
    return timezone.localdate(conclusions.published_at) if conclusions.published_at else None
