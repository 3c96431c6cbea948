"""A household, its referral in hand, and the two who meet it: what the tests of meetings begin with."""

import datetime
from types import SimpleNamespace

from accounts.enums import Role
from core.signatures import parse_signature
from referrals.enums import AdhesionWay, MeetingKind, Party
from referrals.services.adhesions import Signing, record_adhesion
from referrals.services.meetings import open_minutes, save_minutes, seal_minutes
from tests.factories.accounts import LandlordFactory, MembershipFactory, OrganisationFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import sent_referral
from tests.factories.tenants import HouseholdFactory, PersonFactory

MET_ON = datetime.date(2015, 3, 17)
DRAWN = '{"strokes": [[20, 200, 120, 60, 220, 220, 330, 80], [350, 200, 560, 190]]}'
SIGNATURE = parse_signature(DRAWN)
ON_PAPER = Signing(way=AdhesionWay.PAPER)
ON_SCREEN = Signing(way=AdhesionWay.SCREEN, signature=SIGNATURE)


def the_three(*, start_mode="tripartite", **person):
    """A pair, a household whose lease one person holds, a referral received on the 3rd of March 2015."""
    operator, landlord = OrganisationFactory(phone="02 40 00 00 01"), LandlordFactory(phone="02 40 00 00 02")
    convention = ConventionFactory(landlord=landlord, operator=operator, ends_on=datetime.date(2099, 12, 31))
    advisor = MembershipFactory(role=Role.ADVISOR, organisation=landlord)
    worker = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=operator)
    head = MembershipFactory(role=Role.SERVICE_HEAD, organisation=operator)
    manager = MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=landlord)
    household = HouseholdFactory(landlord=landlord)
    person = PersonFactory(household=household, **{"holds_lease": True, **person})
    referral = sent_referral(
        convention=convention, household=household, advisor=advisor, worker=worker, sheet__start_mode=start_mode
    )
    return SimpleNamespace(
        operator=operator,
        landlord=landlord,
        convention=convention,
        advisor=advisor,
        worker=worker,
        head=head,
        manager=manager,
        household=household,
        person=person,
        referral=referral,
    )


def met(three, *, kind=MeetingKind.START, on=MET_ON, by=None, **place):
    return open_minutes(
        household=three.household,
        convention=three.convention,
        referral=three.referral,
        kind=kind,
        held_on=on,
        by=by or three.worker,
        **place,
    )


def written(meeting, *, by, commitments=(), participants=None, reviews=(), **values):
    """The minutes saved with these lines: [(party, text, due_on)]."""
    there = [
        {"id": one, "party": one.party, "name": one.name, "quality": one.quality, "present": one.present}
        for one in meeting.participants.all()
    ]
    lines = [{"party": party, "text": text, "due_on": due_on} for party, text, due_on in commitments]
    return save_minutes(
        meeting=meeting,
        values=values,
        participants=there if participants is None else participants,
        commitments=lines,
        reviews=reviews,
        by=by,
    )


def sealed(three, *commitments, **kwargs):
    meeting = met(three, **kwargs)
    written(meeting, by=three.worker, commitments=commitments, problems="Des courriers sans réponse.")
    return seal_minutes(meeting=meeting, by=three.worker)


def says_yes(three, kind="individual", *, on=MET_ON, person=None, signing=ON_PAPER, **kwargs):
    return record_adhesion(
        referral=three.referral,
        person=person or three.person,
        kind=kind,
        on=on,
        signing=signing,
        by=kwargs.pop("by", three.worker),
        **kwargs,
    )


TENANT, LANDLORD, OPERATOR = Party
