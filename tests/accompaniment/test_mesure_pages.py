"""The pages of a mesure: what each side reads, what waits for whom, how it is opened, what a page costs."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import Accompaniment, Extension
from accompaniment.queue.mesures import mesures_waiting
from accompaniment.services.closings import propose_closing, send_back_closing, validate_closing
from accompaniment.services.extensions import propose_extension
from accompaniment.services.phases import end_phase
from accompaniment.services.suspensions import pause_rhythm, resume, suspend
from programmes.enums import ExitReason
from referrals.models import Adhesion
from referrals.services.adhesions import adhere_referral, withdraw_adhesion
from tests.accompaniment.stay import ADHERED_ON, DAY, adhered, opened
from tests.factories.accompaniment import (
    AccompanimentFactory,
    ClosingFactory,
    ExtensionFactory,
    ObjectiveFactory,
    PauseFactory,
    PhaseFactory,
    SuspensionFactory,
    closed_mesure,
)
from tests.factories.referrals import TripartiteMeetingFactory
from tests.forms import post_form
from tests.texts import text_of

pytestmark = pytest.mark.django_db
JUNE = datetime.date(2015, 6, 1)
SECRET = "Chantier au loin"


@pytest.fixture
def three():
    return opened()


def page(name, *subjects):
    return reverse(f"accompaniment:{name}", args=[getattr(each, "pk", each) for each in subjects])


def read(client, url):
    return text_of(client.get(url)).replace("\u00a0", " ").replace("\u202f", " ")


def titles(actor):
    return [item.title for item in mesures_waiting(actor, timezone.localdate())]


# Opening


def test_a_mesure_is_proposed_on_the_fiche_the_file_and_at_home(log_in):
    three = adhered()
    adhere_referral(referral=three.referral, by=three.worker)
    browser, opening = log_in(three.worker), page("mesure_open", three.household, three.convention)
    adhesions = reverse("referrals:adhesions", args=[three.referral.pk])
    for url in (three.referral.get_absolute_url(), adhesions, three.household.get_absolute_url()):
        assert opening in browser.get(url).content.decode()
    assert "Une mesure est à ouvrir" in titles(three.worker)
    answer = post_form(browser, opening)
    mesure = Accompaniment.objects.get()
    assert answer.url == mesure.get_absolute_url()
    assert (mesure.starts_on, mesure.referral) == (ADHERED_ON, three.referral)
    assert opening not in browser.get(three.household.get_absolute_url()).content.decode()
    assert "Une mesure est à ouvrir" not in titles(three.worker)
    log_in(three.advisor)
    assert opening not in browser.get(three.referral.get_absolute_url()).content.decode()


def test_what_is_refused_is_said_beside_its_field_and_the_typing_stays(log_in):
    three = adhered()
    opening = page("mesure_open", three.household, three.convention)
    answer = post_form(log_in(three.worker), opening, starts_on="2015-03-16")
    assert "L’adhésion date du 17 mars 2015" in text_of(answer).replace("\u00a0", " ")
    assert 'value="2015-03-16"' in answer.content.decode()
    assert "Ce jour n’existe pas" in text_of(post_form(log_in(three.worker), opening, starts_on="2015-02-31"))


def test_a_return_says_that_it_is_a_right(log_in):
    done = closed_mesure()
    browser = log_in(done.worker)
    assert page("mesure_open", done.household, done.convention) in browser.get(done.get_absolute_url()).content.decode()
    opening = page("mesure_open", done.household, done.convention)
    assert "Retour après une sortie : c’est un droit." in read(browser, opening)
    post_form(browser, opening)
    again = Accompaniment.objects.get(previous=done)
    assert again.starts_on == done.ends_on + DAY
    assert "Retour après une sortie" in read(browser, again.get_absolute_url())
    assert "Le ménage est revenu" in read(browser, done.get_absolute_url())


# What each side reads


@pytest.mark.parametrize("reader", ["worker", "advisor"])
def test_the_first_day_told_is_that_of_the_mesure(log_in, three, reader):
    browser = log_in(getattr(three, reader))
    assert f"Mesure {three.mesure}, depuis le 17 mars 2015" in read(browser, three.household.get_absolute_url())
    suspension = suspend(phase=three.phase, starts_on=JUNE, reason="request", note="", by=three.worker)
    words = f"Mesure {three.mesure}, ouverte le 17 mars 2015 ; suspendue depuis le 1er juin 2015"
    assert words in read(browser, three.household.get_absolute_url())
    resume(suspension=suspension, on=JUNE + DAY, by=three.worker)
    end_phase(phase=three.phase, on=JUNE + 30 * DAY, by=three.worker)
    assert f"Mesure {three.mesure}, ouverte le 17 mars 2015" in read(browser, three.household.get_absolute_url())
    PhaseFactory(accompaniment=three.mesure, kind="autonomy", starts_on=JUNE + 40 * DAY)
    words = f"Mesure {three.mesure}, ouverte le 17 mars 2015 ; gestion autonome depuis le 11 juillet 2015"
    assert words in read(browser, three.household.get_absolute_url())
    if reader == "advisor":
        told = read(browser, page("progress", three.household))
        assert "Ouverte le 17 mars 2015 ; gestion autonome depuis le 11 juillet 2015" in told


def test_the_landlord_reads_days_and_states_alone(log_in, three):
    suspend(phase=three.phase, starts_on=JUNE, reason="request", note=SECRET, by=three.worker)
    pause_rhythm(
        mesure=three.mesure, starts_on=JUNE, ends_on=JUNE + DAY, reason="household_away", note=SECRET, by=three.worker
    )
    propose_closing(
        mesure=three.mesure,
        on=JUNE,
        exit_reason=ExitReason.AUTONOMY,
        without_review=SECRET,
        note=SECRET,
        by=three.worker,
    )
    inside = read(log_in(three.worker), three.mesure.get_absolute_url())
    assert SECRET in inside
    assert "À la demande du ménage" in inside
    assert "Pauses du rythme" in inside
    for reader in (three.advisor, three.manager):
        browser = log_in(reader)
        history = reverse("tenants:history", args=[three.household.pk])
        for url in (three.mesure.get_absolute_url(), three.household.get_absolute_url(), history):
            outside = read(browser, url)
            assert "uspend" in outside
            for word in (SECRET, "À la demande du ménage", "ause du rythme", "Rythme", "Autonomie", "proposée"):
                assert word not in outside, (url, word)


def test_a_reason_typed_inside_is_not_in_the_landlords_history(log_in, three):
    post_form(log_in(three.worker), page("phase_correct", three.phase), starts_on="2015-03-18", reason=SECRET)
    assert SECRET in read(log_in(three.worker), three.mesure.get_absolute_url())
    outside = read(log_in(three.advisor), three.mesure.get_absolute_url())
    assert "Dates d’une phase corrigées" in outside
    assert SECRET not in outside


def test_what_is_late_is_said(log_in, three):
    words = read(log_in(three.worker), three.household.get_absolute_url())
    assert "Aucun objectif n’est encore convenu" in words
    assert "Le terme est passé" in words
    outside = read(log_in(three.advisor), three.household.get_absolute_url())
    assert "objectif" not in outside
    assert "Le terme est passé" in outside
    assert {"Aucun objectif n’est convenu", "Le terme d’une mesure est passé"} <= set(titles(three.worker))
    ObjectiveFactory(accompaniment=three.mesure, author=three.worker)
    assert "Aucun objectif n’est convenu" not in titles(three.worker)


# What waits, and for whom


def later_meeting(three, **given):
    return TripartiteMeetingFactory(
        household=three.household, convention=three.convention, **{"held_on": JUNE, "kind": "intermediate"} | given
    )


def extended(three):
    meeting = later_meeting(three)
    return propose_extension(
        mesure=three.mesure, meeting=meeting, until=datetime.date(2016, 9, 16), reason="Le plan court.", by=three.worker
    )


def test_an_extension_is_read_and_agreed_by_the_landlord(log_in, three):
    extension = extended(three)
    assert titles(three.advisor) == ["Une prolongation attend votre accord"]
    browser = log_in(three.manager)
    assert "Une prolongation attend votre accord" in read(browser, three.household.get_absolute_url())
    assert page("extension_agree", extension) in browser.get(extension.get_absolute_url()).content.decode()
    assert post_form(browser, page("extension_agree", extension)).url == extension.get_absolute_url()
    three.mesure.refresh_from_db()
    assert three.mesure.term_on == datetime.date(2016, 9, 16)
    assert titles(three.advisor) == []


def test_a_refusal_and_its_reason_are_read_by_both(log_in, three):
    extension = extended(three)
    post_form(log_in(three.advisor), page("extension_refuse", extension), reason="Le budget est atteint.")
    assert Extension.objects.get().state == "refused"
    assert "Le budget est atteint." in read(log_in(three.worker), extension.get_absolute_url())


def test_an_extension_is_proposed_from_its_meeting(log_in, three):
    browser, url = log_in(three.worker), page("extension_propose", three.mesure)
    later_meeting(three, kind="start")
    assert "notez-la d’abord" in read(browser, url)
    meeting = later_meeting(three)
    post_form(browser, url, meeting=str(meeting.pk), until="2016-09-16", reason="Le plan court.")
    assert Extension.objects.get().until == datetime.date(2016, 9, 16)


def test_an_end_goes_from_the_worker_to_the_head_and_back(log_in, three):
    ObjectiveFactory(accompaniment=three.mesure, author=three.worker)
    url = page("closing_propose", three.mesure)
    browser = log_in(three.worker)
    assert "1 objectif encore ouvert" in read(browser, url)
    typed = {"on": "2015-06-01", "exit_reason": "autonomy", "without_review": "Pas venu."}
    assert "est encore ouvert" in text_of(post_form(browser, url, **typed))
    three.mesure.objectives.update(state="reached", ended_on=JUNE)
    post_form(browser, url, **typed)
    closing = three.mesure.closings.get()
    assert titles(three.head) == ["Une fin de mesure est à valider"]
    assert "à valider" in read(log_in(three.head), three.household.get_absolute_url())
    send_back_closing(closing=closing, reason="Il manque le relais.", by=three.head)
    assert "Une fin de mesure est à reprendre" in titles(three.worker)
    assert "Pas venu." in log_in(three.worker).get(url).content.decode()
    post_form(log_in(three.worker), url, on="2015-06-02")
    post_form(log_in(three.head), page("closing_validate", closing))
    assert Accompaniment.objects.get().ends_on == JUNE + DAY
    assert titles(three.head) == []


def test_a_withdrawal_waits_on_the_file_until_it_is_decided(log_in, three):
    adhesion = Adhesion.objects.get(household=three.household, kind="collective")
    withdraw_adhesion(adhesion=adhesion, on=JUNE, by=three.worker)
    assert "Une adhésion est retirée" in titles(three.worker)
    browser = log_in(three.worker)
    assert "Une adhésion est retirée." in read(browser, three.household.get_absolute_url())
    url = page("decision_propose", three.mesure, adhesion)
    assert "Choisissez l’une des suites" in text_of(post_form(browser, url, reason="x"))
    post_form(browser, url, outcome="continue_individual", reason="Ses horaires ont changé.")
    assert "Une adhésion est retirée" not in titles(three.worker)
    assert titles(three.head) == ["La suite d’un retrait d’adhésion est à valider"]
    decision = three.mesure.withdrawal_decisions.get()
    log_in(three.head).post(page("decision_validate", decision))
    decision.refresh_from_db()
    assert decision.state == "validated"
    assert titles(three.head) == []


# Costs


def cost(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize("reader", ["worker", "advisor"])
def test_pages_cost_no_more_for_six_of_each(log_in, three, reader):
    def one_more(number):
        first = datetime.date(2015, 4, 1) + 20 * number * DAY
        SuspensionFactory(phase=three.phase, starts_on=first, ends_on=first + DAY)
        PauseFactory(accompaniment=three.mesure, starts_on=first, ends_on=first + DAY)
        extension = extended_on(three, first)
        extension.state = "taken_back"
        extension.save()

    one_more(0)
    browser = log_in(getattr(three, reader))
    urls = [three.mesure.get_absolute_url(), three.household.get_absolute_url()]
    before = [cost(browser, url) for url in urls]
    for number in range(1, 6):
        one_more(number)
    assert [cost(browser, url) for url in urls] == before


def extended_on(three, day):
    meeting = later_meeting(three, held_on=day)
    return Extension.objects.create(
        accompaniment=three.mesure,
        meeting=meeting,
        until=day + 900 * DAY,
        reason="Le plan court.",
        proposed_by=three.worker,
    )


def test_the_queue_costs_no_more_for_six_files(three):
    def asked(actor):
        with CaptureQueriesContext(connection) as queries:
            list(mesures_waiting(actor, timezone.localdate()))
        return len(queries)

    def another():
        mesure = AccompanimentFactory(convention=three.convention, worker=three.worker)
        mesure.term_on = JUNE
        mesure.save()
        ClosingFactory(accompaniment=mesure)
        ExtensionFactory(accompaniment=AccompanimentFactory(convention=three.convention, worker=three.worker))

    another()
    before = {role: asked(getattr(three, role)) for role in ("worker", "head", "advisor")}
    for _ in range(5):
        another()
    assert {role: asked(getattr(three, role)) for role in before} == before


def test_what_is_closed_says_why_it_ended(log_in, three):
    closing = propose_closing(
        mesure=three.mesure, on=JUNE, exit_reason="rehoused", without_review="Pas venu.", by=three.worker
    )
    validate_closing(closing=closing, by=three.head)
    words = read(log_in(three.advisor), three.mesure.get_absolute_url())
    assert "Relogement ou mutation" in words
    assert "Pas venu." not in words
    decision = page("mesure_reopen", three.mesure)
    assert decision in log_in(three.head).get(three.mesure.get_absolute_url()).content.decode()
