"""Bilans: prepared, completed, validated, signed; what each bad input is told; what no side may read too early."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import ReviewKind, ReviewState, SignatureWay
from accompaniment.models import Review, ReviewEffect, ReviewInside
from accompaniment.queue import queue_items
from accompaniment.services.closings import propose_closing, validate_closing
from accompaniment.services.reviews import (
    cancel_review,
    give_up_review,
    send_back_review,
    sign_review,
    start_review,
    submit_review,
    validate_review,
    write_review,
)
from core.models import TransitionEntry
from referrals.enums import CommitmentOutcome, MinutesState, Party
from referrals.models import Commitment
from tenants.models import EvictionStage, RentDebt
from tests.accompaniment.bilans import (
    DAY,
    ON,
    SAID,
    begun,
    complete,
    html_of,
    met,
    signing,
    url,
    validated,
)
from tests.accompaniment.pairs import everybody_else, the_team
from tests.accompaniment.stay import refusal
from tests.factories.accompaniment import (
    InterviewFactory,
    ObjectiveFactory,
    validated_review,
)
from tests.factories.referrals import TripartiteMeetingFactory
from tests.forms import post_form
from tests.papers import text_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def team():
    return the_team()


@pytest.fixture
def review(team):
    return begun(team)


def test_it_is_prepared_from_what_was_recorded(log_in, team, review):
    RentDebt.objects.create(household=team.household, on=team.mesure.starts_on, amount=1200)
    RentDebt.objects.create(household=team.household, on=ON - datetime.timedelta(days=3), amount=300)
    EvictionStage.objects.create(household=team.household, on=ON, step="suspended")
    InterviewFactory(accompaniment=team.mesure, author=team.worker)
    ObjectiveFactory(accompaniment=team.mesure, text="Tenir le budget")
    meeting = TripartiteMeetingFactory(household=team.household, convention=team.convention)
    Commitment.objects.create(
        meeting=meeting, party=Party.TENANT, text="Payer le cinq du mois", outcome=CommitmentOutcome.KEPT
    )
    page = html_of(log_in(team.worker), url("review_write", review))
    for words in (
        "1 200",
        "300",
        "Procédure suspendue",
        "Payer le cinq du mois",
        "Tenu",
        "Tenir le budget",
        "1 rencontre",
    ):
        assert words in page, words


def test_what_was_recorded_is_kept_as_it_stood_when_proposed(team, review):
    debt = RentDebt.objects.create(household=team.household, on=ON, amount=300)
    InterviewFactory(accompaniment=team.mesure, author=team.worker)
    validated(team, review)
    debt.cancelled_reason = "erreur"
    debt.save()
    team.mesure.interviews.all()[0].publications.all()
    review = Review.objects.get(pk=review.pk)
    assert review.situations.get(moment="exit").debt == Decimal(300)
    assert review.situations.get(moment="exit").payments == "repris"
    assert [number for _, number in review.recorded["contacts"]] == [1]
    with pytest.raises(IntegrityError, match="review_validated_is_kept"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(done="Autre chose")
    with pytest.raises(IntegrityError, match="review_inside_is_kept"), transaction.atomic():
        ReviewInside.objects.filter(review=review).update(health="")


def test_the_words_of_the_meeting_begin_it(team):
    meeting = met(team, household_words="Je respire.")
    review = start_review(mesure=team.mesure, kind="intermediate", on=ON, meeting=meeting, by=team.worker)
    assert review.tenant_words == "Je respire."


@pytest.mark.parametrize(
    ("given", "words", "field"),
    [
        ({"on": datetime.date(2099, 1, 1)}, "Ce jour n’est pas encore venu", "on"),
        ({"on": datetime.date(2015, 3, 1)}, "un bilan ne la précède pas", "on"),
        ({"kind": "autre"}, "Choisissez le bilan", "kind"),
        ({}, "déjà commencé", "kind"),
    ],
)
def test_a_bilan_that_may_not_begin(team, review, given, words, field):
    asked = {"mesure": team.mesure, "kind": ReviewKind.FINAL, "on": ON, "by": team.worker} | given
    said, where = refusal(start_review, **asked)
    assert words in said
    assert where == field


def test_a_meeting_of_others_or_of_another_day_is_refused(team):
    asked = {"mesure": team.mesure, "kind": "intermediate", "on": ON, "by": team.worker}
    said, _ = refusal(start_review, **asked, meeting=TripartiteMeetingFactory())
    assert "n’est pas de celles de ce ménage" in said
    said, _ = refusal(start_review, **asked, meeting=met(team, held_on=ON - DAY))
    assert "le bilan est du même jour" in said
    gone = met(team, state=MinutesState.CANCELLED)
    assert "n’est pas de celles" in refusal(start_review, **asked, meeting=gone)[0]


def test_neither_what_began_it_nor_an_earlier_stay_makes_a_bilan(log_in, team):
    first = team.mesure.starts_on
    begun = met(team, kind="start", held_on=first)
    earlier = met(team, held_on=first - 40 * DAY)
    for meeting in (begun, earlier, met(team, kind="start", held_on=first + DAY)):
        asked = {"mesure": team.mesure, "kind": "intermediate", "on": max(meeting.held_on, first), "meeting": meeting}
        assert refusal(start_review, **asked, by=team.worker)[1] == "meeting"
    browser = log_in(team.worker)
    asked = reverse("accompaniment:review_start", args=[team.mesure.pk])
    form = browser.get(asked).context["form"]
    assert list(form.fields["meeting"].queryset) == []
    assert form.initial["on"] == TODAY
    held = met(team)
    form = browser.get(asked).context["form"]
    assert (list(form.fields["meeting"].queryset), form.initial["meeting"], form.initial["on"]) == ([held], held, ON)


def test_another_worker_writes_nothing(team, review):
    for service in (submit_review, give_up_review):
        more = {"reason": "Pour voir"} if service is give_up_review else {}
        assert refusal(service, review=review, by=team.colleague, **more)[0].startswith("Cette mesure n’est pas")
    said, _ = refusal(validate_review, review=review, by=team.worker)
    assert said == "Cette action n’est pas possible dans votre rôle."


def test_it_is_not_proposed_before_it_is_whole(team, review):
    assert "« ce qui a été fait »" in refusal(submit_review, review=review, by=team.worker)[0]
    write_review(review=review, values={"on": ON, "meeting": None, **SAID}, payments={}, effects={}, by=team.worker)
    assert "Dites de chaque effet" in refusal(submit_review, review=review, by=team.worker)[0]


@pytest.mark.parametrize(
    ("effects", "words"),
    [
        ({"inconnu": ("yes", "")}, "n’est pas de ceux du dispositif"),
        ({"sante": ("yes", "")}, "n’est pas de ceux du dispositif"),
        ({"dette": ("peut-être", "")}, "une des quatre réponses"),
        ({"dette": ("", "Un plan")}, "Choisissez aussi une réponse"),
        ({"dette": ("yes", "x" * 1001)}, "trop long"),
    ],
)
def test_an_effect_that_may_not_be_noted(team, review, effects, words):
    values = {"on": ON, "meeting": None, **SAID}
    asked = {"review": review, "values": values, "payments": {}, "effects": effects, "by": team.worker}
    assert words in refusal(write_review, **asked)[0]
    assert not ReviewEffect.objects.exists()


def test_a_text_that_is_too_long_is_refused(team, review):
    values = {"on": ON, "meeting": None, **SAID, "done": "x" * 20_001}
    asked = {"review": review, "payments": {}, "effects": {}, "by": team.worker}
    assert refusal(write_review, values=values, **asked)[1] == "done"


def test_sent_back_taken_up_and_validated(team, review):
    submit_review(review=complete(team, review), by=team.worker)
    assert "Dites pourquoi" in refusal(send_back_review, review=review, reason=" ", by=team.head)[0]
    send_back_review(review=review, reason="Précisez la suite.", by=team.head)
    values = {"on": ON, "meeting": None, **SAID}
    review.refresh_from_db()
    submit_review(review=complete(team, review), by=team.worker)
    validate_review(review=review, by=team.head)
    asked = {"review": review, "values": values, "payments": {}, "effects": {}, "by": team.worker}
    assert "ne change plus" in refusal(write_review, **asked)[0]
    steps = TransitionEntry.objects.filter(subject_id=review.pk).order_by("at").values_list("action", flat=True)
    assert list(steps) == ["start", "submit", "send_back", "submit", "validate"]


def test_the_landlord_reads_nothing_before_and_its_version_only_after(log_in, team, review):
    submit_review(review=complete(team, review), by=team.worker)
    shared, inner = ("review", "review_paper"), ("review_inside", "full_review_paper", "review_write")
    for other in everybody_else(team):
        for name in (*shared, *inner):
            assert log_in(other).get(url(name, review)).status_code == 404, (other.role, name)
    validate_review(review=review, by=team.head)
    for reader in (team.advisor, team.manager):
        page = html_of(log_in(reader), url("review", review))
        assert SAID["done"] in page
        for hidden in ("MOTANALYSE", "MOTSANTE", "MOTAUTONOMIE", "MOTEFFET", "Santé", "association/"):
            assert hidden not in page, hidden
        for name in inner:
            assert log_in(reader).get(url(name, review)).status_code == 404, name
        assert not ReviewEffect.objects.visible_to(reader).filter(operator_only=True).exists()
        assert not ReviewInside.objects.visible_to(reader).exists()
    page = html_of(log_in(team.head), url("review_inside", review))
    assert "MOTSANTE" in page
    assert "MOTEFFET" in page


def test_the_two_papers(log_in, team, review):
    validated(team, review)
    shared = text_of(log_in(team.advisor).get(url("review_paper", review)).content)
    full = text_of(log_in(team.worker).get(url("full_review_paper", review)).content)
    for words in ("Un plan est signé.", "J’ouvre mon courrier."):
        assert words in shared
        assert words in full
    for hidden in ("MOTANALYSE", "MOTSANTE", "MOTAUTONOMIE", "MOTEFFET"):
        assert hidden not in shared
        assert hidden in full


def test_signed_by_the_three(team, review):
    assert "une fois validé" in refusal(sign_review, review=review, signing=signing(Party.TENANT), by=team.worker)[0]
    validated(team, review)
    for party in (Party.TENANT, Party.LANDLORD):
        sign_review(review=review, signing=signing(party), by=team.worker)
        assert Review.objects.get().state == ReviewState.VALIDATED
    witness = signing(Party.OPERATOR, way=SignatureWay.WITNESS, signature=None, witness="Luc Morin")
    sign_review(review=review, signing=witness, by=team.worker)
    assert Review.objects.get().state == ReviewState.SIGNED
    sign_review(review=review, signing=signing(Party.TENANT, "Paul Kervella"), by=team.worker)
    with pytest.raises(IntegrityError, match="review_signature_is_kept"), transaction.atomic():
        review.signatures.update(name="Autre")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"party": "voisin"}, "party"),
        ({"way": "oral"}, "way"),
        ({"signature": None}, "signature"),
        ({"way": SignatureWay.WITNESS}, "witness"),
        ({"way": SignatureWay.PAPER}, "papers"),
        ({"on": datetime.date(2099, 1, 1)}, "on"),
        ({"on": datetime.date(2016, 2, 1)}, "on"),
    ],
)
def test_a_signature_that_does_not_hold(team, given, field):
    review = validated_review(accompaniment=team.mesure, on=ON)
    asked = signing(**({"party": Party.TENANT} | given))
    assert refusal(sign_review, review=review, signing=asked, by=team.worker)[1] == field


def test_one_signs_once(team):
    review = validated_review(accompaniment=team.mesure, on=ON)
    sign_review(review=review, signing=signing(Party.TENANT), by=team.worker)
    said, _ = refusal(sign_review, review=review, signing=signing(Party.TENANT, "jeanne kervella"), by=team.worker)
    assert "déjà signé" in said


def test_cancelled_it_leaves_the_landlord_and_another_may_begin(log_in, team, review):
    validated(team, review)
    assert "Dites pourquoi" in refusal(cancel_review, review=review, reason="", by=team.head)[0]
    cancel_review(review=review, reason="Mauvais ménage", by=team.head)
    assert log_in(team.advisor).get(url("review", review)).status_code == 404
    assert "Mauvais ménage" in html_of(log_in(team.worker), url("review", review))
    start_review(mesure=team.mesure, kind=ReviewKind.FINAL, on=ON, by=team.worker)


def test_the_mesure_ends_on_its_final_bilan_which_then_stays(team, review):
    closing = propose_closing(
        mesure=team.mesure, on=ON, exit_reason="objectives_reached", review=review, by=team.worker
    )
    assert "pas encore validé" in refusal(validate_closing, closing=closing, by=team.head)[0]
    validated(team, review)
    validate_closing(closing=closing, by=team.head)
    assert "rouvrez-la" in refusal(cancel_review, review=review, reason="Erreur", by=team.head)[0]
    said, _ = refusal(start_review, mesure=team.mesure, kind="intermediate", on=ON, by=team.head)
    assert said


def test_what_waits_on_the_home_page(team, review):
    def told(actor):
        return " ".join(item.title for item in queue_items(actor, ON)).replace("\u00a0", " ")

    submit_review(review=complete(team, review), by=team.worker)
    assert "bilan final à valider" in told(team.head)
    assert "bilan final" not in told(team.advisor)
    validate_review(review=review, by=team.head)
    assert "bilan final à faire signer" in told(team.worker)
    assert "bilan final à lire" in told(team.advisor)


def test_the_pages_save_what_one_types(log_in, team, review):
    client = log_in(team.worker)
    post_form(client, url("review_write", review), done="Un plan", effect_dette="partly", note_dette="Jusqu’en mai")
    post_form(client, url("review_inside_write", review), analysis="Pour nous", effect_sante="no")
    review.refresh_from_db()
    assert review.done == "Un plan"
    assert {(one.code, one.answer, one.operator_only) for one in review.effects.all()} == {
        ("dette", "partly", False),
        ("sante", "no", True),
    }
    assert review.inside.analysis == "Pour nous"
    for name in ("review", "review_inside", "review_submit", "review_give_up"):
        assert client.get(url(name, review)).status_code == 200, name
    started = post_form(client, reverse("accompaniment:review_start", args=[team.mesure.pk]), kind="intermediate")
    assert started.status_code == 302
