"""A household that separates: two files, each with what it needs."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import DomainError
from tenants.models import HOUSEHOLDS, GuardedContact, Household, HouseholdLink, RentDebt, Resource
from tenants.services.guarding import guard_contact
from tenants.services.separation import Home, separate_household
from tests.factories.tenants import RentDebtFactory, ResourceFactory
from tests.forms import post_form
from tests.texts import text_of

pytestmark = pytest.mark.django_db
DAY = datetime.date(2015, 3, 3)
TOMORROW = timezone.localdate() + datetime.timedelta(days=1)


def separate(setting, *leaving, **given):
    values = {"on": DAY, "home": Home.STAYS, "by": setting.advisor, **given}
    made = separate_household(household=setting.household, leaving=leaving, **values)
    setting.household.refresh_from_db()
    return made


def test_whoever_leaves_begins_a_file_of_her_own(file_of_two):
    RentDebtFactory(household=file_of_two.household)
    ResourceFactory(household=file_of_two.household)
    new = separate(file_of_two, file_of_two.paul)
    assert (new.name, file_of_two.household.name) == ("Paul Le Goff", "Anne Le Goff")
    assert new.number != file_of_two.household.number
    assert new.landlord == file_of_two.landlord
    moved = new.persons.get()
    assert (moved.tie, moved.joined_on) == ("reference", DAY)
    assert file_of_two.household.persons.get(pk=file_of_two.paul.pk).left_on == DAY
    assert not new.occupancies.exists()
    assert not new.rent_debts.exists()
    assert not new.resources.exists()
    assert HOUSEHOLDS.find("paul goff", organisation=new.landlord_id).subjects[0] in (new.pk, file_of_two.household.pk)


def test_the_one_who_stays_becomes_the_reference(file_of_two):
    new = separate(file_of_two, file_of_two.anne)
    assert new.name == "Anne Le Goff"
    file_of_two.paul.refresh_from_db()
    assert file_of_two.paul.tie == "reference"


def test_they_are_linked(file_of_two):
    new = separate(file_of_two, file_of_two.paul)
    link = HouseholdLink.objects.get()
    assert (link.one, link.other, link.kind, link.by) == (file_of_two.household, new, "separated", file_of_two.advisor)


def test_the_dwelling_goes_where_it_is_said(file_of_two):
    new = separate(file_of_two, file_of_two.paul, home=Home.LEAVES)
    assert new.occupancies.get().address == "3 rue des Mouettes"
    assert new.occupancies.get().starts_on == DAY
    file_of_two.occupancy.refresh_from_db()
    assert file_of_two.occupancy.ends_on == DAY - datetime.timedelta(days=1)


def test_resources_and_the_latest_debt_are_copied_by_choice(file_of_two):
    ResourceFactory(household=file_of_two.household, kind="work")
    ResourceFactory(household=file_of_two.household, kind="family", ended_on="2014-06-01")
    RentDebtFactory(household=file_of_two.household, on="2014-01-01", amount=100)
    RentDebtFactory(household=file_of_two.household, on="2014-02-01", amount=640)
    new = separate(file_of_two, file_of_two.paul, with_resources=True, with_debt=True)
    assert [each.kind for each in Resource.objects.filter(household=new)] == ["work"]
    assert [(each.on, each.amount) for each in RentDebt.objects.filter(household=new)] == [(DAY, 640)]


def test_the_landlords_separation_entrusts_nothing(file_of_two):
    new = separate(file_of_two, file_of_two.paul)
    assert not new.entrustments.exists()
    assert not Household.objects.visible_to(file_of_two.head).contains(new)


def test_the_worker_goes_on_with_both_and_notes_no_debt(file_of_two):
    RentDebtFactory(household=file_of_two.household)
    new = separate(file_of_two, file_of_two.paul, by=file_of_two.worker, with_debt=True)
    assert Household.objects.writable_by(file_of_two.worker).contains(new)
    assert not new.rent_debts.exists()


def test_the_protection_goes_with_the_person_and_leaves_no_way_to_her(file_of_two, log_in):
    guard = GuardedContact(household=file_of_two.household, person=file_of_two.anne, safe_channel="Par l’école")
    guard_contact(guard=guard, known_by=file_of_two.advisor, by=file_of_two.advisor)
    new = separate(file_of_two, file_of_two.anne)
    assert (new.guarded, new.guarded_for) == (True, file_of_two.advisor)
    assert GuardedContact.objects.get(household=new).safe_channel == "Par l’école"
    assert not file_of_two.household.guarded
    client = log_in(file_of_two.colleague)
    for name in ("tenants:household", "tenants:situation", "tenants:history"):
        html = client.get(reverse(name, args=[file_of_two.household.pk])).text
        for secret in ("06 12 34 56 78", "anne@exemple.fr", str(new.pk), new.number):
            assert secret not in html
    assert client.get(reverse("tenants:household", args=[new.pk])).status_code == 404
    assert not HouseholdLink.objects.visible_to(file_of_two.colleague).exists()
    history = text_of(client.get(reverse("tenants:history", args=[file_of_two.household.pk])))
    assert "protégé" not in history


@pytest.mark.parametrize(
    ("leaving", "given", "words"),
    [
        ([], {}, "Cochez au moins une personne"),
        (["anne", "paul"], {}, "Quelqu’un reste"),
        (["paul"], {"on": TOMORROW}, "pas encore venu"),
        (["paul"], {"on": datetime.date(2012, 5, 1), "home": Home.LEAVES}, "choisissez un jour suivant"),
    ],
)
def test_a_separation_that_cannot_be(file_of_two, leaving, given, words):
    with pytest.raises(DomainError, match=words):
        separate(file_of_two, *[getattr(file_of_two, name) for name in leaving], **given)
    assert Household.objects.filter(landlord=file_of_two.landlord).count() == 1


def test_nobody_leaves_before_having_come(file_of_two):
    file_of_two.paul.joined_on = "2015-04-01"
    file_of_two.paul.save()
    with pytest.raises(DomainError, match="arrivée au foyer après"):
        separate(file_of_two, file_of_two.paul)


@pytest.mark.parametrize("who", ["manager", "head", "former"])
def test_whoever_does_not_write_the_file_does_not_separate_it(file_of_two, who, log_in):
    with pytest.raises(DomainError):
        separate(file_of_two, file_of_two.paul, by=getattr(file_of_two, who))
    address = reverse("tenants:separate", args=[file_of_two.household.pk])
    assert log_in(getattr(file_of_two, who)).post(address, {}).status_code == 404


def test_the_page_leads_to_the_new_file(log_in, file_of_two):
    client = log_in(file_of_two.advisor)
    address = reverse("tenants:separate", args=[file_of_two.household.pk])
    assert "Cochez au moins une personne" in text_of(post_form(client, address, leaving=None))
    response = post_form(client, address, leaving=file_of_two.paul.pk, on="2015-03-03")
    new = Household.objects.get(name="Paul Le Goff")
    assert response.url == reverse("tenants:situation", args=[new.pk])
    assert "Le second dossier est ouvert" in text_of(client.get(response.url))
