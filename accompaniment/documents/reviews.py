"""The bilan on paper: what the three read and sign; for the team, the inside part on a page of its own."""

from accompaniment.presentation.reviews import told, told_inside
from core.pdf import render_pdf
from referrals.documents.meetings import logos_of


def review_pdf(review, actor) -> bytes:
    """For the household, the landlord and the association."""
    return paper(review, told(review, actor))


def full_review_pdf(review, actor) -> bytes:
    """For the association alone."""
    return paper(review, told(review, actor) | told_inside(review) | {"full": True})


def paper(review, context):
    mesure = review.accompaniment
    convention = mesure.convention
    return render_pdf(
        "accompaniment/review_pdf.html",
        {
            "mesure": mesure,
            "household": mesure.household,
            "convention": convention,
            "logos": logos_of(convention),
            **context,
        },
        title=review.get_kind_display(),
        author=f"{convention.landlord.name} et {convention.operator.name}",
    )
