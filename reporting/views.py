from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.access import signed_in
from core.drafts import drafts_of
from reporting.home import WELCOME
from reporting.queue import waiting_for
from reporting.rules import first_sentence


@signed_in
@require_safe
def home(request):
    """A work queue: what waits for the person at the screen, in the role she works in."""
    if request.actor is None:
        return redirect("accounts:without_role")
    today = timezone.localdate()
    waiting = waiting_for(request.actor, today)
    late = sum(item.late for item in waiting)
    drafts = drafts_of(request.actor)
    welcome = WELCOME[request.actor.role]
    near = [way for way in welcome.near if way.url]
    lead = first_sentence(len(waiting), late, len(drafts))
    page = {"waiting": waiting, "late": late, "drafts": drafts, "welcome": welcome, "near": near}
    return render(request, "reporting/home.html", {"today": today, "lead": lead, **page})
