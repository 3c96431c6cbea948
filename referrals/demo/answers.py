"""What the persons of the demonstration answered, each in her way."""

import datetime

from programmes.enums import AdhesionKind
from referrals.demo.papers import keep_paper
from referrals.enums import AdhesionWay, AttachmentKind
from referrals.models import Adhesion
from tenants.enums import Guardianship

WAYS = (AdhesionWay.PAPER,) * 5 + (AdhesionWay.SCREEN,) * 4 + (AdhesionWay.WITNESS,)
STROKES = ((20, 200, 120, 60, 220, 220, 330, 80), (350, 200, 430, 150, 560, 190))
NOT_THE_GROUP = "Préfère commencer seule ; le groupe lui fait un peu peur."
TWICE = "Notée deux fois à la rencontre : celle-ci est une erreur."
LEFT_THE_GROUP = "Ses nouveaux horaires de travail ne lui permettent plus de venir."


def signature(chance):
    """A few lines that nobody draws twice."""
    return {"strokes": [[number + chance.randint(-12, 12) for number in stroke] for stroke in STROKES]}


def say_yes(story, meeting):
    """Whoever holds the lease answers for each kind; the second of a couple does not always want the group."""
    holders = list(story.household.persons.filter(holds_lease=True).order_by("birth_date", "pk"))
    kinds = [adhesion.kind for adhesion in story.programme.required_adhesions]
    for rank, person in enumerate(holders):
        signing = way_of(story, person, meeting)
        for kind in kinds:
            if rank and kind == AdhesionKind.COLLECTIVE and story.rank % 3 == 0:
                answer(story, meeting, person, kind, given=False, refusal_reason=NOT_THE_GROUP)
            else:
                answer(story, meeting, person, kind, given=True, **signing)


def way_of(story, person, meeting):
    chance, way = story.chance, story.chance.choice(WAYS)
    signing = {"way": way}
    guarded = person.guardianship != Guardianship.NONE
    if guarded:
        signing["cosigned_by"] = person.guardian_name
    if way == AdhesionWay.SCREEN:
        signing["signature"] = signature(chance)
        signing["cosignature"] = signature(chance) if guarded else None
    elif way == AdhesionWay.WITNESS:
        signing["witness"] = "Mireille Le Dantec, gardienne"
    elif story.rank % 10 == 3:
        signing["signed_paper"] = keep_paper(
            "adhésion signée", AttachmentKind.SIGNED, story.referral, by=story.worker, meeting=meeting
        )
    return signing


def answer(story, meeting, person, kind, **given):
    on = meeting.held_on if meeting else story.met_on
    return Adhesion.objects.create(
        household=story.household,
        person=person,
        convention=story.convention,
        referral=story.referral,
        meeting=meeting,
        kind=kind,
        on=on,
        recorded_by=story.worker,
        created_at=story.at(on, 12),
        **given,
    )


def say_no(story, reason):
    """At the meeting, with her reason, for each kind."""
    person = story.household.persons.filter(holds_lease=True).order_by("birth_date", "pk").first()
    for adhesion in story.programme.required_adhesions:
        answer(story, None, person, adhesion.kind, given=False, refusal_reason=reason)


def say_by_mistake(story):
    """Noted twice, and cancelled at once: it stays readable."""
    person = story.household.persons.filter(holds_lease=True).order_by("birth_date", "pk").first()
    at = story.at(story.met_on, 12)
    told = {"way": AdhesionWay.PAPER, "cancelled_at": at, "cancelled_by": story.worker, "cancel_reason": TWICE}
    answer(story, None, person, story.programme.required_adhesions[0].kind, given=True, **told)
    story.step("cancel_adhesion", story.worker, story.met_on, TWICE)


def leave_the_group(story):
    """The collective one is taken back after some months; the individual one goes on."""
    day = story.met_on + datetime.timedelta(days=95)
    if day > story.today:
        return
    collective = Adhesion.objects.filter(referral=story.referral, kind=AdhesionKind.COLLECTIVE, given=True)
    collective.update(withdrawn_on=day, withdrawal_reason=LEFT_THE_GROUP)
