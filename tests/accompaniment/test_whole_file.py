"""The whole file on paper: a private note for its author alone, a line in the access log for each print."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessLogEntry
from tenants.enums import AssignmentKind
from tests.accompaniment.pairs import everybody_else, the_team
from tests.factories.accompaniment import InterviewFactory, ObjectiveFactory, PrivateNoteFactory, PublicationFactory
from tests.factories.tenants import AssignmentFactory
from tests.papers import text_of

pytestmark = pytest.mark.django_db
LONG = "La famille dit ce qui compte pour elle. " * 40


@pytest.fixture
def team():
    return the_team()


@pytest.fixture
def said(team):
    """A visit with its three texts, and what a colleague on the same file wrote for herself."""
    AssignmentFactory(household=team.household, membership=team.colleague, kind=AssignmentKind.SECOND)
    said = InterviewFactory(accompaniment=team.mesure, team_text=f"Prévenir la gardienne. {LONG} Fin du texte.")
    PublicationFactory(interview=said, text="Le loyer d’avril est payé.")
    PrivateNoteFactory(interview=said, text="Chuchotement de l’autrice")
    PrivateNoteFactory(interview=said, author=team.colleague, text="Murmure de la seconde")
    ObjectiveFactory(accompaniment=team.mesure, text="Reprendre le loyer")
    return said


def print_of(log_in, actor, household, asked=""):
    return log_in(actor).get(reverse("accompaniment:whole_file", args=[household.pk]) + asked)


def words_of(log_in, actor, household, asked=""):
    response = print_of(log_in, actor, household, asked)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="dossier-{household.number}.pdf"'
    return text_of(response.content)


def test_the_paper_tells_all_but_private_notes(team, said, log_in):
    for actor in (team.worker, team.colleague, team.head):
        words = words_of(log_in, actor, team.household)
        for told in ("Prévenir la gardienne", "Fin du texte.", "Le loyer d’avril est payé.", "Reprendre le loyer"):
            assert told in words
        assert team.mesure.number in words
        assert team.household.name in words
        assert "Chuchotement" not in words
        assert "Murmure" not in words
        assert "notes privées" not in words


def test_with_private_notes_each_author_reads_her_own_alone(team, said, log_in):
    hers = words_of(log_in, team.worker, team.household, "?notes=1")
    assert "Chuchotement de l’autrice" in hers
    assert "Murmure" not in hers
    seconds = words_of(log_in, team.colleague, team.household, "?notes=1")
    assert "Murmure de la seconde" in seconds
    assert "Chuchotement" not in seconds
    heads = words_of(log_in, team.head, team.household, "?notes=1")
    assert "Chuchotement" not in heads
    assert "Murmure" not in heads


def test_each_print_is_traced_and_says_whether_with_notes(team, said, log_in):
    print_of(log_in, team.worker, team.household)
    print_of(log_in, team.worker, team.household, "?notes=1")
    print_of(log_in, team.head, team.household, "?notes=1")
    lines = AccessLogEntry.objects.filter(subject_id=team.household.pk, subject_organisation=team.household.landlord)
    found = list(lines.order_by("at").values_list("membership", "action"))
    assert found == [
        (team.worker.pk, "team_text.read"),
        (team.worker.pk, "team_text.read"),
        (team.worker.pk, "private_note.read"),
        (team.head.pk, "team_text.read"),
    ]


def test_nobody_else_prints_it(team, log_in):
    for other in everybody_else(team):
        for asked in ("", "?notes=1"):
            assert print_of(log_in, other, team.household, asked).status_code == 404, other.role


def test_who_may_print_is_led_to_it_from_the_file(team, log_in):
    address = reverse("accompaniment:whole_file", args=[team.household.pk])
    file = reverse("tenants:household", args=[team.household.pk])
    hers = log_in(team.worker).get(file).content.decode()
    assert f'"{address}"' in hers
    assert f'"{address}?notes=1"' in hers
    heads = log_in(team.head).get(file).content.decode()
    assert f'"{address}"' in heads
    assert "?notes=1" not in heads
    assert address not in log_in(team.advisor).get(file).content.decode()


def test_as_many_queries_for_many_entries(team, said, log_in):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert print_of(log_in, team.worker, team.household, "?notes=1").status_code == 200
        return len(found)

    queries()
    few = queries()
    for interview in InterviewFactory.create_batch(5, accompaniment=team.mesure):
        PrivateNoteFactory(interview=interview)
    assert queries() == few
