"""What the bench asks of « Comptes et organisations »."""

from django.urls import reverse

from accounts.enums import Role
from reporting.bench.fill_accounts import FACTS, FILLERS
from reporting.bench.paths import detail, in_turn, limit, one_of, ours, part, pick
from reporting.bench.registry import CREATE, DETAIL, FORM, LIST, NEXT_PAGE, SEARCH, Application, Scenario, Visit

ROLES = (Role.SOCIAL_WORKER, Role.ADVISOR, Role.COMMITTEE_MEMBER)
HAS_PREVIOUS = 'rel="prev"'


def new_organisation(facts, number):
    return {"kind": "partner", "name": f"Collectivité {number}", "postcode": "44000", "city": "Nantes"}


LISTS = (
    Scenario(
        name="comptes.liste",
        label="comptes par rôle et par état",
        target=LIST,
        role=Role.ADMINISTRATOR,
        ours=Visit(ours("accounts:accounts", role=in_turn(*ROLES), etat=in_turn("open"))),
        limit=Visit(limit("/comptes/administrator/", role=in_turn(*ROLES), etat=in_turn("open"))),
    ),
    Scenario(
        name="comptes.equipe",
        label="comptes de son équipe",
        target=LIST,
        role=Role.SERVICE_HEAD,
        ours=Visit(ours("accounts:accounts")),
        limit=Visit(limit("/comptes/service_head/")),
    ),
    Scenario(
        name="comptes.suite",
        label="comptes, au milieu de la liste",
        target=NEXT_PAGE,
        role=Role.ADMINISTRATOR,
        ours=Visit(ours("accounts:accounts", apres=part("place among accounts", 1)), holds=HAS_PREVIOUS),
        limit=Visit(
            limit("/comptes/administrator/", place=part("place among accounts", 0), id=part("place among accounts", 1))
        ),
    ),
    Scenario(
        name="journal.liste",
        label="journal des accès jusqu’à un jour",
        target=LIST,
        role=Role.DPO,
        ours=Visit(ours("accounts:access_log", au=one_of("day"))),
        limit=Visit(limit("/journal/", au=one_of("day"))),
    ),
    Scenario(
        name="journal.suite",
        label="journal des accès, au milieu",
        target=NEXT_PAGE,
        role=Role.DPO,
        ours=Visit(ours("accounts:access_log", apres=part("place in the log", 1)), holds=HAS_PREVIOUS),
        limit=Visit(limit("/journal/", place=part("place in the log", 0), id=part("place in the log", 1))),
    ),
)

SEARCHES = tuple(
    Scenario(
        name=f"comptes.recherche.{kind}",
        label=label,
        target=SEARCH,
        role=Role.ADMINISTRATOR,
        ours=Visit(ours("accounts:accounts", q=one_of(fact))),
        limit=Visit(limit("/comptes/administrator/", q=one_of(fact))),
    )
    for kind, label, fact in (
        ("rare", "compte d’un nom rare", "rare name"),
        ("courante", "compte d’un prénom courant", "common name"),
    )
)

PAGES = (
    Scenario(
        name="comptes.fiche",
        label="compte",
        target=DETAIL,
        role=Role.ADMINISTRATOR,
        ours=Visit(detail("accounts:person", "account")),
        limit=Visit(lambda facts, number: f"/comptes/{pick(facts, 'account', number)}/"),
    ),
    Scenario(
        name="organisations.fiche",
        label="organisation",
        target=DETAIL,
        role=Role.ADMINISTRATOR,
        ours=Visit(detail("accounts:organisation", "organisation")),
        limit=Visit(lambda facts, number: f"/organisations/{pick(facts, 'organisation', number)}/"),
    ),
    Scenario(
        name="organisations.formulaire",
        label="nouvelle organisation",
        target=FORM,
        role=Role.ADMINISTRATOR,
        ours=Visit(lambda facts, number: reverse("accounts:organisation_create")),
        limit=Visit(limit("/organisations/nouvelle/")),
    ),
    Scenario(
        name="organisations.creation",
        label="nouvelle organisation",
        target=CREATE,
        role=Role.ADMINISTRATOR,
        ours=Visit(lambda facts, number: reverse("accounts:organisation_create"), new_organisation, expected=302),
        limit=Visit(
            limit("/organisations/nouvelle/"),
            lambda facts, number: {**new_organisation(facts, number), "name": f"Limite {number}"},
            expected=302,
        ),
    ),
)

BENCH = Application(fillers=FILLERS, scenarios=(*LISTS, *SEARCHES, *PAGES), facts=FACTS)
