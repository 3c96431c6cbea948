"""The pages of a fiche: the stepper, its summary, papers, what each side reads."""

import datetime

import pytest
from django.urls import reverse

from accounts.enums import Role
from core.models import Draft
from referrals.enums import ReferralState, StartMode
from referrals.models import Referral, Sheet
from referrals.services.corrections import send_correction, start_correction
from referrals.services.sheets import announce_referral
from tenants.models import GuardedContact, Household
from tenants.services.guarding import guard_contact
from tenants.services.separation import Home, separate_household
from tests.factories.accounts import MembershipFactory
from tests.factories.referrals import AttachmentFactory
from tests.factories.tenants import AssignmentFactory, PersonFactory
from tests.forms import autosave, fields_of, post_form
from tests.papers import text_of
from tests.referrals.sheets import (
    advisor_of,
    head_of,
    household_of,
    page,
    ready_referral,
    running_convention,
    sent,
    step,
    summary,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral():
    return ready_referral()


@pytest.fixture
def client_of(log_in, referral):
    return log_in(referral.advisor)


# Starting


def test_a_fiche_is_begun_from_the_household(log_in):
    convention = running_convention()
    household = household_of(convention)
    client = log_in(advisor_of(convention))
    answer = post_form(client, reverse("referrals:referral_start", args=[household.pk]))
    referral = Referral.objects.get()
    assert answer.url == step(referral, "reperage")


def test_clicked_twice_there_is_one_fiche(log_in):
    convention = running_convention()
    client = log_in(advisor_of(convention))
    url = reverse("referrals:referral_start", args=[household_of(convention).pk])
    opened = client.get(url)
    answers = [post_form(client, url, opened) for _ in range(2)]
    assert {answer.url for answer in answers} == {step(Referral.objects.get(), "reperage")}


def test_without_a_convention_there_is_nothing_to_choose(log_in):
    convention = running_convention()
    household, advisor = household_of(convention), advisor_of(convention)
    convention.ends_on = convention.starts_on
    convention.save()
    opened = log_in(advisor).get(reverse("referrals:referral_start", args=[household.pk]))
    assert "Aucune convention en cours" in opened.content.decode()


# Steps


def test_the_steps_lead_to_the_summary(client_of, referral):
    url = step(referral, "reperage")
    for expected in ("problematiques", "services-sociaux", "demarrage"):
        url = post_form(client_of, url).url
        assert url == step(referral, expected)
    assert post_form(client_of, url).url == page("sheet_pieces", referral)
    assert Sheet.objects.get().steps_done == ["reperage", "problematiques", "services-sociaux", "demarrage"]


def test_a_step_may_be_left_empty_and_says_so_in_the_summary(client_of, referral):
    post_form(client_of, step(referral, "problematiques"), problem_codes=None, problems="")
    text = client_of.get(summary(referral)).content.decode()
    assert "Nommez au moins une problématique." in text
    assert f"{step(referral, 'problematiques')}#div_id_problem_codes" in text
    assert "Envoyer la fiche de liaison</button>" not in text


def test_what_is_typed_is_kept_without_saving(client_of, referral):
    url = step(referral, "problematiques")
    autosave(client_of, url, client_of.get(url), problems="Des factures impayées.")
    assert "Des factures impayées." in client_of.get(url).content.decode()
    assert "Des factures" not in Sheet.objects.get().problems


def test_what_was_typed_over_a_sheet_that_is_sent_meanwhile_stays(client_of, referral):
    url = step(referral, "problematiques")
    opened = client_of.get(url)
    sent(referral)
    answer = post_form(client_of, url, opened, problems="Ce que j’ajoutais.")
    text = answer.content.decode()
    assert "préparez une correction" in text
    assert "Ce que j’ajoutais." in text
    assert "Ce que j’ajoutais." in str(Draft.objects.get().content)


def test_two_advisors_on_one_step_see_both_versions(client_of, referral):
    url = step(referral, "problematiques")
    opened = client_of.get(url)
    sheet = Sheet.objects.get()
    sheet.problems = "Ce que l’autre écrit."
    sheet.save()
    text = post_form(client_of, url, opened, problems="Ce que j’écris.").content.decode()
    assert "Ce que l’autre écrit." in text
    assert "Ce que j’écris." in text


@pytest.mark.parametrize(
    ("code", "typed", "words"),
    [
        ("demarrage", {"agreed_on": "2999-01-01"}, "pas encore venu"),
        ("demarrage", {"agreed_on": "1876-01-01"}, "plus de 6 mois"),
        ("demarrage", {"agreed_on": "2026-02-31"}, "n’existe pas"),
        ("demarrage", {"start_mode": "courrier"}, "une des réponses"),
        ("reperage", {"origin": "voisin"}, "une des réponses"),
        ("reperage", {"context": "moving_in"}, "une des réponses"),
        ("problematiques", {"problem_codes": "maladie"}, "de la liste"),
        ("problematiques", {"problems": "x" * 3001}, "3000"),
        ("problematiques", {"problems": "a\0b"}, "nul"),
    ],
)
def test_each_bad_answer_has_its_sentence(client_of, referral, code, typed, words):
    answer = post_form(client_of, step(referral, code), **typed)
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_an_emoji_is_kept_and_printed(client_of, referral):
    post_form(client_of, step(referral, "problematiques"), problems="Courriers 📫 fermés")
    assert Sheet.objects.get().problems == "Courriers 📫 fermés"
    sent(referral)
    assert "fermés" in text_of(client_of.get(page("referral_pdf", referral, 1)).content)


def test_an_unknown_step_is_not_there(client_of, referral):
    assert client_of.get(step(referral, "sante")).status_code == 404


def test_each_free_text_says_who_may_read_it(client_of, referral):
    for code, texts in {"problematiques": 2, "services-sociaux": 1, "demarrage": 2}.items():
        assert client_of.get(step(referral, code)).content.decode().count("Ni santé, ni infraction") == texts


# Sending


def test_the_summary_shows_what_is_sent(client_of, referral):
    text = client_of.get(summary(referral)).content.decode()
    for words in ("Des courriers restent sans réponse", "06 12 34 56 78", "12 rue des Essais"):
        assert words in text
    answer = post_form(client_of, summary(referral))
    assert answer.url == referral.get_absolute_url()
    assert Referral.objects.get().state == ReferralState.SENT


def test_a_nervous_click_sends_once(client_of, referral):
    opened = client_of.get(summary(referral))
    answers = [post_form(client_of, summary(referral), opened) for _ in range(2)]
    assert [answer.url for answer in answers] == [referral.get_absolute_url()] * 2
    assert Sheet.objects.count() == 1


def test_what_changed_since_the_summary_was_read_is_shown_again(client_of, referral):
    opened = client_of.get(summary(referral))
    referral.household.persons.update(phone="07 00 00 00 00")
    answer = post_form(client_of, summary(referral), opened)
    assert "relisez-la" in answer.content.decode()
    fresh = fields_of(answer)["seen"]
    assert fresh != fields_of(opened)["seen"]
    assert post_form(client_of, summary(referral), answer).url == referral.get_absolute_url()


def test_once_sent_its_steps_lead_to_the_fiche(client_of, referral):
    sent(referral)
    for url in (step(referral, "reperage"), summary(referral), page("sheet_pieces", referral)):
        assert client_of.get(url).url == referral.get_absolute_url()


def test_an_announcement_shows_what_it_transmits_first(log_in, today):
    referral = ready_referral("visites-sociales")
    client = log_in(referral.advisor)
    url = page("referral_announce", referral)
    assert "06 12 34 56 78" in client.get(url).content.decode()
    assert "Indiquez le jour" in post_form(client, url).content.decode()
    assert post_form(client, url, informed_on=today.isoformat()).url == referral.get_absolute_url()
    head = log_in(head_of(referral.convention))
    text = head.get(referral.get_absolute_url()).content.decode()
    assert "06 12 34 56 78" in text
    for hidden in ("12 rue des Essais", "Des courriers restent", "1980"):
        assert hidden not in text
    assert head.get(referral.household.get_absolute_url()).status_code == 404
    paper = text_of(head.get(page("announcement_pdf", referral)).content)
    assert "06 12 34 56 78" in paper
    assert "12 rue des Essais" not in paper


@pytest.mark.parametrize("left", [False, True])
def test_protected_since_nothing_that_was_transmitted_leads_to_her(log_in, today, left):
    """Guarded after the announcement and the sheet; then she has a file of her own, and this one is read again."""
    referral = ready_referral("visites-sociales")
    head, colleague = head_of(referral.convention), advisor_of(referral.convention)
    announce_referral(referral=referral, informed_on=today, by=referral.advisor)
    sent(referral)
    anne = referral.household.persons.get()
    anne.last_name = "Riou"
    anne.save()
    guard = GuardedContact(household=referral.household, person=anne, safe_channel="Par l’école")
    guard_contact(guard=guard, known_by=referral.advisor, by=referral.advisor)
    pages = [
        referral.get_absolute_url(),
        page("referral_version", referral, 1),
        page("referral_pdf", referral, 1),
        page("announcement_pdf", referral),
    ]
    reader = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=head.organisation)
    AssignmentFactory(
        household=referral.household, membership=reader, ends_on=datetime.date(2015, 1, 1), read_until="2099-01-01",
        starts_on="2014-12-01",
    )  # fmt: skip
    if left:
        PersonFactory(household=referral.household, first_name="Paul", last_name="Riou", tie="partner")
        separate_household(household=referral.household, leaving=[anne], on=today, home=Home.STAYS, by=referral.advisor)
        reader = colleague
    client = log_in(reader)
    for url in pages:
        response = client.get(url)
        assert response.status_code == 200
        told = text_of(response.content) if url.endswith("pdf/") else response.text
        assert "06 12 34 56 78" not in told


# Papers


def test_the_paper_says_what_the_page_says_and_names_nobody_in_its_title(client_of, referral):
    sent(referral)
    answer = client_of.get(page("referral_pdf", referral, 1))
    text = text_of(answer.content)
    for words in ("Fiche de liaison", referral.number, "déséquilibre financier", "12 rue des Essais", "version 1"):
        assert words in text
    assert referral.number in answer["Content-Disposition"]


def test_the_letter_is_for_a_start_by_letter(log_in, today):
    referral = ready_referral("visites-sociales", start_mode=StartMode.LETTER)
    client = log_in(referral.advisor)
    text = text_of(client.get(page("letter_pdf", referral)).content)
    assert "Vous êtes libre" in text
    assert "12 rue des Essais" in text
    sent(referral)
    answer = post_form(client, page("letter_sent", referral), on=(today + datetime.timedelta(days=1)).isoformat())
    assert "pas encore venu" in answer.content.decode()
    post_form(client, page("letter_sent", referral), on=today.isoformat())
    assert Referral.objects.get().letter_sent_on == today


def test_no_letter_where_the_start_is_another_or_a_contact_is_guarded(log_in):
    referral = ready_referral("visites-sociales")
    client = log_in(referral.advisor)
    assert client.get(page("letter_pdf", referral)).status_code == 404
    Sheet.objects.update(start_mode=StartMode.LETTER)
    Household.objects.update(guarded=True, guarded_for=referral.advisor)
    assert client.get(page("letter_pdf", referral)).status_code == 404


# Reading


def test_five_more_versions_ask_no_more_queries(client_of, referral, django_assert_max_num_queries):
    sent(referral)

    def asked():
        with django_assert_max_num_queries(90) as queries:
            client_of.get(referral.get_absolute_url())
        return len(queries)

    asked()
    before = asked()
    for _ in range(5):
        start_correction(referral=referral, reason="Encore.", by=referral.advisor)
        AttachmentFactory(referral=referral, by=referral.advisor)
        send_correction(referral=referral, by=referral.advisor)
    assert asked() == before


def test_the_household_shows_its_fiches(client_of, referral):
    tab = client_of.get(reverse("referrals:of_household", args=[referral.household_id])).content.decode()
    panel = client_of.get(referral.household.get_absolute_url()).content.decode()
    assert referral.number in tab
    assert referral.number in panel
