from django.core.management import BaseCommand

from core.wording import count
from tenants.services.index import index_every_household


class Command(BaseCommand):
    help = "Réécrit les mots par lesquels les ménages se trouvent (réparation : les services les tiennent à jour)."

    def handle(self, **options):
        done = index_every_household(lambda number: self.stderr.write(f"{number}…"))
        self.stdout.write(f"{count(done, 'ménage')} : leurs mots sont écrits.")
