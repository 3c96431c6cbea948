"""What the bench asks of « Fiches »."""

from accounts.enums import Role
from reporting.bench.fill_referrals import FACTS, FILLERS
from reporting.bench.paths import detail, in_turn, limit, ours, part, pick
from reporting.bench.registry import DETAIL, LIST, NEXT_PAGE, Application, Scenario, Visit
from reporting.bench.tenants import HAS_PREVIOUS, at_landlord

STATES = ("received", "meeting_planned", "declined")

SCENARIOS = (
    Scenario(
        name="fiches.liste",
        label="fiches par état, au bailleur",
        target=LIST,
        role=Role.LANDLORD_MANAGER,
        ours=Visit(ours("referrals:referrals", etat=in_turn(*STATES))),
        limit=Visit(at_landlord("/fiches/", etat=in_turn(*STATES))),
    ),
    Scenario(
        name="fiches.operateur",
        label="fiches d’un opérateur",
        target=LIST,
        role=Role.SERVICE_HEAD,
        ours=Visit(ours("referrals:referrals")),
        limit=Visit(limit("/fiches/operateur/")),
    ),
    Scenario(
        name="fiches.attente",
        label="fiches, les plus anciennes d’abord",
        target=LIST,
        role=Role.LANDLORD_MANAGER,
        ours=Visit(ours("referrals:referrals", ordre=in_turn("attente"))),
        limit=Visit(at_landlord("/fiches/attente/")),
    ),
    Scenario(
        name="fiches.suite",
        label="fiches, au milieu de la liste",
        target=NEXT_PAGE,
        role=Role.SERVICE_HEAD,
        ours=Visit(ours("referrals:referrals", apres=part("place among referrals", 1)), holds=HAS_PREVIOUS),
        limit=Visit(
            limit("/fiches/operateur/", place=part("place among referrals", 0), id=part("place among referrals", 1))
        ),
    ),
    Scenario(
        name="fiches.recues",
        label="fiches reçues, les plus en retard d’abord",
        target=LIST,
        role=Role.SERVICE_HEAD,
        ours=Visit(ours("referrals:inbox")),
        limit=Visit(limit("/fiches/recues/")),
    ),
    Scenario(
        name="fiches.fiche",
        label="fiche de liaison",
        target=DETAIL,
        role=Role.SERVICE_HEAD,
        ours=Visit(detail("referrals:referral", "referral at the operator")),
        limit=Visit(lambda facts, number: f"/fiches/{pick(facts, 'referral at the operator', number)}/"),
    ),
)

BENCH = Application(fillers=FILLERS, scenarios=SCENARIOS, facts=FACTS)
