from django.db import models

from core.search import SearchIndex, SearchSlip, SearchWord
from tenants.models.households import Household


class HouseholdWord(SearchWord):
    """A household is found by its landlord and by the operators to which it was entrusted; written by the services."""

    subject = models.ForeignKey(Household, models.CASCADE, related_name="+", db_index=False)

    class Meta(SearchWord.Meta):
        verbose_name = "mot d’un ménage"


class HouseholdSlip(SearchSlip):
    class Meta:
        verbose_name = "mot à une faute près"


HOUSEHOLDS = SearchIndex(HouseholdWord, HouseholdSlip)
