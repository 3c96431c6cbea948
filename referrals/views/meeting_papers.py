"""The papers of a meeting: what is signed, the minutes, the tenant's booklet."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.trace import record_access
from core.access import page
from core.pdf import pdf_response
from core.trail import history_of
from referrals.documents.booklet import booklet_pdf
from referrals.documents.meetings import engagement_pdf, minutes_pdf
from referrals.enums import MeetingKind, MinutesState
from referrals.models import Referral, TripartiteMeeting
from referrals.presentation.adhesions import board_of
from referrals.rules import MINUTES
from referrals.rules.meetings import sheet_of_the_three
from tenants.guarding import reads_contact

READ = "tripartite.read"
REFERRAL_PARTS = (
    "household__landlord",
    "convention__programme",
    "convention__landlord",
    "convention__operator",
    "advisor__user",
    "worker__user",
)
GUARDED_PAPER = (
    "Le contact de ce ménage est protégé : seule la personne qui sait comment le joindre imprime ce carnet, "
    "et le remet en main propre."
)


def trace(request, subject, household):
    record_access(by=request.actor, action=READ, subject=subject, owner=household.landlord)


def meeting_in_reach(request, pk):
    within = TripartiteMeeting.objects.visible_to(request.actor)
    parts = [*REFERRAL_PARTS[:4], *(f"referral__{part}" for part in REFERRAL_PARTS[4:])]
    return get_object_or_404(within.select_related(*parts), pk=pk)


def referral_in_reach(request, pk):
    """Received: somebody at the association has it in hand."""
    within = Referral.objects.visible_to(request.actor).filter(received_at__isnull=False)
    return get_object_or_404(within.select_related(*REFERRAL_PARTS), pk=pk)


@page(READ)
@require_safe
def minutes_paper(request, pk):
    meeting = meeting_in_reach(request, pk)
    trace(request, meeting, meeting.household)
    sheet = sheet_of_the_three(meeting.convention.programme.version_on(meeting.held_on).content)
    said = [point for number, point in enumerate(sheet.points, start=1) if number in meeting.points] if sheet else []
    cancelled = meeting.state == MinutesState.CANCELLED
    content = minutes_pdf(
        meeting,
        points=said,
        reviewed=list(meeting.reviewed_commitments.select_related("meeting")),
        place_shown=reads_contact(request.actor, meeting.household),
        reason=history_of((meeting, MINUTES, ""))[0].reason if cancelled else "",
    )
    return pdf_response(content, "compte-rendu.pdf")


@page(READ)
@require_safe
def engagement_paper(request, pk):
    meeting = meeting_in_reach(request, pk)
    if meeting.referral is None or meeting.kind != MeetingKind.START or meeting.state == MinutesState.CANCELLED:
        raise Http404
    trace(request, meeting, meeting.household)
    referral = meeting.referral
    referral.household, referral.convention = meeting.household, meeting.convention
    shown = reads_contact(request.actor, meeting.household)
    content = engagement_pdf(referral, board_of(referral, request.actor), meeting=meeting, place_shown=shown)
    return pdf_response(content, "engagement.pdf")


@page(READ)
@require_safe
def blank_engagement_paper(request, pk):
    """Before the meeting: to be written by hand."""
    referral = referral_in_reach(request, pk)
    trace(request, referral, referral.household)
    content = engagement_pdf(referral, board_of(referral, request.actor), meeting=None)
    return pdf_response(content, "engagement-vierge.pdf")


@page("adhesions.write")
@require_safe
def booklet_paper(request, pk):
    referral = referral_in_reach(request, pk)
    if not reads_contact(request.actor, referral.household):
        messages.error(request, GUARDED_PAPER)
        return redirect(reverse("referrals:adhesions", args=[referral.pk]))
    trace(request, referral, referral.household)
    return pdf_response(booklet_pdf(referral, timezone.localdate()), "carnet-de-bord.pdf")
