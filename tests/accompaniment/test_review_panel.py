"""The bilans on the page of a household: the latest and its state, and what each is asked to do with it."""

import pytest

from accompaniment.services.reviews import send_back_review, submit_review
from tests.accompaniment.bilans import begun, complete, html_of, url, validated
from tests.accompaniment.pairs import the_team

pytestmark = pytest.mark.django_db
ASKED = ("Un bilan attend votre validation.", "Un bilan est à reprendre.", "Un bilan est à faire signer.")


@pytest.fixture
def team():
    return the_team()


def asked(log_in, member, team):
    """What the banner of the file asks, and whether the panel is there."""
    page = html_of(log_in(member), team.household.get_absolute_url())
    return [words for words in (*ASKED, "Un bilan est à lire.") if words in page], "<h2>Bilans" in page


def test_each_state_asks_whoever_is_to_act(team, log_in):
    assert asked(log_in, team.worker, team) == ([], False)
    review = complete(team, begun(team))
    assert asked(log_in, team.worker, team) == ([], True)
    assert asked(log_in, team.advisor, team) == ([], False)
    submit_review(review=review, by=team.worker)
    assert asked(log_in, team.head, team) == ([ASKED[0]], True)
    assert asked(log_in, team.worker, team) == ([], True)
    assert asked(log_in, team.manager, team) == ([], False)
    send_back_review(review=review, reason="Il manque un mot.", by=team.head)
    assert asked(log_in, team.worker, team) == ([ASKED[1]], True)
    assert asked(log_in, team.head, team) == ([], True)


def test_validated_it_is_to_be_signed_and_read_once(team, log_in):
    review = validated(team, begun(team))
    assert asked(log_in, team.worker, team) == ([ASKED[2]], True)
    assert asked(log_in, team.head, team) == ([], True)
    assert asked(log_in, team.manager, team) == ([], True)
    assert asked(log_in, team.advisor, team) == (["Un bilan est à lire."], True)
    log_in(team.advisor).get(url("review", review))
    assert asked(log_in, team.advisor, team) == ([], True)
