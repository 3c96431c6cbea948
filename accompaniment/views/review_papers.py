"""The papers of a bilan: the one that the three sign, the team's, and what was signed."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accompaniment.documents.reviews import full_review_pdf, review_pdf
from accompaniment.models import Review, ReviewSignature
from accompaniment.presentation.reviews import PARTS
from accounts.trace import record_access
from core.access import page
from core.pdf import pdf_response
from core.private_files import private_file_response


def traced(request, within, pk, action, parts):
    found = get_object_or_404(within.visible_to(request.actor).select_related(*parts), pk=pk)
    review = found if isinstance(found, Review) else found.review
    owner = review.accompaniment.household.landlord
    record_access(by=request.actor, action=action, subject=review, owner=owner)
    return found


@page("reviews.read")
@require_safe
def review_paper(request, pk):
    review = traced(request, Review.objects, pk, "reviews.read", PARTS)
    return pdf_response(review_pdf(review, request.actor), "bilan.pdf")


@page("full_reviews.read")
@require_safe
def full_review_paper(request, pk):
    review = traced(request, Review.objects, pk, "full_reviews.read", PARTS)
    return pdf_response(full_review_pdf(review, request.actor), "bilan-association.pdf")


@page("reviews.read")
@require_safe
def review_signed_paper(request, pk):
    """What was photographed; cancelled with the bilan, the association alone still opens it."""
    within = ReviewSignature.objects.filter(signed_paper__isnull=False)
    parts = ("signed_paper", "review__accompaniment__household__landlord")
    signature = traced(request, within, pk, "reviews.read", parts)
    return private_file_response(signature.signed_paper, "bilan-signe")
