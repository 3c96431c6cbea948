from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import Role
from accounts.filters import AccessLogFilter
from accounts.list_exports import chosen_format
from accounts.log_words import LABELS, in_words
from accounts.matrix import SECTIONS, allows, reach
from accounts.models import AccessLogEntry
from accounts.rights import Reach
from accounts.tasks import export_access_log
from core.access import page, signed_in
from core.filtering import filter_bar, kept, without
from core.jobs import start_job
from core.paging import keyset_page
from core.wording import sentence

# What a line of the list shows.
OF_ENTRY = ("at", "action", "subject_type", "subject_id")
SHOWN = (*OF_ENTRY, "user__first_name", "user__last_name", "organisation__name", "organisation__short_name")


def filtered(visible, data):
    return AccessLogFilter(data, visible, actions=list(LABELS.items()))


@page("access_log.read")
@require_safe
def access_log(request):
    visible = AccessLogEntry.objects.visible_to(request.actor)
    filterset = filtered(visible, request.GET)
    rows = filterset.qs.select_related("user", "organisation").only(*SHOWN)
    found = keyset_page(rows, request.GET, by=["-at", "-pk"], within=visible)
    in_words(found.rows, request.actor)
    context = {
        "page": found,
        "bar": filter_bar(filterset),
        "only_own": reach(request.actor.role, "access_log.read") == Reach.OWN,
        "by_file": allows(request.actor.role, "access_log.of_file"),
        "may_export": allows(request.actor.role, "access_log.export"),
        "kept": kept(request.GET),
    }
    return render(request, "accounts/access_log.html", context)


@page("access_log.export")
@require_POST
def export_log(request):
    """What the list shows, as a file that a worker writes; the search for a name goes to it as an identifier."""
    filterset = filtered(AccessLogEntry.objects.visible_to(request.actor), request.POST)
    asked = filterset.form.cleaned_data if filterset.form.is_valid() else {}
    user_id = None
    if asked.get("personne"):
        found = list(filterset.people(asked["personne"]).filter(pk__in=filterset.qs.order_by().values("user"))[:2])
        if len(found) != 1:
            messages.error(request, "Pour exporter, cherchez une seule personne, ou retirez ce filtre.")
            return redirect(
                f"{reverse('accounts:access_log')}?{without(request.POST, 'csrfmiddlewaretoken', 'format').urlencode()}"
            )
        user_id = found[0].pk
    job = start_job(
        export_access_log,
        by=request.actor,
        format=chosen_format(request.POST),
        since=asked.get("du"),
        until=asked.get("au"),
        action=asked.get("action") or None,
        user_id=user_id,
    )
    return redirect("core:job", job.pk)


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
