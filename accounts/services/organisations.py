from django.db import transaction

from accounts.enums import Role
from accounts.logos import digest, draw_again
from accounts.models import Invitation, Logo, Membership, Organisation
from accounts.rules import may_administer, same_name
from accounts.services.reach import require_administered
from core.errors import DomainError
from core.normalise import plain


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
    """The organisation of this name, however it is written, made where there is none.

    For commands that read a file; one that is there keeps its kind.
    """
    organisation = find_organisation(name)
    if organisation is None:
        organisation = Organisation(name=name, kind=kind, administered_by=administered_by)
        organisation.full_clean()
        organisation.save()
    return organisation


def find_organisation(name):
    """Capitals, apostrophes and spaces do not count; where several names are alike, the exact one, else the oldest."""
    candidates = Organisation.objects.filter(sort_name__startswith=plain(name)).order_by("created_at", "pk")
    found = [one for one in candidates if same_name(one.name, name)]
    return next((one for one in found if one.name == name), found[0] if found else None)


def ensure_organisation(*, name, kind, administered_by=None):
    organisation = named_or_new(name=name, kind=kind, administered_by=administered_by)
    if organisation.kind != kind:
        raise DomainError(f"« {organisation} » existe déjà, comme {organisation.get_kind_display().lower()}.")
    return organisation


@transaction.atomic
def take_under_administration(*, organisation, administrator, today):
    """Whether an organisation without anybody to administer it was given to the administrator's; for commands only."""
    organisation = Organisation.objects.select_for_update(of=["self"]).get(pk=organisation.pk)
    if not may_administer(administrator.kind, organisation.kind) or has_administrator(organisation, today):
        return False
    organisation.administered_by = administrator
    organisation.full_clean()
    organisation.save()
    return True


def has_administrator(organisation, today):
    """Somebody above it, somebody of its own, or somebody who has been invited to be."""
    if organisation.administered_by_id:
        return True
    own = Membership.objects.not_over_on(today).filter(organisation=organisation, role=Role.ADMINISTRATOR)
    invited = Invitation.objects.waiting().filter(organisation=organisation, role=Role.ADMINISTRATOR)
    return own.filter(user__is_active=True).exists() or invited.exists()


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
