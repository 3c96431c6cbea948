"""Fixing, moving, cancelling, missing and booking at the screen; what goes wrong, in words; the letter."""

import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from accounts.enums import Role
from accounts.models import AccessLogEntry, Notice
from referrals.enums import AppointmentKind, AppointmentState, PlaceKind, ReferralState, SlotState
from referrals.models import Appointment, Attendance, Slot
from referrals.panels.appointments import appointment_panel
from referrals.rules.moments import PARIS, local
from referrals.views.appointments import may_open_minutes
from tenants.enums import Tie
from tests.factories.accounts import MembershipFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import AppointmentFactory, SlotFactory, sent_referral
from tests.factories.tenants import HouseholdFactory, OccupancyFactory, PersonFactory
from tests.forms import fields_of, post_form

pytestmark = pytest.mark.django_db

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture
def convention():
    return ConventionFactory(ends_on=dt.date(2099, 12, 31))


@pytest.fixture
def worker(convention):
    return MembershipFactory(role=Role.SOCIAL_WORKER, organisation=convention.operator)


@pytest.fixture
def advisor(convention):
    return MembershipFactory(role=Role.ADVISOR, organisation=convention.landlord)


@pytest.fixture
def household(convention):
    return HouseholdFactory(landlord=convention.landlord, name="Ménage Bellevue", number="2015-00042")


@pytest.fixture
def received(convention, household, advisor, worker):
    return sent_referral(convention=convention, household=household, advisor=advisor, worker=worker)


@pytest.fixture
def day():
    """A Tuesday that is not far, when no clock changes."""
    day = timezone.localdate() + 8 * DAY
    return next(day + n * DAY for n in range(7) if (day + n * DAY).weekday() == 1)


@pytest.fixture
def typed(day, worker):
    return {
        "kind": "tripartite_start",
        "day": day.isoformat(),
        "time": "14:30",
        "duration": "60",
        "place_kind": "association",
        "place": "",
        "attendees": [str(worker.pk)],
    }


@pytest.fixture
def fix_url(household):
    return f"/rendez-vous/nouveau/{household.pk}/"


@pytest.fixture
def appointment(received, worker, advisor):
    made = AppointmentFactory(household=received.household, operator=received.convention.operator)
    for member in (worker, advisor):
        Attendance.objects.create(appointment=made, membership=member)
    return made


def words(response):
    assert response.status_code == 200
    return re.sub(r"[\s\u00a0\u202f]+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def gone_by(appointment):
    then = timezone.now() - DAY
    Appointment.objects.filter(pk=appointment.pk).update(starts_at=then, ends_at=then + HOUR)
    return appointment


class TestFixing:
    def test_the_referral_is_planned_and_the_others_are_told(
        self, log_in, advisor, worker, received, fix_url, typed, day
    ):
        client = log_in(advisor)
        response = post_form(client, fix_url, **typed)
        appointment = Appointment.objects.get()
        assert response.url == appointment.get_absolute_url()
        assert local(appointment.starts_at).replace(tzinfo=None) == dt.datetime.combine(day, dt.time(14, 30))
        assert appointment.ends_at - appointment.starts_at == HOUR
        received.refresh_from_db()
        assert (received.state, received.appointment) == (ReferralState.MEETING_PLANNED, appointment)
        notice = Notice.objects.get()
        assert (notice.membership, notice.code, notice.path) == (
            worker,
            "appointment_fixed",
            appointment.get_absolute_url(),
        )
        page = words(client.get(response.url))
        assert "Ménage Bellevue" in page
        assert "de 14 h 30 à 15 h 30" in page

    def test_posted_twice_it_is_fixed_once(self, log_in, advisor, received, fix_url, typed):
        client = log_in(advisor)
        opened = client.get(fix_url)
        first, second = (post_form(client, fix_url, opened, **typed) for _ in range(2))
        assert first.url == second.url
        assert Appointment.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"day": "2015-03-03"}, "Ce moment est déjà passé."),
            ({"day": "2199-03-03"}, "à plus de deux ans"),
            ({"day": "hier"}, "Saisissez une date valide."),
            ({"day": ""}, "Ce champ est obligatoire."),
            ({"time": "25:00"}, "Saisissez une heure valide."),
            ({"time": "😀"}, "Saisissez une heure valide."),
            ({"duration": "900"}, "Sélectionnez un choix valide"),
            ({"kind": "wedding"}, "Sélectionnez un choix valide"),
            ({"attendees": []}, "Indiquez au moins une personne attendue."),
            ({"attendees": ["0190a0a0-0000-7000-8000-000000000000"]}, "Sélectionnez un choix valide"),
            ({"attendees": ["x"]}, "n’est pas un UUID valide"),
            ({"place": "x" * 201}, "au plus 200"),
            ({"place_kind": "elsewhere"}, "Indiquez où"),
        ],
    )
    def test_what_is_wrong_is_said(self, log_in, advisor, received, fix_url, typed, changes, message):
        page = words(post_form(log_in(advisor), fix_url, **{**typed, **changes}))
        assert message.replace("’", "'") in page.replace("’", "'").replace("&#x27;", "'")
        assert not Appointment.objects.exists()

    def test_an_hour_that_the_clocks_skip_is_refused(self, log_in, advisor, received, fix_url, typed):
        changes = [dt.date(timezone.localdate().year + n, 3, 31) for n in (0, 1)]
        sundays = [each - dt.timedelta(days=(each.weekday() + 1) % 7) for each in changes]
        sunday = next(each for each in sundays if each > timezone.localdate())
        page = words(post_form(log_in(advisor), fix_url, **{**typed, "day": sunday.isoformat(), "time": "02:30"}))
        assert "les horloges passent à l’heure d’été" in page

    def test_a_collision_is_told_and_fixed_all_the_same_once_it_was_read(
        self, log_in, worker, advisor, received, fix_url, typed, day, convention
    ):
        starts_at = dt.datetime.combine(day, dt.time(14), tzinfo=PARIS)
        other = AppointmentFactory(
            household__landlord=convention.landlord, operator=convention.operator, starts_at=starts_at
        )
        for member in (worker, advisor):
            Attendance.objects.create(appointment=other, membership=member)
        typed = {**typed, "attendees": [str(worker.pk), str(advisor.pk)]}
        client = log_in(advisor)
        warned = post_form(client, fix_url, **typed)
        page = words(warned)
        assert f"{worker.user}, pas libre à ce moment-là" in page, "a colleague's is not told"
        assert f"vous, de 14 h à 15 h : Rencontre tripartite de démarrage, dossier {other.household.number}" in page
        key = re.search(r'name="despite" value="(\w+)"|value="(\w+)"[^>]*name="despite"', warned.content.decode())
        ticked = next(filter(None, key.groups()))
        assert Appointment.objects.count() == 1
        again = post_form(client, fix_url, warned, **{**typed, "despite": [ticked]})
        assert again.status_code == 302
        assert Appointment.objects.count() == 2

    def test_the_same_household_is_refused(self, log_in, worker, appointment, fix_url, typed):
        moment = local(appointment.starts_at)
        given = {**typed, "day": moment.date().isoformat(), "time": f"{moment:%H:%M}", "attendees": [str(worker.pk)]}
        client = log_in(worker)
        warned = post_form(client, fix_url, **given)
        ticked = re.search(r'value="([0-9a-f]{32})"', warned.content.decode())[1]
        page = words(post_form(client, fix_url, warned, **{**given, "despite": [ticked]}))
        assert "Ce ménage a déjà un rendez-vous à ce moment-là" in page

    def test_what_was_typed_is_kept_as_a_draft(self, log_in, advisor, received, fix_url, typed):
        client = log_in(advisor)
        post_form(client, fix_url, **{**typed, "day": "", "place": "Salle du fond"})
        assert "Salle du fond" in client.get(fix_url).content.decode()


class TestOneAppointment:
    def test_each_look_is_traced_to_the_landlord(self, log_in, worker, appointment, household):
        log_in(worker).get(appointment.get_absolute_url())
        entry = AccessLogEntry.objects.get()
        assert (entry.action, entry.subject_id, entry.subject_organisation) == (
            "appointments.read",
            household.pk,
            household.landlord,
        )

    def test_a_move_is_told_and_a_second_one_meanwhile_shows_both(self, log_in, worker, appointment, day):
        url = f"{appointment.get_absolute_url()}deplacer/"
        client = log_in(worker)
        first, second = client.get(url), client.get(url)
        moved = post_form(client, url, first, day=day.isoformat(), time="09:00")
        assert moved.url == appointment.get_absolute_url()
        page = words(post_form(client, url, second, day=day.isoformat(), time="10:00"))
        appointment.refresh_from_db()
        assert (local(appointment.starts_at).hour, appointment.sequence) == (9, 1)
        assert "garder ce qui est enregistré" in page
        assert Notice.objects.get().code == "appointment_moved"

    def test_one_of_the_published_slots_is_chosen_to_move(self, log_in, advisor, worker, received, appointment, day):
        start = dt.datetime.combine(day, dt.time(16), tzinfo=PARIS)
        slot = SlotFactory(membership=worker, starts_at=start)
        foreign = SlotFactory(starts_at=start)
        client, url = log_in(advisor), f"{appointment.get_absolute_url()}deplacer/"
        opened = client.get(url)
        assert str(slot.pk) in opened.content.decode()
        assert str(foreign.pk) not in opened.content.decode()
        assert "vient d’être pris" in words(post_form(client, url, opened, slot=str(foreign.pk)))
        post_form(client, url, slot=str(slot.pk), day="", time="")
        appointment.refresh_from_db()
        slot.refresh_from_db()
        assert (appointment.slot, appointment.starts_at, slot.state) == (slot, slot.starts_at, SlotState.BOOKED)

    def test_without_a_slot_the_move_asks_for_a_day(self, log_in, advisor, received, appointment):
        client, url = log_in(advisor), f"{appointment.get_absolute_url()}deplacer/"
        opened = client.get(url)
        assert "Un créneau proposé" not in opened.content.decode()
        assert "ce champ est obligatoire" in words(post_form(client, url, opened, day="")).lower()

    def test_a_missed_one_says_by_whom_and_is_made_again(self, log_in, worker, received, appointment, day):
        gone_by(appointment)
        client = log_in(worker)
        url = appointment.get_absolute_url()
        assert "Indiquez qui n’est pas venu." in words(post_form(client, f"{url}manque/", missed_by=""))
        post_form(client, f"{url}manque/", missed_by="tenant")
        page = words(client.get(url))
        assert "Manqué par Locataire" in page
        assert "Refixer" in page
        opened = client.get(f"{url}refixer/")
        assert fields_of(opened)["attendees"], "the same people"
        response = post_form(client, f"{url}refixer/", opened, day=day.isoformat(), time="11:00")
        again = Appointment.objects.get(state=AppointmentState.PLANNED)
        assert response.url == again.get_absolute_url()
        assert again.rescheduled_from == appointment
        assert "Refixé" in words(client.get(url))

    def test_what_is_to_come_is_neither_held_nor_missed(self, log_in, worker, appointment):
        client, url = log_in(worker), appointment.get_absolute_url()
        assert "encore à venir" in words(client.post(f"{url}tenu/", follow=True))
        assert "encore à venir" in words(post_form(client, f"{url}manque/", missed_by="tenant"))

    def test_held_twice_says_that_it_is_done(self, log_in, worker, appointment):
        gone_by(appointment)
        client, url = log_in(worker), appointment.get_absolute_url()
        assert "la rencontre a eu lieu" in words(client.post(f"{url}tenu/", follow=True))
        assert "l’état est maintenant « tenu »" in words(client.post(f"{url}tenu/", follow=True))

    def test_cancelling_asks_why_and_the_referral_waits_again(self, log_in, advisor, worker, received, appointment):
        received.state, received.appointment = ReferralState.MEETING_PLANNED, appointment
        received.save()
        url = f"{appointment.get_absolute_url()}annuler/"
        client = log_in(advisor)
        assert "Dites pourquoi" in words(post_form(client, url, reason=""))
        post_form(client, url, reason="La locataire travaille ce jour-là.")
        received.refresh_from_db()
        assert received.state == ReferralState.RECEIVED
        assert "La locataire travaille" in words(client.get(appointment.get_absolute_url()))
        assert Notice.objects.get().code == "appointment_cancelled"

    def test_a_colleague_who_is_not_expected_changes_nothing(self, log_in, appointment, convention):
        colleague = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=convention.operator)
        client, url = log_in(colleague), appointment.get_absolute_url()
        assert client.get(url).status_code == 200
        for step in ("deplacer", "manque", "annuler", "refixer"):
            assert client.get(f"{url}{step}/").status_code == 404
        assert client.post(f"{url}tenu/").status_code == 404
        assert client.get(f"{url}lettre/").status_code == 404


class TestSlots:
    PUBLISH = "/creneaux/proposer/"

    @pytest.fixture
    def offered(self, day):
        return {
            "weekdays": ["1", "3"],
            "first_time": "14:00",
            "last_time": "17:00",
            "minutes": "60",
            "first_day": (day - DAY).isoformat(),
            "weeks": "2",
            "place_kind": "association",
        }

    def test_several_at_once(self, log_in, worker, offered, day):
        page = words(post_form(log_in(worker), self.PUBLISH, **offered) and log_in(worker).get("/creneaux/"))
        assert "12 créneaux proposés" in page
        hours = {(local(slot.starts_at).weekday(), local(slot.starts_at).hour) for slot in Slot.objects.all()}
        assert hours == {(day, hour) for day in (1, 3) for hour in (14, 15, 16)}

    def test_again_says_that_there_is_nothing_left(self, log_in, worker, offered):
        client = log_in(worker)
        post_form(client, self.PUBLISH, **offered)
        assert "Rien à proposer" in words(post_form(client, self.PUBLISH, **offered))
        post_form(client, self.PUBLISH, **{**offered, "weeks": "3"})
        assert "6 créneaux proposés" in words(client.get("/creneaux/"))

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"weekdays": []}, "Cochez au moins un jour."),
            ({"last_time": "13:00"}, "La dernière heure vient après la première."),
            ({"last_time": "14:30"}, "Aucun créneau ne tient"),
            ({"first_day": "2015-03-03"}, "Ce jour est passé"),
            ({"first_day": "2199-03-03"}, "à plus de deux ans"),
            ({"weeks": "0"}, "supérieure ou égale à 1"),
            ({"weeks": "27"}, "inférieure ou égale à 26"),
            ({"minutes": "1"}, "Sélectionnez un choix valide"),
            ({"first_time": "08:00", "minutes": "30", "weeks": "26"}, "au plus à la fois"),
            ({"place": "x" * 201}, "au plus 200"),
        ],
    )
    def test_what_is_wrong_is_said(self, log_in, worker, offered, changes, message):
        assert message in words(post_form(log_in(worker), self.PUBLISH, **{**offered, **changes}))
        assert not Slot.objects.exists()

    def test_a_worker_offers_her_own_and_a_head_anybodys(self, log_in, worker, offered, convention):
        head = MembershipFactory(role=Role.SERVICE_HEAD, organisation=convention.operator)
        given = {**offered, "membership": str(worker.pk)}
        assert post_form(log_in(head), self.PUBLISH, **given).status_code == 302
        assert set(Slot.objects.values_list("membership", flat=True)) == {worker.pk}
        colleague = MembershipFactory(organisation=convention.operator)
        assert "Sélectionnez un choix valide" in words(post_form(log_in(colleague), self.PUBLISH, **given))

    def test_the_list_shows_the_file_number_of_what_is_booked(self, log_in, worker, advisor, household, convention):
        slot = SlotFactory(membership=worker)
        other = SlotFactory(membership__organisation=convention.operator, starts_at=slot.starts_at + DAY)
        url = f"/creneaux/reserver/{household.pk}/"
        response = post_form(log_in(advisor), url, slot=str(slot.pk))
        assert response.url == Appointment.objects.get().get_absolute_url()
        client = log_in(worker)
        page = words(client.get("/creneaux/"))
        assert "Réservé" in page
        assert "Dossier 2015-00042" in page
        assert "Bellevue" not in page
        assert client.post(f"/creneaux/{other.pk}/retirer/").status_code == 404, "a colleague's"
        assert "n’est plus possible" in words(client.post(f"/creneaux/{slot.pk}/retirer/", follow=True))

    def test_what_somebody_took_meanwhile_is_said_with_the_next(self, log_in, worker, advisor, household, convention):
        slot = SlotFactory(membership=worker)
        SlotFactory(membership=worker, starts_at=slot.starts_at + DAY)
        client, url = log_in(advisor), f"/creneaux/reserver/{household.pk}/"
        opened = client.get(url)
        Slot.objects.filter(pk=slot.pk).update(state=SlotState.BOOKED)
        page = words(post_form(client, url, opened, slot=str(slot.pk)))
        assert "Ce créneau vient d’être pris" in page
        assert str(worker.user) in page, "the next one is there to choose"
        assert not Appointment.objects.exists()

    def test_a_withdrawn_slot_is_gone(self, log_in, worker):
        slot = SlotFactory(membership=worker)
        client = log_in(worker)
        assert "Le créneau est retiré." in words(client.post(f"/creneaux/{slot.pk}/retirer/", follow=True))
        assert "Aucun créneau à venir" in words(client.get("/creneaux/"))

    def test_where_nothing_is_free_the_page_says_what_to_do(self, log_in, advisor, household):
        assert "Aucun créneau libre en ce moment" in words(log_in(advisor).get(f"/creneaux/reserver/{household.pk}/"))

    def test_as_many_queries_for_many_as_for_one(self, log_in, worker, django_assert_num_queries):
        client = log_in(worker)
        first = SlotFactory(membership=worker)
        client.get("/creneaux/")
        with CaptureQueriesContext(connection) as few:
            client.get("/creneaux/")
        for n in range(1, 6):
            SlotFactory(membership=worker, starts_at=first.starts_at + n * DAY)
        with django_assert_num_queries(len(few)):
            client.get("/creneaux/")


class TestLetter:
    @pytest.fixture
    def lease(self, household):
        PersonFactory(household=household, civility="mme", first_name="Inès", last_name="Bellevue")
        PersonFactory(household=household, first_name="Enfant", last_name="Bellevue", tie=Tie.CHILD, holds_lease=False)
        return OccupancyFactory(household=household, address="12 rue des Essais")

    def read(self, response):
        assert response["Content-Type"] == "application/pdf"
        reader = PdfReader(io.BytesIO(response.content))
        return reader, re.sub(r"[\s\u00a0\u202f]+", " ", " ".join(page.extract_text() for page in reader.pages))

    def test_it_tells_whom_when_where_and_with_whom(self, log_in, worker, advisor, appointment, lease, convention):
        response = log_in(worker).get(f"{appointment.get_absolute_url()}lettre/")
        reader, said = self.read(response)
        assert len(reader.pages) == 1
        for part in (
            "Mme Inès Bellevue 12 rue des Essais 44000 Nantes",
            "Dossier 2015-00042",
            str(worker.user),
            str(advisor.user),
            convention.operator.name,
            convention.operator.address,
            "Votre accord est demandé à chaque étape",
        ):
            assert part in said
        assert "Enfant" not in said, "to whoever holds the lease"
        assert reader.metadata.title == "Votre rendez-vous"
        assert "Bellevue" not in response["Content-Disposition"]
        assert AccessLogEntry.objects.filter(subject_id=appointment.household_id).exists()

    def test_a_place_of_the_landlord_and_one_elsewhere(self, log_in, advisor, appointment, lease, convention):
        Appointment.objects.filter(pk=appointment.pk).update(place_kind=PlaceKind.LANDLORD)
        client, url = log_in(advisor), f"{appointment.get_absolute_url()}lettre/"
        assert f"Le lieu {convention.landlord.name}" in self.read(client.get(url))[1]
        appointment.refresh_from_db()
        appointment.place_kind, appointment.place = PlaceKind.ELSEWHERE, "Maison de quartier\n3 place du Marché"
        appointment.save()
        assert "Le lieu Maison de quartier 3 place du Marché" in self.read(client.get(url))[1]

    def test_nothing_is_written_to_a_guarded_household(self, log_in, worker, appointment, lease, household):
        household.guarded = True
        household.save()
        client, url = log_in(worker), appointment.get_absolute_url()
        assert "aucun courrier ne lui est adressé" in words(client.get(f"{url}lettre/", follow=True))
        page = words(client.get(url))
        assert "Contact protégé : aucune lettre" in page
        assert "Lettre de rendez-vous (PDF)" not in page

    def test_an_empty_file_makes_a_letter_all_the_same(self, log_in, worker, appointment):
        assert "Madame, Monsieur," in self.read(log_in(worker).get(f"{appointment.get_absolute_url()}lettre/"))[1]


class TestOnTheHouseholdsPage:
    def test_the_next_and_the_last_ones(self, log_in, worker, appointment, household):
        AppointmentFactory(household=household, operator=appointment.operator, state=AppointmentState.CANCELLED)
        page = words(log_in(worker).get(household.get_absolute_url()))
        assert "Fixé" in page
        assert "Annulé" in page
        assert "Réserver un créneau" in page

    def test_what_has_gone_by_asks_how_it_went(self, log_in, worker, appointment, household, today):
        assert appointment_panel(household, worker, today).pending is None
        gone_by(appointment)
        assert "a-t-il eu lieu" in appointment_panel(household, worker, today).pending.title
        manager = MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=household.landlord)
        assert appointment_panel(household, manager, today).pending is None, "it is not hers to say"
        assert "Fixer un rendez-vous" not in words(log_in(manager).get(household.get_absolute_url()))


class TestMinutes:
    def test_who_has_the_household_opens_minutes_once_it_has_begun(self, appointment, worker, advisor, convention):
        assert not may_open_minutes(worker, appointment), "still to come"
        gone_by(appointment).refresh_from_db()
        head = MembershipFactory(role=Role.SERVICE_HEAD, organisation=convention.operator)
        colleague = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=convention.operator)
        opened = [may_open_minutes(member, appointment) for member in (worker, advisor, head, colleague)]
        assert opened == [True, True, False, False]
        appointment.kind = AppointmentKind.MEETING
        assert not may_open_minutes(worker, appointment), "no tripartite meeting"

    def test_the_page_offers_to_say_that_it_took_place(self, log_in, worker, appointment):
        gone_by(appointment)
        client, url = log_in(worker), appointment.get_absolute_url()
        assert f"{url}tenu/" in client.get(url).content.decode()
        client.post(f"{url}tenu/")
        assert f"{url}tenu/" not in client.get(url).content.decode()


def test_a_landlord_whose_convention_is_over_sees_no_slot_any_more(advisor, worker, convention, today):
    slot = SlotFactory(membership=worker)
    assert Slot.objects.visible_to(advisor).contains(slot)
    convention.ends_on = today - dt.timedelta(days=1)
    convention.save()
    assert not Slot.objects.visible_to(advisor).contains(slot)
