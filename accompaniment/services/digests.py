"""Before the morning: whose rhythm is passed is told to her workers and their head, once a night, without a name."""

from django.db import transaction
from django.urls import reverse

from accompaniment.enums import Pace
from accompaniment.models import Accompaniment
from accompaniment.presentation.cadence import begun, beside_now, privileged_now, readings_of
from accounts.enums import OrganisationKind
from accounts.models import Membership, Notice, Organisation
from accounts.services.notices import notify
from referrals.services.telling import heads_of
from tenants.enums import AssignmentKind

LATE, TEAM_LATE = "cadence_late", "team_cadence_late"


def tell_late_meetings(*, today):
    """House by house: what goes wrong at one keeps nobody else from being told."""
    for operator in Organisation.objects.filter(kind=OrganisationKind.OPERATOR).order_by("pk"):
        tell_operator(operator_id=operator.pk, today=today)


@transaction.atomic
def tell_operator(*, operator_id, today):
    """Asked twice the same night, or twice at once, it tells once: the house is locked, what was told is looked for."""
    Organisation.objects.select_for_update(no_key=True).get(pk=operator_id)
    late = late_households(operator_id, today)
    if not late:
        return
    workers = Membership.objects.filter(pk__in=who_has(late, operator_id, today))
    tell_once(workers, LATE, reverse("accompaniment:caseload"), today, mine=True)
    tell_once(heads_of(operator_id), TEAM_LATE, reverse("accompaniment:team_load"), today, mine=False)


def late_households(operator_id, today):
    mesures = begun(Accompaniment.objects.filter(convention__operator=operator_id), today)
    return {each.household for each in readings_of(mesures, today) if each.pace == Pace.LATE}


def who_has(households, operator_id, today):
    """The privileged one, and whoever replaces her these days."""
    hers = privileged_now(operator_id).filter(household__in=households)
    covers = beside_now(operator_id, today).filter(household__in=households, kind=AssignmentKind.COVER)
    return {*hers.values_list("membership", flat=True), *covers.values_list("membership", flat=True)}


def tell_once(members, code, path, today, *, mine):
    told = Notice.objects.filter(code=code, created_at__date=today).values("membership")
    notify(to=members.exclude(pk__in=told), code=code, path=path, mine=mine)
