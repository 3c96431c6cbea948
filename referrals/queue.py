"""What referrals ask of whoever is at work. On the home page a household is its number and its town: no name."""

import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.matrix import allows
from accounts.models import AccessLogEntry, Membership
from core.queue import QueueItem
from core.wording import clock_time, count, near_date, relative_day
from referrals.enums import AppointmentState, ReferralState, TenantAnswer
from referrals.models import Appointment, PreliminaryMeeting, Referral, Sheet
from referrals.models.referrals import late_condition
from referrals.presentation.inbox import with_parts
from referrals.rules import AT_THE_OPERATOR
from referrals.rules.delays import CALL_BACK_DAYS
from referrals.services.appointments import FIRST_MEETINGS

# Beyond these of a kind, one line tells how many there are.
SHOWN = 8
MEETINGS_AHEAD = datetime.timedelta(days=7)
MISSED_FOR = datetime.timedelta(days=60)
OUTCOMES_FOR = datetime.timedelta(days=30)
DRAFT, ANNOUNCED, SENT, RECEIVED, REQUESTED, PLANNED = (
    ReferralState.DRAFT,
    ReferralState.ANNOUNCED,
    ReferralState.SENT,
    ReferralState.RECEIVED,
    ReferralState.INFORMATION_REQUESTED,
    ReferralState.MEETING_PLANNED,
)
TOLD_OUTCOMES = (ReferralState.ADHERED, ReferralState.DECLINED, ReferralState.REDIRECTED)
# What one does: the words of the button, and the page of that step where it is not the fiche itself.
DO = {
    DRAFT: ("Compléter", "referrals:referral"),
    ANNOUNCED: ("Écrire la fiche", "referrals:referral"),
    REQUESTED: ("Répondre", "referrals:referral_answer_information"),
    SENT: ("Confier", "referrals:referral_receive"),
    RECEIVED: ("Fixer la rencontre", "referrals:referral"),
    PLANNED: ("Noter la suite", "referrals:referral"),
}


def queue_items(actor, today):
    if allows(actor.role, "referrals.answer"):
        return [
            *referral_items(actor, today, waiting_for_advisor(actor, today)),
            *corrections(actor, today),
            *outcomes(actor, today),
            *to_call_back(actor, today),
            *meetings(actor, today),
        ]
    if allows(actor.role, "referrals.treat"):
        return [
            *referral_items(actor, today, waiting_for_operator(actor, today)),
            *missed(actor, today),
            *meetings(actor, today),
        ]
    return []


def hers(actor):
    """Of this advisor, of those who left, and of a guarded household that she alone reads: somebody has to."""
    left = ~Q(advisor__in=Membership.objects.open_on(timezone.localdate()).filter(user__is_active=True))
    return Referral.objects.visible_to(actor).filter(Q(advisor=actor.pk) | Q(household__guarded_for=actor.pk) | left)


def waiting_for_advisor(actor, today):
    """What she is to do, and what the association has left waiting too long."""
    slow = Q(state__in=(SENT, RECEIVED)) & late_condition(today)
    return hers(actor).filter(Q(state__in=(DRAFT, ANNOUNCED, REQUESTED)) | slow)


def corrections(actor, today):
    """Begun and not sent: the association still reads what was wrong."""
    begun = Sheet.objects.in_preparation().filter(referral__in=hers(actor).filter(state__in=AT_THE_OPERATOR))
    for sheet in begun.select_related("referral__household").order_by("created_at", "pk")[:SHOWN]:
        yield QueueItem(
            f"Fiche {sheet.referral.number} : correction à envoyer",
            f"Commencée {relative_day(timezone.localdate(sheet.created_at), today)}, dossier "
            f"{sheet.referral.household.number}. L’association lit encore la version d’avant.",
            sheet.referral.get_absolute_url(),
            "Continuer la correction",
        )


def waiting_for_operator(actor, today):
    """The worker's own; to the head, what is to be confided, and what is late at her team's."""
    passed = Q(state=PLANNED) & late_condition(today)
    wanted = Q(worker=actor.pk) & (Q(state=RECEIVED) | passed)
    if allows(actor.role, "referrals.receive"):
        wanted |= Q(state=SENT) | Q(state__in=(RECEIVED, REQUESTED, PLANNED)) & late_condition(today)
    return Referral.objects.visible_to(actor).filter(wanted)


def referral_items(actor, today, waiting):
    """Late first, then as long as they have waited."""
    late = waiting.filter(late_condition(today)).order_by("waiting_since", "pk")
    rows = list(with_parts(late, today)[: SHOWN + 1])
    if len(rows) <= SHOWN:
        on_time = waiting.exclude(late_condition(today)).order_by("waiting_since", "pk")
        rows += with_parts(on_time, today)[: SHOWN + 1 - len(rows)]
    items = [referral_item(each, actor, today) for each in rows[:SHOWN]]
    return [*items, *the_rest(rows, waiting, actor)]


def referral_item(referral, actor, today):
    standing = referral.standing(actor.role, today)
    supervised = referral.state != SENT and referral.worker_id and referral.worker_id != actor.pk
    label, step = DO[referral.state]
    if not standing.acts or (supervised and allows(actor.role, "referrals.receive")):
        label, step = "Voir la fiche", "referrals:referral"
    where = [f"dossier {referral.household.number}", *town(referral.household), referral.household.landlord.label]
    who = f" Confiée à {referral.worker.user}." if supervised and step == "referrals:referral" else ""
    return QueueItem(
        f"Fiche {referral.number} : {standing.words.lower()}",
        f"{standing.since}, {', '.join(where)}.{who}",
        reverse(step, args=[referral.pk]),
        label,
        due_on=standing.due_on,
        due_word="rencontre" if referral.state == PLANNED else "échéance",
        late=standing.late,
    )


def town(household):
    """Of a guarded household, nothing that leads there."""
    return [] if household.guarded else [home.commune for home in household.homes_now if home.commune][:1]


def the_rest(rows, waiting, actor):
    if len(rows) <= SHOWN:
        return []
    more = waiting.count() - SHOWN
    url_name = "referrals:inbox" if allows(actor.role, "referrals.treat") else "referrals:referrals"
    return [
        QueueItem(
            f"Et {count(more, 'autre fiche', 'autres fiches')}",
            "Celles qui attendent depuis le plus longtemps sont ci-dessus.",
            reverse(url_name),
            "Tout voir",
        )
    ]


def outcomes(actor, today):
    """What became of hers, until she has read it."""
    read = AccessLogEntry.objects.filter(
        subject_type=Referral._meta.label_lower,
        subject_id=OuterRef("pk"),
        user=actor.user_id,
        at__gt=OuterRef("closed_at"),
    )
    since = timezone.now() - OUTCOMES_FOR
    closed = Referral.objects.visible_to(actor).filter(advisor=actor.pk, state__in=TOLD_OUTCOMES, closed_at__gte=since)
    rows = with_parts(closed.filter(~Exists(read)).order_by("closed_at", "pk"), today)[:SHOWN]
    return [
        QueueItem(
            f"Fiche {each.number} : {each.get_state_display().lower()}",
            f"{each.standing(actor.role, today).since}, dossier {each.household.number}.",
            each.get_absolute_url(),
            "Lire la décision",
        )
        for each in rows
    ]


def to_call_back(actor, today):
    """Who asked for time to think, and was not met again since."""
    later = PreliminaryMeeting.objects.filter(
        household=OuterRef("household"), convention=OuterRef("convention"), created_at__gt=OuterRef("created_at")
    )
    referred = Referral.objects.filter(household=OuterRef("household"), convention=OuterRef("convention"))
    thinking = PreliminaryMeeting.objects.visible_to(actor).filter(advisor=actor.pk, answer=TenantAnswer.NEEDS_TIME)
    waiting = thinking.filter(~Exists(later), ~Exists(referred.filter(created_at__gt=OuterRef("created_at"))))
    for met in waiting.select_related("household").order_by("held_on", "pk")[:SHOWN]:
        due = met.held_on + datetime.timedelta(days=CALL_BACK_DAYS)
        yield QueueItem(
            f"Dossier {met.household.number} : un ménage réfléchit",
            f"Il a demandé un temps de réflexion le {near_date(met.held_on, today)}.",
            met.household.get_absolute_url(),
            "Reprendre contact",
            due_on=due,
            due_word="à rappeler",
            late=due < today,
        )


def meetings(actor, today):
    """Those of the week at which one is expected."""
    now = timezone.now()
    within = Appointment.objects.visible_to(actor).standing().expecting(actor.pk)
    ahead = within.filter(ends_at__gt=now, starts_at__lt=now + MEETINGS_AHEAD)
    for one in ahead.select_related("household").order_by("starts_at", "pk")[:SHOWN]:
        starts = timezone.localtime(one.starts_at)
        yield QueueItem(
            f"{one.get_kind_display()} à {clock_time(starts)}",
            f"Dossier {one.household.number}, {place_of(one)}.",
            reverse("referrals:appointment", args=[one.pk]),
            "Voir le rendez-vous",
            due_on=starts.date(),
            due_word="rendez-vous",
        )


def place_of(appointment):
    words = appointment.get_place_kind_display()
    return words[0].lower() + words[1:]


def missed(actor, today):
    """Missed, and nothing fixed since; a first meeting comes back with its fiche."""
    since = timezone.now() - MISSED_FOR
    expected = Appointment.objects.visible_to(actor).expecting(actor.pk)
    gone = expected.filter(state=AppointmentState.MISSED, starts_at__gte=since)
    later = Appointment.objects.filter(
        household=OuterRef("household"), operator=OuterRef("operator"), starts_at__gt=OuterRef("starts_at")
    ).exclude(state=AppointmentState.CANCELLED)
    awaited = Referral.objects.filter(
        household=OuterRef("household"), convention__operator=OuterRef("operator"), state=RECEIVED
    )
    over = Referral.objects.filter(appointment=OuterRef("pk"), closed_at__isnull=False)
    to_refix = gone.filter(~Exists(later), ~Exists(over)).exclude(Q(kind__in=FIRST_MEETINGS) & Exists(awaited))
    for one in to_refix.select_related("household").order_by("starts_at", "pk")[:SHOWN]:
        day = timezone.localdate(one.starts_at)
        yield QueueItem(
            f"{one.get_kind_display()} à refixer",
            f"Dossier {one.household.number}. N’est pas venu : {one.get_missed_by_display().lower()}.",
            reverse("referrals:appointment", args=[one.pk]),
            "Refixer",
            due_on=day,
            due_word="manqué",
            late=True,
        )
