"""The shipped catalogue is complete; every kind of bad TOML is answered with file, key and what is expected."""

import json
import re

import pytest

from programmes.catalogue import FILES
from programmes.definition import checksum, from_json, to_json
from programmes.definition_reader import parse_definition, read_definition
from programmes.enums import AdhesionKind, PhaseKind, RecordingSide, TariffUnit
from tests.texts import plain


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def definition(request):
    read, problems = read_definition(request.param)
    assert not problems
    return read


def catalogue(code):
    return FILES[0].with_stem(code).read_text()


def test_the_two_programmes_are_shipped():
    assert [path.stem for path in FILES] == ["remobilisation", "visites-sociales"]


def test_a_definition_comes_back_from_the_database_as_it_went(definition):
    assert from_json(to_json(definition)) == definition


def test_the_checksum_does_not_depend_on_comments_nor_on_fields_added_later(definition):
    data = to_json(definition)
    again, _ = parse_definition("# relu\n" + catalogue(definition.code))
    assert checksum(to_json(again)) == checksum(data)
    assert "" not in data.values()


def test_the_catalogue_is_written_in_correct_typography(definition):
    said = json.dumps(to_json(definition), ensure_ascii=False)
    assert not re.search(r"\w'\w", said), "an apostrophe is ’"
    assert not re.search(r" [;:?!»%€]|« ", said), "a no-break space goes with these signs"


def test_the_remobilisation_is_complete():
    definition, _ = read_definition(FILES[0])
    assert definition.public_label == "Mon logement, j’y tiens\u00a0: Parole de locataire"
    assert [len(part) for part in (definition.screening.prerequisites, definition.screening.criteria)] == [4, 4]
    assert definition.screening.criteria_minimum == 1
    assert len(definition.screening.exclusions) == 3
    lourde = next(item for item in definition.screening.exclusions if item.term)
    assert "la fracture du lien social" in lourde.definition
    assert {adhesion.kind for adhesion in definition.required_adhesions} == set(AdhesionKind)
    assert definition.phase(PhaseKind.SUPPORT).limit_months == 12
    assert definition.phase(PhaseKind.SUPPORT).unit == TariffUnit.SUPPORT_MONTH
    assert definition.unit(TariffUnit.SUPPORT_MONTH).indicative_price == 135
    assert definition.collective.outside_districts
    assert len(definition.individual_themes) == 5
    assert {sheet.slug for sheet in definition.argument_sheets} == {"rencontre-prealable", "rencontre-tripartite"}
    assert all(sheet.any_order for sheet in definition.argument_sheets)
    by_subject = {(cadence.subject, cadence.nature): cadence for cadence in definition.cadences}
    assert by_subject["individual", "intended"].every == 15
    assert (by_subject["collective", "practice"].at_least, by_subject["collective", "practice"].at_most) == (1, 3)


def test_the_social_visits_are_complete():
    definition, _ = read_definition(FILES[1])
    assert definition.opening.announced
    assert definition.opening.occupancies == ("applicant", "tenant")
    assert definition.phase(PhaseKind.DIAGNOSTIC).limit_months == 2
    assert [unit.indicative_price for unit in definition.units] == [460, 230]
    codes = ["sans-suite", "droit-commun", "remobilisation", "accompagnement"]
    assert [orientation.code for orientation in definition.orientations] == codes
    assert {"ALI", "ASLL", "FSL", "AVDL"} <= {measure.label for measure in definition.common_law_measures}
    facts = [fact.code for fact in definition.screening.household_facts]
    assert facts == ["dalo", "accords-collectifs", "pdalhpd", "reservataire"]
    assert definition.project_sheet.households_per_year == 55


def test_no_landlord_ever_records_a_health_effect(definition):
    assert all(effect.side == RecordingSide.OPERATOR for effect in definition.effects if effect.health)


SPOILT = {
    "a missing key": ('label = "Action de', '#label = "Action de', "[programme] label", "cette clé manque"),
    "a misspelt key": ("contexts = [", "contextes = [", "[programme] contextes", "n’est pas connue ici"),
    "a misspelt block": ("[[landmarks]]", "[[reperes]]", "reperes", "n’est pas connue ici"),
    "a missing block": ("[territory]", "[territoire]", "[territory]", "on attend un bloc [territory]"),
    "a text for a number": ("limit_months = 12", 'limit_months = "12"', "limit_months", 'entier de 1 à 120, pas "12"'),
    "a number out of range": ("limit_months = 12", "limit_months = 0", "limit_months", "on attend un nombre entier"),
    "true for a number": ("limit_months = 12", "limit_months = true", "limit_months", "pas true"),
    "a number for a flag": ("extendable = true", "extendable = 1", "extendable", "true ou false"),
    "a word out of the vocabulary": ('kind = "support"', 'kind = "suivi"', "[[phases]] n° 1 kind", "support, autonomy"),
    "a list out of the vocabulary": ('["tenancy"]', '["location"]', "[programme] contexts", "moving_in, tenancy"),
    "an empty list": ('["tenancy"]', "[]", "[programme] contexts", "une liste"),
    "a double in a list": ('["tenancy"]', '["tenancy", "tenancy"]', "[programme] contexts", "sans double"),
    "a text for a list": ('["tenancy"]', '"tenancy"', "[programme] contexts", "une liste"),
    "an empty text": ('label = "Agglomération nantaise"', 'label = "  "', "[territory] label", "un texte entre"),
    "a bad code": ('code = "remobilisation"', 'code = "Remobilisation !"', "[programme] code", "un code en minuscules"),
    "a price of three decimals": ("= 135.00", "= 135.005", "[[units]] n° 1 indicative_price", "deux décimales"),
    "a negative price": ("= 135.00", "= -1.00", "[[units]] n° 1 indicative_price", "un montant positif"),
    "a price that is not a number": ("= 135.00", "= nan", "[[units]] n° 1 indicative_price", "un montant positif"),
    "a phase twice": ('kind = "watch"', 'kind = "support"', "[[phases]] n° 2 kind", "déjà pris par le bloc n° 1"),
    "a code twice": ('code = "isolement"', 'code = "appropriation"', "[[criteria]] n° 3 code", "déjà pris"),
    "more criteria than there are": (
        "criteria_minimum = 1",
        "criteria_minimum = 9",
        "criteria_minimum",
        "4 sont décrits",
    ),
    "a landlord's health effect": (
        'side = "operator"\nhealth = true',
        'side = "both"\nhealth = true',
        "[[effects]] n° 9 side",
        "du côté de l’opérateur",
    ),
    "a step after nothing": (
        'after = ["reunion-lancement"]',
        'after = ["lancement"]',
        "[[steps]] n° 7 after",
        "aucune étape décrite avant",
    ),
    "a document that is not described": (
        '"rencontre-prealable", "plaquette"',
        '"plaquettes"',
        "[[steps]] n° 2 documents",
        "l’un de plaquette",
    ),
    "a phase that is not declared": (
        'phase = "support"',
        'phase = "diagnostic"',
        "[[steps]] n° 5 phase",
        "support, watch",
    ),
    "an argument sheet of no step": (
        'step = "entretien-prealable"',
        'step = "rencontre"',
        "[[argument_sheets]] n° 1 step",
        "le code d’aucune étape",
    ),
    "a unit that no phase counts": ('unit = "support_month"\n\n', "\n", "[[units]] n° 1 unit", "comptée par aucune"),
    "a range upside down": (
        "at_least = 1\nat_most = 3",
        "at_least = 4\nat_most = 3",
        "[[cadences]] n° 3",
        "égal ou sup",
    ),
    "an outreach with adhesion": ('kind = "support"\n', 'kind = "outreach"\n', "adhesion_needed", "précède l’adhésion"),
    "a term without a definition": ("definition = ", "help = ", "[[exclusions]] n° 2 definition", "cette clé manque"),
}


@pytest.mark.parametrize(("old", "new", "where", "message"), SPOILT.values(), ids=SPOILT.keys())
def test_bad_toml_says_file_key_and_what_is_expected(old, new, where, message):
    text = catalogue("remobilisation")
    assert old in text
    read, problems = parse_definition(text.replace(old, new, 1), "essai.toml")
    assert read is None
    said = [plain(str(problem)) for problem in problems]
    assert all(line.startswith("essai.toml : ") for line in said)
    assert any(where in line and message in line for line in said), said


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[programme\n", "ligne 1, colonne"),
        ("[programme]\ncode = remobilisation\n", "ligne 2, colonne 8"),
        ('[programme]\ncode = "a"\ncode = "b"\n', "ligne 3, colonne"),
        ('code = "a', "fin du fichier"),
    ],
)
def test_what_is_not_toml_says_where_it_stops(text, where):
    read, problems = parse_definition(text, "essai.toml")
    assert read is None
    assert len(problems) == 1
    said = plain(str(problems[0]))
    assert where in said
    assert "une ligne s’écrit « clé = valeur »" in said


def test_all_problems_of_a_file_are_said_at_once():
    text = catalogue("remobilisation").replace("limit_months = 12", "limit_months = 0").replace("= 135.00", "= 0")
    _, problems = parse_definition(text.replace('["tenancy"]', "[]"))
    assert len(problems) == 3


def test_a_missing_block_is_one_problem():
    _, problems = parse_definition(catalogue("remobilisation").replace("[project_sheet", "[fiche"))
    assert [problem.where for problem in problems if "manque" in problem.message] == ["project_sheet"]


def test_an_empty_file_is_answered_block_by_block():
    read, problems = parse_definition("")
    assert read is None
    assert {"programme", "territory", "phases", "steps", "project_sheet"} <= {problem.where for problem in problems}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "n’existe pas"),
        ("é".encode("latin-1"), "pas en UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_said(tmp_path, content, message):
    path = tmp_path / "essai.toml"
    if content is not None:
        path.write_bytes(content)
    read, problems = read_definition(path)
    assert read is None
    assert message in str(problems[0])
    assert str(path) in str(problems[0])


def test_a_folder_is_not_a_file(tmp_path):
    assert "un dossier" in str(read_definition(tmp_path)[1][0])


def test_a_file_saved_by_windows_is_read(tmp_path):
    path = tmp_path / "essai.toml"
    path.write_bytes(b"\xef\xbb\xbf" + catalogue("remobilisation").replace("\n", "\r\n").encode())
    read, problems = read_definition(path)
    assert not problems
    assert checksum(to_json(read)) == checksum(to_json(read_definition(FILES[0])[0]))
