"""« Mes suivis »: late first; who has not been met for fifteen days, what was tried; who waits to be taken up."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accompaniment.lists import TABLE, TRANSFER, caseload_lines, caseload_of, reach_of
from accompaniment.presentation.cadence import readings_of
from accompaniment.presentation.contactless import SHOWN, not_met, tries_of
from accompaniment.presentation.waiting import ORDER, lines_of, waiting_list
from accompaniment.rules.pace import caseload_sentence, contactless_sentence
from accompaniment.views.places import places
from accounts.list_exports import chosen_format
from accounts.matrix import allows
from accounts.models import Organisation
from accounts.recording import record_list
from accounts.trace import record_access
from core.access import page
from core.filtering import filter_bar, kept, without
from core.paging import SIZE, Page, keyset_page
from programmes.models import ProgrammeVersion
from referrals.models import Referral
from tenants.models import Household

READ = "caseload.read"
# Where one stands in a list that is reckoned, not read from an index.
NUMBER = "page"


def numbered_page(rows, parameters) -> Page:
    """A page of rows that are all at hand, by its number."""
    written = parameters.get(NUMBER, "")
    start = SIZE * (int(written) if written.isdecimal() and len(written) < 4 else 0)
    rest = without(parameters, NUMBER)
    return Page(
        rows[start : start + SIZE],
        page_url(rest, start // SIZE - 1) if start else "",
        page_url(rest, start // SIZE + 1) if rows[start + SIZE :] else "",
    )


def page_url(query, number):
    query = query.copy()
    if number:
        query[NUMBER] = str(number)
    return f"?{query.urlencode()}" if query else "?"


@page(READ)
@require_safe
def caseload(request):
    actor, today = request.actor, timezone.localdate()
    found = caseload_of(actor, request.GET, today)
    shown = numbered_page(found.readings, request.GET)
    record_list(request, READ)
    context = {
        "tabs": places(actor, "caseload"),
        "page": shown,
        "lines": caseload_lines(shown.rows, actor),
        "bar": filter_bar(found.filterset, status="rythme", counts=found.counts),
        "filtered": found.filterset.form.has_changed(),
        "kept": kept(request.GET, NUMBER),
        "lead": caseload_sentence(found.late, sum(found.counts.values())),
        "of_team": allows(actor.role, TRANSFER),
    }
    return render(request, "accompaniment/caseload.html", context)


@page(READ)
@require_POST
def export_caseload(request):
    """What the list shows, in the same order; each landlord's log tells it."""
    actor = request.actor
    format = chosen_format(request.POST)
    asked = without(request.POST, "csrfmiddlewaretoken", "format", NUMBER)
    readings = caseload_of(actor, asked, timezone.localdate()).readings
    owners = Household.objects.filter(pk__in=[each.household for each in readings]).values("landlord")
    for owner in [*Organisation.objects.filter(pk__in=owners)] or [actor.organisation]:
        record_access(by=actor, action=READ, subject=actor.organisation, owner=owner)
    return TABLE.response(format, caseload_lines(readings, actor))


@page(READ)
@require_safe
def contactless(request):
    actor, today = request.actor, timezone.localdate()
    every = not_met(readings_of(reach_of(actor, today), today))
    shown = numbered_page(every, request.GET)
    tried = tries_of(shown.rows, today)
    lines = caseload_lines(shown.rows, actor)
    for reading, line in zip(shown.rows, lines, strict=True):
        its = tried.get(reading.mesure, [])
        line.update(tried=its[:SHOWN], more=len(its[SHOWN:]))
    record_list(request, READ)
    lead = contactless_sentence(len(every))
    context = {"tabs": places(actor, "contactless"), "page": shown, "lines": lines, "lead": lead}
    return render(request, "accompaniment/contactless.html", context)


@page(READ)
@require_safe
def waiting(request):
    """Of the fiches in one's hands: those that nobody has adhered to so far, and those that wait for their mesure."""
    actor, today = request.actor, timezone.localdate()
    in_hands = Referral.objects.visible_to(actor).filter(household__in=Household.objects.in_hands_of(actor))
    rows = waiting_list(in_hands).values_list("pk", flat=True)
    shown = keyset_page(rows, request.GET, by=ORDER, within=in_hands)
    labels = ProgrammeVersion.objects.visible_to(actor).labels()
    record_list(request, READ)
    context = {
        "tabs": places(actor, "waiting"),
        "page": shown,
        "lines": lines_of(shown.rows, labels, actor, today),
        "writes": allows(actor.role, "mesures.write"),
    }
    return render(request, "accompaniment/waiting.html", context)
