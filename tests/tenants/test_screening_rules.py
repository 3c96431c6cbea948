"""Whether a programme fits, and in which words."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.catalogue import shipped_definitions
from programmes.definition import Choice, Prerequisite, Screening
from programmes.enums import OccupancyStatus
from tenants.enums import YesNoUnknown
from tenants.rules.screening import (
    Facts,
    Known,
    Period,
    admits,
    common_law,
    in_order,
    known_from_file,
    not_admitted,
    outside_territory,
    screening_result,
    unknown_codes,
    wrong_day,
)
from tests.texts import plain

DEFINITIONS = {definition.code: definition for definition in shipped_definitions()}
REMOBILISATION = DEFINITIONS["remobilisation"]
SCREENING = REMOBILISATION.screening
PREREQUISITES = {each.code for each in SCREENING.prerequisites}
CRITERIA = {each.code for each in SCREENING.criteria}
TODAY = datetime.date(2015, 3, 3)
CODES = st.text(alphabet="abcdef", min_size=1, max_size=4)


def choices(codes, shape=Choice):
    return tuple(shape(code, code.upper()) for code in codes)


@st.composite
def screenings(draw):
    codes = draw(st.lists(CODES, unique=True, max_size=8))
    cut = draw(st.integers(0, len(codes)))
    criteria = choices(codes[cut:])
    return Screening(
        criteria_minimum=draw(st.integers(0, len(criteria))),
        attestation="",
        criteria=criteria,
        prerequisites=choices(codes[:cut], Prerequisite),
    )


@pytest.mark.parametrize(
    ("prerequisites", "criteria", "sentence"),
    [
        (PREREQUISITES, {"isolement"}, "éligible : 1 critère sur 4"),
        (PREREQUISITES, {"isolement", "desequilibre-financier"}, "éligible : 2 critères sur 4"),
        (PREREQUISITES - {"deplacement"}, {"isolement"}, "pas éligible : ne peut pas se déplacer seule"),
        (PREREQUISITES, set(), "pas éligible : aucun critère ne s’applique"),
        (
            PREREQUISITES - {"titulaire", "accord-collectif"},
            set(),
            "pas éligible : personne n’est titulaire du bail ; n’accepte pas de participer aux actions collectives ; "
            "aucun critère ne s’applique",
        ),
    ],
)
def test_it_is_told_in_one_sentence(prerequisites, criteria, sentence):
    result = screening_result(SCREENING, prerequisites, criteria)
    assert plain(result.sentence) == sentence
    assert result.passed == sentence.startswith("éligible")
    assert plain(" ; ".join(result.reasons)) == sentence.removeprefix("pas éligible : ") * (not result.passed)


def test_more_than_one_criterion_may_be_asked_for():
    screening = Screening(2, "", criteria=choices("abc"))
    assert plain(screening_result(screening, [], ["a"]).sentence) == "pas éligible : 1 critère sur 3, il en faut 2"
    assert screening_result(screening, [], ["a", "c"]).passed


def test_every_prerequisite_of_the_catalogue_says_what_is_missing():
    for definition in DEFINITIONS.values():
        for prerequisite in definition.screening.prerequisites:
            others = {each.code for each in definition.screening.prerequisites} - {prerequisite.code}
            result = screening_result(
                definition.screening, others, {each.code for each in definition.screening.criteria}
            )
            assert result.reasons == (prerequisite.without,)


@given(screenings(), st.sets(CODES), st.sets(CODES))
def test_all_prerequisites_and_enough_criteria_and_nothing_else_decide(screening, prerequisites, criteria):
    result = screening_result(screening, prerequisites, criteria)
    wanted = {each.code for each in screening.prerequisites}
    met = {each.code for each in screening.criteria} & criteria
    assert result.passed == (wanted <= prerequisites and len(met) >= screening.criteria_minimum)
    assert result.passed == (result.reasons == ())
    assert all(reason in result.sentence for reason in result.reasons)


@given(screenings(), st.sets(CODES), st.sets(CODES), CODES)
def test_one_more_tick_never_makes_it_worse(screening, prerequisites, criteria, one_more):
    before = screening_result(screening, prerequisites, criteria)
    for after in (
        screening_result(screening, prerequisites | {one_more}, criteria),
        screening_result(screening, prerequisites, criteria | {one_more}),
    ):
        assert len(after.reasons) <= len(before.reasons)
        assert after.passed or not before.passed


@given(screenings(), st.lists(CODES))
def test_what_was_ticked_is_told_once_in_the_order_of_the_programme(screening, ticked):
    kept = in_order(screening.criteria, ticked)
    codes = [each.code for each in screening.criteria]
    assert kept == [code for code in codes if code in ticked]
    assert unknown_codes(screening, [], kept) == set()


def test_a_code_of_nowhere_is_told():
    assert unknown_codes(SCREENING, ["titulaire"], ["isolement", "pathologie-mentale"]) == {"pathologie-mentale"}


@pytest.mark.parametrize(
    ("code", "facts", "known"),
    [
        ("titulaire", Facts(holds_lease=True, status="tenant"), Known(True, "titulaire du bail")),
        ("titulaire", Facts(holds_lease=True), Known(True, "titulaire du bail")),
        ("titulaire", Facts(holds_lease=True, status="housed"), Known(False, "titulaire du bail")),
        ("titulaire", Facts(status="tenant"), Known(False, "personne n’y figure comme titulaire du bail")),
        ("titulaire", Facts(), None),
        ("deplacement", Facts(by_transport=YesNoUnknown.YES), Known(True, "logement desservi par les transports")),
        ("deplacement", Facts(by_transport=YesNoUnknown.NO), Known(False, "logement non desservi par les transports")),
        ("deplacement", Facts(), None),
        ("accord-collectif", Facts(holds_lease=True, status="tenant", by_transport=YesNoUnknown.YES), None),
    ],
)
def test_what_the_file_knows(code, facts, known):
    prerequisite = next(each for each in SCREENING.prerequisites if each.code == code)
    assert known_from_file(prerequisite, facts) == known


@pytest.mark.parametrize(("status", "holds"), [("tenant", True), ("applicant", True), ("housed", False)])
def test_an_ordinary_dwelling_is_known_by_the_status(status, holds):
    prerequisite = DEFINITIONS["visites-sociales"].screening.prerequisites[0]
    assert known_from_file(prerequisite, Facts(status=status)).holds == holds


@pytest.mark.parametrize("status", OccupancyStatus.values)
def test_a_programme_admits_the_occupancies_that_it_names(status):
    assert admits(REMOBILISATION, status) == (status == "tenant")
    assert admits(DEFINITIONS["visites-sociales"], status) == (status in ("tenant", "applicant"))


def test_why_a_programme_is_not_proposed():
    assert plain(not_admitted(REMOBILISATION, "applicant")) == "S’adresse à : locataire en titre."
    assert not_admitted(REMOBILISATION, "").startswith("La situation locative du ménage n’est pas encore notée")


def test_a_commune_outside_the_territory_is_a_warning():
    assert (
        outside_territory(["Nantes"], "nantes") == outside_territory([], "Brest") == outside_territory(["x"], "") == ""
    )
    assert outside_territory(["Nantes"], "Brest").startswith("Brest n’est pas dans le territoire")


@pytest.mark.parametrize(
    ("on", "begins"),
    [
        (TODAY, ""),
        (datetime.date(2015, 3, 4), "Ce jour n’est pas encore venu"),
        (datetime.date(1865, 3, 3), "Le ménage n’est connu du bailleur que depuis le 1er\u00a0mai 2012"),
        (datetime.date(2013, 12, 31), "Aucune convention de ce dispositif"),
        (datetime.date(2014, 1, 1), ""),
    ],
)
def test_the_day_of_a_screening(on, begins):
    periods = [Period(datetime.date(2014, 1, 1), datetime.date(2016, 12, 31))]
    told = wrong_day(on, today=TODAY, since=datetime.date(2012, 5, 1), conventions=periods)
    assert told.startswith(begins)
    assert bool(told) == bool(begins)


def test_the_measures_of_common_law_are_named_once():
    visits = DEFINITIONS["visites-sociales"]
    assert [each.code for each in common_law([visits, REMOBILISATION, visits])] == [
        "ali",
        "asll",
        "fsl",
        "avdl",
        "autre",
    ]
