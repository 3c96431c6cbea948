"""« Mes suivis » and what the head reads of it: late first, what was tried, who waits, what is told before morning."""

import datetime
import io
from types import SimpleNamespace

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import Pace
from accompaniment.presentation.cadence import readings_of
from accompaniment.presentation.team_load import load_of_team
from accompaniment.queue.cadence import SHOWN, late_meetings
from accompaniment.rules.cadence import clock
from accompaniment.rules.pace import due_words, pace_of, seen_words
from accompaniment.services.digests import tell_late_meetings
from accounts.enums import NoticePace, NoticeScope, Role
from accounts.models import AccessLogEntry, Notice, NoticePreference
from programmes.enums import PhaseKind
from tenants.enums import AssignmentKind
from tenants.services.entrusting import carriers_of
from tests.factories.accompaniment import (
    FAR,
    AccompanimentFactory,
    AttemptFactory,
    InterviewFactory,
    PauseFactory,
    SuspensionFactory,
    closed_mesure,
)
from tests.factories.accounts import MembershipFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import AdhesionFactory, AppointmentFactory, ReferralFactory, sent_referral
from tests.factories.tenants import AssignmentFactory, OccupancyFactory
from tests.texts import plain, text_of

DAY = datetime.timedelta(days=1)
CASELOAD, CONTACTLESS = reverse("accompaniment:caseload"), reverse("accompaniment:contactless")


def running(day, since, every=15, stops=()):
    return clock(since=since, every=every, stops=stops, today=day)


class TestWords:
    def test_late_soon_in_time_and_stopped(self, today):
        assert pace_of(running(today, today - 16 * DAY), today) == Pace.LATE
        assert pace_of(running(today, today - 15 * DAY), today) == Pace.SOON
        assert pace_of(running(today, today - 2 * DAY), today) == Pace.ON_TIME
        assert pace_of(running(today, today - 40 * DAY, None), today) == Pace.ON_TIME
        held = [(today - DAY, today + DAY)]
        assert pace_of(running(today, today - 40 * DAY, stops=held), today) == Pace.STOPPED

    def test_days_are_said_with_the_pause_in_them(self, today):
        since = today - 23 * DAY
        assert plain(seen_words(since, running(today, since), today)) == "Pas vu depuis 23 jours"
        held = [(today - 20 * DAY, today - 11 * DAY)]
        paused = running(today, since, stops=held)
        assert plain(seen_words(since, paused, today)) == "Vu il y a 23 jours, dont 10 jours de pause"
        assert plain(seen_words(None, running(today, since), today)).startswith("Pas encore vu, mesure ouverte il y a")

    def test_what_is_due_is_said_before_and_after(self, today):
        assert due_words(running(today, today - 15 * DAY), today) == "à voir aujourd’hui"
        assert due_words(running(today, today - 3 * DAY), today).startswith("à voir avant le ")
        assert due_words(running(today, today - 30 * DAY), today).startswith("était à voir avant le ")
        assert due_words(running(today, today - 30 * DAY, None), today) == "selon les besoins"


@pytest.fixture
def team(db):
    convention = ConventionFactory(ends_on=FAR)
    house = convention.operator
    return SimpleNamespace(
        convention=convention,
        nadia=MembershipFactory(organisation=house, user__first_name="Nadia", user__last_name="Le Goff"),
        paul=MembershipFactory(organisation=house, user__first_name="Paul", user__last_name="Bodin"),
        head=MembershipFactory(organisation=house, role=Role.SERVICE_HEAD),
    )


def mesure(team, today, *, seen=None, opened=200, worker=None, **kwargs):
    """Last met so many days ago; never, without `seen`."""
    made = AccompanimentFactory(
        convention=team.convention, worker=worker or team.nadia, starts_on=today - opened * DAY, **kwargs
    )
    if seen is not None:
        InterviewFactory(accompaniment=made, on=today - seen * DAY)
    return made


def page(log_in, member, url=CASELOAD, **query):
    response = log_in(member).get(url, query)
    assert response.status_code == 200
    return response


def order_of(response):
    return [line["mesure"] for line in response.context["lines"]]


class TestCaseload:
    def test_late_ones_come_first_then_the_day_on_which_they_are_due(self, team, today, log_in):
        fresh, late, soon = (mesure(team, today, seen=days) for days in (1, 30, 12))
        never, held = mesure(team, today), mesure(team, today, seen=60)
        PauseFactory(accompaniment=held, starts_on=today - 2 * DAY, ends_on=today + 5 * DAY)
        shown = page(log_in, team.nadia)
        assert order_of(shown) == [each.number for each in (never, late, soon, fresh, held)]
        words = text_of(shown)
        assert "Deux ménages attendent depuis plus longtemps que le rythme convenu." in words
        assert "Pas vu depuis 30 jours" in words

    def test_what_was_not_held_does_not_count(self, team, today, log_in):
        missed = mesure(team, today, seen=40)
        InterviewFactory(accompaniment=missed, on=today - DAY, outcome="missed", outcome_by="household")
        InterviewFactory(accompaniment=missed, on=today - DAY, kind="letter")
        InterviewFactory(accompaniment=missed, on=today - DAY, cancelled_at=timezone.now())
        AttemptFactory(accompaniment=missed, on=today - 2 * DAY)
        AttemptFactory(accompaniment=missed, on=today - 50 * DAY)
        (line,) = page(log_in, team.nadia).context["lines"]
        assert (line["last"], line["pace"], line["tries"]) == (today - 40 * DAY, Pace.LATE, 3)

    def test_a_suspension_stops_the_clock(self, team, today, log_in):
        held = mesure(team, today, seen=40)
        SuspensionFactory(phase=held.phases.get(), starts_on=today - 35 * DAY, ends_on=None)
        (line,) = page(log_in, team.nadia).context["lines"]
        assert (line["pace"], line["days"]) == (Pace.STOPPED, 4)

    def test_the_next_appointment_the_phase_and_the_term(self, team, today, log_in):
        one = mesure(team, today, seen=1, term_on=today - 3 * DAY)
        OccupancyFactory(household=one.household, commune="Rezé")
        AppointmentFactory(household=one.household, operator=team.convention.operator)
        later = timezone.now() + 20 * DAY
        AppointmentFactory(household=one.household, operator=team.convention.operator, starts_at=later)
        words = text_of(page(log_in, team.nadia))
        assert "Prochain rendez-vous le" in words
        assert "Accompagnement" in words
        assert "Rezé" in words
        assert "terme le" in words
        assert "il y a 3 jours" in words

    def test_a_diagnostic_counts_its_days_on_its_line_in_the_file_and_no_more_once_it_is_over(
        self, team, today, log_in
    ):
        late = mesure(team, today, opened=80, seen=1, phase=PhaseKind.DIAGNOSTIC, phase__limit_on=today - 20 * DAY)
        words = plain(text_of(page(log_in, team.nadia)))
        assert "Diagnostic en retard de 20 jours" in words
        told = log_in(team.nadia).post(reverse("accompaniment:caseload_export"), {"format": "xlsx"}).content
        header, row = openpyxl.load_workbook(io.BytesIO(told)).active.values
        assert row[header.index("Diagnostic à rendre")].date() == today - 20 * DAY
        late.phases.update(limit_on=today + 12 * DAY)
        assert "12 jours" in plain(text_of(page(log_in, team.nadia)))
        late.phases.update(kind=PhaseKind.SUPPORT, limit_on=None)
        assert "Diagnostic en retard" not in plain(text_of(page(log_in, team.nadia)))

    def test_the_diagnostics_stand_beside_the_caseload(self, team, today, log_in):
        for member in (team.nadia, team.head):
            words = text_of(page(log_in, member))
            assert "Diagnostics" in words
            tabs = page(log_in, member, reverse("accompaniment:diagnostics")).context["tabs"]
            assert [each.label for each in tabs if each.current] == ["Diagnostics"]
            assert CASELOAD in [each.url for each in tabs]

    def test_only_what_goes_on_and_is_in_her_hands(self, team, today, log_in):
        mesure(team, today, worker=team.paul)
        closed_mesure(convention=team.convention, worker=team.nadia)
        mesure(team, today, opened=-3, phase=False)
        theirs = AccompanimentFactory()
        shown = page(log_in, team.nadia)
        assert order_of(shown) == []
        assert theirs.household.name not in text_of(shown)
        assert order_of(page(log_in, theirs.worker)) == [theirs.number]

    def test_a_second_worker_and_a_cover_find_it_too_and_are_told_in_what_quality(self, team, today, log_in):
        one = mesure(team, today, seen=1)
        for kind, until in ((AssignmentKind.SECOND, None), (AssignmentKind.COVER, today + DAY)):
            other = MembershipFactory(organisation=team.convention.operator)
            read_until = until and until + 30 * DAY
            AssignmentFactory(
                household=one.household, membership=other, kind=kind, starts_on=today, ends_on=until,
                read_until=read_until,
            )  # fmt: skip
            (line,) = page(log_in, other).context["lines"]
            assert line["hands"].endswith("avec Nadia Le Goff")

    def test_it_is_narrowed_by_pace_phase_and_commune_and_all_stands_in_the_address(self, team, today, log_in):
        late, fresh = mesure(team, today, seen=30), mesure(team, today, seen=1)
        between = mesure(team, today, seen=1, phase=PhaseKind.WATCH)
        OccupancyFactory(household=late.household, commune="Rezé")
        assert order_of(page(log_in, team.nadia, rythme="late")) == [late.number]
        assert order_of(page(log_in, team.nadia, phase="watch")) == [between.number]
        assert order_of(page(log_in, team.nadia, commune="rezé")) == [late.number]
        assert order_of(page(log_in, team.nadia, commune="rezé", rythme="on_time")) == []
        assert fresh.number in order_of(page(log_in, team.nadia, rythme="on_time"))
        chips = {each["label"]: each["count"] for each in page(log_in, team.nadia).context["bar"]["statuses"]}
        assert (chips["Tous"], chips["En retard"], chips["À jour"]) == (3, 1, 2)

    def test_what_is_typed_into_the_address_breaks_nothing(self, team, today, log_in):
        mesure(team, today, seen=1)
        odd = {"rythme": "x", "phase": "x", "commune": "\0'", "page": "99", "interlocuteur": "x"}
        for name, value in odd.items():
            page(log_in, team.nadia, **{name: value})
            page(log_in, team.head, **{name: value})

    def test_a_guarded_household_has_neither_name_nor_place(self, team, today, log_in):
        one = mesure(team, today, seen=1)
        OccupancyFactory(household=one.household, commune="Rezé")
        type(one.household).objects.filter(pk=one.household_id).update(guarded=True)
        shown = page(log_in, team.nadia)
        assert one.household.name not in text_of(shown)
        assert "Rezé" not in text_of(shown)
        assert order_of(page(log_in, team.nadia, commune="rezé")) == []

    def test_the_head_finds_the_list_of_each_and_what_nobody_has(self, team, today, log_in):
        hers, his = mesure(team, today, seen=1), mesure(team, today, seen=1, worker=team.paul)
        alone = mesure(team, today, seen=1)
        alone.household.assignments.all().delete()
        assert set(order_of(page(log_in, team.head))) == {hers.number, his.number, alone.number}
        assert order_of(page(log_in, team.head, interlocuteur=str(team.paul.pk))) == [his.number]
        assert order_of(page(log_in, team.head, interlocuteur="sans")) == [alone.number]

    def test_each_format_holds_what_the_list_shows_and_leaves_a_trace(self, team, today, log_in):
        late, fresh = mesure(team, today, seen=30), mesure(team, today, seen=1)
        url = reverse("accompaniment:caseload_export")
        told = log_in(team.nadia).post(url, {"format": "csv"}).content.decode("utf-8-sig").splitlines()
        assert [line.split(";")[2] for line in told[1:]] == [late.number, fresh.number]
        book = log_in(team.nadia).post(url, {"format": "xlsx", "rythme": "late"}).content
        rows = list(openpyxl.load_workbook(io.BytesIO(book)).active.values)
        assert [row[2] for row in rows[1:]] == [late.number]
        looks = AccessLogEntry.objects.filter(action="caseload.read", subject_organisation=team.convention.landlord)
        assert looks.count() == 2

    @pytest.mark.parametrize("url", [CASELOAD, CONTACTLESS, reverse("accompaniment:team_load")])
    def test_five_more_ask_no_more(self, team, today, log_in, url):
        def add():
            one = mesure(team, today, seen=30)
            AttemptFactory(accompaniment=one, on=today - 2 * DAY)
            SuspensionFactory(phase=one.phases.get(), starts_on=today - 50 * DAY, ends_on=today - 48 * DAY)
            OccupancyFactory(household=one.household)
            AppointmentFactory(household=one.household, operator=team.convention.operator)
            mesure(team, today, phase=PhaseKind.DIAGNOSTIC, phase__limit_on=today + 5 * DAY)

        for _ in range(2):
            add()
        log_in(team.head).get(url)
        with CaptureQueriesContext(connection) as few:
            page(log_in, team.head, url)
        for _ in range(5):
            add()
        with CaptureQueriesContext(connection) as many:
            page(log_in, team.head, url)
        assert len(many) == len(few)


class TestContactless:
    def test_who_tried_when_how_and_with_what_result(self, team, today, log_in):
        one, fresh = mesure(team, today, seen=16), mesure(team, today, seen=14)
        AttemptFactory(accompaniment=one, on=today - 2 * DAY, attempt_way="text", attempt_result="message_left")
        InterviewFactory(accompaniment=one, on=today - 3 * DAY, outcome="missed", outcome_by="household")
        InterviewFactory(accompaniment=one, on=today - 4 * DAY, outcome="missed", outcome_by="worker")
        AttemptFactory(accompaniment=one, on=today - 20 * DAY, attempt_way="doorstep")
        words = text_of(page(log_in, team.nadia, CONTACTLESS))
        assert "Nadia Le Goff, SMS : message ou avis de passage laissé" in words.replace("\u202f", " ")
        assert words.count("le ménage n’est pas venu") == 1
        assert "passage au domicile" not in words, "before the last contact"
        assert fresh.household.name not in words

    def test_a_household_seen_once_a_year_stands_there_and_is_not_late(self, team, today, log_in):
        one = mesure(team, today, seen=40, rhythm="yearly")
        (line,) = page(log_in, team.head, CONTACTLESS).context["lines"]
        assert (line["mesure"], line["pace"], line["tried"]) == (one.number, Pace.ON_TIME, [])


class TestWaiting:
    def test_who_has_not_agreed_yet_and_whose_mesure_is_not_open(self, team, today, log_in):
        url = reverse("accompaniment:waiting")
        received = sent_referral(convention=team.convention, worker=team.nadia)
        AttemptFactory(
            household=received.household, convention=team.convention, accompaniment=None, author=team.nadia,
            on=today - DAY,
        )  # fmt: skip
        adhered = sent_referral(convention=team.convention, worker=team.nadia)
        taken_up = sent_referral(convention=team.convention, worker=team.nadia)
        for one in (adhered, taken_up):
            AdhesionFactory(household=one.household, convention=team.convention, referral=one)
            type(one).objects.filter(pk=one.pk).update(state="adhered", closed_at=timezone.now())
        AccompanimentFactory(
            household=taken_up.household, convention=team.convention, referral=taken_up, phase=False, worker=team.nadia
        )
        ReferralFactory(convention=team.convention)
        shown = page(log_in, team.nadia, url)
        assert {line["referral"] for line in shown.context["lines"]} == {received, adhered}
        words = text_of(shown)
        assert "1 tentative, la dernière hier" in words
        # The button leads to a page that is there.
        browser, attempt = log_in(team.nadia), reverse("accompaniment:attempt_create", args=[received.household_id])
        assert browser.get(url).content.decode().count("/tentatives/noter/") == (1 if received.received_at else 0)
        type(received).objects.filter(pk=received.pk).update(state="received", received_at=timezone.now())
        assert attempt in browser.get(url).content.decode()
        assert browser.get(attempt).status_code == 200
        assert attempt not in log_in(team.head).get(url).content.decode()
        assert "Mesure à ouvrir" in words
        assert page(log_in, team.paul, url).context["lines"] == []
        assert len(page(log_in, team.head, url).context["lines"]) == 2


class TestTeamLoad:
    def load(self, team, today):
        mesures = team.convention.accompaniments.filter(state="open")
        return load_of_team(mesures, team.convention.operator_id, carriers_of(team.convention.operator, today), today)

    def test_each_has_her_own_and_what_is_beside_is_apart(self, team, today, log_in):
        one = mesure(team, today, seen=30)
        mesure(team, today, seen=1, phase=PhaseKind.WATCH)
        AssignmentFactory(household=one.household, membership=team.paul, kind=AssignmentKind.SECOND, starts_on=today)
        found = self.load(team, today)
        by = {load.member: load for load in found.loads}
        assert (by[team.nadia].mesures, by[team.nadia].late, by[team.nadia].seconds) == (2, 1, 0)
        assert (by[team.paul].mesures, by[team.paul].seconds) == (0, 1)
        assert (found.whole.mesures, found.kinds) == (2, [PhaseKind.SUPPORT, PhaseKind.WATCH])
        shown = page(log_in, team.head, reverse("accompaniment:team_load"))
        line = next(each for each in shown.context["lines"] if each["name"] == "Nadia Le Goff")
        assert line["url"].endswith(f"interlocuteur={team.nadia.pk}")
        assert len(order_of(page(log_in, team.head, line["late_url"]))) == 1

    def test_the_rate_is_that_of_the_last_ninety_days(self, team, today):
        one = mesure(team, today, opened=300)
        for days in (200, 80, 70, 40, 30):
            InterviewFactory(accompaniment=one, on=today - days * DAY)
        load = next(each for each in self.load(team, today).loads if each.member == team.nadia)
        # 200 → 80, 70 → 40, and the one that goes on were missed; 80 → 70 and 40 → 30 were kept.
        assert (load.kept.kept, load.kept.total) == (2, 5)

    def test_a_diagnostic_past_its_day(self, team, today):
        for limit in (today - DAY, today):
            mesure(team, today, phase=PhaseKind.DIAGNOSTIC, phase__limit_on=limit)
        load = next(each for each in self.load(team, today).loads if each.member == team.nadia)
        assert (load.diagnostics, load.late_diagnostics) == (2, 1)

    def test_whoever_left_with_files_and_what_nobody_has_are_told(self, team, today, log_in):
        mesure(team, today)
        alone = mesure(team, today)
        alone.household.assignments.all().delete()
        type(team.nadia.user).objects.filter(pk=team.nadia.user_id).update(is_active=False, closed_at=timezone.now())
        words = text_of(page(log_in, team.head, reverse("accompaniment:team_load")))
        assert "Compte fermé" in words
        assert "Sans interlocuteur" in words


class TestQueue:
    def test_late_ones_to_their_worker_without_a_name_a_number_to_the_head(self, team, today):
        one = mesure(team, today, seen=30)
        for _ in range(SHOWN):
            mesure(team, today, seen=20)
        mesure(team, today, seen=1)
        first, *others, rest = late_meetings(team.nadia, today)
        assert one.household.number in first.title
        assert first.late
        assert len(others) == SHOWN - 1
        assert one.household.name not in f"{first.title} {first.detail}"
        assert plain(rest.title) == "Et 1 autre ménage à voir"
        (told,) = late_meetings(team.head, today)
        assert plain(told.title) == "9 ménages ne sont pas vus au rythme convenu"
        assert late_meetings(team.paul, today) == []

    def test_nobody_else_is_asked(self, team, today):
        mesure(team, today, seen=30)
        advisor = MembershipFactory(role=Role.ADVISOR, organisation=team.convention.landlord)
        assert late_meetings(advisor, today) == []


def told(member):
    return list(Notice.objects.filter(membership=member).values_list("code", "path"))


class TestDigest:
    def test_told_once_a_night_without_a_name(self, team, today):
        mesure(team, today, seen=30)
        mesure(team, today, seen=1, worker=team.paul)
        for _ in range(2):
            tell_late_meetings(today=today)
            Notice.objects.update(settled_at=timezone.now(), sent=True)
        assert told(team.nadia) == [("cadence_late", "/mes-suivis/")]
        assert told(team.head) == [("team_cadence_late", "/equipe/charge/")]
        assert told(team.paul) == []

    def test_each_says_what_she_wants_to_be_told(self, team, today):
        mesure(team, today, seen=30)
        NoticePreference.objects.create(membership=team.nadia, scope=NoticeScope.NONE)
        NoticePreference.objects.create(membership=team.head, scope=NoticeScope.MINE, pace=NoticePace.DAILY)
        tell_late_meetings(today=today)
        assert not Notice.objects.exists()

    def test_who_replaces_her_is_told_too(self, team, today):
        one = mesure(team, today, seen=30)
        AssignmentFactory(
            household=one.household, membership=team.paul, kind=AssignmentKind.COVER, starts_on=today, ends_on=today,
            read_until=today + 30 * DAY,
        )  # fmt: skip
        tell_late_meetings(today=today)
        assert told(team.paul) == [("cadence_late", "/mes-suivis/")]


def test_readings_of_nothing_are_nothing(team, today):
    assert readings_of(team.convention.accompaniments.all(), today) == []
