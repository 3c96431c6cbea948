import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from core.enums import JobState
from core.models import Job


class JobFactory(DjangoModelFactory):
    """JobFactory(by=membership)"""

    class Meta:
        model = Job

    class Params:
        by = None

    kind = "essai.compte"
    user_id = factory.SelfAttribute("by.user_id")
    membership_id = factory.SelfAttribute("by.pk")


class FinishedJobFactory(JobFactory):
    state = JobState.DONE
    result = b"mois;nombre\n"
    content_type = "text/csv; charset=utf-8"
    file_name = "comptes.csv"
    finished_at = factory.LazyFunction(timezone.now)
