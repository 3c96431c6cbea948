"""Reading what is offered: for a newcomer, for an interview, for a call for projects."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.matrix import allows
from core.access import page
from core.pdf import pdf_response
from programmes.documents import argument_sheet_pdf, project_sheet_pdf
from programmes.enums import ExitReason
from programmes.models import Convention, ProgrammeVersion
from programmes.presentation import changed_parts, ranks, rhythms
from programmes.project_sheet import project_sheet_of

READ = "programmes.read"
# Conventions named on the pages of a programme; their own list has the others.
SHOWN = 12
# The parts of the reading page, in its order: anchor, words.
CONTENTS = (
    ("pour-qui", "Pour qui"),
    ("argumentaires", "Argumentaires"),
    ("deroulement", "Déroulement"),
    ("phases", "Phases"),
    ("adhesion", "Adhésion"),
    ("themes", "Thèmes"),
    ("effets", "Effets"),
    ("evaluation", "Suivi"),
    ("moyens", "Moyens"),
)


def version_in_reach(request, code, number=None):
    """The current version of a programme, or the one of that number, if the programme is within reach."""
    versions = ProgrammeVersion.objects.visible_to(request.actor).filter(programme__code=code)
    if number is not None:
        return get_object_or_404(versions.select_related("programme"), number=number)
    return get_object_or_404(versions.select_related("programme").current())


def sheet_in_reach(request, code, slug):
    version = version_in_reach(request, code)
    sheet = version.content.argument_sheet(slug)
    if sheet is None:
        raise Http404
    return version, sheet


@page(READ)
@require_safe
def programme_list(request):
    versions = ProgrammeVersion.objects.visible_to(request.actor).select_related("programme").current()
    return render(
        request,
        "programmes/programmes.html",
        {"versions": versions, "may_load": allows(request.actor.role, "conventions.write")},
    )


@page(READ)
@require_safe
def programme(request, code):
    return render(request, "programmes/programme.html", reading(request, version_in_reach(request, code)))


@page(READ)
@require_safe
def version(request, code, number):
    """The programme as it was: what a screening of that time was held against."""
    return render(request, "programmes/programme.html", reading(request, version_in_reach(request, code, number)))


def reading(request, version):
    content = version.content
    conventions = Convention.objects.none()
    if allows(request.actor.role, "conventions.read"):
        within = Convention.objects.visible_to(request.actor).filter(programme=version.programme_id)
        conventions = within.select_related("landlord", "operator")[:SHOWN]
    current = ProgrammeVersion.objects.filter(programme=version.programme_id).order_by("-number")
    others = ProgrammeVersion.objects.visible_to(request.actor).current()
    return {
        "version": version,
        "content": content,
        "newest": current.values_list("number", flat=True).first(),
        "contents": CONTENTS,
        "ranks": ranks(content.steps),
        "rhythms": rhythms(content.cadences),
        "exit_reasons": [ExitReason(reason).label for reason in content.exit_reasons],
        "conventions": conventions,
        "conventions_url": f"{reverse('programmes:conventions')}?dispositif={content.code}",
        "programmes_within_reach": set(others.values_list("programme__code", flat=True)),
        "today": timezone.localdate(),
    }


@page(READ)
@require_safe
def versions(request, code):
    """What changed in a programme, the newest version first."""
    current = version_in_reach(request, code)
    found = list(ProgrammeVersion.objects.filter(programme=current.programme_id).order_by("-number"))
    history = [
        (version, changed_parts(before.content, version.content) if before else [])
        for version, before in zip(found, [*found[1:], None], strict=True)
    ]
    return render(request, "programmes/versions.html", {"version": current, "history": history})


@page(READ)
@require_safe
def argument_sheet(request, code, slug):
    version, sheet = sheet_in_reach(request, code, slug)
    return render(request, "programmes/argument_sheet.html", {"version": version, "sheet": sheet})


@page(READ)
@require_safe
def argument_sheet_paper(request, code, slug):
    version, sheet = sheet_in_reach(request, code, slug)
    content = argument_sheet_pdf(version, sheet, signed_by=request.actor.organisation)
    return pdf_response(content, f"{code}-{slug}.pdf")


def asked_project_sheet(request, code):
    """The project sheet under the convention that was asked for, or the first within reach."""
    version = version_in_reach(request, code)
    within = Convention.objects.visible_to(request.actor).filter(programme=version.programme_id)
    conventions = within.select_related("landlord", "operator")
    whole = conventions.prefetch_related("tariffs", "budgets", "payers__organisation", "steering__organisation")
    wanted = request.GET.get("convention", "").replace("\0", "")
    chosen = whole.filter(reference=wanted).first() if wanted else whole.first()
    if wanted and chosen is None:
        raise Http404
    return project_sheet_of(
        version,
        chosen,
        today=timezone.localdate(),
        with_amounts=allows(request.actor.role, "conventions.read"),
    ), conventions[:SHOWN]


@page(READ)
@require_safe
def project_sheet(request, code):
    sheet, conventions = asked_project_sheet(request, code)
    return render(request, "programmes/project_sheet.html", {"project": sheet, "conventions": conventions})


@page(READ)
@require_safe
def project_sheet_paper(request, code):
    sheet, _ = asked_project_sheet(request, code)
    return pdf_response(project_sheet_pdf(sheet), f"fiche-projet-{code}.pdf")
