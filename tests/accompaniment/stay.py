"""A household that adhered, and whoever follows it: what the tests of a mesure begin with."""

import datetime

from accompaniment.services.mesures import open_mesure
from core.errors import DomainError
from programmes.enums import AdhesionKind
from tests.factories.accompaniment import FAR
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import AdhesionFactory
from tests.factories.tenants import AssignmentFactory, HouseholdFactory
from tests.referrals.three import the_three

ADHERED_ON = datetime.date(2015, 3, 17)
DAY = datetime.timedelta(days=1)
BOTH = (AdhesionKind.INDIVIDUAL, AdhesionKind.COLLECTIVE)


def adhered(three=None, *, kinds=BOTH, on=ADHERED_ON):
    """Its yes, of each kind, to the programme of its referral."""
    three = three or the_three()
    for kind in kinds:
        AdhesionFactory(
            household=three.household,
            convention=three.convention,
            person=three.person,
            referral=three.referral,
            kind=kind,
            on=on,
        )
    return three


def opened(three=None, *, on=ADHERED_ON, **kwargs):
    """The mesure that its worker opened."""
    three = three or adhered()
    three.mesure = open_mesure(
        household=three.household, convention=three.convention, starts_on=on, by=three.worker, **kwargs
    )
    three.phase = three.mesure.phases.get()
    return three


def visited(**kwargs):
    """Under the programme of the social visits: a diagnostic comes first."""
    three = the_three()
    three.convention = ConventionFactory(
        programme__code="visites-sociales",
        landlord=three.landlord,
        operator=three.operator,
        starts_on=datetime.date(2015, 1, 1),
        ends_on=FAR,
    )
    AdhesionFactory(
        household=three.household, convention=three.convention, person=three.person, kind="individual", on=ADHERED_ON
    )
    return opened(three, **kwargs)


def refusal(call, **kwargs):
    """The sentence, with ordinary spaces, and the field that it is about."""
    try:
        call(**kwargs)
    except DomainError as refused:
        return refused.message.replace("\u00a0", " ").replace("\u202f", " "), refused.field
    raise AssertionError("it was not refused")


def stranger(three):
    """A worker of the same operator to whom another household is confided."""
    other = HouseholdFactory(landlord=three.landlord)
    return AssignmentFactory(household=other, membership__organisation=three.operator).membership
