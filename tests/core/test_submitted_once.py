"""A double click, a reload, a nervous connection: one row."""

import http.client
import threading
import urllib.parse

import pytest
from django.conf import settings
from django.test import Client

from accounts.enums import Role
from accounts.models import Invitation
from core.models import Submission
from tests.factories.accounts import MembershipFactory
from tests.forms import fields_of, post_form

pytestmark = pytest.mark.urls("tests.core.screens")
INVITE = "/essai/inviter/"
WHO = {"email": "invitee@essai.example", "first_name": "Dominique", "last_name": "Double"}


@pytest.fixture
def client(log_in, db):
    return log_in(MembershipFactory(role=Role.ADMINISTRATOR))


def test_the_same_page_twice_gives_one_row_and_the_same_answer(client):
    opened = client.get(INVITE)
    first, second = (post_form(client, INVITE, opened=opened, **WHO) for _ in range(2))
    assert (first.status_code, first.url) == (second.status_code, second.url) == (302, "/fait/")
    assert Invitation.objects.count() == 1


def test_a_refused_form_may_be_posted_again(client):
    opened = client.get(INVITE)
    refused = post_form(client, INVITE, opened=opened, **{**WHO, "email": "pas une adresse"})
    assert refused.status_code == 200
    assert not Submission.objects.exists()
    assert post_form(client, INVITE, opened=refused, **WHO).status_code == 302
    assert Invitation.objects.count() == 1


def test_a_page_shown_again_and_changed_is_not_taken_for_a_double(client):
    opened = client.get(INVITE)
    post_form(client, INVITE, opened=opened, **WHO)
    again = post_form(client, INVITE, opened=opened, **{**WHO, "email": "autre@essai.example"})
    assert "déjà été enregistré" in again.content.decode()
    assert fields_of(again)["email"] == ["autre@essai.example"]
    assert Invitation.objects.count() == 1
    assert post_form(client, INVITE, opened=again).status_code == 302
    assert Invitation.objects.count() == 2


def test_two_pages_are_two_intentions(client):
    for _ in range(2):
        assert post_form(client, INVITE, **{**WHO, "email": f"x{Invitation.objects.count()}@essai.example"}).url
    assert Invitation.objects.count() == 2


def test_the_page_of_somebody_else_is_not_answered_for(client, log_in):
    opened = client.get(INVITE)
    post_form(client, INVITE, opened=opened, **WHO)
    log_in(MembershipFactory(role=Role.ADMINISTRATOR))
    post_form(client, INVITE, opened=opened, **WHO, _role=None)
    assert Invitation.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_the_same_time_give_one_row(client, live_server):
    """Real requests over real connections, let go together."""
    opened = client.get(INVITE)
    fields = {**fields_of(opened), **WHO}
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    token = Client().get("/compte/login/").cookies[settings.CSRF_COOKIE_NAME].value
    body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token}, doseq=True)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}",
    }
    barrier, answers = threading.Barrier(8), []

    def click():
        connection = http.client.HTTPConnection(live_server.thread.host, live_server.thread.port)
        barrier.wait()
        connection.request("POST", INVITE, body, headers)
        response = connection.getresponse()
        answers.append((response.status, response.headers["Location"]))
        response.read()
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(302, "/fait/")] * 8
    assert Invitation.objects.count() == 1
    assert Submission.objects.count() == 1
