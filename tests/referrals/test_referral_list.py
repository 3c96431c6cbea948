"""The list of fiches: one's own side, filtered, counted, paged, exported; as many queries for five more."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AccessLogEntry
from referrals.enums import ReferralState, Urgency
from referrals.models import Referral
from tests.factories.accounts import MembershipFactory
from tests.factories.referrals import ReferralFactory, announced_referral, sent_referral
from tests.referrals.sheets import advisor_of, head_of, running_convention

pytestmark = pytest.mark.django_db
LIST = reverse("referrals:referrals")


@pytest.fixture
def convention():
    return running_convention()


@pytest.fixture
def advisor(convention):
    return advisor_of(convention)


def shown(response):
    return {line["number"] for line in response.context["lines"]}


def test_each_side_reads_its_own(log_in, convention, advisor):
    draft = ReferralFactory(convention=convention, advisor=advisor)
    announced = announced_referral(convention=convention, advisor=advisor)
    sent = sent_referral(convention=convention, advisor=advisor)
    ReferralFactory()
    assert shown(log_in(advisor).get(LIST)) == {draft.number, announced.number, sent.number}
    assert shown(log_in(head_of(convention)).get(LIST)) == {announced.number, sent.number}


def test_a_state_is_worded_for_its_reader(log_in, convention, advisor):
    sent_referral(convention=convention, advisor=advisor)
    assert "Envoyée" in log_in(advisor).get(LIST).content.decode()
    assert "À confier" in log_in(head_of(convention)).get(LIST).content.decode()


def test_an_announcement_that_was_withdrawn_has_no_name_at_the_operator(log_in, convention, advisor):
    referral = announced_referral(convention=convention, advisor=advisor, household__name="Kervella")
    Referral.objects.update(state=ReferralState.WITHDRAWN)
    head = log_in(head_of(convention))
    assert "Kervella" not in head.get(LIST).content.decode()
    assert "Kervella" not in head.get(referral.get_absolute_url()).content.decode()
    assert head.get(reverse("referrals:announcement_pdf", args=[referral.pk])).status_code == 404
    exported = head.post(reverse("referrals:referrals_export"), {"format": "csv"}).content.decode()
    assert referral.household.number in exported
    assert "Kervella" not in exported


def test_filters_are_in_the_address_and_counts_follow_them(log_in, convention, advisor):
    other = advisor_of(convention)
    mine = ReferralFactory(convention=convention, advisor=advisor, urgency=Urgency.URGENT)
    sent_referral(convention=convention, advisor=advisor)
    theirs = ReferralFactory(convention=convention, advisor=other)
    client = log_in(advisor)
    assert shown(client.get(LIST, {"etat": "draft"})) == {mine.number, theirs.number}
    assert shown(client.get(LIST, {"etat": "draft", "qui": "moi"})) == {mine.number}
    assert shown(client.get(LIST, {"urgence": "urgent"})) == {mine.number}
    assert shown(client.get(LIST, {"conseillere": other.pk})) == {theirs.number}
    assert shown(client.get(LIST, {"convention": convention.pk, "q": mine.number.lower()})) == {mine.number}
    bar = client.get(LIST, {"qui": "moi", "etat": "sent"}).context["bar"]
    assert [status["count"] for status in bar["statuses"]][:3] == [2, 1, 0]
    assert [chip["label"] for chip in bar["chips"]] == ["Pour qui : Les miennes"]


def test_an_export_keeps_the_order_of_the_list(log_in, convention, advisor):
    first, second = (sent_referral(convention=convention, advisor=advisor) for _ in range(2))
    Referral.objects.filter(pk=second.pk).update(waiting_since=first.waiting_since - datetime.timedelta(days=3))
    client = log_in(advisor)

    def numbers(asked):
        exported = client.post(reverse("referrals:referrals_export"), {"format": "csv", **asked}).content.decode()
        on_the_page = [line["number"] for line in client.get(LIST, asked).context["lines"]]
        assert [row[0] for row in csv.reader(io.StringIO(exported), delimiter=";")][1:] == on_the_page
        return on_the_page

    assert numbers({}) == [second.number, first.number]
    assert numbers({"ordre": "attente"}) == [second.number, first.number]
    Referral.objects.filter(pk=second.pk).update(waiting_since=first.waiting_since + datetime.timedelta(days=3))
    assert numbers({"ordre": "attente"}) == [first.number, second.number]


@pytest.mark.parametrize(
    "asked",
    [
        {"etat": "inconnu"},
        {"convention": "x"},
        {"conseillere": "’; DROP TABLE"},
        {"du": "31/02/2026"},
        {"q": "\0"},
        {"apres": "nulle-part"},
    ],
)
def test_an_address_that_was_typed_wrong_shows_a_list(log_in, convention, advisor, asked):
    ReferralFactory(convention=convention, advisor=advisor)
    assert log_in(advisor).get(LIST, asked).status_code == 200
    export = log_in(advisor).post(reverse("referrals:referrals_export"), asked)
    assert export.status_code == 200


def test_those_that_wait_longest_come_first(log_in, convention, advisor):
    now = timezone.now()
    numbers = []
    for age in (1, 9, 4):
        one = ReferralFactory(convention=convention, advisor=advisor, waiting_since=now - datetime.timedelta(days=age))
        numbers.append(one.number)
    rows = log_in(advisor).get(LIST, {"ordre": "attente"}).context["lines"]
    assert [line["number"] for line in rows] == [numbers[1], numbers[2], numbers[0]]


def test_the_late_ones_are_a_click_away(log_in, convention, advisor):
    ReferralFactory(convention=convention, advisor=advisor)
    late = ReferralFactory(
        convention=convention, advisor=advisor, waiting_since=timezone.now() - datetime.timedelta(days=40)
    )
    assert shown(log_in(advisor).get(LIST, {"delai": "retard"})) == {late.number}


def test_five_more_ask_no_more_queries(log_in, convention, advisor, django_assert_max_num_queries):
    worker = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=convention.operator)

    def asked(client):
        with django_assert_max_num_queries(60) as queries:
            client.get(LIST)
        return len(queries)

    client = log_in(advisor)
    sent_referral(convention=convention, advisor=advisor, worker=worker)
    client.get(LIST)
    before = asked(client)
    for _ in range(5):
        sent_referral(convention=convention, advisor=advisor, worker=worker)
    assert asked(client) == before


def test_the_export_follows_the_filters_and_leaves_a_line(log_in, convention, advisor):
    draft = ReferralFactory(convention=convention, advisor=advisor, household__name="=2+5")
    sent_referral(convention=convention, advisor=advisor)
    answer = log_in(advisor).post(reverse("referrals:referrals_export"), {"etat": "draft", "format": "csv"})
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [line[0] for line in lines] == ["Fiche", draft.number]
    assert lines[1][2] == "'=2+5"
    assert AccessLogEntry.objects.filter(action="referrals.export").exists()
