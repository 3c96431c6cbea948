"""What a list tells of its filters, whatever its length."""

import pytest

from accounts.models import Organisation
from core import filtering
from tests.factories.accounts import OrganisationFactory


@pytest.mark.django_db
def test_counting_stops_where_nobody_reads_on(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(filtering, "MOST_COUNTED", 2)
    OrganisationFactory.create_batch(4)
    asked = {
        "all": Organisation.objects.all(),
        "landlord": Organisation.objects.filter(kind="landlord"),
        "none": Organisation.objects.none(),
    }
    with django_assert_num_queries(1):
        assert filtering.count_each_up_to_most(asked) == {"all": 3, "landlord": 0, "none": 0}


def test_a_number_is_said_until_it_is_merely_large():
    assert filtering.counted(0) == 0
    assert filtering.counted(1000) == 1000
    assert filtering.counted(1001) == "plus de 1\u202f000"
