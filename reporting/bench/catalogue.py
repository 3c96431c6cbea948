"""Which applications the bench knows. The order is that of their foreign keys: it is the order of filling."""

from reporting.bench import accompaniment, accounts, programmes, referrals, tenants

APPLICATIONS = (accounts.BENCH, programmes.BENCH, tenants.BENCH, referrals.BENCH, accompaniment.BENCH)

PREPARE = tuple(call for application in APPLICATIONS for call in application.prepare)
FILLERS = tuple(filler for application in APPLICATIONS for filler in application.fillers)
SCENARIOS = tuple(scenario for application in APPLICATIONS for scenario in application.scenarios)
FACTS = {name: sql for application in APPLICATIONS for name, sql in application.facts.items()}
DOCUMENTS = {name: html for application in APPLICATIONS for name, html in application.documents.items()}
