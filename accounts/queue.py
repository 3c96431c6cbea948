"""What waits for an administrator: links that nobody used, details that an invoice lacks, roles that end."""

import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.matrix import allows
from accounts.models import Invitation, Membership, Organisation
from core.queue import QueueItem
from core.wording import counted, relative_day, sentence

SOON = datetime.timedelta(days=30)
# Beyond these, one line tells how many there are.
SHOWN = 5


def queue_items(actor, today):
    if not allows(actor.role, "accounts.write"):
        return []
    return [*expired_links(actor, today), *incomplete_organisations(actor), *roles_that_end(actor, today)]


def expired_links(actor, today):
    over = Invitation.objects.visible_to(actor).waiting().filter(expires_at__lt=timezone.now())
    rows = list(over.select_related("organisation").order_by("expires_at", "pk")[: SHOWN + 1])
    if len(rows) <= SHOWN:
        return [expired_link(invitation, today) for invitation in rows]
    return [
        QueueItem(
            f"{counted(over.count(), 'invitation')} sans réponse",
            "Leurs liens sont fermés : renvoyez-les, ou annulez-les.",
            reverse("accounts:invitations") + "?etat=expired",
            "Voir les invitations",
            due_on=timezone.localdate(rows[0].expires_at),
            due_word="le premier, expiré",
            late=True,
        )
    ]


def expired_link(invitation, today):
    ended = timezone.localdate(invitation.expires_at)
    return QueueItem(
        f"{invitation.get_full_name()} n’a pas répondu à son invitation",
        f"{invitation.role_label}, {invitation.organisation}. Le lien s’est fermé {relative_day(ended, today)}.",
        reverse("accounts:invitations") + "?etat=expired",
        "Renvoyer",
        due_on=ended,
        due_word="expiré",
        late=True,
    )


def incomplete_organisations(actor):
    incomplete = [
        organisation
        for organisation in Organisation.objects.administered_by_actor(actor).order_by("sort_name", "pk")
        if organisation.missing_for_invoices
    ]
    if len(incomplete) > SHOWN:
        return [
            QueueItem(
                f"Il manque des coordonnées à {counted(len(incomplete), 'organisation')}",
                "Une facture ne peut ni en partir, ni leur être adressée.",
                reverse("accounts:organisations"),
                "Voir les organisations",
            )
        ]
    return [
        QueueItem(
            f"Il manque des coordonnées : {organisation}",
            "Une facture demande : "
            + sentence([str(field.verbose_name) for field in organisation.missing_for_invoices])
            + ".",
            reverse("accounts:organisation_edit", args=[organisation.pk]),
            "Compléter",
        )
        for organisation in incomplete
    ]


def roles_that_end(actor, today):
    ending = Membership.objects.visible_to(actor).filter(ends_on__gte=today, ends_on__lte=today + SOON)
    rows = ending.filter(user__is_active=True).select_related("user", "organisation").order_by("ends_on", "pk")[:SHOWN]
    return [
        QueueItem(
            f"Un rôle se termine : {membership.user}",
            f"{membership.role_label}, {membership.organisation}. S’il doit continuer, donnez-en un nouveau.",
            reverse("accounts:person", args=[membership.user_id]),
            "Voir le compte",
            due_on=membership.ends_on,
            due_word="dernier jour",
        )
        for membership in rows
    ]
