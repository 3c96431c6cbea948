"""From a tenant in difficulty to an adhésion, as those who do the work go through it."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from referrals.enums import MinutesState, ReferralState
from referrals.models import Appointment, PreliminaryMeeting, Referral, Sheet, TripartiteMeeting
from tenants.models import Household
from tests.browser import PHONE, PICTURES
from tests.e2e.journeys import (
    Desk,
    build_team,
    desk_of,
    end_session,
    household_of,
    log_in_beside,
    received_today,
    sheet_in_preparation,
)
from tests.e2e.keyboard import Keyboard
from tests.e2e.looking import assert_accessible, assert_no_overflow
from tests.e2e.test_form_parts import draw

TEN_MINUTES = 600
PROBLEMS = "Des courriers restent sans réponse depuis l’hiver ; deux rendez-vous ont été manqués."


@pytest.fixture
def team(transactional_db):
    return build_team()


def test_an_advisor_goes_from_a_tenant_to_a_sent_fiche_on_a_phone_without_a_mouse(
    team, new_page, login_as, take_picture
):
    page = new_page(PHONE)
    login_as(page, team.advisor)
    keys, today = Keyboard(page), timezone.localdate()

    def look(name):
        """Once in light, once in dark, as it stands filled."""
        assert_accessible(page)
        assert_no_overflow(page)
        page.emulate_media(color_scheme="dark")
        take_picture(page, f"journey-{name}")
        page.emulate_media(color_scheme="null")

    page.goto("/")
    keys.press_on("Menu")
    keys.open("Ménages")
    keys.open("Ouvrir un dossier")
    open_a_file(keys)
    look("1-file")
    keys.press_to("Ouvrir le dossier")
    look("2-household")
    keys.to_content()
    keys.open("Vérifier l’éligibilité")
    keys.to_content()
    keys.open("Vérifier l’éligibilité : Action de remobilisation", exact=False)
    keys.to_content()
    check_eligibility(keys)
    look("3-eligibility")
    keys.press_to("Enregistrer la vérification")
    expect(page.get_by_role("heading", name="Éligible : 1 critère sur 4")).to_be_visible()
    look("4-eligible")
    keys.to_content()
    keys.open("Entretien préalable")
    keys.to_content()
    hold_the_conversation(keys, team)
    look("5-conversation")
    keys.press_to("Enregistrer l’entretien")
    look("6-agreed")
    keys.to_content()
    keys.open("Préparer la fiche de liaison")
    keys.to_content()
    keys.press_to("Commencer")
    for step in (name_the_origin, name_the_problems, name_the_services, name_the_beginning):
        keys.to_content()
        step(keys)
        look(f"7-{step.__name__}")
        keys.press_to("Enregistrer et continuer")
    look("8-pieces")
    keys.to_content()
    keys.open("Continuer")
    look("9-summary")
    expect(page.get_by_role("main")).to_contain_text("10 h, dans les locaux de l’association")
    keys.to_content()
    keys.press_to("Envoyer la fiche de liaison")
    look("10-sent")
    expect(page.get_by_text("La fiche est envoyée à Association des Essais.")).to_be_visible()
    expect(page.get_by_text("L’association doit accuser réception")).to_be_visible()

    household, referral = Household.objects.get(), Referral.objects.get()
    assert (household.name, referral.household, referral.state) == ("Éloïse Martin", household, ReferralState.SENT)
    assert referral.sheets.get().agreed_on == today
    assert referral.appointment == PreliminaryMeeting.objects.get().appointment
    assert referral.appointment.starts_at == team.slot.starts_at
    assert [notice.path for notice in team.head.notices.all()] == [referral.get_absolute_url()]
    (PICTURES / "journey.txt").write_text(keys.told())
    assert keys.seconds < TEN_MINUTES, keys.told()


def open_a_file(keys):
    keys.to_content()
    keys.choose("Mme")
    keys.type("Nom*", "Martin")
    keys.type("Prénom", "Éloïse")
    keys.date("Date de naissance", datetime.date(1979, 3, 4))
    keys.type("Téléphone", "06 12 34 56 78")
    keys.pick("Composition", "Personne seule")
    keys.date("Depuis le*", datetime.date(2012, 5, 1))
    keys.type("Référence du bail ou de la demande", "L-004512")
    keys.type("Adresse", "12 rue des Essais")
    keys.type("Code postal", "44000")
    keys.type("Commune", "Nantes")


def check_eligibility(keys):
    keys.tick("Accepte de participer aux actions collectives")
    keys.tick("Accepte un suivi individuel")
    keys.tick("Peut se déplacer de manière autonome")
    keys.tick("Situation d’isolement et de repli sur soi")
    expect(keys.page.locator("#result")).to_contain_text("Éligible : 1 critère sur 4")
    keys.tick("À ma connaissance, aucune de ces exclusions ne s’applique.")


def hold_the_conversation(keys, team):
    keys.tick("Présenter le partenariat", exact=False)
    keys.tick("Évoquer la problématique", exact=False)
    keys.tick("Plaquette remise au locataire")
    keys.type("Ce que dit le locataire, avec ses mots", "Je veux bien, si on m’aide à lire mes courriers.")
    keys.choose("Accepte d’être rencontré")
    keys.choose("10 h", exact=False)


def name_the_origin(keys):
    keys.choose("Conseillère clientèle")


def name_the_problems(keys):
    keys.type("Ce que vous constatez", PROBLEMS)
    keys.type("Améliorations attendues", "Qu’elle ouvre ses courriers et reprenne le paiement du loyer.")


def name_the_services(keys):
    keys.choose("Aucun lien")


def name_the_beginning(keys):
    expect(keys.page.get_by_text("La rencontre est déjà fixée")).to_be_visible()
    keys.choose("À voir rapidement")


def test_the_operator_asks_meets_and_collects_an_adhesion_signed_with_a_finger(team, new_page, login_as, take_picture):
    referral = received_today(team, "Martin")
    person = referral.household.persons.get()
    head = desk_of(new_page, login_as, team.head).at("/")
    head.reads(f"Fiche {referral.number} : à confier", "Envoyée il y a 3 jours")
    head.follow("Confier", exact=False)
    head.reads("Rien en cours.")
    head.page.get_by_role("radio", name="Sacha Essai", exact=False).check()
    head.press("Confier la fiche")
    head.reads("La fiche est confiée à Sacha Essai.")

    worker = desk_of(new_page, login_as, team.worker).at(referral.get_absolute_url())
    worker.follow("Demander une précision")
    worker.page.get_by_label("Propositions de rendez-vous").fill("Est-elle libre le mercredi ?")
    worker.press("Demander")
    worker.reads("La conseillère doit répondre aux questions posées.")

    advisor = desk_of(new_page, login_as, team.advisor, PHONE).at("/")
    advisor.reads(f"Fiche {referral.number} : à préciser")
    advisor.follow("Répondre", exact=False)
    advisor.page.get_by_label("Est-elle libre le mercredi ?").fill("Oui, le matin.")
    advisor.press("Envoyer les réponses")
    advisor.reads("Vos réponses sont transmises", "Sacha Essai fixe la première rencontre avec le ménage.")

    fix_the_meeting(worker, referral)
    hold_the_meeting(worker, referral)
    worker.follow("Recueillir sa réponse", exact=False)
    sign_with_a_finger(worker)
    take_picture(worker.page, "journey-adhesion")
    worker.press("L’adhésion est acquise")
    worker.reads("l’accompagnement peut commencer")
    worker.at(TripartiteMeeting.objects.get().get_absolute_url())
    worker.follow("Signer le compte rendu")
    worker.press("Signer le compte rendu")
    worker.reads("il ne change plus")

    referral.refresh_from_db()
    assert referral.state == ReferralState.ADHERED
    assert TripartiteMeeting.objects.get().state == MinutesState.SEALED
    assert person.adhesions.filter(given=True).count() == 2
    advisor.at("/")
    advisor.reads(f"Fiche {referral.number} : adhésion recueillie")
    advisor.at(referral.get_absolute_url())
    advisor.reads("Adhésion recueillie")


def fix_the_meeting(worker, referral):
    worker.at("/")
    worker.follow("Fixer la rencontre", exact=False)
    worker.follow("Fixer la rencontre")
    day = timezone.localdate() + datetime.timedelta(days=7)
    worker.page.get_by_label("Jour*").fill(day.isoformat())
    worker.page.get_by_label("Heure*").fill("14:30")
    worker.press("Fixer le rendez-vous")
    referral.refresh_from_db()
    assert referral.state == ReferralState.MEETING_PLANNED
    # A week goes by.
    for appointment in Appointment.objects.filter(household=referral.household):
        began = timezone.now() - datetime.timedelta(hours=1)
        Appointment.objects.filter(pk=appointment.pk).update(
            starts_at=began, ends_at=began + datetime.timedelta(minutes=45)
        )


def hold_the_meeting(worker, referral):
    worker.at(referral.appointment.get_absolute_url())
    worker.press("Écrire le compte rendu")
    page = worker.page
    page.get_by_label("Objectif de l’action").check()
    page.get_by_label("Les mots du ménage").fill("Je veux rester chez moi.")
    page.get_by_label("Engagement*").first.fill("Apporter les courriers au premier entretien.")
    worker.press("Enregistrer le compte rendu")
    worker.reads("« Je veux rester chez moi. »", "Apporter les courriers au premier entretien.")


def sign_with_a_finger(worker):
    page = worker.page
    for answer in page.get_by_label("Oui, adhère").all():
        answer.check()
    page.get_by_label("Signée sur l’écran").check()
    draw(page, page.locator(".sign-here canvas"), (0.1, 0.5), (0.5, 0.2), (0.9, 0.7))
    worker.press("Enregistrer les réponses")
    worker.reads("Les adhésions demandées sont là.", "Signée sur l’écran")


def test_a_refusal_a_redirection_and_a_letter_without_an_answer(team, new_page, login_as):
    refused = received_today(team, "Refus", worker=team.worker)
    elsewhere = received_today(team, "Ailleurs")
    worker = desk_of(new_page, login_as, team.worker)
    head = desk_of(new_page, login_as, team.head)
    advisor = desk_of(new_page, login_as, team.advisor, PHONE)

    worker.at(refused.get_absolute_url()).follow("Noter que le ménage n’adhère pas")
    worker.page.get_by_label("Le ménage ne souhaite pas être accompagné pour le moment.").check()
    worker.press("Noter")
    advisor.at(refused.get_absolute_url())
    advisor.reads("Sans adhésion", "Le ménage ne souhaite pas être accompagné pour le moment.")

    head.at(elsewhere.get_absolute_url()).follow("Orienter vers un autre dispositif")
    head.page.get_by_label("Mesures de droit commun").check()
    head.page.get_by_label("Le ménage est déjà accompagné par un service").check()
    head.press("Réorienter")
    advisor.at(elsewhere.get_absolute_url())
    advisor.reads("Réorientée", "Mesures de droit commun", "Le ménage est déjà accompagné par un service")

    begin_by_letter(advisor, household_of(team, "Courrier", team.visits))
    letter = Referral.objects.get(household__sort_name__contains="courrier")
    assert letter.state == ReferralState.SENT
    assert None not in (letter.announced_at, letter.letter_sent_on)
    head.at(letter.get_absolute_url()).follow("Confier la fiche")
    head.page.get_by_role("radio", name="Sacha Essai", exact=False).check()
    head.press("Confier la fiche")
    worker.at(letter.get_absolute_url()).follow("Noter que le ménage n’adhère pas")
    worker.page.get_by_label("Le ménage n’a pas répondu au courrier ni aux relances.").check()
    worker.press("Noter")
    advisor.at(letter.get_absolute_url())
    advisor.reads("Le ménage n’a pas répondu au courrier ni aux relances.")


def begin_by_letter(advisor, household):
    """Announced, written, sent; the letter printed, and gone."""
    page, today = advisor.page, timezone.localdate().isoformat()
    advisor.at(household.get_absolute_url()).follow("Préparer une fiche")
    page.get_by_label("Visites sociales", exact=False).check()
    advisor.press("Commencer")
    advisor.follow("Revenir à la fiche")
    advisor.follow("Annoncer à l’association")
    page.get_by_label("Ménage informé le*").fill(today)
    advisor.press("Transmettre à l’association")
    advisor.reads("La fiche d’orientation est transmise à Association des Essais.")
    advisor.follow("Continuer à l’écrire")
    page.get_by_label("Gardien ou personnel de proximité").check()
    advisor.press("Enregistrer et continuer")
    page.get_by_role("checkbox").first.check()
    advisor.press("Enregistrer et continuer")
    advisor.press("Enregistrer et continuer")
    page.get_by_label("Accord du ménage pour être rencontré, donné le").fill(today)
    page.get_by_label("Courrier au locataire").check()
    advisor.press("Enregistrer et continuer")
    advisor.follow("Continuer")
    advisor.press("Envoyer la fiche de liaison")
    paper = page.request.get(page.get_by_role("link", name="Le courrier en PDF").get_attribute("href"))
    assert paper.body().startswith(b"%PDF")
    advisor.follow("Noter son envoi")
    page.get_by_label("Courrier envoyé le*").fill(today)
    advisor.press("Enregistrer", exact=False)


def test_nothing_is_lost_whatever_interrupts_her_and_the_fiche_goes_once(team, new_page, login_as, complaints):
    referral = sheet_in_preparation(team, "Interruption")
    advisor = desk_of(new_page, login_as, team.advisor, PHONE)
    page, step = advisor.page, f"/fiches/{referral.pk}/ecrire/problematiques/"
    seen, status = page.locator("[name=problems]"), page.locator(".autosave-status")

    # Half an hour at the telephone, in the middle of a sentence.
    advisor.at(step)
    end_session(page)
    seen.fill("Elle n’ouvre plus son courrier")
    expect(status).to_contain_text("votre session est terminée")
    log_in_beside(page, team.advisor, status)
    expect(status).to_contain_text("Brouillon enregistré à")

    # A lift, then the network again.
    page.context.set_offline(True)
    seen.fill("Elle n’ouvre plus son courrier depuis janvier.")
    expect(status).to_contain_text("connexion perdue, nous réessayons")
    page.context.set_offline(False)
    expect(status).to_contain_text("Brouillon enregistré à", timeout=15_000)
    complaints.forgive("ERR_INTERNET_DISCONNECTED", "status of 403", "status of 401")
    advisor.press("Enregistrer et continuer")

    # Back: what is shown is what was saved, and can be written further.
    page.go_back()
    expect(seen).to_have_value("Elle n’ouvre plus son courrier depuis janvier.")
    seen.fill("Elle n’ouvre plus son courrier depuis février.")

    # The same step in a second tab, saved first.
    second = Desk(page.context.new_page())
    second.at(step)
    second.page.get_by_label("Améliorations attendues").fill("Qu’elle revienne à l’agence.")
    second.press("Enregistrer et continuer")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    expect(page.get_by_role("heading", name="Deux fenêtres, deux versions")).to_be_visible()
    expect(seen).to_have_value("Elle n’ouvre plus son courrier depuis février.")
    advisor.look()
    advisor.press("Enregistrer et continuer")

    # What a fiche lacks leads into the field where it is asked.
    page.goto(f"/fiches/{referral.pk}/ecrire/reperage/#div_id_origin")
    expect(page.get_by_role("radio", name="Conseillère clientèle")).to_be_focused()
    advisor.at(f"/fiches/{referral.pk}/recapitulatif/")
    advisor.reads("depuis février", "Qu’elle revienne à l’agence.")
    second.at(f"/fiches/{referral.pk}/recapitulatif/")
    with page.expect_navigation(url=f"**{referral.get_absolute_url()}"):
        page.get_by_role("button", name="Envoyer la fiche de liaison").dblclick()
    second.press("Envoyer la fiche de liaison")
    second.reads("déjà envoyée")

    sheet = Sheet.objects.get(referral=referral)
    assert sheet.issued_at is not None
    assert sheet.problems == "Elle n’ouvre plus son courrier depuis février."
    assert sheet.improvements == "Qu’elle revienne à l’agence."
    referral.refresh_from_db()
    assert referral.state == ReferralState.SENT
    assert team.head.notices.filter(code="referral_sent").count() == 1
