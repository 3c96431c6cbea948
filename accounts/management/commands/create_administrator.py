"""The door of the machine room: the first account of an organisation, before anybody can invite."""

import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts.enums import OrganisationKind
from accounts.services.administrators import invite_administrator, open_administrator
from accounts.services.letters import invitation_url
from accounts.services.organisations import ensure_organisation
from core.errors import DomainError

ASKED = {
    "email": "Adresse électronique",
    "first_name": "Prénom",
    "last_name": "Nom",
    "organisation": "Organisation",
}


class Command(BaseCommand):
    help = "Ouvre un compte d’administrateur : affiche le lien d’invitation, ou lit un mot de passe."

    def add_arguments(self, parser):
        for name, label in ASKED.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=label.lower())
        parser.add_argument(
            "--kind",
            choices=OrganisationKind.values,
            default=OrganisationKind.OPERATOR,
            help="type de l’organisation, si elle est à créer (operator)",
        )
        parser.add_argument(
            "--password-stdin", action="store_true", help="lit le mot de passe sur l’entrée standard, sans invitation"
        )

        parser.add_argument(
            "--existing",
            action="store_true",
            help="accepte une organisation qui existe déjà et qu’une autre administre",
        )

    def handle(self, **options):
        values = {name: self.ask(name, options) for name in ASKED}
        try:
            validate_email(values["email"])
            with transaction.atomic():
                organisation = ensure_organisation(name=values.pop("organisation"), kind=options["kind"])
                if not options["existing"]:
                    refuse_administered(organisation)
                if options["password_stdin"]:
                    self.open_account(values, organisation)
                else:
                    self.invite(values, organisation)
        except DomainError as error:
            raise CommandError(error.message)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages))

    def ask(self, name, options):
        """From the command line, else from whoever sits at the terminal."""
        value = options[name]
        if not value and sys.stdin.isatty() and not options["password_stdin"]:
            value = input(f"{ASKED[name]} : ")
        if not (value or "").strip():
            raise CommandError(f"Indiquez --{name.replace('_', '-')}.")
        return value.strip()

    def open_account(self, values, organisation):
        password = sys.stdin.readline().rstrip("\n")
        new = open_administrator(password=password, organisation=organisation, today=timezone.localdate(), **values)
        said = "Compte ouvert" if new else "Ce compte existe déjà, rien n’a changé"
        self.stdout.write(f"{said} : {values['email'].lower()}, {organisation}.")

    def invite(self, values, organisation):
        invitation = invite_administrator(organisation=organisation, now=timezone.now(), **values)
        if invitation is None:
            self.stdout.write(f"{values['email'].lower()} administre déjà {organisation} : rien n’a changé.")
            return
        self.stdout.write(f"À ouvrir avant le {invitation.expires_at:%d/%m/%Y} pour choisir un mot de passe :")
        self.stdout.write(invitation_url(invitation))


def refuse_administered(organisation):
    """A name proves nothing: whoever administers an organisation of that name already would read with the new one."""
    above = organisation.administered_by
    if above is not None:
        raise DomainError(
            f"« {organisation} » existe déjà, et « {above} » l’administre. Si c’est bien elle, ajoutez --existing ; "
            "sinon, choisissez un autre nom."
        )
