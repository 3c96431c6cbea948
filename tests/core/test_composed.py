"""A statement that is composed once gives each reader her own rows."""

import datetime
import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.models import Membership, User
from core.composed import Composed
from tests.factories.accounts import MembershipFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 3, 2)


def test_other_values_give_other_rows_and_compose_nothing():
    one, other = MembershipFactory(), MembershipFactory()
    composed = []

    @Composed
    def of(role, *, user):
        composed.append(role)
        return Membership.objects.filter(user=user).select_related("user")

    assert of("a", user=one.user_id) == [one]
    [found] = of("a", user=other.user_id)
    assert (found, found.user.email) == (other, other.user.email)
    assert of("b", user=one.user_id) == [one]
    assert composed == ["a", "b"]


def test_the_same_as_a_queryset(django_assert_num_queries):
    member = MembershipFactory(starts_on=TODAY)
    keys = Composed(lambda day: Membership.objects.filter(starts_on__lte=day).values_list("pk", flat=True))
    with django_assert_num_queries(1):
        assert keys(day=TODAY) == [member.pk]
    assert keys(day=TODAY - datetime.timedelta(days=1)) == []


def test_what_is_deferred_or_prefetched_comes_when_it_is_asked_for():
    member = MembershipFactory()
    found = Composed(lambda user: User.objects.filter(pk=user).defer("email").prefetch_related("memberships"))
    [user] = found(user=member.user_id)
    assert user.email == member.user.email
    assert list(user.memberships.all()) == [member]


def test_nothing_is_found_where_nothing_may_be(django_assert_num_queries):
    nothing = Composed(lambda user: Membership.objects.filter(user=user).none())
    with django_assert_num_queries(0):
        assert nothing(user=uuid.uuid4()) == []


def test_a_value_of_somebody_is_not_kept_for_everybody():
    somebody = uuid.uuid4()
    with pytest.raises(ImproperlyConfigured, match="not left open"):
        Composed(lambda user: Membership.objects.filter(user=user, pk=somebody))(user=somebody)
    with pytest.raises(ImproperlyConfigured, match="not left open"):
        Composed(lambda day: Membership.objects.filter(starts_on=day - datetime.timedelta(days=1)))(day=TODAY)


def test_what_the_database_says_is_not_built_in():
    with pytest.raises(ImproperlyConfigured, match="composed once"):
        Composed(lambda user: Membership.objects.filter(pk__in=list(User.objects.filter(pk=user))))(user=uuid.uuid4())


def test_only_keys_days_and_moments_are_left_open():
    with pytest.raises(TypeError, match="left open"):
        Composed(lambda name: User.objects.filter(first_name=name))(name="Camille")
