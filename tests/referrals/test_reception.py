"""Received, put into somebody's hands, redirected, declined: who may, what follows, what each reads."""

import datetime
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Notice
from core.errors import DomainError
from core.trail import trail_of
from referrals.enums import AppointmentState, ReferralState, RequestState
from referrals.models import Attendance, InformationRequest, Referral
from referrals.queue import queue_items
from referrals.rules.motives import NO_ANSWERS, REDIRECTIONS, REFUSALS, compose_motive, orientations_of, word_of_health
from referrals.services.information import ask_information
from referrals.services.reception import change_worker, decline_referral, receive_referral, redirect_referral
from tenants.models import Assignment, Household
from tests.factories.accounts import MembershipFactory
from tests.factories.programmes import ConventionFactory, ProgrammeFactory
from tests.factories.referrals import AppointmentFactory, sent_referral
from tests.factories.tenants import HouseholdFactory

pytestmark = pytest.mark.django_db
MOTIVE = REDIRECTIONS["existing"]


def told(member):
    return sorted(Notice.objects.filter(membership=member).values_list("code", flat=True))


def again(referral):
    return Referral.objects.get(pk=referral.pk)


class TestReceiving:
    def test_it_is_acknowledged_and_given_to_one_worker(self, pair, sent, today):
        received = receive_referral(referral=sent, worker=pair.nadia, by=pair.head)
        assert (received.state, received.worker, timezone.localdate(received.received_at)) == (
            ReferralState.RECEIVED,
            pair.nadia,
            today,
        )
        assert timezone.localdate(received.waiting_since) == today
        assert Household.objects.writable_by(pair.nadia).filter(pk=sent.household_id).exists()
        assert (told(pair.nadia), told(pair.advisor), told(pair.head)) == (
            ["referral_assigned"],
            ["referral_received"],
            [],
        )
        assert trail_of(sent).first().action == "receive"

    def test_a_head_may_take_it_herself(self, pair, sent):
        as_worker = MembershipFactory(user=pair.head.user, organisation=pair.convention.operator)
        assert receive_referral(referral=sent, worker=as_worker, by=pair.head).worker == as_worker
        assert told(as_worker) == []

    def test_a_meeting_that_was_fixed_before_is_what_comes_next(self, pair, sent):
        appointment = AppointmentFactory(household=sent.household, operator=pair.convention.operator)
        received = receive_referral(referral=sent, worker=pair.nadia, by=pair.head)
        assert (received.state, received.appointment) == (ReferralState.MEETING_PLANNED, appointment)
        assert Attendance.objects.filter(appointment=appointment, membership=pair.nadia).exists()

    def test_a_meeting_of_the_past_is_not(self, pair, sent):
        before = timezone.now() - datetime.timedelta(days=2)
        AppointmentFactory(household=sent.household, operator=pair.convention.operator, starts_at=before)
        assert receive_referral(referral=sent, worker=pair.nadia, by=pair.head).state == ReferralState.RECEIVED

    def test_twice_is_refused_with_the_state_it_is_in(self, pair, sent):
        receive_referral(referral=sent, worker=pair.nadia, by=pair.head)
        with pytest.raises(DomainError, match="l’état est maintenant « reçue »"):
            receive_referral(referral=sent, worker=pair.paul, by=pair.head)
        assert again(sent).worker == pair.nadia
        assert not Assignment.objects.filter(membership=pair.paul).exists()

    @pytest.mark.parametrize("who", ["nadia", "advisor"])
    def test_only_a_head_receives(self, pair, sent, who):
        with pytest.raises(DomainError, match="votre rôle"):
            receive_referral(referral=sent, worker=pair.nadia, by=getattr(pair, who))
        assert again(sent).state == ReferralState.SENT

    def test_a_head_of_another_house_does_not(self, pair, sent):
        stranger = MembershipFactory(role=Role.SERVICE_HEAD)
        with pytest.raises(DomainError, match="plus entre vos mains"):
            receive_referral(referral=sent, worker=pair.nadia, by=stranger)

    def test_nobody_chosen_is_said(self, pair, sent):
        with pytest.raises(DomainError, match="Choisissez à qui"):
            receive_referral(referral=sent, worker=None, by=pair.head)

    def test_a_worker_of_another_house_is_refused(self, pair, sent):
        with pytest.raises(DomainError, match="votre association"):
            receive_referral(referral=sent, worker=MembershipFactory(), by=pair.head)
        assert again(sent).state == ReferralState.SENT


@pytest.mark.django_db(transaction=True)
def test_two_heads_at_once_give_it_to_one():
    with transaction.atomic():
        convention = ConventionFactory()
        heads = [MembershipFactory(role=Role.SERVICE_HEAD, organisation=convention.operator) for _ in range(2)]
        workers = [MembershipFactory(organisation=convention.operator) for _ in range(2)]
        referral = sent_referral(convention=convention, household=HouseholdFactory(landlord=convention.landlord))
    refused, start = [], threading.Barrier(2)

    def take(head, worker):
        start.wait()
        try:
            receive_referral(referral=Referral.objects.get(pk=referral.pk), worker=worker, by=head)
        except DomainError as error:
            refused.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=pair) for pair in zip(heads, workers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert "reçue" in refused[0]
    assert Assignment.objects.filter(household=referral.household).count() == 1


class TestChangingHands:
    def test_the_other_takes_over(self, pair, received):
        change_worker(referral=received, worker=pair.paul, by=pair.head)
        assert again(received).worker == pair.paul
        assert told(pair.paul) == ["referral_assigned"]
        assert told(pair.nadia) == told(pair.advisor) == ["referral_taken_over"]
        assert Household.objects.visible_to(pair.nadia).filter(pk=received.household_id).exists()
        assert not Household.objects.writable_by(pair.nadia).filter(pk=received.household_id).exists()

    def test_the_meeting_follows(self, pair, received):
        appointment = AppointmentFactory(household=received.household, operator=pair.convention.operator)
        Attendance.objects.create(appointment=appointment, membership=pair.nadia)
        Referral.objects.filter(pk=received.pk).update(appointment=appointment, state=ReferralState.MEETING_PLANNED)
        change_worker(referral=received, worker=pair.paul, by=pair.head)
        assert [each.membership for each in appointment.attendances.all()] == [pair.paul]

    def test_to_the_same_one_is_refused(self, pair, received):
        with pytest.raises(DomainError, match="déjà confiée"):
            change_worker(referral=received, worker=pair.nadia, by=pair.head)

    def test_before_it_is_received_or_after_it_is_over(self, pair, sent):
        with pytest.raises(DomainError, match="plus en cours"):
            change_worker(referral=sent, worker=pair.nadia, by=pair.head)


class TestRedirecting:
    def redirect(self, referral, by, **changes):
        return redirect_referral(
            **{"referral": referral, "orientation": "droit-commun", "reason": MOTIVE, "by": by} | changes
        )

    def test_the_landlord_reads_towards_what_and_why(self, pair, received, today):
        done = self.redirect(received, pair.nadia)
        assert (done.state, done.orientation, done.motive) == (ReferralState.REDIRECTED, "droit-commun", MOTIVE)
        assert timezone.localdate(done.closed_at) == today
        assert told(pair.advisor) == ["referral_decided"]
        assert Referral.objects.visible_to(pair.advisor).get(pk=received.pk).motive == MOTIVE

    def test_the_motive_is_unreadable_in_the_tables(self, pair, received):
        self.redirect(received, pair.nadia)
        with connection.cursor() as cursor:
            cursor.execute("SELECT motive FROM referrals_referral WHERE id = %s", [received.pk])
            assert "dispositif" not in cursor.fetchone()[0]

    def test_the_worker_hands_it_over_and_reads_it_thirty_days(self, pair, received, today):
        self.redirect(received, pair.nadia)
        assert Household.objects.visible_to(pair.nadia).filter(pk=received.household_id).exists()
        assert not Household.objects.writable_by(pair.nadia).filter(pk=received.household_id).exists()
        assert Assignment.objects.get().read_until == today + datetime.timedelta(days=30)

    @pytest.mark.parametrize(("state", "kept"), [(ReferralState.RECEIVED, True), (ReferralState.SENT, False)])
    def test_another_fiche_in_her_hands_keeps_the_household_there(self, pair, received, state, kept):
        other = ConventionFactory(
            landlord=pair.convention.landlord,
            operator=pair.convention.operator,
            programme=ProgrammeFactory(code="visites-sociales"),
        )
        second = sent_referral(convention=other, household=received.household, advisor=pair.advisor)
        if kept:
            Referral.objects.filter(pk=second.pk).update(state=state, worker=pair.nadia, received_at=timezone.now())
        self.redirect(received, pair.nadia)
        assert (Assignment.objects.get().ends_on is None) is kept

    def test_questions_and_the_meeting_fall_with_it(self, pair, received):
        appointment = AppointmentFactory(household=received.household, operator=pair.convention.operator)
        ask_information(referral=received, questions=[("origin", "Qui a appelé ?")], by=pair.nadia)
        Referral.objects.filter(pk=received.pk).update(appointment=appointment)
        self.redirect(received, pair.nadia)
        appointment.refresh_from_db()
        assert appointment.state == AppointmentState.CANCELLED
        assert InformationRequest.objects.get().state == RequestState.CLOSED

    def test_a_head_does_it_before_it_is_received(self, pair, sent):
        assert self.redirect(sent, pair.head).state == ReferralState.REDIRECTED

    def test_an_unknown_orientation_is_refused(self, pair, received):
        with pytest.raises(DomainError, match="orientations proposées"):
            self.redirect(received, pair.nadia, orientation="ailleurs")

    def test_without_a_motive_it_is_refused(self, pair, received):
        with pytest.raises(DomainError, match="Dites pourquoi"):
            self.redirect(received, pair.nadia, reason="  ")
        assert again(received).state == ReferralState.RECEIVED

    def test_health_never_reaches_the_landlord(self, pair, received):
        with pytest.raises(DomainError, match="parler de santé"):
            self.redirect(received, pair.nadia, reason="Suivi psychiatrique en cours.")

    def test_a_worker_who_has_it_no_more_is_refused(self, pair, received):
        with pytest.raises(DomainError, match="plus entre vos mains"):
            self.redirect(received, pair.paul)

    def test_an_advisor_is_refused(self, pair, received):
        with pytest.raises(DomainError, match="votre rôle"):
            self.redirect(received, pair.advisor)

    def test_once_only(self, pair, received):
        self.redirect(received, pair.nadia)
        with pytest.raises(DomainError, match="réorientée"):
            self.redirect(received, pair.head)


class TestDeclining:
    @pytest.mark.parametrize(
        ("kind", "reason"), [("refusal", REFUSALS["not_now"]), ("no_answer", NO_ANSWERS["letters"])]
    )
    def test_both_sides_read_how_and_why(self, pair, received, kind, reason):
        done = decline_referral(referral=received, kind=kind, reason=reason, by=pair.nadia)
        assert (done.state, done.decline_kind, done.motive) == (ReferralState.DECLINED, kind, reason)
        assert told(pair.advisor) == ["referral_decided"]
        assert Assignment.objects.get().ends_on

    def test_how_is_asked(self, pair, received):
        with pytest.raises(DomainError, match="refuse ou ne répond pas"):
            decline_referral(referral=received, kind="", reason=REFUSALS["not_now"], by=pair.nadia)

    def test_not_before_it_is_received(self, pair, sent):
        with pytest.raises(DomainError, match="« envoyée »"):
            decline_referral(referral=sent, kind="refusal", reason="Non.", by=pair.head)


def test_where_the_advisor_left_the_sector_is_told(pair, received, today):
    colleague = MembershipFactory(role=Role.ADVISOR, organisation=pair.convention.landlord)
    pair.advisor.ends_on = today - datetime.timedelta(days=1)
    pair.advisor.save()
    decline_referral(referral=received, kind="refusal", reason=REFUSALS["no_reason"], by=pair.nadia)
    assert (told(pair.advisor), told(colleague)) == ([], ["referral_decided"])


class TestMotives:
    @pytest.mark.parametrize("sentence", [*REDIRECTIONS.values(), *REFUSALS.values(), *NO_ANSWERS.values()])
    def test_none_of_the_sentences_tells_of_health(self, sentence):
        assert word_of_health(sentence) == ""
        assert sentence.endswith(".")

    @pytest.mark.parametrize(
        "text", ["Hospitalisée en mars", "sa SANTÉ", "suivi psy", "dépression", "Un problème d’alcool", "l’alcool"]
    )
    def test_what_tells_of_health_is_noticed(self, text):
        assert word_of_health(text)

    @pytest.mark.parametrize("text", ["Le ménage déménage à Rezé.", "Son fils l’aide.", "Une assistante la suit."])
    def test_what_does_not_is_let_through(self, text):
        assert word_of_health(text) == ""

    def test_a_sentence_and_a_few_words(self):
        assert compose_motive(REFUSALS, "not_now", " À revoir\nen mai. ") == f"{REFUSALS['not_now']} À revoir en mai."

    @pytest.mark.parametrize(
        ("chosen", "more", "sentence"),
        [
            ("", "", "motifs proposés"),
            ("invented", "", "motifs proposés"),
            ("other", " ", "en quelques mots"),
            ("not_now", "Très malade.", "santé"),
            ("not_now", "a" * 300, "trop long"),
        ],
    )
    def test_a_bad_one_is_refused_in_words(self, chosen, more, sentence):
        with pytest.raises(DomainError, match=sentence):
            compose_motive(REFUSALS, chosen, more)

    @pytest.mark.parametrize("code", ["remobilisation", "visites-sociales"])
    def test_each_programme_leads_somewhere(self, code):
        offered = orientations_of(ProgrammeFactory(code=code).current_version.content)
        assert {"droit-commun", "autre-service"} <= set(offered)
        assert all(len(each) <= 60 for each in offered)

    def test_redirected_without_where_is_refused_by_the_database(self, received):
        with pytest.raises(IntegrityError):
            Referral.objects.filter(pk=received.pk).update(state=ReferralState.REDIRECTED)


class TestHandedOver:
    """Thirty days of reading are for reading."""

    @pytest.fixture
    def handed_over(self, pair, received):
        change_worker(referral=received, worker=pair.paul, by=pair.head)
        return again(received)

    def test_no_step_is_taken_any_more(self, pair, handed_over):
        for step in (
            lambda: redirect_referral(referral=handed_over, orientation="none", reason=MOTIVE, by=pair.nadia),
            lambda: decline_referral(referral=handed_over, kind="refusal", reason=MOTIVE, by=pair.nadia),
            lambda: ask_information(referral=handed_over, questions=[("origin", "Qui ?")], by=pair.nadia),
        ):
            with pytest.raises(DomainError, match="plus entre vos mains"):
                step()

    def test_its_pages_are_closed_and_not_offered(self, pair, handed_over, log_in):
        client = log_in(pair.nadia)
        fiche = client.get(handed_over.get_absolute_url())
        assert fiche.status_code == 200
        closed = [
            reverse(f"referrals:referral_{step}", args=[handed_over.pk])
            for step in ("redirect", "decline", "ask_information")
        ]
        closed += [
            reverse(f"referrals:{name}", args=[handed_over.household_id]) for name in ("appointment_fix", "slot_book")
        ]
        file = client.get(handed_over.household.get_absolute_url())
        for address in closed:
            assert client.get(address).status_code == 404
            assert address not in fiche.text
            assert address not in file.text


def test_of_a_guarded_household_the_one_who_reads_it_is_told_and_asked(pair, received, today):
    """Not the advisor of the fiche, to whom the file has become unknown."""
    knows = MembershipFactory(role=Role.ADVISOR, organisation=pair.convention.landlord)
    Household.objects.filter(pk=received.household_id).update(guarded=True, guarded_for=knows)
    ask_information(referral=again(received), questions=[("origin", "Qui a appelé ?")], by=pair.nadia)
    assert (told(knows), told(pair.advisor)) == (["information_asked"], [])
    asked = [[item.title for item in queue_items(member, today)] for member in (knows, pair.advisor)]
    assert received.number in str(asked[0])
    assert asked[1] == []
