import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accompaniment.enums import InterviewOutcome, Side
from accompaniment.presentation.timeline import Place, timeline_of
from accounts.enums import Role
from tests.factories.accompaniment import (
    AccompanimentFactory,
    AttemptFactory,
    ExchangeFactory,
    InterviewFactory,
    ObjectiveFactory,
    PublicationFactory,
)
from tests.factories.accounts import MembershipFactory
from tests.texts import text_of

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2015, 3, 17)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def mesure():
    return AccompanimentFactory()


@pytest.fixture
def advisor(mesure):
    return MembershipFactory(role=Role.ADVISOR, organisation=mesure.convention.landlord)


def page_of(client, mesure, **parameters):
    return client.get(reverse("accompaniment:timeline", args=[mesure.household_id]), parameters)


def all_titles(household, actor, **asked):
    """Page after page, to the end."""
    found, after = [], None
    while True:
        line = timeline_of(household, actor, after=after, size=4, **asked)
        found += [(event.day, event.key) for event in line.events]
        if line.following is None:
            return found
        after = line.following


def test_pages_follow_one_another_without_a_gap_or_a_repetition(mesure):
    for number in range(12):
        on = FIRST + (number // 3) * DAY
        InterviewFactory(accompaniment=mesure, on=on)
        ObjectiveFactory(accompaniment=mesure, agreed_on=on)
    found = all_titles(mesure.household, mesure.worker)
    assert found == sorted(found, reverse=True)
    assert len(found) == len(set(found)) == 24 + 1 + mesure.household.adhesions.count()


def test_what_is_not_a_place_is_the_first_page(mesure):
    for written in (None, "", "20150317", "20150317-zz", "99999999-" + str(mesure.pk), "hier"):
        assert Place.read(written) is None
    place = Place(FIRST, mesure.pk)
    assert Place.read(str(place)) == place


def test_the_worker_reads_each_text_with_its_readers(mesure, log_in):
    told = InterviewFactory(accompaniment=mesure, team_text="Prévenir la collègue du quartier.")
    PublicationFactory(interview=told, text="Le loyer d’avril est payé.")
    words = text_of(page_of(log_in(mesure.worker), mesure))
    assert "Prévenir la collègue du quartier." in words
    assert "Le loyer d’avril est payé." in words


def test_the_advisor_reads_what_is_published_and_no_absence(mesure, advisor, log_in):
    told = InterviewFactory(accompaniment=mesure, team_text="Un secret de famille.", themes=["psychologique"])
    PublicationFactory(interview=told, text="Le loyer d’avril est payé.")
    InterviewFactory(accompaniment=mesure, outcome=InterviewOutcome.MISSED, outcome_by=Side.HOUSEHOLD)
    AttemptFactory(accompaniment=mesure)
    ObjectiveFactory(accompaniment=mesure, text="Parler à son frère.")
    ExchangeFactory(household=mesure.household, convention=mesure.convention, text="Le gardien a été prévenu.")
    words = text_of(page_of(log_in(advisor), mesure))
    assert "Le loyer d’avril est payé." in words
    assert "Le gardien a été prévenu." in words
    for hidden in ("Un secret de famille", "psychologique", "Manqué", "Tentative", "Parler à son frère"):
        assert hidden not in words


def test_a_kind_and_a_period_narrow_the_line(mesure, log_in):
    InterviewFactory(accompaniment=mesure, on=FIRST + 40 * DAY, team_text="Au printemps.")
    InterviewFactory(accompaniment=mesure, on=FIRST + 5 * DAY, team_text="Au tout début.")
    ObjectiveFactory(accompaniment=mesure, agreed_on=FIRST + 40 * DAY, text="Un objectif.")
    client = log_in(mesure.worker)
    words = text_of(page_of(client, mesure, quoi="entretiens", depuis="01/04/2015"))
    assert "Au printemps." in words
    assert "Au tout début." not in words
    assert "Un objectif." not in words


def test_as_many_queries_for_five_hundred_entries(mesure, log_in):
    client = log_in(mesure.worker)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert page_of(client, mesure).status_code == 200
        return len(found)

    InterviewFactory.create_batch(3, accompaniment=mesure)
    page_of(client, mesure)
    few = queries()
    InterviewFactory.create_batch(40, accompaniment=mesure)
    ExchangeFactory.create_batch(10, household=mesure.household, convention=mesure.convention)
    assert queries() == few


def test_a_colleague_without_the_file_meets_nothing(mesure, log_in):
    colleague = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=mesure.convention.operator)
    assert page_of(log_in(colleague), mesure).status_code == 404
