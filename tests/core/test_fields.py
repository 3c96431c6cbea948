"""The encrypted field: unreadable in the table, an error with a wrong key, and keys that can be changed."""

import uuid

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection, models
from django.utils import timezone

from core.checks import field_keys_can_be_used
from core.encryption import DecryptionError
from core.fields import EncryptedTextField
from core.models import Draft, Job, TransitionEntry
from tests.factories.accounts import UserFactory

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
WORDS = "Elle dit que les loyers l’inquiètent."


def keep_entry(reason=WORDS):
    return TransitionEntry.objects.create(
        subject_type="essai", subject_id=uuid.uuid4(), action="essai", target="fait", reason=reason
    )


def keep_draft(content):
    return Draft.objects.create(
        user=UserFactory(),
        membership_id=uuid.uuid4(),
        form="essai",
        content=content,
        writer=uuid.uuid4(),
        sequence=1,
        updated_at=timezone.now(),
    )


def stored(instance, column):
    table = instance._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [instance.pk])
        return cursor.fetchone()[0]


def again(instance):
    return type(instance).objects.get(pk=instance.pk)


@pytest.mark.django_db
def test_the_table_holds_no_word_of_it():
    entry = keep_entry()
    assert "loyers" not in stored(entry, "reason")
    assert stored(entry, "reason").startswith("gAAAA")
    assert again(entry).reason == WORDS
    assert "loyers" not in repr(entry)


@pytest.mark.django_db
@pytest.mark.parametrize("content", [{"a": ["é", ""]}, {}, [], "", 0, {"nested": {"list": [1, None, True]}}])
def test_data_comes_back_as_it_was(content):
    draft = keep_draft(content)
    assert again(draft).content == content


@pytest.mark.django_db
def test_nothing_and_an_empty_text_stay_what_they_are():
    assert again(keep_entry(reason="")).reason == ""
    job = Job.objects.create(user=UserFactory(), membership_id=uuid.uuid4(), kind="essai", result=None)
    assert again(job).result is None
    assert stored(job, "result") is None
    job.result = b""
    job.save()
    assert again(job).result == b""
    job.result = b"\x00\xff"
    job.save()
    assert again(job).result == b"\x00\xff"


@pytest.mark.django_db
def test_the_same_words_are_never_written_twice_alike():
    assert stored(keep_entry(), "reason") != stored(keep_entry(), "reason")


@pytest.mark.django_db
def test_a_wrong_key_is_an_error_that_tells_nothing(settings):
    entry = keep_entry()
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(DecryptionError) as error:
        again(entry)
    assert "loyers" not in str(error.value)


@pytest.mark.django_db
def test_a_damaged_value_is_an_error():
    entry = keep_entry()
    damaged = models.Value(stored(entry, "reason")[:-6] + "AAAAA=", output_field=models.TextField())
    with pytest.raises(DecryptionError):
        list(TransitionEntry.objects.annotate(damaged=models.ExpressionWrapper(damaged, EncryptedTextField())))


@pytest.mark.django_db
@pytest.mark.parametrize("lookup", ["reason", "reason__contains", "reason__in", "reason__iexact", "reason__length"])
def test_what_is_encrypted_cannot_be_searched(lookup):
    with pytest.raises(FieldError, match="encrypted"):
        TransitionEntry.objects.filter(**{lookup: "x"})


@pytest.mark.django_db
def test_whether_there_is_something_can_be_asked():
    keep_entry()
    assert TransitionEntry.objects.filter(reason__isnull=False).count() == 1


def test_an_index_on_it_is_refused():
    class Indexed(models.Model):
        secret = EncryptedTextField(db_index=True)

        class Meta:
            app_label = "essai"
            managed = False

    assert [error.id for error in Indexed.check() if error.id == "core.E002"]


@pytest.mark.django_db(transaction=True)
def test_keys_are_changed_and_the_old_one_can_go(settings, capsys):
    settings.FIELD_KEYS = [OLD]
    entry, draft = keep_entry(), keep_draft({"a": ["b"]})
    settings.FIELD_KEYS = [NEW, OLD]
    fresh = keep_entry("Écrit avec la nouvelle clé")
    assert again(entry).reason == WORDS
    call_command("rotate_keys")
    assert "nouvelle clé : 2." in capsys.readouterr().out
    settings.FIELD_KEYS = [NEW]
    assert again(entry).reason == WORDS
    assert again(draft).content == {"a": ["b"]}
    assert again(fresh).reason == "Écrit avec la nouvelle clé"
    call_command("rotate_keys")
    assert "nouvelle clé : 0." in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_a_rotation_of_many_rows_goes_through_every_batch(settings, monkeypatch, capsys):
    monkeypatch.setattr("core.management.commands.rotate_keys.BATCH", 3)
    settings.FIELD_KEYS = [OLD]
    entries = [keep_entry(f"Motif {number}") for number in range(7)]
    settings.FIELD_KEYS = [NEW, OLD]
    call_command("rotate_keys")
    settings.FIELD_KEYS = [NEW]
    assert [again(entry).reason for entry in entries] == [f"Motif {number}" for number in range(7)]


@pytest.mark.django_db(transaction=True)
def test_a_rotation_without_the_old_key_stops_and_loses_nothing(settings):
    settings.FIELD_KEYS = [OLD]
    entry = keep_entry()
    before = stored(entry, "reason")
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(DecryptionError):
        call_command("rotate_keys")
    assert stored(entry, "reason") == before


@pytest.mark.parametrize("keys", [[], ["trop court"], [OLD, "pas une clé"], [""]])
def test_keys_that_cannot_serve_are_said_at_start(settings, keys):
    settings.FIELD_KEYS = keys
    assert [error.id for error in field_keys_can_be_used(None)] == ["core.E001"]


def test_keys_that_serve_are_silent(settings):
    settings.FIELD_KEYS = [NEW, OLD]
    assert field_keys_can_be_used(None) == []
