"""The caseload as a page and as a file for a spreadsheet: the same lines, late first. The directory as a file."""

from dataclasses import dataclass

from django.utils import timezone

from accompaniment.enums import Pace
from accompaniment.filters import CaseloadFilter, StructureFilter, team_of
from accompaniment.presentation.cadence import begun, readings_of
from accompaniment.presentation.caseload import lines_of
from accompaniment.presentation.structures import with_last_use
from accompaniment.services.holding import within_reach
from accounts.list_exports import ListExport
from accounts.matrix import allows
from core.exports import Column, Table
from programmes.models import ProgrammeVersion
from referrals.models import Structure

TRANSFER = "caseload.transfer"
TABLE = Table(
    "Suivis",
    "suivis",
    [
        Column("Dossier", lambda line: line["number"]),
        Column("Ménage", lambda line: line["name"], width=30),
        Column("Mesure", lambda line: line["mesure"]),
        Column("Dispositif", lambda line: line["programme"], width=24),
        Column("Phase", lambda line: line["phase"], width=20),
        Column("Rythme", lambda line: line["pace"].label, width=20),
        Column("Dernière rencontre", lambda line: line["last"]),
        Column("Jours comptés", lambda line: line["days"]),
        Column("À voir avant le", lambda line: line["due_on"]),
        Column("Tentatives depuis", lambda line: line["tries"]),
        Column("Prochain rendez-vous", lambda line: line["next_at"], width=18),
        Column("Diagnostic à rendre", lambda line: line["countdown"] and line["countdown"].limit),
        Column("Terme", lambda line: line["term_on"]),
        Column("Commune", lambda line: line["commune"], width=20),
        Column("Interlocuteur", lambda line: line["hands"], width=28),
    ],
)


@dataclass(frozen=True)
class Caseload:
    """`readings`: those that the filters leave, in order; `counts`: how many at each pace."""

    readings: list
    filterset: CaseloadFilter
    counts: dict
    late: int


def reach_of(actor, today):
    """The mesures that go on, in the hands of the worker or of her head's team."""
    return begun(within_reach(actor), today)


def caseload_of(actor, asked, today) -> Caseload:
    reach = reach_of(actor, today)
    readings = readings_of(reach, today)
    team = team_of(actor.organisation_id, today) if allows(actor.role, TRANSFER) else ()
    filterset = CaseloadFilter(asked, reach, actor=actor, readings=readings, today=today, team=team)
    kept = filterset.but_for_pace()
    within = [each for each in readings if each.mesure in kept]
    counts = {pace: sum(each.pace == pace for each in within) for pace in Pace}
    pace = filterset.form.cleaned_data.get("rythme") if filterset.form.is_valid() else ""
    shown = [each for each in within if not pace or each.pace == pace]
    return Caseload(shown, filterset, counts, counts[Pace.LATE])


def caseload_lines(readings, actor):
    labels = ProgrammeVersion.objects.visible_to(actor).labels()
    return lines_of(readings, labels, actor, timezone.localdate())


STRUCTURES = Table(
    "Annuaire",
    "annuaire",
    [
        Column("Structure", lambda one: one.name, width=40),
        Column("Genre", lambda one: one.get_kind_display(), width=24),
        Column("Pour quoi", lambda one: one.themes, width=32),
        Column("Commune", lambda one: one.commune, width=20),
        Column("Adresse", lambda one: one.address, width=32),
        Column("Téléphone", lambda one: one.phone, width=18),
        Column("E-mail", lambda one: one.email, width=28),
        Column("Interlocuteur", lambda one: one.contact, width=28),
        Column("À savoir", lambda one: one.note, width=40),
        Column("Dernier recours", lambda one: one.last_used_on),
    ],
)


def structures_for(actor, asked):
    found = StructureFilter(asked, Structure.objects.visible_to(actor), actor=actor).qs
    return with_last_use(found).order_by("sort_name", "pk")


STRUCTURE_LIST = ListExport(
    name="structures", label="Export de l’annuaire", action="structures.read", table=STRUCTURES, rows=structures_for
)
