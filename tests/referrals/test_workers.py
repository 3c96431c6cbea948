"""« Interlocuteurs »: who follows a household at its operator, beside or in the place of whom, and until when."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from core.errors import DomainError
from referrals.models import Attendance
from referrals.services.hands import add_second, arrange_cover, hand_over, release
from tenants.enums import AssignmentKind
from tenants.models import Assignment, Household
from tenants.services.entrusting import end_entrustment, privileged_worker
from tests.factories.accounts import MembershipFactory
from tests.factories.referrals import AdhesionFactory, AppointmentFactory
from tests.factories.tenants import AssignmentFactory
from tests.forms import post_form
from tests.texts import text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def told(member):
    return sorted(Notice.objects.filter(membership=member).values_list("code", flat=True))


def writes(member, household):
    return Household.objects.writable_by(member).contains(household)


def reads(member, household):
    return Household.objects.visible_to(member).contains(household)


def page_of(household, way=None):
    return (
        reverse("referrals:worker_confide", args=[household.pk, way])
        if way
        else reverse("referrals:workers", args=[household.pk])
    )


class TestHandingOver:
    def test_the_fiche_and_the_meetings_ahead_go_with_it(self, pair, received):
        appointment = AppointmentFactory(household=pair.household, operator=pair.convention.operator)
        Attendance.objects.create(appointment=appointment, membership=pair.nadia)
        hand_over(household=pair.household, worker=pair.paul, reason="Secteur Nord", by=pair.head)
        received.refresh_from_db()
        assert received.worker == pair.paul
        assert [each.membership for each in appointment.attendances.all()] == [pair.paul]
        assert (writes(pair.nadia, pair.household), reads(pair.nadia, pair.household)) == (False, True)
        assert (told(pair.paul), told(pair.nadia)) == (["referral_assigned"], ["referral_taken_over"])

    def test_without_a_fiche_under_way_it_is_told_of_the_file(self, pair, received):
        shared = {"household": pair.household, "convention": pair.convention}
        AdhesionFactory(**shared, referral=received)
        type(received).objects.filter(pk=received.pk).update(state="adhered")
        hand_over(household=pair.household, worker=pair.paul, by=pair.head)
        received.refresh_from_db()
        assert received.worker == pair.nadia
        assert (told(pair.paul), told(pair.nadia)) == (["household_confided"], ["household_taken_over"])

    def test_on_the_same_day_the_one_who_takes_over_has_it(self, pair, received, today):
        hand_over(household=pair.household, worker=pair.paul, by=pair.head)
        third = MembershipFactory(organisation=pair.convention.operator)
        hand_over(household=pair.household, worker=third, by=pair.head)
        hand_over(household=pair.household, worker=pair.paul, by=pair.head)
        assert privileged_worker(pair.household, pair.convention.operator, today) == pair.paul

    def test_a_second_who_takes_it_is_second_no_more(self, pair, received, today):
        add_second(household=pair.household, worker=pair.paul, by=pair.head)
        hand_over(household=pair.household, worker=pair.paul, by=pair.head)
        hers = Assignment.objects.filter(membership=pair.paul, ends_on=None)
        assert [each.kind for each in hers] == [AssignmentKind.PRIVILEGED]

    def test_to_whom_has_it_already_is_said(self, pair, received):
        with pytest.raises(DomainError, match="déjà confié"):
            hand_over(household=pair.household, worker=pair.nadia, by=pair.head)

    def test_many_files_move_in_one_transaction_or_none(self, pair, received):
        def all_at_once():
            with transaction.atomic():
                for worker in (pair.paul, MembershipFactory()):
                    hand_over(household=pair.household, worker=worker, by=pair.head)

        with pytest.raises(DomainError, match="votre association"):
            all_at_once()
        received.refresh_from_db()
        assert received.worker == pair.nadia
        assert told(pair.paul) == []


class TestBeside:
    def test_a_second_reads_and_writes_until_it_is_ended(self, pair, received, today):
        assignment = add_second(household=pair.household, worker=pair.paul, reason="Visites à deux", by=pair.head)
        assert writes(pair.nadia, pair.household)
        assert writes(pair.paul, pair.household)
        release(assignment=assignment, reason="Plus nécessaire", by=pair.head)
        assert told(pair.paul) == ["household_confided", "household_taken_over"]

    def test_a_cover_begins_on_its_day_and_not_before(self, pair, received, today):
        week = {"on": today + 3 * DAY, "until": today + 9 * DAY}
        cover = arrange_cover(household=pair.household, worker=pair.paul, **week, reason="Congés", by=pair.head)
        assert not reads(pair.paul, pair.household)
        assert Assignment.objects.open_on(today + 9 * DAY).contains(cover)
        assert not Assignment.objects.open_on(today + 10 * DAY).contains(cover)
        assert Assignment.objects.readable_on(today + 39 * DAY).contains(cover)

    def test_what_was_to_come_and_does_not_gives_nothing_to_read(self, pair, received, today):
        week = {"on": today + 3 * DAY, "until": today + 9 * DAY}
        cover = arrange_cover(household=pair.household, worker=pair.paul, **week, by=pair.head)
        release(assignment=cover, reason="Congés reportés", by=pair.head)
        for day in (today, today + 3 * DAY, today + 20 * DAY):
            assert not Assignment.objects.readable_on(day).filter(membership=pair.paul).exists()
        arrange_cover(household=pair.household, worker=pair.paul, **week, by=pair.head)

    @pytest.mark.parametrize(
        ("first", "last", "words"),
        [(-1, 3, "aujourd’hui ou plus tard"), (4, 3, "précéder"), (0, 500, "un an au plus"), (400, 410, "à l’avance")],
    )
    def test_days_that_cannot_be(self, pair, received, today, first, last, words):
        week = {"on": today + first * DAY, "until": today + last * DAY}
        with pytest.raises(DomainError, match=words):
            arrange_cover(household=pair.household, worker=pair.paul, **week, by=pair.head)

    def test_whoever_follows_it_already_is_not_added_twice(self, pair, received, today):
        with pytest.raises(DomainError, match="suit déjà ce ménage"):
            add_second(household=pair.household, worker=pair.nadia, by=pair.head)
        arrange_cover(household=pair.household, worker=pair.paul, on=today + DAY, until=today + 5 * DAY, by=pair.head)
        with pytest.raises(DomainError, match="suit déjà ce ménage"):
            arrange_cover(
                household=pair.household, worker=pair.paul, on=today + 3 * DAY, until=today + 9 * DAY, by=pair.head
            )

    def test_a_closed_account_another_house_another_role(self, pair, received):
        gone = MembershipFactory(organisation=pair.convention.operator)
        gone.user.is_active, gone.user.closed_at = False, timezone.now()
        gone.user.save(update_fields=["is_active", "closed_at"])
        for member, words in (
            (gone, "une autre"),
            (MembershipFactory(), "votre association"),
            (pair.head, "une autre"),
        ):
            with pytest.raises(DomainError, match=words):
                add_second(household=pair.household, worker=member, by=pair.head)

    def test_a_worker_confides_nothing(self, pair, received):
        with pytest.raises(DomainError, match="votre rôle"):
            add_second(household=pair.household, worker=pair.paul, by=pair.nadia)
        with pytest.raises(DomainError, match="votre rôle"):
            release(assignment=Assignment.objects.get(), reason="Non", by=pair.nadia)

    def test_the_privileged_one_is_replaced_and_never_taken_away(self, pair, received):
        with pytest.raises(DomainError, match="confiez le ménage à quelqu’un d’autre"):
            release(assignment=Assignment.objects.get(), reason="Départ", by=pair.head)

    def test_an_end_says_why_and_comes_once(self, pair, received):
        assignment = add_second(household=pair.household, worker=pair.paul, by=pair.head)
        with pytest.raises(DomainError, match="Dites pourquoi"):
            release(assignment=assignment, reason=" ", by=pair.head)
        Assignment.objects.filter(pk=assignment.pk).update(
            starts_on="2014-01-01", ends_on="2014-02-01", read_until="2014-03-03"
        )
        with pytest.raises(DomainError, match="déjà terminé"):
            release(assignment=assignment, reason="Encore", by=pair.head)

    def test_what_is_entrusted_no_more_is_confided_to_nobody(self, pair, received, today):
        end_entrustment(household=pair.household, operator=pair.convention.operator, on=today)
        with pytest.raises(DomainError, match="n’est plus"):
            add_second(household=pair.household, worker=pair.paul, by=pair.head)


class TestTheDatabase:
    def write(self, **values):
        with transaction.atomic(), connection.cursor() as cursor:
            AssignmentFactory(**values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def refused(self, **values):
        with pytest.raises(IntegrityError, match="overlap"):
            self.write(**values)

    def test_two_privileged_workers_of_one_operator(self, pair, received):
        self.refused(household=pair.household, membership=pair.paul)

    def test_one_worker_twice_at_the_same_time(self, pair, received):
        self.refused(household=pair.household, membership=pair.nadia, kind="second")


class TestThePage:
    def test_who_follows_it_with_their_load_and_who_still_reads(self, log_in, pair, received, today):
        hand_over(household=pair.household, worker=pair.paul, reason="Secteur Nord", by=pair.head)
        arrange_cover(
            household=pair.household, worker=pair.nadia, on=today + 2 * DAY, until=today + 5 * DAY, reason="Congés",
            by=pair.head,
        )  # fmt: skip
        words = text_of(log_in(pair.head).get(page_of(pair.household)))
        for expected in ("Paul Bodin", "Interlocuteur privilégié", "« Secteur Nord »", "En tout : 1 ménage", "Congés"):
            assert expected in words
        assert "Lit encore le dossier jusqu’au" in words
        assert "Prévoir un remplacement" in words

    def test_a_worker_reads_it_and_changes_nothing(self, log_in, pair, received):
        client = log_in(pair.nadia)
        words = text_of(client.get(page_of(pair.household)))
        assert "Nadia Le Goff" in words
        assert "Confier à" not in words
        assert client.get(page_of(pair.household, "second")).status_code == 404

    def test_the_landlord_has_no_such_page_and_never_reads_why(self, log_in, pair, received):
        hand_over(household=pair.household, worker=pair.paul, reason="Absence de Nadia", by=pair.head)
        client = log_in(pair.advisor)
        assert client.get(page_of(pair.household)).status_code == 404
        history = text_of(client.get(reverse("tenants:history", args=[pair.household.pk])))
        assert "Paul Bodin, interlocuteur privilégié" in history
        assert "Absence de Nadia" not in history

    @pytest.mark.parametrize(("way", "days"), [("privilegie", False), ("second", False), ("remplacement", True)])
    def test_the_head_confides_with_each_load_before_her_eyes(self, log_in, pair, received, today, way, days):
        client, url = log_in(pair.head), page_of(pair.household, way)
        opened = client.get(url)
        assert "Paul Bodin" in text_of(opened)
        assert "Rien en cours" in text_of(opened)
        typed = {"on": str(today), "until": str(today + 9 * DAY)} if days else {}
        empty = text_of(post_form(client, url, opened, reason="", **typed))
        assert "Choisissez à qui" in empty
        response = post_form(client, url, worker=str(pair.paul.pk), reason="Renfort", **typed)
        assert response.url == page_of(pair.household)
        assert writes(pair.paul, pair.household)

    def test_a_worker_of_another_house_is_no_answer(self, log_in, pair, received):
        typed = {"worker": str(MembershipFactory().pk), "reason": "Renfort"}
        page = post_form(log_in(pair.head), page_of(pair.household, "second"), **typed)
        assert "Choisissez l’une des réponses" in text_of(page)

    def test_an_end_is_typed_with_its_reason(self, log_in, pair, received):
        assignment = add_second(household=pair.household, worker=pair.paul, by=pair.head)
        url = reverse("referrals:worker_release", args=[pair.household.pk, assignment.pk])
        client = log_in(pair.head)
        assert "obligatoire" in text_of(post_form(client, url, reason=""))
        assert post_form(client, url, reason="Plus nécessaire").url == page_of(pair.household)
        assert "« Plus nécessaire »" in text_of(client.get(page_of(pair.household)))

    def test_an_unknown_way_is_not_there(self, log_in, pair, received):
        assert log_in(pair.head).get(page_of(pair.household, "autrement")).status_code == 404

    def test_whoever_is_no_longer_at_work_is_told_apart(self, log_in, pair, received, today):
        pair.nadia.starts_on, pair.nadia.ends_on = today - 40 * DAY, today - DAY
        pair.nadia.save()
        assert "N’est plus en poste" in text_of(log_in(pair.head).get(page_of(pair.household)))

    def test_the_notice_names_nobody(self, pair, received):
        add_second(household=pair.household, worker=pair.paul, by=pair.head)
        notice = Notice.objects.get(membership=pair.paul)
        assert notice.path == pair.household.get_absolute_url()
