"""What the page of a fiche asks, within what its reader may see."""

from core.composed import Composed
from programmes.models import ProgrammeVersion
from referrals.enums import AttachmentKind
from referrals.models import Attachment, InformationRequest, Referral, Sheet, TripartiteMeeting
from tenants.models import Asked, Household

PARTS = ("household__landlord", "convention__operator", "convention__landlord", "convention__programme")
PEOPLE = ("advisor__user", "worker__user", "appointment", "screening")


@Asked
def with_its_parts(reader, *, referral):
    return Referral.objects.visible_to(reader).filter(pk=referral).select_related(*PARTS, *PEOPLE)


@Asked
def written_by(reader, *, referral):
    return Referral.objects.writable_by(reader).filter(pk=referral).order_by().values_list("pk")


@Asked
def in_hands_of(reader, *, referral):
    return Referral.objects.in_hands_of(reader).filter(pk=referral).order_by().values_list("pk")


@Asked
def reads_household(reader, *, household):
    return Household.objects.visible_to(reader).filter(pk=household).order_by().values_list("pk")


@Asked
def sheets_within(reader, *, referral):
    within = Sheet.objects.visible_to(reader).filter(referral=referral, dropped_at=None)
    return within.select_related("issued_by__user").order_by("-number")


@Asked
def pieces_within(reader, *, referral):
    found = Attachment.objects.visible_to(reader).listed().filter(referral=referral, nature=AttachmentKind.PIECE)
    return found.select_related("added_by", "sheet")


@Asked
def meetings_within(reader, *, referral):
    return TripartiteMeeting.objects.visible_to(reader).filter(referral=referral)


REQUESTS = Composed(
    lambda referral: InformationRequest.objects.filter(referral=referral).select_related(
        "asked_by__user", "answered_by__user"
    )
)
VERSIONS = Composed(lambda programme: ProgrammeVersion.objects.filter(programme=programme).order_by("-number"))


class Definitions:
    """What the programme of a fiche said on a day, its versions read once."""

    def __init__(self, referral):
        self.versions = VERSIONS(programme=referral.convention.programme_id)

    def version_on(self, day):
        return next((version for version in self.versions if version.valid_from <= day), self.versions[-1])
