"""Which applications the bench knows. The order is that of their foreign keys: it is the order of filling."""

from reporting.bench import accounts

APPLICATIONS = (accounts.BENCH,)

FILLERS = tuple(filler for application in APPLICATIONS for filler in application.fillers)
SCENARIOS = tuple(scenario for application in APPLICATIONS for scenario in application.scenarios)
FACTS = {name: sql for application in APPLICATIONS for name, sql in application.facts.items()}
