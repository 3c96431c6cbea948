"""Where a referral stands, told to each role: whoever acts reads what to do, whoever waits what comes next and at whom.

Pure: values in, words out.
"""

import datetime
from dataclasses import dataclass

from accounts.enums import OPERATOR_ROLES, Role
from core.wording import near_date, relative_day
from referrals.enums import ReferralState, StartMode
from referrals.rules.delays import due_on, is_late

DRAFT, ANNOUNCED, SENT, RECEIVED, REQUESTED, PLANNED, ADHERED, DECLINED, REDIRECTED, WITHDRAWN = ReferralState

# Who is to act, state by state.
ACTS = {
    DRAFT: (Role.ADVISOR,),
    ANNOUNCED: (Role.ADVISOR,),
    SENT: (Role.SERVICE_HEAD,),
    RECEIVED: OPERATOR_ROLES,
    REQUESTED: (Role.ADVISOR,),
    PLANNED: (),
}
TO_DO = {
    DRAFT: "À compléter",
    ANNOUNCED: "Fiche de liaison à envoyer",
    SENT: "À confier",
    RECEIVED: "Rencontre à fixer",
    REQUESTED: "À préciser",
}
WAITS = {
    DRAFT: "En préparation",
    ANNOUNCED: "Annoncée",
    SENT: "Envoyée",
    RECEIVED: "Reçue",
    REQUESTED: "Précisions attendues",
}
# (what whoever acts does next, what whoever waits reads)
NEXT = {
    DRAFT: ("Complétez la fiche, puis envoyez-la.", "La conseillère prépare la fiche."),
    ANNOUNCED: (
        "L’association est prévenue. Complétez la fiche de liaison, puis envoyez-la : elle la fait intervenir.",
        "Le bailleur a annoncé sa démarche. Sa fiche de liaison est attendue ; rien n’est à faire d’ici là.",
    ),
    SENT: (
        "Lisez la fiche, puis confiez-la à un interlocuteur privilégié.",
        "L’association doit accuser réception et désigner un interlocuteur privilégié.",
    ),
    RECEIVED: ("Fixez la première rencontre avec le ménage.", "{worker} fixe la première rencontre avec le ménage."),
    REQUESTED: (
        "Répondez aux questions de l’association : l’intervention reprend aussitôt.",
        "La conseillère doit répondre aux questions posées.",
    ),
}
# What is awaited before the delay is over.
AWAITED = {
    DRAFT: "fiche",
    ANNOUNCED: "fiche",
    SENT: "réponse",
    RECEIVED: "rencontre",
    REQUESTED: "réponse",
}
OUTCOMES = {
    ADHERED: "Le ménage adhère : l’accompagnement peut commencer.",
    DECLINED: "Le ménage n’adhère pas.",
    REDIRECTED: "Le ménage est orienté vers un autre dispositif.",
    WITHDRAWN: "Le bailleur a retiré la fiche.",
}
BY_LETTER = "Écrivez au ménage, puis fixez la première visite."
MEETING_PASSED = "Le jour de la rencontre est passé : notez ce qu’il en est."


@dataclass(frozen=True)
class Standing:
    """What one reads of a referral: `words` and `tone` make its badge, `next_step` says what comes next and at whom.

    `acts`: it is for this role to do something.
    """

    words: str
    next_step: str
    since: str
    due: str
    due_on: datetime.date | None
    late: bool
    acts: bool
    tone: str


def never_came(state: str, sent_at: datetime.datetime | None) -> bool:
    """Withdrawn before it was sent: the operator has no use for who it was any more."""
    return state == WITHDRAWN and sent_at is None


def acts_in(state: str, role: str, *, passed: bool = False) -> bool:
    """Whether it is for this role to do something. `passed`: the day of the planned meeting is over."""
    if state == PLANNED:
        return passed and role in OPERATOR_ROLES
    return role in ACTS.get(state, ())


def state_words(state: str, role: str, *, passed: bool = False) -> str:
    """« À préciser » for whoever acts, « Précisions attendues » for whoever waits."""
    if state == PLANNED and acts_in(state, role, passed=passed):
        return "Suite à noter"
    words = (TO_DO if acts_in(state, role) else WAITS).get(state)
    return words or ReferralState(state).label


def next_step(state: str, role: str, *, worker: str = "", start_mode: str = "", passed: bool = False) -> str:
    if state in OUTCOMES:
        return OUTCOMES[state]
    if state == PLANNED:
        if passed:
            return MEETING_PASSED if role in OPERATOR_ROLES else f"{_at(worker)} note ce qu’a donné la rencontre."
        return "Les trois parties se rencontrent."
    if not acts_in(state, role):
        return NEXT[state][1].format(worker=_at(worker))
    if state == RECEIVED and start_mode == StartMode.LETTER:
        return BY_LETTER
    return NEXT[state][0]


def _at(worker):
    return worker or "L’association"


def since_words(state: str, since: datetime.date, today: datetime.date, *, again: bool = False) -> str:
    """« Envoyée il y a 4 jours ». `again`: it was received before, and came back since (questions answered)."""
    began = (
        "Reprise"
        if again
        else {
            DRAFT: "Commencée",
            ANNOUNCED: "Annoncée",
            SENT: "Envoyée",
            RECEIVED: "Reçue",
            REQUESTED: "Questions posées",
            PLANNED: "Rencontre fixée",
        }.get(state, "Terminée")
    )
    return f"{began} {relative_day(since, today)}"


def due_words(state: str, due: datetime.date | None, today: datetime.date) -> str:
    """« réponse attendue d’ici le 12 mars », « réponse attendue depuis 3 jours », « rencontre dans 5 jours »"""
    if due is None:
        return ""
    if state == PLANNED:
        return f"rencontre {relative_day(due, today)}"
    awaited = f"{AWAITED[state]} attendue"
    if due < today:
        return f"{awaited} depuis {relative_day(due, today).removeprefix('il y a ')}"
    return f"{awaited} d’ici le {near_date(due, today)}" if due != today else f"{awaited} aujourd’hui"


def standing_of(
    *,
    state: str,
    role: str,
    since: datetime.date,
    today: datetime.date,
    meeting_on: datetime.date | None = None,
    worker: str = "",
    start_mode: str = "",
    received_on: datetime.date | None = None,
) -> Standing:
    due = due_on(state, since, meeting_on)
    late = is_late(state, since, today, meeting_on)
    passed = state == PLANNED and late
    acts = acts_in(state, role, passed=passed)
    return Standing(
        words=state_words(state, role, passed=passed),
        next_step=next_step(state, role, worker=worker, start_mode=start_mode, passed=passed),
        since=since_words(state, since, today, again=state == RECEIVED and received_on not in (None, since)),
        due=due_words(state, due, today),
        due_on=due,
        late=late,
        acts=acts,
        tone=tone_of(state, late=late, acts=acts),
    )


def tone_of(state: str, *, late: bool, acts: bool) -> str:
    if late:
        return "late"
    if acts:
        return "soon"
    return {ADHERED: "done", PLANNED: "brand"}.get(state, "" if state in OUTCOMES else "note")
