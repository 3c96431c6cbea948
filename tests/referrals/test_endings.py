"""What a fiche that ends leaves at the operator: the file closes after a while, the fiche stays its own."""

import datetime

import pytest
from django.urls import reverse

from referrals.models import Attachment, Referral
from referrals.rules.motives import REDIRECTIONS, orientations_of
from referrals.services.reception import decline_referral, redirect_referral
from referrals.services.sheets import withdraw_referral
from tenants.guarding import contacts_read
from tenants.models import Assignment, Entrustment, Household
from tenants.services.entrusting import entrust_household
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import AdhesionFactory, sent_referral
from tests.factories.tenants import PersonFactory
from tests.programmes.test_pages import text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def decline(pair, referral):
    decline_referral(referral=referral, kind="refusal", reason="Ne souhaite pas être accompagnée.", by=pair.head)


def entrustment(pair):
    return Entrustment.objects.get(household=pair.household, operator=pair.convention.operator)


def long_ago(pair):
    """The thirty days are over."""
    Entrustment.objects.filter(household=pair.household).update(
        since="2014-01-01", ended_on="2014-02-01", read_until="2014-03-03"
    )
    Assignment.objects.filter(household=pair.household).update(
        starts_on="2014-01-01", ends_on="2014-02-01", read_until="2014-03-03"
    )


def reads(member, household):
    return Household.objects.visible_to(member).contains(household)


def redirect(pair, referral):
    definition = pair.convention.programme.current_version.content
    orientation = next(iter(orientations_of(definition)))
    redirect_referral(referral=referral, orientation=orientation, reason=REDIRECTIONS["existing"], by=pair.head)


def withdraw(pair, referral):
    withdraw_referral(referral=referral, reason="Le ménage déménage.", by=pair.advisor)


@pytest.mark.parametrize("end", [decline, redirect, withdraw])
def test_the_file_is_read_thirty_days_more_and_acted_upon_no_more(pair, received, today, end):
    end(pair, received)
    ended = entrustment(pair)
    assert (ended.ended_on, ended.read_until) == (today, today + 30 * DAY)
    assert reads(pair.head, pair.household)
    assert not Household.objects.in_hands_of(pair.head).contains(pair.household)
    assert not Household.objects.writable_by(pair.nadia).contains(pair.household)


def test_a_fiche_withdrawn_before_it_was_received_ends_it_too(pair, sent, today):
    withdraw(pair, sent)
    assert entrustment(pair).ended_on == today


def test_then_the_fiche_and_its_motive_stay_the_operators_and_the_file_does_not(log_in, pair, received):
    decline(pair, received)
    long_ago(pair)
    assert not reads(pair.head, pair.household)
    client = log_in(pair.head)
    assert client.get(pair.household.get_absolute_url()).status_code == 404
    page = client.get(received.get_absolute_url())
    assert "Ne souhaite pas être accompagnée." in text_of(page)
    assert pair.household.get_absolute_url() not in page.text
    listed = client.get(reverse("referrals:referrals"))
    assert received.number in text_of(listed)
    assert not Referral.objects.in_hands_of(pair.head).contains(received)
    assert log_in(pair.nadia).get(received.get_absolute_url()).status_code == 404


def test_its_pieces_and_its_paper_stay_with_it(log_in, pair):
    referral = sent_referral(
        convention=pair.convention, household=pair.household, advisor=pair.advisor, worker=pair.nadia, pieces=1
    )
    decline(pair, referral)
    long_ago(pair)
    assert Attachment.objects.visible_to(pair.head).count() == 1
    paper = reverse("referrals:referral_pdf", args=[referral.pk, 1])
    assert log_in(pair.head).get(paper).status_code == 200


def test_a_contact_that_is_guarded_since_is_not_told_on_it(pair, received):
    decline(pair, received)
    long_ago(pair)
    Household.objects.filter(pk=pair.household.pk).update(guarded=True)
    pair.household.refresh_from_db()
    assert contacts_read(pair.head, [pair.household]) == set()


def another_convention(pair):
    return ConventionFactory(landlord=pair.convention.landlord, operator=pair.convention.operator)


def test_another_fiche_in_the_same_hands_keeps_everything(pair, received):
    other = another_convention(pair)
    sent_referral(convention=other, household=pair.household, advisor=pair.advisor, worker=pair.nadia)
    decline(pair, received)
    assert entrustment(pair).read_until is None
    assert Household.objects.writable_by(pair.nadia).contains(pair.household)


def test_another_fiche_that_waits_keeps_it_entrusted_and_in_nobodys_hands(pair, received):
    sent_referral(convention=another_convention(pair), household=pair.household, advisor=pair.advisor)
    decline(pair, received)
    assert entrustment(pair).read_until is None
    assert not Household.objects.writable_by(pair.nadia).contains(pair.household)


def test_a_yes_that_stands_keeps_it(pair, received):
    person = PersonFactory(household=pair.household)
    AdhesionFactory(household=pair.household, convention=pair.convention, referral=received, person=person)
    decline(pair, received)
    assert entrustment(pair).read_until is None


def test_a_new_fiche_entrusts_it_again(pair, received, today):
    decline(pair, received)
    long_ago(pair)
    entrust_household(household=pair.household, operator=pair.convention.operator, on=today)
    assert (entrustment(pair).since, entrustment(pair).read_until) == (today, None)
    assert reads(pair.head, pair.household)
