"""What the two houses say of a household: noted on either side; the landlord's alert, and its answer."""

from django.http import Http404
from django.urls import reverse
from django.views.generic import DetailView, FormView
from django.views.generic.detail import SingleObjectMixin

from accompaniment.enums import ExchangeState
from accompaniment.forms.texts import AlertForm, AnswerForm, ExchangeForm
from accompaniment.models import Exchange
from accompaniment.presentation.exchanges import TONES
from accompaniment.rules import EXCHANGES
from accompaniment.services.exchanges import (
    alert_operator,
    answer_alert,
    cancel_exchange,
    conventions_spoken_of,
    may_cancel,
    note_exchange,
    running_mesures,
)
from accounts.matrix import allows
from accounts.recording import RecordsAccess
from core.careful import CarefulFormMixin
from core.paging import keyset_page
from core.trail import history_of
from core.views import RenderNow
from core.views.transitions import TransitionView
from programmes.models import ProgrammeVersion
from tenants.models import Household
from tenants.views.file_page import FilePage, InFile

READ, WRITE, ALERT, ANSWER = "exchanges.read", "exchanges.write", "exchanges.alert", "exchanges.answer"


def crumbs_of(household):
    exchanges = reverse("accompaniment:exchanges", args=[household.pk])
    return [(household.name, household.get_absolute_url()), ("Échanges", exchanges)]


class HouseholdExchanges(FilePage):
    action = READ
    template_name = "accompaniment/exchanges.html"
    tab = "accompaniment:exchanges"

    def get_context_data(self, **kwargs):
        actor = self.request.actor
        within = Exchange.objects.visible_to(actor, of=self.household)
        rows = within.select_related("written_by__user", "written_by__organisation", "answers")
        page = keyset_page(rows, self.request.GET, by=("-on", "-id"), within=within)
        writes = allows(actor.role, WRITE) and self.household.is_writable_by(actor)
        writes = writes and conventions_spoken_of(self.household, actor).exists()
        alerts = writes and allows(actor.role, ALERT) and running_mesures(self.household, actor).exists()
        lines = [(one, TONES[one.state]) for one in page.rows]
        return super().get_context_data(page=page, lines=lines, speaks=writes, alerts=alerts, **kwargs)


class OfExchange(RecordsAccess):
    model = Exchange
    action = READ

    def get_queryset(self):
        return Exchange.objects.visible_to(self.request.actor).select_related(
            "household__landlord", "convention__operator", "written_by__user", "written_by__organisation"
        )

    def access_owner(self):
        return self.object.household.landlord

    def get_success_url(self):
        return self.object.get_absolute_url()

    @property
    def page_lead(self):
        return f"{self.object}, dossier {self.object.household.number}"

    @property
    def crumbs(self):
        return [*crumbs_of(self.object.household), (str(self.object), self.object.get_absolute_url())]

    @property
    def cancel_url(self):
        return self.object.get_absolute_url()


class ExchangePage(RenderNow, OfExchange, DetailView):
    template_name = "accompaniment/exchange.html"
    context_object_name = "exchange"

    def get_context_data(self, **kwargs):
        one, actor = self.object, self.request.actor
        steps = EXCHANGES.available(one.state, actor.role)
        may = {"answer": answers(one, actor), "cancel": may_cancel(one, actor)}
        return super().get_context_data(
            household=one.household,
            crumbs=crumbs_of(one.household),
            tone=TONES[one.state],
            replies=list(one.answered_by.select_related("written_by__user", "written_by__organisation")),
            steps=[step for step in steps if may.get(step.action)],
            history=history_of((one, EXCHANGES, "")),
            **kwargs,
        )


def answers(exchange, actor):
    """Whoever has the household in hand at the operator, while the alert waits."""
    return (
        exchange.state == ExchangeState.OPEN
        and allows(actor.role, ANSWER)
        and Household.objects.in_hands_of(actor).filter(pk=exchange.household_id).exists()
    )


class ExchangeCreate(InFile, CarefulFormMixin, FormView):
    action = WRITE
    writes, version_checked = True, False
    form_class = ExchangeForm
    template_name = "accompaniment/exchange_form.html"
    page_title, draft_title = "Noter un échange", "Échange"
    success_message = "L’échange est noté."

    def prepare(self):
        self.household = self.find_household()
        self.conventions = self.find_conventions()
        if not self.conventions:
            raise Http404
        self.cancel_url = reverse("accompaniment:exchanges", args=[self.household.pk])
        self.crumbs = crumbs_of(self.household)
        self.page_lead = f"{self.household.name}, dossier {self.household.number}"

    def find_conventions(self):
        return list(conventions_spoken_of(self.household, self.request.actor))

    def get_initial(self):
        return {"on": self.today}

    def get_form_kwargs(self):
        several = len(self.conventions) > 1
        labels = ProgrammeVersion.objects.visible_to(self.request.actor).labels() if several else {}
        return {**super().get_form_kwargs(), "instance": None, "conventions": self.conventions, "labels": labels}

    def get_context_data(self, **kwargs):
        return super().get_context_data(household=self.household, **kwargs)

    def save(self, form):
        return note_exchange(household=self.household, by=self.request.actor, **form.values)

    def get_success_url(self):
        return self.object.get_absolute_url()


class ExchangeAlert(ExchangeCreate):
    """The landlord's: it waits for an answer."""

    action = ALERT
    form_class = AlertForm
    page_title, draft_title = "Alerter l’association", "Alerte"
    page_text = "Le travailleur social et son chef de service en sont avertis, et vous répondent ici."
    submit_label = "Envoyer l’alerte"
    success_message = "L’alerte est envoyée : l’association vous répondra ici."

    def find_conventions(self):
        running = running_mesures(self.household, self.request.actor)
        return list({mesure.convention_id: mesure.convention for mesure in running}.values())

    def save(self, form):
        return alert_operator(household=self.household, by=self.request.actor, **form.values)


class ExchangeAnswer(OfExchange, CarefulFormMixin, SingleObjectMixin, FormView):
    action = ANSWER
    form_class = AnswerForm
    template_name = "accompaniment/exchange_form.html"
    version_checked = False
    page_title, draft_title = "Répondre à l’alerte", "Réponse à une alerte"
    submit_label = "Envoyer la réponse"
    success_message = "La réponse est envoyée."

    def get_subject(self):
        one = self.get_object()
        if not Household.objects.in_hands_of(self.request.actor).filter(pk=one.household_id).exists():
            raise Http404
        return one

    def get_context_data(self, **kwargs):
        return super().get_context_data(household=self.object.household, answered=self.object, **kwargs)

    def save(self, form):
        answer_alert(exchange=self.object, by=self.request.actor, **form.cleaned_data)


class ExchangeCancel(OfExchange, TransitionView):
    action = WRITE
    table, step = EXCHANGES, "cancel"
    draft_title = "Échange à annuler"
    page_text = "Il reste lisible des deux côtés, barré, avec votre motif."
    success_message = "L’échange est annulé."

    def get_queryset(self):
        writable = Exchange.objects.writable_by(self.request.actor)
        return writable.select_related("household__landlord", "written_by__organisation")

    def take(self, given):
        cancel_exchange(exchange=self.object, by=self.request.actor, **given)
