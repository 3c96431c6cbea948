"""The dictionary that a sheet freezes: complete, plain, and masked where it must be."""

import json

import pytest
from django.template.loader import render_to_string

from tenants.presentation.situation import FORMAT, masked, situation_of
from tests.factories.tenants import EvictionStageFactory, HouseholdFactory, RentDebtFactory, ResourceFactory
from tests.texts import plain

pytestmark = pytest.mark.django_db


def test_it_is_what_the_file_says_and_plain_json(file_of_two, today):
    household = file_of_two.household
    household.composition, household.dalo = "couple", "yes"
    household.save()
    RentDebtFactory(household=household, amount="640.5")
    ResourceFactory(household=household)
    EvictionStageFactory(household=household)
    found = situation_of(household, today)
    assert json.loads(json.dumps(found)) == found
    assert found["format"] == FORMAT
    assert [person["name"] for person in found["persons"]] == ["Mme Anne Le Goff", "M. Paul Le Goff"]
    assert found["composition"]["label"] == "Couple sans enfant"
    assert found["occupancy"]["address"] == "3 rue des Mouettes"
    assert found["debts"] == [{"on": "2014-03-01", "amount": "640.50"}]
    assert found["resources"][0]["kind"]["code"] == "work"
    assert found["eviction"]["step"]["label"] == "Commandement de payer"
    assert found["rights"][0] == {"label": "Éligible au DALO", "answer": {"code": "yes", "label": "Oui"}}


def test_what_was_cancelled_ended_or_comes_later_is_not_in_it(file_of_two, today):
    household = file_of_two.household
    RentDebtFactory(household=household, cancelled_reason="erreur")
    ResourceFactory(household=household, ended_on="2014-04-01")
    file_of_two.paul.left_on = "2014-05-01"
    file_of_two.paul.save()
    found = situation_of(household, today)
    assert (found["debts"], found["resources"]) == ([], [])
    assert len(found["persons"]) == 1


def test_an_empty_file_has_one_too(today):
    found = situation_of(HouseholdFactory(), today)
    assert (found["persons"], found["occupancy"], found["eviction"]) == ([], None, None)
    assert masked(found)["occupancy"] is None
    assert "Aucune personne" in shown(found)


def test_it_is_shown_in_words(file_of_two, today):
    file_of_two.anne.interpreter = "arabe"
    file_of_two.anne.guardianship, file_of_two.anne.guardian_name = "curatelle", "UDAF 44"
    file_of_two.anne.contact_way, file_of_two.anne.contact_hours = "text", "après 17 h"
    file_of_two.anne.save()
    words = shown(situation_of(file_of_two.household, today))
    for expected in ("Interprète : arabe", "Sous curatelle : UDAF 44", "Préfère : SMS, après 17 h", "Mouettes"):
        assert expected in words
    assert "Mouettes" not in shown(masked(situation_of(file_of_two.household, today)))


def shown(situation):
    return plain(render_to_string("tenants/_situation.html", {"situation": situation}))
