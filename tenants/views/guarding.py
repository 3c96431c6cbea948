"""Protecting the contact of a person in danger: what will change is read before it is done."""

from django.http import Http404
from django.urls import reverse
from django.views.generic import FormView, UpdateView

from tenants.forms.guarding import GuardForm, LiftForm
from tenants.models import GuardedContact, Household
from tenants.services.guarding import (
    current_guard,
    guard_contact,
    lift_guard,
    may_guard,
    those_who_may_know,
)
from tenants.views.editing import InFileForm

CONSEQUENCES = (
    "Chez le bailleur, une seule personne lit encore ce dossier : celle que vous choisissez. Il disparaît pour les "
    "autres des listes, de la recherche et des exports.",
    "Chez l’opérateur, l’adresse, les téléphones et les e-mails ne se montrent plus qu’au travailleur social qui a le "
    "dossier et à son chef de service.",
    "Aucune lettre, aucun SMS, aucun e-mail ne part vers ce ménage : seul le moyen que vous notez sert, et une "
    "personne l’emploie.",
    "Les agendas, les lettres et les feuilles de présence ne portent plus ni son nom ni son adresse.",
)


class GuardingForm(InFileForm):
    """Also a head's, who writes nothing else in the file."""

    action = "households.guard"
    writes = False
    household_url_kwarg = "pk"

    def find_household(self):
        household = super().find_household()
        if not may_guard(household, self.request.actor):
            raise Http404
        return household

    def get_success_url(self):
        """Whoever no longer reads the file goes home."""
        reads = Household.objects.visible_to(self.request.actor).filter(pk=self.household.pk).exists()
        return reverse(self.tab, args=[self.household.pk]) if reads else reverse("home")

    @property
    def cancel_url(self):
        return reverse(self.tab, args=[self.household.pk])


class Guard(GuardingForm, UpdateView):
    form_class = GuardForm
    template_name = "tenants/guard.html"
    page_title = "Protéger le contact"
    draft_title = "Contact"
    submit_label = "Protéger le contact"
    success_message = "Le contact est protégé."
    page_text = ""

    def get_subject(self):
        """The one in force is changed; nothing yet where there is none."""
        self.household = self.find_household()
        return current_guard(self.household)

    def prepare(self):
        self.members = those_who_may_know(self.household, self.today)

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "instance": self.object or GuardedContact(household=self.household),
            "persons": self.household.persons.present(),
            "members": self.members,
            "optional": self.request.actor.organisation_id != self.household.landlord_id,
        }

    def get_initial(self):
        return {"known_by": self.household.guarded_for_id or self.request.actor.pk}

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequences=CONSEQUENCES, **kwargs)

    def save(self, form):
        guard = form.instance
        return guard_contact(guard=guard, known_by=form.cleaned_data["known_by"], by=self.request.actor)


class GuardLift(GuardingForm, FormView):
    form_class = LiftForm
    page_title = "Lever la protection"
    draft_title = "Contact"
    submit_label = "Lever la protection"
    danger = True
    drafted = False
    success_message = "La protection est levée."
    page_text = (
        "Le dossier redevient lisible par les conseillères et le responsable du bailleur, avec l’adresse et les "
        "téléphones. Ce qui a été noté comme moyen sûr reste caché."
    )

    def save(self, form):
        lift_guard(household=self.household, by=self.request.actor)
