"""The carnet de bord that the tenant keeps: eight pages of A5, in plain French, without a word of why she is met."""

import datetime
import importlib
import io

from django.utils import timezone

from core.pdf import png_uri, render_pdf
from programmes.documents import logo_of
from referrals.enums import MinutesState, PlaceKind
from referrals.models import Appointment, Commitment, Referral

PAGES_OF_A_SHEET = 4
MOST_APPOINTMENTS, MOST_PROMISES = 4, 6
WRITING_LINES = range(14)


def booklet_pdf(referral: Referral, today: datetime.date) -> bytes:
    """Its pages fill whole sheets of paper folded in two: what is missing are pages to write on."""
    context = context_of(referral, today)
    content = rendered(context, extra=0)
    # Loaded by the first booklet: it takes ten MiB.
    pypdf = importlib.import_module("pypdf")
    missing = -len(pypdf.PdfReader(io.BytesIO(content)).pages) % PAGES_OF_A_SHEET
    return rendered(context, extra=missing) if missing else content


def rendered(context, *, extra):
    return render_pdf(
        "referrals/booklet_pdf.html",
        {**context, "extra_pages": range(extra)},
        title="Mon carnet de bord",
        author=context["operator"].name,
    )


def context_of(referral, today):
    convention, household = referral.convention, referral.household
    definition = convention.programme.version_on(today).content
    logo = logo_of(convention.operator)
    return {
        "public_label": definition.public_label,
        "leaflet": definition.leaflet,
        "collective": any(one.kind == "collective" for one in definition.adhesions),
        "operator": convention.operator,
        "landlord": convention.landlord,
        "worker": referral.worker,
        "advisor": referral.advisor,
        "promises": promises_for(referral),
        "appointments": appointments_for(referral),
        "guarded": household.guarded,
        "today": today,
        "lines": WRITING_LINES,
        "logo": png_uri(logo) if logo else "",
    }


def promises_for(referral):
    """What each party promised at signed meetings and is still awaited. Of a guarded household, nothing: the booklet
    lies about at home."""
    if referral.household.guarded:
        return []
    found = Commitment.objects.filter(
        meeting__household=referral.household_id,
        meeting__convention=referral.convention_id,
        meeting__state=MinutesState.SEALED,
        outcome="pending",
    )
    return list(found.order_by("due_on", "pk")[:MOST_PROMISES])


def appointments_for(referral):
    """[(appointment, lines of its place)]"""
    ahead = Appointment.objects.standing().filter(
        household=referral.household_id, operator=referral.convention.operator_id, starts_at__gt=timezone.now()
    )
    return [(one, place_lines(one, referral)) for one in ahead.order_by("starts_at")[:MOST_APPOINTMENTS]]


def place_lines(appointment, referral):
    """Where to come. Of a guarded household, only the association's own address, which stands on its door."""
    convention = referral.convention
    if appointment.place_kind == PlaceKind.ASSOCIATION:
        return ["À l’association", *address_of(convention.operator)]
    if referral.household.guarded:
        return ["Là où nous en sommes convenus"]
    own = [line for line in appointment.place.splitlines() if line.strip()]
    if appointment.place_kind == PlaceKind.LANDLORD:
        return [f"Chez {convention.landlord.label}", *(own or address_of(convention.landlord))]
    return ["Chez vous"] if appointment.place_kind == PlaceKind.HOME else own or ["Là où nous en sommes convenus"]


def address_of(organisation):
    town = f"{organisation.postcode} {organisation.city}".strip()
    return [line for line in (organisation.address, town) if line]
