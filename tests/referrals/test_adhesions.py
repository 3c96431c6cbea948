"""A person's yes or no: kept apart by kind, proved in its way, taken back; and what is refused."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Notice
from core.errors import DomainError
from core.private_files import receive
from referrals.enums import AdhesionWay, ReferralState
from referrals.models import Adhesion, Attachment
from referrals.presentation.adhesions import board_of
from referrals.services.adhesions import (
    Signing,
    add_adhesion_paper,
    adhere_referral,
    record_answers,
    record_refusal,
    withdraw_adhesion,
)
from referrals.services.meetings import seal_minutes
from tests.core.papers_sent import pdf
from tests.factories.programmes import ProgrammeFactory
from tests.factories.referrals import AdhesionFactory
from tests.factories.tenants import HouseholdFactory, PersonFactory
from tests.referrals.three import MET_ON, ON_PAPER, ON_SCREEN, SIGNATURE, met, says_yes, the_three, written
from tests.texts import plain

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
BOTH = {"individual": True, "collective": True}


def refusal(call, **kwargs):
    with pytest.raises(DomainError) as refused:
        call(**kwargs)
    return plain(refused.value.message)


def answers(three, given=BOTH, *, on=MET_ON, signing=ON_PAPER, **kwargs):
    person = kwargs.pop("person", three.person)
    by = kwargs.pop("by", three.worker)
    return record_answers(
        referral=three.referral, person=person, on=on, answers=given, signing=signing, by=by, **kwargs
    )


def test_each_kind_apart_and_one_signature_for_all_that_one_says_yes_to(three):
    meeting = met(three)
    answers(three, signing=ON_SCREEN)
    kept = Adhesion.objects.order_by("kind")
    assert [(one.kind, one.given, one.way, one.meeting) for one in kept] == [
        ("collective", True, "screen", meeting),
        ("individual", True, "screen", meeting),
    ]
    assert kept[0].signature == SIGNATURE.data
    with connection.cursor() as cursor:
        cursor.execute("SELECT signature::text FROM referrals_adhesion")
        assert "strokes" not in cursor.fetchone()[0]


def test_yes_to_one_no_to_the_other_and_time_is_no_answer(three):
    answers(three, {"individual": True, "collective": False}, reasons={"collective": "Pas à l’aise en groupe."})
    refused = Adhesion.objects.get(given=False)
    assert (refused.kind, refused.way, refused.refusal_reason) == ("collective", "", "Pas à l’aise en groupe.")
    other = PersonFactory(household=three.household, tie="partner", holds_lease=True)
    assert answers(three, {"individual": None, "collective": None}, person=other) == []
    assert Adhesion.objects.count() == 2


def test_a_paper_is_kept_once_for_both(three):
    paper = receive(pdf(), "engagement.pdf")
    first, second = answers(three, signing=Signing(way=AdhesionWay.PAPER, paper=paper))
    assert first.signed_paper == second.signed_paper == Attachment.objects.get(nature="signed")
    answers_of_no_one = {"individual": None, "collective": None}
    other = PersonFactory(household=three.household, tie="partner")
    answers(three, answers_of_no_one, person=other, signing=Signing(way=AdhesionWay.PAPER, paper=paper))
    assert Attachment.objects.filter(nature="signed").count() == 1


def test_a_paper_photographed_later(three):
    adhesion = says_yes(three)
    paper = receive(pdf(), "engagement.pdf")
    add_adhesion_paper(adhesion=adhesion, received=paper, by=three.worker)
    assert "déjà joint" in refusal(add_adhesion_paper, adhesion=adhesion, received=paper, by=three.worker)
    drawn = says_yes(three, "collective", signing=ON_SCREEN)
    assert "pas été signée sur papier" in refusal(add_adhesion_paper, adhesion=drawn, received=paper, by=three.worker)


@pytest.mark.parametrize(
    ("signing", "field"),
    [
        (Signing(), "way"),
        (Signing(way="taken_over"), "way"),
        (Signing(way="screen"), "signature"),
        (Signing(way="witness", witness="  "), "witness"),
    ],
)
def test_a_yes_that_nothing_proves(three, signing, field):
    with pytest.raises(DomainError) as refused:
        answers(three, signing=signing)
    assert refused.value.field == field
    assert not Adhesion.objects.exists()


def test_the_guardian_signs_too():
    three = the_three(guardianship="curatelle", guardian_name="UDAF d’essai")
    assert "UDAF d’essai signe avec la personne" in refusal(answers, three=three)
    on_screen = {"way": AdhesionWay.SCREEN, "signature": SIGNATURE, "cosigned_by": "Mme Bihan"}
    assert "signe aussi dans son cadre" in refusal(answers, three=three, signing=Signing(**on_screen))
    answers(three, signing=Signing(**on_screen, cosignature=SIGNATURE))
    assert set(Adhesion.objects.values_list("cosigned_by", flat=True)) == {"Mme Bihan"}
    assert Adhesion.objects.first().cosignature == SIGNATURE.data


@pytest.mark.parametrize(
    ("on", "begins"),
    [
        (datetime.date(2099, 1, 1), "Ce jour n’est pas encore venu"),
        (datetime.date(2015, 3, 2), "La fiche de liaison a été envoyée le 3 mars 2015"),
    ],
)
def test_the_day_of_an_answer(three, on, begins):
    assert refusal(answers, three=three, on=on).startswith(begins)


def test_whose_answer_it_is(three):
    stranger = PersonFactory(household=HouseholdFactory(landlord=three.landlord))
    gone = PersonFactory(household=three.household, tie="partner", left_on=datetime.date(2015, 2, 1))
    for person in (stranger, gone):
        assert "n’est pas, ou plus, du ménage" in refusal(answers, three=three, person=person)
    child = PersonFactory(household=three.household, tie="child", birth_date=datetime.date(2010, 1, 1))
    assert "mineure ce jour-là" in refusal(answers, three=three, person=child)


def test_only_what_the_programme_has(three):
    three.convention.programme = ProgrammeFactory(code="visites-sociales")
    three.convention.save()
    assert "ne demande pas cette adhésion" in refusal(answers, three=three)
    answers(three, {"individual": True})


def test_given_twice(three):
    answers(three)
    assert "déjà notée" in refusal(answers, three=three)
    assert "déjà notée" in refusal(
        record_refusal,
        referral=three.referral,
        person=three.person,
        kind="individual",
        on=MET_ON,
        reason="",
        by=three.worker,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        AdhesionFactory(
            household=three.household, convention=three.convention, referral=three.referral, person=three.person
        )


def test_who_collects(three):
    for other in (three.advisor, three.head, three.manager):
        assert "se recueille par le travailleur social" in refusal(answers, three=three, by=other)


@pytest.mark.parametrize("state", [ReferralState.DECLINED, ReferralState.SENT, ReferralState.INFORMATION_REQUESTED])
def test_the_referral_went_elsewhere_meanwhile(three, state):
    change = {"state": state, "decline_kind": "refusal" if state == ReferralState.DECLINED else ""}
    type(three.referral).objects.filter(pk=three.referral.pk).update(**change)
    assert "L’adhésion ne se note pas" in refusal(answers, three=three)


def test_what_is_answered_after_the_signature_is_not_part_of_the_minutes(three):
    meeting = met(three)
    written(meeting, by=three.worker, problems="Le loyer.")
    seal_minutes(meeting=meeting, by=three.worker)
    assert answers(three, {"individual": True})[0].meeting is None


def test_the_outcome_once_all_are_there(three):
    says_yes(three)
    assert refusal(adhere_referral, referral=three.referral, by=three.worker) == (
        "Il manque encore : adhésion aux actions collectives."
    )
    says_yes(three, "collective")
    adhere_referral(referral=three.referral, by=three.worker)
    three.referral.refresh_from_db()
    assert three.referral.state == ReferralState.ADHERED
    assert Notice.objects.filter(membership=three.advisor, code="referral_decided").exists()
    assert "n’est plus possible" in refusal(adhere_referral, referral=three.referral, by=three.worker)


def test_whoever_left_counts_no_more(three):
    says_yes(three)
    says_yes(three, "collective")
    three.person.left_on = timezone.localdate()
    three.person.save()
    PersonFactory(household=three.household, holds_lease=True, tie="partner")
    assert refusal(adhere_referral, referral=three.referral, by=three.worker).startswith("Il manque encore")
    assert not board_of(three.referral, three.worker).complete


def test_taken_back_without_saying_why_and_given_again(three):
    adhesion = says_yes(three)
    withdrawn = withdraw_adhesion(adhesion=adhesion, on=MET_ON + DAY, by=three.worker)
    assert (withdrawn.withdrawn_on, withdrawn.withdrawal_reason) == (MET_ON + DAY, "")
    told = Notice.objects.filter(code="adhesion_withdrawn").values_list("membership", flat=True)
    assert set(told) == {three.advisor.pk, three.head.pk}
    again = {"adhesion": adhesion, "on": MET_ON + DAY, "by": three.worker}
    assert "déjà retirée" in refusal(withdraw_adhesion, **again)
    assert says_yes(three, on=MET_ON + 2 * DAY).given


@pytest.mark.parametrize(
    ("on", "begins"),
    [(datetime.date(2099, 1, 1), "Ce jour n’est pas encore venu"), (MET_ON - DAY, "L’adhésion date du 17 mars 2015")],
)
def test_the_day_of_a_withdrawal(three, on, begins):
    adhesion = says_yes(three)
    assert refusal(withdraw_adhesion, adhesion=adhesion, on=on, by=three.worker).startswith(begins)


def test_a_refusal_is_not_taken_back(three):
    (refused,) = answers(three, {"individual": False})
    assert "déjà retirée" in refusal(withdraw_adhesion, adhesion=refused, on=MET_ON, by=three.worker)


@pytest.mark.parametrize(
    "change",
    [
        {"given": False, "way": ""},
        {"kind": "collective"},
        {"on": MET_ON + DAY},
        {"signature": {"strokes": [[1, 1]]}},
        {"cosigned_by": "Quelqu’un d’autre"},
        {"withdrawn_on": MET_ON - DAY},
        {"withdrawn_on": datetime.date(2099, 1, 1)},
    ],
)
def test_postgresql_keeps_an_answer_as_it_was_given(three, change):
    says_yes(three)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adhesion.objects.update(**change)


def test_postgresql_keeps_a_withdrawal(three):
    adhesion = says_yes(three)
    withdraw_adhesion(adhesion=adhesion, on=MET_ON + DAY, by=three.worker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adhesion.objects.update(withdrawn_on=None)


@pytest.mark.parametrize("change", [{"on": datetime.date(2015, 3, 2)}, {"person": None}])
def test_postgresql_refuses_what_does_not_belong(three, change):
    if "person" in change:
        change = {"person": PersonFactory(household=HouseholdFactory(landlord=three.landlord))}
    values = {"household": three.household, "convention": three.convention, "referral": three.referral}
    with pytest.raises(IntegrityError), transaction.atomic():
        AdhesionFactory(**{**values, "person": three.person} | change)


def test_what_each_side_reads(three):
    answers(three, {"individual": True, "collective": False}, reasons={"collective": "Pas à l’aise."})
    for reader, details in ((three.worker, True), (three.advisor, True), (three.manager, False)):
        board = board_of(three.referral, reader)
        (line,) = board.lines
        assert [cell.words.partition(" ")[0] for cell in line.cells] == ["Donnée", "Refusée"]
        assert all(bool(cell.answer) == details for cell in line.cells)
        assert [one.kind for one in board.refused] == ["collective"]
