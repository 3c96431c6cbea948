"""The whole file on paper, for the association."""

from dataclasses import replace

from accompaniment.guarding import own_private_notes
from accompaniment.models import Accompaniment, Interview, Objective, Publication
from accompaniment.presentation.mesures import phase_lines, standing_of, with_phases
from core.pdf import render_pdf
from tenants.guarding import reads_contact
from tenants.presentation.situation import situation_of
from tenants.presentation.timeline import timeline_of

# Of the line of time: more than any file holds.
MOST = 2000


def whole_file_pdf(household, actor, today, *, with_notes=False) -> bytes:
    """`with_notes`: those of which the reader is the author, and nobody else's."""
    mesures = with_phases(Accompaniment.objects.visible_to(actor, of=household))
    objectives = Objective.objects.visible_to(actor).filter(accompaniment__household=household)
    return render_pdf(
        "accompaniment/whole_file_pdf.html",
        {
            "household": household,
            "today": today,
            "situation": situation_of(household, today, with_guarded_contact=reads_contact(actor, household)),
            "mesures": [(standing_of(one, actor, today), phase_lines(one, actor, today)) for one in mesures],
            "events": whole(timeline_of(household, actor, today, size=MOST).events, household, actor),
            "objectives": list(objectives),
            "notes": own_private_notes(household, actor) if with_notes else [],
        },
        title=f"Dossier {household.number}",
        author=actor.organisation.name,
    )


def whole(events, household, actor):
    """The line of time cuts long texts; paper has them whole."""
    team = dict(Interview.objects.visible_to(actor, of=household).values_list("pk", "team_text"))
    published = Publication.objects.visible_to(actor, of=household).standing().exclude(interview=None)
    texts = {"team": team, "published": dict(published.values_list("interview", "text"))}
    return [
        replace(event, levels=[(who, texts[who].get(event.key, text)) for who, text in event.levels])
        for event in events
    ]
