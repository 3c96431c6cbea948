"""Minutes of a tripartite meeting: opened, written together, sealed when they are signed."""

from django.db import transaction
from django.utils import timezone

from accounts.matrix import allows
from accounts.models import Membership
from accounts.services.notices import notify
from core.errors import DomainError
from core.trail import check_and_trace, move
from programmes.models import Convention
from referrals.enums import (
    AppointmentState,
    CommitmentOutcome,
    MeetingKind,
    MinutesState,
    Party,
    ReferralState,
)
from referrals.models import Adhesion, Appointment, Commitment, Participant, Referral, TripartiteMeeting
from referrals.rules import MINUTES
from referrals.rules.meetings import KIND_OF, due_problem, held_on_problem, named_problems
from referrals.services.appointments import hold_appointment
from referrals.services.papers import keep_signed_paper
from tenants.models import Household

NOT_YOURS = "Le compte rendu s’écrit par la conseillère ou le travailleur social du ménage."
SEALED = "Ce compte rendu est signé : il ne change plus."
CANCELLED = "Ce compte rendu est annulé : il ne change plus."
MOST_LINES = 30
WRITTEN = ("held_on", "place_kind", "place", "points", "problems", "improvements", "household_words", "remarks")


@transaction.atomic
def open_minutes_of_appointment(*, appointment, by):
    """The appointment took place: its minutes begin with what is known. Asked twice, the same minutes."""
    appointment.hold_first()
    rows = Appointment._base_manager.select_for_update(of=["self"])
    appointment = rows.select_related("household").get(pk=appointment.pk)
    begun = TripartiteMeeting.objects.filter(appointment=appointment).first()
    if begun:
        return begun
    kind = KIND_OF.get(appointment.kind)
    if kind is None:
        raise DomainError("Ce rendez-vous n’est pas une rencontre tripartite : il n’a pas de compte rendu.")
    if appointment.state == AppointmentState.PLANNED:
        hold_appointment(appointment=appointment, by=by)
    if appointment.state != AppointmentState.HELD:
        raise DomainError("Ce rendez-vous n’a pas eu lieu : il n’a pas de compte rendu.")
    convention, referral = framework_of(appointment)
    attendees = [line.membership for line in appointment.attendances.select_related("membership__user")]
    return open_minutes(
        household=appointment.household,
        convention=convention,
        referral=referral,
        appointment=appointment,
        kind=kind,
        held_on=timezone.localdate(appointment.starts_at),
        place_kind=appointment.place_kind,
        place=appointment.place,
        attendees=attendees,
        by=by,
    )


def framework_of(appointment):
    """The referral that waited for the appointment, and the convention it belongs to."""
    of_household = Referral.objects.filter(
        household=appointment.household_id,
        convention__operator=appointment.operator_id,
        sent_at__isnull=False,
    ).exclude(state__in=[ReferralState.WITHDRAWN, ReferralState.REDIRECTED])
    of_household = of_household.select_related("convention")
    referral = of_household.filter(appointment=appointment).first() or of_household.order_by("-sent_at").first()
    if referral:
        return referral.convention, referral
    found = Convention.objects.filter(
        operator=appointment.operator_id, landlord=appointment.household.landlord_id
    ).order_by("-starts_on")
    if not found:
        raise DomainError("Aucune convention ne lie ce bailleur et cette association.")
    return found[0], None


@transaction.atomic
def open_minutes(
    *, household, convention, kind, held_on, by, attendees=None, referral=None, appointment=None, **place
) -> TripartiteMeeting:
    """A meeting that was held, with or without an appointment. Two who open the same meeting write the same minutes."""
    Household.objects.hold(household.pk)
    require_written_by(household, by)
    if convention.landlord_id != household.landlord_id or by.organisation_id not in (
        convention.landlord_id,
        convention.operator_id,
    ):
        raise DomainError("Cette convention n’est pas celle de ce ménage.", field="convention")
    check_held_on(held_on, convention, referral)
    same = {"household": household, "convention": convention, "kind": kind, "held_on": held_on}
    begun = TripartiteMeeting.objects.filter(**same).exclude(state=MinutesState.CANCELLED).first()
    if begun:
        return joined_to(begun, appointment)
    sheet = referral.sheets.issued().first() if referral and kind == MeetingKind.START else None
    meeting = TripartiteMeeting.objects.create(
        **same,
        referral=referral,
        appointment=appointment,
        problems=named_problems(definition_of(convention, sheet), sheet.problem_codes, sheet.problems) if sheet else "",
        improvements=sheet.improvements if sheet else "",
        created_by=by,
        **place,
    )
    check_and_trace(meeting, MINUTES, "open", source="", by=by)
    Participant.objects.bulk_create([*expected(meeting, attendees or usual(referral, by)), *of_household(meeting)])
    tell_others(meeting, "minutes_open", by=by)
    return meeting


def definition_of(convention, sheet):
    """In the words of the programme on the day of the sheet."""
    return convention.programme.version_on(timezone.localdate(sheet.issued_at)).content


def tell_others(meeting, code, *, by):
    """Whoever has the household in hand at the other side, and did not do it herself."""
    others = [member.pk for member in usual(meeting.referral, by) if member.user_id != by.user_id]
    notify(to=Membership.objects.filter(pk__in=others), code=code, path=meeting.get_absolute_url())


def joined_to(meeting, appointment):
    """Minutes that were begun without their appointment."""
    if appointment and meeting.appointment_id is None and meeting.state == MinutesState.OPEN:
        meeting.appointment = appointment
        meeting.save(update_fields=["appointment"])
    return meeting


def usual(referral, by):
    """Whoever has the household in hand at each side, and whoever writes."""
    wanted = {by.pk}
    if referral:
        wanted |= {referral.advisor_id, referral.worker_id} - {None}
    today = timezone.localdate()
    return Membership.objects.open_on(today).filter(pk__in=wanted).select_related("user").order_by("pk")


def expected(meeting, attendees):
    sides = {meeting.convention.landlord_id: Party.LANDLORD, meeting.convention.operator_id: Party.OPERATOR}
    return [
        Participant(
            meeting=meeting,
            party=sides[member.organisation_id],
            membership=member,
            name=member.user.get_full_name()[:120],
            quality=member.role_label[:120],
        )
        for member in attendees
        if member.organisation_id in sides
    ]


def of_household(meeting):
    """Those who hold the lease, or the one of reference."""
    present = list(meeting.household.persons.present())
    holders = [person for person in present if person.holds_lease] or present[:1]
    return [Participant(meeting=meeting, party=Party.TENANT, name=person.full_name[:120]) for person in holders]


@transaction.atomic
def save_minutes(*, meeting, values, participants, commitments, reviews=(), by):
    """Everything that one page of the minutes says, together. `reviews`: [(commitment's key, outcome, note)]."""
    require_open(meeting, by)
    check_written(meeting, values, participants, commitments)
    for name in WRITTEN:
        if name in values:
            setattr(meeting, name, values[name])
    meeting.validate_constraints()
    meeting.save()
    keep_lines(Participant, meeting, participants, ("party", "name", "quality", "present"))
    keep_lines(Commitment, meeting, commitments, ("party", "text", "due_on"))
    for key, outcome, note in reviews:
        review_commitment(commitment=key, outcome=outcome, note=note, meeting=meeting, by=by)
    return meeting


def check_written(meeting, values, participants, commitments):
    held_on = values.get("held_on", meeting.held_on)
    check_held_on(held_on, meeting.convention, meeting.referral)
    if Adhesion.objects.kept().filter(meeting=meeting).exclude(on=held_on).exists():
        raise DomainError("Des réponses à l’adhésion sont notées à la date de la rencontre.", field="held_on")
    if len(participants) > MOST_LINES or len(commitments) > MOST_LINES:
        raise DomainError(f"{MOST_LINES} personnes et {MOST_LINES} engagements au plus.")
    for line in commitments:
        if problem := due_problem(line["due_on"], held_on):
            raise DomainError(f"« {line['text'][:60]} » : {problem[0].lower()}{problem[1:]}")


def check_held_on(held_on, convention, referral):
    if referral and not referral.sent_at:
        raise DomainError("La fiche de liaison n’est pas envoyée : la rencontre vient ensuite.")
    sent_on = timezone.localdate(referral.sent_at) if referral else None
    problem = held_on_problem(held_on, today=timezone.localdate(), sent_on=sent_on, since=convention.starts_on)
    if problem:
        raise DomainError(problem, field="held_on")


def keep_lines(model, meeting, lines, names):
    """The rows of the meeting become these lines: those that carry a row (`id`) change it, the others are new."""
    there = {row.pk: row for row in model.objects.filter(meeting=meeting)}
    for line in lines:
        known = line.get("id")
        row = there.pop(known.pk, None) if known else None
        row = row or model(meeting=meeting)
        if row._state.adding or any(getattr(row, name) != line[name] for name in names):
            for name in names:
                setattr(row, name, line[name])
            row.save()
    for gone in there.values():
        gone.delete()


def earlier_commitments(meeting):
    """What was promised at the meetings before and has not been answered for yet, or was at this one."""
    before = Commitment.objects.filter(
        meeting__household=meeting.household_id,
        meeting__convention=meeting.convention_id,
        meeting__state=MinutesState.SEALED,
        meeting__held_on__lte=meeting.held_on,
    ).exclude(meeting=meeting.pk)
    waiting = before.filter(outcome=CommitmentOutcome.PENDING) | before.filter(reviewed_at=meeting.pk)
    return waiting.select_related("meeting").order_by("meeting__held_on", "party", "pk")


@transaction.atomic
def review_commitment(*, commitment, outcome, note, meeting, by):
    """Kept or missed, as the three say it at the meeting. `commitment`: its key."""
    require_open(meeting, by)
    locked = Commitment.objects.select_for_update(of=["self"]).get(pk=commitment)
    if not earlier_commitments(meeting).filter(pk=locked.pk).exists():
        raise DomainError("Cet engagement a déjà reçu sa réponse à une autre rencontre.")
    answered_at = meeting.pk if outcome != CommitmentOutcome.PENDING else None
    if (outcome, note.strip(), answered_at) != (locked.outcome, locked.note, locked.reviewed_at_id):
        locked.outcome, locked.note, locked.reviewed_at_id = outcome, note.strip(), answered_at
        locked.save(update_fields=["outcome", "note", "reviewed_at"])
    return locked


@transaction.atomic
def seal_minutes(*, meeting, by):
    """Signed by the three: nothing in them changes any more."""
    require_open(meeting, by)
    meeting.refresh_from_db()
    present = set(meeting.participants.filter(present=True).values_list("party", flat=True))
    if Party.TENANT not in present or Party.OPERATOR not in present:
        raise DomainError("Un compte rendu se signe avec le ménage et l’association : cochez qui était là.")
    if not is_written(meeting):
        raise DomainError("Écrivez au moins ce dont vous avez parlé avant de signer.")
    move(meeting, MINUTES, "seal", by=by, values={"sealed_at": timezone.now()})
    tell_others(meeting, "minutes_sealed", by=by)
    return meeting


def is_written(meeting):
    return bool(meeting.problems.strip() or meeting.remarks.strip())


@transaction.atomic
def cancel_minutes(*, meeting, reason, by):
    """Wrong ones stay readable, marked as such; what they said of earlier commitments waits for its answer again."""
    require_written_by(meeting.household, by)
    if Adhesion.objects.standing().filter(meeting=meeting).exists():
        raise DomainError("Des adhésions ont été données à cette rencontre : elle ne s’annule pas.")
    move(meeting, MINUTES, "cancel", by=by, given={"reason": reason})
    for answered in Commitment.objects.filter(reviewed_at=meeting):
        answered.outcome, answered.reviewed_at = CommitmentOutcome.PENDING, None
        answered.save(update_fields=["outcome", "reviewed_at"])
    return meeting


@transaction.atomic
def add_minutes_paper(*, meeting, received, by):
    """The minutes as the three signed them: pages may be photographed one by one, also once they are sealed."""
    require_written_by(meeting.household, by)
    rows = TripartiteMeeting._base_manager.select_for_update(of=["self"]).select_related("household", "convention")
    meeting = rows.get(pk=meeting.pk)
    if meeting.state == MinutesState.CANCELLED:
        raise DomainError(CANCELLED)
    shared = {"household": meeting.household, "convention": meeting.convention}
    return [keep_signed_paper(received=each, meeting=meeting, by=by, **shared) for each in received]


def require_open(meeting, by):
    meeting.hold_first()
    require_written_by(meeting.household, by)
    state = TripartiteMeeting._base_manager.select_for_update().values_list("state", flat=True).get(pk=meeting.pk)
    if state != MinutesState.OPEN:
        raise DomainError(SEALED if state == MinutesState.SEALED else CANCELLED)


def require_written_by(household, by):
    if not allows(by.role, "tripartite.write") or not Household.objects.writable_by(by).contains(household):
        raise DomainError(NOT_YOURS)
