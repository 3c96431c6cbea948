"""What changed in a file, in words, from the history that PostgreSQL keeps of each row.

Values are told as far as the reader may know them: nothing by which a person is reached, and of a guarded household
no address. What the applications tell of what they keep comes by `settings.HOUSEHOLD_TRAILS`: functions (household,
actor) that give (subject, its table of transitions, what tells it apart) for core.trail or, of what takes no steps, a
core.trail.Line in words.
"""

import datetime
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.module_loading import import_string

from core.trail import Line as Told
from core.trail import history_of
from core.wording import amount, plain_date
from tenants.enums import AssignmentKind
from tenants.guarding import gone_under_guard
from tenants.models import Assignment, EvictionStage, GuardedContact, Household, Occupancy, Person, RentDebt, Resource
from tenants.presentation.situation import CONTACT, WHERE

MOST_EVENTS = 150
MOST_LINES = 200
TITLES = {
    Household: "dossier",
    Person: "personne",
    Occupancy: "situation locative",
    RentDebt: "dette de loyer",
    Resource: "ressource",
    EvictionStage: "procédure d’expulsion",
    Assignment: "interlocuteur",
}
DEEDS = {"insert": "Ajout", "update": "Modification", "delete": "Retrait"}
OPENED = "Ouverture du dossier"
# Of no interest to a reader, or told elsewhere.
SILENT = {
    "id",
    "version",
    "household",
    "created_at",
    "created_by",
    "sort_name",
    "read_until",
    "merged_into",
    "landlord",
    # Told by the lines of the guard itself.
    "guarded",
    "guarded_for",
    # The operator's own organisation of work.
    "reason",
    "end_reason",
}
# Beyond, the words of a text are not repeated.
LONGEST_VALUE = 80


@dataclass
class Line:
    """One thing that changed: « Modification, personne : Camille Durand », and what of it."""

    title: str
    changes: list = field(default_factory=list)


@dataclass
class Entry:
    """What one person saved at one moment."""

    at: datetime.datetime
    by: str
    lines: list


def history_of_file(household, actor, *, with_contact):
    """Entries, the latest first."""
    workers = {each.membership_id: str(each.membership.user) for each in workers_of(household)}
    found = [line for model in TITLES for line in lines_of(model, household, workers, with_contact)]
    if with_contact:
        found += guard_lines(household, gone_under_guard(household))
    names = names_of_users({user for _, user, _, _ in found if user})
    entries = {}
    for at, user, moment, line in found:
        entry = entries.setdefault(moment, Entry(at, names.get(user, ""), []))
        entry.lines.append(line)
    told = trails(household, actor)
    steps = [Entry(line.at, line.by, [step_line(line)]) for line in told]
    return gathered(sorted([*entries.values(), *steps], key=lambda entry: entry.at))[::-1][:MOST_LINES]


def gathered(entries):
    """What one person saved within one minute stands together."""
    together = []
    for entry in entries:
        last = together[-1] if together else None
        if last and last.by == entry.by and minute(entry) == minute(last):
            last.lines += entry.lines
        else:
            together.append(entry)
    return together


def minute(entry):
    return entry.at.replace(second=0, microsecond=0)


def trails(household, actor) -> list[Told]:
    tellers = [import_string(path) for path in settings.HOUSEHOLD_TRAILS]
    told = [each for tell in tellers for each in tell(household, actor)]
    in_words = [each for each in told if isinstance(each, Told)]
    with_steps = [each for each in told if not isinstance(each, Told)]
    return in_words + (history_of(*with_steps, most=MOST_LINES) if with_steps else [])


def rewritten(rows, label, detail_of, *, silent=()):
    """Lines of what is rewritten rather than led from state to state: that it was noted, then which columns changed.

    `rows` are those that the reader may see; `silent`: columns of which nothing is told.
    """
    shown = {row.pk: row for row in rows}
    if not shown:
        return []
    model = type(next(iter(shown.values())))
    latest = events_of(model).filter(pgh_obj_id__in=list(shown)).order_by("-pgh_id")[:MOST_EVENTS]
    events = list(latest)[::-1]
    names = names_of_users({user for event in events if (user := user_of(event))})
    columns = [column for column in model._meta.concrete_fields if column.name not in {*SILENT, *silent}]
    found, before = [], {}
    for event in events:
        previous = before.get(event.pgh_obj_id)
        before[event.pgh_obj_id] = event
        changed = [
            str(column.verbose_name)
            for column in columns
            if previous and getattr(previous, column.attname) != getattr(event, column.attname)
        ]
        if previous and not changed:
            continue
        deed = f"{label} : modification" if previous else label
        words = f"Changé : {', '.join(changed)}" if changed else ""
        detail, by = detail_of(shown[event.pgh_obj_id]), names.get(user_of(event), "")
        found.append(Told(event.pgh_created_at, deed, detail, words, by))
    return found


def step_line(step):
    return Line(f"{step.label}{f' : {step.detail}' if step.detail else ''}", [step.reason] if step.reason else [])


def workers_of(household):
    return household.assignments.select_related("membership__user").order_by("pk")


def lines_of(model, household, workers, with_contact):
    """(when, whose, of which moment, the line) of the rows of one table."""
    owner = "pgh_obj_id" if model is Household else "household_id"
    events = list(events_of(model).filter(**{owner: household.pk}).order_by("-pgh_id")[:MOST_EVENTS])
    before = {}
    for event in reversed(events):
        previous = before.get(event.pgh_obj_id)
        before[event.pgh_obj_id] = event
        changes = changes_of(model, previous, event, with_contact) if previous else []
        if previous and not changes:
            continue
        yield event.pgh_created_at, user_of(event), moment_of(event), Line(title_of(model, event, workers), changes)


def title_of(model, event, workers):
    """« Ajout, personne : Manon Allanic »"""
    if model is Household and event.pgh_label == "insert":
        return OPENED
    name = naming(model, event)
    if model is Assignment:
        name = f"{workers.get(event.membership_id, '')}, {AssignmentKind(event.kind).label.lower()}"
    return f"{DEEDS[event.pgh_label]}, {TITLES[model]}{f' : {name}' if name else ''}"


def events_of(model):
    return model.pgh_event_model.objects.select_related("pgh_context")


def user_of(event):
    return event.pgh_context.metadata.get("user") if event.pgh_context else None


def moment_of(event):
    """What was saved together has one context."""
    return event.pgh_context_id or event.pgh_id


def names_of_users(users):
    return {str(user.pk): str(user) for user in get_user_model()._base_manager.filter(pk__in=users)}


def naming(model, event):
    if model is Person:
        return f"{event.first_name} {event.last_name}".strip()
    if model is Occupancy:
        return display(model._meta.get_field("status"), event.status)
    if model is Resource:
        return display(model._meta.get_field("kind"), event.kind)
    if model is RentDebt:
        return f"{amount(event.amount)} au {plain_date(event.on)}"
    if model is EvictionStage:
        return display(model._meta.get_field("step"), event.step)
    return ""


def changes_of(model, before, after, with_contact):
    """« téléphone », or « commune : Nantes → Rezé »."""
    found = []
    for column in model._meta.concrete_fields:
        old, new = getattr(before, column.attname), getattr(after, column.attname)
        if column.name in SILENT or old == new:
            continue
        label = str(column.verbose_name)
        hidden = column.name in CONTACT or (column.name in WHERE and not with_contact)
        told = not (hidden or column.is_relation)
        found.append(f"{label} : {display(column, old)} → {display(column, new)}" if told else f"{label} : changé")
    return found


def display(column, value):
    if value is None or value == "":
        return "rien"
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(column, models.BooleanField):
        return "oui" if value else "non"
    if isinstance(value, datetime.date):
        return plain_date(value)
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def guard_lines(household, gone):
    """That it was put in place, changed or lifted; never what it says. Of whoever has a file of her own since,
    nothing: those who stayed may read theirs."""
    events = events_of(GuardedContact).filter(household_id=household.pk).exclude(person_id__in=gone)
    for event in events.order_by("-pgh_id")[:MOST_EVENTS]:
        word = "levé" if event.lifted_on else "mis en place" if event.pgh_label == "insert" else "modifié"
        yield event.pgh_created_at, user_of(event), moment_of(event), Line(f"Contact protégé {word}")
