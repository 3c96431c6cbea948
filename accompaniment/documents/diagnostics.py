"""The papers of a diagnostic: the report, for the operator alone; the conclusions, for the landlord."""

from accompaniment.presentation.diagnostics import conclusions_told, published_on, sections_told
from core.pdf import Letterhead, render_pdf
from programmes.documents import logo_of


def letterhead_of(mesure):
    operator = mesure.convention.operator
    return Letterhead(operator.name, [mesure.programme_version.public_label], logo=logo_of(operator))


def diagnostic_pdf(diagnostic, conclusions, *, visits) -> bytes:
    """All of it: it stays at the operator."""
    mesure = diagnostic.accompaniment
    return render_pdf(
        "accompaniment/diagnostic_pdf.html",
        {
            "diagnostic": diagnostic,
            "mesure": mesure,
            "household": mesure.household,
            "phase": diagnostic.phase,
            "sections": sections_told(diagnostic),
            "told": conclusions_told(conclusions, mesure.programme_version.content),
            "published_on": published_on(conclusions),
            "visits": visits,
        },
        title="Diagnostic social",
        letterhead=letterhead_of(mesure),
    )


def conclusions_pdf(conclusions) -> bytes:
    """What the landlord reads on its page, and nothing else."""
    mesure = conclusions.accompaniment
    return render_pdf(
        "accompaniment/conclusions_pdf.html",
        {
            "mesure": mesure,
            "household": mesure.household,
            "landlord": mesure.convention.landlord,
            "told": conclusions_told(conclusions, mesure.programme_version.content),
            "published_on": published_on(conclusions),
        },
        title="Conclusions du diagnostic social",
        letterhead=letterhead_of(mesure),
    )
