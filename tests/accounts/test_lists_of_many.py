"""Lists and pages that stay short and quick when an organisation is large, and days that hold all of their hours."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.filters import AccessLogFilter
from accounts.models import AccessLogEntry
from accounts.services import record_access
from accounts.views import organisations
from tests.factories.accounts import MembershipFactory

pytestmark = pytest.mark.django_db


def test_the_page_of_a_large_organisation_leads_to_the_list_of_its_accounts(office, operator, worker, monkeypatch):
    monkeypatch.setattr(organisations, "MOST_PEOPLE", 2)
    page = reverse("accounts:organisation", args=[operator.pk])
    person = reverse("accounts:person", args=[worker.user_id])
    assert person in office.get(page).content.decode()
    MembershipFactory(organisation=operator)
    html = office.get(page).content.decode()
    assert person not in html
    assert f"{reverse('accounts:accounts')}?organisation={operator.pk}" in html


@pytest.mark.parametrize("instant", ["2015-03-03T00:00:00+01:00", "2015-03-03T23:59:59.999999+01:00"])
def test_a_day_of_the_log_goes_from_midnight_to_midnight_in_paris(worker, monkeypatch, instant):
    with monkeypatch.context() as clock:
        clock.setattr(timezone, "now", lambda: datetime.datetime.fromisoformat(instant))
        entry = record_access(by=worker, action="accounts.read", subject=worker.user)

    def found(**days):
        return list(AccessLogFilter(days, AccessLogEntry.objects.all(), actions=[]).qs)

    assert found(du="2015-03-03", au="2015-03-03") == [entry]
    assert found(au="2015-03-02") == found(du="2015-03-04") == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_all_are_days_too(worker, day):
    assert list(AccessLogFilter({"du": day, "au": day}, AccessLogEntry.objects.all(), actions=[]).qs) == []
