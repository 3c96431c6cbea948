"""The papers of a programme."""

from accounts.models import Organisation
from core.pdf import Letterhead, png_uri, render_pdf
from programmes.definition import ArgumentSheet
from programmes.models import ProgrammeVersion
from programmes.project_sheet import CarriedProject


def logo_of(organisation: Organisation) -> bytes | None:
    logo = getattr(organisation, "logo", None)
    return bytes(logo.png) if logo else None


def argument_sheet_pdf(version: ProgrammeVersion, sheet: ArgumentSheet, *, signed_by: Organisation) -> bytes:
    return render_pdf(
        "programmes/argument_sheet_pdf.html",
        {"version": version, "sheet": sheet},
        title=sheet.title,
        letterhead=Letterhead(signed_by.name, [version.public_label], logo=logo_of(signed_by)),
    )


def project_sheet_pdf(project: CarriedProject) -> bytes:
    """Signed by both carriers: their logos stand side by side at the top."""
    logos = [(carrier.name, logo_of(carrier)) for carrier in project.carriers]
    return render_pdf(
        "programmes/project_sheet_pdf.html",
        {"project": project, "logos": [(name, png_uri(png)) for name, png in logos if png]},
        title=f"Fiche de projet : {project.version.label}",
        author=" et ".join(carrier.name for carrier in project.carriers),
    )
