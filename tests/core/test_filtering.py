"""What a list tells of its filters, whatever its length."""

import pytest

from accounts.models import Organisation
from core import filtering
from tests.factories.accounts import OrganisationFactory


@pytest.mark.django_db
def test_counting_stops_where_nobody_reads_on(monkeypatch):
    monkeypatch.setattr(filtering, "MOST_COUNTED", 2)
    OrganisationFactory.create_batch(4)
    assert filtering.count_up_to_most(Organisation.objects.all()) == 3
    assert filtering.count_up_to_most(Organisation.objects.filter(kind="landlord")) == 0


def test_a_number_is_said_until_it_is_merely_large():
    assert filtering.counted(0) == 0
    assert filtering.counted(1000) == 1000
    assert filtering.counted(1001) == "plus de 1\u202f000"
