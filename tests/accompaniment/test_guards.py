"""What PostgreSQL itself refuses, whoever writes; the sentences are those of the services."""

import datetime

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from accompaniment.enums import InterviewOutcome, MesureState, ObjectiveState, PhaseOutcome, Side
from accompaniment.models import Accompaniment, Closing
from programmes.enums import ExitReason, PhaseKind
from tests.factories.accompaniment import (
    FIRST_DAY,
    AccompanimentFactory,
    AttemptFactory,
    ClosingFactory,
    ConclusionsFactory,
    DiagnosticFactory,
    ExtensionFactory,
    InterviewFactory,
    ObjectiveFactory,
    PhaseFactory,
    PrivateNoteFactory,
    PublicationFactory,
    SuspensionFactory,
    closed_mesure,
    diagnostic_mesure,
    validated_review,
)
from tests.factories.accounts import MembershipFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import AdhesionFactory, TripartiteMeetingFactory
from tests.factories.tenants import AssignmentFactory, PersonFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def now_checked():
    """What is checked at the end of the transaction is checked here."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused(name, do):
    with pytest.raises((IntegrityError, InternalError), match=name):
        at_once(do)


@transaction.atomic
def at_once(do):
    do()
    now_checked()


def test_the_mesures_of_one_household_under_one_convention_share_no_day():
    mesure = closed_mesure()
    again = {"household": mesure.household, "convention": mesure.convention}
    refused("overlap", lambda: AccompanimentFactory(**again, starts_on=mesure.ends_on))
    AccompanimentFactory(**again, starts_on=mesure.ends_on + DAY)
    now_checked()


def test_several_conventions_may_accompany_one_household_at_once():
    mesure = AccompanimentFactory()
    AccompanimentFactory(household=mesure.household)
    now_checked()


def test_a_phase_opens_on_the_adhesions_that_the_programme_asks():
    mesure = AccompanimentFactory(phase=False)
    refused("adhesion is missing", lambda: PhaseFactory(accompaniment=mesure))
    adhesion = AdhesionFactory(household=mesure.household, convention=mesure.convention, on=mesure.starts_on)
    refused("adhesion is missing", lambda: PhaseFactory(accompaniment=mesure))
    same = {"household": mesure.household, "convention": mesure.convention, "person": adhesion.person}
    AdhesionFactory(**same, on=mesure.starts_on, kind="collective")
    PhaseFactory(accompaniment=mesure)
    now_checked()


def test_an_adhesion_given_later_opens_nothing_earlier():
    mesure = AccompanimentFactory(phase=False)
    same = {"household": mesure.household, "convention": mesure.convention}
    same["person"] = PersonFactory(household=mesure.household)
    for kind in ("individual", "collective"):
        AdhesionFactory(**same, on=mesure.starts_on + DAY, kind=kind)
    refused("adhesion is missing", lambda: PhaseFactory(accompaniment=mesure))


def test_an_adhesion_that_was_cancelled_opens_nothing():
    mesure = AccompanimentFactory(phase=False)
    same = {"household": mesure.household, "convention": mesure.convention, "on": mesure.starts_on}
    same["person"] = PersonFactory(household=mesure.household)
    AdhesionFactory(**same, kind="individual")
    by_mistake = {"cancelled_at": timezone.now(), "cancelled_by": mesure.worker}
    AdhesionFactory(**same, kind="collective", **by_mistake)
    refused("adhesion is missing", lambda: PhaseFactory(accompaniment=mesure))
    AdhesionFactory(**same, kind="collective")
    PhaseFactory(accompaniment=mesure)
    now_checked()


def test_phases_share_no_day_and_lie_in_their_mesure():
    mesure = AccompanimentFactory()
    refused(
        "overlap", lambda: PhaseFactory(accompaniment=mesure, kind=PhaseKind.WATCH, starts_on=mesure.starts_on + DAY)
    )
    first = mesure.phases.get()
    refused("outside", lambda: move(first, starts_on=mesure.starts_on - DAY))
    closed = closed_mesure()
    refused("outside", lambda: move(closed.phases.get(), ends_on=closed.ends_on + DAY))


def test_a_suspension_lies_inside_a_support_phase():
    suspension = SuspensionFactory(phase=AccompanimentFactory().phases.get())
    phase = suspension.phase
    refused("outside", lambda: SuspensionFactory(phase=phase, starts_on=phase.starts_on - DAY, ends_on=phase.starts_on))
    refused("overlap", lambda: SuspensionFactory(phase=phase, starts_on=suspension.ends_on))
    refused("outside", lambda: move(phase, ends_on=suspension.ends_on - DAY))
    diagnostic = diagnostic_mesure().phases.get()
    refused("outside", lambda: SuspensionFactory(phase=diagnostic))


def test_what_took_place_lies_within_its_mesure():
    mesure = closed_mesure()
    day = {"accompaniment": mesure, "on": mesure.ends_on + DAY}
    refused("outside", lambda: InterviewFactory(**day))
    for after in (AttemptFactory(**day), InterviewFactory(**day, outcome="missed", outcome_by="household")):
        now_checked()
        refused(
            "outside",
            lambda row=after: move(row, kind="call", outcome="held", outcome_by="", attempt_way="", attempt_result=""),
        )
    held = InterviewFactory(accompaniment=mesure, on=mesure.ends_on)
    refused("outside", lambda: move(held, on=mesure.ends_on + DAY))
    now_checked()


def test_a_mesure_ends_after_what_took_place_and_begins_before():
    mesure = AccompanimentFactory()
    held = InterviewFactory(accompaniment=mesure, on=mesure.starts_on + 10 * DAY)

    def close(on):
        mesure.phases.update(ends_on=on)
        fields = {"state": MesureState.CLOSED, "exit_reason": ExitReason.AUTONOMY, "ends_on": on}
        Accompaniment.objects.filter(pk=mesure.pk).update(**fields)

    refused("outside", lambda: close(held.on - DAY))
    move(held, cancelled_at=timezone.now(), cancel_reason="Noté deux fois.")
    at_once(lambda: close(held.on - DAY))
    other = AccompanimentFactory()
    InterviewFactory(accompaniment=other, on=other.starts_on)
    other.phases.update(starts_on=other.starts_on + DAY)
    refused("outside", lambda: move(other, starts_on=other.starts_on + DAY))


def test_a_mesure_closes_whole():
    mesure = AccompanimentFactory()
    objective = ObjectiveFactory(accompaniment=mesure)

    def close():
        mesure.phases.update(ends_on=objective.agreed_on)
        fields = {"state": MesureState.CLOSED, "exit_reason": ExitReason.AUTONOMY, "ends_on": objective.agreed_on}
        Accompaniment.objects.filter(pk=mesure.pk).update(**fields)

    refused("still open", close)
    move(objective, state=ObjectiveState.REACHED, ended_on=objective.agreed_on)
    close()
    now_checked()


def test_a_diagnostic_phase_ends_with_an_outcome():
    phase = diagnostic_mesure().phases.get()
    refused("diagnostic_ends", lambda: move(phase, ends_on=phase.limit_on))
    move(phase, ends_on=phase.limit_on + DAY, outcome=PhaseOutcome.NO_FOLLOW_UP)
    now_checked()


def test_an_interview_comes_after_its_mesure_and_not_from_the_future():
    mesure = AccompanimentFactory()
    refused("after its mesure|outside", lambda: InterviewFactory(accompaniment=mesure, on=mesure.starts_on - DAY))
    tomorrow = timezone.localdate() + DAY
    refused("not come yet", lambda: InterviewFactory(accompaniment=mesure, on=tomorrow))


def test_who_missed_is_said_and_an_attempt_tells_its_result():
    refused("missed_by_somebody", lambda: InterviewFactory(outcome=InterviewOutcome.MISSED))
    refused("way_and_result", lambda: AttemptFactory(attempt_result=""))


def test_an_absence_and_an_attempt_are_never_published():
    missed = InterviewFactory(outcome=InterviewOutcome.MISSED, outcome_by=Side.HOUSEHOLD)
    refused("never published", lambda: PublicationFactory(interview=missed))
    refused("never published", lambda: PublicationFactory(interview=AttemptFactory()))


def test_what_was_published_changes_no_more():
    publication = PublicationFactory()
    refused("changes no more", lambda: move(publication, title="Autre chose"))
    refused("changes no more", publication.delete)
    move(publication, withdrawn_at=timezone.now())


def test_an_extension_says_why():
    refused("text is missing", lambda: ExtensionFactory(reason=""))


def test_conclusions_are_read_before_they_are_published_and_kept_then():
    conclusions = ConclusionsFactory(orientation="no_follow_up")
    by = conclusions.accompaniment.worker
    refused("read_before", lambda: move(conclusions, published_at=timezone.now(), published_by=by))
    move(conclusions, read_on=datetime.date(2015, 5, 4), published_at=timezone.now(), published_by=by)
    refused("changes no more", lambda: move(conclusions, support_from=datetime.date(2015, 6, 1)))


def test_a_diagnostic_stands_in_a_diagnostic_phase():
    mesure = AccompanimentFactory()
    refused("stands in", lambda: DiagnosticFactory(accompaniment=mesure, phase=mesure.phases.get()))


def test_a_private_note_is_kept_and_one_an_author():
    note = PrivateNoteFactory()
    refused("one_per_author", lambda: PrivateNoteFactory(interview=note.interview))
    refused("Cannot delete", note.delete)


def move(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)


def test_a_mesure_begins_under_its_convention():
    convention = ConventionFactory(starts_on=FIRST_DAY, ends_on=FIRST_DAY + 30 * DAY)
    refused("begins_under", lambda: AccompanimentFactory(convention=convention, starts_on=FIRST_DAY + 31 * DAY))
    AccompanimentFactory(convention=convention, starts_on=FIRST_DAY + 30 * DAY)
    now_checked()


def test_a_mesure_follows_one_of_the_same_household_that_is_over():
    over, elsewhere = closed_mesure(), closed_mesure()
    again = {"household": over.household, "convention": over.convention, "starts_on": over.ends_on + DAY}
    refused("follows_one", lambda: AccompanimentFactory(**again, previous=elsewhere))
    AccompanimentFactory(**again, previous=over)
    now_checked()


def test_an_extension_was_decided_with_its_own_household():
    refused("with_its_household", lambda: ExtensionFactory(meeting=TripartiteMeetingFactory()))
    ExtensionFactory()
    now_checked()


def test_a_mesure_closes_with_its_own_bilan():
    closing = ClosingFactory()
    refused("its_own_bilan", lambda: Closing.objects.filter(pk=closing.pk).update(review=validated_review()))
    Closing.objects.filter(pk=closing.pk).update(review=validated_review(accompaniment=closing.accompaniment))
    now_checked()


def test_a_household_is_entrusted_to_somebody_at_work():
    gone = MembershipFactory(user__is_active=False, user__closed_at=timezone.now())
    refused("somebody_at_work", lambda: AssignmentFactory(membership=gone))
    left = MembershipFactory(ends_on=timezone.localdate() - DAY)
    refused("somebody_at_work", lambda: AssignmentFactory(membership=left, starts_on=timezone.localdate()))
    AssignmentFactory(membership=left, starts_on=left.starts_on, ends_on=left.ends_on)
    now_checked()
