"""The fiche d'orientation, the fiche de liaison, and the letter that starts a visit, on paper."""

import datetime

from accounts.models import Organisation
from core.pdf import Letterhead, render_pdf
from programmes.documents import logo_of
from programmes.models import ProgrammeVersion
from referrals.documents.meetings import logos_of
from referrals.models import Referral, Sheet


def sheet_pdf(referral: Referral, sheet: Sheet, *, sections, situation, pieces, programme: ProgrammeVersion) -> bytes:
    """One version as it was sent; `sections` and `situation` are what its reader reads on the page."""
    return render_pdf(
        "referrals/sheet_pdf.html",
        {
            "referral": referral,
            "sheet": sheet,
            "sections": sections,
            "situation": situation,
            "pieces": pieces,
            "programme": programme,
            "logos": logos_of(referral.convention),
        },
        title=f"Fiche de liaison {referral.number}",
        author=referral.convention.landlord.name,
    )


def announcement_pdf(referral: Referral, announcement: dict) -> bytes:
    """`announcement`: what its reader reads of it."""
    return render_pdf(
        "referrals/announcement_pdf.html",
        {"referral": referral, "announcement": announcement, "logos": logos_of(referral.convention)},
        title=f"Fiche d’orientation {referral.number}",
        author=referral.convention.landlord.name,
    )


def letter_pdf(referral: Referral, today: datetime.date) -> bytes:
    """To the tenant, in plain words: what is proposed, by whom, that she is free, what she may do about her data."""
    landlord: Organisation = referral.convention.landlord
    occupancy = referral.household.occupancies.open_on(today).first()
    holders = [person for person in referral.household.persons.present() if person.holds_lease]
    lines = [landlord.address, f"{landlord.postcode} {landlord.city}".strip(), landlord.phone]
    return render_pdf(
        "referrals/letter_pdf.html",
        {
            "referral": referral,
            "holders": holders or [referral.household.name],
            "occupancy": occupancy,
            "today": today,
            "landlord": landlord,
            "operator": referral.convention.operator,
            "label": referral.convention.programme.version_on(today).public_label,
        },
        title="Une visite pour parler de votre logement",
        letterhead=Letterhead(landlord.name, [line for line in lines if line], logo=logo_of(landlord)),
    )
