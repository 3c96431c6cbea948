"""What a bilan tells of how a mesure began and went: days, names, what was published; never what was said inside."""

import pytest

from accompaniment.models import Accompaniment
from accompaniment.presentation.course import named_at_the_start
from accompaniment.services.publications import publish_objective, withdraw_publication
from accompaniment.services.reviews import submit_review, validate_review
from referrals.enums import MinutesState, Party
from referrals.models import TripartiteMeeting
from tests.accompaniment.bilans import ON, begun, complete, html_of, met, url, validated
from tests.accompaniment.pairs import the_team
from tests.factories.accompaniment import ExtensionFactory, ObjectiveFactory, SuspensionFactory, validated_review
from tests.factories.referrals import sent_referral
from tests.papers import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return the_team()


@pytest.fixture
def review(team):
    return begun(team)


def fiche_of(team, **said):
    """The fiche that the mesure answers; `said`: what the landlord wrote in it."""
    said = {f"sheet__{name}": value for name, value in said.items()}
    referral = sent_referral(household=team.household, convention=team.convention, advisor=team.advisor, **said)
    Accompaniment.objects.filter(pk=team.mesure.pk).update(referral=referral)
    team.mesure.refresh_from_db()


def test_it_tells_what_was_named_at_the_start(log_in, team, review):
    start = met(team, kind="start", held_on=team.mesure.starts_on, problems="Loyer impayé.", improvements="Ouvrir.")
    page = html_of(log_in(team.worker), url("review_write", review))
    assert "Ce qui avait été nommé au départ" in page
    assert "Loyer impayé." in page
    assert "Ouvrir." in page
    TripartiteMeeting.objects.filter(pk=start.pk).update(state=MinutesState.CANCELLED)
    assert "nommé au départ" not in html_of(log_in(team.worker), url("review_write", review))


def test_without_such_a_meeting_the_landlords_fiche_tells_it(team, review):
    assert named_at_the_start(team.mesure, ON) == {"problems": "", "improvements": ""}
    fiche_of(team, problems="Courrier non ouvert.", improvements="Répondre aux courriers.")
    told = named_at_the_start(team.mesure, ON)
    assert told["problems"].endswith("Courrier non ouvert.")
    assert told["improvements"] == "Répondre aux courriers."
    met(team, kind="start", held_on=team.mesure.starts_on, problems="Loyer impayé.")
    both = {"problems": "Loyer impayé.", "improvements": "Répondre aux courriers."}
    assert named_at_the_start(team.mesure, ON) == both


def test_it_tells_how_long_with_whom_and_what_was_interrupted_by_days_alone(log_in, team, review):
    phase = team.mesure.phases.get()
    SuspensionFactory(phase=phase, reason="no_contact", note="MOTSUSPENDU")
    ExtensionFactory(
        accompaniment=team.mesure, state="agreed", answered_on=ON, answered_by=team.advisor, reason="MOTPROLONGE"
    )
    fiche_of(team)
    meeting = met(team)
    meeting.participants.create(party=Party.TENANT, name="Jeanne Kervella")
    meeting.participants.create(party=Party.LANDLORD, name="Un absent", present=False)
    complete(team, review, meeting=meeting)
    submit_review(review=review, by=team.worker)
    validate_review(review=review, by=team.head)
    for reader in (team.worker, team.advisor, team.manager):
        browser = log_in(reader)
        paper = text_of(browser.get(url("review_paper", review)).content)
        for told in (html_of(browser, url("review", review)), paper):
            for words in (
                "11 mois",
                "du 1er juin au 30 juin 2015",
                "jusqu’au 16 septembre 2016",
                str(team.worker.user),
                str(team.advisor.user),
                "Locataire : Jeanne Kervella",
                "Accompagnement individuel, depuis le 17 mars 2015",
            ):
                assert words in told, (reader, words)
            for hidden in ("MOTSUSPENDU", "MOTPROLONGE", "contact est interrompu", "Un absent"):
                assert hidden not in told


def test_of_the_objectives_what_was_published_alone_and_for_whoever_reads_it(log_in, team, review):
    kept = ObjectiveFactory(accompaniment=team.mesure, text="MOTINTERNE", state="under_way")
    ObjectiveFactory(accompaniment=team.mesure, text="MOTAUTRE")
    told = publish_objective(objective=kept, text="Payer le cinq du mois.", by=team.worker)
    validated(team, review)

    def read(who):
        browser = log_in(who)
        paper = text_of(browser.get(url("review_paper", review)).content)
        return html_of(browser, url("review", review)), paper

    for words in (*read(team.advisor), *read(team.worker)):
        assert "Payer le cinq du mois." in words
        assert "En cours" in words
    for words in (*read(team.advisor), *read(team.manager)):
        assert "MOTINTERNE" not in words
        assert "MOTAUTRE" not in words
    assert all("Payer le cinq" not in words for words in read(team.manager))
    withdraw_publication(publication=told, reason="Écrit trop vite.", by=team.worker)
    assert all("Payer le cinq" not in words for words in read(team.advisor))


def test_an_organisation_without_a_logo_signs_with_its_name(log_in, team, review):
    validated(team, review)
    paper = text_of(log_in(team.advisor).get(url("review_paper", review)).content)
    head = paper[: paper.index("Bilan")]
    assert team.convention.operator.label in head
    assert team.convention.landlord.label in head


def test_a_bilan_that_was_kept_before_still_reads(log_in, team):
    earlier = {"since": team.mesure.starts_on.isoformat(), "contacts": [], "commitments": []}
    review = validated_review(accompaniment=team.mesure, on=ON, recorded=earlier)
    assert "11 mois" in html_of(log_in(team.advisor), url("review", review))
