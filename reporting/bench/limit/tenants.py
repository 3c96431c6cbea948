"""Households, bare: the same rows by indexed SQL. `at` is the landlord at work."""

import uuid

from django import forms
from django.http import Http404, HttpResponseRedirect
from django.urls import path

from programmes.enums import OccupancyStatus
from reporting.bench.limit.accounts import FORM_PAGE, asked
from reporting.bench.limit.rows import answer, compiled, rows
from tenants.enums import Composition

SIZE = 50
SHOWN = """
SELECT household.id, number, household.name, composition, children, sector.name AS sector, home.status, home.commune,
       home.district, debt.amount, debt.on
FROM ({found}) AS household
LEFT JOIN tenants_sector AS sector ON sector.id = household.sector_id
LEFT JOIN LATERAL (SELECT * FROM tenants_occupancy WHERE household_id = household.id AND starts_on <= current_date
    ORDER BY starts_on DESC LIMIT 1) AS home ON true
LEFT JOIN LATERAL (SELECT * FROM tenants_rentdebt WHERE household_id = household.id AND cancelled_reason = ''
    ORDER BY "on" DESC LIMIT 1) AS debt ON true
ORDER BY household.sort_name, household.id
"""
FOUND = """
SELECT * FROM tenants_household WHERE landlord_id = %(at)s AND merged_into_id IS NULL AND NOT guarded {conditions}
ORDER BY sort_name, id LIMIT 51
"""
CONDITIONS = {
    "composition": "AND composition = %(composition)s",
    "commune": """AND EXISTS (SELECT 1 FROM tenants_occupancy WHERE household_id = tenants_household.id
        AND commune = %(commune)s AND starts_on <= current_date AND (ends_on IS NULL OR ends_on >= current_date))""",
    "by": """AND (sector_id IS NULL OR sector_id IN (
        SELECT sector_id FROM tenants_sector_advisor WHERE membership_id = %(by)s))""",
    "place": "AND (sort_name, id) > (%(place)s, %(id)s::uuid)",
    "q": """AND id IN (SELECT subject_id FROM tenants_householdword WHERE organisation_id = %(at)s
        AND word >= %(word)s AND word < %(word)s || '~' LIMIT 1001)""",
}
CLOSE = """AND id IN (SELECT subject_id FROM tenants_householdword WHERE organisation_id = %(at)s AND word IN (
    SELECT word FROM tenants_householdslip WHERE organisation_id = %(at)s AND slip = %(word)s))"""
ENTRUSTED = """
SELECT * FROM tenants_household WHERE id IN (SELECT household_id FROM tenants_entrustment WHERE operator_id = %(at)s)
ORDER BY sort_name, id LIMIT 51
"""
HOUSEHOLD = "SELECT * FROM tenants_household WHERE id = %(id)s"
PARTS = {
    "persons": "SELECT * FROM tenants_person WHERE household_id = %(id)s",
    "homes": "SELECT * FROM tenants_occupancy WHERE household_id = %(id)s ORDER BY starts_on DESC",
    "debts": 'SELECT * FROM tenants_rentdebt WHERE household_id = %(id)s ORDER BY "on" DESC LIMIT 12',
    "resources": "SELECT * FROM tenants_resource WHERE household_id = %(id)s",
}
CREATE = """
INSERT INTO tenants_household (id, version, landlord_id, number, name, sort_name, composition, dalo,
    collective_agreement, housing_plan, reserved, guarded, created_at)
VALUES (%(id)s, 1, %(at)s, %(number)s, %(last_name)s, %(last_name)s, %(composition)s, 'unknown', 'unknown', 'unknown',
    'unknown', false, now()) RETURNING id
"""
CREATE_PERSON = """
INSERT INTO tenants_person (id, version, household_id, civility, last_name, first_name, birth_name, birth_date, tie,
    holds_lease, phone, email, contact_way, contact_hours, interpreter, guardianship, guardian_name, guardian_phone,
    guardian_email)
VALUES (%(person)s, 1, %(id)s, '', %(last_name)s, %(first_name)s, '', %(birth_date)s, 'reference', true, %(phone)s, '',
    'any', '', '', 'none', '', '', '') RETURNING id
"""
CREATE_HOME = """
INSERT INTO tenants_occupancy (id, version, household_id, status, starts_on, reference, proposal, address, postcode,
    commune, district, dwelling_type, by_transport)
VALUES (%(home)s, 1, %(id)s, %(status)s, %(starts_on)s, %(reference)s, '', %(address)s, %(postcode)s, %(commune)s,
    %(district)s, '', 'unknown') RETURNING id
"""


class HouseholdsForm(forms.Form):
    q = forms.CharField(label="Chercher un ménage", required=False)
    situation = forms.ChoiceField(label="Situation locative", required=False, choices=OccupancyStatus.choices)
    composition = forms.ChoiceField(label="De qui il se compose", required=False, choices=Composition.choices)
    commune = forms.CharField(label="Commune du logement", required=False)


class HouseholdForm(forms.Form):
    last_name = forms.CharField(label="Nom", max_length=80)
    first_name = forms.CharField(label="Prénom", max_length=80, required=False)
    birth_date = forms.DateField(label="Né·e le", required=False)
    phone = forms.CharField(label="Téléphone", max_length=25, required=False)
    composition = forms.ChoiceField(
        label="De qui il se compose", required=False, choices=[("", "Choisir"), *Composition.choices]
    )
    status = forms.ChoiceField(label="Situation locative", choices=OccupancyStatus.choices)
    starts_on = forms.DateField(label="Depuis le")
    reference = forms.CharField(label="Référence du bail", max_length=40, required=False)
    address = forms.CharField(label="Adresse", max_length=200, required=False)
    postcode = forms.CharField(label="Code postal", max_length=5, required=False)
    commune = forms.CharField(label="Commune du logement", max_length=100, required=False)
    district = forms.CharField(label="Quartier", max_length=100, required=False)


LIST_PAGE = compiled(
    "<h1>Ménages</h1><form>{{ form }}<button>Chercher</button></form><ul>{% for one in found %}"
    '<li><a href="/menages/{{ one.id }}/">{{ one.name }}</a> {{ one.number }} {{ one.composition }} {{ one.sector }} '
    "{{ one.status }} {{ one.commune }} {{ one.district }} {{ one.amount }} € {{ one.on|date:'j F Y' }}</li>"
    "{% endfor %}</ul>"
)
DETAIL_PAGE = compiled(
    "<dl>{% for name, value in one.items %}<dt>{{ name }}</dt><dd>{{ value }}</dd>{% endfor %}</dl>"
    "<ul>{% for person in persons %}<li>{{ person.last_name }} {{ person.birth_date|date:'j F Y' }}</li>{% endfor %}"
    "</ul><ul>{% for home in homes %}<li>{{ home.status }} {{ home.address }}</li>{% endfor %}</ul>"
    "<ul>{% for debt in debts %}<li>{{ debt.on|date:'j F Y' }} {{ debt.amount }}</li>{% endfor %}</ul>"
    "<ul>{% for one in resources %}<li>{{ one.kind }} {{ one.bracket }}</li>{% endfor %}</ul>"
)


def listed(request, found):
    form = HouseholdsForm(request.GET)
    form.is_valid()
    params = request.GET.dict()
    # As it is kept: a lease without what separates its parts.
    params["word"] = params.get("q", "").lower().replace("-", "")
    return answer(LIST_PAGE, request, form=form, found=rows(SHOWN.format(found=found(params)), params)[:SIZE])


def households(request):
    return listed(request, lambda params: FOUND.format(conditions=asked(CONDITIONS, params)))


def close(request):
    return listed(request, lambda params: FOUND.format(conditions=CLOSE))


def entrusted(request):
    return listed(request, lambda params: ENTRUSTED)


def household(request, pk):
    found = rows(HOUSEHOLD, {"id": pk})
    if not found:
        raise Http404
    parts = {name: rows(sql, {"id": pk}) for name, sql in PARTS.items()}
    return answer(DETAIL_PAGE, request, one=found[0], **parts)


def create(request):
    form = HouseholdForm(request.POST or None)
    if form.is_valid():
        keys = {name: uuid.uuid4() for name in ("id", "person", "home")}
        params = {**form.cleaned_data, **keys, "at": request.GET["at"], "number": f"L-{keys['id'].hex[:12]}"}
        for sql in (CREATE, CREATE_PERSON, CREATE_HOME):
            rows(sql, params)
        return HttpResponseRedirect("/menages/")
    return answer(FORM_PAGE, request, form=form)


urlpatterns = [
    path("menages/", households),
    path("menages/proches/", close),
    path("menages/confies/", entrusted),
    path("menages/nouveau/", create),
    path("menages/<uuid:pk>/", household),
]
