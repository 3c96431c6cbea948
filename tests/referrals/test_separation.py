"""A household that separates: with whom each planned appointment goes on."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from core.errors import DomainError
from referrals.enums import AppointmentState
from referrals.models import Attendance
from referrals.services.separation import appointments_ahead
from tenants.models import Household
from tenants.services.separation import Home, With, separate_household
from tests.factories.referrals import AppointmentFactory
from tests.factories.tenants import OccupancyFactory, PersonFactory
from tests.forms import post_form
from tests.programmes.test_pages import text_of

pytestmark = pytest.mark.django_db
TOMORROW = timezone.now() + datetime.timedelta(days=1)


@pytest.fixture
def leaving(pair):
    OccupancyFactory(household=pair.household)
    PersonFactory(household=pair.household, last_name="Kervella")
    return PersonFactory(household=pair.household, last_name="Kervella", first_name="Paul", tie="partner")


@pytest.fixture
def appointment(pair):
    made = AppointmentFactory(
        household=pair.household,
        operator=pair.convention.operator,
        starts_at=TOMORROW,
        ends_at=TOMORROW + datetime.timedelta(hours=1),
    )
    for member in (pair.advisor, pair.nadia):
        Attendance.objects.create(appointment=made, membership=member)
    return made


def separate(pair, leaving, answers, by=None):
    return separate_household(
        household=pair.household,
        leaving=[leaving],
        on=timezone.localdate(),
        home=Home.STAYS,
        ahead=answers,
        by=by or pair.advisor,
    )


@pytest.mark.parametrize("answer", list(With))
def test_it_stays_goes_or_is_cancelled(pair, leaving, appointment, answer):
    new = separate(pair, leaving, {appointment.pk.hex: answer})
    appointment.refresh_from_db()
    assert appointment.household == (new if answer == With.GOES else pair.household)
    expected = AppointmentState.CANCELLED if answer == With.CANCELLED else AppointmentState.PLANNED
    assert appointment.state == expected
    told = set(Notice.objects.values_list("code", flat=True))
    codes = {With.GOES: {"appointment_moved"}, With.CANCELLED: {"appointment_cancelled"}, With.STAYS: set()}
    assert told == codes[answer]


@pytest.mark.parametrize("answers", [{}, {"autre": "goes"}])
def test_each_is_answered(pair, leaving, appointment, answers):
    with pytest.raises(DomainError, match="avec qui il continue"):
        separate(pair, leaving, answers)
    assert Household.objects.filter(landlord=pair.convention.landlord).count() == 1


def test_the_meeting_of_a_fiche_does_not_leave_it(pair, leaving, appointment, received):
    type(received).objects.filter(pk=received.pk).update(appointment=appointment)
    asked = appointments_ahead(pair.household, pair.advisor)[0]
    assert asked.choices == [With.STAYS, With.CANCELLED]
    assert received.number in asked.help_text
    with pytest.raises(DomainError, match="avec qui il continue"):
        separate(pair, leaving, {appointment.pk.hex: With.GOES})


def test_the_page_asks(log_in, pair, leaving, appointment):
    client, url = log_in(pair.advisor), reverse("tenants:separate", args=[pair.household.pk])
    opened = client.get(url)
    assert appointment.get_kind_display() in text_of(opened)
    name = f"ahead_{appointment.pk.hex}"
    typed = {"leaving": str(leaving.pk), "on": timezone.localdate().isoformat()}
    assert "Dites avec qui" in text_of(post_form(client, url, opened, **typed))
    assert "valide" in text_of(post_form(client, url, **typed, **{name: "ailleurs"}))
    assert post_form(client, url, **typed, **{name: "goes"}).status_code == 302
    appointment.refresh_from_db()
    assert appointment.household != pair.household
