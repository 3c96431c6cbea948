"""Changing an account and its roles: forms, and the steps of their tables."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, UpdateView

from accounts.forms import MembershipForm, PersonForm
from accounts.models import Membership, User
from accounts.recording import RecordsAccess, reached_through
from accounts.rules import ACCOUNTS, MEMBERSHIPS
from accounts.services.people import (
    close_account,
    edit_identity,
    end_role,
    give_role,
    reopen_account,
    reset_second_factor,
    unlock_login,
)
from core.careful import CarefulFormMixin
from core.views.transitions import TransitionView


class OfPerson(RecordsAccess):
    """From the page of a person and back; `pk` in the address is hers. Each page shows her, hence leaves its line."""

    action = "accounts.write"
    technical = True

    def get_queryset(self):
        return User.objects.visible_to(self.request.actor)

    def access_owner(self):
        actor, person = self.request.actor, self.access_subject()
        seen = Membership.objects.visible_to(actor).filter(user=person).select_related("organisation")
        return reached_through(seen.order_by("-starts_on", "pk"), actor)

    def get_success_url(self):
        return reverse("accounts:person", args=[self.kwargs["pk"]])

    @property
    def cancel_url(self):
        return self.get_success_url()

    @property
    def about(self):
        return self.object

    @property
    def crumbs(self):
        return [("Comptes", reverse("accounts:accounts")), (str(self.about), self.get_success_url())]


class PersonEdit(OfPerson, CarefulFormMixin, UpdateView):
    form_class = PersonForm
    page_title = "Modifier un compte"
    draft_title = "Identité d’un compte"
    success_message = "Enregistré."

    def prepare(self):
        self.page_lead = f"{self.object}. Son adresse électronique, chacun la change soi-même, dans « Mon compte »."

    def save(self, form):
        edit_identity(user=self.object, values=form.cleaned_data, by=self.request.actor)


class RoleAdd(OfPerson, CarefulFormMixin, FormView):
    form_class = MembershipForm
    page_title = "Ajouter un rôle"
    draft_title = "Rôle à donner"
    submit_label = "Donner ce rôle"
    success_message = "Le rôle est donné."

    @property
    def about(self):
        return self.person

    def prepare(self):
        self.person = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        self.page_lead = str(self.person)

    def access_subject(self):
        return self.person

    def get_initial(self):
        return {"starts_on": timezone.localdate()}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "actor": self.request.actor}

    def save(self, form):
        return give_role(user=self.person, by=self.request.actor, **form.cleaned_data)


class RoleEnd(OfPerson, TransitionView):
    table, step = MEMBERSHIPS, "end"
    pk_url_kwarg = "membership_pk"
    success_message = "La fin du rôle est enregistrée."

    def get_queryset(self):
        of_person = Membership.objects.visible_to(self.request.actor).filter(user=self.kwargs["pk"])
        return of_person.filter(user__in=super().get_queryset()).select_related("user", "organisation")

    def access_subject(self):
        return self.object.user

    @property
    def about(self):
        return self.object.user

    def get_initial(self):
        return {"ends_on": timezone.localdate()}

    def take(self, given):
        end_role(membership=self.object, by=self.request.actor, today=timezone.localdate(), **given)


class PersonStep(OfPerson, TransitionView):
    """One step of an account; `service` takes it."""

    table = ACCOUNTS

    def take(self, given):
        self.service(user=self.object, by=self.request.actor, today=timezone.localdate(), **given)


class PersonClose(PersonStep):
    step, service = "close", staticmethod(close_account)
    success_message = "Le compte est fermé."


class PersonReopen(PersonStep):
    step, service = "reopen", staticmethod(reopen_account)
    success_message = "Le compte est rouvert. Donnez-lui maintenant le rôle qu’il lui faut."


class PersonResetSecondFactor(PersonStep):
    step, service = "reset_second_factor", staticmethod(reset_second_factor)
    success_message = "Le second facteur est retiré, la personne en est avertie."


class PersonUnlock(PersonStep):
    step, service = "unlock", staticmethod(unlock_login)
    success_message = "La connexion est débloquée."
