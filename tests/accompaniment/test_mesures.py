"""A mesure opens, goes on, is interrupted and corrected: what it holds, and each thing that is refused."""

import datetime

import pytest
from django.utils import timezone

from accompaniment.enums import MesureState, PhaseOutcome, SuspensionReason
from accompaniment.models import Accompaniment, Pause, Suspension
from accompaniment.presentation.opening import first_day_proposed
from accompaniment.services.mesures import current_mesure, open_mesure, set_rhythm, take_back_opening
from accompaniment.services.phases import correct_phase, end_phase, start_phase
from accompaniment.services.suspensions import (
    cancel_pause,
    cancel_suspension,
    correct_pause,
    correct_suspension,
    pause_rhythm,
    resume,
    suspend,
)
from accounts.models import Notice
from core.models import TransitionEntry
from programmes.enums import PhaseKind
from referrals.enums import ReferralState
from referrals.services.adhesions import withdraw_adhesion
from tests.accompaniment.stay import ADHERED_ON, DAY, adhered, opened, refusal, stranger, visited
from tests.factories.accompaniment import FAR, InterviewFactory, ObjectiveFactory, closed_mesure
from tests.factories.accounts import MembershipFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import AdhesionFactory
from tests.factories.tenants import OccupancyFactory
from tests.referrals.three import the_three

pytestmark = pytest.mark.django_db
AWAY = {"reason": SuspensionReason.AWAY}
APRIL, MAY = datetime.date(2015, 4, 1), datetime.date(2015, 5, 1)


def opening(three, on=ADHERED_ON, **kwargs):
    given = {"household": three.household, "convention": three.convention, "starts_on": on, "by": three.worker}
    return {**given, **kwargs}


# Opening


def test_it_opens_with_its_first_phase_its_term_and_its_number():
    three = opened()
    mesure = three.mesure
    assert (mesure.state, mesure.number, mesure.term_on) == ("open", "M-2015-0001", datetime.date(2016, 3, 16))
    assert (three.phase.kind, three.phase.starts_on, three.phase.ends_on) == ("support", ADHERED_ON, None)
    assert current_mesure(three.household, three.convention) == mesure
    assert TransitionEntry.objects.get(subject_id=mesure.pk).action == "open"
    assert Notice.objects.filter(code="mesure_opened", membership=three.advisor).exists()


def test_the_fiche_that_waited_for_it_ends_with_it():
    three = opened()
    three.referral.refresh_from_db()
    assert (three.referral.state, three.mesure.referral) == (ReferralState.ADHERED, three.referral)
    assert Notice.objects.filter(code="referral_decided", membership=three.advisor).exists()


def test_a_diagnostic_has_two_months_and_less_where_a_proposal_waits():
    assert visited().phase.limit_on == datetime.date(2015, 5, 16)
    assert visited().mesure.term_on is None
    three = visited(on=ADHERED_ON)
    take_back_opening(mesure=three.mesure, reason="Essai.", by=three.worker)
    OccupancyFactory(household=three.household, status="applicant", starts_on=APRIL - 60 * DAY, proposal_deadline=APRIL)
    assert opened(three).phase.limit_on == APRIL - DAY


def test_what_keeps_it_from_opening_is_said():
    three = adhered()
    tomorrow = timezone.localdate() + DAY
    assert refusal(open_mesure, **opening(three, on=tomorrow)) == (
        "Ce jour n’est pas encore venu : choisissez aujourd’hui ou un jour passé.",
        "starts_on",
    )
    words, field = refusal(open_mesure, **opening(three, on=ADHERED_ON - DAY))
    assert words.startswith("L’adhésion date du 17 mars 2015")
    assert field == "starts_on"
    words, field = refusal(open_mesure, **opening(three, on=three.convention.starts_on - DAY))
    assert words.startswith("La convention court du")
    assert field == "starts_on"
    words, field = refusal(open_mesure, **opening(three, phase_kind=PhaseKind.DIAGNOSTIC))
    assert words.startswith("Ce dispositif ne prévoit pas")
    assert field == "phase_kind"
    assert not Accompaniment.objects.exists()


def test_a_convention_that_is_over_opens_nothing():
    three = adhered()
    over = three.convention
    over.ends_on = ADHERED_ON + 30 * DAY
    over.save()
    words, _ = refusal(open_mesure, **opening(three, on=ADHERED_ON + 31 * DAY))
    assert "échue depuis le 16 avril 2015" in words
    assert open_mesure(**opening(three)).state == MesureState.OPEN


def test_an_adhesion_that_is_missing_or_taken_back():
    three = adhered(kinds=["individual"])
    assert "« Adhésion aux actions collectives »" in refusal(open_mesure, **opening(three))[0]
    collective = AdhesionFactory(
        household=three.household, convention=three.convention, person=three.person, kind="collective"
    )
    withdraw_adhesion(adhesion=collective, on=APRIL, by=three.worker)
    assert "Il manque encore" in refusal(open_mesure, **opening(three))[0]


def test_two_under_one_convention_share_no_day():
    three = opened()
    assert refusal(open_mesure, **opening(three, on=APRIL))[0].startswith("La mesure M-2015-0001 est déjà en cours")
    done = closed_mesure()
    given = {"household": done.household, "convention": done.convention, "by": done.worker}
    words, field = refusal(open_mesure, starts_on=done.ends_on, **given)
    assert "n’ont pas de jour en commun" in words
    assert field == "starts_on"


def test_a_return_is_a_right_and_is_linked():
    done = closed_mesure()
    again = open_mesure(
        household=done.household, convention=done.convention, starts_on=done.ends_on + DAY, by=done.worker
    )
    assert again.previous == done


def test_the_first_day_of_a_return_is_that_of_the_new_adhesion(today):
    done = closed_mesure()
    given = {"household": done.household, "convention": done.convention}
    assert first_day_proposed(**given, today=today) == done.ends_on + DAY
    for kind, day in (("individual", 400), ("collective", 410)):
        AdhesionFactory(**given, person=done.household.persons.get(), kind=kind, on=done.ends_on + day * DAY)
    assert first_day_proposed(**given, today=today) == done.ends_on + 410 * DAY


def test_it_opens_for_whoever_has_the_household_in_hand():
    three = adhered()
    assert "de celles que vous suivez" in refusal(open_mesure, **opening(three, by=stranger(three)))[0]
    for by in (three.head, three.advisor):
        assert "dans votre rôle" in refusal(open_mesure, **opening(three, by=by))[0]
    other = ConventionFactory(ends_on=FAR)
    assert "n’est pas entre" in refusal(open_mesure, **opening(three, convention=other))[0]
    elsewhere = the_three().referral
    assert "n’est pas celle de ce ménage" in refusal(open_mesure, **opening(three, referral=elsewhere))[0]


def test_an_opening_by_mistake_goes_while_nothing_rests_on_it():
    three = opened()
    objective = ObjectiveFactory(accompaniment=three.mesure, author=three.worker)
    given = {"mesure": three.mesure, "by": three.worker}
    assert "porte déjà un objectif" in refusal(take_back_opening, **given, reason="Erreur.")[0]
    objective.delete()
    assert refusal(take_back_opening, **given, reason=" ") == ("Dites pourquoi.", "reason")
    take_back_opening(**given, reason="Ouverte pour un autre ménage.")
    assert not Accompaniment.objects.exists()
    entry = TransitionEntry.objects.get(action="take_back")
    assert entry.subject_id == three.household.pk
    assert entry.reason == "M-2015-0001\u00a0: Ouverte pour un autre ménage."
    assert Accompaniment.pgh_event_model.objects.filter(pgh_label="delete").exists()


# Phases


def test_the_next_phase_ends_the_one_before():
    three = opened()
    watch = start_phase(mesure=three.mesure, kind=PhaseKind.WATCH, on=MAY, by=three.worker)
    three.phase.refresh_from_db()
    assert (watch.starts_on, three.phase.ends_on) == (MAY, MAY - DAY)
    assert "ne prévoit pas" in refusal(start_phase, mesure=three.mesure, kind="support", on=MAY, by=three.worker)[0]


def test_a_diagnostic_ends_with_what_it_gives_before_the_support_begins():
    three = visited()
    given = {"mesure": three.mesure, "kind": PhaseKind.SUPPORT, "by": three.worker}
    assert "encore en cours" in refusal(start_phase, **given, on=MAY)[0]
    assert refusal(end_phase, phase=three.phase, on=APRIL, by=three.worker)[1] == "outcome"
    assert refusal(end_phase, phase=three.phase, on=APRIL, outcome="thing", by=three.worker)[1] == "outcome"
    end_phase(phase=three.phase, on=APRIL, outcome=PhaseOutcome.SUPPORT, by=three.head)
    assert "occupe encore le 1er avril 2015" in refusal(start_phase, **given, on=APRIL)[0]
    assert start_phase(**given, on=APRIL + DAY).starts_on == APRIL + DAY
    assert "déjà terminée" in refusal(end_phase, phase=three.phase, on=MAY, by=three.worker)[0]


def test_days_that_a_phase_cannot_have():
    three, tomorrow = opened(), timezone.localdate() + DAY
    end = {"phase": three.phase, "by": three.worker}
    assert refusal(end_phase, **end, on=tomorrow)[1] == "on"
    assert "ne peut pas précéder" in refusal(end_phase, **end, on=ADHERED_ON - DAY)[0]
    assert "Seul un diagnostic" in refusal(end_phase, **end, on=MAY, outcome="support")[0]
    start = {"mesure": three.mesure, "kind": PhaseKind.WATCH, "by": three.worker}
    assert "La mesure commence le" in refusal(start_phase, **start, on=ADHERED_ON - DAY)[0]
    assert "trop loin" in refusal(start_phase, **start, on=tomorrow + 100 * DAY)[0]


def test_corrected_dates_move_the_mesure_and_its_term():
    three = opened()
    given = {"phase": three.phase, "ends_on": None, "by": three.worker}
    correct_phase(**given, starts_on=APRIL, reason="La première rencontre a été reportée.")
    three.mesure.refresh_from_db()
    assert (three.mesure.starts_on, three.mesure.term_on) == (APRIL, datetime.date(2016, 3, 31))
    entry = TransitionEntry.objects.get(action="correct_phase")
    assert entry.reason == "La première rencontre a été reportée."
    assert refusal(correct_phase, **given, starts_on=APRIL, reason="")[0] == "Dites pourquoi."
    assert "L’adhésion date" in refusal(correct_phase, **given, starts_on=ADHERED_ON - DAY, reason="x")[0]


def test_a_correction_leaves_nothing_outside():
    three = opened()
    InterviewFactory(accompaniment=three.mesure, author=three.worker, on=APRIL)
    given = {"phase": three.phase, "reason": "Erreur.", "by": three.worker}
    assert "Un entretien a eu lieu le 1er avril" in refusal(correct_phase, **given, starts_on=MAY, ends_on=None)[0]
    suspend(phase=three.phase, starts_on=MAY, ends_on=MAY + DAY, **AWAY, by=three.worker)
    assert "Une suspension commence" in refusal(correct_phase, **given, starts_on=MAY + DAY, ends_on=None)[0]
    assert "terminez-la d’abord" in refusal(correct_phase, **given, starts_on=ADHERED_ON, ends_on=MAY)[0]
    end_phase(phase=three.phase, on=MAY + 9 * DAY, by=three.worker)
    assert "donnez son dernier jour" in refusal(correct_phase, **given, starts_on=ADHERED_ON, ends_on=None)[0]
    watch = start_phase(mesure=three.mesure, kind=PhaseKind.WATCH, on=MAY + 20 * DAY, by=three.worker)
    overlapping = {**given, "phase": watch, "starts_on": MAY, "ends_on": None}
    assert "n’ont pas de jour en commun" in refusal(correct_phase, **overlapping)[0]


def test_the_last_day_of_a_closed_mesure_is_corrected_by_the_head():
    done = closed_mesure()
    head = the_head(done)
    given = {"phase": done.phases.get(), "starts_on": done.starts_on, "reason": "Sortie notée trop tard."}
    assert "dans votre rôle" in refusal(correct_phase, **given, ends_on=done.ends_on - 20 * DAY, by=done.worker)[0]
    correct_phase(**given, ends_on=done.ends_on - 20 * DAY, by=head)
    again = Accompaniment.objects.get(pk=done.pk)
    assert (again.ends_on, again.state) == (done.ends_on - 20 * DAY, MesureState.CLOSED)


def the_head(mesure):
    from_operator = {"organisation": mesure.convention.operator, "role": "service_head"}
    return MembershipFactory(**from_operator)


# Suspensions and pauses


def test_suspended_then_taken_up_again():
    three = opened()
    suspension = suspend(phase=three.phase, starts_on=APRIL, **AWAY, note="Parti deux mois.", by=three.worker)
    assert suspension.ends_on is None
    assert refusal(resume, suspension=suspension, on=APRIL, by=three.worker)[1] == "on"
    assert resume(suspension=suspension, on=MAY, by=three.worker).ends_on == MAY - DAY
    assert "déjà pris fin" in refusal(resume, suspension=suspension, on=MAY + DAY, by=three.worker)[0]
    told = list(TransitionEntry.objects.filter(subject_id=three.mesure.pk).order_by("at").values_list("action"))
    assert told == [("open",), ("suspend",), ("resume",)]


def test_a_suspension_lies_within_the_support_and_meets_no_other():
    three = opened()
    given = {"phase": three.phase, "by": three.worker, **AWAY}
    assert "une suspension tient entre ces jours" in refusal(suspend, **given, starts_on=ADHERED_ON - DAY)[0]
    assert "ne peut pas précéder" in refusal(suspend, **given, starts_on=MAY, ends_on=APRIL)[0]
    assert "trop loin" in refusal(suspend, **given, starts_on=timezone.localdate() + 100 * DAY)[0]
    suspend(**given, starts_on=APRIL, ends_on=MAY)
    assert "une autre suspension" in refusal(suspend, **given, starts_on=MAY, ends_on=None)[0]
    diagnostic = visited()
    words, _ = refusal(suspend, phase=diagnostic.phase, starts_on=APRIL, **AWAY, by=diagnostic.worker)
    assert "Seul l’accompagnement se suspend" in words


def test_a_suspension_is_corrected_or_goes_with_a_reason():
    three = opened()
    suspension = suspend(phase=three.phase, starts_on=APRIL, ends_on=MAY, **AWAY, by=three.worker)
    change = {"suspension": suspension, "starts_on": APRIL, "ends_on": MAY + DAY, "reason": "request"}
    assert refusal(correct_suspension, **change, why="", by=three.worker)[0] == "Dites pourquoi."
    assert correct_suspension(**change, why="Un jour de plus.", by=three.worker).reason == "request"
    assert refusal(cancel_suspension, suspension=suspension, reason="", by=three.worker)[0] == "Dites pourquoi."
    cancel_suspension(suspension=suspension, reason="Il n’est pas parti.", by=three.worker)
    assert not Suspension.objects.exists()
    assert TransitionEntry.objects.get(action="cancel_suspension").reason == "Il n’est pas parti."


def test_a_suspension_ends_with_its_phase():
    three = opened()
    suspension = suspend(phase=three.phase, starts_on=APRIL, **AWAY, by=three.worker)
    end_phase(phase=three.phase, on=MAY, by=three.worker)
    suspension.refresh_from_db()
    assert suspension.ends_on == MAY


def test_the_rhythm_waits():
    three = opened()
    given = {"mesure": three.mesure, "reason": "household_away", "by": three.worker}
    pause = pause_rhythm(**given, starts_on=APRIL, ends_on=MAY)
    assert "une autre pause" in refusal(pause_rhythm, **given, starts_on=MAY, ends_on=MAY + DAY)[0]
    assert "ne peut pas précéder" in refusal(pause_rhythm, **given, starts_on=MAY, ends_on=APRIL)[0]
    assert "La mesure commence le" in refusal(pause_rhythm, **given, starts_on=ADHERED_ON - DAY, ends_on=MAY)[0]
    assert "92 jours" in refusal(pause_rhythm, **given, starts_on=MAY + DAY, ends_on=MAY + 200 * DAY)[0]
    change = {"pause": pause, "starts_on": APRIL, "ends_on": MAY + DAY, "reason": "other", "by": three.worker}
    assert correct_pause(**change, why="Un jour de plus.").ends_on == MAY + DAY
    cancel_pause(pause=pause, reason="Il est resté.", by=three.worker)
    assert not Pause.objects.exists()


def test_how_often_they_mean_to_meet():
    three = opened()
    given = {"mesure": three.mesure, "by": three.worker}
    changed = set_rhythm(**given, rhythm="weekly", intensive_until=MAY)
    assert (changed.rhythm, changed.intensive_until) == ("weekly", MAY)
    assert refusal(set_rhythm, **given, rhythm="", intensive_until=ADHERED_ON - DAY)[1] == "intensive_until"
    assert "au-delà du terme" in refusal(set_rhythm, **given, rhythm="", intensive_until=FAR)[0]


@pytest.mark.parametrize("step", ["start", "end", "suspend", "pause", "rhythm", "take_back"])
def test_what_is_not_in_ones_hands_is_refused(step):
    three = opened()
    mesure, phase = three.mesure, three.phase
    calls = {
        "start": (start_phase, {"mesure": mesure, "kind": "watch", "on": MAY}),
        "end": (end_phase, {"phase": phase, "on": MAY}),
        "suspend": (suspend, {"phase": phase, "starts_on": APRIL, **AWAY}),
        "pause": (pause_rhythm, {"mesure": mesure, "starts_on": APRIL, "ends_on": MAY, "reason": "other"}),
        "rhythm": (set_rhythm, {"mesure": mesure, "rhythm": "weekly"}),
        "take_back": (take_back_opening, {"mesure": mesure, "reason": "x"}),
    }
    call, given = calls[step]
    assert "de celles que vous suivez" in refusal(call, **given, by=stranger(three))[0]
    assert "dans votre rôle" in refusal(call, **given, by=three.advisor)[0]
