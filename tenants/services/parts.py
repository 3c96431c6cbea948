"""What the services of the parts of a household share: the file is held, what is wrong is said, search follows."""

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.matrix import allows
from core.errors import DomainError
from tenants.models import Household
from tenants.services.households import refresh_name
from tenants.services.index import index_household

NOT_YOURS = "Ce dossier n’est pas, ou n’est plus, de ceux où vous pouvez écrire."


def hold(household, by, action="households.write"):
    """The household's row, held to the end of the transaction, for whoever may write this of it; today besides."""
    writable = Household.objects.writable_by(by)
    if not allows(by.role, action) or not writable.filter(pk=household.pk).exists():
        raise DomainError(NOT_YOURS)
    # Its version counts who edits its own fields, not its parts.
    return Household.objects.hold(household.pk), timezone.localdate()


def keep(part):
    """Save it; the words of its fields and constraints are those of the ValidationError."""
    part.full_clean()
    part.save()
    return part


def not_after(today, **days):
    """Each a day that has happened, under the name of its field."""
    for name, day in days.items():
        if day and day > today:
            raise DomainError("Ce jour n’est pas encore venu : choisissez aujourd’hui ou un jour passé.", field=name)


def renamed(household):
    """Its name and the words by which it is found, after its persons or its dwellings changed."""
    refresh_name(household)
    index_household(household)
    tell_above(household)


def tell_above(household):
    """What rests on its situation in an application above follows it, within the transaction."""
    for path in settings.AFTER_SITUATION:
        import_string(path)(household)
