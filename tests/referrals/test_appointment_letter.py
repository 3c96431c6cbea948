"""The letter that tells a household of its appointment."""

import datetime as dt
import io
import re

import pytest
from pypdf import PdfReader

from accounts.models import AccessLogEntry
from referrals.enums import PlaceKind
from referrals.models import Appointment
from tenants.enums import Tie
from tests.factories.tenants import OccupancyFactory, PersonFactory
from tests.referrals.screens import words

pytestmark = pytest.mark.django_db

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


class TestLetter:
    @pytest.fixture
    def lease(self, household):
        PersonFactory(household=household, civility="mme", first_name="Inès", last_name="Bellevue")
        PersonFactory(household=household, first_name="Enfant", last_name="Bellevue", tie=Tie.CHILD, holds_lease=False)
        return OccupancyFactory(household=household, address="12 rue des Essais")

    def read(self, response):
        assert response["Content-Type"] == "application/pdf"
        reader = PdfReader(io.BytesIO(response.content))
        return reader, re.sub(r"[\s\u00a0\u202f]+", " ", " ".join(page.extract_text() for page in reader.pages))

    def test_it_tells_whom_when_where_and_with_whom(self, log_in, worker, advisor, appointment, lease, convention):
        response = log_in(worker).get(f"{appointment.get_absolute_url()}lettre/")
        reader, said = self.read(response)
        assert len(reader.pages) == 1
        for part in (
            "Mme Inès Bellevue 12 rue des Essais 44000 Nantes",
            "Dossier 2015-00042",
            str(worker.user),
            str(advisor.user),
            convention.operator.name,
            convention.operator.address,
            "Votre accord est demandé à chaque étape",
        ):
            assert part in said
        assert "Enfant" not in said, "to whoever holds the lease"
        assert reader.metadata.title == "Votre rendez-vous"
        assert "Bellevue" not in response["Content-Disposition"]
        assert AccessLogEntry.objects.filter(subject_id=appointment.household_id).exists()

    def test_a_place_of_the_landlord_and_one_elsewhere(self, log_in, advisor, appointment, lease, convention):
        Appointment.objects.filter(pk=appointment.pk).update(place_kind=PlaceKind.LANDLORD)
        client, url = log_in(advisor), f"{appointment.get_absolute_url()}lettre/"
        assert f"Le lieu {convention.landlord.name}" in self.read(client.get(url))[1]
        appointment.refresh_from_db()
        appointment.place_kind, appointment.place = PlaceKind.ELSEWHERE, "Maison de quartier\n3 place du Marché"
        appointment.save()
        assert "Le lieu Maison de quartier 3 place du Marché" in self.read(client.get(url))[1]

    def test_nothing_is_written_to_a_guarded_household(self, log_in, worker, appointment, lease, household):
        household.guarded = True
        household.save()
        client, url = log_in(worker), appointment.get_absolute_url()
        assert "aucun courrier ne lui est adressé" in words(client.get(f"{url}lettre/", follow=True))
        page = words(client.get(url))
        assert "Contact protégé : aucune lettre" in page
        assert "Lettre de rendez-vous (PDF)" not in page

    def test_an_empty_file_makes_a_letter_all_the_same(self, log_in, worker, appointment):
        assert "Madame, Monsieur," in self.read(log_in(worker).get(f"{appointment.get_absolute_url()}lettre/"))[1]
