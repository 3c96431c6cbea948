"""Reading fiches: the list of both sides, one of them, its versions, its papers."""

from itertools import pairwise

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.list_exports import export_list
from accounts.matrix import allows
from accounts.recording import record_list
from accounts.trace import record_access
from core.access import page
from core.filtering import count_values_up_to_most, filter_bar, kept
from core.paging import keyset_page
from core.pdf import pdf_response
from core.private_files import private_file_response
from core.trail import history_of
from programmes.models import Convention, ProgrammeVersion
from referrals.documents.sheets import announcement_pdf, letter_pdf, sheet_pdf
from referrals.enums import ReferralState, StartMode
from referrals.filters import ReferralFilter
from referrals.lists import REFERRAL_LIST
from referrals.models import Attachment, Referral, Sheet
from referrals.panels import origin_of
from referrals.presentation.decisions import decision_on, follows, outcome_of
from referrals.presentation.listing import MOST_IN_A_STATE, lines_of, listed
from referrals.presentation.meetings import meetings_of_referral
from referrals.presentation.of_referral import (
    REQUESTS,
    Definitions,
    in_hands_of,
    pieces_within,
    reads_household,
    sheets_within,
    with_its_parts,
    written_by,
)
from referrals.presentation.sheets import sections_of, summary_of_changes
from referrals.rules import AT_THE_OPERATOR, BEFORE_OUTCOME, IN_HAND, REFERRALS
from tenants.guarding import gone_under_guard, may_be_written_to, reads_contact
from tenants.presentation.situation import masked, without_contact_of

READ, EXPORT = "referrals.read", "referrals.export"


def filtered(request, reach, data=None):
    labels = ProgrammeVersion.objects.visible_to(request.actor).labels()
    conventions = Convention.objects.visible_to(request.actor).order_by("reference", "pk")
    known = conventions.values_list("pk", "programme__code", "reference")
    named = [(str(pk), f"{labels.get(code, code)}, {reference}") for pk, code, reference in known]
    return ReferralFilter(
        data if data is not None else request.GET, reach, actor=request.actor, conventions=named
    ), labels


@page(READ)
@require_safe
def referrals(request):
    reach = Referral.objects.visible_to(request.actor)
    filterset, labels = filtered(request, reach)
    found = keyset_page(listed(filterset.qs), request.GET, by=filterset.order, within=reach)
    record_list(request, READ)
    counts = count_values_up_to_most(filterset.states, filterset.in_state, MOST_IN_A_STATE)
    context = {
        "page": found,
        "lines": lines_of(found.rows, labels, request.actor, timezone.localdate()),
        "bar": filter_bar(filterset, search="q", status="etat", counts=counts, most=MOST_IN_A_STATE),
        "filtered": filterset.form.has_changed(),
        "kept": kept(request.GET),
        "may_write": allows(request.actor.role, "referrals.write"),
    }
    return render(request, "referrals/referrals.html", context)


@page(EXPORT)
@require_POST
def export_referrals(request):
    return export_list(request, REFERRAL_LIST)


def in_reach(request, pk):
    for found in with_its_parts(request.actor, referral=pk):
        return found
    raise Http404


def look(request, referral, subject=None):
    owner = referral.household.landlord
    record_access(by=request.actor, action=READ, subject=subject or referral, owner=owner)


@page(READ)
@require_safe
def referral(request, pk):
    """What one side reads of a fiche; announced and not sent, the operator reads what it was told, nothing else."""
    found, actor, today = in_reach(request, pk), request.actor, timezone.localdate()
    look(request, found)
    definitions = Definitions(found)
    context = frame_of(found, actor, definitions) | {
        "today": today,
        "announcement": announcement_shown(found, actor),
    }
    if context["only_announced"]:
        return render(request, "referrals/announced.html", context)
    sheets = sheets_within(actor, referral=pk)
    current = next((sheet for sheet in sheets if sheet.issued_at), None)
    in_hand = next((sheet for sheet in sheets if not sheet.issued_at), None)
    shown = current or in_hand
    context |= {
        "sheet": shown,
        "in_hand": in_hand,
        "sections": sections_of(shown, definition_of(shown, definitions)) if shown else [],
        "situation": situation_shown(shown, found.household, actor),
        "versions": versions_of(sheets, definitions),
        "pieces": pieces_within(actor, referral=pk),
        "letter_state": letter_state(found, shown),
        **meetings_of_referral(found, actor, definitions.version_on(today).content),
        "requests": REQUESTS(referral=pk),
    }
    return render(request, "referrals/referral.html", context)


def frame_of(referral, actor, definitions):
    """What stands around a fiche, whichever page of it."""
    today = timezone.localdate()
    standing, programme = referral.standing(actor.role, today), definitions.version_on(today)
    writes = bool(written_by(actor, referral=referral.pk))
    in_hands = writes or bool(in_hands_of(actor, referral=referral.pk))
    reads_file = reads_household(actor, household=referral.household_id)
    return {
        "referral": referral,
        "household": referral.household,
        "programme": programme,
        "standing": standing,
        "decision": in_hands and (decision_on(referral, standing, actor.role) or follows(referral, actor, today)),
        "outcome": outcome_of(referral),
        "steps": steps_to_take(referral, actor, programme.content) if in_hands else [],
        "writes": writes,
        "may_close": in_hands and allows(actor.role, "referrals.treat"),
        "may_confide": allows(actor.role, "referrals.receive") and referral.state in IN_HAND,
        "only_announced": referral.sent_at is None and not reads_file,
        "reads_file": reads_file,
        "history": history_of((referral, REFERRALS, "")),
        "may_correct": writes and referral.state in AT_THE_OPERATOR,
        "may_send": writes and referral.state in (ReferralState.DRAFT, ReferralState.ANNOUNCED),
        "waits": referral.state in BEFORE_OUTCOME,
        "origin": origin_of(referral, actor),
    }


def letter_state(referral, sheet):
    """Whether a letter starts it, and whether it is still to leave."""
    if sheet is None or sheet.start_mode != StartMode.LETTER or not may_be_written_to(referral.household):
        return ""
    waits = referral.sent_at and referral.state in BEFORE_OUTCOME and referral.letter_sent_on is None
    return "to_send" if waits else "written"


def steps_to_take(referral, actor, definition):
    """What may be done now in this role and has its page; sending is the page's own button."""
    announces = definition.opening.announced
    found = []
    for step in REFERRALS.available(referral.state, actor.role):
        if step.action == "send" or (step.action == "announce" and not announces):
            continue
        try:
            reverse(f"referrals:referral_{step.action}", args=[referral.pk])
        except NoReverseMatch:
            continue
        found.append(step)
    return found


def definition_of(sheet, definitions):
    """What the programme said on the day of the sheet."""
    return definitions.version_on(timezone.localdate(sheet.issued_at or timezone.now())).content


def situation_shown(sheet, household, actor):
    """As it was frozen; masked since, where a contact is guarded now, or left for a file of her own."""
    if sheet is None or sheet.household_then is None:
        return None
    shown = sheet.household_then if reads_contact(actor, household) else masked(sheet.household_then)
    return without_contact_of(shown, gone_under_guard(household))


def announcement_shown(referral, actor):
    """As it was transmitted; where a contact is guarded since, without what leads there."""
    told, household = referral.announcement, referral.household
    if told and (not reads_contact(actor, household) or gone_under_guard(household)):
        return {**told, "guarded": True, "commune": ""}
    return told


def versions_of(sheets, definitions):
    """Each with what it changed, the latest first."""
    issued = [sheet for sheet in sheets if sheet.issued_at]
    changes = [
        summary_of_changes(sections_of(sheet, definition_of(sheet, definitions), before))
        for sheet, before in pairwise(issued)
    ]
    return list(zip(issued, [*changes, []], strict=False))


@page(READ)
@require_safe
def version(request, pk, number):
    """One version as it was sent, what it changed highlighted."""
    found = in_reach(request, pk)
    sheet, before = version_in_reach(request, found, number)
    look(request, found, sheet)
    definitions = Definitions(found)
    context = frame_of(found, request.actor, definitions) | {
        "sheet": sheet,
        "before": before,
        "sections": sections_of(sheet, definition_of(sheet, definitions), before),
        "situation": situation_shown(sheet, found.household, request.actor),
        "today": timezone.localdate(),
    }
    return render(request, "referrals/version.html", context)


def version_in_reach(request, referral, number):
    issued = (
        Sheet.objects.visible_to(request.actor).filter(referral=referral).issued().select_related("issued_by__user")
    )
    sheet = get_object_or_404(issued, number=number)
    return sheet, issued.filter(number__lt=number).order_by("-number").first()


@page(READ)
@require_safe
def version_paper(request, pk, number):
    found = in_reach(request, pk)
    sheet, before = version_in_reach(request, found, number)
    look(request, found, sheet)
    definitions = Definitions(found)
    content = sheet_pdf(
        found,
        sheet,
        sections=sections_of(sheet, definition_of(sheet, definitions), before),
        situation=situation_shown(sheet, found.household, request.actor),
        pieces=[piece for piece in pieces_within(request.actor, referral=pk) if piece.cancelled_at is None],
        programme=definitions.version_on(timezone.localdate(sheet.issued_at)),
    )
    return pdf_response(content, f"fiche-de-liaison-{found.number}-v{number}.pdf")


@page(READ)
@require_safe
def announcement_paper(request, pk):
    found = in_reach(request, pk)
    if found.announcement is None or not found.is_named_to(request.actor):
        raise Http404
    look(request, found)
    content = announcement_pdf(found, announcement_shown(found, request.actor))
    return pdf_response(content, f"fiche-orientation-{found.number}.pdf")


@page("referrals.write")
@require_safe
def letter_paper(request, pk):
    """The landlord's letter to the tenant; none to a guarded household, none where it starts otherwise."""
    found = get_object_or_404(
        Referral.objects.writable_by(request.actor).select_related(
            "household__landlord", "convention__operator", "convention__programme", "advisor__user"
        ),
        pk=pk,
    )
    sheet = found.sheets.filter(dropped_at=None).order_by("-number").first()
    if sheet is None or sheet.start_mode != StartMode.LETTER or not may_be_written_to(found.household):
        raise Http404
    look(request, found)
    return pdf_response(letter_pdf(found, timezone.localdate()), f"courrier-{found.number}.pdf")


@page(READ)
@require_safe
def piece(request, pk, piece):
    """The download of a piece; cancelled, it is not handed out any more."""
    found = in_reach(request, pk)
    within = Attachment.objects.visible_to(request.actor).filter(referral=found).standing()
    attachment = get_object_or_404(within, pk=piece)
    look(request, found, attachment)
    rank = list(found.attachments.order_by("added_at", "pk").values_list("pk", flat=True)).index(attachment.pk) + 1
    return private_file_response(attachment, f"piece-jointe-{rank}")
