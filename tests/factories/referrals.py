"""Referrals as far as they may have come: each state by its trait."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.enums import Role
from programmes.enums import AdhesionKind
from referrals.enums import AdhesionWay, AppointmentKind, AttachmentKind, Origin, ReferralState
from referrals.models import (
    Adhesion,
    Appointment,
    Attachment,
    InformationRequest,
    PreliminaryMeeting,
    Referral,
    Sheet,
    Slot,
    TripartiteMeeting,
)
from referrals.services.sheets import announcement_of
from tenants.models import Assignment, Entrustment
from tenants.presentation.situation import situation_of
from tests.factories.accounts import MembershipFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.tenants import HouseholdFactory, PersonFactory, ScreeningFactory

SENT_AT = datetime.datetime(2015, 3, 3, 9, 0, tzinfo=datetime.UTC)


class ReferralFactory(DjangoModelFactory):
    """In preparation, with its first sheet begun."""

    class Meta:
        model = Referral
        skip_postgeneration_save = True

    convention = factory.SubFactory(ConventionFactory)
    household = factory.SubFactory(HouseholdFactory, landlord=factory.SelfAttribute("..convention.landlord"))
    number = factory.Sequence(lambda n: f"F-2015-{n:04d}")
    advisor = factory.SubFactory(
        MembershipFactory, role=Role.ADVISOR, organisation=factory.SelfAttribute("..convention.landlord")
    )

    @factory.post_generation
    def sheet(referral, create, extracted, **kwargs):
        if create and extracted is not False:
            SheetFactory(referral=referral, **kwargs)


class SheetFactory(DjangoModelFactory):
    class Meta:
        model = Sheet

    referral = factory.SubFactory(ReferralFactory, sheet=False)
    origin = Origin.ADVISOR
    problem_codes = ["isolement"]
    problems = "Des courriers restent sans réponse depuis l’hiver."
    improvements = "Que le lien se renoue."
    agreed_on = datetime.date(2015, 3, 2)


class AttachmentFactory(DjangoModelFactory):
    """A piece of the sheet in preparation."""

    class Meta:
        model = Attachment

    class Params:
        by = factory.SubFactory(MembershipFactory, role=Role.ADVISOR)

    referral = factory.SubFactory(ReferralFactory)
    household = factory.SelfAttribute("referral.household")
    convention = factory.SelfAttribute("referral.convention")
    sheet = factory.LazyAttribute(lambda piece: piece.referral.sheets.in_preparation().get())
    content = b"%PDF-1.7 un papier d'essai"
    name = factory.Sequence(lambda n: f"papier {n}.pdf")
    content_type = "application/pdf"
    size = 26
    sha256 = "0" * 64
    added_by = factory.SelfAttribute("by.user")
    membership_id = factory.SelfAttribute("by.pk")


def announced_referral(**kwargs):
    """Announced: the operator knows who, how to reach her, and the context."""
    referral = ReferralFactory(**kwargs)
    referral.announcement = announcement_of(referral, referral.get_context_display(), SENT_AT.date())
    referral.announced_at = referral.waiting_since = SENT_AT
    referral.informed_on = SENT_AT.date()
    referral.state = ReferralState.ANNOUNCED
    referral.save()
    return referral


def sent_referral(*, worker=None, state=None, pieces=0, **kwargs):
    """Sent, and with a `worker` received and entrusted to her."""
    referral = ReferralFactory(**kwargs)
    AttachmentFactory.create_batch(pieces, referral=referral, by=referral.advisor)
    household, operator = referral.household, referral.convention.operator
    version = referral.convention.programme.current_version
    referral.screening = ScreeningFactory(household=household, programme_version=version, by=referral.advisor)
    referral.sheets.filter(issued_at=None).update(
        issued_at=SENT_AT, issued_by=referral.advisor, household_then=situation_of(household, SENT_AT.date())
    )
    referral.sent_at = referral.waiting_since = SENT_AT
    referral.state = state or (ReferralState.RECEIVED if worker else ReferralState.SENT)
    Entrustment.objects.get_or_create(household=household, operator=operator, defaults={"since": SENT_AT.date()})
    if worker:
        referral.worker, referral.received_at = worker, SENT_AT
        Assignment.objects.get_or_create(
            household=household, membership=worker, ends_on=None, defaults={"starts_on": SENT_AT.date()}
        )
    referral.save()
    return referral


class InformationRequestFactory(DjangoModelFactory):
    """A question that waits for its answer."""

    class Meta:
        model = InformationRequest

    referral = factory.SubFactory(ReferralFactory)
    field = "origin"
    question = "Qui a repéré la situation ?"
    asked_by = factory.SelfAttribute("referral.worker")


class PreliminaryMeetingFactory(DjangoModelFactory):
    class Meta:
        model = PreliminaryMeeting

    convention = factory.SubFactory(ConventionFactory)
    household = factory.SubFactory(HouseholdFactory, landlord=factory.SelfAttribute("..convention.landlord"))
    advisor = factory.SubFactory(
        MembershipFactory, role=Role.ADVISOR, organisation=factory.SelfAttribute("..convention.landlord")
    )
    held_on = datetime.date(2015, 3, 2)


class SlotFactory(DjangoModelFactory):
    """Free, in a week."""

    class Meta:
        model = Slot

    membership = factory.SubFactory(MembershipFactory, role=Role.SOCIAL_WORKER)
    starts_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda slot: slot.starts_at + datetime.timedelta(hours=1))


class AppointmentFactory(DjangoModelFactory):
    """Planned, in a week."""

    class Meta:
        model = Appointment

    household = factory.SubFactory(HouseholdFactory)
    operator = factory.SubFactory("tests.factories.accounts.OrganisationFactory")
    kind = AppointmentKind.TRIPARTITE_START
    starts_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda appointment: appointment.starts_at + datetime.timedelta(hours=1))


class TripartiteMeetingFactory(DjangoModelFactory):
    class Meta:
        model = TripartiteMeeting

    convention = factory.SubFactory(ConventionFactory)
    household = factory.SubFactory(HouseholdFactory, landlord=factory.SelfAttribute("..convention.landlord"))
    held_on = datetime.date(2015, 3, 17)


class AdhesionFactory(DjangoModelFactory):
    class Meta:
        model = Adhesion

    convention = factory.SubFactory(ConventionFactory)
    household = factory.SubFactory(HouseholdFactory, landlord=factory.SelfAttribute("..convention.landlord"))
    person = factory.SubFactory(PersonFactory, household=factory.SelfAttribute("..household"))
    kind = AdhesionKind.INDIVIDUAL
    given = True
    on = datetime.date(2015, 3, 17)
    way = AdhesionWay.PAPER


class SignedPaperFactory(AttachmentFactory):
    """The minutes of a meeting as the three signed them."""

    class Params:
        by = factory.SubFactory(MembershipFactory, role=Role.SOCIAL_WORKER)

    nature = AttachmentKind.SIGNED
    meeting = factory.SubFactory(TripartiteMeetingFactory)
    referral = sheet = None
    household = factory.SelfAttribute("meeting.household")
    convention = factory.SelfAttribute("meeting.convention")
