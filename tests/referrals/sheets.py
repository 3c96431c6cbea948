"""A fiche that lacks nothing, and who writes it."""

import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from referrals.services.sheets import send_referral
from tests.factories.accounts import MembershipFactory
from tests.factories.programmes import ConventionFactory, ProgrammeFactory
from tests.factories.referrals import ReferralFactory
from tests.factories.tenants import HouseholdFactory, OccupancyFactory, PersonFactory, ScreeningFactory


def running_convention(code="remobilisation", **kwargs):
    today = timezone.localdate()
    return ConventionFactory(
        programme=ProgrammeFactory(code=code),
        starts_on=today - datetime.timedelta(days=700),
        ends_on=today + datetime.timedelta(days=300),
        **kwargs,
    )


def household_of(convention, **kwargs):
    household = HouseholdFactory(landlord=convention.landlord, **kwargs)
    PersonFactory(household=household, phone="06 12 34 56 78")
    OccupancyFactory(household=household)
    return household


def advisor_of(convention):
    return MembershipFactory(role=Role.ADVISOR, organisation=convention.landlord)


def head_of(convention):
    return MembershipFactory(role=Role.SERVICE_HEAD, organisation=convention.operator)


def ready_referral(code="remobilisation", **sheet):
    """In preparation, and it could be sent now."""
    convention = running_convention(code)
    today = timezone.localdate()
    criteria = [choice.code for choice in convention.programme.version_on(today).content.screening.criteria][:1]
    values = {"agreed_on": today, "problem_codes": criteria} | sheet
    referral = ReferralFactory(
        convention=convention,
        household=household_of(convention),
        advisor=advisor_of(convention),
        **{f"sheet__{name}": value for name, value in values.items()},
    )
    ScreeningFactory(
        household=referral.household,
        programme_version=convention.programme.current_version,
        on=today,
        criteria=criteria,
        by=referral.advisor,
    )
    return referral


def step(referral, code):
    return reverse("referrals:sheet_step", args=[referral.pk, code])


def page(name, referral, *more):
    return reverse(f"referrals:{name}", args=[referral.pk, *more])


def summary(referral):
    return page("referral_send", referral)


def sent(referral):
    send_referral(referral=referral, by=referral.advisor)
    referral.refresh_from_db()
    return referral
