"""What each worker has in hand now: shown where a household is about to be given to one of them."""

import datetime
from dataclasses import dataclass

from django.db.models import Count

from core.wording import count
from referrals.enums import AppointmentState
from referrals.models import Attendance, Referral
from referrals.rules import IN_HAND
from tenants.models import Assignment

AHEAD = datetime.timedelta(days=14)


@dataclass(frozen=True)
class Load:
    households: int = 0
    referrals: int = 0
    appointments: int = 0

    @property
    def words(self):
        """« 12 ménages, 3 fiches en cours, 4 rendez-vous d’ici deux semaines »"""
        if not (self.households or self.referrals or self.appointments):
            return "Rien en cours."
        return (
            f"{count(self.households, 'ménage')}, {count(self.referrals, 'fiche')} en cours, "
            f"{count(self.appointments, 'rendez-vous', 'rendez-vous')} d’ici deux semaines."
        )


def loads_of(members, *, today, now) -> dict:
    """{key of the membership: Load}, in three statements however many they are."""
    keys = [member.pk for member in members]
    open_now = Assignment.objects.open_on(today).filter(membership__in=keys)
    in_progress = Referral.objects.filter(worker__in=keys, state__in=IN_HAND)
    ahead = Attendance.objects.filter(
        membership__in=keys,
        appointment__state=AppointmentState.PLANNED,
        appointment__starts_at__range=(now, now + AHEAD),
    )
    households = counted(open_now, "membership", "household")
    referrals = counted(in_progress, "worker", "pk")
    appointments = counted(ahead, "membership", "pk")
    return {key: Load(households.get(key, 0), referrals.get(key, 0), appointments.get(key, 0)) for key in keys}


def counted(rows, owner, what):
    found = rows.order_by().values(owner).annotate(number=Count(what, distinct=True))
    return {each[owner]: each["number"] for each in found}
