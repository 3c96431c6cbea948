"""Writing in the file of a household: careful forms over the services of its parts."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, FormView, UpdateView
from django.views.generic.detail import SingleObjectMixin

from core.access import page
from core.careful import CarefulFormMixin
from core.views import act
from tenants.forms.persons import HouseholdForm, LeavingForm, PersonForm
from tenants.forms.situation import (
    EndForm,
    EvictionStageForm,
    OccupancyForm,
    ReasonForm,
    RentDebtForm,
    ResourceForm,
    communes_of,
)
from tenants.models import EvictionStage, Household, Occupancy, Person, RentDebt, Resource
from tenants.services import composition, money, occupancies, persons
from tenants.views.file_page import InFile

WRITE, DEBTS = "households.write", "debts.write"
# The landlord's own reminder stands beside its fields of free text.
READ_BY_BOTH = "Le bailleur lit ce qui est noté ici : rien de ce qui vous a été confié n’y a sa place."


class InFileForm(CarefulFormMixin, InFile):
    """A page with a form inside a file: its household is in the address."""

    action = WRITE
    writes = True
    household_url_kwarg = "household"
    tab = "tenants:situation"

    def prepare(self):
        self.household = self.find_household()

    @property
    def crumbs(self):
        url = reverse(self.tab, args=[self.household.pk])
        return [(self.household.name, self.household.get_absolute_url()), ("Situation", url)]

    @property
    def draft_about(self):
        return f"dossier {self.household.number}"

    @property
    def page_lead(self):
        return f"{self.household.name}, dossier {self.household.number}"

    @property
    def page_text(self):
        return "" if self.request.actor.organisation_id == self.household.landlord_id else READ_BY_BOTH

    def get_success_url(self):
        return reverse(self.tab, args=[self.household.pk])

    @property
    def cancel_url(self):
        return self.get_success_url()


class PartCreate(InFileForm, CreateView):
    """Something is added to the file."""

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.model(household=self.household)}


class OfFile(InFileForm, SingleObjectMixin):
    """About one part of the file, found within it."""

    def get_queryset(self):
        reach = self.model.objects.writable_by(self.request.actor)
        return reach.filter(household=self.kwargs["household"]).select_related("household")


class HouseholdUpdate(InFileForm, UpdateView):
    model = Household
    form_class = HouseholdForm
    household_url_kwarg = "pk"
    template_name = "tenants/form.html"
    page_title = draft_title = "Composition et droits au logement"
    success_message = "La composition du ménage est enregistrée."

    def get_queryset(self):
        return Household.objects.writable_by(self.request.actor).select_related("landlord")

    def prepare(self):
        self.household = self.object

    def save(self, form):
        return composition.update_household(household=form.instance, by=self.request.actor)


class PersonCreate(PartCreate):
    model = Person
    form_class = PersonForm
    template_name = "tenants/form.html"
    page_title = "Ajouter une personne"
    draft_title = "Personne d’un ménage"
    success_message = "La personne est ajoutée au ménage."

    def get_initial(self):
        return {"tie": "other"}

    def save(self, form):
        return persons.add_person(person=form.instance, by=self.request.actor)


class PersonUpdate(OfFile, UpdateView):
    model = Person
    form_class = PersonForm
    template_name = "tenants/form.html"
    page_title = "Modifier une personne"
    draft_title = "Personne d’un ménage"
    success_message = "La personne est enregistrée."

    def save(self, form):
        return persons.update_person(person=form.instance, by=self.request.actor)


class PersonLeave(OfFile, FormView):
    model = Person
    form_class = LeavingForm
    page_title = "Quitter le foyer"
    draft_title = "Départ d’un ménage"
    submit_label = "Noter le départ"
    success_message = "Le départ est noté."

    @property
    def page_lead(self):
        return f"{self.object.titled_name}, dossier {self.household.number}"

    @property
    def page_text(self):
        return (
            "La personne ne fait plus partie du ménage après ce jour. Si le ménage se sépare et que chacun "
            "doit avoir son dossier, choisissez plutôt « Séparer en deux dossiers »."
        )

    def save(self, form):
        return persons.leave_household(person=self.object, on=form.cleaned_data["left_on"], by=self.request.actor)


@page(WRITE)
@require_POST
def person_return(request, household, pk):
    reach = Person.objects.writable_by(request.actor).filter(household=household).select_related("household")
    person = get_object_or_404(reach, pk=pk)
    return act(
        request,
        lambda: persons.come_back(person=person, by=request.actor),
        url=reverse("tenants:situation", args=[household]),
        done="La personne est de nouveau au foyer.",
    )


class OccupancyFormView:
    model = Occupancy
    form_class = OccupancyForm
    template_name = "tenants/form.html"
    draft_title = "Situation locative"

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        return {
            **kwargs,
            "communes": partial(communes_of, self.household.landlord_id),
            "with_end": isinstance(self, UpdateView),
        }


class OccupancyCreate(OccupancyFormView, PartCreate):
    page_title = "Nouvelle situation locative"
    success_message = "La situation locative est enregistrée."

    @property
    def page_text(self):
        current = self.household.occupancies.filter(ends_on=None).first()
        closing = f"La situation en cours ({str(current).lower()}) prendra fin la veille. " if current else ""
        return f"{closing}{super().page_text}".strip()

    def save(self, form):
        return occupancies.open_occupancy(occupancy=form.instance, by=self.request.actor)


class OccupancyUpdate(OccupancyFormView, OfFile, UpdateView):
    page_title = "Corriger une situation locative"
    success_message = "La situation locative est corrigée."

    def save(self, form):
        return occupancies.update_occupancy(occupancy=form.instance, by=self.request.actor)


class DebtCreate(PartCreate):
    action = DEBTS
    model = RentDebt
    form_class = RentDebtForm
    page_title = "Noter la dette de loyer"
    draft_title = "Dette de loyer"
    success_message = "La dette est notée."

    def get_initial(self):
        return {"on": timezone.localdate()}

    def save(self, form):
        return money.state_debt(debt=form.instance, by=self.request.actor)


class ResourceCreate(PartCreate):
    model = Resource
    form_class = ResourceForm
    page_title = "Noter une ressource"
    draft_title = "Ressource"
    success_message = "La ressource est notée."

    def save(self, form):
        return money.state_resource(resource=form.instance, by=self.request.actor)


class ResourceEnd(OfFile, FormView):
    model = Resource
    form_class = EndForm
    page_title = "Fin d’une ressource"
    draft_title = "Fin d’une ressource"
    success_message = "La fin de la ressource est notée."

    @property
    def page_lead(self):
        return self.object.get_kind_display()

    def save(self, form):
        return money.end_resource(resource=self.object, on=form.cleaned_data["ended_on"], by=self.request.actor)


class EvictionCreate(PartCreate):
    model = EvictionStage
    form_class = EvictionStageForm
    page_title = "Étape de la procédure d’expulsion"
    draft_title = "Procédure d’expulsion"
    success_message = "L’étape est notée."

    def save(self, form):
        return money.state_eviction(stage=form.instance, by=self.request.actor)


class CancelStated(OfFile, FormView):
    """What was stated wrongly stays readable, with the reason."""

    form_class = ReasonForm
    draft_title = "Annulation"
    submit_label = "Annuler cette ligne"
    cancel_label = "Revenir"
    danger = True
    success_message = "La ligne est annulée ; elle reste lisible, avec son motif."

    @property
    def page_title(self):
        return f"Annuler : {self.model._meta.verbose_name}"

    def get_queryset(self):
        return super().get_queryset().standing()

    def save(self, form):
        return money.cancel_stated(stated=self.object, reason=form.cleaned_data["reason"], by=self.request.actor)


class DebtCancel(CancelStated):
    action = DEBTS
    model = RentDebt


class ResourceCancel(CancelStated):
    model = Resource


class EvictionCancel(CancelStated):
    model = EvictionStage
