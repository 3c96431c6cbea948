from django.db import transaction
from django.db.models import Q

from accounts.logos import digest, draw_again
from accounts.models import Logo, Organisation
from accounts.rules import may_administer
from accounts.services.reach import require_administered
from core.errors import DomainError


@transaction.atomic
def create_organisation(*, values, by):
    """A new organisation, administered by the administrator's own."""
    if not may_administer(by.organisation.kind, values["kind"]):
        raise DomainError("Votre organisation n’administre pas ce type d’organisation.", field="kind")
    organisation = Organisation(administered_by=by.organisation, **values)
    organisation.full_clean()
    organisation.save()
    return organisation


@transaction.atomic
def edit_organisation(*, organisation, values, by):
    require_administered(organisation, by)
    for name, value in values.items():
        setattr(organisation, name, value)
    organisation.full_clean()
    organisation.save()
    return organisation


def named_or_new(*, name, kind, administered_by=None):
    """The organisation of this name, whichever apostrophe or case it is written with, made where there is none.

    For commands that read a file; one that is there keeps its kind.
    """
    straight = name.replace("’", "'")
    spellings = Q(name__iexact=straight) | Q(name__iexact=straight.replace("'", "’")) | Q(name__iexact=name)
    organisation = Organisation.objects.filter(spellings).first()
    if organisation is None:
        organisation = Organisation(name=name, kind=kind, administered_by=administered_by)
        organisation.full_clean()
        organisation.save()
    return organisation


def ensure_organisation(*, name, kind, administered_by=None):
    organisation = named_or_new(name=name, kind=kind, administered_by=administered_by)
    if organisation.kind != kind:
        raise DomainError(f"« {name} » existe déjà, comme {organisation.get_kind_display().lower()}.")
    return organisation


@transaction.atomic
def set_logo(*, organisation, octets, by):
    require_administered(organisation, by)
    png = draw_again(octets)
    Logo.objects.update_or_create(organisation=organisation, defaults={"png": png})
    organisation.logo_digest = digest(png)
    organisation.save(update_fields=["logo_digest"])


@transaction.atomic
def remove_logo(*, organisation, by):
    require_administered(organisation, by)
    Logo.objects.filter(organisation=organisation).delete()
    organisation.logo_digest = ""
    organisation.save(update_fields=["logo_digest"])
