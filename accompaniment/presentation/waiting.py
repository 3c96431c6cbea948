"""Households to take up: a fiche was received and nobody has adhered so far, or they adhered and no mesure is open."""

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import MesureState
from accompaniment.models import Accompaniment
from accompaniment.presentation.cadence import efforts
from accounts.matrix import allows
from core.wording import count, near_date, relative_day
from referrals.enums import ReferralState
from referrals.models import Referral
from referrals.presentation.inbox import with_parts
from referrals.rules import AT_THE_OPERATOR

ORDER = ["waiting_since", "pk"]


def waiting_list(reach):
    """Of these fiches, those that wait at the operator, and those whose adhesion no mesure follows yet."""
    same = Accompaniment.objects.filter(household=OuterRef("household"), convention=OuterRef("convention"))
    followed = Accompaniment.objects.filter(referral=OuterRef("pk"))
    adhered = Q(~Exists(followed), ~Exists(same.filter(state=MesureState.OPEN)), state=ReferralState.ADHERED)
    return reach.filter(Q(state__in=AT_THE_OPERATOR) | adhered)


def lines_of(keys, labels, actor, today):
    """Three statements for a page."""
    rows = {row.pk: row for row in with_parts(Referral.objects.filter(pk__in=keys), today)}
    tried = tries_before(rows.values())
    return [line_of(rows[key], tried, labels, actor, today) for key in keys if key in rows]


def line_of(referral, tried, labels, actor, today):
    household, standing = referral.household, referral.standing(actor.role, today)
    places = [] if household.guarded else [home.commune for home in household.homes_now if home.commune]
    code = referral.convention.programme.code
    adhered = referral.state == ReferralState.ADHERED
    number, last = tried.get((referral.household_id, referral.convention_id), (0, None))
    return {
        "title": f"{household.listed_name} · {referral.number}",
        "url": household.get_absolute_url(),
        "badge": "Mesure à ouvrir" if adhered else standing.words,
        "tone": "soon" if adhered else standing.tone,
        "late": not adhered and standing.late,
        "since": f"Adhésion {since_closed(referral, today)}" if adhered else standing.since,
        "due": "" if adhered else standing.due,
        "received": received_words(referral, today),
        "next_step": "Ouvrez la mesure." if adhered else standing.next_step,
        "tries": f"{count(number, 'tentative')}, la dernière {relative_day(last, today)}" if number else "",
        "where": ", ".join([labels.get(code, code), household.landlord.label, *places[:1]]),
        "worker": str(referral.worker.user) if referral.worker else "",
        "attempt_url": attempt_url(referral, actor) if not adhered else "",
        "referral": referral,
        "adhered": adhered,
    }


def attempt_url(referral, actor):
    """Somebody is looked for under a fiche that was received."""
    if not referral.received_at or not allows(actor.role, "contacts.write"):
        return ""
    return reverse("accompaniment:attempt_create", args=[referral.household_id])


def since_closed(referral, today):
    return relative_day(timezone.localdate(referral.closed_at), today) if referral.closed_at else ""


def received_words(referral, today):
    came = referral.received_at or referral.sent_at
    if came is None:
        return ""
    day = timezone.localdate(came)
    return f"Fiche reçue le {near_date(day, today)}, {relative_day(day, today)}"


def tries_before(referrals) -> dict:
    """{(household, convention): (how many attempts, the day of the last)} before there is a mesure."""
    households = [each.household_id for each in referrals]
    rows = efforts().filter(household__in=households, accompaniment=None).order_by()
    counted = rows.values("household", "convention").annotate(number=Count("pk"), last=Max("on"))
    return {(row["household"], row["convention"]): (row["number"], row["last"]) for row in counted}
