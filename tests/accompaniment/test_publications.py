"""What the landlord reads of the follow-up: a text of its own, of what was held, until it is taken back."""

import pytest
from django.utils import timezone

from accompaniment.models import Publication
from accompaniment.services.publications import publish_interview, publish_objective, withdraw_publication
from core.errors import DomainError
from tests.accompaniment.pairs import everybody_else, the_team
from tests.factories.accompaniment import AttemptFactory, InterviewFactory, ObjectiveFactory, PublicationFactory
from tests.factories.tenants import AssignmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return the_team()


def visit(team, **given):
    return InterviewFactory(accompaniment=team.mesure, **given)


def refused(words, call, field=None):
    with pytest.raises(DomainError, match=words) as refusal:
        call()
    assert field is None or refusal.value.field == field


def test_the_advisor_reads_the_day_the_title_and_the_text(team):
    held = visit(team, themes=["psychologique"], team_text="Pour nous")
    told = publish_interview(interview=held, text=" Le loyer est payé. ", by=team.worker)
    read = Publication.objects.visible_to(team.advisor).get()
    assert read == told
    assert (read.on, read.title, read.text) == (held.on, "Visite à domicile", "Le loyer est payé.")
    assert not Publication.objects.visible_to(team.manager).exists()
    assert not Publication.objects.visible_to(team.colleague).exists()


@pytest.mark.parametrize(
    "given",
    [
        {"outcome": "missed", "outcome_by": "household"},
        {"outcome": "cancelled", "outcome_by": "worker"},
        {"kind": "letter"},
        {"cancelled_at": timezone.now(), "cancel_reason": "Erreur"},
    ],
)
def test_an_absence_a_letter_or_what_was_cancelled_is_never_published(team, given):
    refused("qui a eu lieu", lambda: publish_interview(interview=visit(team, **given), text="Non", by=team.worker))


def test_an_attempt_is_never_published(team):
    attempt = AttemptFactory(accompaniment=team.mesure)
    refused("qui a eu lieu", lambda: publish_interview(interview=attempt, text="Non", by=team.worker))


def test_what_is_wrong_is_said(team):
    held = visit(team)
    refused("Écrivez", lambda: publish_interview(interview=held, text="  ", by=team.worker), "text")
    refused("au plus", lambda: publish_interview(interview=held, text="a" * 8001, by=team.worker), "text")
    publish_interview(interview=held, text="Une fois", by=team.worker)
    refused("déjà publié", lambda: publish_interview(interview=held, text="Deux fois", by=team.worker))


def test_its_author_alone_chooses(team):
    held = visit(team)
    AssignmentFactory(household=team.household, membership=team.colleague, kind="second")
    refused("par la personne", lambda: publish_interview(interview=held, text="Non", by=team.colleague))
    theirs = the_team()
    for member in (team.head, team.advisor, team.manager, theirs.worker):
        refused("entre vos mains", lambda member=member: publish_interview(interview=held, text="Non", by=member))


def test_taken_back_the_landlord_reads_it_no_more_and_another_may_come(team):
    told = PublicationFactory(interview=visit(team))
    refused("pourquoi", lambda: withdraw_publication(publication=told, reason="", by=team.worker), "reason")
    for member in (*everybody_else(team), team.head, the_team().worker):
        refused("entre vos mains", lambda member=member: withdraw_publication(publication=told, reason="x", by=member))
    withdraw_publication(publication=told, reason="Un mot de trop", by=team.worker)
    assert not Publication.objects.visible_to(team.advisor).exists()
    assert Publication.objects.visible_to(team.head).get().withdrawal_reason == "Un mot de trop"
    refused("déjà retiré", lambda: withdraw_publication(publication=told, reason="Encore", by=team.worker))
    assert publish_interview(interview=told.interview, text="Mieux dit", by=team.worker).text == "Mieux dit"


def test_an_objective_is_published_too(team):
    objective = ObjectiveFactory(accompaniment=team.mesure)
    told = publish_objective(objective=objective, text="Reprendre le paiement.", by=team.worker)
    assert (told.on, told.interview) == (objective.agreed_on, None)
    refused("déjà publié", lambda: publish_objective(objective=objective, text="Encore", by=team.worker))
    refused("entre vos mains", lambda: publish_objective(objective=objective, text="Non", by=team.colleague))
