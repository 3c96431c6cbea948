"""What a tenant takes home about an action: one page, plain words, its public label, nobody's name."""

from core.pdf import png_uri, render_pdf
from programmes.documents import logo_of
from programmes.models import Convention, ProgrammeVersion


def leaflet_pdf(convention: Convention, version: ProgrammeVersion) -> bytes:
    houses = [
        (role, house, png_uri(logo) if (logo := logo_of(house)) else "")
        for role, house in (("Votre bailleur", convention.landlord), ("L’association", convention.operator))
    ]
    return render_pdf(
        "referrals/leaflet_pdf.html",
        {"leaflet": version.content.leaflet, "houses": houses, "convention": convention},
        title=version.public_label,
        author=" et ".join(house.name for _, house, _ in houses),
    )
