"""One real browser a test process: pages that fail the test on any console error or refused content.

Without a browser the tests of tests/e2e are skipped, and the end of the report says so; with CI=true they fail.
"""

import os

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from accounts.middleware import MEMBERSHIP_KEY
from config.boot.system import find_browser
from tests.factories.accounts import MembershipFactory

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PICTURES = settings.BASE_DIR / "var" / "screenshots"
DESK, PHONE = (1280, 900), (360, 740)


def pytest_terminal_summary(terminalreporter):
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "tests/e2e/" in report.nodeid]
    if skipped:
        terminalreporter.section("NAVIGATEUR / BROWSER", sep="*", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests dans le navigateur NE SONT PAS PASSÉS : aucun navigateur ici.")
        terminalreporter.line("They did not run: no browser. apt-get install chromium libatomic1, or BROWSER_PATH=…")


@pytest.fixture(scope="session")
def browser():
    path = find_browser()
    if not path:
        message = "no browser on this machine"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    # Playwright's loop lives in this thread; Django would take our synchronous queries for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Complaints:
    """What a browser says against our pages: errors, warnings of the content policy, exceptions."""

    def __init__(self):
        self.heard = []

    def listen_to(self, page):
        page.on("console", lambda message: self.hear(message.type, message.text, message.location.get("url", "")))
        page.on("pageerror", lambda error: self.hear("error", str(error), page.url))

    def hear(self, kind, text, url):
        if kind == "error" or "Content Security Policy" in text:
            self.heard.append(f"{text} ({url})")

    def forgive(self, *parts):
        """Complaints that a test provokes on purpose."""
        self.heard = [text for text in self.heard if not any(part in text for part in parts)]


@pytest.fixture
def complaints():
    return Complaints()


@pytest.fixture
def new_page(browser, live_server, complaints):
    """new_page(size=DESK, **options of a playwright context): a page of a person of her own, in French."""
    contexts = []

    def new_page(size=DESK, **options):
        width, height = size
        context = browser.new_context(
            base_url=live_server.url, locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce",
            viewport={"width": width, "height": height}, **options,
        )  # fmt: skip
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        complaints.listen_to(page)
        return page

    yield new_page
    for context in contexts:
        context.close()
    assert complaints.heard == []


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture
def login_as(live_server):
    """login_as(page, membership or role): at work without the login page; returns the membership."""

    def login_as(page, who):
        membership = who if hasattr(who, "role") else MembershipFactory(role=who)
        client = Client()
        client.force_login(membership.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session[MEMBERSHIP_KEY] = str(membership.pk)
        session.save()
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return membership

    return login_as


@pytest.fixture
def take_picture():
    """take_picture(page, "name"): the whole page, to be looked at in var/screenshots."""

    def take_picture(page, name):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    return take_picture
