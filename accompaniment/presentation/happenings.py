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
from core.wording import plain_date
from referrals.models import Appointment
from tenants.presentation.timeline import Event, Source, name_of

# Of a text on the line; its own page has it whole.
LONGEST = 600
# Steps of a diagnostic that its phase or its conclusions tell.
TOLD_ELSEWHERE = ("start", "publish")


def interviews(household, actor, window):
    found = Interview.objects.visible_to(actor, of=household).filter(household=household)
    lines = told(window.of(found.select_related("author__user").defer("others")))
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


def publications(household, actor, window):
    """To the landlord alone: at the operator, what is published stands with its interview or its objective."""
    if actor.role in OPERATOR_ROLES:
        return []
    found = Publication.objects.visible_to(actor, of=household).filter(household=household)
    return [
        Event(one.on, one.pk, one.title, text=one.text, by=name_of(one.author))
        for one in window.of(found.select_related("author__user"))
    ]


def exchanges(household, actor, window):
    found = Exchange.objects.visible_to(actor, of=household).filter(household=household)
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
        for one in window.of(found.select_related("written_by__user"))
    ]


def appointments(household, actor, window):
    """Those that nothing tells yet: an entry or minutes say the rest. An absence is the operator's to know."""
    found = Appointment.objects.visible_to(actor, of=household).filter(household=household)
    found = found.filter(interview=None, tripartite_meeting=None).defer("place")
    return [
        Event(one.day, one.pk, one.get_kind_display(), url=one.get_absolute_url(), badge=one.get_state_display())
        for one in window.at(found, "starts_at")
    ]


def reviews(household, actor, window):
    found = Review.objects.visible_to(actor).filter(accompaniment__household=household)
    return [
        Event(one.on, one.pk, one.get_kind_display(), url=one.get_absolute_url(), badge=one.get_state_display())
        for one in window.of(found.exclude(state=ReviewState.CANCELLED).only("on", "kind", "state"))
    ]


def mesures_within(household, actor):
    return Accompaniment.objects.visible_to(actor, of=household).filter(household=household)


def phases(household, actor, window):
    """A mesure and its phases, as both houses read them: first and last days, and what was suspended in between."""
    mesures = mesures_within(household, actor)
    within = Phase.objects.filter(accompaniment__in=mesures).select_related("accompaniment")
    begun = [
        Event(
            one.starts_on,
            one.pk,
            f"Début : {one.get_kind_display()}",
            url=one.accompaniment.get_absolute_url(),
            badge=one.accompaniment.get_state_display() if one.accompaniment.state == MesureState.CLOSED else "",
        )
        for one in window.of(within, "starts_on")
    ]
    ended = [
        Event(
            one.ends_on,
            one.pk,
            f"Fin : {one.get_kind_display()}",
            url=one.accompaniment.get_absolute_url(),
            badge=one.get_outcome_display(),
        )
        for one in window.ended(within, "ends_on", "starts_on")
    ]
    over = [
        Event(
            one.ends_on,
            one.pk,
            f"Fin de la mesure {one.number}",
            url=one.get_absolute_url(),
            badge=one.get_exit_reason_display(),
        )
        for one in window.ended(mesures.filter(state=MesureState.CLOSED), "ends_on", "starts_on")
    ]
    return [*begun, *ended, *over, *suspensions(mesures, window)]


def suspensions(mesures, window):
    """Days alone: why stays on the page of the mesure, for who may read it there."""
    within = Suspension.objects.filter(phase__accompaniment__in=mesures).defer("note")
    within = within.select_related("phase__accompaniment")
    begun = [(one.starts_on, one, "Suspension") for one in window.of(within, "starts_on")]
    ended = [(one.ends_on, one, "Dernier jour de suspension") for one in window.ended(within, "ends_on", "starts_on")]
    return [
        Event(day, one.pk, title, url=one.phase.accompaniment.get_absolute_url()) for day, one, title in begun + ended
    ]


def decisions(household, actor, window):
    """A prolongation, both read it; an end and what follows a withdrawn adhesion, the team."""
    mesures = mesures_within(household, actor)
    extensions = Extension.objects.visible_to(actor).filter(accompaniment__in=mesures).defer("reason")
    found = [
        Event(
            one.day,
            one.pk,
            f"Prolongation proposée, jusqu’au {plain_date(one.until)}",
            url=one.get_absolute_url(),
            by=name_of(one.proposed_by),
            badge=one.get_state_display(),
        )
        for one in window.at(extensions.select_related("proposed_by__user"), "proposed_at")
    ]
    for model, title, texts in (
        (Closing, "Fin proposée", ("note", "without_review")),
        (WithdrawalDecision, "Suite d’un retrait d’adhésion", ("reason",)),
    ):
        within = model.objects.visible_to(actor).filter(accompaniment__in=mesures).defer(*texts)
        found += [
            Event(
                one.day,
                one.pk,
                f"{title} : {str(one).lower()}",
                url=one.accompaniment.get_absolute_url(),
                by=name_of(one.proposed_by),
                badge=one.get_state_display(),
            )
            for one in window.at(within.select_related("accompaniment", "proposed_by__user"), "proposed_at")
        ]
    return found


def diagnostics(household, actor, window):
    """Its conclusions once they are published, and what they propose: both houses; its steps before that, the team."""
    conclusions = Conclusions.objects.visible_to(actor).filter(accompaniment__household=household)
    conclusions = conclusions.filter(published_at__isnull=False).only("published_at", "orientation")
    found = [
        Event(
            one.day,
            one.pk,
            "Conclusions du diagnostic",
            url=one.get_absolute_url(),
            badge=one.get_orientation_display(),
        )
        for one in window.at(conclusions, "published_at")
    ]
    proposals = Proposal.objects.visible_to(actor).filter(accompaniment__household=household).defer("answer")
    found += [
        Event(one.day, one.pk, "Autre dispositif proposé", url=one.get_absolute_url(), badge=one.get_state_display())
        for one in window.at(proposals, "created_at")
    ]
    within = Diagnostic.objects.visible_to(actor).filter(accompaniment__household=household)
    steps = window.steps({one.pk: one for one in within.only("pk")}, DIAGNOSTICS, silent=TOLD_ELSEWHERE)
    return found + [
        Event(step.day, step.pk, words, url=one.get_absolute_url(), by=str(step.user or ""))
        for one, step, words in steps
    ]


def objectives(household, actor, window):
    found = Objective.objects.visible_to(actor).filter(accompaniment__household=household).defer("dropped_reason")
    agreed = [
        Event(one.agreed_on, one.pk, "Objectif convenu", text=one.text, badge=one.get_state_display())
        for one in window.of(found, "agreed_on")
    ]
    return agreed + [
        Event(one.ended_on, one.pk, f"Objectif {one.get_state_display().lower()}", text=one.text)
        for one in window.ended(found, "ended_on", "agreed_on")
    ]


def actions(household, actor, window):
    """A step at the day when it was taken, then at that of the answer; a relay at its own."""
    written = TruncDate("created_at")
    within = Action.objects.visible_to(actor).filter(accompaniment__household=household).defer("note")
    within = within.annotate(day=Coalesce("begun_on", written, output_field=DateField())).select_related("author__user")
    taken = [
        Event(one.day, one.pk, f"Démarche : {one}", by=name_of(one.author), badge=one.get_state_display())
        for one in window.of(within, "day")
    ]
    answers = within.filter(decided_on__isnull=False).exclude(decided_on=F("day"))
    answered = [
        Event(one.decided_on, one.pk, f"Réponse, démarche : {one}", badge=one.get_state_display())
        for one in window.of(answers, "decided_on")
    ]
    relays = Relay.objects.visible_to(actor).filter(accompaniment__household=household).defer("purpose", "result")
    relayed = [
        Event(one.on, one.pk, f"Relais : {one.structure.name}", by=name_of(one.author))
        for one in window.of(relays.select_related("structure", "author__user"))
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
