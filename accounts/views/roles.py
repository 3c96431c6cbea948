from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.middleware import MEMBERSHIP_KEY
from core.access import signed_in


@signed_in
@require_POST
def switch_membership(request, pk):
    """From now on the person works as another of her memberships."""
    if pk not in {membership.pk for membership in request.memberships}:
        raise Http404
    request.session[MEMBERSHIP_KEY] = str(pk)
    return redirect("home")


@signed_in
@require_safe
def without_role(request):
    """An account that no organisation uses today."""
    if request.actor:
        return redirect("home")
    return render(request, "accounts/without_role.html")
