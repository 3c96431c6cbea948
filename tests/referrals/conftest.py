"""Who and what most tests of referrals begin with: a pair at work on one fiche, a household and its appointment."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.enums import Role
from referrals.enums import AppointmentKind
from referrals.models import Attendance
from referrals.services.appointments import fix_appointment
from tests.factories.accounts import MembershipFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import AppointmentFactory, sent_referral
from tests.factories.tenants import HouseholdFactory
from tests.referrals.three import the_three


@pytest.fixture
def pair(db):
    convention = ConventionFactory()
    return SimpleNamespace(
        convention=convention,
        advisor=MembershipFactory(role=Role.ADVISOR, organisation=convention.landlord, user__last_name="Riou"),
        head=MembershipFactory(role=Role.SERVICE_HEAD, organisation=convention.operator, user__last_name="Tanguy"),
        nadia=MembershipFactory(organisation=convention.operator, user__first_name="Nadia", user__last_name="Le Goff"),
        paul=MembershipFactory(organisation=convention.operator, user__first_name="Paul", user__last_name="Bodin"),
        household=HouseholdFactory(landlord=convention.landlord, name="Mme Kervella"),
    )


@pytest.fixture
def sent(pair):
    return sent_referral(convention=pair.convention, household=pair.household, advisor=pair.advisor)


@pytest.fixture
def received(pair):
    """In Nadia's hands."""
    return sent_referral(convention=pair.convention, household=pair.household, advisor=pair.advisor, worker=pair.nadia)


@pytest.fixture
def convention(db):
    return ConventionFactory(ends_on=datetime.date(2099, 12, 31))


@pytest.fixture
def worker(convention):
    return MembershipFactory(role=Role.SOCIAL_WORKER, organisation=convention.operator)


@pytest.fixture
def advisor(convention):
    return MembershipFactory(role=Role.ADVISOR, organisation=convention.landlord)


@pytest.fixture
def household(convention):
    return HouseholdFactory(landlord=convention.landlord, name="Ménage Bellevue", number="2015-00042")


@pytest.fixture
def in_hand(convention, household, advisor, worker):
    """The referral of the household, received, in the worker's hands."""
    return sent_referral(convention=convention, household=household, advisor=advisor, worker=worker)


@pytest.fixture
def day():
    """A Tuesday that is not far, when no clock changes."""
    day = timezone.localdate() + datetime.timedelta(days=8)
    return next(day + datetime.timedelta(days=n) for n in range(7) if (day + datetime.timedelta(days=n)).weekday() == 1)


@pytest.fixture
def appointment(in_hand, worker, advisor):
    made = AppointmentFactory(household=in_hand.household, operator=in_hand.convention.operator)
    for member in (worker, advisor):
        Attendance.objects.create(appointment=made, membership=member)
    return made


@pytest.fixture
def three(db):
    return the_three()


@pytest.fixture
def tomorrow():
    return timezone.now().replace(minute=0, second=0, microsecond=0) + datetime.timedelta(days=1)


@pytest.fixture
def fix(household, convention, worker, advisor, tomorrow):
    """fix(starts_at=…): one of an hour, tomorrow, with the worker and the advisor."""

    def fix(**given):
        starts_at = given.setdefault("starts_at", tomorrow)
        values = {
            "household": household,
            "operator": convention.operator,
            "kind": AppointmentKind.TRIPARTITE_START,
            "ends_at": starts_at + datetime.timedelta(hours=1),
            "attendees": [worker, advisor],
            "by": advisor,
        }
        return fix_appointment(**{**values, **given})

    return fix
