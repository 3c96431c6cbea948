"""Who administers the organisations that a convention's file names."""

import html

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Invitation, Organisation
from tests.factories.accounts import InvitationFactory, LandlordFactory, MembershipFactory, OrganisationFactory
from tests.forms import post_form
from tests.programmes.files import REMOB, refused, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_programmes")]

LNH = "La Nantaise d'Habitations"


def warnings(capsys, path):
    return run(capsys, "load_convention", path)["conventions"][0]["warnings"]


def test_what_a_file_makes_is_administered_by_the_operator(capsys, write):
    shared = REMOB.replace("share = 100", "share = 90").replace(
        "annual_budget", 'steering_partners = ["Métropole Essai"]\nannual_budget'
    )
    path = write(shared + '\n[[payer]]\norganisation = "Collectivité Essai"\nshare = 10\n')
    assert warnings(capsys, path) == []
    operator = Organisation.objects.get(name="Anef Ferrer")
    assert operator.administered_by is None
    assert {one.name for one in operator.administered.all()} == {LNH, "Métropole Essai", "Collectivité Essai"}


def test_from_an_empty_house_the_operator_s_administrator_completes_the_landlord(capsys, write, client):
    call_command("load_convention", write(REMOB))
    given = {"email": "camille@anef.example", "first_name": "Camille", "last_name": "Morvan"}
    call_command("create_administrator", organisation="ANEF  Ferrer", **given)
    link = capsys.readouterr().out.splitlines()[-1]
    client.get("/" + link.split("/", 3)[3], follow=True)
    chosen = {"first_name": "Camille", "last_name": "Morvan", "password": "quatorze lettres et plus"}
    client.post(
        reverse("accounts:invitation"),
        {**chosen, "again": chosen["password"], "invitation": Invitation.objects.get().pk},
    )
    landlord = Organisation.objects.get(name=LNH)
    assert LNH in html.unescape(client.get(reverse("accounts:organisations")).content.decode())
    assert f'value="{landlord.pk}"' in client.get("/conventions/nouvelle/").content.decode()
    details = {"address": "1 rue des Essais", "postcode": "44000", "city": "Nantes", "siren": "732829320"}
    url = reverse("accounts:organisation_edit", args=[landlord.pk])
    assert post_form(client, url, **details).status_code == 302
    landlord.refresh_from_db()
    assert (landlord.city, landlord.siren) == ("Nantes", "732829320")
    assert not landlord.missing_for_invoices


def test_a_landlord_that_nobody_administers_is_given_to_the_operator_and_it_is_said(capsys, write):
    landlord = LandlordFactory(name="la nantaise  d’habitations", administered_by=None)
    [said] = warnings(capsys, write(REMOB))
    assert "n’avait pas d’administrateur" in said
    landlord.refresh_from_db()
    assert landlord.administered_by.name == "Anef Ferrer"
    assert warnings(capsys, write(REMOB)) == []


def test_the_landlord_of_somebody_else_stays_hers_and_it_is_said(capsys, write):
    other = OrganisationFactory(name="Autre association")
    landlord = LandlordFactory(name=LNH, administered_by=other)
    call_command("load_convention", write(REMOB))
    assert "est administrée par « Autre association », et non par l’opérateur" in capsys.readouterr().err
    landlord.refresh_from_db()
    assert landlord.administered_by == other


@pytest.mark.parametrize("make", [MembershipFactory, InvitationFactory])
def test_a_landlord_with_an_administrator_of_its_own_stays_its_own(capsys, write, make):
    landlord = LandlordFactory(name=LNH, administered_by=None)
    make(organisation=landlord, role=Role.ADMINISTRATOR)
    [said] = warnings(capsys, write(REMOB))
    assert "a son administrateur, qui le reste" in said
    landlord.refresh_from_db()
    assert landlord.administered_by is None


def test_a_landlord_whose_administrator_has_left_is_given_to_the_operator(capsys, write):
    landlord = LandlordFactory(name=LNH, administered_by=None)
    MembershipFactory(organisation=landlord, role=Role.ADMINISTRATOR, ends_on="2014-12-31")
    assert "désormais" in warnings(capsys, write(REMOB))[0]


def test_a_partner_is_asked_for_where_a_partner_steers(write):
    text = REMOB.replace("annual_budget", 'steering_partners = ["Anef Ferrer"]\nannual_budget')
    assert "un partenaire est attendu" in refused("load_convention", write(text))
