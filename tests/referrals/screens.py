"""What the tests of pages and papers read of an answer."""

import re

from django.urls import reverse

from tests.papers import text_of
from tests.texts import plain


def page_at(name, thing, *more):
    return reverse(f"referrals:{name}", args=[thing.pk, *[one.pk for one in more]])


def html_of(client, url):
    return plain(client.get(url).content.decode())


def paper(client, url):
    """Its text, each run of spaces as one."""
    response = client.get(url)
    assert response["Content-Type"] == "application/pdf"
    return " ".join(text_of(response.content).split())


def words(response):
    """What is written on the page, without its tags, each run of spaces as one."""
    assert response.status_code == 200
    return re.sub(r"[\s\u00a0\u202f]+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
