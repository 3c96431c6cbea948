"""The caseload as a page and as a file for a spreadsheet: the same lines, late first."""

from dataclasses import dataclass

from django.utils import timezone

from accompaniment.enums import Pace
from accompaniment.filters import CaseloadFilter, team_of
from accompaniment.presentation.cadence import begun, readings_of
from accompaniment.presentation.caseload import lines_of
from accompaniment.services.holding import within_reach
from accounts.matrix import allows
from core.exports import Column, Table
from programmes.models import ProgrammeVersion

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
