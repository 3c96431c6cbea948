"""What the pages of a file ask: composed once for each role, not once for each look."""

import uuid
from dataclasses import dataclass

from core.composed import Composed
from tenants.models.households import Household
from tenants.models.readers import Reader, reader_of


class Asked:
    """
    @Asked
    def with_all_its_parts(reader, *, referral):
        return Referral.objects.visible_to(reader).filter(pk=referral).select_related(…)

    with_all_its_parts(actor, referral=pk)       # a list

    `reader` is no row: it serves `visible_to` and the like. Values are keys, days and moments (core.composed).
    """

    def __init__(self, build):
        self.build = build
        self.composed = Composed(self._with_stand_ins)

    def __call__(self, actor, **values):
        reader = reader_of(actor)
        return self.composed(reader.role, reader.open_portfolios, **open_places(reader), **values)

    def _with_stand_ins(self, role, opened, *, membership, user, organisation, today, **values):
        return self.build(Reader(role, membership, user, organisation, today, opened), **values)


def open_places(reader):
    return {
        "membership": reader.pk,
        "user": reader.user_id,
        "organisation": reader.organisation_id,
        "today": reader.today,
    }


@dataclass(frozen=True)
class FoundHousehold:
    """Stands for a household that was found for its reader: nothing else of it may change a statement."""

    pk: uuid.UUID
    landlord_id: uuid.UUID
    read_by: uuid.UUID


class AskedOf:
    """
    @AskedOf
    def latest_referrals(household, reader):
        return Referral.objects.visible_to(reader, of=household).order_by("-created_at")[:3]

    latest_referrals(household, actor)       # a list

    Within one look at a file (Household.answers) a question is asked once. A household that was not found for this very
    actor is asked as ever.
    """

    def __init__(self, build):
        self.build = build
        self.composed = Composed(self._with_stand_ins)

    def __call__(self, household, actor):
        if household.read_by != actor.pk:
            return list(self.build(household, reader_of(actor)))
        answers = {} if household.answers is None else household.answers
        if self not in answers:
            if "reader" not in answers:
                answers["reader"] = reader_of(actor)
            answers[self] = self._ask(household, answers["reader"])
        return answers[self]

    def _ask(self, household, reader):
        return self.composed(
            reader.role,
            reader.open_portfolios,
            household=household.pk,
            landlord=household.landlord_id,
            **open_places(reader),
        )

    def _with_stand_ins(self, role, opened, *, household, landlord, membership, user, organisation, today):
        found = FoundHousehold(pk=household, landlord_id=landlord, read_by=membership)
        return self.build(found, Reader(role, membership, user, organisation, today, opened))


@Asked
def found_household(reader, *, household):
    return Household.objects.visible_to(reader).filter(pk=household).select_related("landlord", "sector")


@Asked
def found_to_write(reader, *, household):
    return Household.objects.writable_by(reader).filter(pk=household).select_related("landlord", "sector")
