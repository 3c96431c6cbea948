"""Adhesion answered, refused, thought over and withdrawn at the screen."""

import datetime

import pytest
from django.urls import reverse

from referrals.models import Adhesion
from referrals.services.adhesions import record_refusal
from tests.factories.tenants import PersonFactory
from tests.forms import fields_of, post_form
from tests.referrals.screens import html_of, page_at
from tests.referrals.three import (
    DRAWN,
    MET_ON,
    ON_SCREEN,
    met,
    says_yes,
    the_three,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LATER = datetime.date(2015, 6, 16)


def answer_page(three, person=None):
    return page_at("adhesion_record", three.referral, person or three.person)


def test_an_adhesion_drawn_with_a_finger(log_in, three):
    met(three)
    browser, url = log_in(three.worker), answer_page(three)
    page = browser.get(url)
    assert fields_of(page)["on"] == ["2015-03-17"]
    typed = {"answer_individual": "yes", "answer_collective": "no", "reason_collective": "Pas encore.", "way": "screen"}
    saved = post_form(browser, url, page, **typed, signature=DRAWN)
    assert saved.url == page_at("adhesions", three.referral)
    assert post_form(browser, url, page, **typed, signature=DRAWN).url == saved.url
    assert Adhesion.objects.count() == 2
    html = html_of(browser, saved.url)
    assert "Une adhésion demandée est refusée." in html
    assert reverse("referrals:referral_decline", args=[three.referral.pk]) in html
    assert "Pas encore." in html


def test_a_refusal_and_a_silence_lead_to_the_end_of_the_referral(log_in, three):
    says = post_form(log_in(three.worker), answer_page(three), answer_individual="no", answer_collective="no")
    assert "?suite=refusal" in html_of(log_in(three.worker), says.url)
    url = page_at("referral_decline", three.referral)
    for kind in ("refusal", "no_answer"):
        proposed = fields_of(log_in(three.worker).get(f"{url}?suite={kind}"))["motive"]
        assert [one.partition("-")[0] for one in proposed] == [kind]
    assert "motive" not in fields_of(log_in(three.worker).get(f"{url}?suite=autre"))


def test_a_start_by_letter_may_end_without_an_answer(log_in):
    three = the_three(start_mode="courrier")
    html = html_of(log_in(three.worker), three.referral.get_absolute_url())
    assert "?suite=no_answer" in html
    assert "?suite=no_answer" not in html_of(log_in(three.advisor), three.referral.get_absolute_url())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"answer_collective": "yes"}, "Choisissez sa réponse"),
        ({"answer_individual": "yes", "answer_collective": "yes"}, "Indiquez comment la personne a donné"),
        ({"answer_individual": "yes", "answer_collective": "yes", "way": "screen"}, "Faites signer la personne"),
        (
            {"answer_individual": "yes", "answer_collective": "yes", "way": "screen", "signature": "x"},
            "n’a pas pu être lue",
        ),
        ({"answer_individual": "yes", "answer_collective": "yes", "way": "witness"}, "Indiquez le nom du témoin"),
        (
            {"answer_individual": "yes", "answer_collective": "yes", "way": "paper", "on": "2099-01-01"},
            "pas encore venu",
        ),
        ({"answer_individual": "no", "answer_collective": "no", "on": "32/13/2015"}, "Ce jour n’existe pas"),
    ],
)
def test_an_answer_that_cannot_be_kept(log_in, three, typed, said):
    answer = post_form(log_in(three.worker), answer_page(three), **typed)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Adhesion.objects.exists()


def test_time_to_think_is_no_answer(log_in, three):
    browser = log_in(three.worker)
    typed = {"answer_individual": "time", "answer_collective": "time"}
    saved = post_form(browser, answer_page(three), **typed)
    assert not Adhesion.objects.exists()
    assert "la question reste ouverte" in browser.get(saved.url).content.decode()


def test_answered_meanwhile(log_in, three):
    browser, url = log_in(three.worker), answer_page(three)
    page = browser.get(url)
    says_yes(three)
    answer = post_form(browser, url, page, answer_individual="yes", answer_collective="yes", way="paper")
    assert "Cette adhésion est déjà notée" in answer.content.decode()
    assert "answer_individual" not in fields_of(browser.get(url))
    says_yes(three, "collective")
    assert browser.get(url).status_code == 404


def test_who_left_the_household_or_is_of_another_is_not_asked(log_in, three):
    gone = PersonFactory(household=three.household, tie="partner", left_on=datetime.date(2015, 2, 1))
    for person in (gone, the_three().person):
        assert log_in(three.worker).get(answer_page(three, person)).status_code == 404


def test_the_obvious_next_step_once_all_are_there(log_in, three):
    says_yes(three)
    browser, url = log_in(three.worker), page_at("adhesions", three.referral)
    conclude = page_at("adhesions_conclude", three.referral)
    assert conclude not in html_of(browser, url)
    assert "Il manque encore" in browser.post(conclude, follow=True).content.decode()
    says_yes(three, "collective")
    assert conclude in html_of(browser, url)
    assert conclude not in html_of(log_in(three.advisor), url)
    assert log_in(three.worker).post(conclude).url == three.referral.get_absolute_url()
    assert "Adhésion recueillie" in html_of(browser, three.referral.get_absolute_url())


def test_the_reason_of_a_withdrawal_stays_at_the_association(log_in, three):
    adhesion = says_yes(three)
    url = page_at("adhesion_withdraw", adhesion)
    page = log_in(three.worker).get(url)
    assert "Sans accompagnement individuel, l’action s’arrête" in page.content.decode()
    post_form(log_in(three.worker), url, page, on="2015-04-01", reason="Ne veut plus venir.")
    record_refusal(
        referral=three.referral,
        person=three.person,
        kind="collective",
        on=MET_ON,
        reason="N’aime pas le groupe.",
        by=three.worker,
    )
    everywhere = [page_at("adhesions", three.referral), three.referral.get_absolute_url()]
    everywhere += [three.household.get_absolute_url(), page_at("meetings", three.household)]
    for reader in (three.advisor, three.manager):
        for address in everywhere:
            html = html_of(log_in(reader), address)
            assert "Retirée le 1er avril 2015" in html
            assert "Ne veut plus venir" not in html
            assert "N’aime pas le groupe" not in html
    html = html_of(log_in(three.head), everywhere[0])
    assert "Ne veut plus venir." in html
    assert "N’aime pas le groupe." in html


def test_the_manager_reads_the_state_and_not_how(log_in, three):
    says_yes(three, signing=ON_SCREEN)
    url = page_at("adhesions", three.referral)
    assert "Signée sur l’écran" in html_of(log_in(three.advisor), url)
    html = html_of(log_in(three.manager), url)
    assert "Donnée le 17 mars 2015" in html
    assert "Signée sur l’écran" not in html
