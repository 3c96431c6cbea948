"""The meetings that followed each adhesion of the demonstration: what was promised, and what came of it.

Written many at once: five years of meetings would take long one by one.
"""

import datetime
from dataclasses import dataclass, field

from django.db.models import F

from core.models import TransitionEntry
from referrals.demo.words import COMMITMENTS, LATER, OUTCOME_NOTES, WORDS
from referrals.enums import AppointmentKind, AppointmentState, CommitmentOutcome, MeetingKind, MinutesState, Party
from referrals.models import Appointment, Attendance, Commitment, Participant, TripartiteMeeting

# After the adhesion, in days.
CALENDARS = {
    "remobilisation": ((MeetingKind.INTERMEDIATE, 160), (MeetingKind.FINAL, 340)),
    "visites-sociales": ((MeetingKind.QUARTERLY, 90), (MeetingKind.QUARTERLY, 180), (MeetingKind.FINAL, 260)),
}
APPOINTMENTS = {
    MeetingKind.INTERMEDIATE: AppointmentKind.TRIPARTITE_INTERMEDIATE,
    MeetingKind.QUARTERLY: AppointmentKind.TRIPARTITE_QUARTERLY,
    MeetingKind.FINAL: AppointmentKind.TRIPARTITE_FINAL,
}
KEPT, MISSED, DROPPED = CommitmentOutcome.KEPT, CommitmentOutcome.MISSED, CommitmentOutcome.DROPPED
OUTCOMES = (KEPT,) * 6 + (MISSED,) * 3 + (DROPPED,)
AN_HOUR = datetime.timedelta(hours=1)
# A meeting that is so near is fixed already.
FIXED_AHEAD = datetime.timedelta(days=35)


@dataclass
class Written:
    """What is to be inserted, in the order in which it leans on itself."""

    appointments: list = field(default_factory=list)
    attendances: list = field(default_factory=list)
    meetings: list = field(default_factory=list)
    participants: list = field(default_factory=list)
    commitments: list = field(default_factory=list)
    answered: list = field(default_factory=list)
    entries: list = field(default_factory=list)

    def keep(self):
        Appointment.objects.bulk_create(self.appointments)
        Attendance.objects.bulk_create(self.attendances)
        TripartiteMeeting.objects.bulk_create(self.meetings)
        Participant.objects.bulk_create(self.participants)
        Commitment.objects.bulk_create(self.commitments)
        Commitment.objects.bulk_update(self.answered, ["outcome", "reviewed_at", "note"])
        TransitionEntry.objects.bulk_create(self.entries)
        sealed = TripartiteMeeting.objects.filter(pk__in=[meeting.pk for meeting in self.meetings])
        sealed.update(state=MinutesState.SEALED, sealed_at=F("created_at") + AN_HOUR)


def load_support(stories):
    """`stories` whose household adhered."""
    written = Written()
    for story in stories:
        follow_up(story, written)
    written.keep()


def follow_up(story, written):
    promised = list(Commitment.objects.filter(meeting=story.meeting))
    new = False
    for kind, after in CALENDARS[story.convention.programme.code]:
        day = story.office_day(story.met_on + datetime.timedelta(days=after))
        if day > story.today:
            if day <= story.today + FIXED_AHEAD:
                written.appointments.append(appointment(story, kind, day, AppointmentState.PLANNED, written))
            return
        fixed = held(story, kind, day, written)
        if fixed is None:
            return
        meeting = minutes(story, kind, fixed, written)
        for promise in promised:
            review(story, promise, meeting)
        if not new:
            written.answered += promised
        promised, new = promises(story, meeting, written) if kind != MeetingKind.FINAL else [], True


def held(story, kind, day, written):
    """The appointment that took place; one in six was missed first. None where another is still to be fixed."""
    before = None
    if story.rank % 6 == 1:
        before = appointment(story, kind, day, AppointmentState.MISSED, written)
        before.missed_by = Party.LANDLORD if story.rank % 4 == 3 else Party.TENANT
        written.appointments.append(before)
        day = story.office_day(day + datetime.timedelta(days=9))
        if day >= story.today:
            return None
    fixed = appointment(story, kind, day, AppointmentState.HELD, written)
    fixed.rescheduled_from = before
    written.appointments.append(fixed)
    return fixed


def appointment(story, kind, day, state, written):
    starts_at = story.at(day, 9 + story.rank % 8, 30)
    made = Appointment(
        operator=story.convention.operator,
        household=story.household,
        kind=APPOINTMENTS[kind],
        starts_at=starts_at,
        ends_at=starts_at + AN_HOUR,
        place_kind=story.appointment.place_kind,
        state=state,
        created_by=story.worker,
        created_at=story.at(min(day - datetime.timedelta(days=21), story.today), 15),
    )
    written.attendances += [Attendance(appointment=made, membership=one) for one in (story.advisor, story.worker)]
    return made


def minutes(story, kind, fixed, written):
    day = fixed.starts_at.date()
    problems, improvements = story.chance.choice(LATER[kind])
    made = TripartiteMeeting(
        household=story.household,
        convention=story.convention,
        referral=story.referral,
        appointment=fixed,
        kind=kind,
        held_on=day,
        place_kind=fixed.place_kind,
        problems=problems,
        improvements=improvements,
        household_words=story.chance.choice(WORDS),
        created_by=story.worker,
        created_at=story.at(day, 17),
    )
    written.meetings.append(made)
    written.participants += story.participants(made)
    written.entries += story.trail_of(made)
    return made


def review(story, promise, meeting):
    promise.outcome = story.chance.choice(OUTCOMES)
    promise.reviewed_at = meeting
    promise.note = story.chance.choice(OUTCOME_NOTES[promise.outcome])


def promises(story, meeting, written):
    made = [
        Commitment(
            meeting=meeting,
            party=party,
            text=story.chance.choice(texts),
            due_on=meeting.held_on + datetime.timedelta(days=60),
        )
        for party, texts in COMMITMENTS.items()
    ]
    written.commitments += made
    return made
