"""The people of a journey through referrals, each at a browser of her own, and how they go from page to page."""

import datetime
from types import SimpleNamespace
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.backends.cache import SessionStore
from django.db import transaction
from django.urls import resolve
from django.utils import timezone
from playwright.sync_api import expect

from accounts.enums import Role
from tests.browser import DESK, PHONE
from tests.e2e.looking import assert_accessible, assert_looks_right, assert_no_overflow
from tests.factories.accompaniment import AccompanimentFactory
from tests.factories.accounts import PASSWORD, LandlordFactory, MembershipFactory, OrganisationFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import ReferralFactory, SlotFactory, sent_referral
from tests.factories.tenants import HouseholdFactory, OccupancyFactory, PersonFactory, ScreeningFactory

LATER = datetime.date(2099, 12, 31)


def build_team():
    """A landlord and an operator with a convention of each programme, and who works under them."""
    with transaction.atomic():
        operator = OrganisationFactory(name="Association des Essais")
        landlord = LandlordFactory(name="Habitations des Essais", administered_by=operator)
        shared = {"landlord": landlord, "operator": operator, "ends_on": LATER}
        conventions = {
            code: ConventionFactory(reference=code.upper(), programme__code=code, **shared)
            for code in ("remobilisation", "visites-sociales")
        }
    member = lambda role, house, first_name: MembershipFactory(  # noqa: E731
        role=role, organisation=house, user__first_name=first_name, user__last_name="Essai"
    )
    worker = member(Role.SOCIAL_WORKER, operator, "Sacha")
    return SimpleNamespace(
        operator=operator,
        landlord=landlord,
        remobilisation=conventions["remobilisation"],
        visits=conventions["visites-sociales"],
        advisor=member(Role.ADVISOR, landlord, "Alix"),
        worker=worker,
        head=member(Role.SERVICE_HEAD, operator, "Charlie"),
        slot=SlotFactory(membership=worker, starts_at=ten_o_clock(in_days=7)),
    )


def ten_o_clock(in_days):
    day = timezone.localdate() + datetime.timedelta(days=in_days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(10)))


def household_of(team, last_name, convention=None):
    """A file as it is opened; with a convention, checked today."""
    household = HouseholdFactory(landlord=team.landlord, name=f"Camille {last_name}")
    PersonFactory(household=household, last_name=last_name)
    OccupancyFactory(household=household)
    if convention:
        version = convention.programme.current_version
        ScreeningFactory(household=household, programme_version=version, by=team.advisor, on=timezone.localdate())
    return household


def sheet_in_preparation(team, last_name):
    """A fiche that lacks nothing."""
    household = household_of(team, last_name, team.remobilisation)
    today = timezone.localdate()
    return ReferralFactory(
        household=household, convention=team.remobilisation, advisor=team.advisor, sheet__agreed_on=today
    )


def received_today(team, last_name, *, worker=None, convention=None):
    """A fiche sent three days ago."""
    convention = convention or team.remobilisation
    household = household_of(team, last_name, convention)
    referral = sent_referral(household=household, convention=convention, advisor=team.advisor, worker=worker)
    referral.sent_at = referral.waiting_since = timezone.now() - datetime.timedelta(days=3)
    referral.received_at = timezone.now() if worker else None
    referral.save()
    return referral


def mesure_of(team, last_name, *, convention=None, days=60, **given):
    """A household that the worker has followed for so many days."""
    convention = convention or team.remobilisation
    with transaction.atomic():
        return AccompanimentFactory(
            household=household_of(team, last_name),
            convention=convention,
            worker=team.worker,
            starts_on=timezone.localdate() - datetime.timedelta(days=days),
            **given,
        )


class Desk:
    """A person and her browser: `at` a page, `press`, `follow`; each page is looked at once."""

    seen: set

    def __init__(self, page):
        self.page = page
        self.seen = set()

    def at(self, url):
        self.page.goto(url)
        self.look()
        return self

    def press(self, name, *, exact=True):
        self._go(self.page.get_by_role("button", name=name, exact=exact).first)

    def follow(self, name, *, exact=True):
        self._go(self.page.get_by_role("main").get_by_role("link", name=name, exact=exact).first)

    def _go(self, target):
        with self.page.expect_navigation():
            target.click()
        self.look()

    def look(self):
        """Nothing for axe, nothing wider than a phone; what differs between two looks at a page is its title."""
        title = self.page.title()
        if title not in self.seen:
            self.seen.add(title)
            assert_accessible(self.page, schemes=("light",))
            assert_no_overflow(self.page)

    @property
    def text(self):
        return " ".join(self.page.get_by_role("main").inner_text().split())

    def reads(self, *sentences):
        for sentence in sentences:
            assert " ".join(sentence.split()) in self.text, f"« {sentence} » is not in: {self.text}"


class Follower(Desk):
    """Each kind of page is looked at once for a role, whichever journey comes to it first: in light and in dark."""

    looked_at = set()

    def __init__(self, page, role):
        super().__init__(page)
        self.role = role

    def look(self, about=""):
        """`about`: which of the pages that one view shows."""
        kind = (self.role, resolve(urlsplit(self.page.url).path).view_name, about)
        if kind not in self.looked_at:
            self.looked_at.add(kind)
            assert_looks_right(self.page)


def desk_of(new_page, login_as, membership, size=DESK, **options):
    page = new_page(size, **options)
    login_as(page, membership)
    return Desk(page)


def follower(new_page, login_as, membership, size=DESK, **options):
    page = new_page(size, **options)
    login_as(page, membership)
    return Follower(page, membership.role)


def picture(desk, take_picture, name, about=""):
    """As it stands on a phone, to be looked at."""
    page, size = desk.page, desk.page.viewport_size
    desk.look(about)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    take_picture(page, f"accompaniment-{name}")
    page.set_viewport_size(size)


def end_session(page):
    """What half an hour without a move does."""
    (cookie,) = [each for each in page.context.cookies() if each["name"] == settings.SESSION_COOKIE_NAME]
    SessionStore(cookie["value"]).flush()


def log_in_beside(page, member, status):
    """In another tab, by the link that the form shows."""
    with page.context.expect_page() as opened:
        status.get_by_role("link", name="Reconnectez-vous dans un autre onglet").click()
    door = opened.value
    door.get_by_label("Adresse électronique").fill(member.user.email)
    door.get_by_label("Mot de passe").fill(PASSWORD)
    door.get_by_role("button", name="Se connecter", exact=True).click()
    expect(door.get_by_role("heading", name="À faire maintenant")).to_be_visible()
    door.close()
