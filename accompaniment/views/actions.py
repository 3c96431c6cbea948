"""Steps taken for a household (démarches), relays to partners."""

from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import UpdateView

from accompaniment.enums import MesureState
from accompaniment.forms.actions import ActionForm, RelayForm
from accompaniment.models import Action, Objective, Relay
from accompaniment.rules import MESURES
from accompaniment.rules.objectives import OPEN_STATES
from accompaniment.services.actions import (
    WRITE,
    cancel_action,
    cancel_relay,
    change_action,
    change_relay,
    note_action,
    note_relay,
)
from accompaniment.views.objectives import InTab
from accompaniment.views.reach import MesureForm, MesureStep, OfMesure
from core.careful import CarefulFormMixin
from referrals.models import Structure


def structures_for(actor, chosen=None):
    """Those in the directory, and the one that was chosen before it was withdrawn."""
    own = Structure.objects.visible_to(actor)
    return (own.in_use() | own.filter(pk=chosen)) if chosen else own.in_use()


def objectives_for(mesure, chosen=None):
    """Those that are open, and the one that was chosen before it ended."""
    own = Objective.objects.filter(accompaniment=mesure)
    running = own.filter(state__in=OPEN_STATES)
    return (running | own.filter(pk=chosen)) if chosen else running


class OfAction(InTab):
    action = WRITE
    form_class = ActionForm
    draft_title = "Démarche"
    anchor = "demarches"

    def get_form_kwargs(self):
        of = self.object if isinstance(self.object, Action) else Action()
        return {
            **super().get_form_kwargs(),
            "structures": structures_for(self.request.actor, of.structure_id),
            "objectives": objectives_for(self.mesure, of.objective_id),
        }


class OfRelay(InTab):
    action = WRITE
    form_class = RelayForm
    draft_title = "Relais"
    anchor = "relais"

    def get_form_kwargs(self):
        chosen = self.object.structure_id if isinstance(self.object, Relay) else None
        return {**super().get_form_kwargs(), "structures": structures_for(self.request.actor, chosen)}


class Noted(MesureForm):
    """Something new within a mesure; what was saved takes the place of the mesure."""

    @property
    def mesure(self):
        return getattr(self.object, "accompaniment", self.object)


class Changed(OfMesure, CarefulFormMixin, UpdateView):
    cancel_label = "Revenir"

    def get(self, request, *args, **kwargs):
        found = self.get_object()
        if found.accompaniment.state != MesureState.OPEN:
            return redirect("accompaniment:objectives", found.accompaniment.household_id)
        return super().get(request, *args, **kwargs)


class ActionNote(OfAction, Noted):
    page_title = "Noter une démarche"
    submit_label = "Noter la démarche"
    success_message = "La démarche est notée."

    def save(self, form):
        return note_action(mesure=self.object, values=form.cleaned_data, by=self.request.actor)


class ActionChange(OfAction, Changed):
    model = Action
    template_name = "accompaniment/action_form.html"
    page_title = "Modifier la démarche"
    success_message = "La démarche est enregistrée."

    def save(self, form):
        return change_action(action=self.object, values=form.cleaned_data, by=self.request.actor)


class Cancelled(InTab, MesureStep):
    """Noted by mistake: the step goes, the history keeps it."""

    action = WRITE
    table = MESURES
    page_text = "Seulement si c’était une erreur. L’historique garde ce qui était noté, et votre motif."
    danger = True

    def take(self, given):
        self.gone = self.tab_url
        self.cancel_it(given["reason"])

    def get_success_url(self):
        return getattr(self, "gone", self.tab_url)


class ActionCancel(Cancelled):
    model = Action
    step = "cancel_action"
    success_message = "La démarche est retirée."

    def cancel_it(self, reason):
        cancel_action(action=self.object, reason=reason, by=self.request.actor)


class RelayNote(OfRelay, Noted):
    page_title = "Mettre en relation"
    submit_label = "Noter le relais"
    success_message = "Le relais est noté."

    def get_initial(self):
        return {"on": timezone.localdate()}

    def save(self, form):
        return note_relay(mesure=self.object, values=form.cleaned_data, by=self.request.actor)


class RelayChange(OfRelay, Changed):
    model = Relay
    template_name = "accompaniment/relay_form.html"
    page_title = "Modifier le relais"
    success_message = "Le relais est enregistré."

    def save(self, form):
        return change_relay(relay=self.object, values=form.cleaned_data, by=self.request.actor)


class RelayCancel(Cancelled):
    model = Relay
    step = "cancel_relay"
    success_message = "Le relais est retiré."

    def cancel_it(self, reason):
        cancel_relay(relay=self.object, reason=reason, by=self.request.actor)
