"""The directory of partners: its own operator's, found without accents, never twice, with its last use."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from accompaniment.services.structures import (
    add_structure,
    change_structure,
    restore_structure,
    withdraw_structure,
)
from accounts.enums import Role
from core.models import StaleVersion
from referrals.models import Structure
from tests.accompaniment.stay import refusal
from tests.factories.accompaniment import AccompanimentFactory, ActionFactory, RelayFactory, StructureFactory
from tests.factories.accounts import MembershipFactory
from tests.forms import post_form
from tests.texts import plain

pytestmark = pytest.mark.django_db
LIST = reverse("accompaniment:structures")
VALUES = {"name": "Épicerie solidaire", "kind": "food_aid", "commune": "Rezé", "themes": ["colis"]}


@pytest.fixture
def worker():
    return MembershipFactory(role=Role.SOCIAL_WORKER)


@pytest.fixture
def structure(worker):
    return add_structure(values=VALUES, by=worker)


def names(response):
    return [one.name for one in response.context["page"].rows]


def test_it_is_added_to_ones_own_directory(worker, structure):
    assert (structure.operator, structure.sort_name) == (
        worker.organisation,
        "epicerie solidaire reze aide alimentaire colis",
    )
    assert not Structure.objects.visible_to(MembershipFactory(role=Role.SOCIAL_WORKER)).exists()
    assert not Structure.objects.visible_to(MembershipFactory(role=Role.ADVISOR)).exists()


def test_a_second_one_is_refused_however_it_is_written(worker, structure):
    same = {**VALUES, "name": "  EPICERIE  solidaire ", "commune": "reze"}
    assert refusal(add_structure, values=same, by=worker) == ("Cette structure est déjà dans l’annuaire.", "name")
    assert add_structure(values={**VALUES, "commune": "Nantes"}, by=worker).pk
    withdraw_structure(structure=structure, by=worker)
    assert "a été retirée" in refusal(add_structure, values=same, by=worker)[0]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "magic"}, "kind"),
        ({"themes": ["x" * 61]}, "themes"),
        ({"note": "x" * 2001}, "note"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(worker, values, field):
    assert refusal(add_structure, values={**VALUES, **values}, by=worker)[1] == field


def test_nobody_else_writes_in_it(worker, structure):
    other = MembershipFactory(role=Role.SOCIAL_WORKER)
    words, _ = refusal(change_structure, structure=structure, values=VALUES, by=other)
    assert "n’est pas de l’annuaire" in words
    advisor = MembershipFactory(role=Role.ADVISOR)
    assert "dans votre rôle" in refusal(add_structure, values=VALUES, by=advisor)[0]


def test_two_who_correct_it_at_once(worker, structure):
    before = Structure.objects.get(pk=structure.pk)
    change_structure(structure=structure, values={"phone": "02 40 00 00 00"}, by=worker)
    with pytest.raises(StaleVersion):
        change_structure(structure=before, values={"phone": "02 40 11 11 11"}, by=worker)


def test_it_is_withdrawn_and_put_back(worker, structure):
    assert withdraw_structure(structure=structure, by=worker).closed_at
    assert "déjà retirée" in refusal(withdraw_structure, structure=structure, by=worker)[0]
    assert restore_structure(structure=structure, by=worker).closed_at is None
    assert "déjà dans" in refusal(restore_structure, structure=structure, by=worker)[0]


def test_accents_do_not_matter(log_in, worker, structure):
    add_structure(values={"name": "CAF", "kind": "rights", "commune": "Nantes"}, by=worker)
    browser = log_in(worker)
    assert names(browser.get(LIST)) == ["CAF", "Épicerie solidaire"]
    assert names(browser.get(LIST, {"q": "EPICERIE rez"})) == ["Épicerie solidaire"]
    assert names(browser.get(LIST, {"q": "colis"})) == ["Épicerie solidaire"]
    assert names(browser.get(LIST, {"genre": "rights"})) == ["CAF"]
    assert names(browser.get(LIST, {"commune": "Rezé", "theme": "colis"})) == ["Épicerie solidaire"]
    assert names(browser.get(LIST, {"etat": "retirees"})) == []
    withdraw_structure(structure=structure, by=worker)
    assert names(browser.get(LIST)) == ["CAF"]
    assert names(browser.get(LIST, {"etat": "retirees"})) == ["Épicerie solidaire"]


def test_when_one_turned_to_it_for_the_last_time(log_in):
    mesure = AccompanimentFactory()
    mine = StructureFactory(operator=mesure.convention.operator, name="Banque")
    browser, url = log_in(mesure.worker), reverse("accompaniment:structure", args=[mine.pk])
    assert "Jamais encore" in browser.get(url).content.decode()
    RelayFactory(accompaniment=mesure, structure=mine, on=datetime.date(2015, 5, 4))
    assert browser.get(LIST).context["page"].rows[0].last_used_on == datetime.date(2015, 5, 4)
    ActionFactory(accompaniment=mesure, structure=mine, begun_on=datetime.date(2015, 6, 1))
    assert browser.get(LIST).context["page"].rows[0].last_used_on == datetime.date(2015, 6, 1)
    html = plain(browser.get(url).content.decode())
    assert "1 juin 2015" in html or "1er juin 2015" in html
    assert mesure.household.name not in html


def test_the_list_as_a_file(log_in, worker, structure):
    StructureFactory(operator=worker.organisation, name="=CAF()")
    answer = log_in(worker).post(reverse("accompaniment:structures_export"), {"format": "csv"})
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [line[0] for line in lines] == ["Structure", "'=CAF()", "Épicerie solidaire"]
    kept = log_in(worker).post(reverse("accompaniment:structures_export"), {"format": "xlsx", "q": "epicerie"})
    assert kept["Content-Type"].endswith("sheet")


def test_a_form_adds_and_corrects_it(log_in, worker):
    browser, url = log_in(worker), reverse("accompaniment:structure_create")
    refused = post_form(browser, url, name="", kind="", email="pas une adresse").content.decode()
    for words in ("Donnez le nom de la structure.", "Choisissez un genre.", "comme accueil@exemple.fr"):
        assert words in refused
    typed = {"name": "CCAS", "kind": "social_service", "themes": "Budget, Impayés", "commune": "Nantes", "email": ""}
    saved = post_form(browser, url, **typed)
    structure = Structure.objects.get()
    assert saved.url == reverse("accompaniment:structure", args=[structure.pk])
    assert structure.themes == ["budget", "impayés"]
    update = reverse("accompaniment:structure_update", args=[structure.pk])
    opened = browser.get(update)
    change_structure(structure=structure, values={"phone": "02 40 00 00 00"}, by=worker)
    both = post_form(browser, update, opened, phone="02 40 99 99 99").content.decode()
    assert "02 40 00 00 00" in both
    assert "02 40 99 99 99" in both
    twin = post_form(browser, url, name="ccas", kind="rights", commune="NANTES").content.decode()
    assert "déjà dans l’annuaire" in twin


def test_the_directory_asks_no_more_when_it_grows(log_in, worker, django_assert_max_num_queries):
    browser = log_in(worker)
    StructureFactory(operator=worker.organisation)
    browser.get(LIST)
    with django_assert_max_num_queries(40) as few:
        browser.get(LIST)
    for _ in range(5):
        StructureFactory(operator=worker.organisation, created_at=timezone.now())
    with django_assert_max_num_queries(len(few)):
        browser.get(LIST)
