import copy
import datetime

import pytest
from django.contrib.contenttypes.management import create_contenttypes
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_migrate
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from accounts.enums import Role
from accounts.middleware import MEMBERSHIP_KEY
from core.database import as_owner
from tests.factories.accounts import MembershipFactory
from tests.schema import migrated_template
from tests.world import World

pytest_plugins = ["tests.strict", "tests.browser", "tests.sharing", "tests.order"]


@pytest.fixture(scope="session")
def django_db_setup(
    request, django_test_environment, django_db_blocker, django_db_keepdb, django_db_modify_db_settings
):
    """pytest-django's own, between two changes of role: the owner migrates, tests run as the application."""
    with django_db_blocker.unblock(), as_owner():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template()
        databases = setup_databases(verbosity=0, interactive=False, keepdb=django_db_keepdb)
    # Nothing of ours reads them, and each test that empties the database would write some hundreds of them again.
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock(), as_owner():
            teardown_databases(databases, verbosity=0)


@pytest.fixture(autouse=True)
def _empty_cache():
    yield
    cache.clear()


@pytest.fixture
def today() -> datetime.date:
    return timezone.localdate()


@pytest.fixture
def log_in(client):
    """Log a membership's user in, at work as that membership."""

    def log_in(membership):
        client.force_login(membership.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session[MEMBERSHIP_KEY] = str(membership.pk)
        session.save()
        return client

    return log_in


@pytest.fixture(params=list(Role))
def any_role(request, db):
    """One membership of each role in turn."""
    return MembershipFactory(role=request.param)


@pytest.fixture(scope="module")
def one_world(shared_rows):
    return World()


@pytest.fixture
def world(one_world):
    """Each test may change its own copy; the rows are there again for the next one."""
    return copy.deepcopy(one_world)
