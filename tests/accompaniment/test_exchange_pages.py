"""The pages of exchanges, on both sides; what waits on the home page."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accompaniment.models import Exchange
from accompaniment.services.exchanges import alert_operator, answer_alert
from tests.accompaniment.pairs import the_team
from tests.factories.accompaniment import ExchangeFactory, closed_mesure
from tests.factories.accounts import MembershipFactory
from tests.forms import post_form

pytestmark = pytest.mark.django_db
SAID = "Le gardien passe mardi."


@pytest.fixture
def team():
    return the_team()


def page_at(name, thing):
    return reverse(f"accompaniment:{name}", args=[thing.pk])


def html_of(client, url):
    return client.get(url).content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def raised(team):
    return alert_operator(
        household=team.household,
        convention=team.convention,
        agreed_on=datetime.date(2015, 5, 4),
        text="Un courrier revient.",
        by=team.advisor,
    )


def test_noted_on_one_side_it_is_read_on_the_other(log_in, team):
    typed = {"way": "call", "on": "2015-05-04", "agreed_on": "2015-05-03", "text": SAID}
    saved = post_form(log_in(team.advisor), page_at("exchange_create", team.household), **typed)
    one = Exchange.objects.get()
    assert saved.url == one.get_absolute_url()
    for reader in (team.worker, team.head, team.advisor, team.manager):
        assert SAID in html_of(log_in(reader), one.get_absolute_url())
        assert SAID in html_of(log_in(reader), page_at("exchanges", team.household))
    assert log_in(team.colleague).get(one.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"on": "2099-01-01"}, "Ce jour n’est pas encore venu"),
        ({"agreed_on": "2015-05-05"}, "le ménage donne son accord avant"),
        ({"agreed_on": ""}, "Indiquez quand le ménage a accepté."),
        ({"text": " "}, "Écrivez ce qui s’est dit."),
        ({"way": "alert"}, "alert"),
    ],
)
def test_what_is_wrong_is_said(log_in, team, typed, words):
    right = {"way": "call", "on": "2015-05-04", "agreed_on": "2015-05-03", "text": SAID}
    answer = post_form(log_in(team.worker), page_at("exchange_create", team.household), **right | typed)
    assert words in answer.content.decode().replace("\u00a0", " ")
    assert not Exchange.objects.exists()


def test_an_alert_waits_on_two_home_pages_until_it_is_answered(log_in, team):
    browser = log_in(team.advisor)
    url = page_at("exchange_alert", team.household)
    assert url in html_of(browser, page_at("exchanges", team.household))
    post_form(browser, url, agreed_on="2015-05-04", text="Un courrier revient.")
    one = Exchange.objects.get()
    for reader in (team.worker, team.head):
        home = html_of(log_in(reader), reverse("home"))
        assert "une alerte du bailleur" in home
        assert team.household.name not in home
        assert "attend une réponse" in html_of(log_in(reader), team.household.get_absolute_url())
    answered = post_form(log_in(team.worker), page_at("exchange_answer", one), text="Visite faite hier.", way="call")
    assert answered.url == one.get_absolute_url()
    assert "une alerte du bailleur" not in html_of(log_in(team.worker), reverse("home"))
    browser = log_in(team.advisor)
    assert "une réponse à votre alerte" in html_of(browser, reverse("home"))
    assert "Visite faite hier." in html_of(browser, one.get_absolute_url())
    assert "une réponse à votre alerte" not in html_of(browser, reverse("home"))


def test_without_a_mesure_that_runs_there_is_nothing_to_alert_about(log_in):
    mesure = closed_mesure()
    advisor = MembershipFactory(role="advisor", organisation=mesure.convention.landlord)
    assert log_in(advisor).get(page_at("exchange_alert", mesure.household)).status_code == 404
    assert page_at("exchange_alert", mesure.household) not in html_of(
        log_in(advisor), page_at("exchanges", mesure.household)
    )


def test_cancelled_it_is_struck_through_for_both(log_in, team):
    one = ExchangeFactory(household=team.household, convention=team.convention, written_by=team.advisor, text=SAID)
    url = page_at("exchange_cancel", one)
    assert url not in html_of(log_in(team.worker), one.get_absolute_url())
    assert "pourquoi" in post_form(log_in(team.advisor), url, reason="").content.decode()
    post_form(log_in(team.advisor), url, reason="Autre ménage")
    page = html_of(log_in(team.worker), one.get_absolute_url())
    assert "Autre ménage" in page
    assert "<del>" in page


def test_a_list_asks_as_much_for_many(log_in, team):
    def queries():
        browser, url = log_in(team.worker), page_at("exchanges", team.household)
        browser.get(url)
        with CaptureQueriesContext(connection) as asked:
            browser.get(url)
        return len(asked)

    def more(number):
        for _ in range(number):
            one = raised(team)
            answer_alert(exchange=one, text="Oui", by=team.worker)

    more(1)
    before = queries()
    more(4)
    assert queries() == before
