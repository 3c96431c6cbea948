"""What the agenda tells of a day besides appointments: what is due, to whoever has it in hand."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accompaniment.models import Accompaniment, Phase
from accounts.models import AccessLogEntry
from referrals.presentation.agenda import TEAM
from referrals.presentation.deadlines import deadlines_between
from tests.accompaniment.pairs import the_team
from tests.factories.accompaniment import (
    AccompanimentFactory,
    ActionFactory,
    InterviewFactory,
    ObjectiveFactory,
    TaskFactory,
    diagnostic_mesure,
)
from tests.factories.tenants import AssignmentFactory
from tests.texts import text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def team(today):
    return the_team(starts_on=today - 40 * DAY)


def between(actor, today, days=15):
    return [(one.on, one.what) for one in deadlines_between(today, today + days * DAY, actor, today)]


def test_what_is_due_stands_on_its_day(team, today):
    InterviewFactory(accompaniment=team.mesure, on=today - 10 * DAY)
    Accompaniment.objects.filter(pk=team.mesure.pk).update(term_on=today + 9 * DAY)
    objective = ObjectiveFactory(accompaniment=team.mesure, due_on=today + 2 * DAY)
    TaskFactory(objective=objective, side="worker", due_on=today + 3 * DAY)
    TaskFactory(objective=objective, side="household", due_on=today + 3 * DAY)
    ActionFactory(accompaniment=team.mesure, due_on=today + 4 * DAY)
    told = between(team.worker, today)
    assert [what for _, what in told] == [
        "Objectif à revoir",
        "Tâche à faire",
        "Démarche à suivre",
        "Rencontre à faire au plus tard",
        "Terme de la mesure",
    ]
    assert between(team.head, today) == told
    for nobody in (team.colleague, team.advisor, team.manager):
        assert between(nobody, today) == []


def test_a_diagnostic_is_due_on_its_limit(team, today):
    mesure = diagnostic_mesure(convention=team.convention, starts_on=today - 20 * DAY)
    AssignmentFactory(household=mesure.household, membership=team.worker, kind="second")
    Phase.objects.filter(accompaniment=mesure).update(limit_on=today + DAY)
    assert (today + DAY, "Diagnostic à rendre") in between(team.worker, today)


def test_the_page_names_them_to_whoever_has_them_and_says_so_in_the_log(log_in, team, today):
    ObjectiveFactory(accompaniment=team.mesure, due_on=today)
    url = reverse("referrals:agenda")
    before = AccessLogEntry.objects.filter(subject_organisation=team.household.landlord).count()
    page = text_of(log_in(team.worker).get(url))
    assert team.household.name in page
    assert "Objectif à revoir" in page
    assert AccessLogEntry.objects.filter(subject_organisation=team.household.landlord).count() == before + 1
    assert "Objectif à revoir" in text_of(log_in(team.head).get(url, {"qui": TEAM}))
    assert "Objectif à revoir" not in text_of(log_in(team.head).get(url))
    assert "Objectif à revoir" not in text_of(log_in(team.advisor).get(url))
    type(team.household).objects.filter(pk=team.household.pk).update(guarded=True)
    assert team.household.name not in text_of(log_in(team.worker).get(url))


def test_as_many_statements_for_five_more(team, today):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            deadlines_between(today, today + 30 * DAY, team.worker, today)
        return len(queries)

    def one_more():
        mesure = AccompanimentFactory(convention=team.convention, starts_on=today - 40 * DAY)
        AssignmentFactory(household=mesure.household, membership=team.worker, kind="second")
        ActionFactory(accompaniment=mesure, due_on=today + DAY)

    one_more()
    first = statements()
    for _ in range(5):
        one_more()
    assert statements() == first
