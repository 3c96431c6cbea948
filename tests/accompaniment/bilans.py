"""A final bilan on its way: what the tests of bilans write in it, and how the three sign."""

import datetime

from django.urls import reverse

from accompaniment.enums import ReviewKind, SignatureWay
from accompaniment.services.reviews import (
    ReviewSigning,
    start_review,
    submit_review,
    validate_review,
    write_inside,
    write_review,
)
from core.signatures import Signature
from tests.factories.referrals import TripartiteMeetingFactory

ON = datetime.date(2016, 3, 1)
ENTRY, TERM = datetime.date(2015, 3, 17), datetime.date(2016, 3, 16)
DAY = datetime.timedelta(days=1)
DRAWN = Signature((((20, 20), (200, 120), (400, 60)),))
SAID = {
    "tenant_words": "J’ouvre mon courrier.",
    "worker_view": "Des pas réguliers.",
    "landlord_view": "Le loyer rentre.",
    "done": "Un plan est signé.",
    "next_steps": "Un point en juin.",
}
INSIDE = {"analysis": "MOTANALYSE", "health": "MOTSANTE", "autonomy": "MOTAUTONOMIE"}
ENTRY_AND_EXIT = {"entry": "irrégulier", "exit": "repris"}


def begun(team):
    return start_review(mesure=team.mesure, kind=ReviewKind.FINAL, on=ON, by=team.worker)


def complete(team, review, **changes):
    definition = team.mesure.programme_version.content
    outer = {one.code: ("yes", "") for one in definition.effects if not one.health}
    values = {"on": ON, "meeting": None, **SAID, **changes}
    write_review(review=review, values=values, payments=ENTRY_AND_EXIT, effects=outer, by=team.worker)
    inner = {one.code: ("partly", "MOTEFFET") for one in definition.effects if one.health}
    review.refresh_from_db()
    write_inside(review=review, values=INSIDE, effects=inner, by=team.worker)
    review.refresh_from_db()
    return review


def validated(team, review):
    submit_review(review=complete(team, review), by=team.worker)
    return validate_review(review=review, by=team.head)


def signing(party, name="Jeanne Kervella", *, way=SignatureWay.SCREEN, on=ON, signature=DRAWN, **others):
    return ReviewSigning(party=party, name=name, way=way, on=on, signature=signature, **others)


def html_of(client, url):
    return client.get(url).content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def url(name, review):
    return reverse(f"accompaniment:{name}", args=[review.pk])


def met(team, **given):
    """A meeting of the three, on the day of the bilan."""
    shared = {"household": team.household, "convention": team.convention, "held_on": ON, "kind": "intermediate"}
    return TripartiteMeetingFactory(**shared | given)
