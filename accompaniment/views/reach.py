"""What the pages of a mesure and of its parts share: found among what is in the actor's reach, each look traced."""

from django.urls import reverse
from django.views.generic import FormView
from django.views.generic.detail import SingleObjectMixin

from accompaniment.models import Accompaniment, Suspension
from accompaniment.services.holding import within_reach
from accounts.recording import RecordsAccess
from core.careful import CarefulFormMixin
from core.views.transitions import TransitionView

READ, WRITE, DECIDE, AGREE = "mesures.read", "mesures.write", "mesures.decide", "extensions.agree"
WITH = ("household__landlord", "convention__programme", "convention__operator", "programme_version", "previous")


class OfMesure(RecordsAccess):
    """About one mesure, or one part of it (`model`): what is read, or with `acts` what is in one's hands."""

    model = Accompaniment
    action = READ
    acts = True

    def get_queryset(self):
        actor = self.request.actor
        mesures = within_reach(actor) if self.acts else Accompaniment.objects.visible_to(actor)
        if self.model is Accompaniment:
            return mesures.select_related(*WITH)
        path = "phase__accompaniment" if self.model is Suspension else "accompaniment"
        found = self.model.objects.visible_to(actor).filter(**{f"{path}__in": mesures})
        return found.select_related(*(f"{path}__{part}" for part in WITH))

    @property
    def mesure(self):
        if self.model is Accompaniment:
            return self.object
        return self.object.phase.accompaniment if self.model is Suspension else self.object.accompaniment

    def access_owner(self):
        return self.mesure.household.landlord

    @property
    def mesure_url(self):
        return reverse("accompaniment:mesure", args=[self.mesure.pk])

    @property
    def crumbs(self):
        household = self.mesure.household
        return [(household.name, household.get_absolute_url()), (f"Mesure {self.mesure}", self.mesure_url)]

    cancel_url = mesure_url

    def get_success_url(self):
        return self.mesure_url


class MesureForm(OfMesure, CarefulFormMixin, SingleObjectMixin, FormView):
    """A fact is noted, or corrected: the mesure is locked when it is saved, and its version is not asked."""

    action = WRITE
    version_checked = False
    draft_title = "Mesure"
    cancel_label = "Revenir"

    @property
    def page_lead(self):
        return f"{self.mesure.household.name}, mesure {self.mesure}"


class MesureStep(OfMesure, TransitionView):
    """A step of one of the tables."""

    action = WRITE
    draft_title = "Mesure"

    @property
    def page_lead(self):
        return f"{self.mesure.household.name}, mesure {self.mesure}"
