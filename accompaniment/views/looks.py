"""« Qui a regardé ce dossier » : for the head in the file, for the dpo by its number alone."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accompaniment.presentation.looks import file_numbered, in_words, looks_at
from accounts.filters import AccessLogFilter
from accounts.log_words import LABELS
from accounts.trace import record_access
from core.access import page
from core.filtering import filter_bar
from core.paging import keyset_page
from tenants.views.file_page import FilePage

ACTION = "access_log.of_file"
NUMBER = "dossier"


def looks_told(household, actor, parameters):
    visible = looks_at(household, actor)
    filterset = AccessLogFilter(parameters, visible, actions=list(LABELS.items()))
    rows = filterset.qs.select_related("user", "organisation", "membership")
    found = keyset_page(rows, parameters, by=["-at", "-pk"], within=visible)
    in_words(found.rows)
    return {"page": found, "bar": filter_bar(filterset)}


class Looks(FilePage):
    """For the head: the looks of her service."""

    action = ACTION
    template_name = "accompaniment/looks.html"

    def get_context_data(self, **kwargs):
        told = looks_told(self.household, self.request.actor, self.request.GET)
        return super().get_context_data(**told, **kwargs)


@page(ACTION)
@require_safe
def looks_by_number(request):
    """Who reads no content names a file by its number, and reads who looked at it."""
    number = request.GET.get(NUMBER, "").strip()[:20]
    household = file_numbered(number, request.actor) if number else None
    context = {"number": number, "household_number": household.number if household else ""}
    if household:
        record_access(by=request.actor, action=ACTION, subject=household, owner=household.landlord)
        context |= looks_told(household, request.actor, request.GET)
    return render(request, "accompaniment/looks_by_number.html", context)
