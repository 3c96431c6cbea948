"""What the landlord follows of a mesure: numbers, dates, what was published and promised; never what was said."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import InterviewOutcome, Side
from accompaniment.presentation.progress import contacts_told, months_until
from accounts.models import AccessLogEntry
from referrals.enums import AppointmentKind, AppointmentState, MinutesState, Party
from referrals.models import Commitment
from tests.accompaniment.pairs import everybody_else, the_team
from tests.factories.accompaniment import (
    AttemptFactory,
    ExtensionFactory,
    InterviewFactory,
    ObjectiveFactory,
    PauseFactory,
    PrivateNoteFactory,
    PublicationFactory,
    SuspensionFactory,
)
from tests.factories.referrals import AppointmentFactory, TripartiteMeetingFactory
from tests.texts import text_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def team():
    return the_team()


def address(team):
    return reverse("accompaniment:progress", args=[team.household.pk])


def page_of(log_in, team, who):
    response = log_in(who).get(address(team))
    assert response.status_code == 200
    return text_of(response)


def test_months_go_back_to_the_first_day_and_no_further():
    first, last = datetime.date(2015, 3, 17), datetime.date(2015, 5, 2)
    assert [month.month for month in months_until(last, first)] == [3, 4, 5]
    assert len(months_until(datetime.date(2017, 5, 2), first)) == 12
    assert months_until(datetime.date(2015, 2, 1), first) == []


def test_contacts_are_those_that_were_held(team):
    mesure = team.mesure
    for day in (2, 9):
        InterviewFactory(accompaniment=mesure, on=datetime.date(2015, 4, day))
    InterviewFactory(accompaniment=mesure, on=datetime.date(2015, 5, 5))
    InterviewFactory(
        accompaniment=mesure, on=datetime.date(2015, 5, 7), outcome=InterviewOutcome.MISSED, outcome_by=Side.HOUSEHOLD
    )
    AttemptFactory(accompaniment=mesure, on=datetime.date(2015, 5, 8))
    told = contacts_told(mesure, datetime.date(2015, 5, 30))
    assert told == [
        (datetime.date(2015, 3, 1), 0),
        (datetime.date(2015, 4, 1), 2),
        (datetime.date(2015, 5, 1), 1),
    ]


def everything_inside(team):
    """Something in each place that the landlord must never read."""
    mesure = team.mesure
    said = InterviewFactory(accompaniment=mesure, on=TODAY, team_text="Secret1", others="Secret2", themes=["budget"])
    PrivateNoteFactory(interview=said, text="Secret3")
    missed = {"outcome": InterviewOutcome.MISSED, "outcome_by": Side.HOUSEHOLD}
    InterviewFactory(accompaniment=mesure, on=TODAY, team_text="Secret4", **missed)
    AttemptFactory(accompaniment=mesure, on=TODAY, team_text="Secret5")
    ObjectiveFactory(accompaniment=mesure, text="Secret6")
    phase = mesure.phases.get()
    SuspensionFactory(phase=phase, starts_on=TODAY, ends_on=None, reason="hospital", note="Secret7")
    PauseFactory(accompaniment=mesure, note="Secret8", starts_on=TODAY, ends_on=TODAY + DAY)
    AppointmentFactory(
        household=team.household,
        operator=team.convention.operator,
        kind=AppointmentKind.TRIPARTITE_QUARTERLY,
        state=AppointmentState.MISSED,
        missed_by="household",
    )
    return said


@pytest.mark.parametrize("who", ["advisor", "manager"])
def test_the_landlord_reads_nothing_of_what_is_inside(team, who, log_in):
    everything_inside(team)
    words = page_of(log_in, team, getattr(team, who))
    assert "Suspendue" in words
    hidden = [f"Secret{number}" for number in range(1, 9)]
    hidden += ["ospital", "Budget", "anqu", "bsen", "Tentative", "n’est pas venu"]
    assert [word for word in hidden if word in words] == []


def test_it_leads_to_what_waits_and_tells_what_was_published_and_promised(team, log_in):
    held = InterviewFactory(accompaniment=team.mesure, team_text="Pour nous")
    PublicationFactory(interview=held, text="Le loyer de mai est payé.")
    meeting = TripartiteMeetingFactory(household=team.household, convention=team.convention)
    for party in Party:
        Commitment.objects.create(meeting=meeting, party=party, text=f"Promesse de {party.label}")
    meeting.state, meeting.sealed_at = MinutesState.SEALED, timezone.now()
    meeting.save()
    extension = ExtensionFactory(accompaniment=team.mesure, meeting=meeting)
    response = log_in(team.advisor).get(address(team))
    words = text_of(response)
    promises = [f"Promesse de {party.label}" for party in Party]
    for told in ("Le loyer de mai est payé.", "attend votre accord", *promises):
        assert told in words
    assert extension.get_absolute_url() in response.content.decode()
    assert reverse("accompaniment:exchanges", args=[team.household.pk]) in response.content.decode()
    assert "Le loyer de mai" not in page_of(log_in, team, team.manager)


def test_the_next_meeting_of_the_three_is_told(team, log_in):
    start = timezone.now() + 20 * DAY
    meeting = AppointmentFactory(
        household=team.household,
        operator=team.convention.operator,
        kind=AppointmentKind.TRIPARTITE_QUARTERLY,
        starts_at=start,
        ends_at=start + datetime.timedelta(hours=1),
    )
    assert meeting.get_kind_display() in page_of(log_in, team, team.advisor)


def test_it_is_the_landlords_page_and_leaves_a_trace(team, log_in):
    others = [one for one in everybody_else(team) if one not in (team.advisor, team.manager)]
    for actor in (team.worker, team.head, *others):
        assert log_in(actor).get(address(team)).status_code == 404
    log_in(team.advisor).get(address(team))
    line = AccessLogEntry.objects.get(action="progress.read")
    assert (line.subject_id, line.subject_organisation) == (team.household.pk, team.household.landlord)


def test_the_page_of_the_household_leads_to_it(team, log_in):
    InterviewFactory(accompaniment=team.mesure, on=TODAY)
    url = reverse("tenants:household", args=[team.household.pk])
    assert address(team) in log_in(team.advisor).get(url).content.decode()
    assert address(team) not in log_in(team.worker).get(url).content.decode()


def test_as_many_queries_however_much_there_is(team, log_in):
    client = log_in(team.advisor)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(address(team)).status_code == 200
        return len(found)

    PublicationFactory(interview=InterviewFactory(accompaniment=team.mesure))
    queries()
    few = queries()
    for _ in range(5):
        PublicationFactory(interview=InterviewFactory(accompaniment=team.mesure))
    assert queries() == few


def test_a_household_without_a_mesure_says_so(team, log_in):
    other = AppointmentFactory(operator=team.convention.operator, household__landlord=team.household.landlord).household
    words = text_of(log_in(team.advisor).get(reverse("accompaniment:progress", args=[other.pk])))
    assert "Pas encore de mesure" in words
