"""An extension: proposed by the worker, read by both houses, agreed or refused by the landlord."""

from django.utils import timezone
from django.views.generic import DetailView

from accompaniment.enums import ExtensionState, MesureState
from accompaniment.forms.decisions import ExtensionForm
from accompaniment.models import Extension
from accompaniment.rules import EXTENSIONS
from accompaniment.rules.mesures import add_months
from accompaniment.services.extensions import (
    agree_extension,
    propose_extension,
    refuse_extension,
    take_back_extension,
)
from accompaniment.services.holding import within_reach
from accompaniment.services.meetings import meetings_of_stay
from accompaniment.views.reach import AGREE, READ, MesureForm, MesureStep, OfMesure
from core.trail import history_of
from core.views import RenderNow

TONES = {ExtensionState.PROPOSED: "soon", ExtensionState.AGREED: "done", ExtensionState.REFUSED: "late"}
# What is proposed in the form.
USUAL_MONTHS = 6


class ProposeExtension(MesureForm):
    form_class = ExtensionForm
    template_name = "accompaniment/extension_form.html"
    page_title = "Proposer une prolongation"
    page_text = (
        "Elle se décide en rencontre tripartite. Les mois ajoutés comptent quand le bailleur a donné son accord : "
        "le terme bouge à ce moment-là."
    )
    submit_label = "Demander l’accord du bailleur"
    success_message = "La prolongation est proposée ; le bailleur est prévenu."

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "meetings": meetings_of_stay(self.object)}

    def get_initial(self):
        latest = meetings_of_stay(self.object).first()
        term = self.object.term_on
        return {"meeting": latest, "until": add_months(term, USUAL_MONTHS) if term else None}

    def get_context_data(self, **kwargs):
        no_meeting = not meetings_of_stay(self.object).exists()
        return super().get_context_data(mesure=self.object, no_meeting=no_meeting, **kwargs)

    def save(self, form):
        self.proposed = propose_extension(mesure=self.object, by=self.request.actor, **form.cleaned_data)

    def get_success_url(self):
        proposed = getattr(self, "proposed", None)
        return proposed.get_absolute_url() if proposed else self.mesure_url


class ExtensionPage(RenderNow, OfMesure, DetailView):
    """What is asked, why, and the answer."""

    model = Extension
    action = READ
    acts = False
    template_name = "accompaniment/extension.html"
    context_object_name = "extension"

    def get_queryset(self):
        return super().get_queryset().select_related("meeting", "proposed_by__user", "answered_by__user")

    def get_context_data(self, **kwargs):
        extension, actor = self.object, self.request.actor
        in_hand = within_reach(actor).filter(pk=self.mesure.pk, state=MesureState.OPEN).exists()
        history = history_of((extension, EXTENSIONS, ""))
        refused = extension.state == ExtensionState.REFUSED
        return super().get_context_data(
            mesure=self.mesure,
            household=self.mesure.household,
            tone=TONES.get(extension.state, ""),
            steps=EXTENSIONS.available(extension.state, actor.role) if in_hand else [],
            history=history,
            refusal=next((line.reason for line in history if line.reason), "") if refused else "",
            today=timezone.localdate(),
            crumbs=self.crumbs,
            **kwargs,
        )


class ExtensionStep(MesureStep):
    model = Extension
    table = EXTENSIONS
    draft_title = "Prolongation"

    def get_success_url(self):
        return self.object.get_absolute_url()

    cancel_url = property(get_success_url)


class AgreeExtension(ExtensionStep):
    action = AGREE
    step = "agree"
    success_message = "La prolongation est acceptée : le terme est déplacé."

    def take(self, given):
        agree_extension(extension=self.object, by=self.request.actor)


class RefuseExtension(ExtensionStep):
    action = AGREE
    step = "refuse"
    page_text = "L’association lira votre motif. Le terme ne change pas."
    success_message = "Votre réponse est transmise à l’association."

    def take(self, given):
        refuse_extension(extension=self.object, by=self.request.actor, **given)


class TakeBackExtension(ExtensionStep):
    action = READ
    step = "take_back"
    page_text = "Le bailleur n’aura plus à répondre."
    success_message = "La proposition est retirée."

    def get_queryset(self):
        return super().get_queryset() if self.transition.allows(self.request.actor.role) else Extension.objects.none()

    def take(self, given):
        take_back_extension(extension=self.object, by=self.request.actor, **given)
