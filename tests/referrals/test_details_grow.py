"""A detail asks no more of the database for six of each of its parts than for one."""

import datetime

import pytest
from django.urls import reverse

from referrals.enums import AppointmentState, ReferralState, RequestState
from referrals.models import Attendance, Commitment, Participant, Referral
from referrals.services.corrections import send_correction, start_correction
from tenants.enums import LinkKind, MergeState
from tenants.models import HouseholdLink, Merge
from tests.factories.accounts import MembershipFactory
from tests.factories.referrals import (
    AdhesionFactory,
    AppointmentFactory,
    AttachmentFactory,
    InformationRequestFactory,
    PreliminaryMeetingFactory,
    ReferralFactory,
    SignedPaperFactory,
    TripartiteMeetingFactory,
)
from tests.factories.tenants import HouseholdFactory, PersonFactory, ScreeningFactory
from tests.referrals.three import MET_ON, met, the_three

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(db):
    made = the_three()
    made.meeting = met(made)
    made.appointment = AppointmentFactory(household=made.household, operator=made.operator)
    Referral.objects.filter(pk=made.referral.pk).update(appointment=made.appointment)
    made.merge = Merge.objects.create(
        source=HouseholdFactory(landlord=made.landlord), target=made.household, reason="x", proposed_by=made.advisor
    )
    return made


PAGES = {
    "tenants:household": lambda three: three.household,
    "tenants:history": lambda three: three.household,
    "tenants:screenings": lambda three: three.household,
    "referrals:of_household": lambda three: three.household,
    "referrals:meetings": lambda three: three.household,
    "referrals:referral": lambda three: three.referral,
    "referrals:adhesions": lambda three: three.referral,
    "referrals:meeting": lambda three: three.meeting,
    "referrals:meeting_write": lambda three: three.meeting,
    "referrals:appointment": lambda three: three.appointment,
    "tenants:merges": None,
}
OF_WHOM = [
    *[(page, "advisor") for page in PAGES],
    *[(page, "worker") for page in PAGES if page != "tenants:merges"],
    ("tenants:merges", "manager"),
]


@pytest.mark.parametrize(("page", "role"), OF_WHOM)
def test_six_of_each_ask_no_more_than_one(log_in, three, page, role, django_assert_max_num_queries):
    client, subject = log_in(getattr(three, role)), PAGES[page]
    url = reverse(page, args=[subject(three).pk] if subject else [])

    def asked():
        with django_assert_max_num_queries(200) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    grow(three, 0)
    asked()
    before = asked()
    for step in range(1, 6):
        grow(three, step)
    assert asked() <= before


def grow(three, step):
    """One more of everything that these pages show."""
    shared = {"household": three.household, "convention": three.convention}
    person = PersonFactory(household=three.household, first_name=f"Anne-{'abcdef'[step]}", tie="other")
    meeting = TripartiteMeetingFactory(
        **shared, referral=three.referral, held_on=MET_ON + datetime.timedelta(days=30 * step + 1), kind="quarterly"
    )
    for each in (meeting, three.meeting):
        Participant.objects.create(meeting=each, party="tenant", name="Une voisine")
        Commitment.objects.create(meeting=each, party="tenant", text="Ouvrir les courriers")
        SignedPaperFactory(meeting=each, by=three.worker)
    AdhesionFactory(**shared, person=person, referral=three.referral, meeting=three.meeting)
    InformationRequestFactory(referral=three.referral, asked_by=three.worker, state=RequestState.CLOSED)
    start_correction(referral=three.referral, reason="Encore.", by=three.advisor)
    AttachmentFactory(referral=three.referral, by=three.advisor)
    send_correction(referral=three.referral, by=three.advisor)
    ReferralFactory(**shared, advisor=three.advisor, state=ReferralState.WITHDRAWN)
    PreliminaryMeetingFactory(**shared, advisor=three.advisor)
    ScreeningFactory(household=three.household, by=three.advisor)
    AppointmentFactory(household=three.household, operator=three.operator, state=AppointmentState.HELD)
    Attendance.objects.create(appointment=three.appointment, membership=MembershipFactory(organisation=three.operator))
    other = HouseholdFactory(landlord=three.landlord)
    HouseholdLink.objects.create(one=three.household, other=other, kind=LinkKind.FAMILY)
    Merge.objects.create(
        source=other, target=three.household, reason="x", proposed_by=three.advisor, state=MergeState.REFUSED
    )
