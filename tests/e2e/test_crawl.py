"""Every role follows every link of the demonstration: nothing broken, nothing for axe, nothing wider than a phone."""

import json
from io import StringIO
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.urls import Resolver404, resolve

from accounts.enums import Role
from accounts.models import Membership
from tests.e2e.looking import assert_looks_right

# A crawl is for breadth: two things of each kind are enough, and the first is looked at.
SAMPLES = 2
# A kind of page that another role has seen in light and dark is looked at in light only.
SEEN_IN_DARK = set()


def view_name(url):
    """The name of the page, whatever thing it shows; None for what is not a page of the application."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return None


def links_of(page):
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
    return [urldefrag(urljoin(page.url, link)).url for link in found]


class Crawl:
    def __init__(self, page, home):
        self.page, self.home = page, home
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
        first_of_its_kind = sum(view_name(other) == view_name(url) for other in self.visited) == 1
        if first_of_its_kind and "text/html" in answer.headers["content-type"]:
            self.page.goto(url)
            self.look(view_name(url))
            self.waiting += links_of(self.page)

    def look(self, name):
        assert_looks_right(self.page, schemes=("light",) if name in SEEN_IN_DARK else ("light", "dark"))
        SEEN_IN_DARK.add(name)


@pytest.mark.parametrize("role", list(Role))
def test_every_link_of_a_role_leads_to_a_page_that_works(page, login_as, live_server, role):
    call_command("demo", stdout=StringIO())
    accounts = StringIO()
    call_command("demo", "--accounts", "--format", "json", stdout=accounts)
    account = next(account for account in json.loads(accounts.getvalue()) if account["role"] == role)
    membership = Membership.objects.get(
        user__email=account["email"], role=role, organisation__name=account["organisation"]
    )
    login_as(page, membership)
    visited = Crawl(page, f"{live_server.url}/").run()
    assert f"{live_server.url}/accessibilite/" in visited
