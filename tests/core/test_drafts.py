"""What is typed is kept on the server, for this person in this role, until it is saved."""

import json
import threading
import uuid

import pytest
from django.db import connection, transaction

from accounts.enums import Role
from core.drafts import MOST_DRAFTS, drafts_of, hold
from core.jobs import _alone
from core.models import Draft
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.forms import autosave, fields_of, post_form

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.screens")]
INVITE, LINES = "/essai/inviter/", "/essai/lignes/"


@pytest.fixture
def member():
    return MembershipFactory(role=Role.ADMINISTRATOR, organisation=OrganisationFactory())


@pytest.fixture
def client(log_in, member):
    return log_in(member)


def edit(member):
    return f"/essai/{member.organisation_id}/"


def html(response):
    return response.content.decode()


def test_nothing_typed_no_draft(client, member):
    response = client.get(edit(member))
    assert not Draft.objects.exists()
    assert "brouillon a été restauré" not in html(response)


def test_what_was_typed_comes_back_as_typed(client, member):
    url = edit(member)
    answer = autosave(client, url, client.get(url), name="Association  bancale", city="l’Île d’É")
    assert answer.status_code == 200
    assert answer.json()["message"].startswith("Brouillon enregistré à ")
    again = client.get(url)
    assert fields_of(again)["name"] == ["Association  bancale"]
    assert fields_of(again)["city"] == ["l’Île d’É"]
    assert "brouillon a été restauré" in html(again)
    assert "is-invalid" not in html(again)
    member.organisation.refresh_from_db()
    assert member.organisation.name != "Association  bancale"


def test_half_typed_values_come_back_without_a_reproach(client):
    opened = client.get(INVITE)
    typed = {"email": "pas encore une adr", "day_0": "31/02", "day_1": "25:99", "told": "on", "days": ["l", "m"]}
    autosave(client, INVITE, opened, **typed)
    again = client.get(INVITE)
    kept = fields_of(again)
    assert kept["email"] == ["pas encore une adr"]
    assert (kept["day_0"], kept["day_1"]) == (["31/02"], ["25:99"])
    assert kept["told"] == ["on"]
    assert kept["days"] == ["l", "m"]
    assert "is-invalid" not in html(again)
    assert 'class="errors"' not in html(again)


def test_rows_that_were_added_come_back(client):
    opened = client.get(LINES)
    typed = {"lines-TOTAL_FORMS": "3", "lines-0-label": "a", "lines-2-label": "c", "lines-2-amount": "x"}
    autosave(client, LINES, opened, label="Total", **typed)
    kept = fields_of(client.get(LINES))
    assert kept["lines-TOTAL_FORMS"] == ["3"]
    assert kept["lines-2-label"] == ["c"]
    assert kept["lines-2-amount"] == ["x"]


def test_the_table_of_drafts_holds_no_word_of_them(client, member):
    autosave(client, edit(member), client.get(edit(member)), name="Très reconnaissable")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(core_draft)::text FROM core_draft")
        assert "reconnaissable" not in cursor.fetchone()[0]


def test_no_password_and_no_token_is_ever_kept(client, member):
    autosave(client, edit(member), client.get(edit(member)), secret="1", password="hunter2", mot_de_passe2="x")
    names = set(Draft.objects.get().content)
    assert "name" in names
    assert not {name for name in names if "passe" in name or "password" in name or name.startswith("_")}
    assert "csrfmiddlewaretoken" not in names


def test_saving_forgets_the_draft(client, member):
    url = edit(member)
    autosave(client, url, client.get(url), city="Nantes")
    assert post_form(client, url).status_code == 302
    assert not Draft.objects.exists()
    member.organisation.refresh_from_db()
    assert member.organisation.city == "Nantes"


def test_a_form_that_is_refused_keeps_what_was_typed(client, member):
    url = edit(member)
    response = post_form(client, url, name="", city="Rezé")
    assert response.status_code == 200
    assert Draft.objects.get().content["city"] == ["Rezé"]
    corrected = post_form(client, url, opened=response, name="Nom corrigé")
    assert corrected.status_code == 302
    assert not Draft.objects.exists()


def test_a_rule_that_refuses_shows_why_undoes_all_and_keeps_what_was_typed(client, member):
    response = post_form(client, edit(member), name="Maison fermée")
    assert "Cette maison est fermée." in html(response)
    assert fields_of(response)["name"] == ["Maison fermée"]
    assert Draft.objects.get().content["name"] == ["Maison fermée"]
    member.organisation.refresh_from_db()
    assert member.organisation.name != "Maison fermée"


def test_starting_again_from_nothing_throws_the_draft_away(client, member):
    url = edit(member)
    autosave(client, url, client.get(url), city="Nantes")
    draft = Draft.objects.get()
    assert f'action="{url}?abandonner={draft.pk}"' in html(client.get(url))
    assert client.get(f"{url}?abandonner={draft.pk}").status_code == 200
    assert Draft.objects.exists()
    response = client.post(f"{url}?abandonner={draft.pk}")
    assert (response.status_code, response.url) == (302, url)
    assert not Draft.objects.exists()


def test_a_late_or_doubled_message_changes_nothing(client, member):
    url = edit(member)
    opened = client.get(url)
    for sequence, city in [(1, "N"), (3, "Nantes"), (2, "Nan"), (3, "doublé")]:
        assert autosave(client, url, opened, sequence, city=city).status_code == 200
    assert Draft.objects.get().content["city"] == ["Nantes"]


def test_a_message_that_arrives_after_the_save_is_not_a_draft(client, member):
    url = edit(member)
    opened = client.get(url)
    assert post_form(client, url, opened=opened, city="Nantes").status_code == 302
    assert autosave(client, url, opened, city="Nantes").status_code == 200
    assert not Draft.objects.exists()


def test_a_page_that_goes_on_after_its_save_is_kept(client, member):
    url = edit(member)
    opened = client.get(url)
    post_form(client, url, opened=opened, city="Nantes")
    autosave(client, url, opened, city="Nantes et alentours")
    assert Draft.objects.get().content["city"] == ["Nantes et alentours"]


def test_two_tabs_opened_empty_keep_what_each_typed(client, member):
    url = edit(member)
    first, second = client.get(url), client.get(url)
    autosave(client, url, first, city="du premier")
    autosave(client, url, second, city="du second")
    autosave(client, url, first, 2, city="du premier, suite")
    again = client.get(url)
    assert fields_of(again)["city"] == ["du premier, suite"]
    assert "Un autre texte attend" in html(again)
    other = Draft.objects.exclude(pk=fields_of(again)["_draft"][0]).get()
    assert fields_of(client.get(f"{url}?brouillon={other.pk}"))["city"] == ["du second"]


def test_two_tabs_over_one_draft_do_not_overwrite_one_another(client, member):
    url = edit(member)
    autosave(client, url, client.get(url), city="commencé")
    first, second = client.get(url), client.get(url)
    autosave(client, url, first, city="par le premier")
    autosave(client, url, second, city="par le second")
    assert sorted(draft.content["city"][0] for draft in Draft.objects.all()) == ["par le premier", "par le second"]
    post_form(client, url, opened=first, city="par le premier")
    assert Draft.objects.get().content["city"] == ["par le second"]


def test_a_tab_goes_on_after_its_draft_was_thrown_away_in_another(client, member):
    url = edit(member)
    autosave(client, url, client.get(url), city="commencé")
    opened = client.get(url)
    client.post(f"{url}?abandonner={Draft.objects.get().pk}")
    autosave(client, url, opened, city="continué")
    assert Draft.objects.get().content["city"] == ["continué"]


def test_another_person_sees_nothing_of_it(client, log_in, member):
    url = edit(member)
    autosave(client, url, client.get(url), city="à moi")
    colleague = MembershipFactory(role=Role.ADMINISTRATOR, organisation=member.organisation)
    response = log_in(colleague).get(url)
    assert "à moi" not in html(response)
    draft = Draft.objects.get()
    assert "à moi" not in html(client.get(f"{url}?brouillon={draft.pk}"))
    client.post(f"{url}?abandonner={draft.pk}")
    assert Draft.objects.exists()


def test_another_role_of_the_same_person_sees_nothing_of_it(client, log_in, member):
    url = edit(member)
    autosave(client, url, client.get(url), city="en tant qu’administratrice")
    head = MembershipFactory(user=member.user, organisation=member.organisation, role=Role.SERVICE_HEAD)
    assert "administratrice" not in html(log_in(head).get(url))
    assert drafts_of(head) == []
    assert [draft.title for draft in drafts_of(member)] == ["Organisation"]


def test_a_tab_of_a_role_that_was_left_is_told_and_writes_nothing_elsewhere(client, log_in, member):
    url = edit(member)
    opened = client.get(url)
    head = MembershipFactory(user=member.user, organisation=member.organisation, role=Role.SERVICE_HEAD)
    log_in(head)
    answer = autosave(client, url, opened, city="au mauvais endroit")
    assert answer.status_code == 409
    assert "autre rôle" in answer.json()["message"]
    response = post_form(client, url, opened=opened, city="au mauvais endroit")
    assert "autre rôle" in html(response)
    assert fields_of(response)["city"] == ["au mauvais endroit"]
    assert not Draft.objects.exists()
    member.organisation.refresh_from_db()
    assert member.organisation.city != "au mauvais endroit"


def test_a_thing_out_of_reach_has_no_draft_either(client):
    elsewhere = f"/essai/{OrganisationFactory().pk}/"
    assert client.get(elsewhere).status_code == 404
    posted = {"name": "x", "_page": uuid.uuid4(), "_sequence": 1}
    assert client.post(elsewhere, posted, headers={"X-Autosave": "1"}).status_code == 404
    assert not Draft.objects.exists()


def test_a_lost_session_is_a_redirection_to_the_login(client, member):
    opened = client.get(edit(member))
    client.logout()
    answer = autosave(client, edit(member), opened, city="Nantes")
    assert answer.status_code == 302
    assert "login" in answer.url


def test_drafts_to_take_up_are_listed_once_each_without_a_name(client, member):
    url = edit(member)
    first, second = client.get(url), client.get(url)
    autosave(client, url, first, name="Nom propre")
    autosave(client, url, second, name="Nom propre aussi")
    autosave(client, INVITE, client.get(f"{INVITE}?depuis=accueil"), last_name="Nom de famille")
    lines = drafts_of(member)
    assert [(draft.title, draft.url) for draft in lines] == [("Invitation", INVITE), ("Organisation", url)]


@pytest.mark.parametrize(
    "odd",
    [
        {"_page": "pas un identifiant"},
        {"_page": ""},
        {"_draft": "x", "_stamp": "x"},
        {"_sequence": "-1"},
        {"_sequence": "9" * 40},
        {"_version": "x"},
        {"_version": "999999999999999"},
        {"_sequence": "999999999999999"},
    ],
)
def test_odd_hidden_values_break_nothing(client, member, odd):
    opened = client.get(edit(member))
    assert autosave(client, edit(member), opened, **{"city": "Nantes", **odd}).status_code == 200
    assert client.get(f"{edit(member)}?brouillon=x").status_code == 200
    assert client.post(f"{edit(member)}?abandonner=x").status_code == 302


def test_a_very_long_address_leads_back_to_the_form_without_it(client, member):
    long = f"{INVITE}?organisation={'a' * 600}"
    assert autosave(client, long, client.get(long), first_name="Dominique").status_code == 200
    assert Draft.objects.get().url == INVITE


class TestTooMany:
    @pytest.fixture
    def full(self, client, member):
        autosave(client, INVITE, client.get(INVITE), first_name="La première")
        kept = Draft.objects.get()
        copies = [
            Draft(**{**values_of(kept), "id": uuid.uuid4(), "writer": uuid.uuid4()}) for _ in range(MOST_DRAFTS - 1)
        ]
        Draft.objects.bulk_create(copies)
        return kept

    def test_one_more_is_refused_with_a_sentence_and_none_is_lost(self, client, member, full):
        refused = autosave(client, edit(member), client.get(edit(member)), city="Nantes")
        assert refused.status_code == 429
        assert "200 brouillons attendent déjà" in refused.json()["message"]
        assert Draft.objects.count() == MOST_DRAFTS

    def test_those_that_are_there_go_on(self, client, full):
        opened = client.get(f"{INVITE}?brouillon={full.pk}")
        assert autosave(client, INVITE, opened, sequence=5, first_name="Encore").status_code == 200
        full.refresh_from_db()
        assert full.content["first_name"] == ["Encore"]

    def test_a_refused_form_says_that_it_is_not_kept_and_a_right_one_is_saved(self, client, member, full):
        page = html(post_form(client, edit(member), name="", city="Nantes"))
        assert "200 brouillons attendent déjà" in page
        assert 'value="Nantes"' in page
        assert post_form(client, edit(member), name="Association droite").status_code == 302

    def test_another_role_has_its_own(self, client, log_in, full):
        other = MembershipFactory(role=Role.ADMINISTRATOR)
        elsewhere = log_in(other)
        assert autosave(elsewhere, INVITE, elsewhere.get(INVITE), first_name="Autre").status_code == 200


def values_of(draft):
    return {field.attname: getattr(draft, field.attname) for field in Draft._meta.concrete_fields}


@pytest.mark.django_db(transaction=True)
def test_a_page_waits_neither_for_a_work_of_its_number_nor_for_a_page_that_shares_a_part_of_it():
    page = uuid.uuid4()
    neighbour = uuid.UUID(bytes=uuid.uuid4().bytes[:8] + page.bytes[8:])
    held, let_go = threading.Event(), threading.Event()

    def other():
        with _alone(page), transaction.atomic():
            hold(neighbour)
            held.set()
            let_go.wait(10)
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    held.wait(10)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            hold(page)
    finally:
        let_go.set()
        thread.join()


def test_what_is_edited_need_not_be_named_by_the_address(client, member):
    url = "/essai/la-mienne/"
    autosave(client, url, client.get(url), city="Nantes")
    opened = client.get(url)
    assert fields_of(opened)["city"] == ["Nantes"]
    assert post_form(client, url, opened=opened).status_code == 302
    assert not Draft.objects.exists()
    assert json.dumps(fields_of(client.get(url))["city"]) == '["Nantes"]'
