"""Organisations, accounts, roles, invitations and the access log, by set-based SQL.

An operator administers a landlord, a partner and forty structures more, which hold three fifths of the accounts: what
its administrator sees grows with the rows, and nearly as much stays hidden from her. Every name is invented.
"""

from django.conf import settings

from accounts.enums import Role
from accounts.rules import KINDS_OF_ROLE
from reporting.bench.registry import Filler

FIRST_NAMES = (
    "Adèle Aminata Anouk Basile Béatrice Camille Céleste Claude Corentin Dalia Désiré Élise Émile Fanny Farid Gaël "
    "Hélène Hugo Inès Irène Jeanne Joël Karim Léa Léon Lucie Maël Maud Nadia Noé Odile Omar Pauline Rémi Sabine "
    "Samir Solène Théo Ursule Yann"
)
BEGINNINGS = (
    "Abri Aubé Bari Baud Belo Berg Bign Bois Brem Cado Cail Carn Chau Cler Colo Corb Cour Dani Delm Douc Even Favr "
    "Ferr Font Foul Gali Garr Gend Goas Guer Hamo Herv Jaou Joub Kerm Labo Land Lavi Lego Loiz Mahe Marz Meri Mont "
    "Nevo Olli Orva Penn Pich Quem Rabi Riou Rosm Salo Seve Tang Thom Urvo Vaud Yvon"
)
ENDINGS = "ac ain ais ant ard as aud aux ay eau ec el elle en er ert et eul ic iel ier in ineau is oc on ot ou oux uy"
ACCENTS = "'àâçèéêëîïôûü', 'aaceeeeiiouu'"
# As many organisations at every size: a landlord grows, it does not become a thousand landlords.
ORGANISATIONS = 100
ADMINISTERED = 43


def picked(words, number):
    """One of these words, the next one for the next number."""
    return f"(string_to_array('{words}', ' '))[1 + ({number}) %% {len(words.split())}]"


# The first three are the measured ones.
KIND = picked("operator landlord partner", "i - 1")
# Names have nothing to do with roles or organisations: scattered, and the same each time.
SCATTERED = "(hashint8(i)::bigint & 2147483647)"
LAST_NAME = f"({picked(BEGINNINGS, SCATTERED)} || {picked(ENDINGS, f'{SCATTERED} / {len(BEGINNINGS.split())}')})"
# One account in ten has a name that nobody else has.
RARE_NAME = f"({picked(BEGINNINGS, SCATTERED)} || translate(i::text, '0123456789', 'aeioulmnrt'))"
FIRST_NAME = picked(FIRST_NAMES, f"{SCATTERED} / 7919")
ROLE_OF_KIND = f"""CASE organisation.kind
  WHEN 'operator' THEN {picked("social_worker " * 8 + "service_head billing_officer", "i / 5")}
  WHEN 'landlord' THEN {picked("advisor " * 9 + "landlord_manager", "i / 5")}
  ELSE 'committee_member' END"""

ORGANISATION = f"""
INSERT INTO accounts_organisation (id, version, kind, name, short_name, sort_name, legal_form, administered_by_id,
    address, postcode, city, phone, email, siren, siret, rna, iban, logo_digest, created_at)
SELECT pg_temp.bench_id('organisation', i), 1, {KIND}, 'Structure ' || i, '', 'structure ' || i, '',
    CASE WHEN i BETWEEN 2 AND {ADMINISTERED} THEN pg_temp.bench_id('organisation', 1) END,
    i || ' rue du Banc', '44000', 'Nantes', '', '', '', '', '', '', '', now() - interval '5 years'
FROM generate_series(1, {ORGANISATIONS}) AS i
"""

USER = f"""
INSERT INTO accounts_user (id, password, email, first_name, last_name, phone, sort_name, is_active, closed_at,
    session_epoch, version, created_at)
SELECT pg_temp.bench_id('user', i), '!', 'compte' || i || '@banc.example', first_name, last_name, '',
    translate(lower(last_name || ' ' || first_name), {ACCENTS}), i %% 20 <> 7,
    CASE WHEN i %% 20 = 7 THEN now() - interval '1 year' END, 0, 1, now() - interval '4 years'
FROM generate_series(1, %(n)s) AS i,
    LATERAL (SELECT {FIRST_NAME} AS first_name, CASE WHEN i %% 10 = 1 THEN {RARE_NAME} ELSE {LAST_NAME} END AS last_name
    ) AS names
"""

MEMBERSHIP = f"""
INSERT INTO accounts_membership (id, user_id, organisation_id, role, title, starts_on, ends_on)
SELECT pg_temp.bench_id('membership', i), pg_temp.bench_id('user', i), organisation.id, {ROLE_OF_KIND}, '',
    current_date - 1400, CASE WHEN i %% 20 = 7 THEN current_date - 365 END
FROM generate_series(1, %(n)s) AS i
JOIN accounts_organisation AS organisation ON organisation.id = pg_temp.bench_id('organisation',
    CASE i %% 5 WHEN 0 THEN 1 + (i / 5) %% 3 WHEN 1 THEN 4 + (i / 5) %% ({ADMINISTERED} - 3)
        WHEN 2 THEN 4 + (i / 5) %% ({ADMINISTERED} - 3)
        ELSE {ADMINISTERED} + 1 + (i / 5) %% ({ORGANISATIONS} - {ADMINISTERED}) END)
"""

INVITATION = """
INSERT INTO accounts_invitation (id, email, first_name, last_name, organisation_id, role, title, state, link_serial,
    sent_at, expires_at, created_at)
SELECT pg_temp.bench_id('invitation', i), 'invitation' || i || '@banc.example', 'Camille', 'Banc', organisation.id,
    'administrator', '', CASE WHEN i %% 2 = 0 THEN 'pending' ELSE 'revoked' END, 1,
    now() - interval '1 day', now() + interval '6 days', now() - i * interval '1 minute'
FROM generate_series(1, %(n)s / 100) AS i
JOIN accounts_organisation AS organisation ON organisation.id = pg_temp.bench_id('organisation', 1 + i %% 12)
"""

# A year of looks, half of them at what belongs to the measured operator.
ACCESS_LOG = """
INSERT INTO accounts_accesslogentry (id, at, user_id, membership_id, organisation_id, action, subject_type,
    subject_id, subject_organisation_id, technical)
SELECT pg_temp.bench_id('look', i), now() - (%(n)s - i) * (interval '1 year' / %(n)s), by.user_id, by.id,
    by.organisation_id, 'accounts.read', 'accounts.user', pg_temp.bench_id('user', 1 + (i * 31) %% %(n)s),
    CASE WHEN i %% 2 = 0 THEN pg_temp.bench_id('organisation', 1) ELSE by.organisation_id END, i %% 3 = 0
FROM generate_series(1, %(n)s) AS i
JOIN accounts_membership AS by ON by.id = pg_temp.bench_id('membership', 1 + (i::bigint * 7919) %% %(n)s)
"""


def _home_of(role):
    """Among the measured three: the operator where it may be."""
    return 1 + min(["operator", "landlord", "partner"].index(kind) for kind in KINDS_OF_ROLE[role])


ACTORS = "(VALUES " + ", ".join(f"({-1 - i}, '{role}', {_home_of(role)})" for i, role in enumerate(Role)) + ")"

ACTOR_USER = f"""
INSERT INTO accounts_user (id, password, email, first_name, last_name, phone, sort_name, is_active, session_epoch,
    version, created_at)
SELECT pg_temp.bench_id('user', i), '!', role || '@banc.example', 'Dominique', 'Banc', '', 'banc dominique', true, 0,
    1, now() - interval '4 years'
FROM {ACTORS} AS actors (i, role, home)
"""
ACTOR_MEMBERSHIP = f"""
INSERT INTO accounts_membership (id, user_id, organisation_id, role, title, starts_on)
SELECT pg_temp.bench_id('membership', i), pg_temp.bench_id('user', i), pg_temp.bench_id('organisation', home), role,
    '', current_date - 1400
FROM {ACTORS} AS actors (i, role, home)
"""
# Production asks for a second factor: each actor has one.
ACTOR_SECOND_FACTOR = f"""
INSERT INTO mfa_authenticator (user_id, type, data, created_at)
SELECT pg_temp.bench_id('user', i), 'totp', '{{}}', now() FROM {ACTORS} AS actors (i, role, home)
"""

# For the limit alone: its search, as the design measured it.
WORD = """
CREATE TABLE bench_word AS
SELECT word COLLATE "C" AS word, id AS user_id
FROM accounts_user, regexp_split_to_table(sort_name || ' ' || email, ' ') AS word
"""
WORD_INDEX = "CREATE INDEX ON bench_word (word, user_id)"
WORD_GRANT = f"GRANT SELECT ON bench_word TO {settings.APPLICATION_ROLE}"

FILLERS = (
    Filler("organisations", ORGANISATION),
    Filler("comptes", USER),
    Filler("rattachements", MEMBERSHIP),
    Filler("invitations", INVITATION),
    Filler("journal des accès", ACCESS_LOG),
    Filler("comptes mesurés", ACTOR_USER),
    Filler("rattachements mesurés", ACTOR_MEMBERSHIP),
    Filler("seconds facteurs", ACTOR_SECOND_FACTOR),
    Filler("mots de la limite", WORD),
    Filler("index de la limite", WORD_INDEX),
    Filler("droits de la limite", WORD_GRANT),
)

FACTS = {
    f"membership of {role}": f"""SELECT membership.id FROM accounts_membership AS membership
        JOIN accounts_user AS account ON account.id = membership.user_id WHERE email = '{role}@banc.example'"""
    for role in Role
} | {
    "first organisation": "SELECT id FROM accounts_organisation WHERE name = 'Structure 1'",
    "organisation": """SELECT id FROM accounts_organisation
        WHERE administered_by_id = (SELECT id FROM accounts_organisation WHERE name = 'Structure 1')
        ORDER BY id LIMIT 100""",
    "account": """SELECT user_id FROM accounts_membership
        WHERE organisation_id = (SELECT id FROM accounts_organisation WHERE name = 'Structure 1')
          AND role = 'social_worker' ORDER BY id LIMIT 100""",
    "rare name": """SELECT split_part(sort_name, ' ', 1) FROM accounts_user
        WHERE email LIKE 'compte%1@banc.example' ORDER BY id LIMIT 100""",
    "place among accounts": """SELECT sort_name, id FROM accounts_user WHERE email LIKE 'compte%'
        AND sort_name > 'g' AND sort_name < 'p' AND id IN (SELECT user_id FROM accounts_membership
            WHERE organisation_id = (SELECT id FROM accounts_organisation WHERE name = 'Structure 1'))
        ORDER BY md5(id::text) LIMIT 100""",
    "place in the log": """SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US+00:00'), id
        FROM accounts_accesslogentry
        WHERE at BETWEEN now() - interval '8 months' AND now() - interval '4 months'
          AND subject_organisation_id = (SELECT id FROM accounts_organisation WHERE name = 'Structure 1')
        ORDER BY md5(id::text) LIMIT 100""",
    "day": "SELECT current_date - i FROM generate_series(10, 300, 7) AS i",
    "common name": """SELECT DISTINCT split_part(sort_name, ' ', 2) AS name FROM accounts_user
        WHERE email LIKE 'compte%' ORDER BY name""",
}
