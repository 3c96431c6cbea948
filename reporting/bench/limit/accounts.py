"""The pages of « Comptes et organisations », bare. `at` is the organisation at work: nobody is logged in here."""

import uuid

from django import forms
from django.http import Http404, HttpResponseRedirect
from django.urls import path

from accounts.enums import AccountState, OrganisationKind, Role
from reporting.bench.limit.rows import answer, compiled, rows

SIZE = 50
PEOPLE = """
SELECT id, first_name, last_name, email, sort_name, is_active FROM accounts_user AS account
WHERE EXISTS (
    SELECT 1 FROM accounts_membership AS reached JOIN accounts_organisation AS organisation
      ON organisation.id = reached.organisation_id
    WHERE reached.user_id = account.id AND {reach}) {conditions}
ORDER BY sort_name, id LIMIT 51
"""
REACH = {
    "administrator": "(organisation.id = %(at)s OR organisation.administered_by_id = %(at)s)",
    "service_head": "organisation.id = %(at)s",
}
CONDITIONS = {
    "etat": "AND is_active = (%(etat)s = 'open')",
    "role": "AND EXISTS (SELECT 1 FROM accounts_membership WHERE user_id = account.id AND role = %(role)s)",
    "q": """AND id IN (
        SELECT user_id FROM bench_word WHERE word >= %(q)s AND word < %(q)s || '~' ORDER BY word LIMIT 1001)""",
    "place": "AND (sort_name, id) > (%(place)s, %(id)s::uuid)",
}
ROLES = """
SELECT membership.user_id, membership.role, membership.title, organisation.name
FROM accounts_membership AS membership JOIN accounts_organisation AS organisation
  ON organisation.id = membership.organisation_id
WHERE membership.user_id = ANY(%(users)s) AND (ends_on IS NULL OR ends_on >= current_date)
"""
# One index for each way of being concerned; the newest of both.
LOG = """
SELECT entry.*, account.first_name, account.last_name, organisation.name FROM (
    (SELECT * FROM accounts_accesslogentry WHERE organisation_id = %(at)s {conditions}
     ORDER BY at DESC, id DESC LIMIT 51)
    UNION
    (SELECT * FROM accounts_accesslogentry WHERE subject_organisation_id = %(at)s {conditions}
     ORDER BY at DESC, id DESC LIMIT 51)
    ORDER BY at DESC, id DESC LIMIT 51) AS entry
JOIN accounts_user AS account ON account.id = entry.user_id
LEFT JOIN accounts_organisation AS organisation ON organisation.id = entry.organisation_id
ORDER BY entry.at DESC, entry.id DESC
"""
LOG_CONDITIONS = {
    "au": "AND at < %(au)s::date + 1",
    "place": "AND (at, id) < (%(place)s::timestamptz, %(id)s::uuid)",
}
ORGANISATION = "SELECT * FROM accounts_organisation WHERE id = %(id)s"
PERSON = "SELECT * FROM accounts_user WHERE id = %(id)s"
HISTORY = "SELECT pgh_created_at, pgh_label FROM accounts_userevent WHERE pgh_obj_id = %(id)s ORDER BY pgh_id DESC"
CREATE = """
INSERT INTO accounts_organisation (id, version, kind, name, short_name, sort_name, legal_form, administered_by_id,
    address, postcode, city, phone, email, siren, siret, rna, iban, logo_digest, created_at)
VALUES (%(id)s, 1, %(kind)s, %(name)s, %(short_name)s, lower(%(name)s), %(legal_form)s, %(at)s, %(address)s,
    %(postcode)s, %(city)s, %(phone)s, %(email)s, %(siren)s, %(siret)s, %(rna)s, %(iban)s, '', now()) RETURNING id
"""
ORGANISATIONS = """
SELECT id, name FROM accounts_organisation WHERE id = %(at)s OR administered_by_id = %(at)s ORDER BY sort_name
"""


class PeopleForm(forms.Form):
    q = forms.CharField(label="Nom ou adresse électronique", required=False)
    organisation = forms.ChoiceField(label="Structure", required=False)
    role = forms.ChoiceField(label="Rôle", required=False, choices=[("", "Tous"), *Role.choices])
    etat = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *AccountState.choices])


class LogForm(forms.Form):
    du = forms.DateField(label="Depuis le", required=False)
    au = forms.DateField(label="Jusqu’au", required=False)
    personne = forms.CharField(label="Qui a regardé", required=False)


class OrganisationForm(forms.Form):
    kind = forms.ChoiceField(label="Type d’organisation", choices=OrganisationKind.choices)
    name = forms.CharField(label="Nom", max_length=150)
    short_name = forms.CharField(label="Nom court", max_length=30, required=False)
    legal_form = forms.CharField(label="Forme juridique", max_length=80, required=False)
    address = forms.CharField(label="Adresse", max_length=200, required=False)
    postcode = forms.CharField(label="Code postal", max_length=5, required=False)
    city = forms.CharField(label="Ville", max_length=100, required=False)
    phone = forms.CharField(label="Téléphone", max_length=20, required=False)
    email = forms.EmailField(label="Adresse électronique", required=False)
    siren = forms.CharField(label="Numéro SIREN", max_length=11, required=False)
    siret = forms.CharField(label="Numéro SIRET", max_length=20, required=False)
    rna = forms.CharField(label="Numéro RNA", max_length=10, required=False)
    iban = forms.CharField(label="Numéro IBAN", max_length=42, required=False)


PEOPLE_PAGE = compiled(
    "<h1>Comptes</h1><form>{{ form }}<button>Chercher</button></form><ul>{% for one in found %}"
    '<li><a href="/comptes/{{ one.id }}/">{{ one.first_name }} {{ one.last_name }}</a> {{ one.email }} '
    "{% if not one.is_active %}Fermé{% endif %} {% for role in one.roles %}{{ role.title|default:role.role }}, "
    "{{ role.name }} {% endfor %}</li>{% endfor %}</ul>"
)
LOG_PAGE = compiled(
    "<h1>Journal</h1><form>{{ form }}<button>Chercher</button></form><ul>{% for one in found %}"
    "<li>{{ one.at|date:'j F Y H:i' }} {{ one.first_name }} {{ one.last_name }}, {{ one.name }} : {{ one.action }}, "
    "{{ one.subject_type }} {{ one.subject_id }}</li>{% endfor %}</ul>"
)
DETAIL_PAGE = compiled(
    "<dl>{% for name, value in one.items %}<dt>{{ name }}</dt><dd>{{ value }}</dd>{% endfor %}</dl>"
    "<ul>{% for role in roles %}<li>{{ role.title|default:role.role }}, {{ role.name }}</li>{% endfor %}</ul>"
    "<ol>{% for event in history %}<li>{{ event.pgh_created_at|date:'j F Y' }} {{ event.pgh_label }}</li>{% endfor %}"
    "</ol>"
)
FORM_PAGE = compiled('<form method="post">{% csrf_token %}{{ form }}<button>Enregistrer</button></form>')


def asked(conditions, params):
    return " ".join(sql for name, sql in conditions.items() if params.get(name))


def people(request, role):
    params = request.GET.dict()
    form = PeopleForm(params)
    form.fields["organisation"].choices = [
        ("", "Toutes"),
        *((one["id"], one["name"]) for one in rows(ORGANISATIONS, params)),
    ]
    form.is_valid()
    found = rows(PEOPLE.format(reach=REACH[role], conditions=asked(CONDITIONS, params)), params)[:SIZE]
    by_user = {}
    for membership in rows(ROLES, {"users": [one["id"] for one in found]}):
        by_user.setdefault(membership["user_id"], []).append(membership)
    for one in found:
        one["roles"] = by_user.get(one["id"], ())
    return answer(PEOPLE_PAGE, request, form=form, found=found)


def log(request):
    params = request.GET.dict()
    form = LogForm(params)
    form.is_valid()
    found = rows(LOG.format(conditions=asked(LOG_CONDITIONS, params)), params)[:SIZE]
    return answer(LOG_PAGE, request, form=form, found=found)


def person(request, pk):
    found = rows(PERSON, {"id": pk})
    if not found:
        raise Http404
    roles, history = rows(ROLES, {"users": [pk]}), rows(HISTORY, {"id": pk})
    return answer(DETAIL_PAGE, request, one=found[0], roles=roles, history=history)


def organisation(request, pk):
    found = rows(ORGANISATION, {"id": pk})
    if not found:
        raise Http404
    return answer(DETAIL_PAGE, request, one=found[0])


def create(request):
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        rows(CREATE, {**form.cleaned_data, "id": uuid.uuid4(), "at": request.GET["at"]})
        return HttpResponseRedirect("/organisations/")
    return answer(FORM_PAGE, request, form=form)


urlpatterns = [
    path("comptes/<uuid:pk>/", person),
    path("comptes/<slug:role>/", people),
    path("journal/", log),
    path("organisations/nouvelle/", create),
    path("organisations/<uuid:pk>/", organisation),
]
