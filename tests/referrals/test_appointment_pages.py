"""Fixing, moving, cancelling and missing at the screen; what goes wrong, in words."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AccessLogEntry, Notice
from referrals.enums import AppointmentKind, AppointmentState, ReferralState, SlotState
from referrals.models import Appointment, Attendance
from referrals.panels.appointments import appointment_panel
from referrals.rules.moments import PARIS, local
from referrals.views.appointments import may_open_minutes
from tests.factories.accounts import MembershipFactory
from tests.factories.referrals import AppointmentFactory, SlotFactory
from tests.forms import fields_of, post_form
from tests.referrals.screens import words

pytestmark = pytest.mark.django_db

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


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


def gone_by(appointment):
    then = timezone.now() - DAY
    Appointment.objects.filter(pk=appointment.pk).update(starts_at=then, ends_at=then + HOUR)
    return appointment


class TestFixing:
    def test_the_referral_is_planned_and_the_others_are_told(
        self, log_in, advisor, worker, in_hand, fix_url, typed, day
    ):
        client = log_in(advisor)
        response = post_form(client, fix_url, **typed)
        appointment = Appointment.objects.get()
        assert response.url == appointment.get_absolute_url()
        assert local(appointment.starts_at).replace(tzinfo=None) == dt.datetime.combine(day, dt.time(14, 30))
        assert appointment.ends_at - appointment.starts_at == HOUR
        in_hand.refresh_from_db()
        assert (in_hand.state, in_hand.appointment) == (ReferralState.MEETING_PLANNED, appointment)
        notice = Notice.objects.get()
        assert (notice.membership, notice.code, notice.path) == (
            worker,
            "appointment_fixed",
            appointment.get_absolute_url(),
        )
        page = words(client.get(response.url))
        assert "Ménage Bellevue" in page
        assert "de 14 h 30 à 15 h 30" in page

    def test_posted_twice_it_is_fixed_once(self, log_in, advisor, in_hand, fix_url, typed):
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
    def test_what_is_wrong_is_said(self, log_in, advisor, in_hand, fix_url, typed, changes, message):
        page = words(post_form(log_in(advisor), fix_url, **{**typed, **changes}))
        assert message.replace("’", "'") in page.replace("’", "'").replace("&#x27;", "'")
        assert not Appointment.objects.exists()

    def test_an_hour_that_the_clocks_skip_is_refused(self, log_in, advisor, in_hand, fix_url, typed):
        changes = [dt.date(timezone.localdate().year + n, 3, 31) for n in (0, 1)]
        sundays = [each - dt.timedelta(days=(each.weekday() + 1) % 7) for each in changes]
        sunday = next(each for each in sundays if each > timezone.localdate())
        page = words(post_form(log_in(advisor), fix_url, **{**typed, "day": sunday.isoformat(), "time": "02:30"}))
        assert "les horloges passent à l’heure d’été" in page

    def test_a_collision_is_told_and_fixed_all_the_same_once_it_was_read(
        self, log_in, worker, advisor, in_hand, fix_url, typed, day, convention
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

    def test_what_was_typed_is_kept_as_a_draft(self, log_in, advisor, in_hand, fix_url, typed):
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

    def test_one_of_the_published_slots_is_chosen_to_move(self, log_in, advisor, worker, in_hand, appointment, day):
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

    def test_without_a_slot_the_move_asks_for_a_day(self, log_in, advisor, in_hand, appointment):
        client, url = log_in(advisor), f"{appointment.get_absolute_url()}deplacer/"
        opened = client.get(url)
        assert "Un créneau proposé" not in opened.content.decode()
        assert "ce champ est obligatoire" in words(post_form(client, url, opened, day="")).lower()

    def test_a_missed_one_says_by_whom_and_is_made_again(self, log_in, worker, in_hand, appointment, day):
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

    def test_cancelling_asks_why_and_the_referral_waits_again(self, log_in, advisor, worker, in_hand, appointment):
        in_hand.state, in_hand.appointment = ReferralState.MEETING_PLANNED, appointment
        in_hand.save()
        url = f"{appointment.get_absolute_url()}annuler/"
        client = log_in(advisor)
        assert "Dites pourquoi" in words(post_form(client, url, reason=""))
        post_form(client, url, reason="La locataire travaille ce jour-là.")
        in_hand.refresh_from_db()
        assert in_hand.state == ReferralState.RECEIVED
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
