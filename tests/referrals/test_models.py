"""What PostgreSQL holds of a referral, whoever writes."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from referrals.enums import ReferralState
from referrals.models import Referral, Sheet
from tenants.models import Screening
from tests.factories.accounts import MembershipFactory
from tests.factories.referrals import ReferralFactory, SheetFactory, TripartiteMeetingFactory, sent_referral
from tests.factories.tenants import ScreeningFactory

pytestmark = pytest.mark.django_db


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()
    return True


def test_a_referral_is_not_sent_without_a_passed_screening():
    referral = ReferralFactory()
    failed = ScreeningFactory(household=referral.household, passed=False)
    sent = {"sent_at": datetime.datetime.now(datetime.UTC), "state": ReferralState.SENT}
    rows = Referral.objects.filter(pk=referral.pk)
    assert refused(lambda: rows.update(**sent))
    assert refused(lambda: rows.update(**sent, screening=failed))


def test_a_sheet_changes_no_more_once_it_is_issued():
    sheet = sent_referral().sheets.get()
    assert refused(lambda: Sheet.objects.filter(pk=sheet.pk).update(origin="family"))
    assert refused(lambda: sheet.delete())


def test_a_screening_is_kept_and_names_an_attestation():
    screening = ScreeningFactory()
    rows = Screening.objects.filter(pk=screening.pk)
    assert refused(lambda: rows.update(passed=False))
    assert refused(lambda: rows.delete())
    assert refused(lambda: ScreeningFactory(attested=False))


def test_a_household_has_one_referral_at_a_time_in_a_convention():
    referral = ReferralFactory()
    assert refused(lambda: ReferralFactory(household=referral.household, convention=referral.convention))


def test_a_meeting_does_not_come_before_its_referral():
    referral = sent_referral()
    before = referral.sent_at.date() - datetime.timedelta(days=1)
    assert refused(
        lambda: TripartiteMeetingFactory(
            referral=referral, household=referral.household, convention=referral.convention, held_on=before
        )
    )


def test_a_draft_is_the_landlords_alone():
    referral = ReferralFactory()
    manager = MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=referral.convention.landlord)
    head = MembershipFactory(role=Role.SERVICE_HEAD, organisation=referral.convention.operator)
    assert referral in Referral.objects.visible_to(manager)
    assert referral not in Referral.objects.visible_to(head)


def test_a_correction_in_preparation_is_not_read_by_the_operator():
    referral = sent_referral()
    head = MembershipFactory(role=Role.SERVICE_HEAD, organisation=referral.convention.operator)
    SheetFactory(referral=referral, number=2)
    assert [sheet.number for sheet in Sheet.objects.visible_to(head)] == [1]
