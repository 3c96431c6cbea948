"""The access log in words: what was looked at, in the terms of « Qui voit quoi »; never whose."""

from django.apps import apps

from accounts.matrix import SECTIONS

LABELS = {
    right.action: f"{subject.name} : {right.label.lower()}"
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


def in_words(entries):
    entries = list(entries)
    for entry in entries:
        entry.action_label = action_label(entry.action)
        entry.subject_label = subject_label(entry.subject_type, entry.subject_id)
    return entries
