"""What is decided of a mesure: prolonged, closed, opened again, gone on with after a withdrawal; what is refused."""

import datetime

import pytest
from django.utils import timezone

from accompaniment.enums import ClosingState, DecisionState, ExtensionState, MesureState
from accompaniment.models import Accompaniment
from accompaniment.services.closings import (
    propose_closing,
    reopen_mesure,
    send_back_closing,
    take_back_closing,
    validate_closing,
)
from accompaniment.services.extensions import (
    agree_extension,
    propose_extension,
    refuse_extension,
    take_back_extension,
)
from accompaniment.services.phases import start_phase
from accompaniment.services.suspensions import suspend
from accompaniment.services.withdrawals import (
    propose_decision,
    send_back_decision,
    undecided,
    validate_decision,
)
from accounts.models import Notice
from programmes.enums import ExitReason
from referrals.models import Adhesion, TripartiteMeeting
from referrals.services.adhesions import withdraw_adhesion
from tenants.models import Assignment
from tests.accompaniment.stay import ADHERED_ON, DAY, opened, refusal, stranger, visited
from tests.factories.accompaniment import (
    InterviewFactory,
    ObjectiveFactory,
    ReviewFactory,
    SuspensionFactory,
)
from tests.factories.referrals import TripartiteMeetingFactory

pytestmark = pytest.mark.django_db
JUNE = datetime.date(2015, 6, 1)
LATER = datetime.date(2016, 9, 16)
WHY = "Le plan d’apurement court jusqu’à l’été."


@pytest.fixture
def three():
    return opened()


def met(three, on=JUNE):
    that_day = {"household": three.household, "convention": three.convention, "kind": "intermediate", "held_on": on}
    return TripartiteMeeting.objects.filter(**that_day).first() or TripartiteMeetingFactory(**that_day)


def extended(three, **kwargs):
    given = {"mesure": three.mesure, "meeting": met(three), "until": LATER, "reason": WHY, "by": three.worker}
    return propose_extension(**{**given, **kwargs})


def told(code, membership):
    return Notice.objects.filter(code=code, membership=membership).exists()


# Prolonged


def test_the_term_moves_once_the_landlord_agrees(three):
    extension = extended(three)
    three.mesure.refresh_from_db()
    assert three.mesure.term_on == datetime.date(2016, 3, 16)
    assert told("extension_proposed", three.advisor)
    agree_extension(extension=extension, by=three.manager)
    three.mesure.refresh_from_db()
    extension.refresh_from_db()
    assert (three.mesure.term_on, extension.state) == (LATER, ExtensionState.AGREED)
    assert (extension.answered_by, extension.answered_on) == (three.manager, timezone.localdate())
    assert told("extension_answered", three.worker)


def test_refused_nothing_moves(three):
    extension = extended(three)
    assert refusal(refuse_extension, extension=extension, reason="", by=three.advisor)[0] == "Dites pourquoi."
    refuse_extension(extension=extension, reason="Le budget est atteint.", by=three.advisor)
    three.mesure.refresh_from_db()
    assert three.mesure.term_on == datetime.date(2016, 3, 16)
    assert "n’est plus possible" in refusal(agree_extension, extension=extension, by=three.advisor)[0]
    assert extended(three, meeting=met(three, JUNE + DAY)).state == ExtensionState.PROPOSED


@pytest.mark.parametrize(
    ("change", "words", "field"),
    [
        ({"reason": "  "}, "Dites pourquoi prolonger", "reason"),
        ({"reason": "Son hospitalisation se prolonge."}, "semble parler de santé", "reason"),
        ({"until": datetime.date(2016, 3, 16)}, "Le terme est déjà", "until"),
        ({"until": datetime.date(2030, 1, 1)}, "Vérifiez ce jour", "until"),
        ({"meeting": None}, "Choisissez la rencontre", "meeting"),
    ],
)
def test_an_extension_that_is_not_one(three, change, words, field):
    found, where = refusal(extended, three=three, **change)
    assert words in found
    assert where == field


def test_one_extension_at_a_time_from_a_meeting_of_this_household(three):
    assert "Choisissez la rencontre" in refusal(extended, three=three, meeting=met(opened()))[0]
    before = met(three, ADHERED_ON - DAY)
    assert "Choisissez la rencontre" in refusal(extended, three=three, meeting=before)[0]
    begun = TripartiteMeetingFactory(household=three.household, convention=three.convention, held_on=JUNE, kind="start")
    assert "Choisissez la rencontre" in refusal(extended, three=three, meeting=begun)[0]
    extension = extended(three)
    assert "attend déjà" in refusal(extended, three=three, meeting=met(three, JUNE + DAY))[0]
    take_back_extension(extension=extension, reason="Finalement inutile.", by=three.worker)
    assert extended(three, meeting=met(three, JUNE + 2 * DAY))


def test_what_has_no_term_is_not_prolonged():
    assert "prolong" in refusal(extended, three=visited())[0]


def test_whose_answer_it_is(three):
    extension = extended(three)
    for by in (three.worker, three.head):
        assert "dans votre rôle" in refusal(agree_extension, extension=extension, by=by)[0]
    other = opened()
    assert "de celles que vous suivez" in refusal(agree_extension, extension=extension, by=other.advisor)[0]
    assert "de celles que vous suivez" in refusal(extended, three=three, by=stranger(three))[0]


# Closed


def closing(three, on=JUNE, **kwargs):
    given = {"exit_reason": ExitReason.AUTONOMY, "without_review": "Le ménage est parti sans prévenir."}
    return propose_closing(**{"mesure": three.mesure, "on": on, "by": three.worker, **given, **kwargs})


def test_proposed_then_validated_it_is_closed_whole(three):
    suspension = suspend(phase=three.phase, starts_on=JUNE - 9 * DAY, reason="away", by=three.worker)
    extension = extended(three, meeting=met(three, JUNE - DAY))
    proposed = closing(three)
    assert told("closing_proposed", three.head)
    assert "dans votre rôle" in refusal(validate_closing, closing=proposed, by=three.worker)[0]
    validate_closing(closing=proposed, by=three.head)
    mesure = Accompaniment.objects.get()
    assert (mesure.state, mesure.ends_on, mesure.exit_reason) == ("closed", JUNE, "autonomy")
    assert mesure.phases.get().ends_on == JUNE
    suspension.refresh_from_db()
    extension.refresh_from_db()
    assert (suspension.ends_on, extension.state) == (JUNE, ExtensionState.TAKEN_BACK)
    assert told("closing_answered", three.worker)
    assert told("mesure_closed", three.advisor)


def test_its_worker_reads_it_for_thirty_days_more(three):
    validate_closing(closing=closing(three), by=three.head)
    hers = Assignment.objects.get(household=three.household, membership=three.worker)
    assert hers.ends_on is not None
    assert hers.read_until == timezone.localdate() + 30 * DAY
    assert Accompaniment.objects.visible_to(three.worker).exists()
    assert not Accompaniment.objects.writable_by(three.worker).exists()


@pytest.mark.parametrize(
    ("change", "words", "field"),
    [
        ({"exit_reason": "thing"}, "Choisissez l’un des motifs", "exit_reason"),
        ({"without_review": " "}, "Joignez le bilan final", "without_review"),
        ({"on": ADHERED_ON - DAY}, "elle ne finit pas avant", "on"),
    ],
)
def test_an_end_that_is_not_one(three, change, words, field):
    found, where = refusal(closing, three=three, **change)
    assert words in found
    assert where == field


def test_an_end_is_not_announced(three):
    assert refusal(closing, three=three, on=timezone.localdate() + DAY)[1] == "on"


def test_an_open_objective_is_named(three):
    objective = ObjectiveFactory(accompaniment=three.mesure, author=three.worker)
    words, _ = refusal(closing, three=three)
    assert words.startswith("Un objectif est encore ouvert : « Reprendre le paiement du loyer. »")
    objective.state, objective.ended_on = "reached", JUNE
    objective.save()
    proposed = closing(three)
    ObjectiveFactory(accompaniment=three.mesure, author=three.worker)
    ObjectiveFactory(accompaniment=three.mesure, author=three.worker, text="Refaire les papiers.")
    assert "2 objectifs sont encore ouverts" in refusal(validate_closing, closing=proposed, by=three.head)[0]


def test_what_took_place_after_the_last_day(three):
    InterviewFactory(accompaniment=three.mesure, author=three.worker, on=JUNE + DAY)
    assert "Un entretien a eu lieu le 2 juin 2015" in refusal(closing, three=three)[0]
    diagnostic = visited()
    assert "Le diagnostic est encore en cours" in refusal(closing, three=diagnostic)[0]
    support = opened()
    start_phase(mesure=support.mesure, kind="watch", on=JUNE + 9 * DAY, by=support.worker)
    assert "va jusqu’au 9 juin 2015" in refusal(closing, three=support, on=JUNE)[0]


def test_with_its_final_bilan_once_that_is_validated(three):
    review = ReviewFactory(accompaniment=three.mesure, kind="final", on=JUNE, author=three.worker)
    elsewhere = ReviewFactory(kind="final", on=JUNE)
    assert "n’est pas le bilan final" in refusal(closing, three=three, review=elsewhere, without_review="")[0]
    proposed = closing(three, review=review, without_review="")
    assert "pas encore validé" in refusal(validate_closing, closing=proposed, by=three.head)[0]
    review.state, review.validated_at = "validated", timezone.now()
    review.save()
    assert validate_closing(closing=proposed, by=three.head).state == MesureState.CLOSED


def test_sent_back_it_is_taken_up_again_or_left(three):
    proposed = closing(three)
    assert "déjà proposée" in refusal(closing, three=three)[0]
    assert refusal(send_back_closing, closing=proposed, reason="", by=three.head)[0] == "Dites pourquoi."
    send_back_closing(closing=proposed, reason="Il manque le relais.", by=three.head)
    assert told("closing_answered", three.worker)
    again = closing(three, on=JUNE + DAY)
    assert (again.pk, again.state, again.on) == (proposed.pk, ClosingState.PROPOSED, JUNE + DAY)
    take_back_closing(closing=again, reason="Le ménage revient.", by=three.worker)
    assert closing(three).pk != proposed.pk


def test_reopened_it_is_suspended_as_it_was(three):
    phase = three.mesure.phases.get()
    SuspensionFactory(phase=phase, starts_on=JUNE - 10 * DAY, ends_on=None)
    validate_closing(closing=closing(three), by=three.head)
    assert phase.suspensions.get().ends_on == JUNE
    reopen_mesure(mesure=Accompaniment.objects.get(), reason="Le ménage n’est pas parti.", by=three.head)
    assert phase.suspensions.get().ends_on is None


def test_closed_too_early_it_goes_on(three):
    validate_closing(closing=closing(three), by=three.head)
    mesure = Accompaniment.objects.get()
    assert "dans votre rôle" in refusal(reopen_mesure, mesure=mesure, reason="x", by=three.worker)[0]
    assert refusal(reopen_mesure, mesure=mesure, reason="", by=three.head)[0] == "Dites pourquoi."
    reopen_mesure(mesure=mesure, reason="Le ménage n’est pas parti.", by=three.head)
    mesure.refresh_from_db()
    assert (mesure.state, mesure.ends_on, mesure.exit_reason) == ("open", None, "")
    assert mesure.phases.get().ends_on is None
    assert Accompaniment.objects.writable_by(three.worker).exists()
    assert "n’est plus possible" in refusal(reopen_mesure, mesure=mesure, reason="x", by=three.head)[0]


def test_what_another_follows_is_not_opened_again(three):
    validate_closing(closing=closing(three), by=three.head)
    Assignment.objects.filter(household=three.household).update(ends_on=None, read_until=None)
    first = Accompaniment.objects.get()
    again = opened(three, on=JUNE + 30 * DAY).mesure
    assert again.previous == first
    assert "est déjà en cours" in refusal(reopen_mesure, mesure=first, reason="x", by=three.head)[0]


# After a withdrawal


def taken_back(three, kind="collective", on=JUNE):
    adhesion = Adhesion.objects.get(household=three.household, kind=kind)
    return withdraw_adhesion(adhesion=adhesion, on=on, by=three.worker)


def decided(three, adhesion, outcome="continue_individual", reason="Ses horaires ont changé.", by=None):
    return propose_decision(
        mesure=three.mesure, adhesion=adhesion, outcome=outcome, reason=reason, by=by or three.worker
    )


def test_a_withdrawal_waits_for_a_decision(three):
    assert undecided(three.mesure) == []
    adhesion = taken_back(three)
    assert undecided(three.mesure) == [adhesion]
    decision = decided(three, adhesion)
    assert told("decision_proposed", three.head)
    send_back_decision(decision=decision, reason="Parlons-en.", by=three.head)
    assert undecided(three.mesure) == [adhesion]
    again = decided(three, adhesion, outcome="close")
    assert (again.pk, again.state, again.outcome) == (decision.pk, DecisionState.PROPOSED, "close")
    validate_decision(decision=again, by=three.head)
    assert undecided(three.mesure) == []
    assert told("decision_answered", three.worker)


def test_only_what_the_programme_lets_follow(three):
    adhesion = taken_back(three, "individual")
    words, field = refusal(decided, three=three, adhesion=adhesion)
    assert "que le dispositif prévoit" in words
    assert field == "outcome"
    assert refusal(decided, three=three, adhesion=adhesion, outcome="close", reason=" ")[1] == "reason"
    standing = Adhesion.objects.get(household=three.household, kind="collective")
    assert "n’est pas retirée" in refusal(decided, three=three, adhesion=standing)[0]


def test_who_proposes_and_who_decides(three):
    adhesion = taken_back(three)
    assert "dans votre rôle" in refusal(decided, three=three, adhesion=adhesion, by=three.head)[0]
    assert "de celles que vous suivez" in refusal(decided, three=three, adhesion=adhesion, by=stranger(three))[0]
    decision = decided(three, adhesion)
    assert "dans votre rôle" in refusal(validate_decision, decision=decision, by=three.worker)[0]
    other = opened()
    assert "de celles que vous suivez" in refusal(validate_decision, decision=decision, by=other.head)[0]
