"""Conventions with their prices, budgets and payers: one for a thousand rows, half of them the measured operator's."""

from reporting.bench.fill_accounts import ADMINISTERED
from reporting.bench.registry import Filler

CONVENTIONS = "GREATEST(%(n)s / 1000, 100)"
# Payers come with their convention: the database asks for it at the end of each statement.
CONVENTION = f"""
WITH made AS (
    INSERT INTO programmes_convention (id, version, reference, programme_id, landlord_id, operator_id, starts_on,
        ends_on, territory, communes, territory_exceptions, co_funding, first_day, no_contact_days, verification_days,
        periodic_invoices, payment_days, late_penalties, order_number, service_code, commitment_number, created_at)
    SELECT pg_temp.bench_id('convention', i), 1, 'BANC-' || lpad(i::text, 6, '0'), programme.id,
        pg_temp.bench_id('organisation', 2 + 3 * (i %% ({ADMINISTERED} / 3))),
        pg_temp.bench_id('organisation', CASE WHEN i %% 2 = 0 THEN 1 ELSE 4 + 3 * (i %% ({ADMINISTERED} / 3 - 1)) END),
        current_date - 400 - i %% 1000, current_date + (i * 37) %% 1000 - 200, 'Nantes Métropole', ARRAY['Nantes'], '',
        '', 'adhesion', 45, 15, true, 30, '', '', '', '', now()
    FROM generate_series(1, {CONVENTIONS}) AS i
    JOIN (SELECT id, row_number() OVER (ORDER BY code) AS rank, count(*) OVER () AS count FROM programmes_programme)
      AS programme ON programme.rank = 1 + i %% programme.count
    RETURNING id, landlord_id)
INSERT INTO programmes_payer (id, convention_id, organisation_id, share, kind, position)
SELECT gen_random_uuid(), id, landlord_id, 100, 'invoice', 1 FROM made
"""
TARIFF = f"""
INSERT INTO programmes_tariff (id, version, convention_id, unit, price, valid_from, counting_rule, bill_interrupted)
SELECT pg_temp.bench_id('tariff' || unit, i), 1, pg_temp.bench_id('convention', i), unit, 135, current_date - 1100,
    'any_day', false
FROM generate_series(1, {CONVENTIONS}) AS i, unnest(ARRAY['support_month', 'diagnostic']) AS unit
"""
BUDGET = f"""
INSERT INTO programmes_conventionbudget (id, convention_id, year, amount)
SELECT pg_temp.bench_id('budget' || year, i), pg_temp.bench_id('convention', i), year, 32000
FROM generate_series(1, {CONVENTIONS}) AS i,
    generate_series(extract(year FROM current_date)::int - 3, extract(year FROM current_date)::int) AS year
"""

FILLERS = (
    Filler("conventions et payeurs", CONVENTION),
    Filler("tarifs", TARIFF),
    Filler("budgets", BUDGET),
)
FACTS = {
    "convention": """SELECT id FROM programmes_convention
        WHERE operator_id = (SELECT id FROM accounts_organisation WHERE name = 'Structure 1') ORDER BY id LIMIT 50""",
    "convention of the sheet": """SELECT convention.id, reference FROM programmes_convention AS convention
        JOIN programmes_programme AS programme ON programme.id = programme_id WHERE code = 'remobilisation'
          AND operator_id = (SELECT id FROM accounts_organisation WHERE name = 'Structure 1')
        ORDER BY reference LIMIT 1""",
}
