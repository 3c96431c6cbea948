"""What the line of time tells of a mesure: what was said and done, its phases, what was decided.

The landlord reads dates and states, and what was published for it; an absence is on none of its rows.
"""

from django.db.models import DateField, F
from django.db.models.functions import Coalesce, TruncDate
from django.utils.text import Truncator

from accompaniment.enums import MesureState, ReviewState
from accompaniment.models import (
    Accompaniment,
    Action,
    Closing,
    Conclusions,
    Diagnostic,
    Exchange,
    Extension,
    Interview,
    Objective,
    Phase,
    Proposal,
    Publication,
    Relay,
    Review,
    Suspension,
    WithdrawalDecision,
)
from accompaniment.presentation.interviews import told
from accompaniment.rules import DIAGNOSTICS
from accounts.enums import OPERATOR_ROLES
from core.addresses import addresses_of
from core.wording import plain_date
from referrals.models import Appointment
from referrals.rules.moments import PARIS
from tenants.presentation.timeline import Event, Rows, Source, name_of, words_of

# Of a text on the line; its own page has it whole.
LONGEST = 600
# Steps of a diagnostic that its phase or its conclusions tell.
STEPS = words_of(DIAGNOSTICS, silent=("start", "publish"))


@Rows
def entries(household, reader, window):
    found = Interview.objects.visible_to(reader, of=household).filter(household=household.pk)
    return window.of(found.select_related("author__user").defer("others"))


def interviews(household, actor, window):
    lines = told(entries(household, actor, window))
    keys = [line.interview.pk for line in lines if line.published]
    texts = (
        dict(Publication.objects.standing().filter(interview__in=keys).values_list("interview", "text")) if keys else {}
    )
    return [
        Event(
            line.interview.on,
            line.interview.pk,
            line.interview.get_kind_display(),
            url=line.interview.get_absolute_url(),
            by=", ".join(filter(None, [name_of(line.interview.author), line.when])),
            badge=line.badge,
            tone=line.tone,
            tags=line.tags,
            levels=levels_of(line.interview, texts),
            mine=line.interview.author_id == actor.pk,
        )
        for line in lines
    ]


def levels_of(interview, texts):
    """What the landlord reads, then what the team does. A private note is on no line."""
    told_apart = (("published", texts.get(interview.pk, "")), ("team", interview.team_text))
    return [(reader, Truncator(text).chars(LONGEST, truncate=" […]")) for reader, text in told_apart if text]


@Rows
def published(household, reader, window):
    found = Publication.objects.visible_to(reader, of=household).filter(household=household.pk)
    return window.of(found.select_related("author__user"))


def publications(household, actor, window):
    """To the landlord alone: at the operator, what is published stands with its interview or its objective."""
    if actor.role in OPERATOR_ROLES:
        return []
    return [
        Event(one.on, one.pk, one.title, text=one.text, by=name_of(one.author))
        for one in published(household, actor, window)
    ]


@Rows
def calls(household, reader, window):
    found = Exchange.objects.visible_to(reader, of=household).filter(household=household.pk)
    return window.of(found.select_related("written_by__user"))


def exchanges(household, actor, window):
    return [
        Event(
            one.on,
            one.pk,
            one.get_way_display(),
            text=one.text,
            url=one.get_absolute_url(),
            by=name_of(one.written_by),
            badge=one.get_state_display() if one.state != "noted" else "",
        )
        for one in calls(household, actor, window)
    ]


@Rows
def fixed(household, reader, window):
    found = Appointment.objects.visible_to(reader, of=household).filter(household=household.pk)
    return window.at(found.filter(interview=None, tripartite_meeting=None).defer("place"), "starts_at")


def appointments(household, actor, window):
    """Those that nothing tells yet: an entry or minutes say the rest. An absence is the operator's to know."""
    return [
        Event(one.day, one.pk, one.get_kind_display(), url=one.get_absolute_url(), badge=one.get_state_display())
        for one in fixed(household, actor, window)
    ]


@Rows
def bilans(household, reader, window):
    found = Review.objects.visible_to(reader).filter(accompaniment__household=household.pk)
    return window.of(found.exclude(state=ReviewState.CANCELLED).only("on", "kind", "state"))


def reviews(household, actor, window):
    return [
        Event(one.on, one.pk, one.get_kind_display(), url=one.get_absolute_url(), badge=one.get_state_display())
        for one in bilans(household, actor, window)
    ]


def mesures_within(household, reader):
    return Accompaniment.objects.visible_to(reader, of=household).filter(household=household.pk)


@Rows
def stays(household, reader, window):
    return mesures_within(household, reader)


@Rows
def intervals(household, reader, window):
    return Phase.objects.filter(accompaniment__in=mesures_within(household, reader)).select_related("accompaniment")


@Rows
def interruptions(household, reader, window):
    found = Suspension.objects.filter(phase__accompaniment__in=mesures_within(household, reader))
    return found.defer("note").select_related("phase__accompaniment")


def phases(household, actor, window):
    """A mesure and its phases, as both houses read them: first and last days, and what was suspended in between."""
    first, last = window.both_ends(intervals(household, actor, window), "starts_on", "ends_on")
    _, closed = window.both_ends(stays(household, actor, window), "starts_on", "ends_on")
    begun = [
        Event(
            one.starts_on,
            one.pk,
            f"Début : {one.get_kind_display()}",
            url=one.accompaniment.get_absolute_url(),
            badge=one.accompaniment.get_state_display() if one.accompaniment.state == MesureState.CLOSED else "",
        )
        for one in first
    ]
    ended = [
        Event(
            one.ends_on,
            one.pk,
            f"Fin : {one.get_kind_display()}",
            url=one.accompaniment.get_absolute_url(),
            badge=one.get_outcome_display(),
        )
        for one in last
    ]
    over = [
        Event(
            one.ends_on,
            one.pk,
            f"Fin de la mesure {one.number}",
            url=one.get_absolute_url(),
            badge=one.get_exit_reason_display(),
        )
        for one in closed
        if one.state == MesureState.CLOSED
    ]
    return [*begun, *ended, *over, *suspensions(household, actor, window)]


def suspensions(household, actor, window):
    """Days alone: why stays on the page of the mesure, for who may read it there."""
    first, last = window.both_ends(interruptions(household, actor, window), "starts_on", "ends_on")
    begun = [(one.starts_on, one, "Suspension") for one in first]
    ended = [(one.ends_on, one, "Dernier jour de suspension") for one in last]
    return [
        Event(day, one.pk, title, url=one.phase.accompaniment.get_absolute_url()) for day, one, title in begun + ended
    ]


@Rows
def prolongations(household, reader, window):
    found = Extension.objects.visible_to(reader).filter(accompaniment__in=mesures_within(household, reader))
    return window.at(found.defer("reason").select_related("proposed_by__user"), "proposed_at")


@Rows
def ends(household, reader, window):
    found = Closing.objects.visible_to(reader).filter(accompaniment__in=mesures_within(household, reader))
    found = found.defer("note", "without_review").select_related("accompaniment", "proposed_by__user")
    return window.at(found, "proposed_at")


@Rows
def after_withdrawals(household, reader, window):
    found = WithdrawalDecision.objects.visible_to(reader).filter(accompaniment__in=mesures_within(household, reader))
    return window.at(found.defer("reason").select_related("accompaniment", "proposed_by__user"), "proposed_at")


def decisions(household, actor, window):
    """A prolongation, both read it; an end and what follows a withdrawn adhesion, the team."""
    found = [
        Event(
            one.day,
            one.pk,
            f"Prolongation proposée, jusqu’au {plain_date(one.until)}",
            url=one.get_absolute_url(),
            by=name_of(one.proposed_by),
            badge=one.get_state_display(),
        )
        for one in prolongations(household, actor, window)
    ]
    for rows, title in ((ends, "Fin proposée"), (after_withdrawals, "Suite d’un retrait d’adhésion")):
        found += [
            Event(
                one.day,
                one.pk,
                f"{title} : {str(one).lower()}",
                url=one.accompaniment.get_absolute_url(),
                by=name_of(one.proposed_by),
                badge=one.get_state_display(),
            )
            for one in rows(household, actor, window)
        ]
    return found


@Rows
def given_back(household, reader, window):
    found = Conclusions.objects.visible_to(reader).filter(accompaniment__household=household.pk)
    return window.at(found.filter(published_at__isnull=False).only("published_at", "orientation"), "published_at")


@Rows
def offers(household, reader, window):
    found = Proposal.objects.visible_to(reader).filter(accompaniment__household=household.pk)
    return window.at(found.defer("answer"), "created_at")


@Rows
def steps_of_diagnostics(household, reader, window):
    found = Diagnostic.objects.visible_to(reader).filter(accompaniment__household=household.pk)
    return window.steps(found, STEPS)


def diagnostics(household, actor, window):
    """Its conclusions once they are published, and what they propose: both houses; its steps before that, the team."""
    found = [
        Event(
            one.day,
            one.pk,
            "Conclusions du diagnostic",
            url=one.get_absolute_url(),
            badge=one.get_orientation_display(),
        )
        for one in given_back(household, actor, window)
    ]
    found += [
        Event(one.day, one.pk, "Autre dispositif proposé", url=one.get_absolute_url(), badge=one.get_state_display())
        for one in offers(household, actor, window)
    ]
    page = addresses_of("accompaniment:diagnostic")
    return found + [
        Event(step.day, step.pk, STEPS[step.action], url=page(step.subject_id), by=str(step.user or ""))
        for step in steps_of_diagnostics(household, actor, window)
    ]


@Rows
def aims(household, reader, window):
    found = Objective.objects.visible_to(reader).filter(accompaniment__household=household.pk)
    return found.defer("dropped_reason")


def objectives(household, actor, window):
    first, last = window.both_ends(aims(household, actor, window), "agreed_on", "ended_on")
    agreed = [
        Event(one.agreed_on, one.pk, "Objectif convenu", text=one.text, badge=one.get_state_display()) for one in first
    ]
    return agreed + [
        Event(one.ended_on, one.pk, f"Objectif {one.get_state_display().lower()}", text=one.text) for one in last
    ]


def steps_taken(household, reader):
    written = TruncDate("created_at", tzinfo=PARIS)
    within = Action.objects.visible_to(reader).filter(accompaniment__household=household.pk).defer("note")
    within = within.annotate(day=Coalesce("begun_on", written, output_field=DateField()))
    return within.select_related("author__user")


@Rows
def begun_actions(household, reader, window):
    return window.of(steps_taken(household, reader), "day")


@Rows
def decided_actions(household, reader, window):
    answers = steps_taken(household, reader).filter(decided_on__isnull=False).exclude(decided_on=F("day"))
    return window.of(answers, "decided_on")


@Rows
def handed_on(household, reader, window):
    found = Relay.objects.visible_to(reader).filter(accompaniment__household=household.pk)
    return window.of(found.defer("purpose", "result").select_related("structure", "author__user"))


def actions(household, actor, window):
    """A step at the day when it was taken, then at that of the answer; a relay at its own."""
    taken = [
        Event(one.day, one.pk, f"Démarche : {one}", by=name_of(one.author), badge=one.get_state_display())
        for one in begun_actions(household, actor, window)
    ]
    answered = [
        Event(one.decided_on, one.pk, f"Réponse, démarche : {one}", badge=one.get_state_display())
        for one in decided_actions(household, actor, window)
    ]
    relayed = [
        Event(one.on, one.pk, f"Relais : {one.structure.name}", by=name_of(one.author))
        for one in handed_on(household, actor, window)
    ]
    return [*taken, *answered, *relayed]


SOURCES = (
    Source("entretiens", "Entretiens", "team_text.read", interviews),
    Source("publies", "Textes publiés", "published.read", publications),
    Source("echanges", "Échanges", "exchanges.read", exchanges),
    Source("rendez-vous", "Rendez-vous", "appointments.read", appointments),
    Source("phases", "Phases", "mesures.read", phases),
    Source("decisions", "Décisions", "mesures.read", decisions),
    Source("diagnostics", "Diagnostics", "conclusions.read", diagnostics),
    Source("objectifs", "Objectifs", "team_text.read", objectives),
    Source("demarches", "Démarches et relais", "actions.read", actions),
    Source("bilans", "Bilans", "reviews.read", reviews),
)
