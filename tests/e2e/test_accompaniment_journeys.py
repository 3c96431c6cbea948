"""A week of a social worker, her head and the advisor: visits, diagnostics, interruptions, transfers, bilans."""

import datetime

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import expect

from accompaniment.models import Interview, PrivateNote, Publication
from accompaniment.services.reviews import (
    start_review,
    submit_review,
    validate_review,
    write_inside,
    write_review,
)
from core.wording import plain_date
from referrals.enums import ReferralState
from referrals.models import Referral
from tenants.models import Assignment
from tests.browser import PHONE
from tests.e2e.journeys import (
    build_team,
    end_session,
    follower,
    household_of,
    log_in_beside,
    mesure_of,
    picture,
)
from tests.e2e.keyboard import Keyboard
from tests.e2e.test_form_parts import draw
from tests.factories.accompaniment import closed_mesure
from tests.factories.accounts import MembershipFactory
from tests.factories.referrals import AdhesionFactory, AppointmentFactory, sent_referral
from tests.papers import text_of

DAY = datetime.timedelta(days=1)
# Of a bilan, what the operator keeps: its analysis, what it says of health.
INSIDE = ("CARNET : elle dort mieux.", "Soins repris.")


@pytest.fixture
def team(transactional_db):
    return build_team()


def test_a_visit_is_noted_in_three_touches_on_a_phone_without_a_mouse(team, new_page, login_as, take_picture):
    mesure = mesure_of(team, "Martin")
    worker = follower(new_page, login_as, team.worker, PHONE)
    page, keys = worker.page, Keyboard(worker.page)
    page.goto("/")
    keys.to_content()
    keys.open("Noter un entretien")
    picture(worker, take_picture, "1-households")
    keys.to_content()
    keys.open("Camille Martin", exact=False)
    picture(worker, take_picture, "2-what-took-place")
    keys.to_content()
    keys.press_to("Visite à domicile")
    picture(worker, take_picture, "3-noted")
    worker.reads("C’est noté à la date d’aujourd’hui.", "Compléter", "Publier au bailleur")
    visit = Interview.objects.get()
    assert (visit.accompaniment, visit.kind, visit.on) == (mesure, "home_visit", timezone.localdate())
    assert [person.household_id for person in visit.persons.all()] == [mesure.household_id]
    assert (keys.pages, keys.letters) == (4, 0)
    assert keys.seconds < 45, keys.told()

    # What is written then, on the same phone: long, and by hand.
    keys.to_content()
    keys.open("Compléter")
    keys.to_content()
    keys.type("Ce que l’équipe doit savoir", "Elle a ouvert tout son courrier.")
    keys.type("Ce que vous gardez pour vous", "Je suis inquiète.")
    keys.tick("Soutien budgétaire et administratif")
    picture(worker, take_picture, "4-visit")
    keys.press_to("Enregistrer")
    visit.refresh_from_db()
    assert visit.team_text == "Elle a ouvert tout son courrier."
    assert PrivateNote.objects.get().text == "Je suis inquiète."


def test_she_finds_it_at_her_desk_completes_it_and_the_advisor_reads_what_is_published(
    team, new_page, login_as, complaints, take_picture
):
    mesure = mesure_of(team, "Martin")
    visit = noted_visit(mesure)
    household = mesure.household
    worker = follower(new_page, login_as, team.worker)
    page = worker.page
    worker.at(household.get_absolute_url()).follow("Suivi")
    worker.reads("Visite à domicile")
    worker.follow("Ouvrir : Visite à domicile", exact=False)
    worker.follow("Compléter")

    # Half an hour at the telephone, in the middle of a sentence; the sentence is long.
    told = "Elle raconte son hiver, sans rien omettre. " * 1163
    text, status = page.get_by_label("Ce que l’équipe doit savoir"), page.locator(".autosave-status")
    end_session(page)
    text.fill(told)
    expect(status).to_contain_text("votre session est terminée")
    log_in_beside(page, team.worker, status)
    expect(status).to_contain_text("Brouillon enregistré à")
    complaints.forgive("status of 403", "status of 401")
    page.goto(page.url)
    expect(text).to_have_value(told)
    page.get_by_label("Ce que vous gardez pour vous").fill("Je suis inquiète.")
    page.get_by_label("Écrire ensuite un texte pour le bailleur").check()
    worker.press("Enregistrer")
    visit.refresh_from_db()
    assert len(visit.team_text) > 50_000
    assert visit.team_text == told.strip()

    page.get_by_label("Texte pour le bailleur").fill("Le plan d’apurement est signé.")
    worker.press("Voir ce que le bailleur lira")
    picture(worker, take_picture, "5-preview")
    worker.reads("Voici ce que le bailleur lira, et rien d’autre", "Le plan d’apurement est signé.")
    assert "hiver" not in worker.text
    assert not Publication.objects.exists()
    worker.press("Publier au bailleur")
    worker.reads("Le texte est publié")

    advisor = follower(new_page, login_as, team.advisor, PHONE)
    advisor.at("/")
    for url in (household.get_absolute_url(), f"/suivi/menages/{household.pk}/publie/"):
        advisor.at(url).reads("Le plan d’apurement est signé.")
    advisor.at(f"/suivi/menages/{household.pk}/").reads("Le plan d’apurement est signé.")
    for word in ("hiver", "inquiète", "budgétaire"):
        assert word not in advisor.page.content()


def noted_visit(mesure):
    return Interview.objects.create(
        accompaniment=mesure,
        household=mesure.household,
        convention=mesure.convention,
        kind="home_visit",
        on=timezone.localdate(),
        author=mesure.worker,
    )


def test_a_support_is_suspended_and_taken_up_again_and_the_landlord_reads_the_days_alone(
    team, new_page, login_as, take_picture
):
    mesure, today = mesure_of(team, "Absente"), timezone.localdate()
    worker = follower(new_page, login_as, team.worker, PHONE)
    advisor = follower(new_page, login_as, team.advisor, PHONE)
    page = worker.page
    worker.at(mesure.household.get_absolute_url()).follow("Accompagnement en cours")
    worker.follow("Suspendre")
    page.get_by_label("Premier jour").fill((today - 20 * DAY).isoformat())
    page.get_by_label("Raison").select_option(label="Absence prolongée du ménage")
    page.get_by_label("Précisions, pour l’équipe").fill("CARNET : chez sa sœur.")
    picture(worker, take_picture, "12-suspension")
    worker.press("Suspendre")
    worker.reads("La suspension est notée.", "Absence prolongée du ménage", "CARNET : chez sa sœur.")
    worker.at("/mes-suivis/").reads("le rythme attend la fin de la pause")

    advisor.at(mesure.get_absolute_url()).reads("Suspendue")
    for word in ("CARNET", "Absence prolongée"):
        assert word not in advisor.page.content()

    worker.at(mesure.get_absolute_url()).follow("Reprendre", exact=False)
    worker.press("Reprendre")
    suspension = mesure.phases.get().suspensions.get()
    assert (suspension.starts_on, suspension.ends_on) == (today - 20 * DAY, today - DAY)
    worker.reads("L’accompagnement reprend.", f"au {plain_date(suspension.ends_on)}", "Accompagnement repris")
    assert "le rythme attend" not in worker.at("/mes-suivis/").text
    advisor.at(mesure.get_absolute_url()).reads(f"au {plain_date(suspension.ends_on)}")


def test_a_caseload_changes_hands_and_is_read_for_thirty_days_by_whoever_had_it(team, new_page, login_as):
    successor = MembershipFactory(organisation=team.operator, user__first_name="Noa", user__last_name="Suivant")
    seen, late = mesure_of(team, "Vue"), mesure_of(team, "Tardive")
    noted_visit(seen)
    AppointmentFactory(household=seen.household, operator=team.operator)
    head = follower(new_page, login_as, team.head)
    head.at("/").page.get_by_role("link", name="Suivis", exact=True).first.click()
    head.look()
    head.follow("Transmettre les suivis, Sacha Essai", exact=False)
    head.reads("Camille Vue", "Camille Tardive", "pendant 30 jours")
    head.page.get_by_role("radio", name="Noa Suivant", exact=False).check()
    head.page.get_by_label("Pourquoi").fill("Congé de longue durée")
    head.press("Confier ces dossiers")
    head.reads("2 dossiers sont confiés ; les deux personnes sont averties.", "Noa Suivant")

    new = follower(new_page, login_as, successor, PHONE)
    new.at("/").reads(f"Dossier {late.household.number} : à voir")
    new.at("/mes-suivis/")
    assert new.text.index("Camille Tardive") < new.text.index("Camille Vue")
    assert new.page.request.get(late.household.get_absolute_url()).ok

    former = follower(new_page, login_as, team.worker)
    file, entry = late.household.get_absolute_url(), f"/suivi/menages/{late.household.pk}/noter/"
    former.at("/mes-suivis/").reads("Aucun suivi pour le moment")
    former.at(file).reads("Vous lisez ce dossier jusqu’au", "Suivi maintenant par Noa Suivant.")
    former.at(seen.interviews.get().get_absolute_url()).reads("Visite à domicile")
    assert former.page.request.get(entry).status == 404
    with transaction.atomic():
        hers = Assignment.objects.filter(membership=team.worker)
        hers.update(
            starts_on=F("starts_on") - 31 * DAY, ends_on=F("ends_on") - 31 * DAY, read_until=F("read_until") - 31 * DAY
        )
    assert former.page.request.get(file).status == 404


def test_the_final_bilan_is_written_on_two_sides_and_validated_before_the_landlord_reads_its_own(
    team, new_page, login_as, take_picture
):
    mesure = near_its_term(team)
    worker = follower(new_page, login_as, team.worker)
    head = follower(new_page, login_as, team.head)
    advisor = follower(new_page, login_as, team.advisor, PHONE)
    write_the_bilan(worker, mesure, take_picture)
    review = mesure.reviews.get()
    assert advisor.page.request.get(review.get_absolute_url()).status == 404
    head.at("/").follow("Relire et valider", exact=False)
    head.follow("Valider le bilan")
    head.press("Valider le bilan")
    head.reads("Le bilan est validé")
    advisor.at(review.get_absolute_url()).reads("« J’ouvre mon courrier. »", "Pas encore signé.")
    picture(advisor, take_picture, "15-bilan-read")
    assert not [words for words in INSIDE if words in advisor.page.content()]
    assert advisor.page.request.get(f"/suivi/bilans/{review.pk}/association/").status == 404


def test_the_three_sign_on_the_screen_and_the_mesure_ends_with_its_bilan(team, new_page, login_as, take_picture):
    mesure = near_its_term(team)
    review = validated_bilan(team, mesure)
    worker = follower(new_page, login_as, team.worker)
    sign_the_bilan(worker, review, take_picture)
    review.refresh_from_db()
    assert (review.kind, review.state) == ("final", "signed")

    whole = text_of(worker.page.request.get(f"/suivi/bilans/{review.pk}/bilan-complet.pdf").body())
    for words in ("J’ouvre mon courrier.", *INSIDE):
        assert words in whole
    advisor = follower(new_page, login_as, team.advisor, PHONE)
    told = text_of(advisor.page.request.get(f"/suivi/bilans/{review.pk}/bilan.pdf").body())
    assert "J’ouvre mon courrier." in told
    assert not [words for words in INSIDE if words in told]
    assert advisor.page.request.get(f"/suivi/bilans/{review.pk}/bilan-complet.pdf").status == 404

    worker.at(mesure.get_absolute_url()).follow("Proposer la fin")
    worker.page.get_by_label("Motif de sortie").select_option(label="Autonomie acquise")
    worker.reads("Avec le bilan final du")
    worker.press("Proposer la fin")
    worker.reads("La fin est proposée")
    head = follower(new_page, login_as, team.head)
    head.at(mesure.get_absolute_url()).follow("Valider la fin")
    head.press("Valider la fin")
    head.reads("La mesure est terminée.")
    mesure.refresh_from_db()
    assert (mesure.state, mesure.ends_on, mesure.exit_reason) == ("closed", timezone.localdate(), "autonomy")
    advisor.at(mesure.get_absolute_url()).reads("Autonomie acquise", "Bilan final", "Signé")


def near_its_term(team):
    return mesure_of(team, "Bilan", days=340, term_on=timezone.localdate() + 25 * DAY)


def validated_bilan(team, mesure):
    """As the worker and her head leave it."""
    effects, by = mesure.programme_version.content.effects, team.worker
    review = start_review(mesure=mesure, kind="final", on=timezone.localdate(), by=by)
    said = dict.fromkeys(("worker_view", "landlord_view", "done", "next_steps"), "Des pas réguliers.")
    values = {"on": review.on, "meeting": None, "tenant_words": "« J’ouvre mon courrier. »", **said}
    answers = {one.code: ("yes", "") for one in effects if not one.health}
    payments = {"entry": "", "exit": "repris"}
    write_review(review=review, values=values, payments=payments, effects=answers, by=by)
    inner = {"analysis": INSIDE[0], "health": "", "autonomy": ""}
    kept = {one.code: ("partly", INSIDE[1]) for one in effects if one.health}
    review.refresh_from_db()
    write_inside(review=review, values=inner, effects=kept, by=by)
    review.refresh_from_db()
    submit_review(review=review, by=by)
    return validate_review(review=review, by=team.head)


def write_the_bilan(worker, mesure, take_picture):
    """Prepared from what was recorded, completed on its two sides, proposed."""
    page = worker.page
    noted_visit(mesure)
    worker.at(mesure.get_absolute_url()).follow("Préparer un bilan")
    assert page.get_by_label("Bilan final").is_checked()
    worker.press("Commencer")
    worker.reads("Le bilan est commencé")
    worker.follow("Compléter")
    worker.reads("1 rencontre")
    for label, words in (
        ("Paroles du locataire", "« J’ouvre mon courrier. »"),
        ("Ce qui a été fait", "Un plan d’apurement est signé."),
        ("Regard de l’association", "Des pas réguliers."),
        ("Regard du bailleur", "Le loyer rentre."),
        ("Et maintenant", "Un point en juin."),
        ("Paiement du loyer maintenant", "repris"),
    ):
        page.get_by_label(label, exact=True).fill(words)
    for answer in page.get_by_role("radio", name="Oui", exact=True).all():
        answer.check()
    picture(worker, take_picture, "13-bilan-form")
    worker.press("Enregistrer")
    worker.follow("Lire le côté association")
    worker.follow("Compléter", exact=False)
    page.get_by_label("Analyse, pour l’équipe").fill(INSIDE[0])
    page.get_by_role("radio", name="En partie", exact=True).check()
    page.get_by_label("Précisions").fill(INSIDE[1])
    worker.press("Enregistrer")
    worker.at(mesure.reviews.get().get_absolute_url())
    picture(worker, take_picture, "14-bilan")
    worker.press("Proposer à la validation")
    worker.reads("Le bilan est proposé")


def sign_the_bilan(worker, review, take_picture):
    """The screen goes from hand to hand."""
    page = worker.page
    for side, name in (("Le ménage", "Camille Bilan"), ("Le bailleur", "Alix Essai"), ("L’association", "Sacha Essai")):
        worker.at(review.get_absolute_url()).follow("Faire signer")
        page.get_by_label(side, exact=True).check()
        page.get_by_label("Nom de la personne").fill(name)
        draw(page, page.locator(".sign-here canvas"), (0.1, 0.5), (0.5, 0.2), (0.9, 0.7))
        if side == "Le ménage":
            picture(worker, take_picture, "16-signature")
        worker.press("Enregistrer la signature")
        worker.reads("La signature est enregistrée.", name)


def test_a_household_comes_back_a_year_later_and_both_mesures_lead_to_each_other(team, new_page, login_as):
    today = timezone.localdate()
    household = household_of(team, "Retour", team.remobilisation)
    with transaction.atomic():
        before = closed_mesure(
            household=household,
            convention=team.remobilisation,
            worker=team.worker,
            starts_on=today - 700 * DAY,
            ends_on=today - 380 * DAY,
        )
        referral = sent_referral(
            household=household,
            convention=team.remobilisation,
            advisor=team.advisor,
            worker=team.worker,
            state=ReferralState.ADHERED,
        )
        for kind in ("individual", "collective"):
            shared = {"household": household, "convention": team.remobilisation, "person": household.persons.get()}
            AdhesionFactory(**shared, kind=kind, on=today - DAY, referral=referral)
        Referral.objects.update(closed_at=timezone.now())
    worker = follower(new_page, login_as, team.worker, PHONE)
    worker.at("/").follow("Ouvrir la mesure", exact=False)
    worker.reads(before.number, "Objectifs atteints".lower())
    assert worker.page.get_by_label("Premier jour").input_value() == (today - DAY).isoformat()
    worker.press("Ouvrir la mesure")
    worker.reads("La mesure est ouverte ; la conseillère est prévenue.", plain_date(today - DAY))
    again = household.accompaniments.get(state="open")
    assert (again.previous, again.starts_on, again.referral) == (before, today - DAY, referral)
    worker.follow("Mesure précédente")
    worker.reads("Le ménage est revenu")
    worker.follow(f"mesure {again.number}")
    advisor = follower(new_page, login_as, team.advisor, PHONE)
    advisor.at(household.get_absolute_url()).reads("Accompagnement en cours", "Accompagnement terminé")
    advisor.at(again.get_absolute_url()).follow("Mesure précédente")
    advisor.reads("Objectifs atteints", "Le ménage est revenu")
