"""What happened to one household of the demonstration, from the screening to the outcome."""

import datetime
import random
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from core.models import TransitionEntry
from core.transitions import STAYS
from core.wording import plain_date
from core.working_days import is_working_day
from programmes.enums import ContextKind, OccupancyStatus
from referrals.demo.answers import leave_the_group, say_by_mistake, say_no, say_yes
from referrals.demo.exchanges import ask, correct
from referrals.demo.papers import keep_piece
from referrals.demo.words import (
    COMMITMENTS,
    IMPROVEMENTS,
    NOT_NOW,
    PROBLEMS,
    REDIRECTIONS,
    REFUSALS,
    REMARKS,
    WISHES,
    WORDS,
)
from referrals.enums import (
    AppointmentKind,
    AppointmentState,
    CommitmentOutcome,
    DeclineKind,
    MeetingKind,
    MinutesState,
    Origin,
    Party,
    PlaceKind,
    RequestState,
    SocialServices,
    StartMode,
    TenantAnswer,
    Urgency,
)
from referrals.models import (
    Appointment,
    Attendance,
    Commitment,
    Participant,
    PreliminaryMeeting,
    Referral,
    Sheet,
    TripartiteMeeting,
)
from referrals.rules import MINUTES, REFERRALS
from referrals.services.sheets import announcement_of, new_number
from tenants.models import Assignment, Entrustment, Household, Occupancy, Screening
from tenants.presentation.situation import situation_of
from tenants.rules import DAYS_READ_AFTER_HANDING_OVER

DECLINED = ("refusal", "no_answer")
# How far each story goes beyond the sending.
TO_RECEPTION = {"received", "information_requested", "meeting_planned", "adhered", *DECLINED}
TO_A_MEETING = {"meeting_planned", "adhered", "refusal"}
SUPPORT_DAYS = 350
# What ends before a fiche is begun: the answer of the tenant, where the conversation was held.
BEFORE_A_FICHE = {
    "eligible": None,
    "not_eligible": None,
    "agreed": TenantAnswer.AGREES,
    "thinks": TenantAnswer.NEEDS_TIME,
    "refuses": TenantAnswer.REFUSES,
}
# The criterion that belongs to a household that moves in, and the one of those who live there.
ARRIVING, LIVING_THERE = "acces-fragile", "maintien-fragile"


def days(number):
    return datetime.timedelta(days=number)


@dataclass
class Story:
    chance: random.Random
    rank: int
    team: Any
    household: Household
    today: datetime.date
    days_ago: int
    arriving: bool = False

    def __post_init__(self):
        self.convention = self.team.convention
        self.version, self.programme = self.team.version, self.team.programme
        self.sent_on = self.office_day(max(self.today - days(self.days_ago), self.convention.starts_on + days(6)))
        self.advisor = self.team.advisor_of(self.household)
        self.worker = self.team.workers[self.rank % len(self.team.workers)]

    def at(self, day, hour=10, minute=0):
        """An instant of a day that is not to come."""
        instant = timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))
        return min(instant, timezone.now()) if day <= self.today else instant

    def office_day(self, day):
        """Offices are open: of what is behind the day before, of what is ahead the day after."""
        while not is_working_day(day):
            day += days(1 if day > self.today else -1)
        return day

    def tell(self, end):
        if self.arriving:
            self.move_in()
        self.screen(passes=end != "not_eligible")
        if end in BEFORE_A_FICHE:
            if answer := BEFORE_A_FICHE[end]:
                self.meet(answer)
            return
        self.meet(TenantAnswer.AGREES)
        self.prepare(end)
        if end == "draft":
            return
        if self.programme.opening.announced:
            self.announce()
        if end in ("announced", "withdrawn"):
            if end == "withdrawn":
                self.leave("withdraw", self.advisor, "Le ménage a quitté le logement.", self.sent_on + days(2))
            self.referral.save()
            return
        self.send()
        if end in TO_RECEPTION:
            self.receive()
        if end in TO_A_MEETING:
            self.plan(end)
        self.referral.save()
        getattr(self, f"end_{end}", lambda: None)()
        self.referral.save()

    def step(self, action, by, day, reason=""):
        """Take the step on the referral as `core.trail.move` would have on that day."""
        source = "" if action == "start" else self.referral.state
        transition = REFERRALS.find(action)
        target = transition.leads_to(source)
        if transition.target is not STAYS:
            self.referral.state, self.referral.waiting_since = target, self.at(day)
        TransitionEntry.objects.create(
            at=self.at(day),
            subject_type=Referral._meta.label_lower,
            subject_id=self.referral.pk,
            action=action,
            source=source,
            target=target,
            reason=reason,
            user_id=by.user_id,
            membership_id=by.pk,
        )

    def move_in(self):
        """Offered a dwelling before the fiche, in it some weeks later; one that is still to be had stays offered."""
        home = self.household.occupancies.get()
        if home.status == OccupancyStatus.APPLICANT:
            return
        home.starts_on = self.sent_on + days(50)
        home.save()
        Occupancy.objects.create(
            household=self.household,
            status=OccupancyStatus.APPLICANT,
            starts_on=self.sent_on - days(25),
            ends_on=home.starts_on - days(1),
            reference=home.reference.replace("L-", "D-"),
            proposal=f"{home.get_dwelling_type_display()}, {home.district}",
            proposal_deadline=self.sent_on + days(30),
            commune=home.commune,
        )

    def screen(self, *, passes):
        criteria = [criterion.code for criterion in self.programme.screening.criteria]
        if LIVING_THERE in criteria:
            criteria = [ARRIVING if self.arriving else LIVING_THERE]
        self.met = self.chance.sample(criteria, k=self.chance.randint(1, min(2, len(criteria))))
        self.screening = Screening.objects.create(
            household=self.household,
            programme_version=self.version,
            on=self.sent_on - days(9),
            by=self.advisor,
            prerequisites=[choice.code for choice in self.programme.screening.prerequisites[: None if passes else -1]],
            criteria=self.met,
            isolated="yes" if "isolement" in self.met else "unknown",
            need_expressed=self.chance.choice(("yes", "yes", "no")),
            help_in_place="" if passes else "Une voisine et le service social du secteur passent chaque semaine.",
            passed=passes,
            created_at=self.at(self.sent_on - days(9)),
        )

    def meet(self, answer):
        refuses = answer == TenantAnswer.REFUSES
        self.preliminary = PreliminaryMeeting.objects.create(
            household=self.household,
            convention=self.convention,
            advisor=self.advisor,
            held_on=self.sent_on - days(4),
            points=[1, 2, 3],
            answer=answer,
            refusal_reason=self.chance.choice(NOT_NOW) if refuses else "",
            wishes=self.chance.choice(WISHES) if self.rank % 5 == 2 and not refuses else "",
            leaflet_given=not refuses,
            remarks=self.chance.choice(REMARKS),
            created_at=self.at(self.sent_on - days(4)),
        )

    def prepare(self, end):
        begun = self.sent_on - days(2)
        late = self.chance.random() < 0.15
        self.referral = Referral.objects.create(
            household=self.household,
            convention=self.convention,
            number=new_number(self.household.landlord_id, self.sent_on.year),
            advisor=self.advisor,
            screening=self.screening,
            preliminary_meeting=self.preliminary,
            context=ContextKind.MOVING_IN if self.arriving else ContextKind.TENANCY,
            urgency=Urgency.URGENT if late else self.chance.choice((Urgency.NORMAL, Urgency.NORMAL, Urgency.SOON)),
            created_at=self.at(begun),
        )
        by_letter = end == "no_answer" and any(mode.code == StartMode.LETTER for mode in self.programme.opening.modes)
        self.sheet = Sheet.objects.create(
            referral=self.referral,
            origin=self.chance.choice(Origin.values),
            context=self.referral.context,
            problem_codes=self.met,
            problems=" ".join(self.chance.choice(PROBLEMS[code]) for code in self.met),
            improvements=self.chance.choice(IMPROVEMENTS),
            social_services=self.chance.choice(SocialServices.values),
            start_mode=StartMode.LETTER if by_letter else StartMode.TRIPARTITE,
            wishes=self.chance.choice(("En fin d’après-midi", "Le mardi ou le jeudi matin", "")),
            urgency=self.referral.urgency,
            urgency_reason="Une audience est fixée le mois prochain." if late else "",
            agreed_on=self.sent_on - days(4),
            created_at=self.at(begun),
        )
        if self.rank % 9 == 3:
            keep_piece(self)
        self.step("start", self.advisor, begun)
        self.referral.save()

    def announce(self):
        self.referral.informed_on = self.sent_on - days(4)
        self.referral.announced_at = self.at(self.sent_on - days(2), 11)
        context = self.referral.get_context_display()
        self.referral.announcement = announcement_of(self.referral, context, self.sent_on - days(2))
        self.step("announce", self.advisor, self.sent_on - days(2))

    def send(self):
        self.sheet.household_then = situation_of(self.household, self.sent_on)
        self.sheet.issued_at = self.referral.sent_at = self.at(self.sent_on, 9)
        self.sheet.issued_by = self.advisor
        self.sheet.save()
        self.step("send", self.advisor, self.sent_on)
        Entrustment.objects.get_or_create(
            household=self.household, operator=self.convention.operator, defaults={"since": self.sent_on}
        )
        if self.sheet.start_mode == StartMode.LETTER:
            self.referral.letter_sent_on = day = min(self.sent_on + days(1), self.today)
            self.step("note_letter", self.advisor, day, f"Parti le {plain_date(day)}")

    def receive(self):
        self.received_on = self.office_day(min(self.sent_on + days(self.chance.randint(1, 3)), self.today))
        self.referral.received_at, self.referral.worker = self.at(self.received_on, 14), self.worker
        self.step("receive", self.team.head, self.received_on)
        self.assignment = Assignment.objects.create(
            household=self.household, membership=self.worker, starts_on=self.received_on
        )
        if self.rank % 13 == 1:
            correct(self)

    def plan(self, end):
        """The start meeting; held a fortnight after the reception, or to come."""
        to_come = end == "meeting_planned"
        self.met_on = self.office_day(self.today + days(3 + self.rank) if to_come else self.received_on + days(14))
        starts_at = self.at(self.met_on, 9 + self.rank % 7, 30)
        self.appointment = Appointment.objects.create(
            operator=self.convention.operator,
            household=self.household,
            kind=AppointmentKind.TRIPARTITE_START,
            starts_at=starts_at,
            ends_at=starts_at + datetime.timedelta(hours=1),
            place_kind=self.chance.choice((PlaceKind.LANDLORD, PlaceKind.HOME, PlaceKind.ASSOCIATION)),
            state=AppointmentState.PLANNED if to_come else AppointmentState.HELD,
            created_by=self.worker,
            created_at=self.at(self.received_on, 15),
        )
        Attendance.objects.bulk_create(
            Attendance(appointment=self.appointment, membership=member) for member in (self.advisor, self.worker)
        )
        self.referral.appointment = self.appointment
        self.step("plan", self.worker, self.received_on)

    def end_information_requested(self):
        ask(self)

    def end_received(self):
        if self.rank % 2:
            ask(self, state=RequestState.ANSWERED)

    def end_adhered(self):
        meeting = self.meeting = self.hold()
        say_yes(self, meeting)
        meeting.state, meeting.sealed_at = MinutesState.SEALED, self.at(self.met_on, 13)
        meeting.save()
        TransitionEntry.objects.bulk_create(self.trail_of(meeting))
        if self.rank % 31 == 4:
            leave_the_group(self)
        if self.rank % 29 == 7:
            say_by_mistake(self)
        self.step("adhere", self.worker, self.met_on)
        self.referral.closed_at = self.at(self.met_on, 13)
        if self.met_on + days(SUPPORT_DAYS) < self.today:
            self.hand_over(self.met_on + days(SUPPORT_DAYS))

    def hold(self):
        meeting = TripartiteMeeting.objects.create(
            household=self.household,
            convention=self.convention,
            referral=self.referral,
            appointment=self.appointment,
            kind=MeetingKind.START,
            held_on=self.met_on,
            place_kind=self.appointment.place_kind,
            points=[1, 2, 3, 4],
            problems=self.sheet.problems,
            improvements=self.sheet.improvements,
            household_words=self.chance.choice(WORDS),
            created_by=self.worker,
            created_at=self.at(self.met_on, 11),
        )
        Participant.objects.bulk_create(self.participants(meeting))
        for party, texts in COMMITMENTS.items():
            Commitment.objects.create(
                meeting=meeting,
                party=party,
                text=self.chance.choice(texts),
                due_on=self.met_on + days(30),
                outcome=CommitmentOutcome.PENDING,
            )
        return meeting

    def participants(self, meeting):
        tenant = self.household.persons.order_by("-holds_lease", "birth_date", "pk").first()
        present = [(Party.LANDLORD, self.advisor), (Party.OPERATOR, self.worker)]
        both = [
            Participant(meeting=meeting, party=party, membership=one, name=str(one.user), quality=one.role_label)
            for party, one in present
        ]
        return [*both, Participant(meeting=meeting, party=Party.TENANT, name=tenant.full_name)]

    def trail_of(self, meeting):
        """Who opened the minutes and who signed them."""
        day = meeting.held_on
        steps = [(MINUTES.find("open"), "", 11), (MINUTES.find("seal"), MinutesState.OPEN, 18)]
        return [
            TransitionEntry(
                at=self.at(day, hour),
                subject_type=TripartiteMeeting._meta.label_lower,
                subject_id=meeting.pk,
                action=step.action,
                source=source,
                target=step.target,
                user_id=self.worker.user_id,
                membership_id=self.worker.pk,
            )
            for step, source, hour in steps
        ]

    def end_refusal(self):
        reason = self.chance.choice(REFUSALS)
        say_no(self, reason)
        self.decline(DeclineKind.REFUSAL, reason, self.met_on)

    def end_no_answer(self):
        reason = "Trois courriers et deux passages sont restés sans réponse."
        self.decline(DeclineKind.NO_ANSWER, reason, min(self.received_on + days(40), self.today))

    def decline(self, kind, reason, day):
        self.referral.decline_kind = kind
        self.leave("decline", self.worker, reason, day)
        self.hand_over(day)

    def end_redirected(self):
        self.referral.orientation = "droit-commun"
        self.leave("redirect", self.team.head, self.chance.choice(REDIRECTIONS), self.sent_on + days(3))

    def leave(self, action, by, reason, day):
        self.step(action, by, day, reason)
        self.referral.motive, self.referral.closed_at = reason, self.at(day, 16)
        sent = Entrustment.objects.filter(household=self.household, operator=self.convention.operator)
        sent.update(ended_on=day, read_until=day + days(DAYS_READ_AFTER_HANDING_OVER))

    def hand_over(self, day):
        self.assignment.ends_on = day
        self.assignment.read_until = day + days(DAYS_READ_AFTER_HANDING_OVER)
        self.assignment.save()
