"""The one door to a private note: its author's, and for an hour the head's who said why."""

import ast
import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from accompaniment.guarding import private_note_for
from accompaniment.models import GlassBreak, Interview, PrivateNote
from accompaniment.services.notes import break_glass, write_private_note
from accounts.enums import Role
from accounts.models import AccessLogEntry, Notice
from core.errors import DomainError
from tests.accompaniment.pairs import everybody_else, the_team
from tests.factories.accompaniment import InterviewFactory, PrivateNoteFactory
from tests.factories.accounts import MembershipFactory
from tests.factories.tenants import AssignmentFactory

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def team():
    return the_team()


@pytest.fixture
def note(team):
    return PrivateNoteFactory(interview=InterviewFactory(accompaniment=team.mesure), text="À moi seule.")


def read(note, actor, now=None):
    return private_note_for(note.interview, actor, now or timezone.now())


def test_its_author_reads_it_and_nobody_else(team, note):
    AssignmentFactory(household=team.household, membership=team.colleague, kind="second")
    assert read(note, team.worker) == note
    theirs = the_team()
    for actor in (*everybody_else(team), team.head, theirs.worker, theirs.head):
        assert read(note, actor) is None, actor.role


def test_the_author_in_another_role_does_not_read_it(team, note):
    as_head = MembershipFactory(user=team.worker.user, role=Role.SERVICE_HEAD, organisation=team.convention.operator)
    assert read(note, as_head) is None


def test_once_the_file_is_no_longer_hers_she_does_not_read_it(team, note, today):
    team.household.assignments.update(ends_on=today - 40 * DAY, read_until=today - 10 * DAY)
    assert read(note, team.worker) is None


def test_a_head_opens_it_for_an_hour_and_it_is_known(team, note):
    with pytest.raises(DomainError, match="l’auteur le lira"):
        break_glass(interview=note.interview, reason=" ", by=team.head)
    assert read(note, team.head) is None
    opened = break_glass(interview=note.interview, reason="Danger pour un enfant", by=team.head)
    assert read(note, team.head, opened.opened_at) == note
    assert read(note, team.head, opened.opened_at + HOUR - DAY / 86400) == note
    assert read(note, team.head, opened.opened_at + HOUR) is None
    told = Notice.objects.get(code="private_note_opened")
    assert (told.membership, told.path) == (team.worker, note.interview.get_absolute_url())
    line = AccessLogEntry.objects.get(action="private_note.break_glass")
    assert (line.membership, line.subject_id) == (team.head, note.interview_id)
    again = break_glass(interview=note.interview, reason="Deux fois", by=team.head)
    assert again == opened
    assert GlassBreak.objects.count() == 1


def test_what_one_head_opened_another_does_not_read(team, note):
    break_glass(interview=note.interview, reason="Danger", by=team.head)
    other = MembershipFactory(role=Role.SERVICE_HEAD, organisation=team.convention.operator)
    assert read(note, other) is None
    second = PrivateNoteFactory(interview=InterviewFactory(accompaniment=team.mesure))
    assert read(second, team.head) is None


def test_only_the_head_of_the_author_opens_it(team, note):
    for actor in (*everybody_else(team), team.worker, the_team().head):
        with pytest.raises(DomainError, match="chef de service"):
            break_glass(interview=note.interview, reason="Curieux", by=actor)
    assert not GlassBreak.objects.exists()


def test_only_the_author_writes_it(team):
    interview = InterviewFactory(accompaniment=team.mesure)
    AssignmentFactory(household=team.household, membership=team.colleague, kind="second")
    for actor in (team.colleague, team.head, team.advisor):
        with pytest.raises(DomainError, match="de l’auteur"):
            write_private_note(interview=interview, text="Non", by=actor)
    assert write_private_note(interview=interview, text="", by=team.worker) is None
    written = write_private_note(interview=interview, text="Oui", by=team.worker)
    assert write_private_note(interview=interview, text="Oui, et plus", by=team.worker) == written
    assert write_private_note(interview=interview, text="", by=team.worker).text == ""
    assert PrivateNote.objects.count() == 1
    with pytest.raises(DomainError, match="caractères au plus"):
        write_private_note(interview=interview, text="a" * 100_001, by=team.worker)


def test_no_path_of_the_models_leads_to_a_note(note):
    assert not [field for field in Interview._meta.get_fields() if field.related_model is PrivateNote]
    assert not hasattr(PrivateNote, "events")


def test_nothing_but_its_door_reads_the_table():
    """The models make it, the one access function reads it, its service writes it."""
    allowed = {"models/interviews.py", "models/__init__.py", "guarding.py", "services/notes.py"}
    root = Path(settings.BASE_DIR)
    readers = set()
    for path in root.glob("*/**/*.py"):
        app = path.relative_to(root).parts[0]
        if app in ("tests", "var", ".venv") or "migrations" in path.parts:
            continue
        if any(
            isinstance(node, ast.Name) and node.id == "PrivateNote" for node in ast.walk(ast.parse(path.read_text()))
        ):
            readers.add(path.relative_to(root / "accompaniment").as_posix())
    assert {name for name in readers if not name.startswith("demo/")} <= allowed
