"""The papers of a fiche and of its meetings, in the tab « Documents » (tenants.presentation.papers)."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.matrix import allows
from core.wording import clock_time, plain_date
from referrals.enums import AttachmentKind, MeetingKind, MinutesState, ReferralState, StartMode
from referrals.models import Appointment, Attachment, Referral, Sheet, TripartiteMeeting
from referrals.presentation.adhesions import reads_details
from referrals.presentation.meetings import TONES
from referrals.rules import IN_HAND
from referrals.services.cancellations import reads_cancelled
from tenants.guarding import may_be_written_to, reads_contact
from tenants.presentation.papers import Paper, PaperKind

TEXTS = ("announcement", "motive")


def referrals_within(household, actor):
    found = Referral.objects.visible_to(actor, of=household).filter(household=household)
    return found.select_related("convention").defer(*TEXTS)


def sheets(household, actor, today):
    """Each version as it was sent; before it, what the landlord announced."""
    sent = Sheet.objects.visible_to(actor).filter(referral__household=household).issued()
    sent = sent.select_related("referral").only("number", "issued_at", "referral__number")
    found = [
        Paper(
            timezone.localdate(one.issued_at),
            f"Fiche de liaison {one.referral.number}, version {one.number}",
            reverse("referrals:referral_pdf", args=[one.referral_id, one.number]),
            page_url=reverse("referrals:referral_version", args=[one.referral_id, one.number]),
        )
        for one in sent
    ]
    announced = referrals_within(household, actor).filter(announced_at__isnull=False, announcement__isnull=False)
    return found + [
        Paper(
            timezone.localdate(one.announced_at),
            f"Fiche d’orientation {one.number}",
            reverse("referrals:announcement_pdf", args=[one.pk]),
            page_url=one.get_absolute_url(),
        )
        for one in announced
        if one.is_named_to(actor)
    ]


def letters(household, actor, today):
    """To print again: of a visit that starts by letter, of an appointment to come. None where nothing may be sent."""
    if not may_be_written_to(household):
        return []
    return [*starting_letters(household, actor), *appointment_letters(household, actor)]


def starting_letters(household, actor):
    if not allows(actor.role, "referrals.write"):
        return []
    latest = Sheet.objects.filter(referral=OuterRef("pk"), dropped_at=None).order_by("-number")
    within = Referral.objects.writable_by(actor).filter(household=household).defer(*TEXTS)
    within = within.annotate(start_mode=Subquery(latest.values("start_mode")[:1])).filter(start_mode=StartMode.LETTER)
    return [
        Paper(
            one.letter_sent_on or timezone.localdate(one.created_at),
            f"Courrier au locataire, fiche {one.number}",
            reverse("referrals:letter_pdf", args=[one.pk]),
            badge="Envoyé" if one.letter_sent_on else "À envoyer",
            tone="done" if one.letter_sent_on else "soon",
            page_url=one.get_absolute_url(),
        )
        for one in within
    ]


def appointment_letters(household, actor):
    if not allows(actor.role, "appointments.read"):
        return []
    ahead = Appointment.objects.visible_to(actor, of=household).standing().defer("place")
    return [
        Paper(
            timezone.localdate(one.created_at),
            f"Lettre de rendez-vous : {one.get_kind_display().lower()}",
            reverse("referrals:appointment_letter", args=[one.pk]),
            detail=f"pour le {plain_date(timezone.localdate(one.starts_at))} à {clock_time(one.starts_at)}",
            page_url=one.get_absolute_url(),
        )
        for one in ahead
    ]


def meetings_within(household, actor):
    texts = ("place", "problems", "improvements", "household_words", "remarks")
    return TripartiteMeeting.objects.visible_to(actor, of=household).filter(household=household).defer(*texts)


def minutes(household, actor, today):
    written = [
        Paper(
            one.held_on,
            one.get_kind_display(),
            reverse("referrals:minutes_pdf", args=[one.pk]),
            badge=one.get_state_display(),
            tone=TONES[one.state],
            page_url=one.get_absolute_url(),
        )
        for one in meetings_within(household, actor)
    ]
    return written + [
        signed(one, f"Papier signé : {one.meeting.get_kind_display().lower()}", one.meeting.get_absolute_url())
        for one in signed_papers(household, actor).filter(meeting__isnull=False)
    ]


def signed_papers(household, actor):
    """As their page hands them out: one that was cancelled, to the head alone."""
    found = Attachment.objects.visible_to(actor).filter(household=household, nature=AttachmentKind.SIGNED)
    found = found if reads_cancelled(actor) else found.standing()
    return found.select_related("meeting").listed()


def signed(paper, title, page_url):
    return Paper(
        timezone.localdate(paper.added_at),
        title,
        reverse("referrals:signed_paper", args=[paper.pk]),
        detail=paper.name,
        badge="Annulé" if paper.cancelled_at else "",
        page_url=page_url,
    )


def engagements(household, actor, today):
    """What the household signs, empty before the meeting; then each adhesion that was given on paper."""
    started = [
        one
        for one in meetings_within(household, actor)
        if one.kind == MeetingKind.START and one.referral_id is not None
    ]
    started = [one for one in started if one.state != MinutesState.CANCELLED]
    found = [
        Paper(
            one.held_on,
            "Document d’engagement",
            reverse("referrals:engagement_pdf", args=[one.pk]),
            page_url=one.get_absolute_url(),
        )
        for one in started
    ]
    begun = {one.referral_id for one in started}
    waiting = referrals_within(household, actor).filter(received_at__isnull=False, state__in=IN_HAND)
    found += [
        Paper(
            timezone.localdate(one.received_at),
            f"Document d’engagement à remplir, fiche {one.number}",
            reverse("referrals:engagement_blank_pdf", args=[one.pk]),
            page_url=one.get_absolute_url(),
        )
        for one in waiting
        if one.pk not in begun
    ]
    return found + adhesion_papers(household, actor)


def adhesion_papers(household, actor):
    if not reads_details(actor):
        return []
    papers = signed_papers(household, actor).filter(meeting=None, referral__isnull=False)
    return [signed(one, "Adhésion signée", reverse("referrals:adhesions", args=[one.referral_id])) for one in papers]


def pieces(household, actor, today):
    found = Attachment.objects.visible_to(actor).filter(household=household, nature=AttachmentKind.PIECE).standing()
    found = found.filter(referral__in=Referral.objects.visible_to(actor, of=household)).listed()
    return [
        Paper(
            timezone.localdate(one.added_at),
            one.name,
            reverse("referrals:piece", args=[one.referral_id, one.pk]),
            detail="pièce jointe à la fiche",
            page_url=reverse("referrals:referral", args=[one.referral_id]),
        )
        for one in found
    ]


def booklets(household, actor, today):
    """Of somebody in danger, for whoever may hand it over herself."""
    if not reads_contact(actor, household):
        return []
    received = referrals_within(household, actor).filter(received_at__isnull=False)
    return [
        Paper(
            timezone.localdate(one.received_at),
            "Carnet de bord du locataire",
            reverse("referrals:booklet", args=[one.pk]),
            detail=f"fiche {one.number}",
            page_url=one.get_absolute_url(),
        )
        for one in received.exclude(state=ReferralState.WITHDRAWN)
    ]


SHEETS = PaperKind("fiches", "Fiches", "referrals.read", sheets)
LETTERS = PaperKind("lettres", "Lettres", "referrals.read", letters)
MINUTES = PaperKind("comptes-rendus", "Comptes rendus", "tripartite.read", minutes)
ENGAGEMENTS = PaperKind("engagements", "Engagements et adhésions", "tripartite.read", engagements)
PIECES = PaperKind("pieces", "Pièces jointes", "referrals.read", pieces)
BOOKLETS = PaperKind("carnets", "Carnets de bord", "adhesions.write", booklets)
