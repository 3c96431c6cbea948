"""The papers of a mesure, in the tab « Documents » (tenants.presentation.papers)."""

from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import ReviewState
from accompaniment.models import Conclusions, Diagnostic, Review, ReviewSignature
from accompaniment.presentation.diagnostics import TONES as DIAGNOSTIC_TONES
from accompaniment.presentation.diagnostics import conclusions_within
from accompaniment.presentation.reviews import TEXTS
from accompaniment.presentation.reviews import TONES as REVIEW_TONES
from accounts.matrix import allows
from tenants.presentation.papers import Paper, PaperKind

ASSOCIATION = "réservé à l’association"


def diagnostics(household, actor, today):
    """The whole report stays at the association; the landlord reads the conclusions, once they are published."""
    found = [conclusions_paper(one) for one in conclusions_within(actor, household).select_related("diagnostic__phase")]
    if not allows(actor.role, "diagnostics.read"):
        return found
    within = Diagnostic.objects.visible_to(actor).filter(accompaniment__household=household).select_related("phase")
    columns = ("state", "created_at", "phase__starts_on", "phase__ends_on")
    return found + [
        Paper(
            one.phase.ends_on or timezone.localdate(one.created_at),
            "Diagnostic social",
            reverse("accompaniment:diagnostic_pdf", args=[one.pk]),
            detail=ASSOCIATION,
            badge=one.get_state_display(),
            tone=DIAGNOSTIC_TONES[one.state],
            page_url=one.get_absolute_url(),
        )
        for one in within.only(*columns)
    ]


def conclusions_paper(one: Conclusions) -> Paper:
    day = timezone.localdate(one.published_at) if one.published_at else one.diagnostic.phase.starts_on
    return Paper(
        day,
        "Conclusions du diagnostic",
        reverse("accompaniment:conclusions_pdf", args=[one.pk]),
        badge="Publiées" if one.published_at else "Pas encore publiées",
        tone="done" if one.published_at else "soon",
        page_url=one.get_absolute_url(),
    )


def reviews(household, actor, today):
    """Both versions to the association, one to the landlord; then what was signed on paper."""
    within = Review.objects.visible_to(actor).filter(accompaniment__household=household)
    within = within.exclude(state=ReviewState.CANCELLED).defer(*TEXTS, "recorded")
    found = []
    for one in within:
        state = {"badge": one.get_state_display(), "tone": REVIEW_TONES[one.state], "page_url": one.get_absolute_url()}
        found.append(
            Paper(one.on, one.get_kind_display(), reverse("accompaniment:review_paper", args=[one.pk]), **state)
        )
        if allows(actor.role, "full_reviews.read"):
            url = reverse("accompaniment:full_review_paper", args=[one.pk])
            title = f"{one.get_kind_display()}, version complète"
            found.append(Paper(one.on, title, url, detail=ASSOCIATION, **state))
    return found + signed_reviews(actor, [one.pk for one in within])


def signed_reviews(actor, keys):
    signatures = ReviewSignature.objects.visible_to(actor).filter(review__in=keys, signed_paper__isnull=False)
    signatures = signatures.select_related("review").order_by("created_at", "pk")
    columns = ("signed_paper", "on", "review__kind", "review__state")
    # One paper may bear several signatures.
    by_paper = {one.signed_paper_id: one for one in signatures.only(*columns)}
    return [
        Paper(
            one.on,
            f"Papier signé : {one.review.get_kind_display().lower()}",
            reverse("accompaniment:review_signed_paper", args=[one.pk]),
            page_url=one.review.get_absolute_url(),
        )
        for one in by_paper.values()
    ]


def whole_file(household, actor, today):
    address = reverse("accompaniment:whole_file", args=[household.pk])
    found = [Paper(today, "Tout le dossier, sans les notes privées", address, detail=ASSOCIATION)]
    if allows(actor.role, "private_note.read"):
        found.append(
            Paper(today, "Tout le dossier, avec mes notes privées", f"{address}?notes=1", detail="pour vous seul")
        )
    return found


DIAGNOSTICS = PaperKind("diagnostics", "Diagnostics et conclusions", "conclusions.read", diagnostics)
REVIEWS = PaperKind("bilans", "Bilans", "reviews.read", reviews)
WHOLE_FILE = PaperKind("dossier", "Dossier complet", "team_text.read", whole_file)
