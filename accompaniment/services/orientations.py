"""What follows the conclusions of a diagnostic: nothing, a relay, another programme, a support."""

from django.db import transaction
from django.utils import timezone

from accompaniment.enums import DiagnosticState
from accompaniment.models import Proposal, Relay
from accompaniment.rules import PROPOSALS
from accompaniment.rules.mesures import not_ahead
from accompaniment.services.holding import NOT_YOURS, OTHERWISE, hold_mesure, hold_part, refuse
from accompaniment.services.phases import start_phase
from accompaniment.services.telling import tell_the_workers
from core.errors import DomainError
from core.trail import check_and_trace, move
from programmes.enums import OrientationKind, PhaseKind
from programmes.models import Convention
from referrals.models import Structure
from referrals.services.sheets import start_referral
from tenants.models import Household

# As much as a text of the fiche holds.
LONGEST_IN_A_FICHE = 3000
NO_CONVENTION = "Aucune convention de ce dispositif n’est en cours avec ce bailleur : choisissez une autre orientation."


def convention_proposed(mesure) -> Convention:
    """Of the programme to which an orientation leads: running between the landlord and this operator, or another."""
    leads = [each for each in mesure.programme_version.content.orientations if each.programme]
    running = Convention.objects.open_on(timezone.localdate()).filter(
        landlord=mesure.convention.landlord_id, programme__code__in=[each.programme for each in leads]
    )
    found = sorted(running, key=lambda one: (one.operator_id != mesure.convention.operator_id, one.reference))
    if not found:
        raise DomainError(NO_CONVENTION, field="orientation")
    return found[0]


def follow_orientation(mesure, conclusions, *, by) -> Proposal | None:
    """The support opens on its day; another programme is proposed to the landlord; otherwise the mesure may end."""
    if conclusions.orientation == OrientationKind.SUPPORT:
        start_phase(mesure=mesure, kind=PhaseKind.SUPPORT, on=conclusions.support_from, by=by)
    elif conclusions.orientation == OrientationKind.OTHER_PROGRAMME:
        proposal = Proposal.objects.create(
            accompaniment=mesure, conclusions=conclusions, convention=convention_proposed(mesure)
        )
        check_and_trace(proposal, PROPOSALS, "propose", source="", by=by)
        return proposal
    return None


@transaction.atomic
def note_relay(*, diagnostic, structure, on, purpose="", by) -> Relay:
    """The household was put in touch with a structure of the directory, which may go on with it."""
    mesure = hold_mesure(diagnostic.accompaniment, by, "diagnostics.write")
    if diagnostic.state != DiagnosticState.PUBLISHED:
        raise DomainError("Le relais se note une fois les conclusions publiées.")
    if not Structure.objects.visible_to(by).in_use().filter(pk=structure.pk).exists():
        raise DomainError("Choisissez une structure de votre annuaire.", field="structure")
    refuse(not_ahead(on, timezone.localdate()), "on")
    return Relay.objects.create(accompaniment=mesure, structure=structure, on=on, purpose=purpose.strip(), author=by)


def hold_proposal(proposal, by) -> Proposal:
    """For the advisor who may write in the file of the household."""
    household = proposal.accompaniment.household
    if not Household.objects.writable_by(by).filter(pk=household.pk).exists():
        raise DomainError(NOT_YOURS)
    return hold_part(proposal, by, "referrals.write")


@transaction.atomic
def take_up_proposal(*, proposal, by):
    """A fiche begins, filled with the published conclusions and nothing else of the diagnostic; it keeps the link."""
    proposal = hold_proposal(proposal, by)
    PROPOSALS.check("take_up", proposal.state, by.role)
    conclusions, household = proposal.conclusions, proposal.accompaniment.household
    if conclusions.published_at is None:
        raise DomainError(OTHERWISE)
    referral = start_referral(household=household, convention=proposal.convention, by=by)
    sheet = referral.sheets.get()
    sheet.problems = conclusions.text[:LONGEST_IN_A_FICHE]
    sheet.improvements = conclusions.recommendations[:LONGEST_IN_A_FICHE]
    sheet.save(update_fields=["problems", "improvements"])
    answered = {"referral": referral, "answered_by": by, "answered_on": timezone.localdate()}
    move(proposal, PROPOSALS, "take_up", by=by, values=answered)
    tell_the_workers(proposal.accompaniment, "proposal_answered", by=by, path=proposal.get_absolute_url())
    return referral


@transaction.atomic
def decline_proposal(*, proposal, reason, by) -> Proposal:
    proposal = hold_proposal(proposal, by)
    answered = {"answer": reason.strip(), "answered_by": by, "answered_on": timezone.localdate()}
    move(proposal, PROPOSALS, "decline", by=by, given={"reason": reason}, values=answered)
    tell_the_workers(proposal.accompaniment, "proposal_answered", by=by, path=proposal.get_absolute_url())
    return proposal
