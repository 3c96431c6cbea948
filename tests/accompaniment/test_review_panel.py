"""The bilans on the page of a household: the latest and its state, and what each is asked to do with it."""

import pytest
from django.utils import timezone

from accompaniment.panels.reviews import review_panel
from accompaniment.services.reviews import send_back_review, submit_review
from tenants.models import Household
from tests.accompaniment.bilans import DAY, begun, complete, html_of, url, validated
from tests.accompaniment.pairs import the_team

pytestmark = pytest.mark.django_db
ASKED = ("Un bilan attend votre validation.", "Un bilan est à reprendre.", "Un bilan est à faire signer.")


@pytest.fixture
def team():
    return the_team()


def asked(member, team):
    """(what the panel asks of this person, "" for nothing, whether it is there)"""
    household = Household.objects.get(pk=team.household.pk)
    panel = review_panel(household, member, timezone.localdate())
    return panel.pending.title if panel and panel.pending else "", panel is not None


def test_each_state_asks_whoever_is_to_act(team):
    assert asked(team.worker, team) == ("", False)
    review = complete(team, begun(team))
    assert asked(team.worker, team) == ("", True)
    assert asked(team.advisor, team) == ("", False)
    submit_review(review=review, by=team.worker)
    assert asked(team.head, team) == (ASKED[0], True)
    assert asked(team.worker, team) == ("", True)
    assert asked(team.manager, team) == ("", False)
    send_back_review(review=review, reason="Il manque un mot.", by=team.head)
    assert asked(team.worker, team) == (ASKED[1], True)
    assert asked(team.head, team) == ("", True)


def test_validated_it_is_to_be_signed_and_read_once(team, log_in, monkeypatch):
    review = validated(team, begun(team))
    assert asked(team.worker, team) == (ASKED[2], True)
    assert asked(team.head, team) == ("", True)
    assert asked(team.manager, team) == ("", True)
    assert asked(team.advisor, team) == ("Un bilan est à lire.", True)
    later = timezone.now() + 40 * DAY
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert asked(team.advisor, team) == ("", True)
    monkeypatch.undo()
    page = html_of(log_in(team.worker), team.household.get_absolute_url())
    assert "<h2>Bilans" in page
    assert url("review", review) in page
    log_in(team.advisor).get(url("review", review))
    assert asked(team.advisor, team) == ("", True)
