"""Slots offered, booked and withdrawn at the screen; what goes wrong, in words."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from referrals.enums import SlotState
from referrals.models import Appointment, Slot
from referrals.rules.moments import local
from tests.factories.accounts import MembershipFactory
from tests.factories.referrals import SlotFactory
from tests.forms import post_form
from tests.referrals.screens import words

pytestmark = pytest.mark.django_db

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


class TestSlots:
    PUBLISH = "/creneaux/proposer/"

    @pytest.fixture
    def offered(self, day):
        return {
            "weekdays": ["1", "3"],
            "first_time": "14:00",
            "last_time": "17:00",
            "minutes": "60",
            "first_day": (day - DAY).isoformat(),
            "weeks": "2",
            "place_kind": "association",
        }

    def test_several_at_once(self, log_in, worker, offered, day):
        page = words(post_form(log_in(worker), self.PUBLISH, **offered) and log_in(worker).get("/creneaux/"))
        assert "12 créneaux proposés" in page
        hours = {(local(slot.starts_at).weekday(), local(slot.starts_at).hour) for slot in Slot.objects.all()}
        assert hours == {(day, hour) for day in (1, 3) for hour in (14, 15, 16)}

    def test_again_says_that_there_is_nothing_left(self, log_in, worker, offered):
        client = log_in(worker)
        post_form(client, self.PUBLISH, **offered)
        assert "Rien à proposer" in words(post_form(client, self.PUBLISH, **offered))
        post_form(client, self.PUBLISH, **{**offered, "weeks": "3"})
        assert "6 créneaux proposés" in words(client.get("/creneaux/"))

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"weekdays": []}, "Cochez au moins un jour."),
            ({"last_time": "13:00"}, "La dernière heure vient après la première."),
            ({"last_time": "14:30"}, "Aucun créneau ne tient"),
            ({"first_day": "2015-03-03"}, "Ce jour est passé"),
            ({"first_day": "2199-03-03"}, "à plus de deux ans"),
            ({"weeks": "0"}, "supérieure ou égale à 1"),
            ({"weeks": "27"}, "inférieure ou égale à 26"),
            ({"minutes": "1"}, "Sélectionnez un choix valide"),
            ({"first_time": "08:00", "minutes": "30", "weeks": "26"}, "au plus à la fois"),
            ({"place": "x" * 201}, "au plus 200"),
        ],
    )
    def test_what_is_wrong_is_said(self, log_in, worker, offered, changes, message):
        assert message in words(post_form(log_in(worker), self.PUBLISH, **{**offered, **changes}))
        assert not Slot.objects.exists()

    def test_a_worker_offers_her_own_and_a_head_anybodys(self, log_in, worker, offered, convention):
        head = MembershipFactory(role=Role.SERVICE_HEAD, organisation=convention.operator)
        given = {**offered, "membership": str(worker.pk)}
        assert post_form(log_in(head), self.PUBLISH, **given).status_code == 302
        assert set(Slot.objects.values_list("membership", flat=True)) == {worker.pk}
        colleague = MembershipFactory(organisation=convention.operator)
        assert "Sélectionnez un choix valide" in words(post_form(log_in(colleague), self.PUBLISH, **given))

    def test_the_list_shows_the_file_number_of_what_is_booked(self, log_in, worker, advisor, household, convention):
        slot = SlotFactory(membership=worker)
        other = SlotFactory(membership__organisation=convention.operator, starts_at=slot.starts_at + DAY)
        url = f"/creneaux/reserver/{household.pk}/"
        response = post_form(log_in(advisor), url, slot=str(slot.pk))
        assert response.url == Appointment.objects.get().get_absolute_url()
        client = log_in(worker)
        page = words(client.get("/creneaux/"))
        assert "Réservé" in page
        assert "Dossier 2015-00042" in page
        assert "Bellevue" not in page
        assert client.post(f"/creneaux/{other.pk}/retirer/").status_code == 404, "a colleague's"
        assert "n’est plus possible" in words(client.post(f"/creneaux/{slot.pk}/retirer/", follow=True))

    def test_what_somebody_took_meanwhile_is_said_with_the_next(self, log_in, worker, advisor, household, convention):
        slot = SlotFactory(membership=worker)
        SlotFactory(membership=worker, starts_at=slot.starts_at + DAY)
        client, url = log_in(advisor), f"/creneaux/reserver/{household.pk}/"
        opened = client.get(url)
        Slot.objects.filter(pk=slot.pk).update(state=SlotState.BOOKED)
        page = words(post_form(client, url, opened, slot=str(slot.pk)))
        assert "Ce créneau vient d’être pris" in page
        assert str(worker.user) in page, "the next one is there to choose"
        assert not Appointment.objects.exists()

    def test_a_withdrawn_slot_is_gone(self, log_in, worker):
        slot = SlotFactory(membership=worker)
        client = log_in(worker)
        assert "Le créneau est retiré." in words(client.post(f"/creneaux/{slot.pk}/retirer/", follow=True))
        assert "Aucun créneau à venir" in words(client.get("/creneaux/"))

    def test_where_nothing_is_free_the_page_says_what_to_do(self, log_in, advisor, household):
        assert "Aucun créneau libre en ce moment" in words(log_in(advisor).get(f"/creneaux/reserver/{household.pk}/"))

    def test_as_many_queries_for_many_as_for_one(self, log_in, worker, django_assert_num_queries):
        client = log_in(worker)
        first = SlotFactory(membership=worker)
        client.get("/creneaux/")
        with CaptureQueriesContext(connection) as few:
            client.get("/creneaux/")
        for n in range(1, 6):
            SlotFactory(membership=worker, starts_at=first.starts_at + n * DAY)
        with django_assert_num_queries(len(few)):
            client.get("/creneaux/")


def test_a_landlord_whose_convention_is_over_sees_no_slot_any_more(advisor, worker, convention, today):
    slot = SlotFactory(membership=worker)
    assert Slot.objects.visible_to(advisor).contains(slot)
    convention.ends_on = today - dt.timedelta(days=1)
    convention.save()
    assert not Slot.objects.visible_to(advisor).contains(slot)
