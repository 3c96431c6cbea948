from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.access import signed_in


@signed_in
@require_safe
def home(request):
    if request.actor is None:
        return redirect("accounts:without_role")
    return render(request, "reporting/home.html")
