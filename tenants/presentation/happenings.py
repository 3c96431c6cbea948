"""What the line of time tells of the eligibility of a household (tenants.presentation.timeline)."""

from tenants.models import Screening
from tenants.presentation.timeline import Event, Rows, Source, name_of


@Rows
def checks(household, reader, window):
    found = Screening.objects.visible_to(reader, of=household).filter(household=household.pk)
    return window.of(found.select_related("programme_version", "by__user").defer("help_in_place"))


def screenings(household, actor, window):
    """A check without its attestation left nothing: there is no row to tell."""
    return [
        Event(
            one.on,
            one.pk,
            f"Éligibilité vérifiée : {one.programme_version.label}",
            url=one.get_absolute_url(),
            by=name_of(one.by),
            badge="Éligible" if one.passed else "Non éligible",
            mine=one.by_id == actor.pk,
        )
        for one in checks(household, actor, window)
    ]


SOURCES = (Source("eligibilite", "Éligibilité", "screenings.read", screenings),)
