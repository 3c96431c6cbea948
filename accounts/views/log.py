from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.filters import AccessLogFilter
from accounts.log_words import LABELS, in_words
from accounts.matrix import SECTIONS, allows, reach
from accounts.models import AccessLogEntry
from accounts.rights import Reach
from core.access import page, signed_in
from core.filtering import filter_bar
from core.paging import keyset_page
from core.wording import sentence


@page("access_log.read")
@require_safe
def access_log(request):
    visible = AccessLogEntry.objects.visible_to(request.actor)
    filterset = AccessLogFilter(request.GET, visible, actions=list(LABELS.items()))
    rows = filterset.qs.select_related("user", "organisation", "membership__organisation")
    found = keyset_page(rows, request.GET, by=["-at", "-pk"])
    in_words(found.rows)
    context = {
        "page": found,
        "bar": filter_bar(filterset),
        "only_own": reach(request.actor.role, "access_log.read") == Reach.OWN,
        "may_export": allows(request.actor.role, "access_log.export"),
    }
    return render(request, "accounts/access_log.html", context)


@signed_in
@require_safe
def who_sees_what(request):
    """The matrix that guards every page, as a page."""
    role = Role(request.actor.role) if request.actor else None
    context = {
        "sections": [(name, table_of(subjects, role)) for name, subjects in SECTIONS],
        "legend": [(reach.short, reach.value) for reach in Reach],
        "roles": list(Role),
        "own_role": role,
        "own": [(name, own_rights(subjects, role)) for name, subjects in SECTIONS] if role else [],
    }
    return render(request, "accounts/who_sees_what.html", context)


def table_of(subjects, own_role):
    """For each subject, a row for each right, and in it a cell for each role."""
    return [
        (
            subject,
            [(right.label, [(role, right.cell(role), role == own_role) for role in Role]) for right in subject.rights],
        )
        for subject in subjects
    ]


def own_rights(subjects, role):
    """What this role may do, subject by subject, what goes as far together; and what it never meets."""
    mine, none = [], []
    for subject in subjects:
        by_words = {}
        for right in subject.rights:
            if right.who.get(role):
                by_words.setdefault(right.words_to(role), []).append(right.label.lower())
        if by_words:
            mine.append((subject.name, [(sentence(labels), words) for words, labels in by_words.items()]))
        else:
            none.append(subject.name.lower())
    return {"rights": mine, "none": sentence(none)}
