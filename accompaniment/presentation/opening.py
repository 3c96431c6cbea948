"""What is proposed where a mesure is about to open: which one, from which day, at which rhythm."""

from django.db.models import Exists, OuterRef

from accompaniment.enums import MesureState
from accompaniment.models import Accompaniment, Interview
from programmes.enums import CadenceNature, CadenceSubject, FirstDay, Period
from referrals.enums import AppointmentState, ReferralState
from referrals.models import Adhesion, Appointment, Referral
from tenants.models import Household

PERIODS = {Period.DAY: "jours", Period.WEEK: "semaines", Period.MONTH: "mois", Period.QUARTER: "trimestres"}


def intended_rhythm(definition):
    """« tous les 15 jours », as the programme means it; nothing where it says nothing."""
    for cadence in definition.cadences:
        if cadence.subject == CadenceSubject.INDIVIDUAL and cadence.nature == CadenceNature.INTENDED:
            if cadence.every == 1:
                return f"une fois par {Period(cadence.period).label}"
            return f"tous les {cadence.every} {PERIODS.get(cadence.period, Period(cadence.period).label)}"
    return ""


def first_day_proposed(household, convention, today):
    """As the convention says it: the day on which all adhesions were there, or that of the first interview since."""
    ended = ends_of(household, convention)
    adhered = adhered_on(household, convention, today, since=max(ended, default=None))
    since = max([adhered, *ended])
    if convention.first_day != FirstDay.FIRST_INTERVIEW:
        return since
    met = first_met(household, convention, since)
    return met or since


def adhered_on(household, convention, today, *, since):
    """The day on which each yes was there; of a household that comes back, each that it gave again."""
    standing = Adhesion.objects.filter(household=household, convention=convention).standing_on(today)
    first, again = {}, {}
    for kind, day in standing.order_by("on").values_list("kind", "on"):
        first.setdefault(kind, day)
        if since and day >= since:
            again.setdefault(kind, day)
    return max((first | again).values(), default=today)


def ends_of(household, convention):
    """A new mesure begins after the one before."""
    ended = Accompaniment.objects.filter(household=household, convention=convention, ends_on__isnull=False)
    last = ended.order_by("-ends_on").values_list("ends_on", flat=True).first()
    return [last.fromordinal(last.toordinal() + 1)] if last else []


def first_met(household, convention, since):
    """The day of the first meeting that took place: noted as an interview, or an appointment that was held."""
    noted = Interview.objects.contacts().filter(household=household, convention=convention, on__gte=since)
    held = Appointment.objects.filter(
        household=household, operator=convention.operator_id, state=AppointmentState.HELD, starts_at__date__gte=since
    )
    days = [noted.order_by("on").values_list("on", flat=True).first()]
    days.append(held.order_by("starts_at").values_list("starts_at__date", flat=True).first())
    return min((day for day in days if day), default=None)


def to_open(actor, today):
    """The fiches that led to an adhesion and that no mesure follows, in her hands, under a running convention."""
    same = Accompaniment.objects.filter(household=OuterRef("household"), convention=OuterRef("convention"))
    waiting = Referral.objects.filter(
        ~Exists(Accompaniment.objects.filter(referral=OuterRef("pk"))),
        ~Exists(same.filter(state=MesureState.OPEN)),
        household__in=Household.objects.writable_by(actor),
        state=ReferralState.ADHERED,
        convention__operator=actor.organisation_id,
        convention__starts_on__lte=today,
        convention__ends_on__gte=today,
    )
    return waiting.select_related("household", "convention__programme").order_by("closed_at", "pk")


def stands(referral, today):
    """Whether all that the programme asks for is given still."""
    asked = {each.kind for each in referral.convention.programme.version_on(today).content.required_adhesions}
    of_it = Adhesion.objects.filter(household=referral.household_id, convention=referral.convention_id)
    return asked <= set(of_it.standing_on(today).values_list("kind", flat=True))
