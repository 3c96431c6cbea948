"""E-mails that something waits: to whom, when, once, and never of whom."""

import datetime
import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import NoticePace, NoticeScope, Role
from accounts.models import Notice, NoticePreference
from accounts.notice_words import NOTICES
from accounts.services.notices import notify, purge_notices, send_digests, send_one
from accounts.tasks import send_notice_digests
from tests.factories.accounts import MembershipFactory
from tests.forms import post_form
from tests.workers import wait_for, worker

PATH = "/fiches/0190a0a0-0000-7000-8000-000000000000/"
LETTERS = sorted((settings.BASE_DIR / "templates").glob("*/mail/*.txt"))
# What a letter of notice may say: nothing of it comes from a file or a person.
SAID = {"words.text", "url", "line.subject", "line.url", "role", "preferences_url"}


@pytest.fixture
def member(db):
    return MembershipFactory(user__email="nadia@essai.example")


def tell(member, code="referral_sent", path=PATH, **more):
    notify(to=[member], code=code, path=path, **more)


def prefers(member, **values):
    NoticePreference.objects.update_or_create(membership=member, defaults=values)


def send_all():
    for notice_id in Notice.objects.values_list("pk", flat=True):
        send_one(notice_id=notice_id, now=timezone.now())


class TestAtOnce:
    def test_a_letter_leaves_after_commit(self, member, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as asked:
            tell(member)
        assert len(asked) == 1
        assert mail.outbox == []
        send_all()
        (sent,) = mail.outbox
        assert sent.to == ["nadia@essai.example"]
        assert sent.subject == "[J’y tiens] Une fiche de liaison vous attend"
        assert settings.PUBLIC_URL.rstrip("/") + PATH in sent.body
        assert reverse("accounts:notice_preferences") in sent.body

    def test_a_doubled_message_sends_one(self, member):
        tell(member)
        for _ in range(3):
            send_all()
        assert len(mail.outbox) == 1

    def test_told_twice_before_it_left_it_leaves_once(self, member):
        tell(member)
        tell(member)
        send_all()
        assert len(mail.outbox) == 1
        tell(member)
        send_all()
        assert len(mail.outbox) == 2

    def test_what_is_undone_is_not_told(self, member):
        with transaction.atomic():
            tell(member)
            transaction.set_rollback(True)
        assert not Notice.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_a_real_worker_sends_it(self, tmp_path):
        member = MembershipFactory(user__email="nadia@essai.example")
        with worker(tmp_path / "worker.log"):
            tell(member)
            wait_for(lambda: Notice.objects.filter(sent=True).exists(), what="the letter")


class TestWhoIsTold:
    @pytest.mark.parametrize(
        ("scope", "mine", "told"),
        [
            (NoticeScope.ALL, True, True),
            (NoticeScope.ALL, False, True),
            (NoticeScope.MINE, True, True),
            (NoticeScope.MINE, False, False),
            (NoticeScope.NONE, True, False),
            (NoticeScope.NONE, False, False),
        ],
    )
    def test_as_each_prefers(self, member, scope, mine, told):
        prefers(member, scope=scope)
        tell(member, mine=mine)
        send_all()
        assert bool(mail.outbox) is told

    def test_a_role_that_is_over_gets_nothing(self, member, today):
        member.ends_on = today - datetime.timedelta(days=1)
        member.save()
        tell(member)
        assert not Notice.objects.exists()

    def test_a_closed_account_gets_nothing(self, member):
        member.user.is_active, member.user.closed_at = False, timezone.now()
        member.user.save(update_fields=["is_active", "closed_at"])
        tell(member)
        assert not Notice.objects.exists()

    @pytest.mark.parametrize("change", ["over", "no longer wanted"])
    def test_what_changed_meanwhile_holds(self, member, today, change):
        tell(member)
        if change == "over":
            member.ends_on = today - datetime.timedelta(days=1)
            member.save()
        else:
            prefers(member, scope=NoticeScope.NONE)
        send_all()
        assert mail.outbox == []
        assert Notice.objects.get().settled_at

    def test_a_code_without_words_is_refused(self, member):
        with pytest.raises(ValueError, match="no words"):
            tell(member, code="anything")

    @pytest.mark.parametrize("path", ["https://ailleurs.example/", "/menages/?q=Kervella", "/menages/Kervella/", ""])
    def test_an_address_that_could_name_somebody_is_refused(self, member, path):
        with pytest.raises(ValidationError):
            tell(member, path=path)


class TestTheDigest:
    def test_one_letter_a_morning_for_all_that_waits(self, member, django_capture_on_commit_callbacks):
        prefers(member, pace=NoticePace.DAILY)
        with django_capture_on_commit_callbacks() as asked:
            tell(member)
            tell(member, code="information_answered")
        assert asked == []
        for _ in range(2):
            send_digests(now=timezone.now())
        (sent,) = mail.outbox
        assert "Une fiche de liaison vous attend" in sent.body
        assert "Des précisions vous sont données" in sent.body
        assert "Travailleur social" in sent.body

    def test_what_no_worker_sent_leaves_with_it(self, member):
        tell(member)
        send_digests(now=timezone.now())
        assert len(mail.outbox) == 1

    def test_each_gets_her_own(self, member):
        other = MembershipFactory()
        tell(member)
        tell(other)
        send_digests(now=timezone.now())
        assert sorted(address for sent in mail.outbox for address in sent.to) == sorted(
            [member.user.email, other.user.email]
        )

    def test_none_leaves_for_who_wants_none(self, member):
        tell(member)
        prefers(member, scope=NoticeScope.NONE)
        send_digests(now=timezone.now())
        assert mail.outbox == []
        assert not Notice.objects.waiting().exists()

    @pytest.mark.parametrize(("day", "letters"), [("2015-03-03", 1), ("2015-03-07", 0), ("2015-05-14", 0)])
    def test_not_at_the_week_end_nor_on_a_holiday(self, member, monkeypatch, day, letters):
        morning = datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(6), datetime.UTC)
        tell(member)
        monkeypatch.setattr(timezone, "now", lambda: morning)
        send_notice_digests()
        assert len(mail.outbox) == letters

    def test_the_morning_is_that_of_paris(self):
        schedule = settings.CELERY_BEAT_SCHEDULE["notices of the morning"]["schedule"]
        assert (schedule.hour, schedule.minute, settings.CELERY_TIMEZONE) == ({7}, {0}, "Europe/Paris")

    def test_what_left_long_ago_is_not_kept(self, member):
        tell(member)
        send_all()
        purge_notices(now=timezone.now() + datetime.timedelta(days=91))
        assert not Notice.objects.exists()


class TestMyNotices:
    def url(self):
        return reverse("accounts:notice_preferences")

    def test_one_chooses(self, member, log_in):
        client = log_in(member)
        assert 'href="' + self.url() in client.get(reverse("accounts:own_account")).content.decode()
        post_form(client, self.url(), scope_0=NoticeScope.MINE, pace_0=NoticePace.DAILY)
        preference = NoticePreference.objects.get()
        assert (preference.membership, preference.scope, preference.pace) == (member, "mine", "daily")

    def test_each_role_by_itself(self, member, log_in, today):
        MembershipFactory(user=member.user, organisation=member.organisation, role=Role.SERVICE_HEAD)
        over = {"starts_on": today - datetime.timedelta(days=9), "ends_on": today - datetime.timedelta(days=1)}
        MembershipFactory(user=member.user, role=Role.ADVISOR, **over)
        client = log_in(member)
        page = client.get(self.url()).content.decode()
        assert page.count('name="scope_0"') == page.count('name="scope_1"') == 3
        assert 'name="scope_2"' not in page
        assert "Chef de service" in page

    def test_a_choice_that_is_not_one_is_refused(self, member, log_in):
        response = post_form(log_in(member), self.url(), scope_0="everything")
        assert "Choisissez l’une des réponses" in response.content.decode()
        assert not NoticePreference.objects.exists()


class TestNothingOfAnybody:
    @pytest.mark.parametrize("path", [each for each in LETTERS if "notice" in each.name], ids=lambda each: each.name)
    def test_a_letter_of_notice_takes_no_word_of_a_file(self, path):
        assert set(re.findall(r"{{\s*([\w.]+)", path.read_text())) <= SAID

    @pytest.mark.parametrize("path", LETTERS, ids=lambda each: each.name)
    def test_no_letter_at_all_names_a_tenant(self, path):
        """Those of accounts greet their own reader; none reads a household, a person, a sheet, an appointment."""
        names = set(
            re.findall(r"{[{%].*?\b(household|person|tenant|sheet|referral|appointment|meeting)\b", path.read_text())
        )
        assert not names

    @pytest.mark.parametrize("code", NOTICES)
    def test_the_words_are_constant(self, code):
        words = NOTICES[code]
        assert words.subject
        assert words.text.endswith(".")
        assert not re.search(r"[{}%<>\d]", words.subject + words.text)
        assert len(code) <= 40

    def test_every_code_that_is_asked_for_has_words(self):
        sources = "".join(path.read_text() for path in settings.BASE_DIR.glob("*/services/*.py"))
        assert set(re.findall(r"notify\([^)]*?code=\"(\w+)\"", sources)) <= set(NOTICES)

    @pytest.mark.parametrize("code", NOTICES)
    def test_every_code_that_has_words_is_asked_for(self, code):
        sources = "".join(path.read_text() for path in settings.BASE_DIR.glob("*/services/*.py"))
        assert f'"{code}"' in sources
