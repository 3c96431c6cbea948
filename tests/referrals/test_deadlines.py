"""What each side promised at a meeting of the three stands in its own agenda, on its day."""

import datetime

import pytest

from referrals.presentation.deadlines import deadlines_between
from tests.referrals.three import LANDLORD, MET_ON, OPERATOR, TENANT, sealed

pytestmark = pytest.mark.django_db


def test_a_promise_is_due_in_the_agenda_of_the_side_that_made_it(three, today):
    day = MET_ON + datetime.timedelta(days=30)
    sealed(three, (TENANT, "Ouvrir les courriers", day), (LANDLORD, "Voir la VMC", day), (OPERATOR, "Appeler", day))
    for member in (three.advisor, three.worker):
        (told,) = deadlines_between(MET_ON, day, member, today)
        assert (told.on, told.what, told.household) == (day, "Engagement à tenir", three.household)
    assert deadlines_between(MET_ON, day - datetime.timedelta(days=1), three.advisor, today) == []
