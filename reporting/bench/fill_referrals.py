"""A fiche for every second household, at the measured operator: most of them over, one in twenty in its inbox.

The households whose fiche was sent are entrusted (reporting.bench.fill_tenants), the prepared ones are not.
"""

from accounts.enums import Role
from core.encryption import encrypt
from reporting.bench.fill_accounts import picked
from reporting.bench.fill_tenants import FIRST_SENT, LANDLORD, OPERATOR, REFERRED, role_number
from reporting.bench.registry import Filler

ADVISOR = f"pg_temp.bench_id('membership', {role_number(Role.ADVISOR)})"
WORKER = f"pg_temp.bench_id('membership', {role_number(Role.SOCIAL_WORKER)})"
# Of a hundred fiches (`turn`): two are prepared or announced, five are at the operator, the others are over.
STATES = "draft announced sent received information_requested meeting_planned received " + "declined " * 13
TURN = f"((i / {REFERRED}) %% 100)"
STATE = picked(STATES, f"LEAST({TURN}, 19)")
REFERRALS = f"generate_series({REFERRED}, %(n)s, {REFERRED}) AS i"
CONVENTION = f"""(
    SELECT convention.id, version.id AS version, row_number() OVER (ORDER BY convention.id) - 1 AS rank,
        count(*) OVER () AS count
    FROM programmes_convention AS convention, LATERAL (
        SELECT id FROM programmes_programmeversion AS version WHERE version.programme_id = convention.programme_id
        ORDER BY number LIMIT 1) AS version
    WHERE landlord_id = {LANDLORD} AND operator_id = {OPERATOR}) AS convention ON rank = (i / {REFERRED}) %% count"""
SCREENING = f"""
INSERT INTO tenants_screening (id, household_id, programme_version_id, "on", by_id, prerequisites, criteria, attested,
    isolated, need_expressed, help_in_place, passed, created_at)
SELECT pg_temp.bench_id('screening', i), pg_temp.bench_id('household', i), version, current_date - 200, {ADVISOR},
    ARRAY[]::varchar[], ARRAY[]::varchar[], true, 'unknown', 'unknown', %(nothing)s, true, now()
FROM {REFERRALS} JOIN {CONVENTION}
"""
APPOINTMENT = f"""
INSERT INTO referrals_appointment (id, version, starts_at, ends_at, place_kind, place, kind, state, missed_by, sequence,
    created_at, household_id, operator_id)
SELECT pg_temp.bench_id('appointment', i), 1, day, day + interval '1 hour', 'association', %(nothing)s, 'start',
    'planned', '', 0, now(), pg_temp.bench_id('household', i), {OPERATOR}
FROM {REFERRALS}, LATERAL (SELECT current_date + (i / 7) %% 40 - 10 + time '09:00' AS day) AS days
WHERE {STATE} = 'meeting_planned'
"""
# Written one after the other, a minute apart; a state lasts forty days at most.
REFERRAL = f"""
INSERT INTO referrals_referral (id, version, household_id, convention_id, number, state, advisor_id, screening_id,
    appointment_id, context, urgency, informed_on, announced_at, sent_at, received_at, waiting_since, closed_at,
    worker_id, decline_kind, orientation, motive, created_at)
SELECT pg_temp.bench_id('referral', i), 1, pg_temp.bench_id('household', i), convention.id,
    'F-' || lpad(i::text, 8, '0'), state, {ADVISOR}, pg_temp.bench_id('screening', i),
    CASE WHEN state = 'meeting_planned' THEN pg_temp.bench_id('appointment', i) END, 'tenancy',
    {picked("normal " * 8 + "soon urgent", "i / 6")}, CASE WHEN state <> 'draft' THEN current_date - 100 END,
    CASE WHEN state <> 'draft' THEN made END, CASE WHEN {TURN} >= {FIRST_SENT} THEN made END,
    CASE WHEN {TURN} > {FIRST_SENT} THEN made END, now() - (i / 11) %% 40 * interval '1 day',
    CASE WHEN state = 'declined' THEN now() END, CASE WHEN {TURN} > {FIRST_SENT} THEN {WORKER} END,
    CASE WHEN state = 'declined' THEN 'refused' ELSE '' END, '', %(nothing)s, made
FROM {REFERRALS} JOIN {CONVENTION}, LATERAL (SELECT {STATE} AS state, now() - i * interval '1 minute' AS made) AS told
"""
SHEET = f"""
INSERT INTO referrals_sheet (id, version, referral_id, number, origin, context, problem_codes, problems, improvements,
    social_services, social_services_text, start_mode, wishes, urgency, urgency_reason, agreed_on, household_then,
    steps_done, correction_reason, issued_at, issued_by_id, created_at)
SELECT pg_temp.bench_id('sheet', i), 1, pg_temp.bench_id('referral', i), 1, 'advisor', 'tenancy', ARRAY['dette'],
    %(some_words)s, %(some_words)s, 'unknown', %(nothing)s, 'tripartite', %(some_words)s, 'normal', %(nothing)s,
    current_date - 100, %(situation)s, ARRAY[]::varchar[], %(nothing)s, now(), {ADVISOR}, now()
FROM {REFERRALS} WHERE {TURN} >= {FIRST_SENT}
"""
SITUATION = """{"format": 1, "on": "2014-05-01", "number": "2014-0000001", "name": "Dominique Banc", "guarded": false,
    "composition": {"code": "alone", "label": "Personne seule", "children": null}, "rights": [], "persons": [],
    "occupancy": null, "resources": [], "debts": [], "eviction": null}"""


def encrypted():
    """The bench writes tables, the application reads what is encrypted in them."""
    words = {"nothing": "", "some_words": "Des mots de banc, sans rien de personne.", "situation": SITUATION}
    return {name: encrypt(text.encode()) for name, text in words.items()}


FILLERS = (
    Filler("vérifications d’éligibilité", SCREENING, encrypted),
    Filler("rendez-vous", APPOINTMENT, encrypted),
    Filler("fiches de liaison", REFERRAL, encrypted),
    Filler("versions des fiches", SHEET, encrypted),
)
OPEN = "FROM referrals_referral WHERE state IN ('sent', 'received', 'information_requested', 'meeting_planned')"
FACTS = {
    "referral": "SELECT id FROM referrals_referral WHERE sent_at IS NOT NULL ORDER BY md5(id::text) LIMIT 100",
    "referral at the operator": f"SELECT id {OPEN} ORDER BY md5(id::text) LIMIT 100",
    "place among referrals": """SELECT created_at, id FROM referrals_referral WHERE sent_at IS NOT NULL
        ORDER BY md5(id::text) LIMIT 100""",
}
