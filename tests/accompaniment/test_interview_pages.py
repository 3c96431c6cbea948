"""The pages of the entries, as a browser meets them: three touches, the full page, what is read and by whom."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import GlassBreak, Interview, PrivateNote, Publication
from accounts.enums import Role
from accounts.models import AccessLogEntry
from core.models import Draft
from referrals.enums import AppointmentState
from tests.accompaniment.pairs import everybody_else, the_team
from tests.factories.accompaniment import (
    AccompanimentFactory,
    AttemptFactory,
    InterviewFactory,
    PrivateNoteFactory,
    PublicationFactory,
)
from tests.factories.accounts import MembershipFactory
from tests.factories.referrals import AppointmentFactory, sent_referral
from tests.factories.tenants import AssignmentFactory, GuardedContactFactory
from tests.forms import autosave, fields_of, post_form

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TEAM, PRIVATE = "Parole d’équipe", "Parole privée"


@pytest.fixture
def team():
    return the_team()


def page_at(name, thing):
    return reverse(f"accompaniment:{name}", args=[thing.pk])


def html_of(client, url):
    return client.get(url).content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def visit(team, **given):
    return InterviewFactory(accompaniment=team.mesure, **{"team_text": TEAM, **given})


# Three touches


def test_three_touches(log_in, team, today):
    browser = log_in(team.worker)
    assert reverse("accompaniment:quick") in html_of(browser, reverse("home"))
    assert page_at("quick_entry", team.household) in html_of(browser, reverse("accompaniment:quick"))
    url = page_at("quick_entry", team.household)
    opened = browser.get(url)
    saved = post_form(browser, url, opened, kind="home_visit")
    noted = Interview.objects.get()
    assert saved.url == noted.get_absolute_url()
    assert (noted.kind, noted.on, noted.place_kind, noted.outcome) == ("home_visit", today, "home", "held")
    assert list(noted.persons.all()) == list(team.household.persons.all())
    assert post_form(browser, url, opened, kind="home_visit").url == saved.url
    assert Interview.objects.count() == 1
    assert page_at("interview_update", noted) in html_of(browser, saved.url)


def test_of_several_mesures_one_is_chosen(log_in, team):
    other = AccompanimentFactory(
        household=team.household,
        worker=team.worker,
        convention__operator=team.convention.operator,
        convention__landlord=team.convention.landlord,
    )
    url = page_at("quick_entry", team.household)
    post_form(log_in(team.worker), url, kind="call", mesure=str(other.pk))
    assert Interview.objects.get().accompaniment == other
    answer = post_form(log_in(team.worker), url, kind="call", mesure=None)
    assert answer.status_code == 200
    assert Interview.objects.count() == 1


def test_a_kind_that_is_not_is_refused_in_words(log_in, team):
    answer = post_form(log_in(team.worker), page_at("quick_entry", team.household), kind="attempt")
    assert "Choisissez ce qui a eu lieu." in answer.content.decode()
    assert not Interview.objects.exists()


def test_before_a_mesure_the_page_offers_an_attempt_and_a_letter(log_in):
    referral = sent_referral()
    worker = MembershipFactory(organisation=referral.convention.operator)
    AssignmentFactory(household=referral.household, membership=worker)
    browser = log_in(worker)
    assert browser.get(page_at("quick_entry", referral.household)).status_code == 404
    referral.received_at = timezone.now()
    referral.save()
    page = html_of(browser, page_at("quick_entry", referral.household))
    assert page_at("attempt_create", referral.household) in page
    assert "A eu lieu aujourd’hui" not in page
    typed = {"attempt_way": "doorstep", "attempt_result": "message_left", "place_kind": "home"}
    post_form(browser, page_at("attempt_create", referral.household), **typed)
    post_form(browser, page_at("letter_create", referral.household), team_text="Courrier de rappel")
    attempt, letter = Interview.objects.order_by("created_at")
    assert (attempt.kind, attempt.attempt_way, attempt.place_kind) == ("attempt", "doorstep", "home")
    assert (letter.kind, letter.team_text) == ("letter", "Courrier de rappel")
    assert browser.get(page_at("interview_create", referral.household)).status_code == 404


# The full page


def test_everything_at_once_and_the_landlord_next(log_in, team, today):
    url = page_at("interview_create", team.household)
    typed = {
        "kind": "interview",
        "outcome": "held",
        "on": str(today - DAY),
        "at": "14:30",
        "minutes": "45",
        "themes": ["budget"],
        "team_text": TEAM,
        "private": PRIVATE,
        "then_publish": "on",
    }
    saved = post_form(log_in(team.worker), url, **typed)
    noted = Interview.objects.get()
    assert saved.url == page_at("interview_publish", noted)
    assert (noted.minutes, noted.themes, noted.team_text) == (45, ["budget"], TEAM)
    assert PrivateNote.objects.get().text == PRIVATE


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"on": "2099-01-01"}, "Ce jour n’est pas encore venu"),
        ({"on": "2015-03-16"}, "La mesure a commencé le 17"),
        ({"on": "demain"}, "Ce jour n’existe pas"),
        ({"minutes": "0"}, "de 1 à 1 440"),
        ({"minutes": "une heure"}, "de 1 à 1 440"),
        ({"themes": ["inconnu"]}, "pas de ce dispositif"),
        ({"persons": ["2b7f5d1e-0000-7000-8000-000000000000"]}, "pas de ce ménage"),
        ({"colleagues": ["2b7f5d1e-0000-7000-8000-000000000000"]}, "pas de votre équipe"),
        ({"outcome": "missed"}, "Dites par qui."),
        ({"at": "25:99"}, "Cette heure n’existe pas"),
    ],
)
def test_what_is_wrong_is_said_and_the_text_is_kept(log_in, team, typed, words):
    answer = post_form(log_in(team.worker), page_at("interview_create", team.household), **{"team_text": TEAM, **typed})
    html = answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    assert words in html
    assert TEAM in html
    assert not Interview.objects.exists()


def test_correcting_fills_the_page_with_what_is_saved(log_in, team):
    one = visit(team, minutes=45, themes=["budget"])
    one.persons.add(team.household.persons.get())
    one.colleagues.add(team.colleague)
    PrivateNoteFactory(interview=one, text=PRIVATE)
    browser, url = log_in(team.worker), page_at("interview_update", one)
    opened = browser.get(url)
    assert fields_of(opened)["private"] == [PRIVATE]
    post_form(browser, url, opened, team_text="Autrement", private="")
    one.refresh_from_db()
    assert (one.team_text, one.minutes, one.themes) == ("Autrement", 45, ["budget"])
    assert (one.persons.count(), one.colleagues.count()) == (1, 1)
    assert PrivateNote.objects.get().text == ""
    page = html_of(browser, one.get_absolute_url())
    assert "Corrigé le" in page
    assert "le texte de l’équipe" in page


def test_completing_a_quick_entry_one_writes_first_and_what_is_known_is_folded(log_in, team):
    one = visit(team, team_text="")
    browser, url = log_in(team.worker), page_at("interview_update", one)
    opened = browser.get(url)
    page = html_of(browser, url)
    assert page.index('name="team_text"') < page.index("<details") < page.index('name="kind"')
    assert "Ce qui s’est passé : visite à domicile, " in page
    assert ", a eu lieu</summary>" in page
    assert '<details class="panel mb-3" open' not in page
    refused = post_form(browser, url, opened, on="", team_text="Rien n’est perdu")
    assert '<details class="panel mb-3" open' in refused.content.decode()
    post_form(browser, url, opened, team_text=TEAM)
    written = html_of(browser, url)
    assert written.index('name="kind"') < written.index('name="team_text"')


def test_the_file_and_its_line_of_time_have_the_entry_at_the_thumb(log_in, team):
    visit(team)
    entry = page_at("quick_entry", team.household)
    for url in (team.household.get_absolute_url(), page_at("timeline", team.household)):
        page = html_of(log_in(team.worker), url)
        assert page.index('class="thumb"') < page.index(entry) < page.index('aria-label="Dossier du ménage"')
        for other in (team.head, team.advisor):
            assert 'class="thumb"' not in html_of(log_in(other), url)


def test_two_tabs_show_both_versions(log_in, team):
    one = visit(team)
    browser, url = log_in(team.worker), page_at("interview_update", one)
    first, second = browser.get(url), browser.get(url)
    post_form(browser, url, first, team_text="Depuis le téléphone", private="À moi, ici")
    answer = post_form(browser, url, second, team_text="Depuis le bureau", private="À moi, là")
    html = answer.content.decode()
    for words in ("Depuis le téléphone", "Depuis le bureau", "À moi, ici", "À moi, là"):
        assert words in html
    one.refresh_from_db()
    assert one.team_text == "Depuis le téléphone"


def test_a_note_of_fifty_thousand_characters_is_saved(log_in, team):
    text = ("é🙂 mot " * 8000)[:50_000].strip()
    post_form(log_in(team.worker), page_at("interview_create", team.household), team_text=text, private=text)
    assert Interview.objects.get().team_text == text
    assert PrivateNote.objects.get().text == text


def test_what_is_typed_is_the_authors_own_draft(log_in, team):
    url = page_at("interview_create", team.household)
    browser = log_in(team.worker)
    autosave(browser, url, browser.get(url), private=PRIVATE)
    draft = Draft.objects.get()
    assert PRIVATE not in draft.title + draft.url
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM core_draft")
        assert PRIVATE not in cursor.fetchone()[0]
    AssignmentFactory(household=team.household, membership=team.colleague, kind="second")
    as_head = MembershipFactory(user=team.worker.user, role=Role.SERVICE_HEAD, organisation=team.convention.operator)
    for other in (team.colleague, team.head, as_head):
        assert not Draft.objects.visible_to(other).exists()
    assert PRIVATE not in log_in(team.colleague).get(url).content.decode()
    assert PRIVATE in log_in(team.worker).get(url).content.decode()


# Who reads what


def pages_of(team, one):
    told = Publication.objects.first()
    urls = [page_at(name, team.household) for name in ("interviews", "publications", "exchanges", "quick_entry")]
    urls += [page_at(name, one) for name in ("interview", "interview_update", "interview_publish", "note_open")]
    urls += [page_at("publication_withdraw", told)] if told else []
    return [*urls, team.household.get_absolute_url(), reverse("tenants:history", args=[team.household.pk])]


def test_no_page_leads_anybody_else_to_what_is_said(log_in, team):
    one = visit(team, themes=["psychologique"], others="Une parole d’autrui")
    PrivateNoteFactory(interview=one, text=PRIVATE)
    visit(team, outcome="missed", outcome_by="household")
    AttemptFactory(accompaniment=team.mesure)
    PublicationFactory(interview=one, text="Le loyer est payé.")
    for actor in everybody_else(team):
        browser = log_in(actor)
        for url in pages_of(team, one):
            html = html_of(browser, url)
            for words in (TEAM, PRIVATE, "psychologique", "autrui", "Manqué", "Tentative"):
                assert words not in html, (actor.role, url, words)


def test_the_advisor_reads_what_is_published_and_no_more(log_in, team):
    one = visit(team)
    told = PublicationFactory(interview=one, text="Le loyer est payé.")
    browser = log_in(team.advisor)
    assert "Le loyer est payé." in html_of(browser, team.household.get_absolute_url())
    assert "Le loyer est payé." in html_of(browser, page_at("publications", team.household))
    assert browser.get(one.get_absolute_url()).status_code == 404
    post_form(log_in(team.worker), page_at("publication_withdraw", told), reason="Un mot de trop")
    assert "Le loyer est payé." not in html_of(log_in(team.advisor), page_at("publications", team.household))
    assert "Un mot de trop" in html_of(log_in(team.head), page_at("publications", team.household))


def test_the_private_note_is_on_its_authors_page_only(log_in, team):
    one = visit(team)
    PrivateNoteFactory(interview=one, text=PRIVATE)
    AssignmentFactory(household=team.household, membership=team.colleague, kind="second")
    assert PRIVATE in html_of(log_in(team.worker), one.get_absolute_url())
    for reader in (team.colleague, team.head):
        html = html_of(log_in(reader), one.get_absolute_url())
        assert TEAM in html
        assert PRIVATE not in html
    for url in (page_at("interviews", team.household), team.household.get_absolute_url(), reverse("home")):
        assert PRIVATE not in html_of(log_in(team.worker), url)


def test_a_head_opens_it_for_an_hour(log_in, team):
    one = visit(team)
    PrivateNoteFactory(interview=one, text=PRIVATE)
    browser, url = log_in(team.head), page_at("note_open", one)
    assert url in html_of(browser, one.get_absolute_url())
    assert "l’auteur le lira" in post_form(browser, url, reason="").content.decode()
    assert PRIVATE not in html_of(browser, one.get_absolute_url())
    post_form(browser, url, reason="Danger pour un enfant")
    assert PRIVATE in html_of(browser, one.get_absolute_url())
    looked = AccessLogEntry.objects.filter(action="private_note.break_glass", subject_id=one.pk)
    assert looked.count() == 2
    assert PRIVATE not in html_of(browser, page_at("interviews", team.household))
    worker = log_in(team.worker)
    assert "une note privée a été ouverte" in html_of(worker, reverse("home"))
    assert "Danger pour un enfant" in html_of(worker, one.get_absolute_url())
    assert "une note privée a été ouverte" not in html_of(worker, reverse("home"))


def test_an_hour_later_it_is_closed_again(log_in, team):
    one = visit(team)
    PrivateNoteFactory(interview=one, text=PRIVATE)
    opened_at = timezone.now() - datetime.timedelta(minutes=61)
    until = opened_at + datetime.timedelta(hours=1)
    GlassBreak.objects.create(interview=one, by=team.head, reason="Danger", opened_at=opened_at, until=until)
    assert PRIVATE not in html_of(log_in(team.head), one.get_absolute_url())


# Publishing


def test_published_after_having_been_seen(log_in, team):
    one = visit(team)
    browser, url = log_in(team.worker), page_at("interview_publish", one)
    seen = post_form(browser, url, text="Le loyer est payé.\nLe dossier part.")
    html = seen.content.decode()
    assert "Voici ce que le bailleur lira" in html
    assert "Visite à domicile" in html
    assert TEAM not in html
    assert not Publication.objects.exists()
    assert Draft.objects.exists()
    back = post_form(browser, url, seen, corriger="1")
    assert "Voici ce que" not in back.content.decode()
    done = post_form(browser, url, seen, publier="1")
    assert done.url == one.get_absolute_url()
    told = Publication.objects.get()
    assert told.text.splitlines() == ["Le loyer est payé.", "Le dossier part."]
    assert not Draft.objects.exists()
    assert post_form(browser, url, seen, publier="1").url == done.url
    assert browser.get(url).url == done.url


def test_what_the_team_reads_is_in_sight_while_one_writes_folded_and_never_copied(log_in, team):
    one = visit(team)
    browser, url = log_in(team.worker), page_at("interview_publish", one)
    opened = browser.get(url)
    page = opened.content.decode()
    assert page.index("</form>", page.index('name="text"')) < page.index("<details>") < page.index(TEAM)
    assert fields_of(opened)["text"] == [""]
    assert "<details>" not in html_of(browser, page_at("interview_publish", visit(team, team_text="")))


def test_an_empty_text_is_not_published(log_in, team):
    answer = post_form(log_in(team.worker), page_at("interview_publish", visit(team)), text=" ", publier="1")
    assert "Écrivez ce que le bailleur lira." in answer.content.decode()


def test_an_absence_has_no_page_to_publish(log_in, team):
    one = visit(team, outcome="missed", outcome_by="household")
    assert log_in(team.worker).get(page_at("interview_publish", one)).url == one.get_absolute_url()
    assert page_at("interview_publish", one) not in html_of(log_in(team.worker), one.get_absolute_url())


# Cancelling, appointments


def test_cancelled_it_is_struck_through(log_in, team):
    one = visit(team)
    post_form(log_in(team.worker), page_at("interview_cancel", one), reason="Un autre ménage")
    page = html_of(log_in(team.head), one.get_absolute_url())
    assert "Un autre ménage" in page
    assert "<del>" in page
    assert log_in(team.worker).get(page_at("interview_update", one)).status_code == 404


def yesterday_at(team, **given):
    return AppointmentFactory(
        household=team.household,
        operator=team.convention.operator,
        kind="meeting",
        starts_at=timezone.now() - DAY,
        ends_at=timezone.now() - DAY + datetime.timedelta(hours=1),
        **given,
    )


def test_an_appointment_becomes_its_entry(log_in, team):
    appointment = yesterday_at(team)
    browser = log_in(team.worker)
    url = page_at("appointment_entry", appointment)
    assert url in html_of(browser, appointment.get_absolute_url())
    answer = browser.post(url)
    noted = Interview.objects.get()
    assert answer.url == noted.get_absolute_url()
    assert noted.get_absolute_url() in html_of(browser, appointment.get_absolute_url())
    assert browser.post(url).url == answer.url


def test_a_missed_appointment_becomes_its_entry(log_in, team):
    appointment = yesterday_at(team)
    browser, url = log_in(team.worker), page_at("appointment_missed", appointment)
    assert url in html_of(browser, appointment.get_absolute_url())
    assert "Indiquez qui n’est pas venu." in post_form(browser, url).content.decode()
    saved = post_form(browser, url, missed_by="household")
    noted = Interview.objects.get()
    assert (saved.url, noted.outcome) == (noted.get_absolute_url(), "missed")
    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.MISSED
    for reader in (team.advisor, team.manager):
        assert "Manqué par" not in html_of(log_in(reader), team.household.get_absolute_url())


def test_somebody_in_danger_is_reached_by_her_channel(log_in, team):
    GuardedContactFactory(household=team.household, safe_channel="Par sa sœur.", person=team.household.persons.get())
    type(team.household).objects.filter(pk=team.household.pk).update(guarded=True)
    for name in ("quick_entry", "interview_create", "attempt_create"):
        assert "Par sa sœur." in html_of(log_in(team.worker), page_at(name, team.household))


# As many queries for ten as for two


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["interviews", "publications"])
def test_a_list_asks_as_much_for_many(log_in, team, name):
    def more(number):
        for rank in range(number):
            PublicationFactory(interview=visit(team, on=team.mesure.starts_on + rank * DAY))

    more(2)
    browser, url = log_in(team.worker), page_at(name, team.household)
    before = queries_of(browser, url)
    more(6)
    assert queries_of(browser, url) == before


def test_the_first_touch_asks_as_much_for_many(log_in, team):
    browser, url = log_in(team.worker), reverse("accompaniment:quick")
    visit(team)
    before = queries_of(browser, url)
    for _ in range(3):
        visit(the_team(convention=team.convention, worker=team.worker))
    assert queries_of(browser, url) == before


def test_the_page_of_a_household_asks_as_much_for_many(log_in, team):
    visit(team)
    browser, url = log_in(team.worker), team.household.get_absolute_url()
    before = queries_of(browser, url)
    for rank in range(5):
        visit(team, on=team.mesure.starts_on + rank * DAY)
    assert queries_of(browser, url) == before
