from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.middleware import MEMBERSHIP_KEY
from core.access import signed_in


@signed_in
@require_POST
def switch_membership(request, pk):
    """From now on the person works as another of her memberships."""
    chosen = next((membership for membership in request.memberships if membership.pk == pk), None)
    if chosen is None:
        raise Http404
    request.session[MEMBERSHIP_KEY] = str(pk)
    role = chosen.role_in_full
    messages.success(request, f"Vous travaillez maintenant comme {role[:1].lower()}{role[1:]}, {chosen.organisation}.")
    return redirect("home")


@signed_in
@require_safe
def without_role(request):
    """An account that no organisation uses today."""
    if request.actor:
        return redirect("home")
    return render(request, "accounts/without_role.html")
