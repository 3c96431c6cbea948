"""Opening a file: one form, a warning bound to the files that were shown, nothing typed lost."""

import datetime
import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AccessLogEntry
from core.models import Draft
from tenants.enums import LinkKind
from tenants.models import Household, HouseholdLink
from tenants.services.duplicates import SAME_LEASE, SAME_PERSON, SAME_PHONE, find_duplicates
from tenants.services.index import index_all
from tests.factories.accounts import MembershipFactory
from tests.factories.tenants import HouseholdFactory, OccupancyFactory, PersonFactory, SectorFactory
from tests.forms import autosave, fields_of, post_form

pytestmark = pytest.mark.django_db
URL = "/menages/nouveau/"
TYPED = {
    "last_name": "Le Goff",
    "first_name": "Élodie",
    "birth_date": "1980-04-03",
    "phone": "06 12 34 56 78",
    "holds_lease": "on",
    "composition": "single_parent",
    "children": "2",
    "status": "tenant",
    "starts_on": "2012-05-01",
    "reference": "L-2012/00456",
    "address": "12 rue des Lilas",
    "postcode": "44000",
    "commune": "Nantes",
    "district": "Bellevue",
}


@pytest.fixture
def advisor():
    return MembershipFactory(role=Role.ADVISOR)


def known(landlord, *, reference="L-9", index=True, person=None, **given):
    made = HouseholdFactory(landlord=landlord, **given)
    PersonFactory(**{"household": made, "last_name": "Roux", "birth_date": None, **(person or {})})
    OccupancyFactory(household=made, reference=reference)
    index_all([made])
    return made


def test_a_file_is_opened_with_all_that_was_typed(log_in, advisor, today):
    sector = SectorFactory(landlord=advisor.organisation)
    sector.advisors.add(advisor)
    client = log_in(advisor)
    member = {"members-0-last_name": "Le Goff", "members-0-first_name": "Paul", "members-0-holds_lease": "on"}
    answer = post_form(client, URL, **TYPED, **member)
    made = Household.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.number, made.name) == (f"{today.year}-00001", "Élodie et Paul Le Goff")
    assert (made.sector, made.children, made.created_by) == (sector, 2, advisor)
    assert made.occupancies.get().reference == "L-2012/00456"
    assert made.persons.count() == 2


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"last_name": ""}, "obligatoire"),
        ({"last_name": "Le 🙂"}, "lettres"),
        ({"last_name": "x" * 300}, "80"),
        ({"birth_date": "2099-01-01"}, "futur"),
        ({"birth_date": "1860-01-01"}, "Vérifiez l’année"),
        ({"reference": ""}, "référence du bail"),
        ({"reference": "<script>"}, "lettres"),
        ({"starts_on": "2099-01-01"}, "pas encore eu lieu"),
        ({"starts_on": "31 février"}, "date valide"),
        ({"postcode": "4400"}, "Cinq chiffres"),
        ({"phone": "appeler le soir"}, "chiffres"),
        ({"children": "99"}, "20"),
        ({"members-0-last_name": "Le Goff", "members-0-birth_date": "2099-01-01"}, "futur"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_still_there(log_in, advisor, wrong, told):
    answer = post_form(log_in(advisor), URL, **{**TYPED, **wrong})
    assert answer.status_code == 200
    assert told in answer.text
    assert "12 rue des Lilas" in answer.text
    assert not Household.objects.exists()
    assert Draft.objects.count() == 1, "kept, should she leave now"


APPLICANT = {"status": "applicant", "reference": "D-9", "starts_on": "2015-01-05"}


@pytest.mark.parametrize(
    "typed",
    [
        {**APPLICANT, "proposal": "T2, Bottière", "proposal_deadline": "2015-03-01", "by_transport": "yes"},
        {"status": "sliding_lease", "starts_on": "2015-01-05", "target_on": "2099-06-30", "by_transport": "no"},
    ],
)
def test_what_is_awaited_is_noted_from_the_first_day(log_in, advisor, typed):
    post_form(log_in(advisor), URL, **{**TYPED, **typed})
    home = Household.objects.get().occupancies.get()
    for name, value in typed.items():
        assert str(getattr(home, name)) == value


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"proposal": "T2, Bottière"}, "ne s’adresse qu’à un demandeur"),
        ({"proposal_deadline": "2015-03-01"}, "ne s’adresse qu’à un demandeur"),
        ({**APPLICANT, "proposal_deadline": "2014-12-31"}, "attendue avant la demande"),
        ({"target_on": "2016-01-01"}, "pour un bail glissant"),
        ({"status": "sliding_lease", "target_on": "2011-01-01"}, "précéder l’entrée"),
    ],
)
def test_what_cannot_be_awaited_is_said_and_stands_open(log_in, advisor, wrong, told):
    answer = post_form(log_in(advisor), URL, **{**TYPED, **wrong})
    assert told in answer.text
    assert '<details class="more-lines" open>' in answer.text
    assert not Household.objects.exists()


def test_posted_twice_it_is_opened_once(log_in, advisor):
    client = log_in(advisor)
    opened = client.get(URL)
    first, second = (post_form(client, URL, opened=opened, **TYPED) for _ in range(2))
    assert first.url == second.url
    assert Household.objects.count() == 1


def test_a_draft_comes_back(log_in, advisor):
    client = log_in(advisor)
    autosave(client, URL, client.get(URL), last_name="Le Goff", address="12 rue des Lilas")
    assert fields_of(client.get(URL))["address"] == ["12 rue des Lilas"]


LIKE = {"person": {"last_name": "Legof", "first_name": "Elodie", "birth_date": datetime.date(1980, 4, 3)}}


@pytest.mark.parametrize(
    ("given", "ground"),
    [
        ({"reference": "l 2012 00456"}, SAME_LEASE),
        ({"person": {"phone": "+33 6 12 34 56 78"}}, SAME_PHONE),
        (LIKE, SAME_PERSON),
        ({"person": {**LIKE["person"], "last_name": "Martin", "birth_name": "Le Gauff"}}, SAME_PERSON),
    ],
)
def test_a_likely_duplicate_is_shown_first_and_linked_when_she_goes_on(log_in, advisor, given, ground):
    before = known(advisor.organisation, **given)
    client = log_in(advisor)
    warned = post_form(client, URL, **TYPED)
    assert before.get_absolute_url() in warned.text
    assert ground in warned.text
    assert Household.objects.count() == 1
    again = post_form(client, URL, opened=warned)
    assert again.status_code == 200, "without the tick, nothing is made"
    done = post_form(client, URL, opened=again, confirmed=again.context["digest"])
    made = Household.objects.exclude(pk=before.pk).get()
    assert done.url == made.get_absolute_url()
    link = HouseholdLink.objects.get()
    assert {link.one, link.other} == {before, made}
    assert link.kind == LinkKind.SAME_PERSON


@pytest.mark.parametrize(
    "person",
    [
        {**LIKE["person"], "birth_date": datetime.date(1980, 4, 4)},
        {**LIKE["person"], "first_name": "Paul"},
        {**LIKE["person"], "last_name": "Martin"},
    ],
)
def test_who_only_looks_like_her_is_no_warning(log_in, advisor, person):
    known(advisor.organisation, person=person)
    assert post_form(log_in(advisor), URL, **TYPED).status_code == 302


def test_a_confirmation_holds_for_the_files_that_were_shown(log_in, advisor):
    known(advisor.organisation, reference="L-2012/00456")
    client = log_in(advisor)
    warned = post_form(client, URL, **TYPED)
    known(advisor.organisation, person={"phone": "0612345678"})
    again = post_form(client, URL, opened=warned, confirmed=warned.context["digest"])
    assert again.status_code == 200
    assert Household.objects.count() == 2


@pytest.mark.parametrize(
    ("shut", "given", "words"),
    [
        ("sector", {"reference": "L-2012/00456"}, "Un dossier existe déjà avec ce bail"),
        ("sector", LIKE, "Un dossier existe déjà, qui ressemble à celui-ci"),
        ("guarded", LIKE | {"reference": "L-2012/00456"}, "Un dossier existe déjà, qui ressemble à celui-ci"),
    ],
)
def test_of_a_file_that_she_may_not_read_she_learns_that_it_is_there(log_in, advisor, shut, given, words):
    landlord = advisor.organisation
    before = known(landlord, **given, **{shut: SectorFactory(landlord=landlord) if shut == "sector" else True})
    warned = post_form(log_in(advisor), URL, **TYPED)
    assert words in warned.text
    assert ("avec ce bail" in warned.text) is ("avec ce bail" in words)
    assert AccessLogEntry.objects.filter(action="households.list", user=advisor.user).exists(), (
        "what she learns is traced"
    )
    assert str(before.pk) not in warned.text
    assert before.number not in warned.text
    assert before.name not in warned.text


@pytest.mark.parametrize("given", [{"reference": "L-2012/00456"}, {"person": {"phone": "0612345678"}}])
def test_neither_lease_nor_telephone_leads_to_a_guarded_household(log_in, advisor, given):
    known(advisor.organisation, guarded=True, **given)
    assert post_form(log_in(advisor), URL, **TYPED).status_code == 302


def test_another_landlord_is_never_compared(log_in, advisor):
    known(MembershipFactory(role=Role.ADVISOR).organisation, reference="L-2012/00456", **LIKE)
    assert post_form(log_in(advisor), URL, **TYPED).status_code == 302


def test_an_advisor_puts_a_file_in_her_own_sectors_only(log_in, advisor):
    elsewhere = SectorFactory(landlord=advisor.organisation)
    answer = post_form(log_in(advisor), URL, **TYPED, sector=str(elsewhere.pk))
    assert answer.status_code == 200
    assert not Household.objects.exists()


def test_as_many_queries_for_many_duplicates(advisor, django_assert_num_queries):
    for number in range(5):
        known(advisor.organisation, reference="L-1", person={"phone": f"061234567{number}"})
    with django_assert_num_queries(6):
        found = find_duplicates(landlord=advisor.organisation, last_name="Roux", reference="L-1", by=advisor)
    assert len(found) == 5


def test_what_was_looked_for_in_vain_is_not_typed_again(log_in, advisor):
    client = log_in(advisor)
    found = client.post(reverse("tenants:households"), {"q": "tregarot camille"}, follow=True)
    offered = re.search(r'href="(/menages/nouveau/\?recherche=[^"]+)"', found.text).group(1)
    assert "tregarot" not in offered.lower()
    opened = client.get(offered)
    assert 'value="Tregarot"' in opened.text
    assert 'value="Camille"' in opened.text


@pytest.mark.parametrize("token", ["inconnu", "🙂", "x" * 300])
def test_a_token_of_nothing_leaves_the_form_empty(log_in, advisor, token):
    opened = log_in(advisor).get(reverse("tenants:household_create"), {"recherche": token})
    assert opened.status_code == 200
    assert 'name="last_name" value' not in opened.text
