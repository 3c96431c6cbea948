"""Each part of a file as it is written, and each thing that cannot be."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.models import Draft
from tenants.models import HOUSEHOLDS, EvictionStage, Occupancy, Person, RentDebt, Resource
from tests.factories.programmes import ConventionFactory
from tests.factories.tenants import EvictionStageFactory, OccupancyFactory, RentDebtFactory, ResourceFactory
from tests.forms import autosave, fields_of, post_form
from tests.texts import plain, text_of

pytestmark = pytest.mark.django_db
TOMORROW = (timezone.localdate() + datetime.timedelta(days=1)).isoformat()


@pytest.fixture
def household(file_of_two):
    return file_of_two.household


@pytest.fixture
def client(log_in, file_of_two):
    return log_in(file_of_two.advisor)


def url(name, household, part=None):
    return reverse(f"tenants:{name}", args=[household.pk, *([part.pk] if part else [])])


def refused(client, page, words, **typed):
    response = post_form(client, page, **typed)
    assert response.status_code == 200
    assert words in text_of(response)


class TestComposition:
    def test_it_is_saved(self, client, household):
        typed = {"composition": "couple_with_children", "children": "2", "dalo": "yes", "reserved": "no"}
        assert post_form(client, url("household_update", household), **typed).status_code == 302
        household.refresh_from_db()
        assert (household.composition, household.children, household.dalo) == ("couple_with_children", 2, "yes")

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"composition": "alone", "children": "2"}, "Cette composition ne compte pas d’enfant"),
            ({"composition": "single_parent", "children": "0"}, "compte au moins un enfant"),
            ({"children": "21"}, "20"),
            ({"children": "-1"}, "supérieure ou égale à 0"),
            ({"children": "deux"}, "nombre entier"),
            ({"composition": "harem"}, "Sélectionnez un choix valide"),
        ],
    )
    def test_what_cannot_be_is_said(self, client, household, typed, words):
        refused(client, url("household_update", household), words, **typed)

    def test_two_people_at_once_see_both_versions(self, client, household, log_in, file_of_two):
        address = url("household_update", household)
        opened = client.get(address)
        household.children = 1
        household.composition = "couple_with_children"
        household.save()
        response = post_form(client, address, opened, composition="alone")
        assert "ce qui est enregistré" in text_of(response)
        household.refresh_from_db()
        assert household.composition == "couple_with_children"

    def test_what_is_typed_is_kept_under_a_title_that_tells_no_name(self, client, household):
        address = url("household_update", household)
        autosave(client, address, client.get(address), children="3")
        assert "Le Goff" not in Draft.objects.get().title


class TestPersons:
    def test_somebody_comes_and_is_found(self, client, household, file_of_two):
        typed = {"last_name": "Ångström", "first_name": "Zoé", "tie": "child", "birth_date": "2010-05-04"}
        assert post_form(client, url("person_create", household), **typed).status_code == 302
        assert household.persons.count() == 3
        found = HOUSEHOLDS.find("zoe angstrom", organisation=household.landlord_id)
        assert found.subjects == [household.pk]
        assert HOUSEHOLDS.find("zoe", organisation=file_of_two.operator.pk).subjects == [household.pk]

    def test_the_file_takes_the_name_of_its_new_reference_person(self, client, household, file_of_two):
        post_form(client, url("person_update", household, file_of_two.paul), tie="reference", last_name="Morvan")
        household.refresh_from_db()
        assert household.name == "Paul Morvan et Anne Le Goff"
        file_of_two.anne.refresh_from_db()
        assert file_of_two.anne.tie == "other"

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"last_name": ""}, "obligatoire"),
            ({"last_name": "Le Goff 🙂"}, "Un nom s’écrit avec des lettres"),
            ({"last_name": "a" * 300}, "80 caractères"),
            ({"first_name": "x\0y"}, "caractère nul"),
            ({"birth_date": TOMORROW}, "n’est pas dans le futur"),
            ({"birth_date": "1850-01-01"}, "130 ans"),
            ({"birth_date": "31 février"}, "date valide"),
            ({"joined_on": TOMORROW}, "pas encore venu"),
            ({"birth_date": "1990-01-01", "joined_on": "1980-01-01"}, "ne peut pas précéder la naissance"),
            ({"phone": "appelez-moi"}, "Des chiffres, par exemple"),
            ({"email": "anne chez exemple"}, "électronique valide"),
            ({"contact_hours": "x" * 121}, "120 caractères"),
            ({"guardianship": "curatelle"}, "Indiquez qui signe avec la personne"),
            ({"guardianship": "curatelle", "guardian_name": "UDAF", "guardian_email": "udaf"}, "électronique valide"),
        ],
    )
    def test_what_cannot_be_is_said(self, client, household, typed, words):
        refused(client, url("person_create", household), words, **{"last_name": "Durand", **typed})
        assert household.persons.count() == 2

    def test_a_household_keeps_a_reference_person(self, client, household, file_of_two):
        refused(client, url("person_update", household, file_of_two.anne), "personne de référence", tie="other")

    def test_a_form_posted_twice_adds_one(self, client, household):
        address = url("person_create", household)
        posted = {**fields_of(client.get(address)), "last_name": "Durand", "tie": "child"}
        for _ in range(2):
            assert client.post(address, posted).status_code == 302
        assert household.persons.count() == 3

    def test_somebody_leaves_on_a_day_and_may_come_back(self, client, household, file_of_two):
        paul = file_of_two.paul
        assert post_form(client, url("person_leave", household, paul), left_on="2015-03-03").status_code == 302
        household.refresh_from_db()
        assert household.name == "Anne Le Goff"
        page = text_of(client.get(url("situation", household)))
        assert "1 personne au foyer auparavant" in page
        client.post(url("person_return", household, paul))
        household.refresh_from_db()
        assert household.name == "Anne et Paul Le Goff"

    @pytest.mark.parametrize(
        ("who", "day", "words"),
        [
            ("paul", TOMORROW, "pas encore venu"),
            ("paul", "", "obligatoire"),
            ("paul", "1990-01-01", "ne peut pas précéder l’arrivée"),
            ("anne", "2015-03-03", "C’est la personne de référence"),
        ],
    )
    def test_a_departure_that_cannot_be(self, client, household, file_of_two, who, day, words):
        Person.objects.filter(pk=file_of_two.paul.pk).update(joined_on="2012-05-01")
        refused(client, url("person_leave", household, getattr(file_of_two, who)), words, left_on=day)

    def test_the_last_one_does_not_leave(self, client, household, file_of_two):
        Person.objects.filter(pk=file_of_two.paul.pk).update(left_on="2013-01-01")
        refused(client, url("person_leave", household, file_of_two.anne), "dernière personne", left_on="2015-03-03")

    def test_the_database_takes_nobody_born_tomorrow(self, household):
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.create(household=household, last_name="Durand", tie="child", birth_date=TOMORROW)


class TestOccupancies:
    def test_a_new_one_ends_the_former_the_day_before(self, client, household, file_of_two):
        typed = {
            "status": "sliding_lease",
            "starts_on": "2015-02-01",
            "target_on": "2016-02-01",
            "address": "8 quai des Tanneurs",
            "postcode": "44000",
            "commune": "Nantes",
        }
        assert post_form(client, url("occupancy_create", household), **typed).status_code == 302
        file_of_two.occupancy.refresh_from_db()
        assert file_of_two.occupancy.ends_on == datetime.date(2015, 1, 31)
        found = HOUSEHOLDS.find("quai tanneurs", organisation=household.landlord_id)
        assert found.subjects == [household.pk]

    def test_an_applicant_has_a_proposal_and_its_deadline(self, client, household):
        typed = {"status": "applicant", "starts_on": "2015-02-01", "proposal": "T3", "proposal_deadline": "2015-03-01"}
        post_form(client, url("occupancy_create", household), **typed)
        made = Occupancy.objects.get(status="applicant")
        assert (made.proposal, made.proposal_deadline) == ("T3", datetime.date(2015, 3, 1))

    def test_communes_come_from_the_conventions(self, client, household):
        ConventionFactory(landlord=household.landlord, communes=["Rezé", "Bouguenais"])
        html = client.get(url("occupancy_create", household)).text
        assert '<option value="Bouguenais">' in html

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"status": "tenant", "starts_on": TOMORROW, "reference": "L-1"}, "gardez « Demandeur » jusque-là"),
            ({"status": "applicant", "starts_on": TOMORROW}, "pas encore venu"),
            ({"status": "tenant", "starts_on": "2015-02-01"}, "Indiquez la référence du bail"),
            ({"status": "tenant", "starts_on": "2015-02-01", "reference": "🙂"}, "Des lettres, des chiffres"),
            ({"status": "housed", "starts_on": "2012-05-01"}, "commence déjà ce jour-là"),
            ({"status": "housed", "starts_on": "2015-02-01", "postcode": "4400"}, "Cinq chiffres"),
            ({"status": "housed", "starts_on": "2015-02-01", "address": "a" * 300}, "200 caractères"),
            (
                {"status": "applicant", "starts_on": "2015-02-01", "proposal_deadline": "2015-01-01"},
                "avant la demande",
            ),
            ({"status": "sliding_lease", "starts_on": "2015-02-01", "target_on": "2014-01-01"}, "glissement"),
            ({"status": "king", "starts_on": "2015-02-01"}, "Sélectionnez un choix valide"),
            ({"status": "", "starts_on": ""}, "obligatoire"),
        ],
    )
    def test_what_cannot_be_is_said(self, client, household, typed, words):
        refused(client, url("occupancy_create", household), words, **typed)
        assert household.occupancies.count() == 1

    def test_a_correction_does_not_cover_another(self, client, household, file_of_two):
        OccupancyFactory(household=household, starts_on="2010-01-01", ends_on="2012-04-30")
        address = url("occupancy_update", household, file_of_two.occupancy)
        refused(client, address, "une situation à la fois", starts_on="2012-04-01")
        refused(client, address, "La fin ne peut pas précéder", starts_on="2012-05-01", ends_on="2012-04-01")


class TestMoney:
    def test_the_debt_is_a_curve_of_what_the_landlord_notes(self, client, household):
        for day, amount in (("2015-01-01", "1 240,50 €"), ("2015-02-01", "640")):
            assert post_form(client, url("debt_create", household), on=day, amount=amount).status_code == 302
        page = client.get(url("situation", household))
        assert "<polyline" in page.text
        assert "1 240,50 €" in plain(page.text)
        assert "de 1 241 € (1er janvier 2015) à 640 € (1er février 2015)" in plain(page.text)

    def test_a_cleared_debt_is_zero(self, client, household):
        assert post_form(client, url("debt_create", household), on="2015-02-01", amount="0").status_code == 302

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"on": TOMORROW, "amount": "10"}, "pas encore venu"),
            ({"on": "2015-01-01", "amount": "-10"}, "n’est pas négatif"),
            ({"on": "2015-01-01", "amount": "beaucoup"}, "Un montant en euros"),
            ({"on": "2015-01-01", "amount": "12345678"}, "aucune dette de loyer n’atteint un million"),
            ({"on": "2015-01-01", "amount": "1,234"}, "Deux décimales"),
            ({"on": "2014-03-01", "amount": "10"}, "La dette de ce jour est déjà notée"),
        ],
    )
    def test_a_debt_that_cannot_be(self, client, household, typed, words):
        RentDebtFactory(household=household)
        refused(client, url("debt_create", household), words, **typed)

    def test_what_was_wrong_is_cancelled_with_its_reason_and_stays_readable(self, client, household):
        debt = RentDebtFactory(household=household, amount=999)
        refused(client, url("debt_cancel", household, debt), "Dites pourquoi", reason=" ")
        refused(client, url("debt_cancel", household, debt), "200 caractères", reason="x" * 201)
        post_form(client, url("debt_cancel", household, debt), reason="Montant d’un autre ménage")
        assert not RentDebt.objects.standing().exists()
        assert "Dette de loyer : 999,00 € 1er mars 2014. Annulé : Montant d’un autre ménage" in text_of(
            client.get(url("situation", household))
        )
        assert client.get(url("debt_cancel", household, debt)).status_code == 404

    def test_the_worker_notes_no_debt(self, client, log_in, household, file_of_two):
        client = log_in(file_of_two.worker)
        debt = RentDebtFactory(household=household)
        assert client.post(url("debt_create", household), {"on": "2015-01-01", "amount": "1"}).status_code == 404
        assert client.post(url("debt_cancel", household, debt), {"reason": "x"}).status_code == 404
        assert RentDebt.objects.standing().count() == 1

    def test_a_resource_noted_again_ends_the_former(self, client, household):
        before = ResourceFactory(household=household)
        typed = {"kind": "work", "bracket": "from_500", "on": "2015-01-01"}
        post_form(client, url("resource_create", household), **typed)
        before.refresh_from_db()
        assert before.ended_on == datetime.date(2015, 1, 1)
        refused(client, url("resource_create", household), "déjà notée à ce jour", **typed)
        refused(client, url("resource_create", household), "pas encore venu", **{**typed, "on": TOMORROW})

    def test_a_resource_ends(self, client, household):
        resource = ResourceFactory(household=household)
        refused(client, url("resource_end", household, resource), "précéder le début", ended_on="2013-01-01")
        refused(client, url("resource_end", household, resource), "pas encore venu", ended_on=TOMORROW)
        post_form(client, url("resource_end", household, resource), ended_on="2015-01-01")
        assert not Resource.objects.running_on(datetime.date(2015, 1, 2)).exists()

    def test_the_procedure_goes_from_step_to_step(self, client, household):
        EvictionStageFactory(household=household)
        refused(client, url("eviction_create", household), "déjà notée à cette étape", step="notice", on="2015-01-01")
        refused(client, url("eviction_create", household), "pas encore venu", step="summons", on=TOMORROW)
        post_form(client, url("eviction_create", household), step="summons", on="2015-01-01")
        assert EvictionStage.objects.standing().first().step == "summons"


def test_the_landlord_is_reminded_beside_what_it_writes_freely(client, household):
    assert "La santé, la justice, les opinions" in text_of(client.get(url("person_create", household)))


def test_the_worker_is_told_that_the_landlord_reads_it(client, log_in, household, file_of_two):
    assert "Le bailleur lit ce qui est noté ici" in text_of(
        log_in(file_of_two.worker).get(url("household_update", household))
    )


def test_a_part_of_another_file_is_not_reached_through_this_one(client, household, file_of_two):
    other = ResourceFactory()
    assert client.get(url("resource_end", household, other)).status_code == 404
    assert client.post(url("resource_cancel", household, other), {"reason": "x"}).status_code == 404
