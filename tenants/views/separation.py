"""A household that separates becomes two files."""

from django.urls import reverse
from django.views.generic import FormView

from accounts.matrix import allows
from tenants.forms.separation import SeparationForm
from tenants.models import Household
from tenants.services.separation import ahead_of, separate_household
from tenants.views.editing import InFileForm


class Separate(InFileForm, FormView):
    form_class = SeparationForm
    household_url_kwarg = "pk"
    page_title = draft_title = "Séparer en deux dossiers"
    submit_label = "Ouvrir le second dossier"
    success_message = "Le second dossier est ouvert ; les deux sont liés."
    page_text = (
        "Chacun emporte ce dont il a besoin, et rien de plus : les personnes cochées, leur nom et la façon de les "
        "joindre. Ce qui a été noté jusqu’ici reste dans le dossier actuel : ses fiches, même en cours, ses "
        "rencontres et ses adhésions. Pour ceux qui partent, une nouvelle fiche est à préparer."
    )
    new = None

    def get_initial(self):
        return {"on": self.today, "home": "stays"}

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "persons": self.household.persons.present(),
            "ahead": ahead_of(self.household, self.request.actor),
            "may_copy_debt": allows(self.request.actor.role, "debts.write"),
        }

    def save(self, form):
        self.new = separate_household(household=self.household, by=self.request.actor, **form.values)

    def get_success_url(self):
        """To the new file, where this actor reads it."""
        for one in filter(None, (self.new, self.household)):
            if Household.objects.visible_to(self.request.actor).filter(pk=one.pk).exists():
                return reverse(self.tab, args=[one.pk])
        return reverse("home")

    @property
    def cancel_url(self):
        return reverse(self.tab, args=[self.household.pk])
