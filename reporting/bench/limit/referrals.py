"""Fiches de liaison, bare: the same rows by indexed SQL. `at` is the organisation at work."""

from django import forms
from django.http import Http404
from django.urls import path

from referrals.enums import ReferralState, Urgency
from reporting.bench.limit.accounts import asked
from reporting.bench.limit.rows import answer, compiled, rows

SIZE = 50
SHOWN = """
SELECT referral.id, referral.number, referral.state, referral.urgency, referral.waiting_since, household.name,
       convention.reference, operator.name AS operator, advisor.last_name AS advisor, worker.last_name AS worker,
       appointment.starts_at
FROM ({found}) AS referral
JOIN tenants_household AS household ON household.id = referral.household_id
JOIN programmes_convention AS convention ON convention.id = referral.convention_id
JOIN accounts_organisation AS operator ON operator.id = convention.operator_id
JOIN accounts_membership AS hers ON hers.id = referral.advisor_id JOIN accounts_user AS advisor ON advisor.id = user_id
LEFT JOIN accounts_membership AS his ON his.id = referral.worker_id
LEFT JOIN accounts_user AS worker ON worker.id = his.user_id
LEFT JOIN referrals_appointment AS appointment ON appointment.id = referral.appointment_id
ORDER BY {order}
"""
AT_LANDLORD = """
SELECT referral.* FROM referrals_referral AS referral JOIN tenants_household AS household ON household.id = household_id
WHERE landlord_id = %(at)s AND merged_into_id IS NULL AND NOT guarded {conditions} ORDER BY {order} LIMIT 51
"""
AT_OPERATOR = """
SELECT referral.* FROM referrals_referral AS referral JOIN programmes_convention AS convention
  ON convention.id = convention_id
WHERE operator_id = %(at)s AND sent_at IS NOT NULL {conditions} ORDER BY {order} LIMIT 51
"""
NEWEST, LONGEST = "referral.created_at DESC, referral.id DESC", "referral.waiting_since, referral.id"
CONDITIONS = {
    "etat": "AND state = %(etat)s",
    "place": "AND (referral.created_at, referral.id) < (%(place)s::timestamptz, %(id)s::uuid)",
}
WAITING = """AND state IN ('draft', 'announced', 'sent', 'received', 'information_requested', 'meeting_planned')"""
RECEIVED = """AND state IN ('sent', 'received', 'information_requested', 'meeting_planned')"""
REFERRAL = "SELECT * FROM referrals_referral WHERE id = %(id)s"
PARTS = {
    "sheets": "SELECT * FROM referrals_sheet WHERE referral_id = %(id)s ORDER BY number DESC",
    "requests": "SELECT * FROM referrals_informationrequest WHERE referral_id = %(id)s",
    "attachments": "SELECT id, added_at FROM referrals_attachment WHERE referral_id = %(id)s",
    "steps": "SELECT action, at FROM core_transitionentry WHERE subject_id = %(id)s ORDER BY at",
}


class ReferralsForm(forms.Form):
    q = forms.CharField(label="Numéro", required=False)
    etat = forms.ChoiceField(label="État", required=False, choices=ReferralState.choices)
    urgence = forms.ChoiceField(label="Urgence", required=False, choices=Urgency.choices)
    du = forms.DateField(label="Depuis le", required=False)
    au = forms.DateField(label="Jusqu’au", required=False)


LIST_PAGE = compiled(
    "<h1>Fiches</h1><form>{{ form }}<button>Chercher</button></form><ul>{% for one in found %}"
    '<li><a href="/fiches/{{ one.id }}/">{{ one.name }} {{ one.number }}</a> {{ one.state }} {{ one.urgency }} '
    "{{ one.reference }} {{ one.operator }} {{ one.advisor }} {{ one.worker }} "
    "{{ one.waiting_since|date:'j F Y' }} {{ one.starts_at|date:'j F Y' }}</li>{% endfor %}</ul>"
)
DETAIL_PAGE = compiled(
    "<dl>{% for name, value in one.items %}<dt>{{ name }}</dt><dd>{{ value }}</dd>{% endfor %}</dl>"
    "{% for sheet in sheets %}<dl>{% for name, value in sheet.items %}<dt>{{ name }}</dt><dd>{{ value }}</dd>"
    "{% endfor %}</dl>{% endfor %}<ul>{% for one in requests %}<li>{{ one.question }}</li>{% endfor %}</ul>"
    "<ul>{% for step in steps %}<li>{{ step.action }} {{ step.at|date:'j F Y' }}</li>{% endfor %}</ul>"
)


def listed(request, found, order, always=""):
    form = ReferralsForm(request.GET)
    form.is_valid()
    params = request.GET.dict()
    inner = found.format(conditions=f"{always} {asked(CONDITIONS, params)}", order=order)
    return answer(LIST_PAGE, request, form=form, found=rows(SHOWN.format(found=inner, order=order), params)[:SIZE])


def at_landlord(request):
    return listed(request, AT_LANDLORD, NEWEST)


def longest_first(request):
    return listed(request, AT_LANDLORD, LONGEST, WAITING)


def at_operator(request):
    return listed(request, AT_OPERATOR, NEWEST)


def received(request):
    return listed(request, AT_OPERATOR, LONGEST, RECEIVED)


def referral(request, pk):
    found = rows(REFERRAL, {"id": pk})
    if not found:
        raise Http404
    parts = {name: rows(sql, {"id": pk}) for name, sql in PARTS.items()}
    return answer(DETAIL_PAGE, request, one=found[0], **parts)


urlpatterns = [
    path("fiches/", at_landlord),
    path("fiches/attente/", longest_first),
    path("fiches/operateur/", at_operator),
    path("fiches/recues/", received),
    path("fiches/<uuid:pk>/", referral),
]
