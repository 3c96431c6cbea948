"""The rows of the demonstration's mesures, gathered and inserted many at once."""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

from accompaniment.models import (
    Accompaniment,
    Closing,
    Extension,
    Pause,
    Phase,
    Suspension,
    WithdrawalDecision,
)
from core.counters import next_number
from core.models import TransitionEntry
from tenants.models import Assignment

# In the order in which one leans on the other.
KEPT = (Accompaniment, Phase, Suspension, Pause, Extension, Closing, WithdrawalDecision, TransitionEntry)
READ_AFTER = datetime.timedelta(days=30)


def at(day, hour=10):
    """An instant of a day that is not to come."""
    return min(timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour))), timezone.now())


@dataclass
class Written:
    convention: object
    rows: dict = field(default_factory=dict)
    # Assignments as they end, or go on, with their mesure.
    hands: list = field(default_factory=list)
    new_hands: list = field(default_factory=list)

    def add(self, row):
        self.rows.setdefault(type(row), []).append(row)
        return row

    def number(self, day):
        return f"M-{day.year}-{next_number(f'mesure:{self.convention.operator_id}:{day.year}'):04d}"

    def step(self, subject, table, action, *, by, day, source="", reason="", hour=10):
        """As core.trail would have left it on that day."""
        transition = table.find(action)
        self.add(
            TransitionEntry(
                at=at(day, hour),
                subject_type=subject._meta.label_lower,
                subject_id=subject.pk,
                action=action,
                source=source,
                target=transition.leads_to(source),
                reason=reason,
                user_id=by.user_id,
                membership_id=by.pk,
            )
        )

    def keep(self):
        for model in KEPT:
            model.objects.bulk_create(self.rows.get(model, []))
        Assignment.objects.bulk_update(self.hands, ["ends_on", "read_until"])
        Assignment.objects.bulk_create(self.new_hands)
