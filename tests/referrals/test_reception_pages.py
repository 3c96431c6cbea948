"""The operator's pages, as she clicks through them."""

import datetime

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLogEntry
from referrals.enums import ReferralState, RequestState, Urgency
from referrals.models import Attendance, InformationRequest, Referral
from referrals.models.referrals import late_condition
from referrals.presentation.inbox import ORDER, first_keys
from referrals.rules.moments import in_words
from referrals.services.information import answer_information, ask_information
from referrals.services.reception import receive_referral
from tests.factories.referrals import AppointmentFactory, sent_referral
from tests.factories.tenants import AssignmentFactory, HouseholdFactory, OccupancyFactory
from tests.forms import autosave, fields_of, post_form

pytestmark = pytest.mark.django_db
INBOX = "/fiches/recues/"


def url(name, referral):
    return reverse(f"referrals:referral_{name}", args=[referral.pk])


def again(referral):
    return Referral.objects.get(pk=referral.pk)


class TestInbox:
    def test_the_head_reads_what_waits_late_first(self, pair, log_in):
        now = timezone.now()
        new = sent_referral(convention=pair.convention, advisor=pair.advisor, urgency=Urgency.URGENT)
        Referral.objects.filter(pk=new.pk).update(waiting_since=now)
        old = sent_referral(convention=pair.convention, advisor=pair.advisor, household=pair.household)
        OccupancyFactory(household=pair.household, commune="Rezé")
        Referral.objects.filter(pk=old.pk).update(waiting_since=now - datetime.timedelta(days=12))
        page = log_in(pair.head).get(INBOX).text
        assert page.index(old.number) < page.index(new.number)
        assert "Mme Kervella" in page
        assert "Rezé" in page
        assert "Envoyée il y a 12\u00a0jours" in page
        assert "Urgence" in page
        assert url("receive", old) in page

    def test_each_half_of_the_inbox_is_what_its_condition_says(self, pair, log_in):
        """Read state by state, as if all were sorted at once."""
        now, today = timezone.now(), timezone.localdate()
        states = [ReferralState.SENT, ReferralState.RECEIVED, ReferralState.MEETING_PLANNED] * 4
        for days, state in zip([0, 40, 3, 1, 20, 9, 30, 2, 40, 11, 16, 15], states, strict=True):
            one = sent_referral(convention=pair.convention, advisor=pair.advisor, worker=pair.nadia)
            then = now - datetime.timedelta(days=days)
            fixed = {}
            if state == ReferralState.MEETING_PLANNED and days:
                starts_at = now + datetime.timedelta(days=days - 15, hours=1)
                fixed["appointment"] = AppointmentFactory(household=one.household, starts_at=starts_at)
            Referral.objects.filter(pk=one.pk).update(state=state, waiting_since=then, **fixed)
        reach = Referral.objects.visible_to(pair.head)
        late, both = late_condition(today), []
        for is_late, condition in ((True, late), (False, ~late)):
            found = reach.filter(condition).order_by(*ORDER)
            keys = list(found.values_list("pk", flat=True))
            both += keys
            assert 0 < len(keys) < 12
            assert first_keys(reach, today, is_late, Q(), ORDER, 50) == keys
            assert first_keys(reach, today, is_late, Q(), ORDER, 2) == keys[:2]
            assert first_keys(reach, today, is_late, Q(), [f"-{name}" for name in ORDER], 50) == keys[::-1]
        page = log_in(pair.head).get(INBOX)
        assert page.context["page"].rows == both

    def test_the_look_leaves_a_line(self, pair, sent, log_in):
        log_in(pair.head).get(INBOX)
        assert AccessLogEntry.objects.filter(action="referrals.treat", user=pair.head.user).count() == 1

    def test_a_worker_reads_hers(self, pair, received, log_in):
        sent_referral(convention=pair.convention, advisor=pair.advisor, worker=pair.paul)
        page = log_in(pair.nadia).get(INBOX).text
        assert page.count("Lire la fiche") == 1
        assert "Confier" not in page

    def test_what_is_over_is_not_there(self, pair, received, log_in):
        Referral.objects.filter(pk=received.pk).update(
            state=ReferralState.DECLINED, decline_kind="refusal", closed_at=timezone.now()
        )
        assert received.number not in log_in(pair.head).get(INBOX).text

    def test_a_guarded_household_has_no_name_there(self, pair, sent, log_in):
        OccupancyFactory(household=pair.household, commune="Rezé")
        type(pair.household).objects.filter(pk=pair.household.pk).update(guarded=True)
        page = log_in(pair.head).get(INBOX).text
        assert pair.household.number in page
        assert "Kervella" not in page
        assert "Rezé" not in page

    @pytest.mark.parametrize(
        ("query", "there"),
        [("etat=sent", True), ("etat=received", False), ("urgence=urgent", False), ("urgence=normal", True),
         ("etat=nothing", True), ("apres=not-a-key", True)],
    )  # fmt: skip
    def test_filters_are_in_the_address(self, pair, sent, log_in, query, there):
        page = log_in(pair.head).get(f"{INBOX}?{query}").text
        assert (sent.number in page) is there

    def test_a_page_after_the_other(self, pair, log_in):
        for _ in range(53):
            sent_referral(convention=pair.convention, advisor=pair.advisor)
        client = log_in(pair.head)
        first = client.get(INBOX)
        assert first.text.count("Confier<span") == 50
        following = first.context["page"].next_url
        assert client.get(INBOX + following).text.count("Confier<span") == 3

    def test_as_many_queries_for_many(self, pair, log_in):
        client = log_in(pair.head)

        def count():
            with CaptureQueriesContext(connection) as asked:
                client.get(INBOX)
            return len(asked)

        def add():
            household = HouseholdFactory(landlord=pair.convention.landlord)
            OccupancyFactory(household=household)
            sent_referral(convention=pair.convention, advisor=pair.advisor, household=household, worker=pair.nadia)

        add()
        count()
        before = count()
        for _ in range(5):
            add()
        assert count() == before


class TestReceiving:
    def test_each_worker_stands_with_her_load_and_none_is_chosen(self, pair, sent, log_in):
        for _ in range(2):
            AssignmentFactory(membership=pair.paul)
        page = log_in(pair.head).get(url("receive", sent))
        assert "2\u00a0ménages, 0\u00a0fiche en cours, 0\u00a0rendez-vous d’ici deux semaines" in page.text
        assert "Rien en cours." in page.text
        assert "worker" not in fields_of(page)

    def test_confiding_acknowledges(self, pair, sent, log_in):
        response = post_form(log_in(pair.head), url("receive", sent), worker=str(pair.nadia.pk))
        assert response.url == sent.get_absolute_url()
        assert (again(sent).state, again(sent).worker) == (ReferralState.RECEIVED, pair.nadia)

    def test_confided_before_the_tenant_was_met_a_booked_meeting_comes_next(self, pair, sent, log_in):
        AppointmentFactory(household=sent.household, operator=pair.convention.operator)
        post_form(log_in(pair.head), url("receive", sent), worker=str(pair.nadia.pk))
        assert again(sent).state == ReferralState.MEETING_PLANNED

    def test_whose_slot_was_booked_is_told(self, pair, sent, log_in):
        booked = AppointmentFactory(household=pair.household, operator=pair.convention.operator)
        Attendance.objects.get_or_create(appointment=booked, membership=pair.paul)
        Referral.objects.filter(pk=sent.pk).update(appointment=booked)
        page = log_in(pair.head).get(url("receive", sent)).text
        assert f"Une rencontre est déjà fixée\u00a0: {in_words(booked.starts_at)}, avec {pair.paul.user}." in page

    @pytest.mark.parametrize("guarded", [False, True])
    def test_of_whom_it_is_stands_on_the_page(self, pair, sent, log_in, guarded):
        type(pair.household).objects.filter(pk=pair.household.pk).update(guarded=guarded)
        page = log_in(pair.head).get(url("receive", sent)).text
        assert ("Kervella" in page) is not guarded
        assert (pair.household.number in page) is guarded

    @pytest.mark.parametrize("chosen", ["", "not-a-key", "0190a0a0-0000-7000-8000-000000000000"])
    def test_nobody_or_somebody_else_is_refused(self, pair, sent, log_in, chosen):
        page = post_form(log_in(pair.head), url("receive", sent), worker=chosen)
        assert "Choisissez" in page.text
        assert again(sent).state == ReferralState.SENT

    def test_somebody_was_quicker(self, pair, sent, log_in):
        client = log_in(pair.head)
        opened = client.get(url("receive", sent))
        receive_referral(referral=sent, worker=pair.paul, by=pair.head)
        page = post_form(client, url("receive", sent), opened, worker=str(pair.nadia.pk))
        assert "l’état est maintenant « reçue »" in page.text
        assert again(sent).worker == pair.paul

    def test_posted_twice_it_is_done_once(self, pair, sent, log_in):
        client = log_in(pair.head)
        opened = client.get(url("receive", sent))
        for _ in range(2):
            response = post_form(client, url("receive", sent), opened, worker=str(pair.nadia.pk))
            assert response.url == sent.get_absolute_url()

    def test_it_changes_hands(self, pair, received, log_in):
        post_form(log_in(pair.head), reverse("referrals:referral_worker", args=[received.pk]), worker=str(pair.paul.pk))
        assert again(received).worker == pair.paul


class TestQuestions:
    def test_a_worker_asks_under_what_stands_there(self, pair, received, log_in):
        client = log_in(pair.nadia)
        opened = client.get(url("ask_information", received))
        assert "Que le lien se renoue." in opened.text
        response = post_form(client, url("ask_information", received), opened, improvements="Avec qui ?")
        assert response.url == received.get_absolute_url()
        assert InformationRequest.objects.get().field == "improvements"
        shown = client.get(received.get_absolute_url()).text
        assert "Avec qui" in shown

    def test_nothing_asked_is_said(self, pair, received, log_in):
        page = post_form(log_in(pair.nadia), url("ask_information", received))
        assert "au moins une question" in page.text

    @pytest.fixture
    def asked(self, pair, received):
        return ask_information(
            referral=received, questions=[("origin", "Qui a appelé ?"), ("wishes", "Quel jour ?")], by=pair.nadia
        )

    def test_the_advisor_answers_in_place(self, pair, received, asked, log_in):
        client = log_in(pair.advisor)
        typed = {f"answer_{each.pk.hex}": "La gardienne." for each in asked}
        response = post_form(client, url("answer_information", received), **typed)
        assert response.url == received.get_absolute_url()
        assert again(received).state == ReferralState.RECEIVED
        assert "La gardienne." in client.get(received.get_absolute_url()).text

    def test_what_was_typed_survives_a_colleague_who_was_quicker(self, pair, received, asked, log_in):
        client = log_in(pair.advisor)
        opened = client.get(url("answer_information", received))
        answer_information(referral=received, answers={asked[0].pk: "Un voisin."}, by=pair.advisor)
        page = post_form(
            client, url("answer_information", received), opened, **{f"answer_{asked[0].pk.hex}": "La gardienne."}
        )
        assert "n’attend plus de réponse" in page.text
        assert "La gardienne." in page.text

    def test_a_half_written_answer_is_kept(self, pair, received, asked, log_in):
        client = log_in(pair.advisor)
        opened = client.get(url("answer_information", received))
        name = f"answer_{asked[0].pk.hex}"
        autosave(client, url("answer_information", received), opened, **{name: "La gard"})
        assert fields_of(client.get(url("answer_information", received)))[name] == ["La gard"]

    def test_a_settled_one_is_closed(self, pair, received, asked, log_in):
        client = log_in(pair.nadia)
        client.post(reverse("referrals:information_close", args=[received.pk, asked[0].pk]))
        asked[0].refresh_from_db()
        assert asked[0].state == RequestState.CLOSED

    def test_going_on_without_says_what_it_does(self, pair, received, asked, log_in):
        client = log_in(pair.nadia)
        opened = client.get(url("drop_questions", received))
        assert "sans réponse sont closes" in opened.text
        post_form(client, url("drop_questions", received), opened)
        assert again(received).state == ReferralState.RECEIVED


class TestEnding:
    def test_redirected_with_a_sentence_for_the_landlord(self, pair, received, log_in):
        client = log_in(pair.nadia)
        opened = client.get(url("redirect", received))
        assert "motive" not in fields_of(opened)
        post_form(client, url("redirect", received), opened, orientation="droit-commun", motive="existing", more="ALI.")
        done = again(received)
        assert done.state == ReferralState.REDIRECTED
        assert done.motive == "Un dispositif existant répond mieux à ce que demande le ménage. ALI."
        page = log_in(pair.advisor).get(received.get_absolute_url()).text
        assert done.motive in page
        assert "Orientation vers un autre dispositif" in page

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"motive": "existing"}, "Choisissez une orientation"),
            ({"orientation": "droit-commun"}, "motifs proposés"),
            ({"orientation": "lune", "motive": "existing"}, "réponses proposées"),
            ({"orientation": "droit-commun", "motive": "other"}, "en quelques mots"),
            ({"orientation": "droit-commun", "motive": "existing", "more": "Sa dépression."}, "parler de santé"),
            ({"orientation": "droit-commun", "motive": "existing", "more": "a" * 301}, "300"),
        ],
    )
    def test_a_bad_redirection_is_refused_in_words(self, pair, received, log_in, typed, sentence):
        page = post_form(log_in(pair.nadia), url("redirect", received), **typed)
        assert sentence in page.text
        assert again(received).state == ReferralState.RECEIVED

    @pytest.mark.parametrize(("motive", "kind"), [("refusal-not_now", "refusal"), ("no_answer-letters", "no_answer")])
    def test_declined_and_how(self, pair, received, log_in, motive, kind):
        post_form(log_in(pair.nadia), url("decline", received), motive=motive)
        assert (again(received).state, again(received).decline_kind) == (ReferralState.DECLINED, kind)

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [({}, "motifs proposés"), ({"motive": "refusal-lune"}, "réponses proposées"),
         ({"motive": "refusal-other"}, "en quelques mots")],
    )  # fmt: skip
    def test_a_bad_one_is_refused_in_words(self, pair, received, log_in, typed, sentence):
        page = post_form(log_in(pair.nadia), url("decline", received), **typed)
        assert sentence in page.text

    def test_a_worker_of_the_team_who_has_it_not_does_not_find_it(self, pair, received, log_in):
        client = log_in(pair.paul)
        for name in ("redirect", "decline", "ask_information"):
            assert client.get(url(name, received)).status_code == 404
