"""What the demonstration's households agreed to reach, what was done for it, and with whom. The same each time."""

import datetime
import random

from django.db import transaction

from accompaniment.demo.directory import load_directory
from accompaniment.demo.written import at
from accompaniment.enums import ActionKind, ActionState, MesureState, ObjectiveState, Side
from accompaniment.models import Action, Objective, Relay, Task
from accompaniment.rules import OBJECTIVES
from core.models import TransitionEntry
from referrals.models import Structure
from tenants.models import Assignment

# (subject of the programme, what is agreed, [(who, what)])
GOALS = (
    (
        "budget",
        "Reprendre le paiement du loyer courant.",
        [
            (Side.HOUSEHOLD, "Réunir les trois derniers relevés de compte."),
            (Side.WORKER, "Préparer un budget du mois."),
        ],
    ),
    (
        "demarches",
        "Remettre à jour le dossier d’aide au logement.",
        [(Side.WORKER, "Prendre rendez-vous à la CAF."), (Side.HOUSEHOLD, "Retrouver l’attestation de loyer.")],
    ),
    (
        "environnement",
        "Connaître les services du quartier et s’y rendre.",
        [(Side.HOUSEHOLD, "Aller à la maison de quartier."), (Side.WORKER, "Accompagner la première visite.")],
    ),
    (
        "reseau",
        "Retrouver un lien avec un service social.",
        [(Side.WORKER, "Appeler le secteur."), (Side.LANDLORD, "Transmettre le décompte détaillé.")],
    ),
    ("budget", "Comprendre ses factures d’énergie et étaler le retard.", [(Side.HOUSEHOLD, "Apporter les factures.")]),
)
STEPS = (
    (ActionKind.FSL, "Fonds de solidarité logement", 900),
    (ActionKind.CAF, "CAF", None),
    (ActionKind.REPAYMENT_PLAN, None, None),
    (ActionKind.ENERGY, "CCAS de Nantes", 260),
    (ActionKind.FOOD_AID, "Secours populaire", None),
    (ActionKind.OVER_INDEBTEDNESS, "Banque de France, surendettement", None),
)
RELAYS = (
    ("Point conseil budget", "Faire le point sur les crédits.", "Reçu deux fois ; le suivi continue."),
    ("Maison de quartier", "Sortir de chez soi une fois par semaine.", "S’est inscrit à un atelier."),
    ("Épicerie solidaire", "Alléger le budget des courses.", ""),
)
DONE = (ObjectiveState.REACHED, ObjectiveState.REACHED, ObjectiveState.DROPPED)
DROPPED = "Le ménage a préféré avancer sur autre chose."


@transaction.atomic
def load_objectives(mesures, today):
    """`mesures`: a queryset; those that have objectives already are left as they are."""
    rows = list(mesures.filter(objectives=None).select_related("convention__operator", "programme_version"))
    load_directory({row.convention.operator for row in rows})
    workers, structures = workers_of(rows), structures_of(rows)
    written = []
    for mesure in sorted(rows, key=lambda one: (one.starts_on, one.number)):
        if worker := workers.get((mesure.household_id, mesure.convention.operator_id)):
            chance = random.Random(f"objectifs {mesure.convention.reference} {mesure.number}")
            written += agreed(mesure, worker, chance, today)
            written += taken(mesure, worker, chance, structures[mesure.convention.operator_id], today)
    for model in (Objective, Task, Action, Relay, TransitionEntry):
        model.objects.bulk_create([row for row in written if isinstance(row, model)], batch_size=500)


def agreed(mesure, worker, chance, today):
    codes = {theme.code for theme in mesure.programme_version.content.individual_themes}
    possible = [goal for goal in GOALS if goal[0] in codes]
    last, over = mesure.ends_on or today, mesure.state == MesureState.CLOSED
    for number, (theme, text, tasks) in enumerate(
        chance.sample(possible, k=min(len(possible), chance.choice((1, 2, 3))))
    ):
        on = min(mesure.starts_on + datetime.timedelta(days=12 + 60 * number), last)
        ended_on = min(on + datetime.timedelta(days=chance.randint(50, 160)), last)
        ended = over or (ended_on < last and chance.random() < 0.6)
        state = chance.choice(DONE) if ended else chance.choice((ObjectiveState.NOT_STARTED, ObjectiveState.UNDER_WAY))
        objective = Objective(
            accompaniment=mesure,
            theme=theme,
            text=text,
            agreed_on=on,
            due_on=on + datetime.timedelta(days=chance.choice((60, 120, 240))),
            state=state,
            ended_on=ended_on if ended else None,
            dropped_reason=DROPPED if state == ObjectiveState.DROPPED else "",
            author=worker,
            created_at=at(on),
        )
        yield objective
        yield from steps_of(objective, worker)
        for rank, (side, what) in enumerate(tasks):
            due = on + datetime.timedelta(days=20 + 25 * rank)
            done = state == ObjectiveState.REACHED or (state == ObjectiveState.UNDER_WAY and rank == 0)
            yield Task(
                objective=objective,
                side=side,
                text=what,
                due_on=due,
                done_on=min(due, ended_on, today) if done else None,
                dropped=state == ObjectiveState.DROPPED,
                created_at=at(on),
            )


def steps_of(objective, worker):
    """As core.trail would have left them."""
    ends = {ObjectiveState.REACHED: "reach", ObjectiveState.DROPPED: "drop", ObjectiveState.UNDER_WAY: "begin"}
    yield entry(objective, "agree", "", worker, objective.agreed_on)
    if action := ends.get(objective.state):
        day = objective.ended_on or objective.agreed_on
        yield entry(objective, action, ObjectiveState.NOT_STARTED, worker, day, objective.dropped_reason)


def entry(objective, action, source, worker, day, reason=""):
    return TransitionEntry(
        at=at(day, 11 if source else 10),
        subject_type=Objective._meta.label_lower,
        subject_id=objective.pk,
        action=action,
        source=source,
        target=OBJECTIVES.find(action).leads_to(source),
        reason=reason,
        user_id=worker.user_id,
        membership_id=worker.pk,
    )


def taken(mesure, worker, chance, structures, today):
    """Steps and relays: what was asked, what was obtained, with whom."""
    last = mesure.ends_on or today
    for kind, name, asked in chance.sample(STEPS, k=chance.choice((0, 1, 2))):
        begun = min(mesure.starts_on + datetime.timedelta(days=chance.randint(20, 90)), last)
        decided = begun + datetime.timedelta(days=chance.randint(25, 60))
        known = decided <= last
        state = chance.choice((ActionState.OBTAINED,) * 3 + (ActionState.REFUSED,)) if known else ActionState.WAITING
        given = asked * chance.choice((60, 80, 100)) // 100 if asked and state == ActionState.OBTAINED else None
        yield Action(
            accompaniment=mesure,
            kind=kind,
            structure=structures.get(name),
            state=state,
            begun_on=begun,
            due_on=decided,
            decided_on=decided if known else None,
            amount_asked=asked,
            amount_obtained=given,
            author=worker,
            created_at=at(begun),
        )
    if chance.random() < 0.4:
        name, purpose, result = chance.choice(RELAYS)
        on = min(mesure.starts_on + datetime.timedelta(days=chance.randint(30, 120)), last)
        yield Relay(
            accompaniment=mesure, structure=structures[name], on=on, purpose=purpose, result=result, author=worker
        )


def workers_of(rows):
    """Who had the household in hand, at each operator: the latest."""
    found = Assignment.objects.filter(household__in=[row.household_id for row in rows]).order_by("starts_on", "pk")
    found = found.select_related("membership")
    return {(each.household_id, each.membership.organisation_id): each.membership for each in found}


def structures_of(rows):
    found = {row.convention.operator_id: {} for row in rows}
    for one in Structure.objects.filter(operator__in=found):
        found[one.operator_id][one.name] = one
    return found
