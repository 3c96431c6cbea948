"""The papers of a diagnostic: the report, for the operator alone; the conclusions, for the landlord."""

from accompaniment.presentation.course import named_in_the_fiche
from accompaniment.presentation.diagnostic_frame import frame_of, home_of, visit_of
from accompaniment.presentation.diagnostics import conclusions_told, published_on, sections_told
from core.pdf import Letterhead, render_pdf
from programmes.documents import logo_of


def letterhead_of(mesure):
    operator = mesure.convention.operator
    return Letterhead(operator.name, [mesure.programme_version.public_label], logo=logo_of(operator))


def diagnostic_pdf(diagnostic, conclusions, *, visits, today) -> bytes:
    """All of it: it stays at the operator. `visits` with their author, colleagues and persons."""
    conclusions.accompaniment = mesure = diagnostic.accompaniment
    phase = diagnostic.phase
    return render_pdf(
        "accompaniment/diagnostic_pdf.html",
        {
            "diagnostic": diagnostic,
            "mesure": mesure,
            "household": mesure.household,
            "phase": phase,
            "frame": frame_of(conclusions, today),
            "named": named_in_the_fiche(mesure),
            "home": home_of(mesure.household, phase.ends_on or today),
            "sections": sections_told(diagnostic),
            "told": conclusions_told(conclusions, mesure.programme_version.content),
            "published_on": published_on(conclusions),
            "visits": [visit_of(one) for one in visits],
        },
        title="Diagnostic social",
        letterhead=letterhead_of(mesure),
    )


def conclusions_pdf(conclusions, *, today) -> bytes:
    """What the landlord reads on its page, and nothing else."""
    mesure = conclusions.accompaniment
    return render_pdf(
        "accompaniment/conclusions_pdf.html",
        {
            "mesure": mesure,
            "household": mesure.household,
            "landlord": mesure.convention.landlord,
            "frame": frame_of(conclusions, today),
            "told": conclusions_told(conclusions, mesure.programme_version.content),
            "published_on": published_on(conclusions),
        },
        title="Conclusions du diagnostic social",
        letterhead=letterhead_of(mesure),
    )
