"""Two files of one household become one: what would move is told first, done by a second person, undone row by row.

The manager reviews: she reads both files whatever their sectors, and she is not the one who proposed.
"""

import hashlib
import json
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse

from accounts.enums import Role
from accounts.matrix import allows
from accounts.models import Membership
from accounts.services.notices import notify
from core.errors import DomainError
from core.models import VersionedModel
from core.phonetics import phonetic_key
from core.trail import check_and_trace, move
from tenants.enums import Tie, YesNoUnknown
from tenants.models import (
    Assignment,
    Entrustment,
    Household,
    HouseholdLink,
    HouseholdWord,
    Merge,
    Occupancy,
    Person,
    RentDebt,
    Resource,
)
from tenants.rules import MERGES
from tenants.services.households import refresh_name
from tenants.services.index import index_all
from tenants.services.links import check_both_read
from tenants.services.moving import Step, clashes, pointers, rows_of, settled, take, torn_apart
from tenants.services.parts import tell_above

# The index is written anew; a merge tells what was done with the two files, and to none other.
NOT_MOVED = (HouseholdWord, Merge)
# What both files say of the same thing: the kept file's is kept, the other's stays where it is.
SAID_TWICE = {
    Assignment: "attribution au même travailleur social",
    Entrustment: "ménage confié au même opérateur",
    HouseholdLink: "lien avec le même dossier",
    Occupancy: "situation locative aux mêmes dates",
    RentDebt: "dette de loyer du même jour",
    Resource: "même ressource",
}
FILLED = ("composition", "children", "dalo", "collective_agreement", "housing_plan", "reserved", "sector_id")
UNSAID = (None, "", YesNoUnknown.UNKNOWN)
GUARDED = "Un contact protégé est en cours : ces dossiers ne se réunissent pas."
# What was protected since would come back into a file that everybody reads.
STILL_GUARDED = "Un contact protégé est en cours : la réunion ne se défait pas tant que la protection n’est pas levée."
TWO_PRIVILEGED = (
    "Les deux dossiers ont chacun un interlocuteur privilégié dans la même association : elle les confie d’abord à la "
    "même personne."
)
CHANGED = "Les dossiers ont changé depuis que vous les avez ouverts : relisez, puis recommencez."
OVERLAP = "Ces dossiers ne peuvent pas être réunis : des périodes s’y recouvrent. Corrigez-les d’abord."
NO_WAY_BACK = (
    "La réunion ne peut plus être défaite telle quelle : ce qui a été noté depuis occupe la même place. Corrigez-le "
    "d’abord."
)


@dataclass
class Plan:
    """What a merge would do. `obstacles` are told instead; `notes` are worth knowing before."""

    source: Household
    target: Household
    steps: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    obstacles: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    @property
    def digest(self):
        told = json.dumps([[step.kept() for step in self.steps], self.changes, self.obstacles], default=str)
        return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()


def propose_merge(*, source, target, reason, by):
    """`source` is to become part of `target`; both are read by whoever proposes."""
    check_both_read(source, target, by)
    if source.guarded or target.guarded:
        raise DomainError(GUARDED)
    try:
        with transaction.atomic():
            merge = Merge.objects.create(source=source, target=target, reason=reason.strip(), proposed_by=by)
            check_and_trace(merge, MERGES, "propose", source="", by=by, given={"reason": reason})
    except IntegrityError:
        raise DomainError("Une réunion est déjà proposée pour ce dossier.") from None
    reviewers = [role for role in Role if allows(role, "merges.review")]
    to = Membership.objects.filter(organisation=target.landlord_id, role__in=reviewers).exclude(user=by.user_id)
    notify(to=to, code="merge_proposed", path=reverse("tenants:merge", args=[merge.pk]), mine=False)
    return merge


def same_persons(source, target):
    """Pairs that are likely one person: {of the source: of the target}."""
    theirs = {likeness_of(person): person for person in target.persons.all() if person.birth_date}
    return {
        person: theirs[likeness_of(person)]
        for person in source.persons.all()
        if person.birth_date and likeness_of(person) in theirs
    }


def likeness_of(person):
    return person.birth_date, phonetic_key(person.last_name), phonetic_key(person.first_name)


def plan_merge(source, target, *, same=None, keep_homes_of_source=False):
    """Reads only. `same`: persons of the source that are persons of the target."""
    plan = Plan(source, target)
    same = same or {}
    if source.guarded or target.guarded:
        plan.obstacles.append(GUARDED)
    for pointer in pointers(Household, but=NOT_MOVED):
        plan_rows(plan, pointer, same, keep_homes_of_source)
    for theirs, ours in same.items():
        for pointer in pointers(Person):
            if clashes(pointer, theirs.pk, ours.pk):
                plan.obstacles.append(f"{theirs} : « {pointer.words} » est noté deux fois. Gardez deux personnes.")
            add_step(plan, pointer, theirs.pk, ours.pk, rows_of(pointer, theirs.pk))
    plan_words(plan, same)
    return plan


def plan_rows(plan, pointer, same, keep_homes_of_source):
    source, target = plan.source.pk, plan.target.pk
    stay = {person.pk for person in same} if pointer.model is Person else set()
    if pointer.model is HouseholdLink:
        stay |= needless_links(source, target)
    elif pointer.model is Occupancy:
        theirs, ours = overlapping(source, target)
        if keep_homes_of_source:
            add_step(plan, pointer, target, source, sorted(ours))
        else:
            stay |= theirs
        if theirs:
            plan.notes.append(f"Reste dans l’ancien dossier : {SAID_TWICE[Occupancy]}.")
    elif pointer.model is Assignment:
        stay |= plan_assignments(plan)
    elif pointer.model is not Person:
        twice = clashes(pointer, source, target)
        if twice and pointer.model not in SAID_TWICE:
            plan.obstacles.append(
                f"Les deux dossiers ont chacun « {pointer.words} », qui ne peut exister qu’une fois en même temps : "
                "terminez ou retirez d’abord l’un des deux."
            )
        elif twice:
            stay |= twice
            plan.notes.append(f"Reste dans l’ancien dossier : {SAID_TWICE[pointer.model]}.")
    if pointer.model is Entrustment:
        plan_running(plan)
    add_step(plan, pointer, source, target, [pk for pk in rows_of(pointer, source) if pk not in stay])


def plan_running(plan):
    """What is still entrusted by the other file is entrusted by the kept one."""
    running = plan.source.entrustments.filter(read_until=None).values("operator")
    for ended in plan.target.entrustments.filter(operator__in=running, read_until__isnull=False):
        plan.changes += [change(ended, "ended_on", None), change(ended, "read_until", None)]


def plan_assignments(plan):
    """Of one worker at the same time, the kept file's; two privileged workers of one operator are for its head."""
    rows = {
        key: list(Assignment.objects.filter(household=key).select_related("membership"))
        for key in (plan.source.pk, plan.target.pk)
    }
    pairs = [(one, other) for one in rows[plan.source.pk] for other in rows[plan.target.pk] if one.meets(other)]
    twice = {one.pk for one, other in pairs if one.membership_id == other.membership_id}
    if twice:
        plan.notes.append(f"Reste dans l’ancien dossier : {SAID_TWICE[Assignment]}.")
    if any(one.pk not in twice and one.rivals(other) for one, other in pairs):
        plan.obstacles.append(TWO_PRIVILEGED)
    return twice


def add_step(plan, pointer, source, target, rows):
    if rows:
        plan.steps.append(Step(pointer.label, pointer.name, str(source), str(target), [str(pk) for pk in rows]))


def needless_links(source, target):
    """Between the two, or to a file to which the other is linked already."""
    pair = [source, target]
    links = HouseholdLink.objects.filter(Q(one__in=pair) | Q(other__in=pair)).values_list("pk", "one", "other")
    ends = {pk: {one, other} for pk, one, other in links.filter(cancelled_reason="")}
    linked = set().union(*(each for each in ends.values() if target in each))
    return {pk for pk, each in ends.items() if source in each and each - {source} <= linked | {target}}


def overlapping(source, target):
    """Occupancies of each that share a day with one of the other."""
    rows = {
        key: list(Occupancy.objects.filter(household=key).values_list("pk", "starts_on", "ends_on"))
        for key in (source, target)
    }
    pairs = [
        (one, other)
        for one, first, last in rows[source]
        for other, starts, ends in rows[target]
        if (last is None or starts <= last) and (ends is None or first <= ends)
    ]
    return {one for one, _ in pairs}, {other for _, other in pairs}


def plan_words(plan, same):
    """Small changes: one reference person, and what only the other file knew."""
    present = plan.target.persons.present().filter(tie=Tie.REFERENCE).exists()
    for person in plan.source.persons.present().filter(tie=Tie.REFERENCE) if present else ():
        if person not in same:
            plan.changes.append(change(person, "tie", Tie.OTHER))
            plan.notes.append(f"{person} n’est plus « personne de référence » : le dossier gardé en a une.")
    for name in FILLED:
        ours, theirs = getattr(plan.target, name), getattr(plan.source, name)
        if ours in UNSAID and theirs not in UNSAID:
            plan.changes.append(change(plan.target, name, theirs))


def change(row, name, after):
    told = {"before": getattr(row, name), "after": after}
    told = {key: value if isinstance(value, str | int | None) else str(value) for key, value in told.items()}
    return {"model": row._meta.label_lower, "row": str(row.pk), "name": name, **told}


@transaction.atomic
def accept_merge(*, merge, digest, same=None, keep_homes_of_source=False, by):
    """`digest`: of the plan that was read; anything else is told again."""
    source, target = hold_both(merge)
    check_reviewer(merge, by)
    if source.merged_into_id or target.merged_into_id:
        raise DomainError("L’un des deux dossiers est déjà réuni à un autre.")
    plan = plan_merge(source, target, same=same, keep_homes_of_source=keep_homes_of_source)
    if plan.obstacles:
        raise DomainError(plan.obstacles[0])
    if digest != reading_of(source, target):
        raise DomainError(CHANGED)
    # Out of the way first: what the target lends leaves before what takes its place arrives.
    lent_first = sorted(plan.steps, key=lambda step: step.source == str(source.pk))

    def work():
        for each in plan.changes:
            set_back_or_forth(each, "before", "after")
        for step in lent_first:
            take(step)
        Household.objects.filter(pk=source.pk).update(merged_into=target, version=F("version") + 1)

    settled(work, OVERLAP)
    refuse_torn_apart(source, target)
    moved = {"steps": [step.kept() for step in lent_first], "changes": plan.changes}
    move(merge, MERGES, "accept", by=by, values={"moved": moved})
    rename(source, target)
    return merge


def reading_of(source, target):
    """What a review is bound to: the plan without any choice."""
    return plan_merge(source, target).digest


@transaction.atomic
def undo_merge(*, merge, reason, by):
    source, target = hold_both(merge)
    if target.merged_into_id:
        raise DomainError("Le dossier gardé a été réuni à un autre depuis : défaites d’abord cette réunion-là.")
    if source.guarded or target.guarded:
        raise DomainError(STILL_GUARDED)
    transition = move(merge, MERGES, "undo", by=by, given={"reason": reason})

    def work():
        Household.objects.filter(pk=source.pk).update(merged_into=None, version=F("version") + 1)
        for kept in reversed(merge.moved.get("steps", [])):
            take(Step(**kept).back)
        for each in reversed(merge.moved.get("changes", [])):
            set_back_or_forth(each, "after", "before")
        # Before what is deferred: it tells of the row that is in the way.
        refuse_torn_apart(source, target)

    settled(work, NO_WAY_BACK)
    rename(source, target)
    return transition


def refuse_merge(*, merge, reason, by):
    check_reviewer(merge, by)
    return move(merge, MERGES, "refuse", by=by, given={"reason": reason})


def withdraw_merge(*, merge, reason, by):
    """By whoever proposed it, as long as nobody has reviewed it."""
    if merge.proposed_by.user_id != by.user_id:
        raise DomainError("Seule la personne qui a proposé cette réunion la retire.")
    return move(merge, MERGES, "withdraw", by=by, given={"reason": reason})


def hold_both(merge):
    keys = [merge.source_id, merge.target_id]
    held = {each.pk: each for each in Household.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return held[merge.source_id], held[merge.target_id]


def check_reviewer(merge, by):
    if not allows(by.role, "merges.review"):
        raise DomainError("Une réunion se relit par la responsable du bailleur.")
    if merge.proposed_by.user_id == by.user_id:
        raise DomainError("Vous l’avez proposée : une autre personne la relit.")


def set_back_or_forth(each, expected, wanted):
    """Only where it still says what this merge left there."""
    model = next(model for model in (Person, Household, Entrustment) if model._meta.label_lower == each["model"])
    counted = {"version": F("version") + 1} if issubclass(model, VersionedModel) else {}
    rows = model.objects.filter(pk=each["row"], **{each["name"]: each[expected]})
    rows.update(**{each["name"]: each[wanted]}, **counted)


def refuse_torn_apart(*households):
    torn = torn_apart(Household, [each.pk for each in households], but=NOT_MOVED)
    if torn:
        row, leans_on = torn[0]
        raise DomainError(
            f"« {row} » s’appuie sur « {leans_on} », qui serait dans l’autre dossier : corrigez d’abord l’un des deux."
        )


def rename(*households):
    for household in households:
        household.refresh_from_db()
        refresh_name(household)
        tell_above(household)
    index_all(households)
