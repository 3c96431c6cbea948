"""Suivis, bare: the same rows by indexed SQL, in the order of the last meeting."""

from django import forms
from django.urls import path

from accompaniment.enums import Pace
from programmes.enums import PhaseKind
from reporting.bench.limit.rows import answer, compiled, rows

SIZE = 50
CASELOAD = """
SELECT mesure.id, mesure.number, mesure.starts_on, mesure.term_on, mesure.rhythm, household.name,
       household.number AS file,
       landlord.name AS landlord, phase.kind, met.last, pause.ends_on AS paused, home.commune, ahead.starts_at
FROM tenants_assignment AS hers
JOIN tenants_household AS household ON household.id = hers.household_id
JOIN accounts_organisation AS landlord ON landlord.id = household.landlord_id
JOIN accompaniment_accompaniment AS mesure ON mesure.household_id = household.id AND mesure.state = 'open'
LEFT JOIN accompaniment_phase AS phase ON phase.accompaniment_id = mesure.id AND phase.ends_on IS NULL
LEFT JOIN LATERAL (SELECT max("on") AS last FROM accompaniment_interview AS met
  WHERE accompaniment_id = mesure.id AND kind IN ('interview', 'home_visit', 'outing', 'call') AND outcome = 'held'
  AND cancelled_at IS NULL) AS met ON true
LEFT JOIN LATERAL (SELECT ends_on FROM accompaniment_pause WHERE accompaniment_id = mesure.id
  ORDER BY starts_on DESC LIMIT 1) AS pause ON true
LEFT JOIN LATERAL (SELECT commune FROM tenants_occupancy WHERE household_id = household.id
  ORDER BY starts_on DESC LIMIT 1) AS home ON true
LEFT JOIN LATERAL (SELECT starts_at FROM referrals_appointment AS planned WHERE planned.household_id = household.id
  AND planned.state = 'planned' AND starts_at >= now() ORDER BY starts_at LIMIT 1) AS ahead ON true
WHERE hers.membership_id = %(worker)s AND hers.ends_on IS NULL
ORDER BY met.last NULLS FIRST
"""
STORY = """
SELECT id, "on", kind, outcome, author_id FROM accompaniment_interview WHERE household_id = %(id)s
ORDER BY "on" DESC, id DESC LIMIT 51
"""


class CaseloadForm(forms.Form):
    rythme = forms.ChoiceField(label="Rythme", required=False, choices=Pace.choices)
    phase = forms.ChoiceField(label="Phase", required=False, choices=PhaseKind.choices)
    commune = forms.CharField(label="Commune", required=False)


LIST_PAGE = compiled(
    "<h1>Suivis</h1><form>{{ form }}<button>Chercher</button></form><ul>{% for one in found %}"
    '<li><a href="/suivis/{{ one.id }}/">{{ one.name }} {{ one.file }}</a> {{ one.number }} {{ one.kind }} '
    "{{ one.rhythm }} {{ one.landlord }} {{ one.commune }} {{ one.last|date:'j F Y' }} {{ one.paused|date:'j F Y' }} "
    "{{ one.starts_at|date:'j F Y' }} {{ one.term_on|date:'j F Y' }}</li>{% endfor %}</ul>"
)
STORY_PAGE = compiled(
    "<ul>{% for one in found %}<li>{{ one.on|date:'j F Y' }} {{ one.kind }} {{ one.outcome }}</li>{% endfor %}</ul>"
)


def caseload(request):
    form = CaseloadForm(request.GET)
    form.is_valid()
    return answer(LIST_PAGE, request, form=form, found=rows(CASELOAD, request.GET.dict())[:SIZE])


def story(request, pk):
    return answer(STORY_PAGE, request, found=rows(STORY, {"id": pk})[:SIZE])


urlpatterns = [path("suivis/", caseload), path("suivis/<uuid:pk>/", story)]
