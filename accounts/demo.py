"""The demonstration's organisations and accounts. Loading twice changes nothing."""

import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.demo_people import ORGANISATIONS, PEOPLE
from accounts.enums import Role
from accounts.models import Invitation, Membership, Organisation, User
from accounts.services.invitations import open_invitation
from accounts.services.people import open_membership

PASSWORD = "une maison pour tous"
AT_WORK_SINCE = datetime.timedelta(days=6 * 365)


@transaction.atomic
def load_accounts(today):
    """Organisations by key (accounts.demo_people), with everybody's account and role."""
    organisations = {}
    for wanted in ORGANISATIONS:
        organisations[wanted.key], _ = Organisation.objects.get_or_create(
            name=wanted.name,
            defaults={
                "kind": wanted.kind,
                "administered_by": organisations.get(wanted.administered_by),
                **wanted.details,
            },
        )
    # One hash for all of them: a password is slow to hash, on purpose.
    password = make_password(PASSWORD)
    for wanted in PEOPLE:
        load_role(wanted, organisations[wanted.organisation], password, today)
    load_invitations(organisations["anef"], organisations["lnh"], today)
    return organisations


def load_role(wanted, organisation, password, today):
    user, new = User.objects.get_or_create(
        email=wanted.email,
        defaults={"first_name": wanted.first_name, "last_name": wanted.last_name, "password": password},
    )
    if new:
        EmailAddress.objects.create(user=user, email=wanted.email, verified=True, primary=True)
    if Membership.objects.filter(user=user, organisation=organisation, role=wanted.role).exists():
        return
    membership = open_membership(
        user=user,
        organisation=organisation,
        role=wanted.role,
        title=wanted.title,
        starts_on=today - AT_WORK_SINCE,
        by=None,
    )
    if wanted.ends_in:
        membership.ends_on = today + datetime.timedelta(days=wanted.ends_in)
        membership.save(update_fields=["ends_on"])


def load_invitations(operator, landlord, today):
    """One that waits, one whose link is over: the administrator's home page has something to say."""
    noon = timezone.make_aware(datetime.datetime.combine(today, datetime.time(12)))
    by = Membership.objects.filter(organisation=operator, role=Role.ADMINISTRATOR).order_by("pk").first()
    invited = (
        ("paul.retiere@lnh.example", "Paul", "Retière", landlord, Role.ADVISOR, 9),
        ("lea.fortin@anef-ferrer.example", "Léa", "Fortin", operator, Role.SOCIAL_WORKER, 2),
    )
    for email, first_name, last_name, organisation, role, days_ago in invited:
        if Invitation.objects.filter(email=email).exists():
            continue
        values = {
            "email": email,
            "first_name": first_name,
            "last_name": last_name,
            "organisation": organisation,
            "role": role,
        }
        sent_at = noon - datetime.timedelta(days=days_ago)
        invitation = open_invitation(values=values, by=by, now=sent_at, send=False)
        invitation.sent_at = invitation.created_at = sent_at
        invitation.save(update_fields=["sent_at", "created_at"])


def demo_accounts():
    """One account of every role of each pair, where the demonstration was loaded."""
    shown, accounts = set(), []
    names = {wanted.key: wanted.name for wanted in ORGANISATIONS}
    loaded = set(
        User.objects.filter(is_active=True, email__in=[w.email for w in PEOPLE]).values_list("email", flat=True)
    )
    for wanted in PEOPLE:
        of_pair = (wanted.role, wanted.organisation in ("ponant", "relais"))
        if of_pair in shown or wanted.email not in loaded:
            continue
        shown.add(of_pair)
        accounts.append(
            {
                "role": wanted.role.value,
                "organisation": names[wanted.organisation],
                "email": wanted.email,
                "password": PASSWORD,
            }
        )
    return accounts
