"""Two at once on one mesure: the second waits for the household, then reads what the first did."""

import threading

import pytest
from django.db import connection, transaction

from accompaniment.models import Accompaniment, Extension
from accompaniment.services.closings import propose_closing
from accompaniment.services.extensions import agree_extension, propose_extension
from accompaniment.services.mesures import open_mesure
from accompaniment.services.suspensions import suspend
from core.errors import DomainError
from tenants.models import Household
from tests.accompaniment.stay import ADHERED_ON, adhered, opened
from tests.accompaniment.test_mesure_pages import JUNE
from tests.factories.accompaniment import FAR
from tests.factories.referrals import TripartiteMeetingFactory
from tests.referrals.test_locks import until_somebody_waits

LONGEST_WAIT = 10


@pytest.mark.django_db(transaction=True)
def test_a_second_opening_waits_and_is_refused():
    with transaction.atomic():
        three = adhered()
    given = {"household": three.household, "convention": three.convention, "starts_on": ADHERED_ON, "by": three.worker}
    said = beside(lambda: open_mesure(**given), first=lambda: open_mesure(**given))
    assert "est déjà en cours" in said[0].message
    assert Accompaniment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_each_service_waits_for_the_household_before_it_holds_anything():
    with transaction.atomic():
        three = opened()
    that_day = {"household": three.household, "convention": three.convention, "held_on": JUNE}
    meeting = TripartiteMeetingFactory(**that_day, kind="intermediate")
    until = three.mesure.term_on.replace(month=9)
    extension = propose_extension(
        mesure=three.mesure, meeting=meeting, until=until, reason="Le plan court.", by=three.worker
    )
    end = {"exit_reason": "autonomy", "without_review": "Pas venu."}
    works = [
        lambda: agree_extension(extension=extension, by=three.advisor),
        lambda: suspend(phase=three.phase, starts_on=JUNE, reason="away", by=three.worker),
        lambda: propose_closing(mesure=three.mesure, on=JUNE, **end, by=three.worker),
    ]
    held = lambda: Accompaniment.objects.select_for_update().get(pk=three.mesure.pk)  # noqa: E731
    for work in works:
        said = beside(work, first=lambda: (Household.objects.hold(three.household.pk), held()))
        assert said == [], "it held the mesure before the household"
    assert Extension.objects.get().until < FAR


def beside(work, *, first):
    """`first` in a transaction; `work` begins meanwhile in another, waits, and goes on. What the second refused."""
    refused = []

    def second():
        try:
            with transaction.atomic():
                work()
        except DomainError as error:
            refused.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        first()
        other.start()
        assert until_somebody_waits()
    other.join(LONGEST_WAIT)
    assert not other.is_alive()
    return refused
