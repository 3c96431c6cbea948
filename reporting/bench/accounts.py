"""What the bench asks of « Comptes et organisations »."""

from django.urls import reverse

from accounts.enums import Role
from reporting.bench.fill_accounts import FACTS, FILLERS
from reporting.bench.registry import DETAIL, Application, Scenario, Visit


def pick(facts, name, number):
    return facts[name][number % len(facts[name])]


SCENARIOS = (
    Scenario(
        name="accueil",
        label="accueil",
        target=DETAIL,
        role=Role.ADMINISTRATOR,
        ours=Visit(lambda facts, number: reverse("home")),
        limit=Visit(lambda facts, number: "/accueil/"),
    ),
)

BENCH = Application(fillers=FILLERS, scenarios=SCENARIOS, facts=FACTS)
