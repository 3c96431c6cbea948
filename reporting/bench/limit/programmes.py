"""Conventions, bare."""

from django import forms
from django.http import Http404
from django.urls import path

from programmes.enums import ConventionState
from reporting.bench.limit.rows import answer, compiled, rows

SIZE = 50
CONVENTIONS = """
SELECT convention.id, reference, starts_on, ends_on, landlord.name AS landlord, operator.name AS operator,
       programme.code AS programme
FROM programmes_convention AS convention
JOIN accounts_organisation AS landlord ON landlord.id = convention.landlord_id
JOIN accounts_organisation AS operator ON operator.id = convention.operator_id
JOIN programmes_programme AS programme ON programme.id = convention.programme_id
WHERE convention.operator_id = %(at)s AND convention.starts_on <= current_date AND convention.ends_on >= current_date
ORDER BY reference LIMIT 51
"""
CONVENTION = "SELECT * FROM programmes_convention WHERE id = %(id)s"
PARTIES = "SELECT id, name FROM accounts_organisation WHERE id = ANY(%(ids)s)"
TARIFFS = "SELECT * FROM programmes_tariff WHERE convention_id = %(id)s ORDER BY unit, valid_from"
BUDGETS = "SELECT * FROM programmes_conventionbudget WHERE convention_id = %(id)s ORDER BY year"
PAYERS = """
SELECT name, share FROM programmes_payer JOIN accounts_organisation AS organisation
  ON organisation.id = programmes_payer.organisation_id WHERE convention_id = %(id)s ORDER BY position
"""


class ConventionsForm(forms.Form):
    q = forms.CharField(label="Référence", required=False)
    etat = forms.ChoiceField(label="État de la convention", required=False, choices=ConventionState.choices)


LIST_PAGE = compiled(
    "<h1>Conventions</h1><form>{{ form }}<button>Chercher</button></form><ul>{% for one in found %}"
    '<li><a href="/conventions/{{ one.id }}/">{{ one.reference }}</a> {{ one.programme }} : {{ one.landlord }} et '
    "{{ one.operator }}, du {{ one.starts_on|date:'j F Y' }} au {{ one.ends_on|date:'j F Y' }}</li>{% endfor %}</ul>"
)
DETAIL_PAGE = compiled(
    "<dl>{% for name, value in one.items %}<dt>{{ name }}</dt><dd>{{ value }}</dd>{% endfor %}</dl>"
    "<ul>{% for party in parties %}<li>{{ party.name }}</li>{% endfor %}</ul>"
    "<ul>{% for tariff in tariffs %}<li>{{ tariff.unit }} {{ tariff.price }}</li>{% endfor %}</ul>"
    "<ul>{% for budget in budgets %}<li>{{ budget.year }} {{ budget.amount }}</li>{% endfor %}</ul>"
    "<ul>{% for payer in payers %}<li>{{ payer.name }} {{ payer.share }}</li>{% endfor %}</ul>"
)


def conventions(request):
    form = ConventionsForm(request.GET)
    form.is_valid()
    return answer(LIST_PAGE, request, form=form, found=rows(CONVENTIONS, request.GET.dict())[:SIZE])


def convention(request, pk):
    found = rows(CONVENTION, {"id": pk})
    if not found:
        raise Http404
    parts = {"tariffs": TARIFFS, "budgets": BUDGETS, "payers": PAYERS}
    context = {name: rows(sql, {"id": pk}) for name, sql in parts.items()}
    parties = rows(PARTIES, {"ids": [found[0]["landlord_id"], found[0]["operator_id"]]})
    return answer(DETAIL_PAGE, request, one=found[0], parties=parties, **context)


urlpatterns = [path("conventions/", conventions), path("conventions/<uuid:pk>/", convention)]
