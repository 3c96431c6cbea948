"""Who may do what: the one table, read by the middleware, the page « Qui voit quoi » and the tests.

A row gives, for each role, the reach of what it may see or do. A role without a reach has none. Reach is enforced by
`visible_to`; the middleware only asks whether there is any.
"""

from accounts.matrix.figures import FIGURES
from accounts.matrix.files import OPENING, REFERRED
from accounts.matrix.follow_up import DIRECTORY, FOLLOW_UP
from accounts.matrix.framework import FRAMEWORK

# What stands in the file of a household: each look leaves a trace.
TENANT_FILES = (*REFERRED, *FOLLOW_UP)
SECTIONS = (
    ("Dossiers des ménages", (*OPENING, *TENANT_FILES)),
    ("Chiffres et factures", FIGURES),
    ("Cadre de travail", (*DIRECTORY, *FRAMEWORK)),
)

RIGHTS = {right.action: right for _, subjects in SECTIONS for subject in subjects for right in subject.rights}


def reach(role, action):
    """How far the role may go in this action, or None. An action that the table does not know is an error."""
    return RIGHTS[action].who.get(role)


def allows(role, action):
    return reach(role, action) is not None
