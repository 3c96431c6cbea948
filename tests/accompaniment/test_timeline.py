import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import InterviewKind, InterviewOutcome, Side
from accompaniment.models import Interview
from accounts.enums import Role
from core.models import TransitionEntry
from tenants.presentation.timeline import Event, Place, Source, timeline_of
from tests.factories.accompaniment import (
    AccompanimentFactory,
    ActionFactory,
    AttemptFactory,
    ExchangeFactory,
    InterviewFactory,
    ObjectiveFactory,
    PublicationFactory,
)
from tests.factories.accounts import MembershipFactory
from tests.texts import plain, text_of

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2015, 3, 17)
DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate()


@pytest.fixture
def mesure():
    return AccompanimentFactory()


@pytest.fixture
def advisor(mesure):
    return MembershipFactory(role=Role.ADVISOR, organisation=mesure.convention.landlord)


def page_of(client, mesure, **parameters):
    return client.get(reverse("accompaniment:timeline", args=[mesure.household_id]), parameters)


def all_titles(household, actor, **asked):
    """Page after page, to the end."""
    found, after = [], None
    while True:
        line = timeline_of(household, actor, TODAY, after=after, size=4, **asked)
        found += [(event.day, event.key) for event in line.events]
        if line.following is None:
            return found
        after = line.following


def test_pages_follow_one_another_without_a_gap_or_a_repetition(mesure):
    for number in range(12):
        on = FIRST + (number // 3) * DAY
        InterviewFactory(accompaniment=mesure, on=on)
        ObjectiveFactory(accompaniment=mesure, agreed_on=on)
    found = all_titles(mesure.household, mesure.worker)
    assert found == sorted(found, reverse=True)
    assert len(found) == len(set(found)) == 24 + 1 + mesure.household.adhesions.count()


def test_what_is_not_a_place_is_the_first_page(mesure):
    for written in (None, "", "20150317", "20150317-zz", "99999999-" + str(mesure.pk), "hier"):
        assert Place.read(written) is None
    place = Place(FIRST, mesure.pk)
    assert Place.read(str(place)) == place


def test_the_worker_reads_each_text_with_its_readers(mesure, log_in):
    told = InterviewFactory(accompaniment=mesure, team_text="Prévenir la collègue du quartier.")
    PublicationFactory(interview=told, text="Le loyer d’avril est payé.")
    words = text_of(page_of(log_in(mesure.worker), mesure))
    assert "Prévenir la collègue du quartier." in words
    assert "Le loyer d’avril est payé." in words


def test_the_advisor_reads_what_is_published_and_no_absence(mesure, advisor, log_in):
    told = InterviewFactory(accompaniment=mesure, team_text="Un secret de famille.", themes=["psychologique"])
    PublicationFactory(interview=told, text="Le loyer d’avril est payé.")
    InterviewFactory(accompaniment=mesure, outcome=InterviewOutcome.MISSED, outcome_by=Side.HOUSEHOLD)
    AttemptFactory(accompaniment=mesure)
    ObjectiveFactory(accompaniment=mesure, text="Parler à son frère.")
    ExchangeFactory(household=mesure.household, convention=mesure.convention, text="Le gardien a été prévenu.")
    words = text_of(page_of(log_in(advisor), mesure))
    assert "Le loyer d’avril est payé." in words
    assert "Le gardien a été prévenu." in words
    for hidden in ("Un secret de famille", "psychologique", "Manqué", "Tentative", "Parler à son frère"):
        assert hidden not in words


def test_a_kind_and_a_period_narrow_the_line(mesure, log_in):
    InterviewFactory(accompaniment=mesure, on=FIRST + 40 * DAY, team_text="Au printemps.")
    InterviewFactory(accompaniment=mesure, on=FIRST + 5 * DAY, team_text="Au tout début.")
    ObjectiveFactory(accompaniment=mesure, agreed_on=FIRST + 40 * DAY, text="Un objectif.")
    client = log_in(mesure.worker)
    words = text_of(page_of(client, mesure, quoi="entretiens", depuis="01/04/2015"))
    assert "Au printemps." in words
    assert "Au tout début." not in words
    assert "Un objectif." not in words


def test_as_many_queries_for_five_hundred_entries(mesure, log_in):
    client = log_in(mesure.worker)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert page_of(client, mesure).status_code == 200
        return len(found)

    InterviewFactory.create_batch(3, accompaniment=mesure)
    page_of(client, mesure)
    few = queries()
    shared = {"accompaniment": mesure, "household": mesure.household, "convention": mesure.convention}
    shared |= {"author": mesure.worker, "kind": InterviewKind.HOME_VISIT}
    Interview.objects.bulk_create([Interview(on=FIRST + number % 200 * DAY, **shared) for number in range(490)])
    ExchangeFactory.create_batch(10, household=mesure.household, convention=mesure.convention)
    assert queries() == few


def test_a_colleague_without_the_file_meets_nothing(mesure, log_in):
    colleague = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=mesure.convention.operator)
    assert page_of(log_in(colleague), mesure).status_code == 404


def titles_for(actor, household, **asked):
    return [plain(event.title) for event in timeline_of(household, actor, TODAY, size=200, **asked).events]


def test_what_came_before_the_mesure_is_told_to_whom_it_belongs(world):
    ours = world.ours
    household = ours.household
    for step in ("announce", "receive"):
        TransitionEntry.objects.create(
            subject_type="referrals.referral", subject_id=ours.referral.pk, action=step, target="received"
        )
    advisor = titles_for(ours.members[Role.ADVISOR], household)
    worker = titles_for(ours.members[Role.SOCIAL_WORKER], household)
    screened = f"Éligibilité vérifiée : {ours.screening.programme_version.label}"
    number = ours.referral.number
    told = {
        screened,
        f"Fiche de liaison {number}",
        f"Fiche d’orientation envoyée, fiche {number}",
        f"Réception accusée, fiche {number}",
    }
    assert told <= set(worker)
    assert {*told, "Entretien préalable"} <= set(advisor)
    assert "Entretien préalable" not in worker


def test_the_ends_and_the_decisions_of_a_mesure_stand_at_their_days(world):
    ours = world.ours
    ended = FIRST + 60 * DAY
    ObjectiveFactory(accompaniment=ours.mesure, state="reached", agreed_on=FIRST, ended_on=ended)
    ActionFactory(accompaniment=ours.mesure, kind="fsl", state="obtained", begun_on=FIRST, decided_on=ended)
    line = timeline_of(ours.household, ours.members[Role.SOCIAL_WORKER], TODAY, size=200).events
    days = {plain(event.title): event.day for event in line}
    assert days["Objectif atteint"] == ended
    assert days["Réponse, démarche : Fonds de solidarité logement (FSL)"] == ended
    assert days["Suspension"] == ours.suspension.starts_on
    assert days["Dernier jour de suspension"] == ours.suspension.ends_on
    assert days[f"Relais : {ours.relay.structure.name}"] == ours.relay.on
    for title in ("Fin proposée", "Prolongation proposée", "Suite d’un retrait d’adhésion", "Autre dispositif proposé"):
        assert any(found.startswith(title) for found in days), title
    places = [(event.day, event.key) for event in line]
    assert len(places) == len(set(places))


def test_what_the_team_decides_and_does_is_not_told_to_the_landlord(world):
    ours = world.ours
    team = titles_for(ours.members[Role.SOCIAL_WORKER], ours.household)
    for role in (Role.ADVISOR, Role.LANDLORD_MANAGER):
        told = titles_for(ours.members[role], ours.household)
        assert any(title.startswith("Prolongation proposée") for title in told)
        assert "Suspension" in told
        for start in ("Fin proposée", "Suite d’un retrait", "Relais", "Démarche", "Objectif", "Tentative"):
            assert any(title.startswith(start) for title in team), start
            assert not any(title.startswith(start) for title in told), start


def test_pages_of_everything_follow_one_another(world):
    ours = world.ours
    worker = ours.members[Role.SOCIAL_WORKER]
    at_once = [(event.day, event.key) for event in timeline_of(ours.household, worker, TODAY, size=200).events]
    assert len(at_once) > 20
    assert all_titles(ours.household, worker) == at_once


def of_a_group(household, actor, window):
    return [Event(FIRST, household.pk, "Rencontre collective : le quartier")]


GROUPS = (Source("collectif", "Rencontres collectives", "attendance.read", of_a_group),)


def test_another_application_joins_the_line_by_its_settings(mesure, advisor, log_in, settings):
    settings.HOUSEHOLD_TIMELINE = [*settings.HOUSEHOLD_TIMELINE, f"{__name__}.GROUPS"]
    client = log_in(mesure.worker)
    assert "Rencontre collective : le quartier" in text_of(page_of(client, mesure))
    assert "Rencontre collective : le quartier" in text_of(page_of(client, mesure, quoi="collectif"))
    assert "Rencontre collective" not in text_of(page_of(client, mesure, quoi="bilans"))
    assert "Rencontre collective" not in " ".join(titles_for(advisor, mesure.household))


def test_filters_stay_in_the_address_of_the_next_page(mesure, log_in):
    InterviewFactory.create_batch(30, accompaniment=mesure)
    response = page_of(log_in(mesure.worker), mesure, quoi="entretiens", depuis="01/04/2015")
    following = response.context["next_url"]
    assert "quoi=entretiens" in following
    assert "depuis=01%2F04%2F2015" in following
    words = text_of(response)
    assert "Ce qui s’est passé : Entretiens" in words
    assert len(response.context["events"]) == 25
