"""Three screens over the careful forms, at addresses of their own (tests.core.screens as ROOT_URLCONF)."""

from django import forms
from django.http import HttpResponse
from django.urls import include, path
from django.views.generic import CreateView, FormView, UpdateView

from accounts.models import Invitation, Organisation
from core.access import page
from core.careful import CarefulFormMixin
from core.errors import DomainError
from tests.factories.accounts import InvitationFactory

INTRUDER = "Maison fermée"


class OrganisationForm(forms.ModelForm):
    secret = forms.CharField(label="Mot de passe", required=False, widget=forms.PasswordInput)

    class Meta:
        model = Organisation
        fields = ["name", "short_name", "address", "city", "administered_by"]


Branches = forms.inlineformset_factory(
    Organisation, Organisation, fk_name="administered_by", fields=["name", "city"], extra=1, can_delete=True
)


class EditOrganisation(CarefulFormMixin, UpdateView):
    action = "organisations.read"
    page_title = draft_title = "Organisation"
    form_class = OrganisationForm
    success_url = "/fait/"

    def get_queryset(self):
        return Organisation.objects.visible_to(self.request.actor)

    def save(self, form):
        if form.cleaned_data["name"] == INTRUDER:
            form.instance.save()
            raise DomainError("Cette maison est fermée.", field="name")
        return form.save()


class EditBranches(EditOrganisation):
    formset_classes = {"branches": Branches}

    def save(self, form):
        self.formsets["branches"].save()
        return form.save()


class InvitationForm(forms.ModelForm):
    day = forms.SplitDateTimeField(label="Premier jour", required=False)
    told = forms.BooleanField(label="Prévenue", required=False)
    days = forms.MultipleChoiceField(label="Jours", choices=[("l", "lundi"), ("m", "mardi")], required=False)

    class Meta:
        model = Invitation
        fields = ["email", "first_name", "last_name"]


class Invite(CarefulFormMixin, CreateView):
    action = "organisations.read"
    page_title = draft_title = "Invitation"
    form_class = InvitationForm
    success_url = "/fait/"
    success_message = "L’invitation est partie."

    def save(self, form):
        words = {name: form.cleaned_data[name] for name in ("email", "first_name", "last_name")}
        return InvitationFactory(organisation=self.request.actor.organisation, **words)


class LineForm(forms.Form):
    label = forms.CharField(label="Libellé")
    amount = forms.DecimalField(label="Montant")


class Lines(CarefulFormMixin, FormView):
    action = "organisations.read"
    page_title = draft_title = "Lignes"
    form_class = LineForm
    formset_classes = {"lines": forms.formset_factory(LineForm, extra=1)}
    success_url = "/fait/"

    def get_formset_kwargs(self, name):
        return {"prefix": name}

    def save(self, form):
        return None


class OwnOrganisation(EditOrganisation):
    """What is edited is not in the address."""

    def get_subject(self):
        return self.request.actor.organisation


@page("organisations.read")
def finished(request):
    return HttpResponse(
        "<!doctype html><html lang='fr'><title>Fait</title><link rel='icon' href='data:,'><h1>C’est fait</h1></html>"
    )


urlpatterns = [
    path("essai/<uuid:pk>/", EditOrganisation.as_view(), name="essai"),
    path("essai/<uuid:pk>/antennes/", EditBranches.as_view(), name="essai_antennes"),
    path("essai/inviter/", Invite.as_view(), name="essai_inviter"),
    path("essai/lignes/", Lines.as_view(), name="essai_lignes"),
    path("essai/la-mienne/", OwnOrganisation.as_view(), name="essai_la_mienne"),
    path("fait/", finished, name="fait"),
    path("", include("config.urls")),
]
