"""Households of one landlord, with persons, leases and debts, and the words by which they are found.

All at the measured landlord: a list of a million is walked by whoever may read the most of it. One in five is in the
sectors of the measured advisor; every second one has a fiche (reporting.bench.fill_referrals), and was entrusted to the
measured operator with it.
"""

from accounts.enums import Role
from core.spelling import SHORTEST_FORGIVEN
from reporting.bench.fill_accounts import ACCENTS, FIRST_NAME, LAST_NAME, RARE_NAME, picked
from reporting.bench.registry import Filler

LANDLORD = "pg_temp.bench_id('organisation', 2)"
OPERATOR = "pg_temp.bench_id('organisation', 1)"
SECTORS = 50
OWN_SECTORS = 10
REFERRED = 2
# Of a hundred fiches, the first two were not sent.
FIRST_SENT = 2
# The words by which the operator finds a household: of some, nobody searches there in the scenarios.
FOUND_BY_OPERATOR = 200
COMMUNES = "Nantes Rezé Orvault Bouguenais Couëron Vertou Carquefou Sautron"
STREETS = "Lilas Acacias Tilleuls Charmes Saules Ormeaux Bouleaux Peupliers Platanes Cerisiers"
ALL_BUT_LIMIT = "generate_series(1, %(n)s) AS i"


def role_number(role):
    return -1 - list(Role).index(role)


SECTOR = f"""
INSERT INTO tenants_sector (id, version, landlord_id, name)
SELECT pg_temp.bench_id('sector', i), 1, {LANDLORD}, 'Secteur ' || i FROM generate_series(1, {SECTORS}) AS i
"""
SECTOR_ADVISOR = f"""
INSERT INTO tenants_sector_advisor (sector_id, membership_id)
SELECT pg_temp.bench_id('sector', i), pg_temp.bench_id('membership', {role_number(Role.ADVISOR)})
FROM generate_series(1, {OWN_SECTORS}) AS i
"""
HOUSEHOLD = f"""
INSERT INTO tenants_household (id, version, landlord_id, sector_id, number, name, sort_name, composition, children,
    dalo, collective_agreement, housing_plan, reserved, guarded, created_at)
SELECT pg_temp.bench_id('household', i), 1, {LANDLORD}, pg_temp.bench_id('sector', 1 + i %% {SECTORS}),
    '2014-' || lpad(i::text, 7, '0'), first_name || ' ' || last_name,
    translate(lower(last_name || ' ' || first_name), {ACCENTS}), {picked("alone single_parent couple other", "i")},
    i %% 4, 'unknown', 'unknown', 'unknown', 'unknown', i %% 500 = 3, now() - interval '1 year'
FROM {ALL_BUT_LIMIT}, LATERAL (
    SELECT {FIRST_NAME} AS first_name, CASE WHEN i %% 10 = 1 THEN {RARE_NAME} ELSE {LAST_NAME} END AS last_name
    ) AS names
"""
PERSON = f"""
INSERT INTO tenants_person (id, version, household_id, civility, last_name, first_name, birth_name, birth_date, tie,
    holds_lease, phone, email, contact_way, contact_hours, interpreter, guardianship, guardian_name, guardian_phone,
    guardian_email)
SELECT pg_temp.bench_id('person', i), 1, pg_temp.bench_id('household', i), '', last_name, first_name, '',
    date '1940-01-01' + ((i::bigint * 7919) %% 22000)::int, 'reference', true,
    '06' || lpad(((i::bigint * 7919) %% 100000000)::text, 8, '0'), '', 'any', '', '', 'none', '', '', ''
FROM {ALL_BUT_LIMIT}, LATERAL (
    SELECT {FIRST_NAME} AS first_name, CASE WHEN i %% 10 = 1 THEN {RARE_NAME} ELSE {LAST_NAME} END AS last_name
    ) AS names
"""
OCCUPANCY = f"""
INSERT INTO tenants_occupancy (id, version, household_id, status, starts_on, reference, proposal, address, postcode,
    commune, district, dwelling_type, by_transport)
SELECT pg_temp.bench_id('occupancy', i), 1, pg_temp.bench_id('household', i),
    {picked("tenant " * 8 + "applicant sub_tenant", "i")}, current_date - 400 - i %% 3000,
    'L-' || lpad(i::text, 7, '0'), '', i %% 90 + 1 || ' rue des ' || {picked(STREETS, "i / 3")}, '44000',
    {picked(COMMUNES, "i / 7")}, 'Quartier ' || i %% 20, '', 'unknown'
FROM {ALL_BUT_LIMIT}
"""
DEBT = f"""
INSERT INTO tenants_rentdebt (id, household_id, "on", amount, cancelled_reason, created_at)
SELECT pg_temp.bench_id('rent' || month, i), pg_temp.bench_id('household', i), current_date - 30 * month,
    (i %% 30) * 50, '', now()
FROM {ALL_BUT_LIMIT}, generate_series(1, 2) AS month
"""
ENTRUSTMENT = f"""
INSERT INTO tenants_entrustment (id, household_id, operator_id, since)
SELECT pg_temp.bench_id('entrustment', i), pg_temp.bench_id('household', i), {OPERATOR}, current_date - 100
FROM generate_series({REFERRED}, %(n)s, {REFERRED}) AS i WHERE (i / {REFERRED}) %% 100 >= {FIRST_SENT}
"""
# As tenants.services.index writes them, but for the runs of several words, which nobody types in the scenarios.
WORD = f"""
INSERT INTO tenants_householdword (organisation_id, word, sort_name, subject_id)
SELECT DISTINCT {LANDLORD}, word, left(household.sort_name, 120), household.id
FROM tenants_household AS household
JOIN tenants_person AS person ON person.household_id = household.id
JOIN tenants_occupancy AS occupancy ON occupancy.household_id = household.id, LATERAL (
    SELECT unnest(string_to_array(household.sort_name, ' ')) UNION SELECT replace(household.number, '-', '')
    UNION SELECT replace(lower(occupancy.reference), '-', '') UNION SELECT split_part(occupancy.reference, '-', 2)
    UNION SELECT ltrim(split_part(occupancy.reference, '-', 2), '0') UNION SELECT person.phone
    UNION SELECT to_char(person.birth_date, 'YYYYMMDD') UNION SELECT occupancy.postcode
    UNION SELECT translate(lower(occupancy.commune), {ACCENTS})
    UNION SELECT lower(split_part(occupancy.address, ' ', 4)) UNION SELECT split_part(occupancy.address, ' ', 1)
    ) AS words (word)
"""
ENTRUSTED_WORD = f"""
INSERT INTO tenants_householdword (organisation_id, word, sort_name, subject_id)
SELECT {OPERATOR}, word, sort_name, subject_id FROM tenants_householdword
WHERE subject_id IN (
    SELECT pg_temp.bench_id('household', i) FROM generate_series({FOUND_BY_OPERATOR}, %(n)s, {FOUND_BY_OPERATOR}) AS i)
"""
SLIP = f"""
INSERT INTO tenants_householdslip (organisation_id, slip, word)
SELECT DISTINCT organisation_id, CASE WHEN place = 0 THEN word
    ELSE left(word, place - 1) || substr(word, place + 1) END COLLATE "C", word
FROM (SELECT DISTINCT organisation_id, word FROM tenants_householdword
      WHERE length(word) >= {SHORTEST_FORGIVEN} AND word ~ '^[a-z]+$') AS words,
    generate_series(0, length(word)) AS place
"""

FILLERS = (
    Filler("secteurs", SECTOR),
    Filler("conseillères des secteurs", SECTOR_ADVISOR),
    Filler("ménages", HOUSEHOLD),
    Filler("personnes", PERSON),
    Filler("situations locatives", OCCUPANCY),
    Filler("dettes de loyer", DEBT),
    Filler("ménages confiés", ENTRUSTMENT),
    Filler("mots des ménages", WORD),
    Filler("mots des ménages confiés", ENTRUSTED_WORD),
    Filler("mots à une faute près", SLIP),
)


def household_facts(condition):
    return f"""SELECT id FROM tenants_household WHERE NOT guarded
        AND {condition} (SELECT FROM tenants_screening WHERE household_id = tenants_household.id)
        ORDER BY md5(id::text) LIMIT 100"""


RARE = "SELECT sort_name, id FROM tenants_household WHERE number LIKE '%1' AND NOT guarded ORDER BY id LIMIT 100"
FACTS = {
    "landlord": "SELECT id FROM accounts_organisation WHERE name = 'Structure 2'",
    # Two kinds of pages: were they mixed half and half, their median would jump from one to the other.
    "household": household_facts("NOT EXISTS"),
    "household with a fiche": household_facts("EXISTS"),
    "household of the advisor": """SELECT household.id FROM tenants_household AS household
        JOIN tenants_sector AS sector ON sector.id = sector_id WHERE NOT guarded
          AND EXISTS (SELECT 1 FROM tenants_sector_advisor AS link WHERE link.sector_id = sector.id)
        ORDER BY md5(household.id::text) LIMIT 100""",
    "rare household": f"SELECT split_part(sort_name, ' ', 1) FROM ({RARE}) AS rare",
    # The third letter is forgotten.
    "misspelt household": f"""SELECT left(word, 2) || substr(word, 4)
        FROM (SELECT split_part(sort_name, ' ', 1) AS word FROM ({RARE}) AS rare) AS words WHERE length(word) > 6""",
    "common first name": """SELECT DISTINCT split_part(sort_name, ' ', 2) AS name FROM tenants_household
        WHERE number LIKE '2014-00000%' AND split_part(sort_name, ' ', 2) <> '' ORDER BY name""",
    "lease": """SELECT reference FROM tenants_occupancy ORDER BY md5(id::text) LIMIT 100""",
    "place among households": """SELECT sort_name, id FROM tenants_household
        WHERE sort_name > 'g' AND sort_name < 'p' AND NOT guarded ORDER BY md5(id::text) LIMIT 100""",
    "commune": "SELECT DISTINCT commune FROM tenants_occupancy ORDER BY commune",
}
