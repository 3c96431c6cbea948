"""Error pages: they show whatever broke, say what to do, and lead home."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import path, reverse

from accounts.enums import Role
from config import urls
from core.access import public
from core.views import errors as errors_views
from tests.factories.accounts import MembershipFactory

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


def raising(error):
    @public
    def view(request):
        raise error

    return view


urlpatterns = [
    *urls.urlpatterns,
    path("essai/400", raising(BadRequest("x"))),
    path("essai/403", raising(PermissionDenied("x"))),
    path("essai/404", raising(Http404("Le dossier de Mme Rivière"))),
    path("essai/500", raising(RuntimeError("un secret"))),
    path("essai/louche", raising(SuspiciousOperation("x"))),
]


@pytest.fixture
def broken(settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("400", 400, "Nous n’avons pas compris"),
        ("louche", 400, "Nous n’avons pas compris"),
        ("403", 403, "ne vous est pas ouverte"),
        ("404", 404, "rien pour vous à cette adresse"),
        ("500", 500, "cassé de notre côté"),
    ],
)
def test_each_failure_has_a_page_that_helps(broken, address, status, words):
    response = broken.get(f"/essai/{address}")
    assert response.status_code == status
    assert words in response.text
    assert 'href="/"' in response.text
    assert "Rivière" not in response.text
    assert "secret" not in response.text


def test_pages_stand_without_a_database():
    """No `db` mark: a query would fail."""
    request = RequestFactory().get("/")
    for view in (errors_views.bad_request, errors_views.forbidden, errors_views.not_found):
        assert "J’y tiens" in view(request).text
    assert "J’y tiens" in errors_views.server_error(request).text


@pytest.mark.django_db
def test_a_missing_thing_and_a_forbidden_one_answer_the_same(log_in):
    client = log_in(MembershipFactory(role=Role.ADVISOR))
    missing = client.get("/nulle-part/")
    other = client.post(reverse("accounts:switch_membership", args=[MembershipFactory().pk]))
    assert missing.status_code == other.status_code == 404
    assert missing.text == other.text


def test_a_failure_keeps_the_chosen_theme(client, db):
    client.cookies["theme"] = "dark"
    assert 'data-bs-theme="dark"' in client.get("/nulle-part/").text


TYPED = "Une longue phrase sur la visite de mardi."


@pytest.fixture
def careful():
    return Client(enforce_csrf_checks=True)


def test_what_was_typed_comes_back_from_a_page_that_waited_too_long(careful):
    response = careful.post(
        "/apparence/",
        {"texte": TYPED, "password": "un mot de passe assez long"},
        headers={"Origin": "http://testserver"},
    )
    assert response.status_code == 403
    assert TYPED in response.text
    assert "un mot de passe" not in response.text


@pytest.mark.parametrize("origin", ["https://ailleurs.example", "null", "", "http://[bad"])
def test_a_foreign_page_puts_nothing_on_our_screen(careful, origin):
    response = careful.post("/apparence/", {"texte": TYPED}, headers={"Origin": origin} if origin else {})
    assert response.status_code == 403
    assert TYPED not in response.text


def test_what_comes_back_is_escaped(careful):
    response = careful.post(
        "/apparence/", {"texte": "<script>alert('bonjour à tous')</script>"}, headers={"Origin": "http://testserver"}
    )
    assert "<script>alert" not in response.text
