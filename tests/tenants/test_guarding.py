"""A person in danger: nothing leads to her for whoever does not need to know, from either side."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Notice
from core.errors import DomainError
from core.models import Draft, Job
from tenants.guarding import may_be_written_to, reads_contact
from tenants.models import HOUSEHOLDS, GuardedContact, Household
from tenants.presentation.situation import situation_of
from tenants.services.guarding import current_guard, guard_contact, lift_guard
from tests.factories.accounts import MembershipFactory
from tests.factories.core import FinishedJobFactory
from tests.forms import autosave, post_form
from tests.texts import text_of

pytestmark = pytest.mark.django_db
SECRETS = ("3 rue des Mouettes", "06 12 34 56 78", "anne@exemple.fr")
TABS = ("tenants:household", "tenants:situation", "tenants:history")


@pytest.fixture
def guarded(file_of_two):
    """Protected by the advisor, who is the one to know."""
    guard(file_of_two, file_of_two.advisor, file_of_two.advisor)
    return file_of_two


def guard(setting, known_by, by, **given):
    values = {"person": setting.anne, "safe_channel": "Par l’école, au 02 40 11 22 33", **given}
    contact = guard_contact(guard=GuardedContact(household=setting.household, **values), known_by=known_by, by=by)
    setting.household.refresh_from_db()
    return contact


def url(name, household):
    return reverse(name, args=[household.pk])


def test_what_will_change_is_read_before_it_is_done(log_in, file_of_two):
    client, address = log_in(file_of_two.advisor), url("tenants:guard", file_of_two.household)
    opened = client.get(address)
    assert "une seule personne lit encore ce dossier" in text_of(opened)
    typed = {"person": file_of_two.anne.pk, "safe_channel": "Par l’école", "known_by": file_of_two.advisor.pk}
    assert "Lisez ce qui va changer" in text_of(post_form(client, address, opened, **typed))
    assert not Household.objects.get(pk=file_of_two.household.pk).guarded
    response = post_form(client, address, understood="on", **typed)
    assert response.url == url("tenants:situation", file_of_two.household)
    file_of_two.household.refresh_from_db()
    assert (file_of_two.household.guarded, file_of_two.household.guarded_for) == (True, file_of_two.advisor)


def test_whoever_hands_it_to_another_is_led_home(log_in, file_of_two):
    client, address = log_in(file_of_two.advisor), url("tenants:guard", file_of_two.household)
    typed = {"person": file_of_two.anne.pk, "safe_channel": "Par l’école", "known_by": file_of_two.colleague.pk}
    assert post_form(client, address, understood="on", **typed).url == reverse("home")
    assert client.get(url("tenants:household", file_of_two.household)).status_code == 404


@pytest.mark.parametrize("who", ["colleague", "manager"])
def test_others_of_the_landlord_do_not_meet_it_at_all(log_in, guarded, who):
    client = log_in(getattr(guarded, who))
    for name in (*TABS, "tenants:household_update", "tenants:guard", "tenants:guard_lift", "tenants:separate"):
        assert client.get(url(name, guarded.household)).status_code == 404
        assert client.post(url(name, guarded.household), {}).status_code in (404, 405)
    listed = text_of(client.get(reverse("tenants:households")))
    searched = text_of(client.get(reverse("tenants:households"), {"q": "le goff"}))
    for words in (listed, searched):
        assert "2015-00007" not in words
        assert "Mouettes" not in words


@pytest.mark.parametrize("who", ["advisor", "worker", "head"])
@pytest.mark.parametrize("name", ["tenants:household", "tenants:situation"])
def test_those_who_need_it_read_how_she_is_reached(log_in, guarded, who, name):
    words = text_of(log_in(getattr(guarded, who)).get(url(name, guarded.household)))
    assert "Contact protégé" in words
    assert "06 12 34 56 78" in words
    assert ("au 02 40 11 22 33" in words) == (name == "tenants:situation")


@pytest.mark.parametrize("name", ["tenants:household", "tenants:situation"])
def test_nobody_calls_by_a_slip_of_the_thumb(log_in, guarded, name):
    assert "tel:" not in log_in(guarded.worker).get(url(name, guarded.household)).text


@pytest.mark.parametrize("name", TABS)
def test_a_worker_who_handed_it_over_reads_neither_address_nor_telephone(log_in, guarded, name):
    guarded.occupancy.address = "3 rue des Mouettes, bâtiment B"
    guarded.occupancy.save()
    html = log_in(guarded.former).get(url(name, guarded.household)).text
    assert "Contact protégé" in html
    for secret in (*SECRETS, "02 40 11 22 33"):
        assert secret not in html


def test_no_search_confirms_where_she_lives_until_it_is_lifted(file_of_two):
    def found(typed):
        return HOUSEHOLDS.find(typed, organisation=file_of_two.operator.pk).subjects

    guard(file_of_two, file_of_two.advisor, file_of_two.advisor)
    assert [found("mouettes"), found("0612345678")] == [[], []]
    assert found("le goff") == [file_of_two.household.pk]
    lift_guard(household=file_of_two.household, by=file_of_two.worker)
    assert found("mouettes") == found("0612345678") == [file_of_two.household.pk]


def test_nothing_is_sent_to_her(file_of_two):
    assert may_be_written_to(file_of_two.household)
    guard(file_of_two, file_of_two.advisor, file_of_two.advisor)
    assert not may_be_written_to(file_of_two.household)


def test_what_is_frozen_of_her_leads_nowhere(guarded, today):
    frozen = str(situation_of(guarded.household, today))
    assert not any(secret in frozen for secret in SECRETS)
    assert "06 12 34 56 78" in str(situation_of(guarded.household, today, with_guarded_contact=True))


def test_the_safe_channel_is_encrypted_and_never_in_the_history(log_in, guarded):
    words = text_of(log_in(guarded.advisor).get(url("tenants:history", guarded.household)))
    assert "Contact protégé mis en place" in words
    assert "02 40 11 22 33" not in words


@pytest.mark.parametrize("who", ["colleague", "manager"])
def test_only_the_one_person_lifts_it_at_the_landlord(guarded, who):
    with pytest.raises(DomainError):
        lift_guard(household=guarded.household, by=getattr(guarded, who))


@pytest.mark.parametrize("who", ["advisor", "worker", "head"])
def test_it_is_lifted_by_those_who_know(log_in, guarded, who):
    client, address = log_in(getattr(guarded, who)), url("tenants:guard_lift", guarded.household)
    assert "ou n’est plus en danger" in text_of(client.get(address))
    post_form(client, address, understood="on")
    guarded.household.refresh_from_db()
    assert (guarded.household.guarded, guarded.household.guarded_for) == (False, None)
    assert GuardedContact.objects.get().lifted_on
    assert Household.objects.visible_to(guarded.colleague).contains(guarded.household)


def test_lifting_what_is_not_there_is_refused_in_words(log_in, file_of_two):
    address = url("tenants:guard_lift", file_of_two.household)
    assert "Aucun contact protégé" in text_of(post_form(log_in(file_of_two.advisor), address, understood="on"))


def test_the_operator_may_decide_that_nobody_at_the_landlord_knows(log_in, file_of_two):
    typed = {"person": file_of_two.anne.pk, "safe_channel": "Par l’école", "known_by": "", "understood": "on"}
    post_form(log_in(file_of_two.head), url("tenants:guard", file_of_two.household), **typed)
    file_of_two.household.refresh_from_db()
    assert file_of_two.household.guarded
    for member in (file_of_two.advisor, file_of_two.colleague, file_of_two.manager):
        assert not Household.objects.visible_to(member).contains(file_of_two.household)
        assert not reads_contact(member, file_of_two.household)


def test_the_landlord_must_say_who_knows(log_in, file_of_two):
    typed = {"person": file_of_two.anne.pk, "safe_channel": "Par l’école", "known_by": "", "understood": "on"}
    page = post_form(log_in(file_of_two.advisor), url("tenants:guard", file_of_two.household), **typed)
    assert "obligatoire" in text_of(page)
    with pytest.raises(DomainError, match="qui doit savoir"):
        guard(file_of_two, None, file_of_two.advisor)


def test_nobody_of_elsewhere_is_chosen(file_of_two):
    for stranger in (file_of_two.worker, file_of_two.head):
        with pytest.raises(DomainError, match="du bailleur"):
            guard(file_of_two, stranger, file_of_two.advisor)
    file_of_two.paul.left_on = "2014-01-01"
    file_of_two.paul.save()
    with pytest.raises(DomainError, match="n’est pas au foyer"):
        guard(file_of_two, file_of_two.advisor, file_of_two.advisor, person=file_of_two.paul)


def test_one_at_a_time_and_it_may_be_changed(log_in, guarded):
    with pytest.raises(DomainError, match="déjà en place"):
        guard(guarded, guarded.advisor, guarded.advisor)
    client, address = log_in(guarded.advisor), url("tenants:guard", guarded.household)
    post_form(client, address, safe_channel="Par sa sœur", understood="on")
    assert GuardedContact.objects.get().safe_channel == "Par sa sœur"


def test_its_draft_tells_neither_whom_nor_how(log_in, file_of_two):
    client, address = log_in(file_of_two.advisor), url("tenants:guard", file_of_two.household)
    autosave(client, address, client.get(address), safe_channel="Par l’école")
    assert Draft.objects.get().title == "Contact, dossier 2015-00007"


def test_the_protected_person_does_not_leave_without_a_word(file_of_two, log_in):
    guard(file_of_two, file_of_two.advisor, file_of_two.advisor, person=file_of_two.paul)
    address = reverse("tenants:person_leave", args=[file_of_two.household.pk, file_of_two.paul.pk])
    assert "levez-le d’abord" in text_of(post_form(log_in(file_of_two.advisor), address, left_on="2015-03-03"))


def test_the_database_keeps_the_columns_together(guarded):
    with pytest.raises(IntegrityError), transaction.atomic():
        Household.objects.filter(pk=guarded.household.pk).update(guarded=False)


def test_a_file_whose_one_reader_has_left_comes_to_the_manager_who_names_another(guarded, today):
    advisor, manager = guarded.advisor, guarded.manager
    advisor.starts_on, advisor.ends_on = today - datetime.timedelta(days=9), today - datetime.timedelta(days=1)
    advisor.save()
    assert not Household.objects.visible_to(guarded.colleague).contains(guarded.household)
    assert Household.objects.visible_to(manager).contains(guarded.household)
    assert reads_contact(manager, guarded.household)
    guard_contact(guard=current_guard(guarded.household), known_by=guarded.colleague, by=manager)
    guarded.household.refresh_from_db()
    assert Household.objects.visible_to(guarded.colleague).contains(guarded.household)
    assert not Household.objects.visible_to(manager).contains(guarded.household)


def test_a_manager_protects_nobody_else(file_of_two):
    with pytest.raises(DomainError):
        guard(file_of_two, file_of_two.manager, file_of_two.manager)


def test_a_dwelling_that_is_proposed_is_where_she_will_be(guarded, today):
    guarded.occupancy.proposal = "T3 au 8 rue des Goélands"
    guarded.occupancy.save()
    assert "Goélands" not in str(situation_of(guarded.household, today))
    assert "Goélands" in str(situation_of(guarded.household, today, with_guarded_contact=True))


def test_no_filter_of_a_list_confirms_the_commune(log_in, guarded):
    client, number = log_in(guarded.former), guarded.household.number
    assert number in text_of(client.get(reverse("tenants:households")))
    assert number not in text_of(client.get(reverse("tenants:households"), {"commune": "Nantes"}))


def told(member):
    return sorted(Notice.objects.filter(membership=member).values_list("code", flat=True))


def test_those_who_have_the_file_and_both_who_watch_are_told_without_a_name(file_of_two):
    setting = file_of_two
    watchers = [MembershipFactory(role=Role.DPO, organisation=house) for house in (setting.landlord, setting.operator)]
    elsewhere = MembershipFactory(role=Role.DPO)
    guard(setting, setting.colleague, setting.advisor)
    for member in (setting.head, setting.worker, setting.colleague):
        assert told(member) == ["contact_changed"]
    for member in watchers:
        assert told(member) == ["contact_watched"]
    for member in (setting.advisor, setting.manager, setting.former, elsewhere):
        assert told(member) == []
    paths = " ".join(Notice.objects.values_list("path", flat=True))
    assert "Goff" not in paths


def test_lifting_it_is_told_too(file_of_two):
    guard(file_of_two, file_of_two.advisor, file_of_two.advisor)
    Notice.objects.all().delete()
    lift_guard(household=file_of_two.household, by=file_of_two.worker)
    assert [told(each) for each in (file_of_two.advisor, file_of_two.head)] == [["contact_changed"]] * 2
    assert told(file_of_two.worker) == []


class TestFinishedExports:
    def answer(self, log_in, setting, who):
        client = log_in(getattr(setting, who))
        job = FinishedJobFactory(
            by=getattr(setting, who), kind="list_export", arguments={"name": "households", "format": "csv"},
            private={"asked": ""},
        )  # fmt: skip
        return client, reverse("core:job_result", args=[job.pk])

    @pytest.mark.parametrize("who", ["colleague", "manager", "former"])
    def test_one_written_before_a_protection_is_handed_out_no_more(self, log_in, file_of_two, who):
        client, url = self.answer(log_in, file_of_two, who)
        assert client.get(url).status_code == 200
        guard(file_of_two, file_of_two.advisor, file_of_two.advisor)
        assert "refaites-le" in text_of(client.get(url, follow=True))

    @pytest.mark.parametrize("who", ["advisor", "worker", "head"])
    def test_those_who_need_to_know_fetch_theirs(self, log_in, file_of_two, who):
        client, url = self.answer(log_in, file_of_two, who)
        guard(file_of_two, file_of_two.advisor, file_of_two.advisor)
        assert client.get(url).status_code == 200

    def test_a_protection_elsewhere_or_before_changes_nothing(self, log_in, file_of_two):
        guard(file_of_two, file_of_two.advisor, file_of_two.advisor)
        client, url = self.answer(log_in, file_of_two, "colleague")
        Job.objects.update(created_at=timezone.now() + datetime.timedelta(hours=1))
        assert client.get(url).status_code == 200
