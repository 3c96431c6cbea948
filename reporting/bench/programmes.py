"""What the bench asks of « Dispositifs et conventions »."""

import os

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from core.pdf import render_paper
from programmes.models import Convention, ProgrammeVersion
from programmes.project_sheet import project_sheet_of
from reporting.bench.fill_programmes import FACTS, FILLERS
from reporting.bench.paths import detail, in_turn, limit, ours, pick
from reporting.bench.registry import DETAIL, LIST, PDF, Application, Scenario, Visit

SHEET = "fiche-projet"
CODE = "remobilisation"


def load_catalogue():
    with open(os.devnull, "w") as nowhere:
        call_command("load_programme", stdout=nowhere)


def project_sheet_html(facts):
    """What programmes.documents hands to WeasyPrint, for the limit to set alone."""
    convention = Convention.objects.get(pk=facts["convention of the sheet"][0][0])
    version = ProgrammeVersion.objects.current().get(programme__code=CODE)
    project = project_sheet_of(version, convention, today=timezone.localdate(), with_amounts=True)
    context = {"project": project, "logos": []}
    return render_paper("programmes/project_sheet_pdf.html", context, title=f"Fiche de projet : {version.label}")


def sheet_of_ours(facts, number):
    return f"{reverse('programmes:project_sheet_pdf', args=[CODE])}?convention={facts['convention of the sheet'][0][1]}"


SCENARIOS = (
    Scenario(
        name="conventions.liste",
        label="conventions en cours",
        target=LIST,
        role=Role.SERVICE_HEAD,
        ours=Visit(ours("programmes:conventions", etat=in_turn("current"))),
        limit=Visit(limit("/conventions/", etat=in_turn("current"))),
    ),
    Scenario(
        name="conventions.fiche",
        label="convention",
        target=DETAIL,
        role=Role.SERVICE_HEAD,
        ours=Visit(detail("programmes:convention", "convention")),
        limit=Visit(lambda facts, number: f"/conventions/{pick(facts, 'convention', number)}/"),
    ),
    Scenario(
        name="dispositifs.pdf",
        label="fiche de projet",
        target=PDF,
        role=Role.SERVICE_HEAD,
        ours=Visit(sheet_of_ours),
        limit=Visit(lambda facts, number: f"/documents/{SHEET}/"),
    ),
)

BENCH = Application(
    prepare=(load_catalogue,),
    fillers=FILLERS,
    facts=FACTS,
    documents={SHEET: project_sheet_html},
    scenarios=SCENARIOS,
)
