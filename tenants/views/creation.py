"""Opening a file: one short form, and a look at the files that may be the same household."""

from functools import partial

from django.views.generic import FormView

from accounts.recording import record_list
from core.careful import CarefulFormMixin
from core.errors import DomainError
from tenants.enums import LinkKind, Tie
from tenants.forms.opening import OF_HOUSEHOLD, OF_OCCUPANCY, OF_PERSON, MemberFormSet, OpeningForm
from tenants.forms.situation import communes_of
from tenants.presentation.listing import describe
from tenants.rules.opening import values_searched
from tenants.services.duplicates import digest_of, find_duplicates
from tenants.services.households import create_household
from tenants.services.links import link_households
from tenants.views.searches import search_of

LOOK = "Regardez d’abord les dossiers ci-dessous : l’un d’eux est peut-être celui de ce ménage."


class HouseholdCreate(CarefulFormMixin, FormView):
    action = "households.create"
    form_class = OpeningForm
    formset_classes = {"members": MemberFormSet}
    template_name = "tenants/household_create.html"
    page_title = "Ouvrir un dossier"
    draft_title = "Nouveau dossier"
    likenesses = ()

    def get_initial(self):
        """What was looked for before (tenants.views.searches)."""
        return values_searched(search_of(self.request))

    def get_form_kwargs(self):
        actor = self.request.actor
        return {**super().get_form_kwargs(), "actor": actor, "communes": partial(communes_of, actor.organisation_id)}

    def save(self, form):
        actor, landlord = self.request.actor, self.request.actor.organisation
        asked = form.cleaned_data
        self.likenesses = find_duplicates(
            landlord=landlord,
            by=actor,
            **{name: asked[name] for name in ("last_name", "first_name", "birth_name", "birth_date", "phone")},
            reference=asked["reference"],
        )
        if self.likenesses and asked["confirmed"] != digest_of(self.likenesses):
            raise DomainError(LOOK)
        reference = {**form.part(OF_PERSON), "tie": Tie.REFERENCE}
        made = create_household(
            landlord=landlord,
            sector=asked["sector"],
            values=form.part(OF_HOUSEHOLD),
            persons=[reference, *self.formsets["members"].persons],
            occupancy=form.part(OF_OCCUPANCY),
            by=actor,
        )
        for likeness in self.likenesses if asked["linked"] else ():
            if likeness.readable:
                link_households(one=made, other=likeness.household, kind=LinkKind.SAME_PERSON, by=actor)
        return made

    @property
    def success_message(self):
        return f"Le dossier {self.object.number} est ouvert."

    @property
    def submit_label(self):
        return "Créer quand même" if self.likenesses else "Ouvrir le dossier"

    def get_success_url(self):
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs):
        readable = [likeness for likeness in self.likenesses if likeness.readable]
        describe([likeness.household for likeness in readable])
        if self.likenesses:
            record_list(self.request, "households.list")
        hidden = dict.fromkeys(each.hidden_words for each in self.likenesses if not each.readable)
        return super().get_context_data(
            likenesses=readable,
            hidden_likenesses=list(hidden),
            digest=digest_of(self.likenesses),
            mistakes=self.formsets["members"].mistakes,
            **kwargs,
        )
