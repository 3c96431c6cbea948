"""How a view declares who may open it; accounts.middleware holds the declaration against the matrix.

A view says one of: `@public` (anybody), `@signed_in` (any account, for matters of its own), `@page("conventions.read")`
or, on a class, `action = "conventions.read"` (the roles that the matrix gives). A view that says nothing is refused.
"""

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator

PUBLIC = "public"
SIGNED_IN = "signed in"


def public(view):
    if isinstance(view, type):
        view.action = PUBLIC
        return method_decorator(login_not_required, name="dispatch")(view)
    view.action = PUBLIC
    return login_not_required(view)


def signed_in(view):
    view.action = SIGNED_IN
    return view


def page(action):
    def declare(view):
        view.action = action
        return view

    return declare


def declared_action(view):
    """The action that a resolved view declares, or None."""
    return getattr(view, "action", None) or getattr(getattr(view, "view_class", None), "action", None)
