"""Every role follows every link of the demonstration: nothing broken, nothing for axe, nothing wider than a phone."""

import json
import re
from html import unescape
from io import StringIO
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.urls import Resolver404, resolve

from accounts.enums import Role
from accounts.models import Membership
from tests.e2e.looking import assert_looks_right

# A crawl is for breadth: two things of each kind are enough.
SAMPLES = 2
HREF = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')


def view_name(url):
    """The name of the page, whatever thing it shows; None for what is not a page of the application."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return None


def links_of(url, html):
    return [urldefrag(urljoin(url, unescape(link))).url for link in HREF.findall(html)]


class Crawl:
    """Looking (axe, light and dark, on a phone) takes seconds: once a kind of page, whichever role comes first; every
    role asks for every page, and looks at its own home."""

    def __init__(self, page, home, looked_at):
        self.page, self.home, self.looked_at = page, home, looked_at
        self.waiting, self.visited = [home], []

    def run(self):
        while self.waiting:
            url = self.waiting.pop(0)
            if self.is_worth_a_visit(url):
                self.visited.append(url)
                self.visit(url)
        return self.visited

    def is_worth_a_visit(self, url):
        if urlsplit(url).netloc != urlsplit(self.home).netloc or url in self.visited:
            return False
        name = view_name(url)
        assert name, f"{url} leads nowhere"
        return sum(view_name(other) == name for other in self.visited) < SAMPLES

    def visit(self, url):
        answer = self.page.request.get(url)
        assert answer.status < 400, f"{url} answers {answer.status}"
        if "text/html" in answer.headers["content-type"]:
            self.waiting += links_of(url, answer.text())
            self.look(url)

    def look(self, url):
        name = view_name(url)
        if name not in self.looked_at or url == self.home:
            self.looked_at.add(name)
            self.page.goto(url)
            assert_looks_right(self.page)


@pytest.mark.first
def test_every_link_of_every_role_leads_to_a_page_that_works(new_page, login_as, live_server):
    """One loading, and one look at each kind of page, for all roles."""
    call_command("demo", stdout=StringIO())
    home, looked_at = f"{live_server.url}/", set()
    for role in Role:
        page = new_page()
        page.context.set_default_timeout(60_000)
        login_as(page, shown_member(role))
        assert f"{home}accessibilite/" in Crawl(page, home, looked_at).run(), role


def shown_member(role):
    """Whose account the demonstration shows first."""
    accounts = StringIO()
    call_command("demo", "--accounts", "--format", "json", stdout=accounts)
    account = next(account for account in json.loads(accounts.getvalue()) if account["role"] == role)
    return Membership.objects.get(user__email=account["email"], role=role, organisation__name=account["organisation"])
