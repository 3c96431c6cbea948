"""An action without a form: done and told, or refused, undone and told."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage

from accounts.models import Organisation
from core.models import StaleVersion
from core.views import act
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(rf):
    request = rf.post("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def told(request):
    return [(message.level_tag, message.message) for message in get_messages(request)]


def test_what_is_done_is_told_and_leads_on(request_):
    response = act(request_, lambda: "Léa", done="Bonjour {}.".format, url="/suite/", back="/avant/")
    assert (response.status_code, response.url) == (302, "/suite/")
    assert told(request_) == [("success", "Bonjour Léa.")]


def test_what_somebody_saved_in_between_is_told_and_nothing_is_half_done(request_):
    """Two administrators change one organisation at once: the second is told, her page does not break."""
    organisation = OrganisationFactory(city="Nantes")
    as_she_read_it = Organisation.objects.get(pk=organisation.pk)
    organisation.save()

    def change():
        OrganisationFactory(name="Faite à moitié")
        as_she_read_it.save()

    response = act(request_, change, done="Fait.", url="/suite/", back="/avant/")
    assert response.url == "/avant/"
    assert told(request_) == [("error", StaleVersion().message)]
    assert not Organisation.objects.filter(name="Faite à moitié").exists()
