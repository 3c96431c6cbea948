"""The pages of a diagnostic as a browser meets them, and what the landlord finds: its conclusions, once published."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accompaniment.documents.diagnostics import conclusions_pdf, diagnostic_pdf
from accompaniment.models import Conclusions, Diagnostic
from accompaniment.panels.diagnostics import diagnostic_panel
from accompaniment.queue import queue_items
from accompaniment.services.diagnostics import send_back_diagnostic, submit_diagnostic
from accounts.models import AccessLogEntry
from core.models import Draft
from referrals.models import Referral
from tests.accompaniment.stay import DAY
from tests.accompaniment.test_diagnostics import READ_ON, TEXTS, begun, proposed, published, ready
from tests.factories.accompaniment import DiagnosticFactory, InterviewFactory, StructureFactory, diagnostic_mesure
from tests.forms import autosave, post_form
from tests.papers import text_of

pytestmark = pytest.mark.django_db
INSIDE = "CANARI"


def page_at(name, thing, *rest):
    return reverse(f"accompaniment:{name}", args=[thing.pk, *rest])


def html_of(client, url):
    return client.get(url).content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def section(three, code):
    return page_at("diagnostic_section", three.diagnostic, code)


def test_it_is_written_page_after_page(log_in):
    three = begun()
    browser = log_in(three.worker)
    saved = post_form(browser, section(three, "problemes"), problems="Le loyer.")
    assert saved.url == section(three, "situation")
    saved = post_form(browser, saved.url, family="Seule.", social="En emploi.")
    assert saved.url == section(three, "budget")
    typed = {"financial": "Juste.", "income-0-label": "Salaire", "income-0-amount": "1 042,50"}
    typed |= {"charge-0-label": "Loyer", "charge-0-amount": "412,4", "charge-1-label": "Eau", "charge-1-amount": "30"}
    saved = post_form(browser, saved.url, **typed, **{"debt-0-label": "Énergie", "debt-0-amount": "600"})
    three.diagnostic.refresh_from_db()
    assert three.diagnostic.budget[:2] == [
        {"side": "income", "label": "Salaire", "amount": "1042.50"},
        {"side": "charge", "label": "Loyer", "amount": "412.40"},
    ]
    page = html_of(browser, page_at("diagnostic", three.diagnostic))
    for amount in ("1 042,50 €", "442,40 €", "600,10 €", "600,00 €"):
        assert amount in page
    # The lines come back, with empty ones for more; one is taken away.
    url = section(three, "budget")
    assert post_form(browser, url, **{"charge-1-DELETE": "on"}).status_code == 302
    three.diagnostic.refresh_from_db()
    assert [line["label"] for line in three.diagnostic.budget] == ["Salaire", "Loyer", "Énergie"]
    typed = {"network-0-who": "Sa sœur", "network-0-help": "helpful", "network-0-tie": "famille"}
    assert post_form(browser, section(three, "reseau"), **typed).url == section(three, "sante")
    saved = post_form(browser, section(three, "analyse"), analysis="Une aide précise.")
    assert saved.url == page_at("diagnostic", three.diagnostic)
    page = html_of(browser, saved.url)
    assert "Sa sœur" in page
    assert "Aidant" in page


@pytest.mark.parametrize(
    ("code", "typed", "words"),
    [
        ("budget", {"income-0-label": "Salaire"}, "Indiquez un montant"),
        ("budget", {"income-0-amount": "12"}, "Dites de quoi il s’agit."),
        ("budget", {"charge-0-label": "Loyer", "charge-0-amount": "douze"}, "Un montant en euros"),
        ("budget", {"charge-0-label": "Loyer", "charge-0-amount": "-3"}, "Saisissez un nombre supérieur à 0."),
        ("budget", {"debt-0-label": "Crédit", "debt-0-amount": "99999999999"}, "trop grand"),
        ("reseau", {"network-0-tie": "voisin"}, "Dites de qui il s’agit."),
        ("reseau", {"network-0-who": "Lui", "network-0-help": "méchant"}, "Choisissez une des réponses."),
        ("problemes", {"problems": "x" * 60_001}, "60"),
    ],
)
def test_each_thing_that_is_typed_wrong_is_said_and_kept(log_in, code, typed, words):
    three = begun()
    answer = post_form(log_in(three.worker), section(three, code), **typed)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    three.diagnostic.refresh_from_db()
    assert (three.diagnostic.budget, three.diagnostic.network, three.diagnostic.problems) == ([], [], "")
    assert Draft.objects.exists()


def test_a_line_of_the_budget_is_taken_away_by_a_box_that_says_so(log_in):
    three = begun()
    three.diagnostic.budget = [{"side": "income", "label": "RSA", "amount": "560.00"}]
    three.diagnostic.save()
    browser, url = log_in(three.worker), section(three, "budget")
    opened = browser.get(url)
    (box,) = re.findall(r'name="(income-0-DELETE)" id="(id_income-0-DELETE)"', opened.text)
    assert f'<label class="form-check-label" for="{box[1]}"><svg' in opened.text
    assert '<span class="word">Retirer</span></label>' in opened.text
    post_form(browser, url, opened, **{box[0]: "on"})
    three.diagnostic.refresh_from_db()
    assert three.diagnostic.budget == []


def test_what_is_typed_is_kept_while_one_types_and_a_long_text_is_saved(log_in):
    three = begun()
    browser = log_in(three.worker)
    url = section(three, "problemes")
    opened = browser.get(url)
    assert autosave(browser, url, opened, problems="Le lo").status_code == 200
    assert "Le lo" in browser.get(url).content.decode()
    long = "Un mot. " * 6000
    assert post_form(browser, url, opened, problems=long).status_code == 302
    three.diagnostic.refresh_from_db()
    assert three.diagnostic.problems == long.strip()


def test_two_who_write_the_same_page_see_both_versions(log_in):
    three = begun()
    browser = log_in(three.worker)
    url = section(three, "problemes")
    opened = browser.get(url)
    post_form(browser, url, problems="Les miens.")
    answer = post_form(browser, url, opened, problems="Les autres.")
    assert answer.status_code == 200
    assert "Les miens." in answer.content.decode()


def test_what_belongs_to_one_orientation_is_hidden_under_the_others(log_in):
    """By its style alone: what it names stands in the page."""
    three = begun()
    page = html_of(log_in(three.worker), page_at("conclusions_write", three.conclusions))
    style = (Path(settings.BASE_DIR) / "static/css/diagnostics.css").read_text()
    for value, asked in (("common_law", "div_id_measures"), ("support", "div_id_support_from")):
        assert re.search(rf'<input type="radio"[^>]*name="orientation"[^>]*value="{value}"', page)
        assert f'id="{asked}"' in page
        assert f'form:not(:has([name="orientation"][value="{value}"]:checked)) #{asked}' in style


def test_the_conclusions_are_written_apart_previewed_and_read(log_in, today):
    three = begun()
    browser = log_in(three.worker)
    for name in TEXTS:
        setattr(three.diagnostic, name, f"{INSIDE} {name}")
    three.diagnostic.save()
    url = page_at("conclusions_write", three.conclusions)
    assert INSIDE not in html_of(browser, url)
    saved = post_form(browser, url, text="Pour le bailleur.", orientation="common_law", measures=["ali", "fsl"])
    assert saved.url == page_at("conclusions", three.conclusions)
    page = html_of(browser, saved.url)
    assert "Pour le bailleur." in page
    assert "ALI et FSL" in page
    assert INSIDE not in page
    reading = page_at("conclusions_reading", three.conclusions)
    assert "Pour le bailleur." in html_of(browser, reading)
    post_form(browser, reading, read_on=str(today), remarks="« C’est ça. »")
    assert "« C’est ça. »" in html_of(browser, page_at("conclusions", three.conclusions))
    assert post_form(browser, page_at("diagnostic_submit", three.diagnostic)).status_code == 302
    three.diagnostic.refresh_from_db()
    assert three.diagnostic.state == "submitted"
    assert browser.get(section(three, "problemes")).url == page_at("diagnostic", three.diagnostic)


def test_proposed_it_may_be_taken_back_by_who_has_it(log_in):
    three = ready()
    submit_diagnostic(diagnostic=three.diagnostic, by=three.worker)
    page, take_back = page_at("diagnostic", three.diagnostic), page_at("diagnostic_take_back", three.diagnostic)
    assert take_back not in html_of(log_in(three.head), page)
    assert log_in(three.head).get(take_back).status_code == 404
    browser = log_in(three.worker)
    assert take_back in html_of(browser, page)
    assert post_form(browser, take_back).url == page
    html = html_of(browser, page)
    assert "Diagnostic repris avant sa validation" in html
    assert take_back not in html
    assert browser.get(section(three, "problemes")).status_code == 200
    assert "n’est plus possible" in post_form(browser, take_back).content.decode()


def test_what_lacks_is_listed_and_refused(log_in):
    three = begun()
    browser = log_in(three.worker)
    page = html_of(browser, page_at("diagnostic", three.diagnostic))
    assert "Les problèmes que rencontre le ménage." in page
    assert page_at("conclusions_write", three.conclusions) in page
    answer = post_form(browser, page_at("diagnostic_submit", three.diagnostic))
    assert "Il manque encore" in answer.content.decode()


def test_the_head_validates_and_the_landlord_reads_the_conclusions_and_nothing_else(log_in):
    three = ready()
    Diagnostic.objects.update(problems=f"{INSIDE} P", health=f"{INSIDE} S", analysis=f"{INSIDE} A")
    submit_diagnostic(diagnostic=three.diagnostic, by=three.worker)
    url, paper = page_at("conclusions", three.conclusions), page_at("conclusions_pdf", three.conclusions)
    for member in (three.advisor, three.manager):
        browser = log_in(member)
        assert {browser.get(each).status_code for each in (url, paper)} == {404}
        assert "Le ménage reprend pied." not in html_of(browser, three.household.get_absolute_url())
    head = log_in(three.head)
    assert "attend votre validation" in html_of(head, page_at("diagnostic", three.diagnostic))
    assert post_form(head, page_at("diagnostic_publish", three.diagnostic)).status_code == 302
    for member in (three.advisor, three.manager):
        browser = log_in(member)
        page = html_of(browser, url)
        assert "Le ménage reprend pied." in page
        assert "C’est juste." in page
        assert AccessLogEntry.objects.filter(user=member.user, action="conclusions.read").exists()
        document = text_of(browser.get(paper).content)
        assert "Le ménage reprend pied." in document
        shown = page + document + html_of(browser, three.household.get_absolute_url())
        shown += html_of(browser, reverse("tenants:history", args=[three.household.pk]))
        assert INSIDE not in shown
        for name in ("diagnostic", "diagnostic_pdf"):
            assert browser.get(page_at(name, three.diagnostic)).status_code == 404


def test_the_countdown_stands_on_the_file_the_list_the_page_and_the_queue(log_in, today):
    three = begun()
    words = f"en retard de {(today - three.phase.limit_on).days}"
    browser = log_in(three.worker)
    for url in (
        three.household.get_absolute_url(),
        reverse("accompaniment:diagnostics"),
        reverse("accompaniment:caseload"),
        page_at("diagnostic", three.diagnostic),
        section(three, "budget"),
    ):
        assert words.replace(" ", "") in re.sub(r"\s", "", html_of(browser, url)), url
    (item,) = [item for item in queue_items(three.worker, today) if "diagnostic" in item.title]
    assert item.late
    assert three.household.name not in f"{item.title} {item.detail}"


def test_a_proposal_that_waits_explains_the_shorter_days_wherever_they_are_counted(log_in):
    three = begun()
    texts = (
        three.household.get_absolute_url(),
        reverse("accompaniment:diagnostics"),
        page_at("mesure", three.mesure),
        page_at("diagnostic", three.diagnostic),
        section(three, "budget"),
        page_at("conclusions_write", three.conclusions),
    )
    browser, why = log_in(three.worker), "une proposition de logement attend une réponse le "
    assert [url for url in texts if why in html_of(browser, url)] == []
    type(three.phase).objects.filter(pk=three.phase.pk).update(limit_on=three.phase.limit_on - 20 * DAY)
    assert [url for url in texts if why not in html_of(browser, url)] == []
    page = html_of(browser, page_at("diagnostic", three.diagnostic))
    assert page.index('class="clock-box"') < page.index('class="cols"')
    assert page.index('id="proposer"') < page.index('id="conclusions"') < page.index('id="problemes"')


def test_what_was_sent_back_is_asked_of_the_worker_on_the_file():
    three = ready()
    submit_diagnostic(diagnostic=three.diagnostic, by=three.worker)
    send_back_diagnostic(diagnostic=three.diagnostic, reason="La santé manque.", by=three.head)
    type(three.phase).objects.filter(pk=three.phase.pk).update(limit_on=timezone.localdate() + 40 * DAY)
    asked = diagnostic_panel(three.household, three.worker, timezone.localdate()).pending
    assert (asked.title, asked.url) == ("Le diagnostic est à reprendre.", page_at("diagnostic", three.diagnostic))
    assert diagnostic_panel(three.household, three.head, timezone.localdate()).pending is None


def test_a_guarded_household_has_no_name_in_the_list(log_in):
    three = begun()
    type(three.household).objects.filter(pk=three.household.pk).update(guarded=True)
    shown = html_of(log_in(three.worker), reverse("accompaniment:diagnostics"))
    assert three.household.name not in shown
    assert f"Dossier {three.household.number}" in shown


def test_the_queue_of_each(today):
    three = ready()
    titles = lambda member: [item.title.partition("\u00a0: ")[2] for item in queue_items(member, today)]  # noqa: E731
    assert "diagnostic à rendre" in titles(three.worker)
    submit_diagnostic(diagnostic=three.diagnostic, by=three.worker)
    assert "diagnostic à valider" in titles(three.head)
    assert "diagnostic à rendre" not in titles(three.worker)
    over = published()
    assert "des conclusions sont publiées" in titles(over.advisor)
    assert "une mesure peut se terminer" in titles(over.worker)
    other = proposed()
    assert "un autre dispositif est proposé" in titles(other.advisor)
    assert "des conclusions sont publiées" not in titles(other.advisor)
    assert not [title for title in titles(other.manager) if "propos" in title]


def test_the_advisor_begins_a_fiche_from_what_was_published(log_in):
    three = proposed()
    browser = log_in(three.advisor)
    url = three.proposal.get_absolute_url()
    page = html_of(browser, url)
    assert "Il aimerait rencontrer du monde." in page
    assert "Préparer la fiche" in page
    begun_fiche = browser.post(page_at("proposal_take_up", three.proposal))
    referral = Referral.objects.get(convention=three.other)
    assert begun_fiche.url == reverse("referrals:sheet_step", args=[referral.pk, "reperage"])
    assert url in html_of(browser, referral.get_absolute_url())
    assert referral.number in html_of(browser, url)
    assert referral.number in html_of(log_in(three.worker), url)


def test_a_relay_and_an_interruption_by_their_pages(log_in, today):
    three = published("common_law", measures=["ali"])
    structure = StructureFactory(operator=three.operator, name="Le relais d’essai")
    StructureFactory(name="D’ailleurs")
    browser = log_in(three.worker)
    url = page_at("diagnostic_relay", three.diagnostic)
    page = html_of(browser, url)
    assert "Le relais d’essai" in page
    assert "D’ailleurs" not in page
    post_form(browser, url, structure=str(structure.pk), on=str(today), purpose="L’ALI.")
    assert "Le relais d’essai" in html_of(browser, page_at("diagnostic", three.diagnostic))
    other = begun()
    browser = log_in(other.worker)
    url = page_at("diagnostic_interrupt", other.diagnostic)
    assert "Dites pourquoi." in post_form(browser, url, on=str(READ_ON), reason="").content.decode()
    post_form(browser, url, on=str(READ_ON), reason="Parti chez sa sœur.")
    assert "Parti chez sa sœur." in html_of(browser, page_at("diagnostic", other.diagnostic))
    advisors = html_of(log_in(other.advisor), other.household.get_absolute_url())
    assert "Interrompu" in advisors
    assert "Parti chez" not in advisors


def test_the_papers_say_what_each_may_read(today):
    three = ready()
    Diagnostic.objects.update(
        health=f"{INSIDE} santé",
        budget=[{"side": "income", "label": "Salaire", "amount": "1042.50"}],
        network=[{"who": "Sa sœur", "tie": "famille", "help": "helpful", "note": ""}],
    )
    diagnostic, conclusions = Diagnostic.objects.get(), Conclusions.objects.get()
    visit = InterviewFactory(accompaniment=three.mesure, household=three.household, author=three.worker, on=READ_ON)
    whole = text_of(diagnostic_pdf(diagnostic, conclusions, visits=[visit], today=today))
    for words in ("Réservé à l’association", f"{INSIDE} santé", "Salaire", "Sa sœur", "Le ménage reprend pied."):
        assert words in whole
    told = text_of(conclusions_pdf(conclusions, today=today))
    assert "Le ménage reprend pied." in told
    assert "C’est juste." in told
    assert not [words for words in (INSIDE, "Salaire", "Sa sœur", *TEXTS.values()) if words in told]


def test_the_page_asks_as_much_with_more_visits(log_in):
    three = begun()
    browser = log_in(three.worker)
    url = page_at("diagnostic", three.diagnostic)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(url).status_code == 200
        return len(caught)

    given = {"accompaniment": three.mesure, "household": three.household, "author": three.worker}
    InterviewFactory(**given, on=READ_ON)
    queries()
    before = queries()
    for day in range(5):
        InterviewFactory(**given, on=READ_ON + day * DAY)
    assert queries() == before


def test_the_list_asks_as_much_with_more_of_them(log_in):
    three = begun()
    browser = log_in(three.head)
    url = reverse("accompaniment:diagnostics")

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(url).status_code == 200
        return len(caught)

    queries()
    before = queries()
    for rank in range(3):
        DiagnosticFactory(accompaniment=diagnostic_mesure(convention=three.convention, number=f"M-2016-{rank:04d}"))
    assert queries() == before


OPINION = re.compile(r"d[ée]favorable|favorable|favourable|avis (?:positif|n[ée]gatif)|apte au|inapte", re.IGNORECASE)


def test_no_opinion_is_asked_for_nor_given_anywhere():
    root = Path(__file__).parents[2]
    where = [*(root / "accompaniment").rglob("*.py"), *(root / "templates/accompaniment").rglob("*.html")]
    found = [(path.name, match[0]) for path in where for match in OPINION.finditer(path.read_text(encoding="utf-8"))]
    assert not found
    forms = {field.name for model in (Diagnostic, Conclusions) for field in model._meta.concrete_fields}
    assert not {"opinion", "advice", "avis", "favourable"} & forms
