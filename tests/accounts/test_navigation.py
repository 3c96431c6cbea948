import pytest
from django.urls import NoReverseMatch, resolve

from accounts.enums import Role
from accounts.matrix import allows
from accounts.navigation import FOOTER, NAVIGATION, Item, links, navigation_of
from core.access import PUBLIC, SIGNED_IN, declared_action
from tests.factories.accounts import MembershipFactory

HOME = Item("Accueil", "home", "house")
STATEMENT = Item("Accessibilité", "core:accessibility", "")


@pytest.mark.parametrize("role", list(Role))
def test_every_page_shown_to_a_role_opens_for_it(role):
    """The table of pages and the matrix of rights say the same."""
    for link in [*navigation_of(role, "/"), *links(FOOTER)]:
        action = declared_action(resolve(link.url).func)
        assert action in (PUBLIC, SIGNED_IN) or allows(role, action), f"{role} would meet a 404 at {link.url}"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_begins_at_home(role):
    assert NAVIGATION[role][0].url_name == "home"


def test_a_page_that_does_not_exist_is_noticed():
    with pytest.raises(NoReverseMatch):
        links([Item("Plus tard", "nothing:yet", "sun")])


@pytest.mark.parametrize(
    ("path", "home", "statement"),
    [
        ("/", "page", ""),
        ("/accessibilite/", "", "page"),
        ("/accessibilite/detail/", "", "true"),
        ("/ailleurs/", "", ""),
    ],
)
def test_the_page_where_one_is_is_marked(path, home, statement):
    assert [link.current for link in links([HOME, STATEMENT], path)] == [home, statement]


@pytest.mark.django_db
def test_a_member_with_two_roles_switches_in_one_click(log_in):
    head = MembershipFactory(role=Role.SERVICE_HEAD)
    worker = MembershipFactory(user=head.user, organisation=head.organisation, role=Role.SOCIAL_WORKER, title="CESF")
    client = log_in(head)
    page = client.get("/").text
    assert f'action="/role/{worker.pk}/"' in page
    assert f'action="/role/{head.pk}/"' not in page
    assert "CESF" in page
    client.post(f"/role/{worker.pk}/")
    assert f'action="/role/{head.pk}/"' in client.get("/").text


@pytest.mark.django_db
def test_a_member_with_one_role_has_nothing_to_switch(log_in):
    assert "/role/" not in log_in(MembershipFactory()).get("/").text
