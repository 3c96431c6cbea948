"""What the bench asks of « Ménages »."""

from django.urls import reverse

from accounts.enums import Role
from reporting.bench.fill_tenants import FACTS, FILLERS
from reporting.bench.paths import detail, in_turn, limit, one_of, ours, part, pick
from reporting.bench.registry import CREATE, DETAIL, LIST, NEXT_PAGE, SEARCH, Application, Scenario, Visit

HAS_PREVIOUS = 'rel="prev"'
FOUND = "/menages/"
COMPOSITIONS = ("alone", "couple")


def at_landlord(path, **query):
    return limit(path, at=one_of("landlord"), **query)


def new_household(facts, number):
    return {
        "last_name": "Banc",
        "first_name": "Dominique",
        "phone": f"02{number:08d}",
        "status": "tenant",
        "starts_on": "2014-05-01",
        "reference": f"B-{number:06d}",
        "address": "12 rue du Banc",
        "postcode": "44000",
        "commune": "Nantes",
    }


LISTS = (
    Scenario(
        name="menages.liste",
        label="ménages par composition et commune",
        target=LIST,
        role=Role.LANDLORD_MANAGER,
        ours=Visit(ours("tenants:households", composition=in_turn(*COMPOSITIONS), commune=one_of("commune"))),
        limit=Visit(at_landlord("/menages/", composition=in_turn(*COMPOSITIONS), commune=one_of("commune"))),
    ),
    Scenario(
        name="menages.portefeuille",
        label="ménages de ses secteurs",
        target=LIST,
        role=Role.ADVISOR,
        ours=Visit(ours("tenants:households")),
        limit=Visit(at_landlord("/menages/", by=one_of("membership of advisor"))),
    ),
    Scenario(
        name="menages.confies",
        label="ménages confiés à l’opérateur",
        target=LIST,
        role=Role.SERVICE_HEAD,
        ours=Visit(ours("tenants:households")),
        limit=Visit(limit("/menages/confies/")),
    ),
    Scenario(
        name="menages.suite",
        label="ménages, au milieu de la liste",
        target=NEXT_PAGE,
        role=Role.LANDLORD_MANAGER,
        ours=Visit(ours("tenants:households", apres=part("place among households", 1)), holds=HAS_PREVIOUS),
        limit=Visit(
            at_landlord("/menages/", place=part("place among households", 0), id=part("place among households", 1))
        ),
    ),
)

# A search is posted and leads to its results: both are measured.
SEARCHES = tuple(
    Scenario(
        name=f"menages.recherche.{kind}",
        label=label,
        target=SEARCH,
        role=role,
        ours=Visit(
            lambda facts, number: reverse("tenants:households"),
            lambda facts, number, fact=fact: {"q": pick(facts, fact, number)},
            follows=True,
            holds=FOUND,
        ),
        limit=Visit(at_landlord(path, q=one_of(fact)), holds=FOUND),
    )
    for kind, label, role, fact, path in (
        ("rare", "ménage d’un nom rare", Role.LANDLORD_MANAGER, "rare household", "/menages/"),
        ("courante", "ménage d’un prénom courant", Role.LANDLORD_MANAGER, "common first name", "/menages/"),
        ("faute", "ménage dont le nom a une faute", Role.LANDLORD_MANAGER, "misspelt household", "/menages/proches/"),
        ("bail", "ménage d’un bail, en tapant", Role.LANDLORD_MANAGER, "lease", "/menages/"),
    )
)

PAGES = (
    *(
        Scenario(
            name=name,
            label=label,
            target=DETAIL,
            role=Role.LANDLORD_MANAGER,
            ours=Visit(detail("tenants:household", fact)),
            limit=Visit(lambda facts, number, fact=fact: f"/menages/{pick(facts, fact, number)}/"),
        )
        for name, label, fact in (
            ("menages.dossier", "dossier d’un ménage sans fiche", "household"),
            ("menages.suivi", "dossier d’un ménage avec sa fiche", "household with a fiche"),
        )
    ),
    Scenario(
        name="menages.creation",
        label="nouveau dossier",
        target=CREATE,
        role=Role.ADVISOR,
        ours=Visit(lambda facts, number: reverse("tenants:household_create"), new_household, expected=302),
        limit=Visit(at_landlord("/menages/nouveau/"), new_household, expected=302),
    ),
)

BENCH = Application(fillers=FILLERS, scenarios=(*LISTS, *SEARCHES, *PAGES), facts=FACTS)
