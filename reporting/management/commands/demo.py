import json

from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accompaniment.demo import load_follow_up
from accounts.demo import demo_accounts, load_accounts
from accounts.models import Organisation
from programmes.demo import load_demo as load_conventions
from referrals.demo import load_referrals
from tenants.demo import load_households


class Command(BaseCommand):
    help = "Charge les données de démonstration, les mêmes à chaque fois, datées par rapport à aujourd’hui."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="ne rien faire si des données sont déjà là")
        parser.add_argument("--accounts", action="store_true", help="afficher un compte par rôle, sans rien charger")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, if_empty, accounts, format, **options):
        if accounts:
            self.show_accounts(format)
        elif if_empty and Organisation.objects.exists():
            self.stdout.write("Des données sont déjà là : la démonstration n’est pas chargée.")
        else:
            load_everything(timezone.localdate())
            self.stdout.write("Démonstration chargée.")

    def show_accounts(self, format):
        rows = demo_accounts()
        if not rows:
            raise CommandError("Aucune démonstration n’est chargée ici : tapez d’abord « bin/manage demo ».")
        if format == "json":
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            self.stdout.write(f"{row['role']:<18}{row['organisation']:<38}{row['email']:<48}{row['password']}")


@transaction.atomic
def load_everything(today):
    """Each application adds its part, from the lowest up."""
    organisations = load_accounts(today)
    conventions = load_conventions(organisations, today)
    load_referrals(load_households(organisations, today), conventions, today)
    load_follow_up(conventions, today)
