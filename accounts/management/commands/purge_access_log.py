import datetime

from axes.handlers.proxy import AxesProxyHandler
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.models import AccessLogEntry
from core.database import as_owner
from core.wording import count


class Command(BaseCommand):
    help = "Efface les consultations de plus d’un an. Seul le propriétaire des tables le peut : l’application, jamais."

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=365, help="ce qui reste, en jours (365)")

    def handle(self, *, days, **options):
        limit = timezone.now() - datetime.timedelta(days=days)
        with as_owner():
            gone, _ = AccessLogEntry.objects.filter(at__lt=limit).delete()
        # Who logged in from where is kept as long.
        AxesProxyHandler.reset_logs(age_days=days)
        self.stdout.write(f"{count(gone, 'consultation')} d’avant le {limit:%d/%m/%Y} : effacé.")
