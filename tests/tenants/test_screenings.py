"""Checking an eligibility: what is kept, what is refused, and that nothing at all is left where nobody attested."""

import datetime
import logging

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AccessLogEntry
from core.errors import DomainError
from core.models import Draft, Submission
from programmes.models import ProgrammeVersion
from tenants.models import Screening
from tenants.services.screenings import proposals_for, record_screening
from tests.factories.accounts import MembershipFactory
from tests.factories.programmes import ConventionFactory, ProgrammeFactory, ProgrammeVersionFactory
from tests.factories.tenants import (
    AssignmentFactory,
    EntrustmentFactory,
    HouseholdFactory,
    OccupancyFactory,
    PersonFactory,
    ScreeningFactory,
)
from tests.forms import autosave, fields_of, post_form
from tests.texts import plain

pytestmark = pytest.mark.django_db
PREREQUISITES = ["titulaire", "accord-collectif", "accord-individuel", "deplacement"]
FAR = datetime.date(2099, 12, 31)
# What every request of a logged-in person may touch, whatever the page.
ALWAYS = {"accounts.accesslogentry"}


@pytest.fixture
def advisor():
    return MembershipFactory(role=Role.ADVISOR)


@pytest.fixture
def convention(advisor):
    return ConventionFactory(landlord=advisor.organisation, ends_on=FAR)


@pytest.fixture
def visits(advisor):
    programme = ProgrammeFactory(code="visites-sociales")
    return ConventionFactory(landlord=advisor.organisation, ends_on=FAR, programme=programme)


@pytest.fixture
def household(advisor):
    household = HouseholdFactory(landlord=advisor.organisation)
    OccupancyFactory(household=household, by_transport="yes")
    PersonFactory(household=household)
    return household


@pytest.fixture
def url(household, convention):
    return reverse("tenants:screening_create", args=[household.pk, convention.pk])


@pytest.fixture
def browser(log_in, advisor):
    return log_in(advisor)


def record(household, convention, advisor, **given):
    values = {
        "version": convention.programme.current_version,
        "prerequisites": PREREQUISITES,
        "criteria": ["isolement"],
        "attested": True,
        "on": datetime.date(2015, 3, 3),
    }
    return record_screening(household=household, by=advisor, **values | given)


def rows_of_every_table():
    """How many rows each table has, those of history and of sessions included."""
    with connection.cursor() as cursor:
        names = {model._meta.db_table: model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
        found = {}
        for table in set(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[names.get(table, table)] = cursor.fetchone()[0]
    return found


def test_a_check_is_kept_and_told(household, convention, advisor):
    kept = record(household, convention, advisor, help_in_place="Une voisine passe.", isolated="yes")
    assert kept.passed
    assert kept.programme_version == convention.programme.current_version
    assert (kept.by, kept.isolated, kept.need_expressed) == (advisor, "yes", "unknown")
    assert Screening.objects.get().help_in_place == "Une voisine passe."


def test_whose_check(household, convention, advisor):
    """Asked of the service itself: the roles, the house, and the household's own advisors."""
    others = [
        MembershipFactory(role=Role.ADVISOR),
        MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=convention.landlord),
        MembershipFactory(role=Role.SOCIAL_WORKER, organisation=convention.operator),
    ]
    for other in others:
        with pytest.raises(DomainError, match="par une conseillère"):
            record(household, convention, other)
    household.guarded, household.guarded_for = (
        True,
        MembershipFactory(role=Role.ADVISOR, organisation=convention.landlord),
    )
    household.save()
    with pytest.raises(DomainError, match="par une conseillère"):
        record(household, convention, advisor)
    assert not Screening.objects.exists()


def test_a_failed_check_is_kept_too(household, convention, advisor):
    assert not record(household, convention, advisor, prerequisites=["titulaire"]).passed
    assert not record(household, convention, advisor, criteria=[]).passed
    assert Screening.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "begins", "field"),
    [
        ({"attested": False}, "Sans cette attestation", "attested"),
        ({"on": datetime.date(2099, 1, 1)}, "Ce jour n’est pas encore venu", "on"),
        ({"on": datetime.date(1865, 1, 1)}, "Le ménage n’est connu du bailleur que depuis", "on"),
        ({"on": datetime.date(2013, 1, 1)}, "Aucune convention de ce dispositif", "on"),
        ({"criteria": ["pathologie-mentale"]}, "Un des points cochés", None),
    ],
)
def test_what_is_refused_leaves_nothing(household, convention, advisor, given, begins, field):
    with pytest.raises(DomainError) as refused:
        record(household, convention, advisor, **given)
    assert refused.value.message.startswith(begins)
    assert refused.value.field == field
    assert not Screening.objects.exists()


def test_another_landlord_checks_nothing(household, convention):
    with pytest.raises(DomainError, match="de son bailleur"):
        record(household, convention, MembershipFactory(role=Role.ADVISOR))


def test_a_household_that_the_programme_is_not_meant_for(household, convention, advisor):
    household.occupancies.update(status="housed")
    with pytest.raises(DomainError, match="S’adresse à"):
        record(household, convention, advisor)
    assert [bool(each.refusal) for each in proposals_for(household, advisor, datetime.date(2015, 3, 3))] == [True]


def test_a_programme_without_exclusions_asks_no_attestation(household, visits, advisor):
    codes = ["logement-ordinaire", "informe", "hors-dispositifs"]
    kept = record(
        household,
        visits,
        advisor,
        version=visits.programme.current_version,
        prerequisites=codes,
        criteria=["maintien-fragile"],
        attested=False,
    )
    assert kept.passed
    assert kept.attested


def test_postgresql_holds_it(household, convention, advisor):
    kept = record(household, convention, advisor)
    for broken in ({"attested": False}, {"on": datetime.date(2099, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ScreeningFactory(household=household, by=advisor, **broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        Screening.objects.filter(pk=kept.pk).update(passed=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.delete()


def test_the_page_knows_what_the_file_knows(browser, url):
    page = browser.get(url)
    assert fields_of(page)["prerequisites"] == ["titulaire", "deplacement"]
    html = plain(page.content.decode())
    assert html.count("Connu du dossier") == 2
    assert "Nous entendons par « exclusion lourde » un processus subi" in html
    assert html.count('name="attested"') == 1
    assert "Cochez ce qui est vrai" in html


def test_it_is_saved_once_and_its_page_says_it_in_words(browser, url, household):
    page = browser.get(url)
    typed = {"prerequisites": PREREQUISITES, "criteria": ["isolement", "appropriation"], "attested": "on"}
    saved = post_form(browser, url, page, **typed)
    kept = Screening.objects.get()
    assert saved.url == kept.get_absolute_url()
    assert post_form(browser, url, page, **typed).url == saved.url
    assert Screening.objects.count() == 1
    assert "Éligible : 2 critères sur 4" in plain(browser.get(saved.url).content.decode())
    listed = browser.get(reverse("tenants:screenings", args=[household.pk])).content.decode()
    assert saved.url in listed
    assert "version 1" in plain(listed)
    assert saved.url in browser.get(household.get_absolute_url()).content.decode()


def test_why_not_and_what_else_could_serve(browser, url, visits):
    saved = post_form(browser, url, prerequisites=PREREQUISITES[:3], criteria=["isolement"], attested="on")
    html = plain(browser.get(saved.url).content.decode())
    assert "Pas éligible" in html
    assert "ne peut pas se déplacer seule" in html
    assert "Visites sociales" in html
    assert "Fonds de solidarité pour le logement" in html


def test_without_the_attestation_nothing_anywhere_tells_of_it(browser, url, household, caplog):
    page = browser.get(url)
    typed = {"prerequisites": PREREQUISITES, "criteria": ["isolement"], "help_in_place": "Une voisine."}
    before, looks = rows_of_every_table(), AccessLogEntry.objects.count()
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as queries:
        answer = post_form(browser, url, page, **typed)
    after = rows_of_every_table()
    assert {name for name in after if after[name] != before[name]} == ALWAYS
    # The look at the file, told as any other: not even that it was this page.
    assert AccessLogEntry.objects.count() == looks + 1
    assert set(AccessLogEntry.objects.values_list("action", "subject_id")) == {("households.read", household.pk)}
    written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in written if "accesslogentry" not in sql and "session" not in sql] == []
    assert not [record for record in caplog.records if "isolement" in record.getMessage()]
    assert not list(get_messages(answer.wsgi_request))
    # The same page with a sentence, and what was typed.
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Sans cette attestation, la vérification ne peut pas être terminée" in html
    assert fields_of(answer)["criteria"] == ["isolement"]
    assert "Une voisine." in html
    for address in ("home", "tenants:household", "tenants:screenings"):
        args = [household.pk] if address != "home" else []
        assert "attest" not in browser.get(reverse(address, args=args)).content.decode().lower()


def test_an_autosave_would_keep_nothing_either(browser, url):
    page = browser.get(url)
    assert "data-autosave" not in page.content.decode()
    autosave(browser, url, page, criteria=["isolement"])
    assert not Draft.objects.exists()
    assert not Submission.objects.exists()


def test_while_one_ticks_the_words_come_and_nothing_goes_further(browser, url, household, convention):
    preview = reverse("tenants:screening_preview", args=[household.pk, convention.pk])
    page = browser.get(url).content.decode()
    assert 'hx-params="prerequisites,criteria"' in page
    ticked = page[page.index('id="ticked"') : page.index('id="result"')]
    assert "attested" not in ticked
    before = rows_of_every_table()
    answer = browser.post(preview, {"prerequisites": PREREQUISITES, "criteria": ["isolement"], "attested": "on"})
    assert "Éligible : 1 critère sur 4" in plain(answer.content.decode())
    assert household.name not in answer.content.decode()
    assert rows_of_every_table() == before
    assert browser.get(preview).status_code == 405


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"on": "2099-01-01"}, "Ce jour n’est pas encore venu."),
        ({"on": "2015-02-30"}, "Ce jour n’existe pas"),
        ({"on": ""}, "Ce champ est obligatoire"),
        ({"criteria": ["rien"]}, "n’en fait pas partie"),
        ({"need_expressed": "peut-être"}, "n’en fait pas partie"),
        ({"help_in_place": "é" * 1001}, "1000"),
        ({"help_in_place": "a\0b"}, "caractère nul"),
        ({"programme_version": "7"}, "Ce dispositif a changé pendant que vous remplissiez la page"),
        ({"programme_version": "xxx"}, "Ce dispositif a changé pendant que vous remplissiez la page"),
    ],
)
def test_bad_input_is_answered_in_words(browser, url, typed, sentence):
    answer = post_form(browser, url, **{"prerequisites": PREREQUISITES, "attested": "on"} | typed)
    assert answer.status_code == 200
    html = plain(answer.content.decode()).replace("&#x27;", "’")
    assert sentence in html.replace("n'", "n’"), html[html.find('class="errors') :][:900]
    assert not Screening.objects.exists()


def test_an_emoji_is_a_word_like_another(browser, url):
    post_form(browser, url, prerequisites=PREREQUISITES, attested="on", help_in_place="La voisine 🙂")
    assert Screening.objects.get().help_in_place == "La voisine 🙂"


def test_a_new_version_of_the_programme_does_not_rewrite_the_past(browser, url, convention, household):
    page = browser.get(url)
    saved = post_form(browser, url, prerequisites=PREREQUISITES, criteria=["isolement"], attested="on")
    first = convention.programme.current_version
    changed = {**first.definition, "screening": {**first.definition["screening"], "criteria_minimum": 2}}
    ProgrammeVersionFactory(programme=convention.programme, number=2, definition=changed, checksum="x")
    assert "Éligible : 1 critère sur 4" in plain(browser.get(saved.url).content.decode())
    again = post_form(browser, url, page, prerequisites=PREREQUISITES, criteria=["isolement"], attested="on", _page="")
    assert "Ce dispositif a changé" in again.content.decode()
    post_form(browser, url, again)
    kept = {screening.programme_version.number: screening.passed for screening in Screening.objects.all()}
    assert kept == {1: True, 2: False}


def test_only_conventions_that_run_and_fit_are_there(browser, household, advisor):
    programme = ProgrammeFactory()
    over = ConventionFactory(landlord=advisor.organisation, programme=programme)
    strangers = ConventionFactory(ends_on=FAR, programme=programme)
    for convention in (over, strangers):
        address = reverse("tenants:screening_create", args=[household.pk, convention.pk])
        assert browser.get(address).status_code == 404
        assert browser.post(address).status_code == 404
    assert "Aucune convention de votre organisation n’est en cours" in (
        browser.get(reverse("tenants:screenings", args=[household.pk])).content.decode()
    )


def test_an_applicant_is_told_what_is_not_for_her(browser, household, convention, visits):
    household.occupancies.update(status="applicant")
    html = plain(browser.get(reverse("tenants:screenings", args=[household.pk])).content.decode())
    assert "S’adresse à : locataire en titre." in html
    assert reverse("tenants:screening_create", args=[household.pk, visits.pk]) in html
    assert reverse("tenants:screening_create", args=[household.pk, convention.pk]) not in html


def test_an_operator_reads_what_passed_for_its_own_programme(log_in, household, convention, advisor):
    worker = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=convention.operator)
    stranger = MembershipFactory(role=Role.SOCIAL_WORKER)
    for membership in (worker, stranger):
        AssignmentFactory(household=household, membership=membership)
        EntrustmentFactory(household=household, operator=membership.organisation)
    passed, failed = record(household, convention, advisor), record(household, convention, advisor, criteria=[])
    assert list(Screening.objects.visible_to(worker)) == [passed]
    assert not Screening.objects.visible_to(stranger).exists()
    assert log_in(worker).get(failed.get_absolute_url()).status_code == 404
    page = log_in(worker).get(passed.get_absolute_url()).content.decode()
    assert "Vérifier de nouveau" not in page


def test_reading_a_kept_check_is_told_in_the_log(browser, household, convention, advisor):
    browser.get(record(household, convention, advisor).get_absolute_url())
    entry = AccessLogEntry.objects.get()
    assert (entry.action, entry.subject_id) == ("screenings.read", household.pk)
    assert entry.subject_organisation == household.landlord


def test_the_list_asks_as_much_for_six_as_for_one(browser, household, convention, advisor):
    address = reverse("tenants:screenings", args=[household.pk])

    def count():
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    record(household, convention, advisor)
    first = count()
    for _ in range(5):
        record(household, convention, advisor)
    assert count() == first
    assert ProgrammeVersion.objects.count() == 1
