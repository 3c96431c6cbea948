"""The letter that tells a household when and where it is expected."""

from django.utils import timezone

from core.errors import DomainError
from core.pdf import Letterhead, render_pdf
from core.wording import sentence
from referrals.enums import PlaceKind
from tenants.guarding import may_be_written_to

GUARDED = (
    "Le contact de ce ménage est protégé : aucun courrier ne lui est adressé. "
    "Joignez la personne comme son dossier le dit, et dites-lui le rendez-vous de vive voix."
)
CIVILITIES = {"mme": "Madame", "m": "Monsieur"}


def letter_pdf(appointment, *, signed_by) -> bytes:
    """Signed by the house that writes; addressed to whoever holds the lease. Refused where nothing may be sent."""
    household = appointment.household
    if not may_be_written_to(household):
        raise DomainError(GUARDED)
    today = timezone.localdate()
    holders = holders_of(household)
    houses = [appointment.operator, household.landlord]
    expected = appointment.attendances.select_related("membership__user", "membership__organisation")
    context = {
        "appointment": appointment,
        "today": today,
        "holders": holders,
        "greeting": sentence([CIVILITIES.get(person.civility, "Madame, Monsieur") for person in holders][:1])
        if len(holders) == 1
        else "Madame, Monsieur",
        "occupancy": household.occupancies.open_on(today).first(),
        "place": place_of(appointment),
        "expected": [attendance.membership for attendance in expected],
        "signed_by": signed_by,
        "houses": houses,
    }
    lines = [signed_by.address, f"{signed_by.postcode} {signed_by.city}".strip(), signed_by.phone]
    logo = getattr(signed_by, "logo", None)
    return render_pdf(
        "referrals/appointment_letter_pdf.html",
        context,
        title="Votre rendez-vous",
        letterhead=Letterhead(signed_by.name, [line for line in lines if line], logo=bytes(logo.png) if logo else None),
    )


def holders_of(household):
    """Those who hold the lease; where nobody does yet, the first person of the household."""
    present = list(household.persons.present())
    return [person for person in present if person.holds_lease] or present[:1]


def place_of(appointment):
    """Where to go, in lines: the address of the house that receives, then what was added."""
    lines = {
        PlaceKind.ASSOCIATION: house_lines(appointment.operator),
        PlaceKind.LANDLORD: house_lines(appointment.household.landlord),
        PlaceKind.HOME: ["À votre domicile"],
        PlaceKind.ELSEWHERE: [],
    }[PlaceKind(appointment.place_kind)]
    return [line for line in [*lines, *appointment.place.splitlines()] if line.strip()]


def house_lines(house):
    return [house.name, house.address, f"{house.postcode} {house.city}".strip()]
