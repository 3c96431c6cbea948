"""Files once they are kept: unreadable in the table, handed out as downloads, cancelled and never gone."""

import hashlib

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.errors import DomainError
from core.file_kinds import FileKind
from core.private_files import cancel_file, private_file_response, receive
from tests.core.papers_sent import docx, pdf
from tests.core.sample_files import SamplePaper, create_table
from tests.factories.accounts import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return MembershipFactory()


@pytest.fixture
def paper(by):
    create_table()
    return SamplePaper.objects.create(**receive(pdf(), "bail de Mme Kervella 🏠.pdf").values(by=by))


def test_a_file_comes_back_as_it_was_received(paper, by):
    again = SamplePaper.objects.get(pk=paper.pk)
    assert again.content == pdf()
    assert again.name == "bail de Mme Kervella 🏠.pdf"
    assert again.kind is FileKind.PDF
    assert again.size == len(pdf())
    assert again.sha256 == hashlib.sha256(pdf()).hexdigest()
    assert (again.added_by, again.membership_id) == (by.user, by.pk)


def test_the_table_tells_nothing_of_it(paper):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {SamplePaper._meta.db_table}")
        row = " ".join(str(value) for value in cursor.fetchone())
    assert "Kervella" not in row
    assert "PDF-1" not in row
    assert paper.sha256 not in row


def test_a_list_reads_no_content(paper, django_assert_num_queries):
    with django_assert_num_queries(1):
        (listed,) = SamplePaper.objects.listed()
        assert "Kervella" in listed.name
    assert "content" in listed.get_deferred_fields()


def test_a_download_is_neutral_runs_nothing_and_is_kept_by_no_cache(paper):
    answer = private_file_response(paper, "piece-jointe-1")
    assert answer.content == pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="piece-jointe-1.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in answer["Cache-Control"]
    assert "Kervella" not in str(answer.headers)


def test_an_office_file_keeps_its_extension(by):
    received = receive(docx(), "LETTRE.DOCX")
    answer = private_file_response(SamplePaper(**received.values(by=by)), "courrier")
    assert 'filename="courrier.docx"' in answer["Content-Disposition"]


def test_who_cancels_says_why_and_the_file_stays(paper, by):
    cancel_file(paper, reason="Mauvais document", by=by)
    again = SamplePaper.objects.get(pk=paper.pk)
    assert (again.cancelled_by, again.cancel_reason) == (by.user, "Mauvais document")
    assert again.content == pdf()
    assert not SamplePaper.objects.standing().exists()
    with pytest.raises(DomainError, match="déjà annulé"):
        cancel_file(again, reason="Encore", by=by)


@pytest.mark.parametrize("values", [{"size": 0}, {"cancelled_at": timezone.now()}, {"size": -1}])
def test_postgresql_keeps_what_a_file_is(paper, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        SamplePaper.objects.filter(pk=paper.pk).update(**values)
