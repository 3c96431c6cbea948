"""What each worker of a team has in hand: how many mesures, in which phase, how many late; how the rhythm is kept."""

import datetime
from dataclasses import dataclass, field

from django.db.models import Count, Max

from accompaniment.enums import Pace
from accompaniment.models import Interview
from accompaniment.presentation.cadence import beside_now, phases_on, privileged_now, readings_of
from accompaniment.rules.cadence import Compliance, compliance
from accounts.models import Membership
from core.wording import percent
from programmes.enums import PhaseKind
from tenants.enums import AssignmentKind

# The compliance rate looks back so far.
WINDOW = datetime.timedelta(days=90)
NO_PHASE = ""
NOTHING = Compliance(0, 0)


@dataclass
class Load:
    """Of one worker; of what nobody has in hand where `member` is None."""

    member: Membership | None
    # Her account is closed, or her role there is over.
    gone: bool = False
    mesures: int = 0
    late: int = 0
    phases: dict = field(default_factory=dict)
    kept: Compliance = NOTHING
    diagnostics: int = 0
    late_diagnostics: int = 0
    seconds: int = 0
    covers: int = 0

    @property
    def rate(self):
        return percent(self.kept.kept, self.kept.total)

    def add(self, reading, phase, kept, today):
        self.mesures += 1
        self.late += reading.pace == Pace.LATE
        kind = phase.kind if phase else NO_PHASE
        self.phases[kind] = self.phases.get(kind, 0) + 1
        self.kept += kept
        if kind == PhaseKind.DIAGNOSTIC and phase.ends_on is None:
            self.diagnostics += 1
            self.late_diagnostics += phase.limit_on is not None and phase.limit_on < today

    def in_phases(self, kinds):
        return [self.phases.get(kind, 0) for kind in kinds]


@dataclass(frozen=True)
class TeamLoad:
    """`whole`: all of it together; `kinds`: the phases that somebody is in, in the order of the vocabulary."""

    loads: list
    whole: Load
    kinds: list

    @property
    def labels(self):
        return [PhaseKind(kind).label if kind else "Entre deux phases" for kind in self.kinds]


def load_of_team(mesures, operator, carriers, today) -> TeamLoad:
    """`mesures`: those that go on. Eleven statements, however many they and the workers are."""
    readings = readings_of(mesures, today)
    keys = [each.mesure for each in readings]
    phases, kept = phases_on(keys, today), compliances(readings, today)
    owners = dict(privileged_now(operator).values_list("household", "membership"))
    loads = members_of(operator, carriers, owners)
    whole = Load(None)
    for reading in readings:
        hers = loads.setdefault(owners.get(reading.household), Load(None))
        for load in (hers, whole):
            load.add(reading, phases.get(reading.mesure), kept[reading.mesure], today)
    add_beside(loads, mesures, operator, today)
    kinds = [kind for kind in (*PhaseKind, NO_PHASE) if whole.phases.get(kind)]
    shown = [load for load in loads.values() if load.member is None or not load.gone or load.mesures or load.covers]
    return TeamLoad([load for load in shown if load.member or load.mesures], whole, kinds)


def members_of(operator, carriers, owners):
    """Who may have some in hand, by name; then who still has some and works there no more."""
    found = {each.pk: Load(each) for each in carriers}
    left = Membership.objects.filter(pk__in=set(owners.values()) - found.keys(), organisation=operator)
    in_order = left.select_related("user").order_by("user__last_name", "user__first_name", "pk")
    return found | {each.pk: Load(each, gone=True) for each in in_order}


def add_beside(loads, mesures, operator, today):
    """Covers and second workers, counted apart: these mesures are somebody else's."""
    beside = beside_now(operator, today).filter(household__in=mesures.order_by().values("household"))
    for row in beside.order_by().values("membership", "kind").annotate(number=Count("household", distinct=True)):
        if load := loads.get(row["membership"]):
            name = "covers" if row["kind"] == AssignmentKind.COVER else "seconds"
            setattr(load, name, row["number"])


def compliances(readings, today) -> dict:
    """{key of the mesure: of the intervals that ended in the window, how many kept its rhythm}."""
    since = today - WINDOW
    keys = [each.mesure for each in readings]
    held = Interview.objects.contacts().filter(accompaniment__in=keys).order_by()
    before = dict(held.filter(on__lt=since).values_list("accompaniment").annotate(Max("on")))
    days = {key: [last] for key, last in before.items()}
    for mesure, on in held.filter(on__gte=since).values_list("accompaniment", "on"):
        days.setdefault(mesure, []).append(on)
    return {
        each.mesure: compliance(
            starts_on=each.starts_on,
            contacts=days.get(each.mesure, []),
            every=each.clock.every,
            stops=each.stops,
            since=since,
            until=today,
        )
        if each.clock.every
        else NOTHING
        for each in readings
    }
