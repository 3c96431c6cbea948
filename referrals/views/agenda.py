"""The agenda, by week and by month, of one person or of a team."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.matrix import allows
from accounts.services import record_access
from core.access import page
from referrals.presentation.agenda import (
    MONTH,
    TEAM,
    WEEK,
    appointments_in,
    days_of,
    deadlines_in,
    entries_of,
    month_key,
    period_of,
    slots_in,
    team_of,
    week_key,
    whose,
)

READ = "appointments.read"


@page(READ)
@require_safe
def agenda(request):
    today, actor = timezone.localdate(), request.actor
    period = period_of(request.GET, today)
    team = team_of(actor, today)
    member = whose(request.GET, actor, team)
    entries = entries_of(appointments_in(period, actor, member=member, team=team), actor)
    deadlines = deadlines_in(period, actor, member=member, today=today)
    days = days_of(period, entries, slots_in(period, actor, member=member), today, deadlines)
    record_looks(request, entries, deadlines)
    context = {
        "period": period,
        "days": days,
        "links": links_of(request, period, today),
        "people": [(one, query(request, period, qui=one.pk), bool(member) and one.pk == member.pk) for one in team],
        "team_url": query(request, period, qui=TEAM),
        "member": member,
        "own": bool(member) and member.pk == actor.pk,
        "count": sum(len(day.entries) for day in days if not day.outside),
        "colliding": sum(bool(entry.collisions) for entry in entries),
        "may_publish": allows(actor.role, "slots.write"),
        "is_month": period.kind == MONTH,
    }
    return render(request, "referrals/agenda.html", context)


def query(request, period, **changed):
    """The same page with something else in its address."""
    values = {period.kind: period.key, "qui": request.GET.get("qui", ""), **changed}
    return "?" + urlencode({name: value for name, value in values.items() if value})


def links_of(request, period, today):
    """Where one goes from here: name → address."""
    anchor = max(period.anchor, today) if period.first <= today <= period.last else period.anchor
    here = today if period.kind == MONTH and anchor != period.anchor else anchor
    without = {period.kind: ""}
    now = week_key(today) if period.kind == WEEK else month_key(today)
    return {
        "previous": query(request, period, **{period.kind: period.previous_key}),
        "next": query(request, period, **{period.kind: period.next_key}),
        "today": query(request, period, **{period.kind: now}),
        "week": query(request, period, **{**without, WEEK: week_key(here)}),
        "month": query(request, period, **{**without, MONTH: month_key(here)}),
    }


def record_looks(request, entries, deadlines):
    """One line for the page, to each landlord whose households it names; to one's own house where it names none."""
    landlords = {entry.appointment.household.landlord for entry in entries if entry.named}
    landlords |= {one.household.landlord for one in deadlines if not one.household.guarded}
    for house in sorted(landlords or {request.actor.organisation}, key=str):
        record_access(by=request.actor, action=READ, subject=house, owner=house)
