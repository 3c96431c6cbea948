"""What the bench asks of « Suivis »."""

from accounts.enums import Role
from reporting.bench.fill_accompaniment import FACTS, FILLERS
from reporting.bench.paths import detail, limit, one_of, ours, pick
from reporting.bench.registry import LIST, Application, Scenario, Visit

SCENARIOS = (
    Scenario(
        name="suivis.charge",
        label="soixante suivis, les plus en retard d’abord",
        target=LIST,
        role=Role.SOCIAL_WORKER,
        ours=Visit(ours("accompaniment:caseload"), holds="Mes suivis"),
        limit=Visit(limit("/suivis/", worker=one_of("worker of a caseload"))),
    ),
    Scenario(
        name="suivis.dossier",
        label="dossier de cinq cents entretiens",
        target=LIST,
        role=Role.SOCIAL_WORKER,
        ours=Visit(detail("accompaniment:timeline", "household with a long story")),
        limit=Visit(lambda facts, number: f"/suivis/{pick(facts, 'household with a long story', number)}/"),
    ),
)

BENCH = Application(fillers=FILLERS, scenarios=SCENARIOS, facts=FACTS)
