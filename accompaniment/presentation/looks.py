"""Who looked at a file: at the household, and at whatever belongs to it."""

import functools

from django.apps import apps
from django.db.models import Q

from accounts.log_words import action_label
from accounts.models import AccessLogEntry
from referrals.models import Attachment
from tenants.models import Household, HouseholdPart


def path_to_household(model, beyond=()):
    """« accompaniment__household »: how a row leads to its household; empty where it does not."""
    links = [field for field in model._meta.concrete_fields if field.is_relation and field.related_model not in beyond]
    for field in links:
        if field.related_model is Household:
            return field.name
    for field in links:
        within = issubclass(field.related_model, HouseholdPart) and field.related_model is not model
        if within and (path := path_to_household(field.related_model, (*beyond, model))):
            return f"{field.name}__{path}"
    return ""


@functools.cache
def parts_of_a_file():
    """[(model, its path)] of all that one may have looked at in a file."""
    parts = [model for model in apps.get_models() if issubclass(model, HouseholdPart)] + [Attachment]
    return [(model, path) for model in dict.fromkeys(parts) if (path := path_to_household(model))]


def keys_of(household):
    """Of the household and of all that belongs to it, in one statement."""
    found = [
        model._base_manager.order_by().filter(**{path: household.pk}).values_list("pk")
        for model, path in parts_of_a_file()
    ]
    return [household.pk, *(key for (key,) in found[0].union(*found[1:], all=True))]


def looks_at(household, actor):
    """As far as this reader reads the access log (accounts.models.AccessLogQuerySet.visible_to)."""
    types = [model._meta.label_lower for model in (Household, *(model for model, _ in parts_of_a_file()))]
    return AccessLogEntry.objects.visible_to(actor).filter(subject_type__in=types, subject_id__in=keys_of(household))


def in_words(entries):
    """Each line with who it was, what she looked at and by which right: no name of the household."""
    for entry in entries:
        model = apps.get_model(entry.subject_type)
        name = model._meta.verbose_name
        entry.what = f"{name[:1].upper()}{name[1:]}" if model is not Household else "Dossier"
        entry.right = action_label(entry.action)
        entry.role = entry.membership.get_role_display() if entry.membership else ""
    return entries


def file_numbered(number, actor):
    """The household of that number, of which this house has a part: to whoever reads no content, nothing more."""
    house = actor.organisation_id
    theirs = Q(landlord=house) | Q(entrustments__operator=house)
    return Household.objects.filter(theirs, number=number).order_by("pk").select_related("landlord").distinct().first()
