"""The last day of a diagnostic under way follows the housing proposals of its household (settings.AFTER_SITUATION)."""

from accompaniment.models import Phase
from accompaniment.rules.mesures import limit_of
from accompaniment.services.mesures import proposal_waits_until
from programmes.enums import PhaseKind


def follow_proposals(household):
    """A proposal that came, changed or went since the first day moves the limit at once; the household is held."""
    running = Phase.objects.filter(accompaniment__household=household.pk, kind=PhaseKind.DIAGNOSTIC, ends_on=None)
    for phase in running.select_related("accompaniment__programme_version").order_by("pk"):
        months = phase.accompaniment.programme_version.content.phase(phase.kind).limit_months
        limit = limit_of(phase.starts_on, months, proposal_waits_until(household, phase.starts_on))
        if limit != phase.limit_on:
            phase.limit_on = limit
            phase.save(update_fields=["limit_on"])
