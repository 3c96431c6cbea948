from django.shortcuts import redirect, render

from core.access import signed_in


@signed_in
def home(request):
    if request.actor is None:
        return redirect("accounts:without_role")
    return render(request, "reporting/home.html")
