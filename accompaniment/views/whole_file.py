"""The whole file on one paper: each print leaves its line."""

from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accompaniment.documents.whole_file import whole_file_pdf
from accompaniment.guarding import READ as READ_NOTES
from accounts.matrix import allows
from accounts.trace import record_access
from core.access import page
from core.pdf import pdf_response
from tenants.models import found_household

ACTION = "team_text.read"
NOTES = "notes"


@page(ACTION)
@require_safe
def whole_file(request, pk):
    """With her private notes where their author asks for them: that, too, is written down."""
    for household in found_household(request.actor, household=pk):
        with_notes = NOTES in request.GET and allows(request.actor.role, READ_NOTES)
        for action in (ACTION, READ_NOTES) if with_notes else (ACTION,):
            record_access(by=request.actor, action=action, subject=household, owner=household.landlord)
        content = whole_file_pdf(household, request.actor, timezone.localdate(), with_notes=with_notes)
        return pdf_response(content, f"dossier-{household.number}.pdf")
    raise Http404
