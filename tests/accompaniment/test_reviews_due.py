"""When a bilan is due, until it is signed; how much its pages ask; a paper that the three sign."""

import datetime
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accompaniment.enums import ReviewKind, ReviewState
from accompaniment.models import Review
from accompaniment.queue import queue_items
from accompaniment.rules.reviews import due_of, months_between
from accompaniment.services.closings import propose_closing, validate_closing
from accompaniment.services.reviews import (
    cancel_review,
    give_up_review,
    sign_review,
    start_review,
)
from programmes.definition import Cadence
from referrals.enums import CommitmentOutcome, Party
from referrals.models import Commitment
from tests.accompaniment.bilans import (
    DAY,
    ENTRY,
    ON,
    TERM,
    begun,
    html_of,
    signing,
    url,
    validated,
)
from tests.accompaniment.pairs import the_team
from tests.accompaniment.stay import refusal
from tests.core.papers_sent import pdf
from tests.factories.accompaniment import (
    AccompanimentFactory,
    InterviewFactory,
    ObjectiveFactory,
    SuspensionFactory,
    validated_review,
)
from tests.factories.referrals import TripartiteMeetingFactory
from tests.forms import post_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return the_team()


@pytest.fixture
def review(team):
    return begun(team)


def due(**given):
    told = due_of(**{"starts_on": ENTRY, "term_on": TERM, "today": ENTRY, **given})
    return told and (told.kind, told.on)


def test_when_a_bilan_is_due():
    halfway, final = datetime.date(2015, 9, 15), datetime.date(2016, 2, 15)
    assert due() == ("intermediate", halfway)
    assert due(intermediate_on=halfway) == ("final", final)
    # The one in between was not held: near the term, the final one is what is due.
    assert due(today=final - DAY) == ("intermediate", halfway)
    assert due(today=final) == ("final", final)
    assert due(today=TERM + DAY) == ("final", final)
    assert due(final_begun=True) is None
    assert due(term_on=None) == ("intermediate", datetime.date(2015, 9, 17))
    assert due(term_on=None, intermediate_on=ON) == ("intermediate", datetime.date(2016, 9, 1))
    assert due(term_on=None, final_begun=True) is None
    assert due(every=3) == ("intermediate", datetime.date(2015, 6, 17))
    assert due(every=3, intermediate_on=datetime.date(2015, 12, 17)) == ("final", final)
    assert due(term_on=ENTRY + 10 * DAY) == ("final", ENTRY)


def test_how_often_the_programme_means_it(team):
    definition = team.mesure.programme_version.content
    assert months_between(definition) is None
    meant = {"subject": "tripartite", "nature": "intended", "at_least": 1, "at_most": 1}
    for every, period, months in ((1, "quarter", 3), (6, "month", 6), (1, "year", 12), (15, "day", None)):
        cadence = Cadence(**meant, every=every, period=period)
        assert months_between(replace(definition, cadences=(cadence,))) == months


def waiting(actor, day):
    return [item for item in queue_items(actor, day) if "bilan" in item.title]


def test_halfway_nothing_is_asked_of_a_mesure_that_is_suspended(team):
    team.mesure.term_on = TERM
    team.mesure.save()
    held = SuspensionFactory(phase=team.mesure.phases.get(), starts_on=datetime.date(2015, 9, 1), ends_on=None)
    assert waiting(team.worker, datetime.date(2015, 9, 10)) == []
    (final,) = waiting(team.worker, ON)
    assert "Le bilan final est à préparer" in final.detail
    type(held).objects.filter(pk=held.pk).update(ends_on=datetime.date(2015, 9, 5))
    assert len(waiting(team.worker, datetime.date(2015, 9, 10))) == 1


def test_the_final_bilan_waits_on_the_home_page_until_it_is_begun(team):
    team.mesure.term_on = TERM
    team.mesure.save()
    assert waiting(team.worker, ENTRY) == []
    (soon,) = waiting(team.worker, datetime.date(2015, 9, 10))
    assert (soon.due_on, soon.late) == (datetime.date(2015, 9, 15), False)
    (final,) = waiting(team.worker, ON)
    assert "Le bilan final est à préparer" in final.detail
    assert (final.due_on, final.late) == (datetime.date(2016, 2, 15), True)
    for other in (team.colleague, team.head, team.advisor):
        assert waiting(other, ON) == []
    begun = start_review(mesure=team.mesure, kind=ReviewKind.FINAL, on=ON, by=team.worker)
    assert waiting(team.worker, ON) == []
    give_up_review(review=begun, reason="Le ménage reste.", by=team.worker)
    assert len(waiting(team.worker, ON)) == 1


def test_what_waits_asks_as_much_for_many(team):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            waiting(team.worker, ON)
        return len(queries)

    shared = {"convention": team.convention, "worker": team.worker}
    more = [AccompanimentFactory(**shared) for _ in range(2)]
    before = asked()
    more += [AccompanimentFactory(**shared) for _ in range(5)]
    for mesure in more:
        validated_review(accompaniment=mesure, kind="intermediate", on=ON)
    assert asked() == before


def queries_of(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def recorded(team, number, first):
    """What a bilan takes up: meetings, objectives, commitments."""
    for rank in range(number):
        day = first + rank * DAY
        InterviewFactory(accompaniment=team.mesure, author=team.worker, on=day)
        ObjectiveFactory(accompaniment=team.mesure, text=f"Objectif {day}")
        meeting = TripartiteMeetingFactory(household=team.household, convention=team.convention, held_on=day)
        Commitment.objects.create(meeting=meeting, party=Party.TENANT, text="Payer", outcome=CommitmentOutcome.KEPT)


def test_a_bilan_asks_as_much_whatever_it_takes_up(log_in, team, review):
    pages = [(log_in(team.worker), url(name, review)) for name in ("review", "review_write", "review_inside")]
    recorded(team, 2, ENTRY + DAY)
    before = [queries_of(*page) for page in pages]
    recorded(team, 6, ENTRY + 10 * DAY)
    assert [queries_of(*page) for page in pages] == before


def test_a_bilan_asks_as_much_however_many_signed(log_in, team, review):
    validated(team, review)
    pages = [(log_in(member), url("review", review)) for member in (team.worker, team.advisor)]
    sign_review(review=review, signing=signing(Party.TENANT), by=team.worker)
    before = [queries_of(*page) for page in pages]
    for rank in range(5):
        sign_review(review=review, signing=signing(Party.TENANT, f"Personne {rank}"), by=team.worker)
    assert [queries_of(*page) for page in pages] == before


def test_a_mesure_opens_with_as_many_queries_for_many_bilans(log_in, team):
    client, page = log_in(team.worker), reverse("accompaniment:mesure", args=[team.mesure.pk])
    validated_review(accompaniment=team.mesure, kind="intermediate", on=ON - DAY)
    before = queries_of(client, page)
    for rank in range(5):
        validated_review(accompaniment=team.mesure, kind="intermediate", on=ON - (rank + 2) * DAY)
    assert queries_of(client, page) == before


def test_signed_on_one_paper_by_the_three(log_in, team, review):
    validated(team, review)
    client, page = log_in(team.worker), url("review_sign", review)
    given = {"way": "paper", "on": str(ON), "signature": ""}
    refused = post_form(client, page, party="tenant", name="Jeanne Kervella", **given)
    assert "Joignez une photo ou un PDF" in refused.content.decode()
    paper = SimpleUploadedFile("bilan-jeanne-kervella.pdf", pdf(), content_type="application/pdf")
    first = post_form(client, page, party="tenant", name="Jeanne Kervella", papers=paper, **given)
    assert first.status_code == 302
    # The other two are on the same paper: it is joined once.
    for party, name in (("landlord", "Anne Riou"), ("operator", "Nadia Ferrec")):
        assert post_form(client, page, party=party, name=name, **given).status_code == 302
    review.refresh_from_db()
    assert review.state == ReviewState.SIGNED
    signatures = list(review.signatures.all())
    assert len({one.signed_paper_id for one in signatures}) == 1
    assert {one.strokes for one in signatures} == {None}
    html = html_of(client, url("review", review))
    shown = url("review_signed_paper", signatures[0])
    assert shown in html
    for member in (team.worker, team.advisor):
        answer = log_in(member).get(shown)
        assert b"".join(answer).startswith(b"%PDF")
        assert "kervella" not in answer["Content-Disposition"].lower()
    assert log_in(team.colleague).get(shown).status_code == 404
    cancel_review(review=review, reason="Mauvais papier.", by=team.head)
    assert log_in(team.advisor).get(shown).status_code == 404


def test_a_bilan_is_still_signed_after_the_end_of_its_mesure(team, review):
    validated(team, review)
    closing = propose_closing(
        mesure=team.mesure, on=ON, exit_reason="objectives_reached", review=review, by=team.worker
    )
    validate_closing(closing=closing, by=team.head)
    assert ["à faire signer" in item.title for item in waiting(team.head, ON)] == [True]
    refused, _ = refusal(sign_review, review=review, signing=signing(Party.TENANT), by=team.worker)
    assert refused.startswith("Cette mesure n’est pas")
    for party in Party:
        sign_review(review=review, signing=signing(party), by=team.head)
    assert Review.objects.get().state == ReviewState.SIGNED
    assert waiting(team.head, ON) == []
