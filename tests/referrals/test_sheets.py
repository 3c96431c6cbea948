"""Start, write, announce, send, withdraw: what is kept, who is told, what is refused."""

import datetime

import pytest

from accounts.enums import Role
from accounts.models import Notice
from core.errors import DomainError
from core.models import StaleVersion, TransitionEntry
from programmes.enums import ContextKind, OccupancyStatus
from referrals.enums import AppointmentState, ReferralState, RequestState, StartMode, TenantAnswer, Urgency
from referrals.models import Referral, Sheet
from referrals.rules.sheets import step_named
from referrals.services.corrections import start_correction
from referrals.services.information import ask_information
from referrals.services.sheets import (
    announce_referral,
    announcement_of,
    digest_of,
    note_letter,
    save_sheet,
    send_referral,
    start_referral,
    withdraw_referral,
)
from tenants.models import Entrustment, Household
from tenants.presentation.situation import situation_of
from tests.factories.accounts import MembershipFactory
from tests.factories.referrals import AppointmentFactory, PreliminaryMeetingFactory, ReferralFactory, sent_referral
from tests.factories.tenants import AssignmentFactory, RentDebtFactory, ScreeningFactory
from tests.referrals.sheets import advisor_of, head_of, household_of, ready_referral, running_convention

pytestmark = pytest.mark.django_db
YESTERDAY, DAY = datetime.timedelta(days=-1), datetime.timedelta(days=1)


@pytest.fixture
def convention():
    return running_convention()


@pytest.fixture
def referral():
    return ready_referral()


def codes_told(membership):
    return list(Notice.objects.filter(membership=membership).values_list("code", flat=True))


# Starting


def test_a_fiche_begins_with_what_is_known(convention, today):
    household, by = household_of(convention), advisor_of(convention)
    ScreeningFactory(household=household, on=today, criteria=["isolement", "appropriation"], by=by)
    met = PreliminaryMeetingFactory(
        household=household,
        convention=convention,
        advisor=by,
        held_on=today + YESTERDAY,
        answer=TenantAnswer.AGREES,
        wishes="Le mardi après 17 h.",
        appointment=AppointmentFactory(household=household, operator=convention.operator),
    )
    referral = start_referral(household=household, convention=convention, by=by)
    sheet = referral.sheets.get()
    assert referral.number == f"F-{today.year}-0001"
    assert (referral.preliminary_meeting, referral.appointment) == (met, met.appointment)
    assert sheet.problem_codes == ["isolement", "appropriation"]
    assert (sheet.agreed_on, sheet.wishes) == (met.held_on, "Le mardi après 17 h.")
    assert TransitionEntry.objects.get(subject_id=referral.pk).action == "start"


def test_numbers_follow_one_another(convention):
    by = advisor_of(convention)
    numbers = [
        start_referral(household=household_of(convention), convention=convention, by=by).number for _ in range(2)
    ]
    assert [number[-4:] for number in numbers] == ["0001", "0002"]


def test_a_refusal_is_no_agreement(convention, today):
    household = household_of(convention)
    PreliminaryMeetingFactory(household=household, convention=convention, held_on=today, answer=TenantAnswer.NEEDS_TIME)
    referral = start_referral(household=household, convention=convention, by=advisor_of(convention))
    assert referral.sheets.get().agreed_on is None


def test_an_applicant_is_met_before_moving_in():
    convention = running_convention("visites-sociales")
    household = household_of(convention)
    household.occupancies.update(status=OccupancyStatus.APPLICANT)
    referral = start_referral(household=household, convention=convention, by=advisor_of(convention))
    assert referral.sheets.get().context == referral.context == ContextKind.MOVING_IN


def test_one_fiche_at_a_time_in_a_programme(referral):
    with pytest.raises(DomainError, match="déjà en cours"):
        start_referral(household=referral.household, convention=referral.convention, by=referral.advisor)


def test_a_convention_of_another_landlord_is_refused(convention):
    other = running_convention()
    with pytest.raises(DomainError, match="celle du bailleur"):
        start_referral(household=household_of(other), convention=convention, by=advisor_of(other))


def test_a_convention_that_is_over_is_refused(convention, today):
    convention.ends_on = today + YESTERDAY
    convention.save()
    with pytest.raises(DomainError, match="pas en cours"):
        start_referral(household=household_of(convention), convention=convention, by=advisor_of(convention))


# Writing


def test_a_step_is_saved_and_counted_as_done(referral):
    sheet = referral.sheets.get()
    sheet.context, sheet.origin, sheet.urgency = ContextKind.TENANCY, "family", Urgency.URGENT
    save_sheet(sheet=sheet, step=step_named("reperage"), by=referral.advisor)
    again = Sheet.objects.get()
    assert (again.origin, again.steps_done) == ("family", ["reperage"])
    assert again.urgency == Urgency.NORMAL, "a step writes its own fields only"


def test_the_urgency_is_read_in_lists(referral):
    sheet = referral.sheets.get()
    sheet.urgency = Urgency.URGENT
    save_sheet(sheet=sheet, step=step_named("demarrage"), by=referral.advisor)
    assert Referral.objects.get().urgency == Urgency.URGENT


def test_two_advisors_do_not_hide_what_the_other_wrote(referral):
    one, other = Sheet.objects.get(), Sheet.objects.get()
    save_sheet(sheet=one, step=step_named("reperage"), by=referral.advisor)
    with pytest.raises(StaleVersion):
        save_sheet(sheet=other, step=step_named("reperage"), by=referral.advisor)


def test_a_sheet_that_was_sent_is_not_written_any_more(referral):
    sheet = referral.sheets.get()
    send_referral(referral=referral, by=referral.advisor)
    with pytest.raises(DomainError, match="préparez une correction"):
        save_sheet(sheet=sheet, step=step_named("reperage"), by=referral.advisor)


# Announcing


def test_an_announcement_tells_the_minimum(today):
    referral = ready_referral("visites-sociales")
    RentDebtFactory(household=referral.household, on=today, amount=1234)
    head = head_of(referral.convention)
    announce_referral(referral=referral, informed_on=today, by=referral.advisor)
    referral.refresh_from_db()
    assert referral.state == ReferralState.ANNOUNCED
    told = str(referral.announcement)
    assert "06 12 34 56 78" in told
    assert "Nantes" in told
    for kept in ("1234", "12 rue des Essais", "1980", "L-0"):
        assert kept not in told
    assert referral in Referral.objects.visible_to(head)
    assert not Household.objects.visible_to(head).exists(), "the household is not entrusted yet"
    assert codes_told(head) == ["referral_announced"]


def test_a_worker_reads_no_announcement(today):
    referral = ready_referral("visites-sociales")
    worker = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=referral.convention.operator)
    announce_referral(referral=referral, informed_on=today, by=referral.advisor)
    assert not Referral.objects.visible_to(worker).exists()


def test_of_a_guarded_household_no_contact_is_announced(referral, today):
    Household.objects.update(guarded=True, guarded_for=referral.advisor)
    referral.household.refresh_from_db()
    told = announcement_of(referral, "En cours de location", today)
    assert told["guarded"]
    assert "06 12 34 56 78" not in str(told)
    assert not told["commune"]


@pytest.mark.parametrize(
    ("shift", "words"), [(1, "pas encore venu"), (-400, "trop ancien"), (None, "Indiquez le jour")]
)
def test_the_day_on_which_the_household_was_informed_is_asked(shift, words, today):
    referral = ready_referral("visites-sociales")
    day = None if shift is None else today + datetime.timedelta(days=shift)
    with pytest.raises(DomainError, match=words):
        announce_referral(referral=referral, informed_on=day, by=referral.advisor)
    assert Referral.objects.get().state == ReferralState.DRAFT


def test_a_programme_without_announcement_refuses_one(referral, today):
    with pytest.raises(DomainError, match="pas de fiche d’orientation"):
        announce_referral(referral=referral, informed_on=today, by=referral.advisor)


# Sending


def test_sending_freezes_what_was_read_and_hands_it_over(referral, today):
    head = head_of(referral.convention)
    sheet = referral.sheets.get()
    seen = digest_of(sheet, situation_of(referral.household, today))
    send_referral(referral=referral, by=referral.advisor, seen=seen)
    referral.refresh_from_db()
    sheet.refresh_from_db()
    assert referral.state == ReferralState.SENT
    assert referral.screening.passed
    assert (sheet.issued_by, sheet.household_then["name"]) == (referral.advisor, referral.household.name)
    assert Entrustment.objects.get().operator == referral.convention.operator
    assert referral in Referral.objects.visible_to(head)
    assert codes_told(head) == ["referral_sent"]


def test_a_change_of_the_household_afterwards_changes_no_sheet(referral):
    send_referral(referral=referral, by=referral.advisor)
    referral.household.persons.update(phone="07 00 00 00 00")
    assert Sheet.objects.get().household_then["persons"][0]["phone"] == "06 12 34 56 78"


def test_what_has_changed_since_it_was_read_is_read_again(referral, today):
    seen = digest_of(referral.sheets.get(), situation_of(referral.household, today))
    RentDebtFactory(household=referral.household, on=today)
    with pytest.raises(DomainError, match="relisez-la"):
        send_referral(referral=referral, by=referral.advisor, seen=seen)


def test_two_send_it_and_one_is_told(referral):
    send_referral(referral=referral, by=referral.advisor)
    with pytest.raises(DomainError, match="déjà envoyée"):
        send_referral(referral=referral, by=referral.advisor)
    assert Sheet.objects.count() == 1


def test_what_is_missing_is_refused_as_the_summary_says_it():
    referral = ready_referral(agreed_on=None, origin="")
    with pytest.raises(DomainError, match=r"Dites qui a repéré la situation.*a accepté d’être rencontré"):
        send_referral(referral=referral, by=referral.advisor)
    assert not Entrustment.objects.exists()


def test_the_latest_screening_decides(referral, today):
    ScreeningFactory(household=referral.household, on=today, passed=False, by=referral.advisor)
    with pytest.raises(DomainError, match="ne conclut pas"):
        send_referral(referral=referral, by=referral.advisor)


def test_a_manager_reads_and_does_not_send(referral):
    manager = MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=referral.convention.landlord)
    with pytest.raises(DomainError, match="où vous pouvez écrire"):
        send_referral(referral=referral, by=manager)


def test_withdrawn_meanwhile_it_is_not_sent(referral):
    withdraw_referral(referral=referral, reason="Le ménage déménage.", by=referral.advisor)
    with pytest.raises(DomainError, match="n’est plus possible"):
        send_referral(referral=referral, by=referral.advisor)


# Withdrawing


def test_a_draft_is_withdrawn_without_a_word_to_the_operator(referral):
    head = head_of(referral.convention)
    withdraw_referral(referral=referral, reason="Le ménage ne souhaite plus.", by=referral.advisor)
    referral.refresh_from_db()
    assert (referral.state, referral.motive) == (ReferralState.WITHDRAWN, "Le ménage ne souhaite plus.")
    assert codes_told(head) == []
    assert not Referral.objects.visible_to(head).exists()


def test_withdrawn_after_sending_everybody_is_told_and_the_appointment_falls():
    worker = MembershipFactory(role=Role.SOCIAL_WORKER)
    convention = running_convention(operator=worker.organisation)
    referral = sent_referral(convention=convention, household=household_of(convention), worker=worker)
    head = head_of(convention)
    referral.appointment = AppointmentFactory(household=referral.household, operator=convention.operator)
    referral.save()
    withdraw_referral(referral=referral, reason="Double demande.", by=referral.advisor)
    referral.appointment.refresh_from_db()
    assert referral.appointment.state == AppointmentState.CANCELLED
    assert codes_told(worker) == codes_told(head) == ["referral_withdrawn"]
    assert not Household.objects.writable_by(worker).exists()


def test_withdrawn_its_questions_and_its_correction_wait_no_more():
    worker = MembershipFactory(role=Role.SOCIAL_WORKER)
    convention = running_convention(operator=worker.organisation)
    referral = sent_referral(convention=convention, household=household_of(convention), worker=worker)
    ask_information(referral=referral, questions=[("origin", "Qui ?")], by=worker)
    correction = start_correction(referral=referral, reason="Une date", by=referral.advisor)
    withdraw_referral(referral=referral, reason="Double demande.", by=referral.advisor)
    assert referral.information_requests.get().state == RequestState.CLOSED
    correction.refresh_from_db()
    assert correction.dropped_at


def test_withdrawn_before_it_was_sent_it_takes_the_household_out_of_nobody_s_hands(referral):
    worker = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=referral.convention.operator)
    AssignmentFactory(household=referral.household, membership=worker)
    withdraw_referral(referral=referral, reason="Erreur.", by=referral.advisor)
    assert Household.objects.writable_by(worker).exists()


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_is_asked(referral, reason):
    with pytest.raises(DomainError, match="Dites pourquoi"):
        withdraw_referral(referral=referral, reason=reason, by=referral.advisor)


def test_what_is_over_is_not_withdrawn(referral):
    withdraw_referral(referral=referral, reason="Erreur.", by=referral.advisor)
    with pytest.raises(DomainError, match="n’est plus possible"):
        withdraw_referral(referral=referral, reason="Erreur.", by=referral.advisor)


# The letter


def test_the_letter_has_a_day(today):
    referral = ready_referral("visites-sociales", start_mode=StartMode.LETTER)
    with pytest.raises(DomainError, match="une fois la fiche envoyée"):
        note_letter(referral=referral, on=today, by=referral.advisor)
    send_referral(referral=referral, by=referral.advisor)
    with pytest.raises(DomainError, match="pas encore venu"):
        note_letter(referral=referral, on=today + DAY, by=referral.advisor)
    with pytest.raises(DomainError, match="précède la fiche"):
        note_letter(referral=referral, on=today + YESTERDAY, by=referral.advisor)
    assert note_letter(referral=referral, on=today, by=referral.advisor).letter_sent_on == today


def test_no_letter_to_a_guarded_household(today):
    referral = ready_referral("visites-sociales", start_mode=StartMode.LETTER)
    Household.objects.update(guarded=True, guarded_for=referral.advisor)
    with pytest.raises(DomainError, match="aucun courrier"):
        send_referral(referral=referral, by=referral.advisor)
    with pytest.raises(DomainError, match="aucun courrier"):
        note_letter(referral=referral, on=today, by=referral.advisor)


def test_whoever_does_not_write_this_household_writes_none_of_its_fiches():
    """The services hold it themselves, whatever leads to them."""
    referral = ReferralFactory(convention=running_convention())
    stranger = MembershipFactory(role=Role.ADVISOR)
    manager = MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=referral.convention.landlord)
    for by in (stranger, manager):
        for write in (
            lambda by=by: send_referral(referral=referral, by=by),
            lambda by=by: withdraw_referral(referral=referral, reason="Erreur", by=by),
            lambda by=by: start_correction(referral=referral, reason="Erreur", by=by),
            lambda by=by: start_referral(household=referral.household, convention=referral.convention, by=by),
        ):
            with pytest.raises(DomainError, match="où vous pouvez écrire"):
                write()
