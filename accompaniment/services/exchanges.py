"""Landlord and operator speak of a household, with its agreement; the landlord's alert waits for an answer."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accompaniment.enums import ExchangeState, ExchangeWay
from accompaniment.models import Accompaniment, Exchange
from accompaniment.rules import EXCHANGES
from accompaniment.rules.interviews import LONGEST_PUBLISHED, length_problem
from accounts.enums import LANDLORD_ROLES
from accounts.matrix import allows
from accounts.models import Membership
from accounts.services.notices import notify
from core.errors import DomainError
from core.trail import check_and_trace, move
from core.wording import plain_date
from programmes.models import Convention
from referrals.services.telling import heads_of
from tenants.models import Assignment, Household

NOT_YOURS = "Ce ménage n’est pas entre vos mains : relisez la page."
# The ways in which a person speaks; an alert is a step of its own.
WAYS = (ExchangeWay.CALL, ExchangeWay.MESSAGE, ExchangeWay.MEETING)


def conventions_spoken_of(household, actor):
    """Under which the two houses know this household: a mesure, or a fiche that was sent."""
    house = actor.organisation_id
    own = Convention.objects.filter(Q(landlord=house) | Q(operator=house), landlord=household.landlord_id)
    known = Q(accompaniments__household=household) | Q(referrals__household=household, referrals__sent_at__isnull=False)
    return own.filter(known).distinct().select_related("programme", "operator").order_by("-starts_on", "pk")


def running_mesures(household, actor):
    today = timezone.localdate()
    return Accompaniment.objects.visible_to(actor, of=household).open_on(today).select_related("convention__programme")


@transaction.atomic
def note_exchange(*, household, convention, way, on, agreed_on, text, by):
    """What was said between the two houses; a written message is for the other one, which is told."""
    household = hold(household, by)
    check_convention(household, convention, by)
    if way not in WAYS:
        raise DomainError("Choisissez comment vous avez parlé.", field="way")
    check_days(on, agreed_on)
    exchange = save(Exchange(household=household, convention=convention, way=way, on=on, agreed_on=agreed_on), text, by)
    if way == ExchangeWay.MESSAGE:
        tell_other_side(exchange, "exchange_noted", by)
    return exchange


@transaction.atomic
def alert_operator(*, household, convention, agreed_on, text, by):
    """The landlord worries about a mesure that runs, and waits for an answer."""
    household = hold(household, by)
    check_convention(household, convention, by)
    if not running_mesures(household, by).filter(convention=convention).exists():
        raise DomainError("Aucune mesure n’est en cours : l’association s’alerte d’une mesure en cours.")
    today = timezone.localdate()
    check_days(today, agreed_on)
    exchange = Exchange(
        household=household,
        convention=convention,
        way=ExchangeWay.ALERT,
        state=ExchangeState.OPEN,
        on=today,
        agreed_on=agreed_on,
    )
    EXCHANGES.check("alert", "", by.role)
    save(exchange, text, by)
    check_and_trace(exchange, EXCHANGES, "alert", source="", by=by)
    tell_other_side(exchange, "alert_raised", by)
    return exchange


@transaction.atomic
def answer_alert(*, exchange, text, way=ExchangeWay.MESSAGE, by):
    """The worker's, or her head's; whoever raised the alert reads it."""
    household = Household.objects.hold(exchange.household_id)
    seen = Exchange.objects.visible_to(by).filter(pk=exchange.pk).exists()
    if not seen or not allows(by.role, "exchanges.answer") or not Household.objects.in_hands_of(by).contains(household):
        raise DomainError(NOT_YOURS)
    locked = Exchange._base_manager.select_for_update(of=["self"]).get(pk=exchange.pk)
    if way not in WAYS:
        raise DomainError("Choisissez comment vous avez répondu.", field="way")
    move(locked, EXCHANGES, "answer", by=by)
    answer = Exchange(
        household_id=locked.household_id,
        convention_id=locked.convention_id,
        way=way,
        on=timezone.localdate(),
        agreed_on=locked.agreed_on,
        answers=locked,
    )
    save(answer, text, by)
    asked = Membership.objects.get(pk=locked.written_by_id)
    if Exchange.objects.visible_to(asked).filter(pk=locked.pk).exists():
        notify(to=[asked], code="alert_answered", path=locked.get_absolute_url())
    else:
        tell_other_side(locked, "alert_answered", by)
    return answer


@transaction.atomic
def cancel_exchange(*, exchange, reason, by):
    """By the house that wrote it; both go on reading that it was there, and why it no longer counts."""
    hold(exchange.household, by)
    locked = Exchange._base_manager.select_for_update(of=["self"]).select_related("written_by").get(pk=exchange.pk)
    if not may_cancel(locked, by):
        raise DomainError("Un échange s’annule par celui qui l’a noté.")
    move(locked, EXCHANGES, "cancel", by=by, given={"reason": reason}, values={"cancel_reason": reason.strip()})
    return locked


def may_cancel(exchange, actor):
    """Its house; an answer stays with the alert that it closed."""
    return (
        allows(actor.role, "exchanges.write")
        and exchange.written_by.organisation_id == actor.organisation_id
        and exchange.answers_id is None
        and Exchange.objects.writable_by(actor).filter(pk=exchange.pk).exists()
    )


def save(exchange, text, by):
    text = text.strip()
    if not text:
        raise DomainError("Écrivez ce qui s’est dit.", field="text")
    if problem := length_problem(text, LONGEST_PUBLISHED):
        raise DomainError(problem, field="text")
    exchange.text, exchange.written_by = text, by
    exchange.save()
    return exchange


def hold(household, by):
    if not allows(by.role, "exchanges.write"):
        raise DomainError(NOT_YOURS)
    locked = Household.objects.hold(household.pk)
    if not Household.objects.writable_by(by).contains(locked):
        raise DomainError(NOT_YOURS)
    return locked


def check_convention(household, convention, by):
    if not conventions_spoken_of(household, by).filter(pk=convention.pk).exists():
        raise DomainError("Ce ménage n’est pas connu de l’association sous cette convention.", field="convention")


def check_days(on, agreed_on):
    today = timezone.localdate()
    if on > today:
        raise DomainError("Ce jour n’est pas encore venu : un échange se note ensuite.", field="on")
    if agreed_on > today:
        raise DomainError("Ce jour n’est pas encore venu : l’accord du ménage se recueille avant.", field="agreed_on")
    if agreed_on > on:
        words = f"L’échange date du {plain_date(on)} : le ménage donne son accord avant que vous en parliez."
        raise DomainError(words, field="agreed_on")


def tell_other_side(exchange, code, by):
    """At the operator, who has the household in hand and then the heads; at the landlord, who reads the file."""
    path = exchange.get_absolute_url()
    today = timezone.localdate()
    if by.role in LANDLORD_ROLES:
        assigned = Assignment.objects.open_on(today).filter(
            household=exchange.household_id, membership__organisation=exchange.convention.operator_id
        )
        workers = list(Membership.objects.filter(pk__in=assigned.values("membership")))
        notify(to=workers, code=code, path=path)
        notify(to=heads_of(exchange.convention.operator_id), code=code, path=path, mine=not workers)
        return
    one = Exchange.objects.filter(pk=exchange.pk)
    for advisor in advisors_of(exchange, today):
        if one.visible_to(advisor).exists():
            notify(to=[advisor], code=code, path=path)


def advisors_of(exchange, today):
    """Whose fiche it was; where none is at work any more, those of the sector."""
    at_work = Membership.objects.open_on(today).filter(
        organisation=exchange.convention.landlord_id, user__is_active=True, role__in=LANDLORD_ROLES
    )
    hers = at_work.filter(referrals__household=exchange.household_id).distinct()
    if hers.exists():
        return list(hers)
    sector = exchange.household.sector_id
    return list(at_work.filter(sectors=sector)) if sector else []
