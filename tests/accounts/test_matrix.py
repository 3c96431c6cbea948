"""The matrix, cell by cell, against what was promised: written down a second time, so that a slip has to be made twice.

Columns: advisor, landlord manager, social worker, service head, billing officer, committee, dpo, administrator.
A all, O her own, P what was published, S state, dates or numbers, G figures only, T technical part, - nothing.
"""

from accounts.enums import Role
from accounts.matrix import RIGHTS
from accounts.rights import Reach

COLUMNS = (
    Role.ADVISOR,
    Role.LANDLORD_MANAGER,
    Role.SOCIAL_WORKER,
    Role.SERVICE_HEAD,
    Role.BILLING_OFFICER,
    Role.COMMITTEE_MEMBER,
    Role.DPO,
    Role.ADMINISTRATOR,
)
LETTERS = {
    Reach.ALL: "A",
    Reach.OWN: "O",
    Reach.PUBLISHED: "P",
    Reach.STATUS: "S",
    Reach.AGGREGATE: "G",
    Reach.TECHNICAL: "T",
    None: "-",
}
PROMISED = {
    "households.read": "OAOAS---",
    "households.write": "O-O-----",
    "debts.write": "O-------",
    "households.guard": "OOOA----",
    "households.list": "OAOA----",
    "households.create": "O-------",
    "households.export": "OAOA----",
    "households.link": "O-------",
    "merges.read": "OA------",
    "merges.review": "-A------",
    "screenings.read": "OAOA-G--",
    "screenings.write": "O-------",
    "preliminary.read": "OA------",
    "preliminary.write": "O-------",
    "referrals.read": "OAOA----",
    "referrals.write": "O-------",
    "referrals.export": "OAOA----",
    "referrals.receive": "---A----",
    "referrals.treat": "--OA----",
    "referrals.answer": "O-------",
    "households.assign": "---A----",
    "tripartite.read": "OAOA----",
    "tripartite.write": "O-O-----",
    "appointments.read": "OAOA----",
    "appointments.write": "O-OA----",
    "adhesions.read": "OSOASG--",
    "adhesions.write": "--O-----",
    "contacts.read": "SSOASG--",
    "contacts.write": "--O-----",
    "published.read": "O-OA----",
    "published.write": "--O-----",
    "team_text.read": "--OA----",
    "team_text.write": "--O-----",
    "private_note.read": "--O-----",
    "private_note.break_glass": "---A----",
    "objectives.read": "P-OA-G--",
    "objectives.write": "--O-----",
    "attendance.read": "--AASG--",
    "attendance.write": "--A-----",
    "diagnostics.read": "--OA----",
    "diagnostics.write": "--O-----",
    "diagnostics.validate": "---A----",
    "conclusions.read": "PPOA----",
    "conclusions.write": "--O-----",
    "conclusions.validate": "---A----",
    "reviews.read": "OAOA-G--",
    "reviews.write": "--O-----",
    "reviews.validate": "---A----",
    "full_reviews.read": "--OA----",
    "full_reviews.write": "--O-----",
    "full_reviews.validate": "---A----",
    "exchanges.read": "OAOA----",
    "exchanges.write": "O-O-----",
    "monthly_table.read": "OAOAS---",
    "monthly_table.transmit": "---A----",
    "monthly_table.verify": "-A------",
    "invoices.read": "-A-AAG--",
    "invoices.write": "----A---",
    "dashboards.read": "GGOAGG--",
    "programmes.read": "AAAAAAAA",
    "conventions.read": "-A-AA--A",
    "conventions.follow": "---AA--A",
    "conventions.write": "-------A",
    "slots.write": "--OA----",
    "calendar.follow": "OOOO----",
    "organisations.read": "AAAAAAAA",
    "organisations.write": "-------A",
    "accounts.read": "---O---A",
    "accounts.write": "-------A",
    "sectors.write": "-A-----A",
    "access_log.read": "OOOAOOAT",
    "access_log.export": "------A-",
}


def test_each_cell_is_what_was_promised():
    actual = {action: "".join(LETTERS[right.who.get(role)] for role in COLUMNS) for action, right in RIGHTS.items()}
    assert actual == PROMISED
