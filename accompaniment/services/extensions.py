"""Beyond the term: decided in a tripartite meeting, agreed by the landlord, and only then do the months count."""

from django.db import transaction
from django.utils import timezone

from accompaniment.enums import ExtensionState, MesureState
from accompaniment.models import Extension
from accompaniment.rules import EXTENSIONS
from accompaniment.rules.mesures import extension_problem
from accompaniment.services.holding import hold_mesure, hold_part, refuse, settled
from accompaniment.services.meetings import meetings_of_stay
from accompaniment.services.telling import tell_the_heads, tell_the_landlord, tell_the_workers
from core.errors import DomainError
from core.trail import check_and_trace, move
from core.wording import plain_date
from referrals.rules.motives import require_without_health

OVER = "La mesure est terminée : elle ne se prolonge plus."


def is_extendable(mesure):
    """The programme says it of a phase that it limits."""
    return any(phase.extendable for phase in mesure.programme_version.content.phases)


@transaction.atomic
def propose_extension(*, mesure, meeting, until, reason, by) -> Extension:
    mesure = hold_mesure(mesure, by, "mesures.write")
    if mesure.state != MesureState.OPEN:
        raise DomainError(OVER)
    if not is_extendable(mesure):
        raise DomainError("Ce dispositif ne prévoit pas de prolongation.")
    if meeting is None or not meetings_of_stay(mesure).filter(pk=meeting.pk).exists():
        raise DomainError("Choisissez la rencontre tripartite où la prolongation a été décidée.", field="meeting")
    refuse(extension_problem(until, mesure.term_on), "until")
    if not reason.strip():
        raise DomainError("Dites pourquoi prolonger : le bailleur le lira.", field="reason")
    require_without_health(reason, field="reason")
    if mesure.extensions.filter(state=ExtensionState.PROPOSED).exists():
        raise DomainError("Une prolongation attend déjà l’accord du bailleur.")
    extension = Extension(accompaniment=mesure, meeting=meeting, until=until, reason=reason.strip(), proposed_by=by)
    with settled():
        extension.save(force_insert=True)
        check_and_trace(extension, EXTENSIONS, "propose", source="", by=by)
    tell_the_landlord(mesure, "extension_proposed", path=extension.get_absolute_url())
    return extension


@transaction.atomic
def agree_extension(*, extension, by) -> Extension:
    """The landlord's yes moves the term."""
    extension = hold_part(extension, by, "extensions.agree")
    mesure = extension.accompaniment
    if mesure.state != MesureState.OPEN:
        raise DomainError(OVER)
    if mesure.term_on and extension.until <= mesure.term_on:
        raise DomainError(f"Le terme est déjà le {plain_date(mesure.term_on)} : il n’y a plus rien à accepter.")
    answered(extension, "agree", by)
    mesure.term_on = extension.until
    mesure.save(update_fields=["term_on"])
    return extension


@transaction.atomic
def refuse_extension(*, extension, reason, by) -> Extension:
    extension = hold_part(extension, by, "extensions.agree")
    answered(extension, "refuse", by, {"reason": reason})
    return extension


def answered(extension, action, by, given=None):
    values = {"answered_by": by, "answered_on": timezone.localdate()}
    move(extension, EXTENSIONS, action, by=by, given=given, values=values)
    path = extension.get_absolute_url()
    tell_the_workers(extension.accompaniment, "extension_answered", by=by, path=path)
    tell_the_heads(extension.accompaniment, "extension_answered", by=by, path=path)


@transaction.atomic
def take_back_extension(*, extension, reason, by) -> Extension:
    extension = hold_part(extension, by, "mesures.write", "mesures.decide")
    move(extension, EXTENSIONS, "take_back", by=by, given={"reason": reason})
    return extension


def drop_extensions(mesure, *, reason, by):
    """The mesure ends: what was still asked of the landlord is asked no more."""
    for extension in mesure.extensions.filter(state=ExtensionState.PROPOSED):
        move(extension, EXTENSIONS, "take_back", by=by, given={"reason": reason})
