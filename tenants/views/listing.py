"""The list of households: filtered by the address, searched by words that stay out of it."""

from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.list_exports import export_list
from accounts.matrix import allows
from accounts.recording import record_list
from core.access import page
from core.filtering import MOST_COUNTED, count_each_up_to_most, counted, filter_bar, kept, without
from core.paging import SIZE, Page, keyset_page
from core.views import get_or_post
from core.wording import word
from tenants.filters import HouseholdFilter
from tenants.lists import HOUSEHOLD_LIST, WORDS
from tenants.models import HOUSEHOLDS, Household
from tenants.presentation.listing import NOTHING_FOUND, describe, in_order, listed, words_for
from tenants.views.searches import TOKEN, keep_search, search_of

READ = "households.list"
# Where one stands in the results of a search.
PLACE = "page"
SUGGESTED, SHORTEST = 8, 2


@page(READ)
@get_or_post
def households(request):
    """A POST is a search: kept in the session, shown by a GET that can be reloaded and come back to."""
    if request.method == "POST":
        query = without(request.GET, TOKEN, PLACE)
        if token := keep_search(request, request.POST.get("q", "")):
            query[TOKEN] = token
        return redirect(f"{request.path}?{query.urlencode()}" if query else request.path)
    reach = Household.objects.visible_to(request.actor)
    filterset = HouseholdFilter(request.GET, reach, actor=request.actor)
    typed = search_of(request)
    found, number, close_from = searched(request, filterset, typed) if typed else walked(request, filterset, reach)
    describe(found.rows)
    record_list(request, READ)
    words = words_for(request.actor)
    context = {
        "lead": words.lead,
        "nothing_yet": words.nothing_yet,
        "nothing_found": NOTHING_FOUND,
        "summary": f"{counted(number)} {word(number, 'ménage')}" if found.rows else "",
        "kept": kept(request.GET),
        "page": found,
        "close_from": close_from,
        "bar": filter_bar(filterset),
        "typed": typed,
        "create_url": create_url(request, typed),
        "without_search": without(request.GET, TOKEN, PLACE).urlencode(),
        "is_narrowed": bool(typed or filterset.form.changed_data),
        "may_create": allows(request.actor.role, "households.create"),
    }
    return render(request, "tenants/households.html", context)


def create_url(request, typed):
    """What was looked for in vain is not typed again: its token goes with the address, never the words."""
    url = reverse("tenants:household_create")
    return f"{url}?{urlencode({TOKEN: request.GET[TOKEN]})}" if typed else url


def walked(request, filterset, reach):
    rows = listed(filterset.qs)
    found = keyset_page(rows, request.GET, by=["sort_name", "pk"], within=reach)
    return found, count_each_up_to_most({"": filterset.qs})[""], None


def searched(request, filterset, typed):
    """A page of what was found, by its number: there are a thousand at most."""
    answer = HOUSEHOLDS.find(typed, organisation=request.actor.organisation_id, visible=filterset.qs)
    number = request.GET.get(PLACE, "")
    start = SIZE * (int(number) if number.isdecimal() and len(number) < 4 else 0)
    keys = answer.subjects[start : start + SIZE]
    rest = without(request.GET, PLACE)
    urls = {
        "previous_url": page_url(rest, start // SIZE - 1) if start else "",
        "next_url": page_url(rest, start // SIZE + 1) if answer.subjects[start + SIZE :] else "",
    }
    close_from = answer.exact - start if start <= answer.exact < start + len(keys) else None
    number = MOST_COUNTED + 1 if answer.more else len(answer.subjects)
    return Page(in_order(filterset.qs, keys), **urls), number, close_from


def page_url(query, number):
    query = query.copy()
    if number:
        query[PLACE] = str(number)
    return f"?{query.urlencode()}"


@page(READ)
@require_POST
def suggestions(request):
    """The first that a few letters find, while one types."""
    typed = request.POST.get("q", "").strip()
    found = []
    if len(typed) >= SHORTEST:
        reach = Household.objects.visible_to(request.actor)
        answer = HOUSEHOLDS.find(typed, organisation=request.actor.organisation_id, visible=reach, limit=SUGGESTED)
        found = describe(in_order(reach, answer.subjects))
    if found:
        record_list(request, READ)
    return render(request, "tenants/_suggestions.html", {"found": found, "typed": typed})


@page("households.export")
@require_POST
def export_households(request):
    """What the list shows; what was looked for goes with it, out of every address."""
    asked = without(request.POST, TOKEN, PLACE, WORDS)
    if typed := search_of(request):
        asked[WORDS] = typed
    request.POST = asked
    return export_list(request, HOUSEHOLD_LIST)
