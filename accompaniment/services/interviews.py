"""What happened with a household is written down by whom it met; corrected by her, cancelled with a reason."""

from django.db import transaction
from django.utils import timezone

from accompaniment.enums import InterviewKind, InterviewOutcome, Side
from accompaniment.models import Accompaniment, Interview
from accompaniment.rules.interviews import LONGEST_REASON, length_problem, problems_of, tidy
from accompaniment.services.notes import write_private_note
from accounts.enums import OPERATOR_ROLES
from accounts.matrix import allows
from accounts.models import Membership
from core.errors import DomainError
from core.models import StaleVersion
from referrals.enums import AppointmentState, Party
from referrals.models import Appointment, Referral
from referrals.services.appointments import hold_appointment, miss_appointment
from tenants.models import Household, Person

VALUES = (
    "kind",
    "outcome",
    "outcome_by",
    "on",
    "at",
    "minutes",
    "place_kind",
    "attempt_way",
    "attempt_result",
    "themes",
    "others",
    "team_text",
)
NOT_YOURS = "Ce ménage n’est pas entre vos mains : relisez la page."
NOT_THE_AUTHOR = "Un entretien se corrige par la personne qui l’a noté."
PUBLISHED_FIRST = "Un texte de cet entretien est publié au bailleur : retirez-le d’abord."
SIDES = {Party.TENANT: Side.HOUSEHOLD, Party.LANDLORD: Side.LANDLORD, Party.OPERATOR: Side.WORKER}
PARTIES = {side: party for party, side in SIDES.items()}


@transaction.atomic
def record_interview(
    *, household, convention, mesure=None, values, persons=(), colleagues=(), private="", appointment=None, by
):
    """`mesure` None: before there is one. `values`: those of VALUES that are known, `kind` and `on` at least."""
    household = hold_in_hand(household, by)
    interview = Interview(
        household=household, convention=convention, accompaniment=mesure, appointment=appointment, author=by
    )
    keep(interview, values, persons, colleagues, by)
    write_private_note(interview=interview, text=private, by=by)
    return interview


@transaction.atomic
def change_interview(*, interview, values, persons=(), colleagues=(), private=None, mesure=None, by):
    """Corrected by its author; what it said before stays in the history. `private` None: not touched."""
    locked = hold_own(interview, by)
    if locked.version != interview.version:
        raise StaleVersion
    told = {name: values[name] for name in ("kind", "outcome", "on") if name in values}
    if any(getattr(locked, name) != value for name, value in told.items()) and is_published(locked):
        raise DomainError(f"{PUBLISHED_FIRST} Le jour, la nature et le déroulement y tiennent.")
    if mesure:
        locked.accompaniment, locked.convention = mesure, mesure.convention
    keep(locked, values, persons, colleagues, by)
    if private is not None:
        write_private_note(interview=locked, text=private, by=by)
    return locked


@transaction.atomic
def cancel_interview(*, interview, reason, by):
    """Noted wrongly: it is kept, struck through, and counts no more."""
    interview.hold_first()
    locked = Interview._base_manager.select_for_update(of=["self"]).get(pk=interview.pk)
    if not may_cancel(locked, by):
        raise DomainError(NOT_THE_AUTHOR)
    if locked.cancelled_at:
        raise DomainError("Cet entretien est déjà annulé : relisez la page.")
    reason = reason.strip()
    if not reason:
        raise DomainError("Dites pourquoi.", field="reason")
    if problem := length_problem(reason, LONGEST_REASON):
        raise DomainError(problem, field="reason")
    if is_published(locked):
        raise DomainError(PUBLISHED_FIRST)
    locked.cancelled_at, locked.cancel_reason = timezone.now(), reason
    locked.save(update_fields=["cancelled_at", "cancel_reason"])
    return locked


@transaction.atomic
def record_held_appointment(*, appointment, by):
    """It took place: noted on the appointment, and as an entry that one completes. Asked twice, there is one entry."""
    locked = hold_appointment_of(appointment, by)
    if locked.state == AppointmentState.PLANNED:
        hold_appointment(appointment=locked, by=by)
    elif locked.state != AppointmentState.HELD:
        raise DomainError("Ce rendez-vous n’a pas eu lieu : relisez-le.")
    return entry_of(locked, {"outcome": InterviewOutcome.HELD}, by)


@transaction.atomic
def record_missed_appointment(*, appointment, missed_by=None, by):
    """Who did not come: noted on the appointment and as an entry. `missed_by` None: as the appointment says."""
    locked = hold_appointment_of(appointment, by)
    if locked.state == AppointmentState.PLANNED:
        if missed_by not in PARTIES:
            raise DomainError("Indiquez qui n’est pas venu.", field="missed_by")
        miss_appointment(appointment=locked, missed_by=PARTIES[missed_by], by=by)
    elif locked.state != AppointmentState.MISSED:
        raise DomainError("Ce rendez-vous n’a pas été manqué : relisez-le.")
    side = SIDES[locked.missed_by]
    return entry_of(locked, {"outcome": InterviewOutcome.MISSED, "outcome_by": side}, by)


def entry_of(appointment, said, by):
    """The entry that was already made, or a new one, with what the appointment knows."""
    made = Interview.objects.filter(appointment=appointment).first()
    if made:
        return made
    starts = timezone.localtime(appointment.starts_at)
    mesure = mesure_on(appointment.household, by, starts.date())
    held = said["outcome"] == InterviewOutcome.HELD
    values = {
        **said,
        "kind": InterviewKind.HOME_VISIT if appointment.place_kind == "home" else InterviewKind.INTERVIEW,
        "on": starts.date(),
        "at": starts.time(),
        "minutes": int((appointment.ends_at - appointment.starts_at).total_seconds() // 60) if held else None,
        "place_kind": appointment.place_kind,
    }
    colleagues = Membership.objects.filter(
        attendances__appointment=appointment, organisation=by.organisation_id, role__in=OPERATOR_ROLES
    )
    return record_interview(
        household=appointment.household,
        convention=mesure.convention,
        mesure=mesure,
        values=values,
        persons=[one for one in appointment.household.persons.present() if one.holds_lease] if held else (),
        colleagues=[one for one in colleagues if one.pk != by.pk] if held else (),
        appointment=appointment,
        by=by,
    )


def hold_appointment_of(appointment, by):
    household = hold_in_hand(appointment.household, by)
    rows = Appointment.objects.writable_by(by).select_for_update(of=["self"])
    locked = rows.filter(pk=appointment.pk).first()
    if locked is None:
        raise DomainError(NOT_YOURS)
    locked.household = household
    return locked


def mesure_on(household, by, day):
    """The latest of those that ran on that day; without one, it is said."""
    running = Accompaniment.objects.writable_by(by).filter(household=household).open_on(day)
    found = running.select_related("convention", "programme_version").order_by("-starts_on", "pk").first()
    if found is None:
        raise DomainError("Aucune mesure n’était en cours ce jour-là : ouvrez-la d’abord, ou notez une tentative.")
    return found


def hold_in_hand(household, by):
    """Locked; in the hands of this worker."""
    if not allows(by.role, "contacts.write"):
        raise DomainError(NOT_YOURS)
    locked = Household.objects.hold(household.pk)
    if not Household.objects.writable_by(by).contains(locked):
        raise DomainError(NOT_YOURS)
    return locked


def hold_own(interview, by):
    hold_in_hand(interview.household, by)
    rows = Interview._base_manager.select_for_update(of=["self"])
    locked = rows.select_related("household", "convention", "accompaniment").get(pk=interview.pk)
    if locked.author_id != by.pk:
        raise DomainError(NOT_THE_AUTHOR)
    if locked.cancelled_at:
        raise DomainError("Cet entretien est annulé : notez-en un autre.")
    return locked


def may_cancel(interview, actor):
    """Its author while she has the household; whoever has it, once she has not."""
    if not Interview.objects.writable_by(actor).filter(pk=interview.pk).exists():
        return False
    if interview.author_id == actor.pk:
        return True
    today = timezone.localdate()
    author = Membership.objects.open_on(today).filter(pk=interview.author_id, user__is_active=True).first()
    return not (author and Household.objects.writable_by(author).filter(pk=interview.household_id).exists())


def is_published(interview):
    return interview.publications.standing().exists()


def keep(interview, values, persons, colleagues, by):
    """Checked as a whole, then written."""
    mesure = check_mesure(interview, by)
    written = {name: getattr(interview, name) for name in VALUES} | {
        name: value for name, value in values.items() if name in VALUES
    }
    written = tidy(written)
    definition = mesure.programme_version.content if mesure else None
    problems = problems_of(
        written,
        now=timezone.localtime(),
        themes=[theme.code for theme in definition.individual_themes] if definition else (),
        mesure_days=(mesure.starts_on, mesure.ends_on) if mesure else None,
    )
    for field, problem in problems.items():
        raise DomainError(problem, field=field)
    check_present(interview, persons, colleagues, by)
    for name, value in written.items():
        setattr(interview, name, value)
    interview.save()
    interview.persons.set(persons)
    interview.colleagues.set(colleagues)


def check_mesure(interview, by):
    """The mesure as it is under the lock; before there is one, a fiche was received."""
    if interview.accompaniment_id:
        mine = Accompaniment.objects.writable_by(by).select_related("programme_version", "convention")
        mesure = mine.filter(pk=interview.accompaniment_id, household=interview.household_id).first()
        if mesure is None or mesure.convention_id != interview.convention_id:
            raise DomainError("Cette mesure n’est pas celle de ce ménage.", field="mesure")
        interview.accompaniment = mesure
        return mesure
    received = Referral.objects.filter(household=interview.household_id, received_at__isnull=False)
    if not received.filter(convention=interview.convention_id, convention__operator=by.organisation_id).exists():
        raise DomainError("Aucune fiche de ce ménage n’est encore reçue pour cette action.", field="mesure")
    return None


def check_present(interview, persons, colleagues, by):
    theirs = Person.objects.filter(household=interview.household_id, pk__in=[one.pk for one in persons]).count()
    if theirs != len({one.pk for one in persons}):
        raise DomainError("Une de ces personnes n’est pas de ce ménage.", field="persons")
    if any(one.organisation_id != by.organisation_id or one.role not in OPERATOR_ROLES for one in colleagues):
        raise DomainError("Une de ces personnes n’est pas de votre équipe.", field="colleagues")
