"""What was written in each diagnostic phase of the demonstration, as the services would have left it on its days.

Those that go on are spread over the states; those that are over follow the issue of their phase. Loading twice changes
nothing.
"""

import datetime

from django.utils import timezone

from accompaniment.demo import diagnostic_words as words
from accompaniment.enums import DiagnosticState, PhaseOutcome, ProposalState
from accompaniment.models import Conclusions, Diagnostic, Phase, Proposal
from accompaniment.rules import DIAGNOSTICS, PROPOSALS
from accounts.enums import Role
from accounts.models import Membership
from core.models import TransitionEntry
from programmes.enums import OrientationKind, PhaseKind
from programmes.models import Convention
from tenants.models import Assignment

DAY = datetime.timedelta(days=1)
RUNNING = (
    DiagnosticState.DRAFT,
    DiagnosticState.SUBMITTED,
    DiagnosticState.DRAFT,
    DiagnosticState.SENT_BACK,
    DiagnosticState.DRAFT,
)
COMMON_LAW = (["ali"], ["asll"], ["fsl"], ["avdl"], ["ali", "fsl"])
# Younger than that, only its first pages are written.
YOUNG = 12


def load_diagnostics(today):
    """Of every diagnostic phase that has none yet."""
    parts = ("accompaniment__convention__operator", "accompaniment__convention__landlord", "accompaniment__household")
    phases = Phase.objects.filter(kind=PhaseKind.DIAGNOSTIC, diagnostic=None).select_related(*parts)
    phases = list(phases.order_by("starts_on", "accompaniment__number"))
    people, supports = People(phases), supports_of(phases)
    told = [Told(rank, phase, people, supports, today) for rank, phase in enumerate(phases)]
    told = [each for each in told if each.worker and each.head]
    Diagnostic.objects.bulk_create([each.diagnostic for each in told])
    Conclusions.objects.bulk_create([each.conclusions for each in told])
    Proposal.objects.bulk_create([each.proposal for each in told if each.proposal])
    TransitionEntry.objects.bulk_create([entry for each in told for entry in each.entries])


def supports_of(phases):
    """{mesure: the first day of its support}"""
    mesures = [phase.accompaniment_id for phase in phases]
    found = Phase.objects.filter(accompaniment__in=mesures, kind=PhaseKind.SUPPORT).order_by("-starts_on")
    return dict(found.values_list("accompaniment", "starts_on"))


class People:
    """Who had each household in hand; the head of each operator, an advisor of each landlord; what may be proposed."""

    def __init__(self, phases):
        households = [phase.accompaniment.household_id for phase in phases]
        found = Assignment.objects.filter(household__in=households, membership__role=Role.SOCIAL_WORKER)
        found = found.select_related("membership").order_by("-starts_on", "pk")
        self.workers = {(one.household_id, one.membership.organisation_id): one.membership for one in found}
        members = Membership.objects.filter(role__in=[Role.SERVICE_HEAD, Role.ADVISOR]).order_by("-pk")
        self.others = {(one.organisation_id, one.role): one for one in members}
        self.proposed = {
            one.landlord_id: one for one in Convention.objects.filter(programme__code="remobilisation").order_by("-pk")
        }


class Told:
    def __init__(self, rank, phase, people, supports, today):
        self.rank, self.phase, self.today = rank, phase, today
        mesure = self.mesure = phase.accompaniment
        convention = mesure.convention
        self.worker = people.workers.get((mesure.household_id, convention.operator_id))
        self.head = people.others.get((convention.operator_id, Role.SERVICE_HEAD))
        self.advisor = people.others.get((convention.landlord_id, Role.ADVISOR))
        self.support_from = supports.get(mesure.pk)
        self.other = people.proposed.get(convention.landlord_id)
        self.entries, self.proposal = [], None
        if not (self.worker and self.head):
            return
        self.state = self.state_of()
        self.young = not phase.ends_on and (today - phase.starts_on).days < YOUNG
        self.diagnostic = self.write()
        self.conclusions = self.conclude()
        self.tell()
        if self.conclusions.published_at and phase.outcome == PhaseOutcome.OTHER_PROGRAMME and self.other:
            self.propose()

    def state_of(self):
        if self.phase.outcome == PhaseOutcome.INTERRUPTED:
            return DiagnosticState.INTERRUPTED
        if self.phase.ends_on:
            return DiagnosticState.PUBLISHED
        going = (self.today - self.phase.starts_on).days
        return RUNNING[self.rank % len(RUNNING)] if going >= 30 else DiagnosticState.DRAFT

    def of(self, lines):
        return lines[self.rank % len(lines)]

    def at(self, day, hour):
        instant = timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))
        return min(instant, timezone.now())

    def write(self):
        texts = {"problems": self.of(words.PROBLEMS), "family": self.of(words.FAMILIES)}
        if not self.young:
            texts |= {
                "social": self.of(words.SOCIAL),
                "financial": self.of(words.FINANCIAL),
                "strengths": self.of(words.STRENGTHS),
                "levers": self.of(words.LEVERS),
                "health": self.of(words.HEALTH),
                "analysis": self.of(words.ANALYSES),
                "budget": self.budget(),
                "network": self.network(),
            }
        return Diagnostic(
            accompaniment=self.mesure,
            phase=self.phase,
            state=self.state,
            author=self.worker,
            created_at=self.at(self.phase.starts_on, 9),
            interruption_reason=words.INTERRUPTED if self.state == DiagnosticState.INTERRUPTED else "",
            **texts,
        )

    def budget(self):
        first, second, rent, owed, much = self.of(words.BUDGETS)
        lines = [("income", *first), ("income", *second), ("charge", *rent)]
        lines += [("charge", *line) for line in words.CHARGES] + ([("debt", owed, much)] if owed else [])
        return [{"side": side, "label": label, "amount": amount} for side, label, amount in lines]

    def network(self):
        chosen = [words.TIES[(self.rank + step) % len(words.TIES)] for step in (0, 2, 3)]
        return [{"who": who, "tie": tie, "help": helps, "note": note} for who, tie, helps, note in chosen]

    @property
    def concluded(self):
        return self.state in (DiagnosticState.SUBMITTED, DiagnosticState.SENT_BACK, DiagnosticState.PUBLISHED)

    def conclude(self):
        row = Conclusions(accompaniment=self.mesure, diagnostic=self.diagnostic)
        if not self.concluded:
            return row
        row.text, row.recommendations = self.of(words.CONCLUSIONS), self.of(words.RECOMMENDATIONS)
        row.orientation = self.phase.outcome or OrientationKind.NO_FOLLOW_UP
        row.remarks = self.of(words.REMARKS)
        last = self.phase.ends_on or self.today
        row.read_on = max(self.phase.starts_on, last - 3 * DAY)
        if row.orientation == OrientationKind.COMMON_LAW:
            row.measures = self.of(COMMON_LAW)
        elif row.orientation == OrientationKind.SUPPORT:
            row.support_from = self.support_from or last + DAY
        if self.state == DiagnosticState.PUBLISHED:
            row.published_at, row.published_by = self.at(self.phase.ends_on, 15), self.head
        return row

    def tell(self):
        self.step("start", self.worker, self.phase.starts_on, 9, "", DiagnosticState.DRAFT)
        last = self.phase.ends_on or self.today
        before = max(self.phase.starts_on, last - 2 * DAY)
        if self.concluded:
            self.step("submit", self.worker, before, 10, DiagnosticState.DRAFT, DiagnosticState.SUBMITTED)
        if self.state == DiagnosticState.SENT_BACK:
            self.step(
                "send_back",
                self.head,
                before,
                14,
                DiagnosticState.SUBMITTED,
                DiagnosticState.SENT_BACK,
                words.SENT_BACK,
            )
        elif self.state == DiagnosticState.PUBLISHED:
            self.step("publish", self.head, last, 15, DiagnosticState.SUBMITTED, DiagnosticState.PUBLISHED)
        elif self.state == DiagnosticState.INTERRUPTED:
            reason = words.INTERRUPTED
            self.step("interrupt", self.worker, last, 15, DiagnosticState.DRAFT, DiagnosticState.INTERRUPTED, reason)

    def propose(self):
        """Lately: it waits. Before: the landlord answered."""
        since = (self.today - self.phase.ends_on).days
        row = Proposal(
            accompaniment=self.mesure,
            conclusions=self.conclusions,
            convention=self.other,
            created_at=self.at(self.phase.ends_on, 15),
        )
        self.step("propose", self.head, self.phase.ends_on, 15, "", ProposalState.WAITING, of=row, table=PROPOSALS)
        if since > 60 and self.advisor:
            day = self.phase.ends_on + 6 * DAY
            row.state, row.answer, row.answered_by, row.answered_on = (
                ProposalState.DECLINED,
                words.DECLINED,
                self.advisor,
                day,
            )
            given = {"reason": words.DECLINED, "of": row, "table": PROPOSALS}
            self.step("decline", self.advisor, day, 11, ProposalState.WAITING, ProposalState.DECLINED, **given)
        self.proposal = row

    def step(self, action, by, day, hour, source, target, reason="", *, of=None, table=DIAGNOSTICS):
        subject = of or self.diagnostic
        table.find(action)
        self.entries.append(
            TransitionEntry(
                at=self.at(day, hour),
                subject_type=subject._meta.label_lower,
                subject_id=subject.pk,
                action=action,
                source=source,
                target=target,
                reason=reason,
                user_id=by.user_id,
                membership_id=by.pk,
            )
        )
