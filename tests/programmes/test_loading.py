"""load_programme and load_convention, from the file to the database, as on the command line."""

import datetime
from decimal import Decimal

import pytest
from django.core.management import call_command

from accounts.enums import OrganisationKind, Role
from accounts.models import Organisation
from programmes.catalogue import FILES
from programmes.convention_file import parse_convention
from programmes.enums import PayerKind
from programmes.models import Convention, Payer, Programme, ProgrammeVersion, Tariff
from programmes.services import record_billed_month
from tests.factories.accounts import LandlordFactory, MembershipFactory, OrganisationFactory
from tests.factories.programmes import ConventionFactory, ProgrammeFactory, TariffFactory
from tests.programmes.files import REMOB, refused, run
from tests.texts import plain

pytestmark = pytest.mark.django_db


class TestProgrammes:
    def test_without_a_file_the_shipped_catalogue_is_loaded_once(self, capsys):
        first = run(capsys, "load_programme")["programmes"]
        assert [(one["code"], one["version"], one["status"]) for one in first] == [
            ("remobilisation", 1, "loaded"),
            ("visites-sociales", 1, "loaded"),
        ]
        again = run(capsys, "load_programme")["programmes"]
        assert {one["status"] for one in again} == {"unchanged"}
        assert ProgrammeVersion.objects.count() == 2

    def test_a_changed_file_makes_the_next_version_and_leaves_the_first(self, capsys, write):
        text = FILES[0].read_text()
        run(capsys, "load_programme", write(text))
        changed = write(text.replace("limit_months = 12", "limit_months = 18"))
        assert run(capsys, "load_programme", changed)["programmes"] == [
            {"code": "remobilisation", "version": 2, "status": "loaded"}
        ]
        versions = ProgrammeVersion.objects.order_by("number")
        assert [version.content.phases[0].limit_months for version in versions] == [12, 18]

    def test_a_bad_file_among_good_ones_loads_nothing(self, write):
        text = FILES[0].read_text()
        said = refused(
            "load_programme", write(text, "bon.toml"), write(text.replace("limit_months = 12", "limit_months = 0"))
        )
        assert "limit_months" in said
        assert "Rien n’a été chargé." in said
        assert not Programme.objects.exists()

    def test_two_files_of_one_programme_are_refused(self, write):
        text = FILES[0].read_text()
        assert "un fichier chacun" in refused("load_programme", write(text, "a.toml"), write(text, "b.toml"))

    def test_the_answer_in_text_says_what_was_done(self, capsys):
        call_command("load_programme")
        assert "remobilisation : version 1 chargée." in capsys.readouterr().out


@pytest.mark.usefixtures("_programmes")
class TestConventions:
    def test_a_convention_is_created_with_all_its_parts(self, capsys, write):
        answer = run(capsys, "load_convention", write(REMOB))
        assert answer == {"conventions": [{"reference": "LNH-REMOB", "status": "created", "warnings": []}]}
        convention = Convention.objects.get()
        assert (convention.landlord.kind, convention.operator.kind) == (
            OrganisationKind.LANDLORD,
            OrganisationKind.OPERATOR,
        )
        assert {budget.year: budget.amount for budget in convention.budgets.all()} == dict.fromkeys(
            (2014, 2015, 2016), Decimal(32000)
        )
        assert [(tariff.unit, tariff.price) for tariff in convention.tariffs.all()] == [("support_month", 135)]
        assert [(payer.organisation, payer.share, payer.kind) for payer in convention.payers.all()] == [
            (convention.landlord, 100, PayerKind.INVOICE)
        ]
        assert convention.payment_days == 30
        assert convention.verification_days == 15

    def test_the_same_file_twice_changes_nothing(self, capsys, write):
        path = write(REMOB)
        run(capsys, "load_convention", path)
        before = Convention.objects.values().get(), list(Payer.objects.values()), list(Tariff.objects.values())
        assert run(capsys, "load_convention", path)["conventions"][0]["status"] == "unchanged"
        after = Convention.objects.values().get(), list(Payer.objects.values()), list(Tariff.objects.values())
        assert before == after

    def test_a_renewal_moves_the_end_and_gives_the_new_years_their_budget(self, capsys, write):
        run(capsys, "load_convention", write(REMOB))
        renewed = write(REMOB.replace("2016-12-31", "2017-12-31"))
        assert run(capsys, "load_convention", renewed)["conventions"][0]["status"] == "updated"
        convention = Convention.objects.get()
        assert convention.ends_on == datetime.date(2017, 12, 31)
        assert convention.version == 2
        assert convention.budgets.count() == 4

    def test_optional_keys_may_be_left_out(self, capsys, write):
        text = REMOB.split("[[payer]]")[0].replace("billing_from", "#").replace("annual_budget", "#")
        run(capsys, "load_convention", write(text.replace("counting_rule", "#")))
        convention = Convention.objects.get()
        assert convention.billing_from is None
        assert convention.billed_from == convention.starts_on
        assert not convention.budgets.exists()
        assert convention.payers.get().organisation == convention.landlord

    def test_every_optional_key_is_taken(self, capsys, write):
        more = """
        payment_days = 45
        verification_days = 10
        first_day = "first_interview"
        communes = ["Nantes", "Rezé"]
        order_number = "C-42"
        steering_partners = ["Collectivité Essai"]
        [[budget]]
        year = 2015
        amount = 30000
        """
        run(
            capsys,
            "load_convention",
            write(REMOB.replace("annual_budget = 32000.00", f"annual_budget = 32000\n{more}")),
        )
        convention = Convention.objects.get()
        assert (convention.payment_days, convention.verification_days) == (45, 10)
        assert (convention.first_day, convention.order_number) == ("first_interview", "C-42")
        assert convention.communes == ["Nantes", "Rezé"]
        assert convention.budgets.get(year=2015).amount == 30000
        assert convention.steering.get().organisation.kind == OrganisationKind.PARTNER

    def test_organisations_are_found_again_whatever_their_apostrophe(self, capsys, write):
        landlord = LandlordFactory(name="La Nantaise d’Habitations")
        run(capsys, "load_convention", write(REMOB))
        assert Convention.objects.get().landlord == landlord
        assert Organisation.objects.count() == 2

    def test_payers_are_replaced_by_those_of_the_file(self, capsys, write):
        run(capsys, "load_convention", write(REMOB))
        shared = REMOB.replace("share = 100", "share = 66.67") + (
            '\n[[payer]]\norganisation = "Collectivité Essai"\nshare = 33.33\nkind = "subsidy"\n'
        )
        run(capsys, "load_convention", write(shared))
        assert [(str(payer.share), payer.kind) for payer in Convention.objects.get().payers.all()] == [
            ("66.67", "invoice"),
            ("33.33", "subsidy"),
        ]
        run(capsys, "load_convention", write(REMOB))
        assert Convention.objects.get().payers.get().share == 100

    def test_a_new_version_of_a_tariff_is_added_and_the_old_one_kept(self, capsys, write):
        run(capsys, "load_convention", write(REMOB))
        answer = run(
            capsys,
            "load_convention",
            write(REMOB.replace("135.00", "140.00").replace("valid_from = 2014-01-01", "valid_from = 2015-03-15")),
        )
        assert "il est conservé" in answer["conventions"][0]["warnings"][0]
        assert Tariff.objects.count() == 2

    def test_a_tariff_that_nothing_used_may_be_corrected(self, capsys, write):
        run(capsys, "load_convention", write(REMOB))
        run(capsys, "load_convention", write(REMOB.replace("135.00", "136.00")))
        assert Tariff.objects.get().price == 136

    def test_a_tariff_that_an_issued_document_used_does_not_change(self, capsys, write):
        run(capsys, "load_convention", write(REMOB))
        record_billed_month(tariff=Tariff.objects.get(), month=datetime.date(2015, 3, 1))
        said = refused("load_convention", write(REMOB.replace("135.00", "136.00").replace("2016-12", "2017-12")))
        assert "[[tariff]] n° 1" in said
        assert "facturer jusqu’au mois de 03/2015" in said
        convention = Convention.objects.get()
        assert convention.tariffs.get().price == 135
        assert convention.ends_on.year == 2016, "nothing half done"

    @pytest.mark.parametrize(("valid_from", "taken"), [("2015-03-15", False), ("2015-04-01", True)])
    def test_a_new_version_starts_after_the_last_month_billed(self, capsys, write, valid_from, taken):
        run(capsys, "load_convention", write(REMOB))
        record_billed_month(tariff=Tariff.objects.get(), month=datetime.date(2015, 3, 1))
        path = write(REMOB + f'\n[[tariff]]\nunit = "support_month"\nprice = 140\nvalid_from = {valid_from}\n')
        if taken:
            run(capsys, "load_convention", path)
        else:
            assert "[[tariff]] n° 2 valid_from" in refused("load_convention", path)
        assert Tariff.objects.count() == (2 if taken else 1)

    def test_a_tariff_that_the_programme_does_not_count_is_said(self, capsys, write):
        text = REMOB.replace('unit = "support_month"', 'unit = "diagnostic"')
        warnings = run(capsys, "load_convention", write(text))["conventions"][0]["warnings"]
        assert "ne compte pas l’unité diagnostic" in warnings[0]

    def test_several_files_are_all_loaded_or_none(self, write):
        other = REMOB.replace("LNH-REMOB", "AUTRE").replace('"remobilisation"', '"inconnu"')
        said = refused("load_convention", write(REMOB, "a.toml"), write(other, "b.toml"))
        assert "b.toml : [convention] programme" in said
        assert "chargés : remobilisation, visites-sociales" in said
        assert not Convention.objects.exists()
        assert not Organisation.objects.exists()

    def test_what_the_database_alone_refuses_is_said_with_its_file(self, write):
        said = refused("load_convention", write(REMOB.replace('"LNH-REMOB"', '"/LNH"')))
        assert "convention.toml : [convention] reference : Des lettres, des chiffres" in said

    def test_two_files_of_one_reference_are_refused(self, write):
        said = refused("load_convention", write(REMOB, "a.toml"), write(REMOB, "b.toml"))
        assert "« LNH-REMOB » est déjà dans" in said

    def test_the_parties_of_a_convention_do_not_change(self, capsys, write):
        run(capsys, "load_convention", write(REMOB))
        said = refused("load_convention", write(REMOB.replace("Anef Ferrer", "Une autre association")))
        assert "[convention] operator" in said
        assert not Organisation.objects.filter(name="Une autre association").exists()

    def test_a_landlord_that_is_known_as_an_operator_is_refused(self, write):
        OrganisationFactory(name="La Nantaise d'Habitations")
        assert "un bailleur est attendu" in refused("load_convention", write(REMOB))

    def test_the_history_says_that_it_came_from_the_command_line(self, capsys, write):
        run(capsys, "load_convention", write(REMOB))
        event = Convention.objects.get().events.get()
        assert event.pgh_context.metadata["source"] == "ligne de commande"

    def test_the_answer_in_text_says_what_was_done(self, capsys, write):
        call_command("load_convention", write(REMOB.split("[[tariff]]")[0]))
        said = plain(capsys.readouterr().out)
        assert "LNH-REMOB : convention créée." in said
        assert "attention : aucun tarif" in said


@pytest.mark.usefixtures("_programmes")
class TestBudgets:
    def test_a_file_over_a_convention_of_other_years_replaces_dates_and_budgets(self, capsys, write, log_in):
        later = REMOB.replace("2014-", "2024-").replace("2016-", "2027-")
        run(capsys, "load_convention", write(later))
        assert run(capsys, "load_convention", write(REMOB))["conventions"][0]["status"] == "updated"
        convention = Convention.objects.get()
        assert [budget.year for budget in convention.budgets.all()] == [2014, 2015, 2016]
        client = log_in(MembershipFactory(role=Role.SERVICE_HEAD, organisation=convention.operator))
        page = client.get(convention.get_absolute_url()).content.decode()
        assert "Échue" in page
        assert "En vigueur" not in page
        sheet = client.get("/dispositifs/remobilisation/fiche-projet/?convention=LNH-REMOB").content.decode()
        assert "2016 : " in sheet
        assert "2024 : " not in sheet

    def test_the_years_that_a_file_no_longer_names_lose_their_budget(self, capsys, write):
        run(capsys, "load_convention", write(REMOB))
        only = REMOB.replace("annual_budget", "#") + "\n[[budget]]\nyear = 2015\namount = 30000\n"
        run(capsys, "load_convention", write(only))
        assert [(budget.year, budget.amount) for budget in Convention.objects.get().budgets.all()] == [(2015, 30000)]

    def test_a_file_without_a_budget_leaves_those_of_the_years_covered(self, capsys, write):
        run(capsys, "load_convention", write(REMOB))
        shorter = REMOB.replace("annual_budget", "#").replace("2016-", "2015-")
        run(capsys, "load_convention", write(shorter))
        assert [budget.year for budget in Convention.objects.get().budgets.all()] == [2014, 2015]


SPOILT = {
    "no reference": ('reference = "LNH-REMOB"', "", "[convention] reference", "cette clé manque"),
    "a long reference": ('"LNH-REMOB"', f'"{"x" * 41}"', "[convention] reference", "40 signes au plus"),
    "a text for a date": ("2016-12-31", '"2016-12-31"', "[convention] ends_on", "une date sans guillemets"),
    "a moment for a date": ("2016-12-31", "2016-12-31T10:00:00", "[convention] ends_on", "une date sans guillemets"),
    "a day that does not exist": ("2016-12-31", "2016-02-30", "ligne 8", "TOML valide"),
    "dates upside down": ("2016-12-31", "2013-12-31", "[convention] ends_on", "ne précède pas starts_on"),
    "billing in mid-month": (
        "billing_from = 2014-01-01",
        "billing_from = 2014-01-15",
        "billing_from",
        "premier",
    ),
    "billing outside": ("billing_from = 2014-01-01", "billing_from = 2013-12-01", "billing_from", "entre starts_on et"),
    "a negative budget": ("32000.00", "-1", "[convention] annual_budget", "un montant positif"),
    "an endless budget": ("32000.00", "inf", "[convention] annual_budget", "un montant positif"),
    "a budget in text": ("32000.00", '"32 000 €"', "[convention] annual_budget", 'pas "32 000 €"'),
    "a budget of a year outside": (
        "[[tariff]]",
        "[[budget]]\nyear = 2017\namount = 1\n[[tariff]]",
        "[[budget]] n° 1 year",
        "une année de 2014 à 2016",
    ),
    "an enormous budget": ("32000.00", "1e30", "[convention] annual_budget", "un montant positif"),
    "an unknown unit": ('"support_month"', '"month"', "[[tariff]] n° 1 unit", "diagnostic, flat_quarter"),
    "an enormous price": ("135.00", "12345678.00", "[[tariff]] n° 1 price", "un montant positif"),
    "a free price": ("135.00", "0", "[[tariff]] n° 1 price", "un montant positif"),
    "an unknown rule": ('"any_day"', '"a_day"', "[[tariff]] n° 1 counting_rule", "min_days, with_contact"),
    "min_days without its number": ('"any_day"', '"min_days"', "[[tariff]] n° 1 min_days", "cette clé manque"),
    "a number without its rule": ('"any_day"', '"any_day"\nmin_days = 3', "n° 1 min_days", "ne va qu’avec"),
    "a rule that is not of its unit": (
        'unit = "support_month"',
        'unit = "flat_quarter"\nbill_interrupted = true',
        "bill_interrupted",
        "ne va qu’avec",
    ),
    "shares that do not sum": ("share = 100", "share = 90", "[[payer]] share", "font 90 %"),
    "a negative share": ("share = 100", "share = -100", "[[payer]] n° 1 share", "un pourcentage positif"),
    "an unknown kind of payer": ('"invoice"', '"gift"', "[[payer]] n° 1 kind", "invoice, subsidy, in_kind"),
    "one party twice": ('"Anef Ferrer"', '"La Nantaise d\'Habitations"', "operator", "une autre organisation"),
    "a long delay": ("annual_budget", "payment_days = 50\nannual_budget", "payment_days", "45 jours au plus"),
    "a misspelt key": ("annual_budget", "budget_annuel", "[convention] budget_annuel", "annual_budget"),
    "a misspelt block": ("[[payer]]", "[[payeur]]", "payeur", "budget, convention, payer, tariff"),
    "one block for several": ("[[tariff]]", "[tariff]", "tariff", "un ou plusieurs blocs [[tariff]]"),
}


@pytest.mark.parametrize(("old", "new", "where", "message"), SPOILT.values(), ids=SPOILT.keys())
def test_a_bad_convention_says_file_key_and_what_is_expected(old, new, where, message):
    assert old in REMOB
    entry, problems = parse_convention(REMOB.replace(old, new, 1), "essai.toml")
    assert entry is None
    said = [plain(str(problem)) for problem in problems]
    assert any(line.startswith("essai.toml : ") and where in line and message in line for line in said), said


def test_two_versions_of_a_tariff_on_one_day_are_refused():
    twice = '\n[[tariff]]\nunit = "support_month"\nprice = 140\nvalid_from = 2014-01-01\n'
    _, problems = parse_convention(REMOB + twice)
    assert "[[tariff]] n° 2 valid_from" in str(problems[0])


def test_one_payer_twice_is_refused():
    twice = '\n[[payer]]\norganisation = "La  Nantaise d\'Habitations"\nshare = 50\n'
    _, problems = parse_convention(REMOB.replace("share = 100", "share = 50") + twice)
    assert "[[payer]] n° 2 organisation" in str(problems[0])


def test_the_month_billed_never_goes_back():
    tariff = TariffFactory(convention=ConventionFactory())
    for month in (datetime.date(2015, 3, 31), datetime.date(2015, 1, 1)):
        record_billed_month(tariff=tariff, month=month)
    tariff.refresh_from_db()
    assert tariff.billed_through == datetime.date(2015, 3, 1)


def test_every_key_of_a_convention_is_documented(settings):
    _, problems = parse_convention("[convention]\ninconnue = 1\n")
    keys = next(plain(str(problem)) for problem in problems if "inconnue" in problem.where).split("possibles : ")[1]
    documentation = (settings.BASE_DIR / "docs" / "fichiers.md").read_text()
    assert [key for key in keys.rstrip(".").split(", ") if key not in documentation] == []


def test_an_organisation_that_somebody_else_administers_is_pointed_at(write, capsys):
    """Somebody made an organisation of that name before: whoever administers it would read the convention."""
    stranger = LandlordFactory(name="Bailleur de passage")
    LandlordFactory(name="La Nantaise d'Habitations", administered_by=stranger)
    ProgrammeFactory()
    call_command("load_convention", write(REMOB))
    said = capsys.readouterr()
    assert "« La Nantaise d'Habitations » est administrée par « Bailleur de passage »" in plain(said.err)
    assert "passage" not in said.out


def test_what_the_operator_administers_is_not_pointed_at(write, capsys):
    operator = OrganisationFactory(name="Anef Ferrer")
    LandlordFactory(name="La Nantaise d'Habitations", administered_by=operator)
    ProgrammeFactory()
    call_command("load_convention", write(REMOB))
    assert capsys.readouterr().err == ""
