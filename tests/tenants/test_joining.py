"""The pages of linking and merging: proposed at one file, compared by the manager, undone."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AccessLogEntry
from core.errors import DomainError
from tenants.enums import MergeState
from tenants.models import HouseholdLink, Merge
from tenants.services.merging import propose_merge, refuse_merge, withdraw_merge
from tests.factories.accounts import LandlordFactory, MembershipFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import ReferralFactory
from tests.factories.tenants import HouseholdFactory, OccupancyFactory, PersonFactory, SectorFactory
from tests.forms import post_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def landlord():
    return LandlordFactory()


@pytest.fixture
def advisor(landlord):
    return MembershipFactory(role=Role.ADVISOR, organisation=landlord)


@pytest.fixture
def manager(landlord):
    return MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=landlord)


@pytest.fixture
def pair(landlord):
    made = [HouseholdFactory(landlord=landlord, name=name) for name in ("Roux Léa", "Roux Lea")]
    for household in made:
        PersonFactory(household=household, last_name="Roux", first_name="Léa")
        OccupancyFactory(household=household)
    return made


def page(name, *arguments):
    return reverse(f"tenants:{name}", args=[getattr(each, "pk", each) for each in arguments])


def test_a_file_is_linked_by_the_number_of_the_other(log_in, advisor, pair):
    one, other = pair
    client = log_in(advisor)
    url = page("link_create", one)
    assert post_form(client, url, number=other.number, kind="family").url == one.get_absolute_url()
    assert other.get_absolute_url() in client.get(one.get_absolute_url()).text
    assert "déjà liés" in post_form(client, url, number=other.number, kind="family").text
    cancel = page("link_cancel", one, HouseholdLink.objects.get())
    assert post_form(client, cancel, reason="Erreur").status_code == 302
    assert other.get_absolute_url() not in client.get(one.get_absolute_url()).text


@pytest.mark.parametrize("number", ["2014-99999", "x" * 300, "🙂", ""])
def test_a_number_of_no_file_of_hers_is_refused(log_in, advisor, pair, number):
    assert post_form(log_in(advisor), page("link_create", pair[0]), number=number, kind="family").status_code == 200
    assert not HouseholdLink.objects.exists()


def test_the_number_of_a_file_that_she_may_not_read_is_no_number(log_in, advisor, pair, landlord):
    hidden = HouseholdFactory(landlord=landlord, sector=SectorFactory(landlord=landlord))
    answer = post_form(log_in(advisor), page("merge_propose", pair[0]), number=hidden.number, reason="x")
    assert "Aucun de vos dossiers" in answer.text


def test_proposed_compared_united_and_separated(log_in, advisor, manager, pair):
    source, target = pair
    answer = post_form(log_in(advisor), page("merge_propose", source), number=target.number, reason="Même bail")
    merge = Merge.objects.get()
    assert answer.url == page("merge", merge)
    client = log_in(manager)
    assert page("merge", merge) in client.get("/").text
    url = page("merge_accept", merge)
    looks = AccessLogEntry.objects.count()
    review = client.get(url)
    assert AccessLogEntry.objects.count() == looks + 2, "both files"
    assert "situation locative aux mêmes dates" in review.text
    assert post_form(client, url, opened=review).status_code == 200, "not without having compared"
    assert post_form(client, url, read="on").url == page("merge", merge)
    assert client.get(source.get_absolute_url()).status_code == 404
    assert "Défaire" in client.get(page("merge", merge)).text
    assert target.persons.count() == 1
    post_form(client, page("merge_undo", merge), reason="Deux sœurs")
    assert client.get(source.get_absolute_url()).status_code == 200
    assert "Deux sœurs" in client.get(page("merge", merge)).text
    assert client.get(page("merges")).status_code == 200


def test_two_persons_who_look_like_one_may_stay_two(log_in, advisor, manager, pair):
    source, target = pair
    merge = propose_merge(source=source, target=target, reason="x", by=advisor)
    client = log_in(manager)
    post_form(client, page("merge_accept", merge), read="on", same=None)
    assert target.persons.count() == 2


def test_what_stands_against_it_is_read_before(log_in, advisor, manager, pair):
    convention = ConventionFactory(landlord=pair[0].landlord)
    for household in pair:
        ReferralFactory(household=household, convention=convention, advisor=advisor)
    merge = propose_merge(source=pair[0], target=pair[1], reason="x", by=advisor)
    client = log_in(manager)
    assert "terminez ou retirez" in client.get(page("merge", merge)).text
    assert post_form(client, page("merge_accept", merge), read="on").status_code == 200
    merge.refresh_from_db()
    assert merge.state == MergeState.PROPOSED


def test_refused_with_a_reason_that_the_advisor_reads(log_in, advisor, manager, pair):
    merge = propose_merge(source=pair[0], target=pair[1], reason="x", by=advisor)
    client = log_in(manager)
    assert "Dites pourquoi" in post_form(client, page("merge_refuse", merge)).text
    post_form(client, page("merge_refuse", merge), reason="Deux sœurs")
    assert "Deux sœurs" in log_in(advisor).get(page("merge", merge)).text


class TestWithdrawing:
    @pytest.fixture
    def merge(self, advisor, pair):
        return propose_merge(source=pair[0], target=pair[1], reason="Même bail", by=advisor)

    def test_whoever_proposed_it_takes_it_back_with_a_reason(self, log_in, advisor, manager, pair, merge):
        client, url = log_in(advisor), page("merge_withdraw", merge)
        assert url in client.get(page("merge", merge)).text
        assert "Dites pourquoi" in post_form(client, url, reason="").text
        assert post_form(client, url, reason="Ce sont deux sœurs").url == page("merge", merge)
        merge.refresh_from_db()
        assert merge.state == MergeState.WITHDRAWN
        assert "Ce sont deux sœurs" in log_in(manager).get(page("merge", merge)).text
        propose_merge(source=pair[0], target=pair[1], reason="Si, finalement", by=advisor)

    def test_a_colleague_does_not(self, log_in, landlord, merge):
        colleague = MembershipFactory(role=Role.ADVISOR, organisation=landlord)
        client = log_in(colleague)
        assert page("merge_withdraw", merge) not in client.get(page("merge", merge)).text
        assert client.get(page("merge_withdraw", merge)).status_code == 404
        with pytest.raises(DomainError, match="Seule la personne"):
            withdraw_merge(merge=merge, reason="Non", by=colleague)

    def test_once_reviewed_it_is_too_late(self, advisor, manager, merge):
        refuse_merge(merge=merge, reason="Deux ménages", by=manager)
        with pytest.raises(DomainError, match="n’est plus possible"):
            withdraw_merge(merge=merge, reason="Erreur", by=advisor)
