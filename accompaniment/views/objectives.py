"""The tab « Objectifs » of a household, an objective and its steps, one touch on what was to be done."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import UpdateView
from django.views.generic.detail import SingleObjectMixin

from accompaniment.enums import MesureState
from accompaniment.forms.objectives import ObjectiveForm, TaskFormSet
from accompaniment.models import Objective, Task
from accompaniment.presentation.objectives import themes_of, work_of
from accompaniment.rules import OBJECTIVES
from accompaniment.rules.objectives import OPEN_STATES
from accompaniment.services.objectives import (
    WRITE,
    agree_objective,
    begin_objective,
    change_objective,
    check_task,
    drop_objective,
    reach_objective,
    take_up_objective_again,
)
from accompaniment.services.publications import OBJECTIVE_TITLE, publish_objective
from accompaniment.views.publications import Published
from accompaniment.views.reach import MesureForm, MesureStep, OfMesure
from core.access import page
from core.careful import CarefulFormMixin
from core.views import act
from referrals.presentation.meetings import commitments_told
from tenants.views.file_page import FilePage


class HouseholdObjectives(FilePage):
    """What is agreed, done and obtained, with whom; beside it, what the three parties promised one another."""

    action = "actions.read"
    template_name = "accompaniment/objectives.html"
    tab = "accompaniment:objectives"

    def get_context_data(self, **kwargs):
        actor = self.request.actor
        works = work_of(self.household, actor, self.today, writes=self.household.is_writable_by(actor))
        return super().get_context_data(
            works=works,
            several=len(works) > 1,
            commitments=commitments_told(self.household, actor, self.today),
            **kwargs,
        )


class InTab:
    """A page that one reaches from the tab, and leaves for it."""

    anchor = ""

    @property
    def tab_url(self):
        return reverse("accompaniment:objectives", args=[self.mesure.household_id])

    @property
    def crumbs(self):
        household = self.mesure.household
        return [(household.name, household.get_absolute_url()), ("Objectifs", self.tab_url)]

    @property
    def page_lead(self):
        return f"Mesure {self.mesure}, {self.mesure.programme_version.public_label}"

    @property
    def cancel_url(self):
        return self.tab_url

    def get_success_url(self):
        return f"{self.tab_url}#{self.anchor}" if self.anchor else self.tab_url


class OfObjective(InTab):
    draft_title = "Objectif"
    action = WRITE

    @property
    def anchor(self):
        return f"objectif-{self.object.pk}" if isinstance(self.object, Objective) else "objectifs"


class WithTasks(OfObjective):
    """The objective and who does what for it, in one form."""

    form_class = ObjectiveForm
    formset_classes = {"tasks": TaskFormSet}
    template_name = "accompaniment/objective_form.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "themes": themes_of(self.mesure)}

    def get_context_data(self, **kwargs):
        mistakes = [mistake for formset in self.formsets.values() for mistake in formset.mistakes]
        return super().get_context_data(mistakes=mistakes, household=self.mesure.household, **kwargs)


class ObjectiveAgree(WithTasks, MesureForm):
    page_title = "Convenir d’un objectif"
    submit_label = "Noter l’objectif"
    success_message = "L’objectif est noté."

    def get_initial(self):
        return {"agreed_on": timezone.localdate()}

    def get_formset_kwargs(self, name):
        return {"instance": None, "prefix": name}

    def save(self, form):
        return agree_objective(
            mesure=self.object, values=form.cleaned_data, tasks=self.formsets["tasks"].lines, by=self.request.actor
        )

    @property
    def mesure(self):
        """What was saved takes the place of the mesure in which it was made."""
        return self.object.accompaniment if isinstance(self.object, Objective) else self.object


class ObjectiveChange(WithTasks, OfMesure, CarefulFormMixin, UpdateView):
    model = Objective
    page_title = "Modifier l’objectif"
    cancel_label = "Revenir"
    success_message = "L’objectif est enregistré."

    def get(self, request, *args, **kwargs):
        """Ended meanwhile: it is read. What was typed before is still answered in words."""
        found = self.get_object()
        running = found.state in OPEN_STATES and found.accompaniment.state == MesureState.OPEN
        if not running:
            return redirect("accompaniment:objectives", found.accompaniment.household_id)
        return super().get(request, *args, **kwargs)

    def save(self, form):
        return change_objective(
            objective=self.object, values=form.cleaned_data, tasks=self.formsets["tasks"].lines, by=self.request.actor
        )


class ObjectiveStep(OfObjective, MesureStep):
    model = Objective
    table = OBJECTIVES

    @property
    def page_lead(self):
        return self.object.text


class BeginObjective(ObjectiveStep):
    step = "begin"
    success_message = "L’objectif est en cours."

    def take(self, given):
        begin_objective(objective=self.object, by=self.request.actor)


class ReachObjective(ObjectiveStep):
    step = "reach"
    success_message = "L’objectif est atteint. Bravo à eux."
    page_title = submit_label = "Objectif atteint"

    def take(self, given):
        reach_objective(objective=self.object, by=self.request.actor)


class DropObjective(ObjectiveStep):
    step = "drop"
    page_title = submit_label = "Abandonner l’objectif"
    page_text = "Il reste dans le dossier, avec votre motif."
    success_message = "L’objectif est abandonné, et le motif gardé."

    def take(self, given):
        drop_objective(objective=self.object, by=self.request.actor, **given)


class TakeUpObjectiveAgain(ObjectiveStep):
    step = "take_up_again"
    page_title = submit_label = "Reprendre l’objectif"
    success_message = "L’objectif est repris."

    def take(self, given):
        take_up_objective_again(objective=self.object, by=self.request.actor, **given)


class ObjectivePublish(OfObjective, OfMesure, Published, SingleObjectMixin):
    """What the landlord's advisor will read of an objective: a text of its own, nothing of its progress."""

    model = Objective
    action = "published.write"
    draft_title = "Texte à publier"
    kept_inside = "Ni le thème, ni les tâches, ni les démarches, ni l’avancement."

    def get(self, request, *args, **kwargs):
        """Published already: one reads it."""
        found = self.get_object()
        if found.publications.standing().exists():
            return redirect("accompaniment:objectives", found.accompaniment.household_id)
        return super().get(request, *args, **kwargs)

    @property
    def preview(self):
        return self.object.agreed_on, OBJECTIVE_TITLE

    @property
    def published_of(self):
        return self.mesure.household

    def get_initial(self):
        """What was agreed with the household, to be written anew for the landlord."""
        return {"text": self.object.text}

    def get_success_url(self):
        return self.tab_url

    def save(self, form):
        publish_objective(objective=self.object, by=self.request.actor, **form.cleaned_data)


@page(WRITE)
@require_POST
def check(request, pk):
    """`fait`: 1 done, 0 not done after all; a second click says the same again."""
    within = Task.objects.writable_by(request.actor).select_related("objective__accompaniment")
    task = within.filter(pk=pk).first()
    if task is None:
        raise Http404
    done = request.POST.get("fait") == "1"
    objective = task.objective
    url = reverse("accompaniment:objectives", args=[objective.accompaniment.household_id])
    return act(
        request,
        lambda: check_task(task=task, done=done, by=request.actor),
        url=f"{url}#objectif-{objective.pk}",
        done="C’est noté comme fait." if done else "C’est de nouveau à faire.",
    )
