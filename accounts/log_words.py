"""The access log in words, those of « Qui voit quoi »; whose account was looked at is told to whoever may know it."""

from django.apps import apps

from accounts.matrix import SECTIONS
from accounts.models import User
from core.normalise import plain

ACCOUNT = User._meta.label_lower
EXPORT = "access_log.export"
# After « Nadia Le Goff a… » or « Vous avez… ».
DEEDS = {"accounts.read": "ouvert le compte", EXPORT: "exporté le journal des accès"}

LABELS = {
    right.action: f"{subject.name} : {right.label.lower()}"
    for _, subjects in SECTIONS
    for subject in subjects
    for right in subject.rights
}


def action_label(action):
    return LABELS.get(action, action)


def subject_label(subject_type, subject_id):
    """« Compte …3f2a91c0 »: enough to tell two apart, not enough to know whom."""
    try:
        name = apps.get_model(subject_type)._meta.verbose_name
    except (LookupError, ValueError):
        name = subject_type
    return f"{name[:1].upper()}{name[1:]} …{subject_id.hex[-8:]}" if subject_id else name


def names_for(reader, entries):
    """The names of the accounts that were looked at, as far as the reader may know them."""
    looked_at = {entry.subject_id for entry in entries if entry.subject_type == ACCOUNT}
    if reader is None or not looked_at:
        return {}
    return {user.pk: str(user) for user in User.objects.named_to(reader).filter(pk__in=looked_at)}


def in_words(entries, reader):
    """Each line with its words: `sentence` where the deed has a verb, the right of « Qui voit quoi » otherwise."""
    entries = list(entries)
    names = names_for(reader, entries)
    for entry in entries:
        name = names.get(entry.subject_id) if entry.subject_type == ACCOUNT else None
        deed = DEEDS.get(entry.action)
        entry.action_label = action_label(entry.action)
        entry.subject_label = f"Compte{of(name)}" if name else subject_label(entry.subject_type, entry.subject_id)
        entry.sentence = f"{who(entry, reader)} {deed}{of(name) if name else ''}" if deed else ""
        entry.title = entry.sentence or entry.action_label
        entry.is_named = bool(deed and (name or entry.action == EXPORT))
    return entries


def of(name):
    return f" d’{name}" if plain(name).startswith(tuple("aeiou")) else f" de {name}"


def who(entry, reader):
    return "Vous avez" if reader and entry.user_id == reader.user_id else f"{entry.user} a"
