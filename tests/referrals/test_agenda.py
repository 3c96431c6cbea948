"""The agenda by week and month, of one person or a team: what stands where, who reads which name, what collides."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AccessLogEntry, Notice
from referrals.documents.calendars import feed_ics
from referrals.enums import AppointmentState
from referrals.forms.appointments import staff_of
from referrals.models import Attendance
from referrals.presentation.agenda import (
    TEAM,
    days_of,
    monday_of,
    month_period,
    period_of,
    team_of,
    week_key,
    week_period,
)
from referrals.queue import queue_items
from referrals.rules.moments import PARIS
from referrals.services.appointments import cancel_appointment
from tests.factories.accounts import MembershipFactory
from tests.factories.referrals import AppointmentFactory, SlotFactory
from tests.factories.tenants import AssignmentFactory, EntrustmentFactory, HouseholdFactory

pytestmark = pytest.mark.django_db

WEEK = "/agenda/?semaine=2015-W10"
MONDAY = dt.date(2015, 3, 2)


@pytest.fixture
def entrusted(convention, worker):
    """entrusted(name): a household in the worker's hands."""

    def entrusted(name="Ménage Bellevue", **given):
        household = HouseholdFactory(landlord=convention.landlord, name=name, **given)
        EntrustmentFactory(household=household, operator=convention.operator)
        AssignmentFactory(household=household, membership=worker)
        return household

    return entrusted


def at(hour, minute=0, day=MONDAY):
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)


def expecting(household, operator, starts_at, *members, **given):
    appointment = AppointmentFactory(household=household, operator=operator, starts_at=starts_at, **given)
    for member in members:
        Attendance.objects.create(appointment=appointment, membership=member)
    return appointment


def words(response):
    assert response.status_code == 200
    main = response.content.decode().partition("<main")[2]
    return re.sub(r"[\s\u00a0\u202f]+", " ", re.sub(r"<[^>]+>", " ", main))


class TestPeriods:
    @pytest.mark.parametrize(
        ("asked", "first", "last"),
        [
            ({"semaine": "2015-W10"}, dt.date(2015, 3, 2), dt.date(2015, 3, 8)),
            ({"semaine": "2015-W1"}, dt.date(2014, 12, 29), dt.date(2015, 1, 4)),
            ({"mois": "2015-03"}, dt.date(2015, 2, 23), dt.date(2015, 4, 5)),
            ({"mois": "2016-02"}, dt.date(2016, 2, 1), dt.date(2016, 3, 6)),
            ({}, dt.date(2015, 3, 9), dt.date(2015, 3, 15)),
        ],
    )
    def test_whole_weeks(self, asked, first, last):
        period = period_of(asked, dt.date(2015, 3, 12))
        assert (period.first, period.last) == (first, last)

    @pytest.mark.parametrize(
        "asked",
        ["2015-W60", "2015-W00", "1789-W01", "9999-W52", "W10", "2015-10", "é", "2014-W53", "²015-W10", "x" * 300],
    )
    def test_a_week_that_does_not_exist_is_this_one(self, asked):
        assert period_of({"semaine": asked}, dt.date(2015, 3, 12)) == week_period(dt.date(2015, 3, 9))

    @pytest.mark.parametrize("asked", ["2015-13", "2015-00", "0000-01", "mars", "2015-W10", "😀"])
    def test_a_month_that_does_not_exist_is_this_one(self, asked):
        assert period_of({"mois": asked}, dt.date(2015, 3, 12)) == month_period(dt.date(2015, 3, 1))

    def test_before_and_after(self):
        assert (week_period(MONDAY).previous_key, week_period(MONDAY).next_key) == ("2015-W09", "2015-W11")
        december = month_period(dt.date(2015, 12, 1))
        assert (december.previous_key, december.next_key) == ("2015-11", "2016-01")

    def test_the_days_of_a_month_that_are_not_its_own_are_told(self):
        days = days_of(month_period(dt.date(2015, 3, 1)), [], [], dt.date(2015, 3, 12))
        assert [day.day for day in days if day.outside] == [
            *[dt.date(2015, 2, 23) + dt.timedelta(days=n) for n in range(6)],
            *[dt.date(2015, 4, 1) + dt.timedelta(days=n) for n in range(5)],
        ]
        assert [day.day for day in days if day.today] == [dt.date(2015, 3, 12)]


def test_one_reads_ones_own_week(log_in, worker, convention, entrusted):
    expecting(entrusted(), convention.operator, at(14), worker)
    colleague = MembershipFactory(organisation=convention.operator)
    expecting(entrusted("Ménage Zola"), convention.operator, at(16), colleague)
    page = words(log_in(worker).get(WEEK))
    assert "Semaine du 2 mars 2015" in page
    assert "14 h à 15 h Ménage Bellevue" in page
    assert "Zola" not in page


@pytest.mark.parametrize("hour_of_change", [dt.date(2015, 3, 29), dt.date(2015, 10, 25)])
def test_hours_are_those_of_paris_on_the_days_when_clocks_change(log_in, worker, convention, entrusted, hour_of_change):
    expecting(entrusted(), convention.operator, at(0, 30, hour_of_change), worker)
    year, week, _ = hour_of_change.isocalendar()
    page = words(log_in(worker).get(f"/agenda/?semaine={year}-W{week}"))
    day = {3: "Dimanche 29 mars dim. 29", 10: "Dimanche 25 octobre dim. 25"}[hour_of_change.month]
    assert re.search(rf"{day} (?:Rien de prévu\. )?0 h 30", page)


def test_the_month_holds_the_weeks_around_it(log_in, worker, convention, entrusted):
    expecting(entrusted(), convention.operator, at(9, day=dt.date(2015, 3, 31)), worker)
    expecting(entrusted("Ménage Zola"), convention.operator, at(9, day=dt.date(2015, 4, 5)), worker)
    page = words(log_in(worker).get("/agenda/?mois=2015-03"))
    assert "Mars 2015 Vous avez 1 rendez-vous." in page
    assert "Ménage Zola" in page, "shown, greyed, and not counted"


def test_a_colleague_reads_the_number_and_not_the_name(log_in, worker, convention, entrusted):
    household = entrusted(number="2015-00042")
    appointment = expecting(household, convention.operator, at(14), worker, place="12 rue des Essais, porte 4")
    colleague = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=convention.operator)
    client = log_in(colleague)
    for url in (f"{WEEK}&qui=equipe", f"{WEEK}&qui={worker.pk}", appointment.get_absolute_url()):
        page = words(client.get(url))
        assert "Dossier 2015-00042" in page
        assert "suivi par d’autres" in page
        assert "Bellevue" not in page
        assert "rue des Essais" not in page, "an address is as good as a name"


def test_a_head_reads_the_names_of_the_team(log_in, worker, convention, entrusted):
    expecting(entrusted(), convention.operator, at(14), worker)
    head = MembershipFactory(role=Role.SERVICE_HEAD, organisation=convention.operator)
    assert "Ménage Bellevue" in words(log_in(head).get(f"{WEEK}&qui={TEAM}"))


def test_whoever_has_two_roles_has_one_agenda(log_in, worker, convention, entrusted):
    """And stands once among those who may be expected, as the one who meets households."""
    leading = MembershipFactory(user=worker.user, role=Role.SERVICE_HEAD, organisation=convention.operator)
    household = entrusted()
    expecting(household, convention.operator, at(14), worker)
    expecting(entrusted("Ménage Deux"), convention.operator, at(16), leading)
    for member in (worker, leading):
        assert [one.pk for one in team_of(member, timezone.localdate())] == [member.pk]
    page = words(log_in(leading).get(WEEK))
    assert "Ménage Bellevue" in page
    assert "Ménage Deux" in page
    assert page.count(str(worker.user)) == words(log_in(worker).get(WEEK)).count(str(worker.user))
    staff = staff_of([convention.operator.pk], household, timezone.localdate())
    assert [one.pk for one in staff] == [worker.pk]
    assert leading in staff_of([convention.operator.pk], household, timezone.localdate(), [leading.pk])
    form = log_in(leading).get(reverse("referrals:appointment_fix", args=[household.pk])).context["form"]
    assert worker.pk in form.initial["attendees"]


def test_an_advisor_reads_her_colleagues_appointments_with_her_own_households(log_in, advisor, convention, entrusted):
    colleague = MembershipFactory(role=Role.ADVISOR, organisation=convention.landlord)
    expecting(entrusted(), convention.operator, at(14), colleague)
    guarded = entrusted("Ménage Caché", number="2015-00099", guarded=True)
    expecting(guarded, convention.operator, at(16), colleague)
    page = words(log_in(advisor).get(f"{WEEK}&qui=equipe"))
    assert "Ménage Bellevue" in page
    assert "Caché" not in page
    assert "2015-00099" not in page


def test_a_manager_begins_with_the_team(log_in, advisor, convention, entrusted):
    expecting(entrusted(), convention.operator, at(14), advisor)
    manager = MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=convention.landlord)
    assert "Ménage Bellevue" in words(log_in(manager).get(WEEK))


def test_a_guarded_household_is_named_to_those_whom_it_concerns(log_in, worker, convention, entrusted):
    household = entrusted("Ménage Caché", number="2015-00099", guarded=True)
    colleague = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=convention.operator)
    expecting(household, convention.operator, at(14), worker, colleague)
    assert "Ménage Caché" in words(log_in(worker).get(WEEK))
    page = words(log_in(colleague).get(WEEK))
    assert "Dossier 2015-00099" in page
    assert "Caché" not in page
    assert "Rencontre tripartite" not in page, "neither why nor where"
    assert "locaux" not in page


def test_the_manager_who_reads_in_the_place_of_who_left_meets_it_in_the_agenda_too(
    log_in, worker, convention, entrusted
):
    manager = MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=convention.landlord)
    gone = MembershipFactory(role=Role.ADVISOR, organisation=convention.landlord)
    household = entrusted("Ménage Caché", number="2015-00099", guarded=True, guarded_for=gone)
    expecting(household, convention.operator, at(14), worker, manager)
    assert "Caché" not in words(log_in(manager).get(WEEK))
    type(gone.user).objects.filter(pk=gone.user_id).update(is_active=False, closed_at=timezone.now())
    assert "Ménage Caché" in words(log_in(manager).get(WEEK))


def test_nothing_of_another_house_is_there(log_in, worker):
    stranger = MembershipFactory()
    expecting(HouseholdFactory(name="Ménage Ailleurs"), stranger.organisation, at(14), stranger)
    for qui in (TEAM, stranger.pk, "x", "0190a0a0-0000-7000-8000-000000000000"):
        assert "Ailleurs" not in words(log_in(worker).get(f"{WEEK}&qui={qui}"))


def test_two_at_once_are_shown_so_in_words(log_in, worker, convention, entrusted):
    expecting(entrusted(), convention.operator, at(14), worker)
    expecting(entrusted("Ménage Zola"), convention.operator, at(14, 30), worker)
    expecting(entrusted("Ménage Hugo"), convention.operator, at(15, 30), worker)
    page = words(log_in(worker).get(WEEK))
    assert "2 rendez-vous tombent en même temps qu’un autre" in page
    assert page.count("Conflit d’horaire") == 2


def test_what_was_cancelled_is_not_in_the_way_and_what_was_missed_says_so(log_in, worker, convention, entrusted):
    expecting(entrusted(), convention.operator, at(14), worker, state=AppointmentState.CANCELLED)
    expecting(
        entrusted("Ménage Zola"), convention.operator, at(14), worker, state=AppointmentState.MISSED, missed_by="tenant"
    )
    page = words(log_in(worker).get(WEEK))
    assert "Bellevue" not in page
    assert "Ménage Zola" in page
    assert "Manqué" in page
    assert "Conflit" not in page


def test_free_slots_stand_in_the_agenda_of_the_operator(log_in, worker, advisor, convention, entrusted):
    """Those that may still be booked, among the appointments as the hours come."""
    monday = monday_of(timezone.localdate()) + dt.timedelta(days=14)
    for hour in (8, 10, 14):
        SlotFactory(membership=worker, starts_at=at(hour, day=monday))
    SlotFactory(membership=worker, starts_at=at(10))
    expecting(entrusted(), convention.operator, at(9, day=monday), worker)
    expecting(entrusted("Ménage Zola"), convention.operator, at(14, 30, day=monday), worker)
    week = f"/agenda/?semaine={week_key(monday)}"
    page = words(log_in(worker).get(week))
    assert re.search("8 h Créneau libre 9 h à 10 h Ménage Bellevue .* 10 h Créneau libre 14 h 30", page)
    assert "Créneau libre" not in words(log_in(worker).get(WEEK)), "gone by"
    assert "Créneau libre" not in words(log_in(advisor).get(week))


def test_each_page_leaves_a_line_to_the_landlord_whose_names_it_shows(log_in, worker, convention, entrusted):
    client = log_in(worker)
    client.get(WEEK)
    assert [entry.subject_organisation for entry in AccessLogEntry.objects.all()] == [convention.operator]
    expecting(entrusted(), convention.operator, at(14), worker)
    client.get(WEEK)
    newest = AccessLogEntry.objects.first()
    assert (newest.action, newest.subject_organisation) == ("appointments.read", convention.landlord)


def test_as_many_queries_for_many_as_for_one(log_in, worker, convention, entrusted, django_assert_num_queries):
    client = log_in(worker)

    def add(hour):
        expecting(entrusted(f"Ménage {hour}"), convention.operator, at(hour), worker, MembershipFactory())
        SlotFactory(membership=worker, starts_at=at(hour, 5))

    add(8)
    client.get(f"{WEEK}&qui=equipe")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{WEEK}&qui=equipe")
    for hour in range(9, 15):
        add(hour)
    with django_assert_num_queries(len(few)):
        client.get(f"{WEEK}&qui=equipe")


def test_today_leads_to_this_week(log_in, worker):
    year, week, _ = timezone.localdate().isocalendar()
    html = log_in(worker).get(WEEK).content.decode()
    assert f"?semaine={year}-W{week:02d}" in html
    assert "?semaine=2015-W09" in html
    assert "?semaine=2015-W11" in html
    assert "?mois=2015-03" in html


def test_guarded_since_a_colleague_who_was_expected_learns_neither_when_nor_where(
    log_in, advisor, convention, entrusted, today
):
    household = entrusted("Ménage Caché", number="2015-00099")
    colleague = MembershipFactory(role=Role.ADVISOR, organisation=convention.landlord)
    one = AppointmentFactory(household=household, operator=convention.operator)
    for member in (advisor, colleague):
        Attendance.objects.create(appointment=one, membership=member)
    type(household).objects.filter(pk=household.pk).update(guarded=True, guarded_for=advisor)
    assert log_in(advisor).get(one.get_absolute_url()).status_code == 200
    shut = log_in(colleague)
    for name in ("appointment", "appointment_move", "appointment_cancel", "appointment_ics", "appointment_letter"):
        assert shut.get(reverse(f"referrals:{name}", args=[one.pk])).status_code == 404
    assert b"VEVENT" not in feed_ics(colleague, timezone.now())
    assert b"VEVENT" in feed_ics(advisor, timezone.now())
    assert not [item for item in queue_items(colleague, today) if "2015-00099" in str(item)]
    worker = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=convention.operator)
    Attendance.objects.create(appointment=one, membership=worker)
    cancel_appointment(appointment=one, reason="Reporté", by=worker)
    assert set(Notice.objects.values_list("membership", flat=True)) == {advisor.pk}


def test_what_the_worker_fixes_with_the_household_alone_is_between_the_two(
    log_in, advisor, worker, convention, entrusted
):
    """Nor does the landlord learn that a household did not come where none of its own was expected."""
    household = entrusted()
    shared = {"household": household, "operator": convention.operator}
    alone = AppointmentFactory(**shared, kind="meeting")
    missed = AppointmentFactory(**shared, kind="first_visit", state=AppointmentState.MISSED, missed_by="tenant")
    told = AppointmentFactory(**shared, kind="first_visit")
    together = AppointmentFactory(**shared, kind="meeting")
    Attendance.objects.create(appointment=together, membership=advisor)
    for reader in (advisor, MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=convention.landlord)):
        client = log_in(reader)
        page = client.get(household.get_absolute_url()).text
        for one, shown in ((alone, False), (missed, False), (told, True), (together, True)):
            assert (client.get(one.get_absolute_url()).status_code == 200) is shown
            assert not (one.get_absolute_url() in page and not shown)
    client = log_in(worker)
    assert all(client.get(one.get_absolute_url()).status_code == 200 for one in (alone, missed, told, together))
