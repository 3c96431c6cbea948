"""The page of a household: who reads what of it, and what others put there."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import AccessLogEntry
from tenants.panels import Panel, Pending, most_pressing
from tests.factories.tenants import (
    EvictionStageFactory,
    OccupancyFactory,
    PersonFactory,
    RentDebtFactory,
    ResourceFactory,
)
from tests.texts import text_of

pytestmark = pytest.mark.django_db
TABS = ("tenants:household", "tenants:situation", "tenants:papers", "tenants:history")


def page(client, name, household):
    return client.get(reverse(name, args=[household.pk]))


def test_the_file_says_who_where_and_what_is_owed(log_in, file_of_two):
    RentDebtFactory(household=file_of_two.household, amount=640)
    words = text_of(page(log_in(file_of_two.advisor), "tenants:household", file_of_two.household))
    for expected in ("Dossier 2015-00007", "Anne et Paul Le Goff", "3 rue des Mouettes", "06 12 34 56 78", "640,00 €"):
        assert expected in words


@pytest.mark.parametrize("name", TABS[:2])
def test_one_calls_at_a_touch(log_in, file_of_two, name):
    html = page(log_in(file_of_two.worker), name, file_of_two.household).text
    assert '<a href="tel:0612345678">06 12 34 56 78</a>' in html


def test_the_address_and_the_title_of_the_page_tell_no_name(log_in, file_of_two):
    response = page(log_in(file_of_two.advisor), "tenants:household", file_of_two.household)
    title = response.text.partition("<title>")[2].partition("</title>")[0]
    assert "Le Goff" not in title
    assert "2015-00007" in title


@pytest.mark.parametrize("name", TABS)
def test_each_look_is_traced_for_the_landlord(log_in, file_of_two, name):
    page(log_in(file_of_two.worker), name, file_of_two.household)
    line = AccessLogEntry.objects.get()
    assert (line.action, line.subject_id) == ("households.read", file_of_two.household.pk)
    assert (line.subject_organisation, line.organisation) == (file_of_two.landlord, file_of_two.operator)


@pytest.mark.parametrize("name", TABS)
def test_a_file_asks_no_more_of_the_database_when_it_grows(log_in, file_of_two, name, django_assert_max_num_queries):
    client, household = log_in(file_of_two.advisor), file_of_two.household
    grow(household, 0)
    page(client, name, household)
    with django_assert_max_num_queries(100) as few:
        page(client, name, household)
    for step in range(1, 6):
        grow(household, step)
    with django_assert_max_num_queries(len(few)):
        page(client, name, household)


def grow(household, step):
    day = f"2014-0{step + 1}-02"
    PersonFactory(household=household, tie="child", holds_lease=False)
    PersonFactory(household=household, tie="other", left_on=day)
    OccupancyFactory(household=household, starts_on=f"200{step}-01-01", ends_on=f"200{step}-12-31")
    RentDebtFactory(household=household, on=day, amount=100 * step)
    ResourceFactory(household=household, on=day, ended_on=day)
    EvictionStageFactory(household=household, on=day, step="notice")


def test_only_who_may_write_is_offered_to(log_in, file_of_two):
    for member, offered in ((file_of_two.advisor, True), (file_of_two.worker, True), (file_of_two.manager, False)):
        html = page(log_in(member), "tenants:situation", file_of_two.household).text
        assert (reverse("tenants:person_create", args=[file_of_two.household.pk]) in html) == offered
    html = page(log_in(file_of_two.worker), "tenants:situation", file_of_two.household).text
    assert reverse("tenants:debt_create", args=[file_of_two.household.pk]) not in html, "the landlord notes the debt"


def test_a_worker_who_handed_it_over_reads_and_writes_nothing(log_in, file_of_two):
    client = log_in(file_of_two.former)
    assert page(client, "tenants:household", file_of_two.household).status_code == 200
    assert page(client, "tenants:household_update", file_of_two.household).status_code == 404


def a_panel(household, actor, today):
    pending = Pending("Une rencontre est à fixer.", url="/agenda/", label="Choisir un créneau")
    return Panel("Fiche de liaison", "tenants/_brief.html", {"facts": [("État", "envoyée")]}, pending=pending)


def nothing(household, actor, today):
    return None


def test_another_application_puts_its_part_on_the_page(log_in, file_of_two, settings):
    settings.HOUSEHOLD_PANELS = [f"{__name__}.nothing", f"{__name__}.a_panel"]
    words = text_of(page(log_in(file_of_two.advisor), "tenants:household", file_of_two.household))
    assert "Fiche de liaison État envoyée" in words
    assert "Une rencontre est à fixer. Choisir un créneau" in words


def test_the_latest_of_what_waits_comes_first():
    soon, late = Pending("bientôt"), Pending("tard", tone="late")
    info = Panel("c", pending=Pending("pour information", tone="info"))
    assert most_pressing([info, Panel("a", pending=soon), Panel("b", pending=late), Panel("d")]) == late
    assert most_pressing([info, Panel("a", pending=soon)]) == soon
    assert most_pressing([Panel("d")]) is None


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (5, "Une proposition de logement attend une réponse avant le"),
        (-1, "La réponse à la proposition de logement était attendue avant le"),
        (40, ""),
    ],
)
def test_a_proposal_that_waits_is_told_to_all_and_answered_by_those_who_write(log_in, file_of_two, today, days, words):
    file_of_two.occupancy.status = "applicant"
    file_of_two.occupancy.proposal_deadline = today + datetime.timedelta(days=days)
    file_of_two.occupancy.save()
    for member, writes in ((file_of_two.advisor, True), (file_of_two.manager, False)):
        page_words = text_of(page(log_in(member), "tenants:household", file_of_two.household))
        assert words in page_words
        assert ("Noter la suite" in page_words) == (writes and bool(words))


def test_a_former_worker_is_not_led_to_what_she_may_no_longer_write(log_in, file_of_two, today):
    file_of_two.occupancy.status, file_of_two.occupancy.proposal_deadline = "applicant", today
    file_of_two.occupancy.save()
    words = text_of(page(log_in(file_of_two.former), "tenants:household", file_of_two.household))
    assert "Une proposition de logement attend" in words
    assert "Noter la suite" not in words


def test_a_tab_is_shown_to_whom_its_view_is_open(log_in, file_of_two, settings):
    settings.HOUSEHOLD_TABS = [("Synthèse", "tenants:household"), ("Composition", "tenants:household_update")]
    for member, shown in ((file_of_two.advisor, True), (file_of_two.head, False)):
        html = page(log_in(member), "tenants:household", file_of_two.household).text
        assert (">Composition</a>" in html) == shown


def test_history_tells_what_changed_who_changed_it_and_what_was_before(log_in, file_of_two):
    client = log_in(file_of_two.advisor)
    household = file_of_two.household
    file_of_two.paul.interpreter = "breton"
    file_of_two.paul.phone = "02 40 00 00 00"
    file_of_two.paul.save()
    words = text_of(page(client, "tenants:history", household))
    assert "Modification, personne : Paul Le Goff" in words
    assert "interprète nécessaire : rien → breton" in words
    assert "téléphone : changé" in words
    assert "02 40 00 00 00" not in words, "a number that is no longer good leads nobody anywhere"
