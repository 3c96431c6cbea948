"""Phases start, end and are corrected; what interrupts them."""

from django.http import Http404
from django.utils import timezone

from accompaniment.forms.phases import (
    EndPhaseForm,
    PauseChangeForm,
    PauseForm,
    PhaseDatesForm,
    ResumeForm,
    StartPhaseForm,
    SuspensionChangeForm,
    SuspensionForm,
)
from accompaniment.models import Pause, Phase, Suspension
from accompaniment.rules import MESURES
from accompaniment.rules.mesures import next_kinds
from accompaniment.services.phases import correct_phase, end_phase, start_phase
from accompaniment.services.suspensions import (
    cancel_pause,
    cancel_suspension,
    correct_pause,
    correct_suspension,
    pause_rhythm,
    resume,
    suspend,
)
from accompaniment.views.reach import READ, MesureForm, MesureStep
from accounts.enums import OPERATOR_ROLES
from programmes.enums import PhaseKind


class StartPhase(MesureForm):
    form_class = StartPhaseForm
    page_title = "Commencer la phase suivante"
    submit_label = "Commencer"
    success_message = "La phase est notée."

    def prepare(self):
        done = self.object.phases.values_list("kind", flat=True)
        self.following = next_kinds(self.object.programme_version.content, list(done))
        if not self.following:
            raise Http404

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "phases": self.following}

    def get_initial(self):
        return {"on": timezone.localdate(), "kind": self.following[0].kind}

    def save(self, form):
        start_phase(mesure=self.object, by=self.request.actor, **form.cleaned_data)


class OfPhase(MesureForm):
    model = Phase

    @property
    def page_lead(self):
        return f"{super().page_lead}, {str(self.object).lower()}"


class EndPhase(OfPhase):
    """A diagnostic ends by its own page."""

    form_class = EndPhaseForm
    page_title = "Terminer la phase"
    page_text = "La mesure reste ouverte. Pour la terminer elle-même, proposez sa fin."
    submit_label = "Terminer la phase"
    success_message = "La phase est terminée."

    def get_queryset(self):
        return super().get_queryset().exclude(kind=PhaseKind.DIAGNOSTIC)

    def get_initial(self):
        return {"on": timezone.localdate()}

    def save(self, form):
        end_phase(phase=self.object, by=self.request.actor, **form.cleaned_data)


class CorrectPhase(OfPhase):
    """By the worker while the mesure goes on, by the head also once it is closed."""

    action = READ
    form_class = PhaseDatesForm
    page_title = "Corriger les dates"
    page_text = (
        "Les dates d’une phase sont des faits : elles se corrigent, même après une facture. La suivante portera la "
        "différence."
    )
    success_message = "Les dates sont corrigées."

    def get_queryset(self):
        found = super().get_queryset()
        return found if self.request.actor.role in OPERATOR_ROLES else found.none()

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "ended": self.object.ends_on is not None}

    def get_initial(self):
        return {"starts_on": self.object.starts_on, "ends_on": self.object.ends_on}

    def save(self, form):
        correct_phase(phase=self.object, by=self.request.actor, **form.cleaned_data)


class Suspend(OfPhase):
    form_class = SuspensionForm
    page_title = "Suspendre l’accompagnement"
    page_text = (
        "Ces jours ne sont ni accompagnés, ni comptés. Le bailleur lit les dates, jamais la raison. Pour quelques "
        "semaines sans rencontre, une pause du rythme suffit."
    )
    submit_label = "Suspendre"
    success_message = "La suspension est notée."

    def get_queryset(self):
        return super().get_queryset().filter(kind=PhaseKind.SUPPORT)

    def get_initial(self):
        return {"starts_on": timezone.localdate()}

    def save(self, form):
        suspend(phase=self.object, by=self.request.actor, **form.cleaned_data)


class OfSuspension(MesureForm):
    model = Suspension


class Resume(OfSuspension):
    form_class = ResumeForm
    page_title = "Reprendre l’accompagnement"
    submit_label = "Reprendre"
    success_message = "L’accompagnement reprend."

    def get_initial(self):
        return {"on": timezone.localdate()}

    def save(self, form):
        resume(suspension=self.object, by=self.request.actor, **form.cleaned_data)


class CorrectSuspension(OfSuspension):
    form_class = SuspensionChangeForm
    page_title = "Corriger la suspension"
    success_message = "La suspension est corrigée."

    def get_initial(self):
        return {name: getattr(self.object, name) for name in ("starts_on", "ends_on", "reason", "note")}

    def save(self, form):
        correct_suspension(suspension=self.object, by=self.request.actor, **form.cleaned_data)


class CancelSuspension(MesureStep):
    model = Suspension
    table, step = MESURES, "cancel_suspension"
    page_text = "Ces jours redeviennent accompagnés. L’historique garde ce qui était noté, et votre motif."
    success_message = "La suspension est annulée."

    def take(self, given):
        self.gone = self.mesure_url
        cancel_suspension(suspension=self.object, by=self.request.actor, **given)

    def get_success_url(self):
        return getattr(self, "gone", self.mesure_url)


class AddPause(MesureForm):
    form_class = PauseForm
    page_title = "Mettre le rythme en pause"
    page_text = (
        "Pour des vacances, un congé, une demande du ménage : pendant ces jours, personne n’attend de rencontre. "
        "La mesure continue, et elle est comptée. Le bailleur n’en lit rien."
    )
    submit_label = "Noter la pause"
    success_message = "La pause est notée."

    def get_initial(self):
        return {"starts_on": timezone.localdate()}

    def save(self, form):
        pause_rhythm(mesure=self.object, by=self.request.actor, **form.cleaned_data)


class CorrectPause(MesureForm):
    model = Pause
    form_class = PauseChangeForm
    page_title = "Corriger la pause"
    success_message = "La pause est corrigée."

    def get_initial(self):
        return {name: getattr(self.object, name) for name in ("starts_on", "ends_on", "reason", "note")}

    def save(self, form):
        correct_pause(pause=self.object, by=self.request.actor, **form.cleaned_data)


class CancelPause(MesureStep):
    model = Pause
    table, step = MESURES, "cancel_pause"
    page_text = "L’historique garde ce qui était noté, et votre motif."
    success_message = "La pause est annulée."

    def take(self, given):
        self.gone = self.mesure_url
        cancel_pause(pause=self.object, by=self.request.actor, **given)

    def get_success_url(self):
        return getattr(self, "gone", self.mesure_url)
