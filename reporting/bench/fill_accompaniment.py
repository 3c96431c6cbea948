"""A mesure for each tenth household, of those that were sent (reporting.bench.fill_referrals), five meetings each.

Sixty of them are in the hands of the measured worker, one of these with a long story.
"""

from core.encryption import encrypt
from reporting.bench.fill_accounts import picked
from reporting.bench.fill_referrals import CONVENTION, WORKER
from reporting.bench.fill_tenants import FIRST_SENT, REFERRED
from reporting.bench.registry import Filler

FOLLOWED, FIRST = 10, 6
CASELOAD, MEETINGS, LONG_STORY = 60, 5, 500
MESURES = f"generate_series({FIRST}, %(n)s, {FOLLOWED}) AS i"
SENT = f"(i / {REFERRED}) %% 100 >= {FIRST_SENT}"
MESURE = f"""
INSERT INTO accompaniment_accompaniment (id, version, household_id, convention_id, programme_version_id, number, state,
    starts_on, exit_reason, rhythm, created_at)
SELECT pg_temp.bench_id('mesure', i), 1, pg_temp.bench_id('household', i), convention.id, convention.version,
    'M-' || lpad(i::text, 8, '0'), 'open', current_date - 600, '',
    {picked("weekly fortnightly monthly", "i / 10")}, now()
FROM {MESURES} JOIN {CONVENTION} WHERE {SENT}
"""
PHASE = f"""
INSERT INTO accompaniment_phase (id, version, accompaniment_id, kind, starts_on, outcome)
SELECT pg_temp.bench_id('phase', i), 1, pg_temp.bench_id('mesure', i), 'support', current_date - 600, ''
FROM {MESURES} WHERE {SENT}
"""
PAUSE = f"""
INSERT INTO accompaniment_pause (id, version, accompaniment_id, starts_on, ends_on, reason, note)
SELECT pg_temp.bench_id('pause', i), 1, pg_temp.bench_id('mesure', i), current_date - i %% 40 - 10,
    current_date - i %% 40 - 5, 'household_away', %(nothing)s
FROM {MESURES} WHERE {SENT}
"""
INTERVIEW = f"""
INSERT INTO accompaniment_interview (id, version, household_id, convention_id, accompaniment_id, kind, outcome,
    outcome_by, "on", place_kind, attempt_way, attempt_result, themes, others, team_text, author_id, cancel_reason,
    created_at)
SELECT pg_temp.bench_id('interview' || turn, i), 1, pg_temp.bench_id('household', i), convention.id,
    pg_temp.bench_id('mesure', i), 'home_visit', 'held', '', current_date - (i / {FOLLOWED}) %% 30 - turn, 'home', '',
    '', ARRAY[]::varchar[], %(nothing)s, %(some_words)s, {WORKER}, %(nothing)s, now()
FROM {MESURES} JOIN {CONVENTION},
    LATERAL generate_series(1, CASE WHEN i = {FIRST} THEN {LONG_STORY} ELSE {MEETINGS} END) AS turn
WHERE {SENT}
"""
ASSIGNMENT = f"""
INSERT INTO tenants_assignment (id, household_id, membership_id, kind, starts_on, reason, end_reason)
SELECT pg_temp.bench_id('assignment', i), pg_temp.bench_id('household', i), {WORKER}, 'privileged',
    current_date - 600, '', ''
FROM {MESURES} WHERE {SENT} ORDER BY i LIMIT {CASELOAD}
"""


def encrypted():
    words = {"nothing": "", "some_words": "Des mots de banc, sans rien de personne."}
    return {name: encrypt(text.encode()) for name, text in words.items()}


FILLERS = (
    Filler("mesures", MESURE),
    Filler("phases", PHASE),
    Filler("pauses", PAUSE, encrypted),
    Filler("entretiens", INTERVIEW, encrypted),
    Filler("suivis d’un travailleur social", ASSIGNMENT),
)
FACTS = {
    "worker of a caseload": "SELECT membership_id FROM tenants_assignment GROUP BY membership_id LIMIT 1",
    "household with a long story": f"""SELECT household_id FROM accompaniment_interview GROUP BY household_id
        HAVING count(*) >= {LONG_STORY} LIMIT 1""",
}
