"""The two shipped programmes beside lists written by hand: nothing in them may be lost or move sides unseen."""

import copy

import pytest

from programmes.catalogue import FILES
from programmes.definition import from_json, to_json
from programmes.definition_reader import read_definition
from tests.texts import plain

NANTES = """Basse-Goulaine, Bouaye, Bouguenais, Brains, Carquefou, Couëron, Indre, La Chapelle-sur-Erdre, La Montagne,
Le Pellerin, Les Sorinières, Mauves-sur-Loire, Nantes, Orvault, Rezé, Saint-Aignan-Grandlieu, Saint-Herblain,
Saint-Jean-de-Boiseau, Saint-Léger-les-Vignes, Saint-Sébastien-sur-Loire, Sainte-Luce-sur-Loire, Sautron,
Thouaré-sur-Loire, Vertou"""
SAINT_NAZAIRE = """Besné, Donges, La Chapelle-des-Marais, Montoir-de-Bretagne, Pornichet, Saint-André-des-Eaux,
Saint-Joachim, Saint-Malo-de-Guersac, Saint-Nazaire, Trignac"""
EXITS = """objectives_reached autonomy rehoused relayed dropped_out adhesion_withdrawn evicted deceased end_of_term
does_not_fit"""


def names(text):
    return [" ".join(name.split()) for name in text.split(",")]


EXPECTED = {
    "remobilisation": {
        "contexts": ["tenancy"],
        "communes": names(NANTES),
        "opening": [["landlord"], ["tenant"], ["tripartite"], False],
        "phases": [
            ("support", 12, True, True, "support_month"),
            ("watch", None, False, False, ""),
        ],
        "adhesions": [
            ("individual", True, ("redirect", "close")),
            ("collective", True, ("continue_individual", "redirect", "close")),
        ],
        "units": [("support_month", 135)],
        "prerequisites": [
            ("titulaire", "lease"),
            ("accord-collectif", ""),
            ("accord-individuel", ""),
            ("deplacement", "transport"),
        ],
        "criteria": (1, ["desequilibre-financier", "appropriation", "isolement", "rupture-services-sociaux"]),
        "exclusions": [("expulsion", ""), ("exclusion-lourde", "exclusion lourde"), ("pathologie-mentale", "")],
        "household_facts": [],
        "steps": {
            "reperage": (3, (), ()),
            "entretien-prealable": (2, ("rencontre-prealable", "plaquette"), ("reperage",)),
            "fiche-liaison": (2, ("fiche-liaison",), ("entretien-prealable",)),
            "tripartite-demarrage": (2, ("rencontre-tripartite", "carnet-de-bord"), ("fiche-liaison",)),
            "premiers-entretiens": (1, (), ("tripartite-demarrage",)),
            "reunion-lancement": (1, (), ("premiers-entretiens",)),
            "suivi-individuel": (0, (), ("reunion-lancement",)),
            "rencontres-collectives": (0, (), ("reunion-lancement",)),
            "tripartite-intermediaire": (0, (), ("suivi-individuel", "rencontres-collectives")),
            "tripartite-finale": (1, ("bilan-individuel",), ("tripartite-intermediaire",)),
        },
        "participants": "l tl lo tlo to go to gop tlo tlo",
        "cadences": [
            ("individual", "intended", 1, 1, 15, "day"),
            ("collective", "intended", 1, 1, 1, "month"),
            ("collective", "practice", 1, 3, 1, "quarter"),
        ],
        "individual_themes": ["budget", "psychologique", "demarches", "environnement", "reseau"],
        "collective": (
            True,
            [
                "impayes-expulsion",
                "fracture-numerique",
                "integration-bancaire",
                "fsl-surendettement",
                "budget",
                "charges",
                "mutation",
                "culture-loisirs",
            ],
        ),
        "effects": {
            "both": [
                "paiements",
                "dette",
                "expulsion-suspendue",
                "relation-bailleur",
                "confiance",
                "services",
                "droits",
                "emploi",
            ],
            "operator": ["sante"],
        },
        "exit_reasons": EXITS.split(),
        "orientations": [],
        "common_law_measures": [],
        "argument_sheets": {
            "rencontre-prealable": [
                ("Évoquer la problématique", 0),
                ("Rappeler, si c’est le cas", 0),
                ("Présenter le partenariat", 2),
                ("Obtenir le rendez-vous", 0),
            ],
            "rencontre-tripartite": [
                ("Présentation succincte", 0),
                ("Objectif de l’action", 0),
                ("Déroulement de l’action", 2),
                ("Présentation de ce qui", 0),
                ("Proposition d’un ou deux", 0),
                ("En fonction des souhaits", 0),
            ],
        },
        "present": ["tl", "tlo"],
        "documents": [
            ("plaquette", "o", "t"),
            ("fiche-liaison", "l", "o"),
            ("carnet-de-bord", "o", "t"),
            ("bilan-individuel", "o", "tl"),
        ],
        "leaflet": [
            ("Ce que l’on vous propose", 2),
            ("De quoi peut-on parler", 3),
            ("Comment cela commence", 0),
            ("C’est vous qui choisissez", 4),
        ],
        "objectives": [
            "Le développement des capacités",
            "Le soutien et l’orientation",
            "L’intégration dans l’environnement",
            "L’amélioration de la situation",
            "La régularisation administrative",
            "La réappropriation des droits",
            "Le maintien de façon durable",
        ],
        "principles": ["« Aller vers »", "La proximité", "La démarche", "La mise en situation", "La dynamique"],
        "means": ["human"] * 3 + ["material"] * 3 + ["financial"],
        "evaluation": [
            ("count", 1, "month"),
            ("invoice", 1, "quarter"),
            ("follow_up_group", 1, "quarter"),
            ("cases", 1, "month"),
            ("team", 1, "week"),
            ("steering", 1, "year"),
            ("yearly_report", 1, "year"),
            ("individual_review", 0, ""),
        ],
        "landmarks": ["Fin 2008", "2008 à 2013", "2013"],
        "dwellings": ["existing"],
    },
    "visites-sociales": {
        "contexts": ["moving_in", "tenancy"],
        "communes": names(f"{NANTES}, {SAINT_NAZAIRE}"),
        "opening": [["landlord"], ["applicant", "tenant"], ["tripartite", "courrier"], True],
        "phases": [
            ("diagnostic", 2, False, True, "diagnostic"),
            ("support", None, False, True, "support_month"),
            ("watch", None, False, False, ""),
        ],
        "adhesions": [("individual", True, ("redirect", "close"))],
        "units": [("diagnostic", 460), ("support_month", 230)],
        "prerequisites": [("logement-ordinaire", "ordinary_dwelling"), ("informe", ""), ("hors-dispositifs", "")],
        "criteria": (1, ["acces-fragile", "maintien-fragile"]),
        "exclusions": [],
        "household_facts": ["dalo", "accords-collectifs", "pdalhpd", "reservataire"],
        "steps": {
            "reperage": (0, (), ()),
            "orientation-initiale": (1, ("fiche-orientation",), ("reperage",)),
            "rencontre-tripartite": (1, ("presentation",), ("orientation-initiale",)),
            "courrier": (1, ("courrier",), ("orientation-initiale",)),
            "fiche-liaison": (0, ("fiche-liaison",), ("rencontre-tripartite", "courrier")),
            "diagnostic": (4, (), ("fiche-liaison",)),
            "restitution": (2, ("conclusions",), ("diagnostic",)),
            "sans-suite": (0, (), ("restitution",)),
            "droit-commun": (0, (), ("restitution",)),
            "vers-remobilisation": (0, (), ("restitution",)),
            "accompagnement": (1, (), ("restitution",)),
        },
        "participants": "l lo hlo hl lo ho hol h hp hl ho",
        "cadences": [],
        "individual_themes": [
            "logement",
            "environnement",
            "budget",
            "demarches",
            "emploi",
            "liens-familiaux",
            "sante",
            "reseau",
        ],
        "collective": (False, []),
        "effects": {
            "both": [
                "entree-reussie",
                "maintien",
                "relation-bailleur",
                "environnement",
                "services",
                "droits",
                "emploi",
            ],
            "operator": ["sante"],
        },
        "exit_reasons": EXITS.split(),
        "orientations": [
            ("sans-suite", "no_follow_up", ""),
            ("droit-commun", "common_law", ""),
            ("remobilisation", "other_programme", "remobilisation"),
            ("accompagnement", "support", ""),
        ],
        "common_law_measures": ["ali", "asll", "fsl", "avdl", "autre"],
        "argument_sheets": {
            "presentation": [
                ("Pourquoi cette proposition", 0),
                ("Qui fait quoi", 0),
                ("Ce que la visite n’est pas", 0),
                ("Comment cela se passe", 3),
                ("L’adhésion", 0),
            ],
        },
        "present": ["hlo"],
        "documents": [
            ("fiche-orientation", "l", "o"),
            ("courrier", "l", "h"),
            ("fiche-liaison", "l", "o"),
            ("conclusions", "o", "hl"),
        ],
        "leaflet": [
            ("Ce que l’on vous propose", 2),
            ("Ce que ce n’est pas", 0),
            ("Comment cela commence", 0),
            ("C’est vous qui choisissez", 4),
        ],
        "objectives": ["Favoriser l’adaptation", "Favoriser l’intégration", "Enrayer les", "Instaurer et consolider"],
        "principles": [
            "Un interlocuteur",
            "La proximité",
            "La co-construction",
            "La mise en situation",
            "Le travail en réseau",
            "L’aller vers",
        ],
        "means": ["human", "human", "material", "financial"],
        "evaluation": [
            ("tracking", 1, "month"),
            ("cases", 1, "month"),
            ("invoice", 1, "quarter"),
            ("follow_up_group", 1, "quarter"),
            ("steering", 1, "year"),
            ("yearly_report", 1, "year"),
        ],
        "landmarks": ["Janvier 2015", "Première année"],
        "dwellings": ["existing"],
    },
}


def codes(choices):
    return [choice.code for choice in choices]


def initials(participants):
    return "".join(one[0] for one in participants)


def found_in(definition):
    """A definition in the words of the lists above."""
    screening, opening = definition.screening, definition.opening
    sides = {}
    for effect in definition.effects:
        sides.setdefault(effect.side, []).append(effect.code)
    return {
        "contexts": list(definition.contexts),
        "communes": list(definition.territory.communes),
        "opening": [list(opening.opened_by), list(opening.occupancies), codes(opening.modes), opening.announced],
        "phases": [(p.kind, p.limit_months, p.extendable, p.adhesion_needed, p.unit) for p in definition.phases],
        "adhesions": [(one.kind, one.required, one.on_withdrawal) for one in definition.adhesions],
        "units": [(unit.unit, unit.indicative_price) for unit in definition.units],
        "prerequisites": [(one.code, one.known_from) for one in screening.prerequisites],
        "criteria": (screening.criteria_minimum, codes(screening.criteria)),
        "exclusions": [(exclusion.code, exclusion.term) for exclusion in screening.exclusions],
        "household_facts": codes(screening.household_facts),
        "steps": {step.code: (len(step.asks), step.documents, step.after) for step in definition.steps},
        "participants": " ".join(initials(step.participants) for step in definition.steps),
        "cadences": [(c.subject, c.nature, c.at_least, c.at_most, c.every, c.period) for c in definition.cadences],
        "individual_themes": codes(definition.individual_themes),
        "collective": (definition.collective.outside_districts, codes(definition.collective.themes)),
        "effects": sides,
        "exit_reasons": list(definition.exit_reasons),
        "orientations": [(one.code, one.kind, one.programme) for one in definition.orientations],
        "common_law_measures": codes(definition.common_law_measures),
        "argument_sheets": {
            sheet.slug: [(point.title, len(point.items)) for point in sheet.points]
            for sheet in definition.argument_sheets
        },
        "present": [initials(sheet.participants) for sheet in definition.argument_sheets],
        "documents": [(one.code, one.written_by[0], initials(one.given_to)) for one in definition.documents],
        "leaflet": [(part.title, len(part.items)) for part in definition.leaflet.parts],
        "objectives": list(definition.objectives),
        "principles": list(definition.principles),
        "means": [one.kind for one in definition.means],
        "evaluation": [(one.kind, one.every, one.period) for one in definition.evaluation],
        "landmarks": [landmark.when for landmark in definition.landmarks],
        "dwellings": list(definition.project_sheet.dwellings.modes),
    }


def agrees(found, expected):
    """Sentences are compared by how they begin, all else exactly."""
    if isinstance(expected, str) and " " in expected:
        return plain(found).startswith(plain(expected))
    if isinstance(expected, dict):
        return found.keys() == expected.keys() and all(agrees(found[key], expected[key]) for key in expected)
    if isinstance(expected, (list, tuple)):
        return len(found) == len(expected) and all(map(agrees, found, expected))
    return found == expected


def disagreements(definition):
    found, expected = found_in(definition), EXPECTED[definition.code]
    return [part for part in expected if not agrees(found[part], expected[part])]


def lists_in(value, path=()):
    """Where every list of a document is."""
    if isinstance(value, list):
        yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from lists_in(item, (*path, key))


def without(document, path, index):
    spoilt = copy.deepcopy(document)
    place = spoilt
    for key in path:
        place = place[key]
    del place[index]
    return from_json(spoilt)


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def definition(request):
    read, problems = read_definition(request.param)
    assert not problems
    return read


def test_a_shipped_programme_holds_all_that_is_listed(definition):
    assert disagreements(definition) == []


def test_taking_any_one_entry_away_is_seen(definition):
    document = to_json(definition)
    kept_silent, tried = [], 0
    for path in lists_in(document):
        place = document
        for key in path:
            place = place[key]
        for index in range(len(place)):
            tried += 1
            if not disagreements(without(document, path, index)):
                kept_silent.append((path, index))
    assert kept_silent == []
    assert tried > 150


@pytest.mark.parametrize("part", ["limit_months", "adhesion_needed", "extendable"])
def test_a_limit_or_a_rule_of_a_phase_that_is_lost_is_seen(part):
    document = to_json(read_definition(FILES[0])[0])
    del document["phases"][0][part]
    assert disagreements(from_json(document)) == ["phases"]


def test_the_first_title_of_the_remobilisation_is_not_forgotten():
    definition, _ = read_definition(FILES[0])
    assert definition.former_label == "Difficultés autour du logement et Remobilisation des locataires"
    assert definition.screening.exclusions[1].definition.startswith("Nous entendons par")
