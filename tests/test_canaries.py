"""A word that nobody else uses stands in each confidential field; then every address is asked, as every reader.

It is found where privacy.md allows, and nowhere else: pages, forms in error, PDFs, spreadsheets, feeds.
"""

import io
import zipfile

import pytest
from pypdf.errors import PyPdfError

from accompaniment.enums import EffectAnswer
from accompaniment.models import Conclusions, PrivateNote, Publication, ReviewEffect, ReviewInside
from accounts.enums import Role
from tests.access_table import TABLE
from tests.factories.accompaniment import InterviewFactory, PublicationFactory
from tests.factories.accounts import MembershipFactory
from tests.papers import text_of
from tests.test_access_matrix import arguments, ask

pytestmark = pytest.mark.django_db

# Of the operator, without the file: everybody in the house but those who have it in hand.
COLLEAGUE = "colleague"
READERS = [*Role, COLLEAGUE]
TEAM = {Role.SOCIAL_WORKER, Role.SERVICE_HEAD}
AUTHOR = {Role.SOCIAL_WORKER}
WITH_ADVISOR = {*TEAM, Role.ADVISOR}
BOTH_HOUSES = {*WITH_ADVISOR, Role.LANDLORD_MANAGER}

# What each thing of the world holds, in which field, and who may meet it.
FIELDS = (
    ("interview", "team_text", TEAM),
    ("interview", "others", TEAM),
    ("attempt", "team_text", TEAM),
    ("private_note", "text", AUTHOR),
    ("suspension", "note", TEAM),
    ("pause", "note", TEAM),
    ("objective", "text", TEAM),
    ("task", "text", TEAM),
    ("action", "note", TEAM),
    ("relay", "purpose", TEAM),
    ("relay", "result", TEAM),
    ("diagnostic", "problems", TEAM),
    ("diagnostic", "family", TEAM),
    ("diagnostic", "social", TEAM),
    ("diagnostic", "financial", TEAM),
    ("diagnostic", "strengths", TEAM),
    ("diagnostic", "levers", TEAM),
    ("diagnostic", "health", TEAM),
    ("diagnostic", "analysis", TEAM),
    # Not published yet.
    ("conclusions", "text", TEAM),
    ("conclusions", "recommendations", TEAM),
    ("conclusions", "remarks", TEAM),
    ("review", "worker_view", TEAM),
    ("review", "tenant_words", TEAM),
    ("inside", "analysis", TEAM),
    ("inside", "health", TEAM),
    ("inside", "autonomy", TEAM),
    ("effect", "note", TEAM),
    ("closing", "note", TEAM),
    ("closing", "without_review", TEAM),
    ("decision", "reason", TEAM),
    ("exchange", "text", BOTH_HOUSES),
    ("extension", "reason", BOTH_HOUSES),
)


def plant(pair):
    """{word: who may meet it}; the things that the world does not make are made here."""
    things = dict(vars(pair))
    things["inside"] = ReviewInside.objects.create(review=pair.review)
    effects = pair.mesure.programme_version.content.effects
    code = next(effect.code for effect in effects if effect.side == "operator")
    things["effect"] = ReviewEffect.objects.create(
        review=pair.review, code=code, answer=EffectAnswer.PARTLY, operator_only=True
    )
    Conclusions.objects.filter(pk=pair.conclusions.pk).update(read_on=pair.mesure.starts_on)
    planted = {}
    for name, field, readers in FIELDS:
        word = f"qz{name[:6]}{field[:6]}".replace("_", "")
        assert word not in planted
        planted[word] = readers
        thing = things[name]
        type(thing)._base_manager.filter(pk=thing.pk).update(**{field: word})
    # Where a list of a diagnostic tells as much as its texts.
    budget = [{"side": "debt", "label": "qzbudget", "amount": "120.00"}]
    network = [{"who": "qznetwork", "tie": "", "help": "helpful", "note": "qznetnote"}]
    type(pair.diagnostic)._base_manager.filter(pk=pair.diagnostic.pk).update(budget=budget, network=network)
    planted |= dict.fromkeys(("qzbudget", "qznetwork", "qznetnote"), TEAM)
    PublicationFactory(
        interview=InterviewFactory(accompaniment=pair.mesure, team_text="qzbesidepub"), text="qzpublished"
    )
    planted |= {"qzpublished": WITH_ADVISOR, "qzbesidepub": TEAM}
    # A bilan tells it too; a diagnostic, who was met.
    shared = {"household": pair.household, "convention": pair.convention, "on": pair.objective.agreed_on}
    author = pair.objective.author
    PublicationFactory(interview=None, objective=pair.objective, text="qzpubobjective", author=author, **shared)
    InterviewFactory(accompaniment=pair.visited, on=pair.visited.starts_on, others="qzvisitothers")
    planted |= {"qzpubobjective": WITH_ADVISOR, "qzvisitothers": TEAM}
    return planted


@pytest.fixture
def members(world):
    colleague = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=world.ours.operator)
    return {**world.ours.members, COLLEAGUE: colleague}


def words_in(response):
    """What a reader of the answer can read, whatever it is."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    if kind.startswith("application/pdf"):
        try:
            return text_of(content)
        except PyPdfError:
            # A paper that somebody added, as the tests make them: three words, no pages.
            return content.decode(errors="replace")
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    return content.decode(errors="replace") + str(dict(response.items()))


def pages_of(world, client):
    """Every address, asked with something of one's own, and its form sent empty."""
    for name, address in TABLE.items():
        for method in ("get", "post"):
            if getattr(address, method) is None:
                continue
            response, _ = ask(client, method, name, **arguments(address, world, "own"))
            yield f"{method} {name}", words_in(response)


@pytest.mark.parametrize("reader", READERS)
def test_nobody_meets_what_is_not_for_her(log_in, world, members, reader):
    planted = plant(world.ours)
    world.actor = members[reader]
    faults, met = [], set()
    for page, text in pages_of(world, log_in(world.actor)):
        found = {word for word in planted if word in text}
        met |= found
        faults += [f"{page}: {word}" for word in found if reader not in planted[word]]
    assert not faults
    # The check sees what is there: whoever may read, reads.
    if reader in (Role.SOCIAL_WORKER, Role.SERVICE_HEAD):
        assert met == {word for word, readers in planted.items() if reader in readers}


@pytest.mark.parametrize("reader", READERS)
def test_nobody_meets_anything_of_the_other_pair(log_in, world, members, reader):
    planted = plant(world.theirs)
    world.actor = members[reader]
    met = [page for page, text in pages_of(world, log_in(world.actor)) if any(word in text for word in planted)]
    assert not met


def test_the_landlord_has_no_way_to_the_tables_behind_the_wall(world):
    plant(world.ours)
    pair = world.ours
    behind = (
        "interview",
        "attempt",
        "pause",
        "objective",
        "task",
        "action",
        "relay",
        "diagnostic",
        "conclusions",
        "review",
    )
    for role in (Role.ADVISOR, Role.LANDLORD_MANAGER, Role.BILLING_OFFICER, Role.COMMITTEE_MEMBER, Role.DPO):
        actor = pair.members[role]
        for name in behind:
            thing = getattr(pair, name)
            assert not type(thing).objects.visible_to(actor).filter(pk=thing.pk).exists(), f"{role} reads {name}"
        assert not PrivateNote.objects.visible_to(actor).exists()
    assert not Publication.objects.visible_to(pair.members[Role.LANDLORD_MANAGER]).exists()
