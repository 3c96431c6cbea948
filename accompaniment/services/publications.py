"""What the landlord reads of the follow-up: chosen, seen as it will be read, published; taken back with a reason."""

from django.db import transaction
from django.utils import timezone

from accompaniment.models import Interview, Objective, Publication
from accompaniment.rules.interviews import LONGEST_PUBLISHED, LONGEST_REASON, length_problem, publishable
from accounts.matrix import allows
from core.errors import DomainError
from tenants.models import Household

NOT_YOURS = "Ce ménage n’est pas entre vos mains : relisez la page."
# What the landlord reads over the text of an objective.
OBJECTIVE_TITLE = "Objectif convenu"
ALREADY = "Un texte est déjà publié : retirez-le d’abord, puis publiez le nouveau."


@transaction.atomic
def publish_interview(*, interview, text, by):
    hold(interview.household, by)
    locked = Interview._base_manager.select_for_update(of=["self"]).get(pk=interview.pk)
    if locked.author_id != by.pk:
        raise DomainError("Ce que le bailleur lira d’un entretien se choisit par la personne qui l’a noté.")
    if not publishable(locked.kind, locked.outcome, locked.cancelled_at):
        raise DomainError(
            "Seul un entretien qui a eu lieu se publie, jamais une absence, une tentative ou un courrier."
        )
    return publish(
        Publication(
            household_id=locked.household_id,
            convention_id=locked.convention_id,
            interview=locked,
            on=locked.on,
            title=locked.get_kind_display(),
        ),
        Publication.objects.filter(interview=locked),
        text,
        by,
    )


@transaction.atomic
def publish_objective(*, objective, text, by):
    mesure = objective.accompaniment
    hold(mesure.household, by)
    locked = Objective._base_manager.select_for_update(of=["self"]).get(pk=objective.pk)
    if not Objective.objects.writable_by(by).filter(pk=locked.pk).exists():
        raise DomainError(NOT_YOURS)
    return publish(
        Publication(
            household_id=mesure.household_id,
            convention_id=mesure.convention_id,
            objective=locked,
            on=locked.agreed_on,
            title=OBJECTIVE_TITLE,
        ),
        Publication.objects.filter(objective=locked),
        text,
        by,
    )


@transaction.atomic
def withdraw_publication(*, publication, reason, by):
    """The landlord reads it no more; that it did, and why it was taken back, stays."""
    hold(publication.household, by)
    locked = Publication._base_manager.select_for_update(of=["self"]).get(pk=publication.pk)
    if not Publication.objects.writable_by(by).filter(pk=locked.pk).exists():
        raise DomainError(NOT_YOURS)
    if locked.withdrawn_at:
        raise DomainError("Ce texte est déjà retiré : relisez la page.")
    reason = reason.strip()
    if not reason:
        raise DomainError("Dites pourquoi.", field="reason")
    if problem := length_problem(reason, LONGEST_REASON):
        raise DomainError(problem, field="reason")
    locked.withdrawn_at, locked.withdrawal_reason = timezone.now(), reason
    locked.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    return locked


def publish(publication, before, text, by):
    text = text.strip()
    if not text:
        raise DomainError("Écrivez ce que le bailleur lira.", field="text")
    if problem := length_problem(text, LONGEST_PUBLISHED):
        raise DomainError(problem, field="text")
    if before.standing().exists():
        raise DomainError(ALREADY)
    publication.text, publication.author = text, by
    publication.save()
    return publication


def hold(household, by):
    if not allows(by.role, "published.write"):
        raise DomainError(NOT_YOURS)
    locked = Household.objects.hold(household.pk)
    if not Household.objects.writable_by(by).contains(locked):
        raise DomainError(NOT_YOURS)
    return locked
