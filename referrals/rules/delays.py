"""How long each state of a referral may last before both sides see it late. Pure: days in, days out."""

import datetime
from dataclasses import dataclass

from core.working_days import add_working_days, subtract_working_days
from referrals.enums import ReferralState


@dataclass(frozen=True)
class Delay:
    """Of the present state, from the day on which it began. `working`: counted in working days."""

    days: int
    working: bool = False

    def due_on(self, since: datetime.date) -> datetime.date:
        if self.working:
            return add_working_days(since, self.days)
        return since + datetime.timedelta(days=self.days)

    def latest_late_start(self, today: datetime.date) -> datetime.date:
        """Whatever began on that day or before is late today."""
        eve = today - datetime.timedelta(days=1)
        return subtract_working_days(eve, self.days) if self.working else eve - datetime.timedelta(days=self.days)


# Who asked for time to think is called back then.
CALL_BACK_DAYS = 7

DELAYS = {
    ReferralState.DRAFT: Delay(15),
    ReferralState.ANNOUNCED: Delay(15),
    ReferralState.SENT: Delay(3, working=True),
    ReferralState.RECEIVED: Delay(15),
    ReferralState.INFORMATION_REQUESTED: Delay(5, working=True),
}


def due_on(state: str, since: datetime.date, meeting_on: datetime.date | None = None) -> datetime.date | None:
    """The last day of the delay; where a meeting is planned, its day; None where nothing is awaited."""
    if state == ReferralState.MEETING_PLANNED:
        return meeting_on
    delay = DELAYS.get(state)
    return delay.due_on(since) if delay else None


def is_late(state: str, since: datetime.date, today: datetime.date, meeting_on: datetime.date | None = None) -> bool:
    due = due_on(state, since, meeting_on)
    return due is not None and due < today
