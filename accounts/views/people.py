from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from accounts.enums import AccountState
from accounts.filters import PeopleFilter
from accounts.forms import EndRoleForm, MembershipForm, PersonForm, StepForm
from accounts.login import SECOND_FACTORS, is_locked_out
from accounts.matrix import allows
from accounts.models import Invitation, Membership, User
from accounts.recording import RecordsAccess
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
from accounts.services.reach import manages_account
from core.access import page
from core.careful import FormVisit
from core.filtering import count_up_to_most, filter_bar
from core.paging import keyset_page
from core.trail import history_of
from core.views import RenderNow, get_or_post


def get_visible(request, pk):
    return get_object_or_404(User.objects.visible_to(request.actor), pk=pk)


@page("accounts.read")
@require_safe
def people(request):
    actor, today = request.actor, timezone.localdate()
    reach = User.objects.visible_to(actor)
    filterset = PeopleFilter(request.GET, reach, request=request)
    rows = filterset.qs.only("first_name", "last_name", "email", "is_active", "sort_name")
    found = keyset_page(rows, request.GET, by=["sort_name", "pk"])
    attach_roles(found.rows, actor, today)
    context = {
        "page": found,
        "bar": filter_bar(filterset, search="q", status="etat", counts=count_states(reach)),
        "may_write": allows(actor.role, "accounts.write"),
    }
    return render(request, "accounts/people.html", context)


def count_states(reach):
    return {state: count_up_to_most(reach.in_state(state)) for state in AccountState}


def attach_roles(users, actor, today):
    """What each of them does now, in one query for the whole page."""
    memberships = Membership.objects.visible_to(actor).not_over_on(today).filter(user__in=users)
    shown = ("user_id", "role", "title", "organisation__name", "organisation__short_name")
    in_order = memberships.order_by("organisation__sort_name", "role", "pk")
    by_user = {}
    for membership in in_order.select_related("organisation").only(*shown):
        by_user.setdefault(membership.user_id, []).append(membership)
    for user in users:
        user.roles_now = by_user.get(user.pk, [])


class Person(RenderNow, RecordsAccess, DetailView):
    action = "accounts.read"
    technical = True
    template_name = "accounts/person.html"
    context_object_name = "person"

    def get_queryset(self):
        return User.objects.visible_to(self.request.actor)

    def access_owner(self):
        """The actor's own organisation where the person works there, else the one through which she is reached."""
        reached = {membership.organisation_id: membership.organisation for membership in self.memberships}
        return reached.get(self.request.actor.organisation_id) or next(iter(reached.values()))

    def get_context_data(self, **kwargs):
        actor, today = self.request.actor, timezone.localdate()
        visible = Membership.objects.visible_to(actor).filter(user=self.object).select_related("organisation")
        self.memberships = list(visible.order_by("-starts_on", "pk"))
        writes = allows(actor.role, "accounts.write") and self.object.pk != actor.user_id
        manages = writes and manages_account(self.object, actor, today)
        second_factor = self.object.authenticator_set.filter(type__in=SECOND_FACTORS).exists()
        locked = is_locked_out(self.object.email, timezone.now())
        return super().get_context_data(
            today=today,
            roles=[self.describe(membership, today, writes) for membership in self.memberships],
            second_factor=second_factor,
            locked=locked,
            writes=writes,
            manages=manages,
            invitations=Invitation.objects.visible_to(actor)
            .filter(email=self.object.email)
            .select_related("organisation"),
            steps=self.steps(second_factor, locked) if manages else [],
            history=self.history(),
            **kwargs,
        )

    def history(self):
        """Of the roles, only those that the reader may see."""
        roles = [(each, MEMBERSHIPS, f"{each.role_label}, {each.organisation}") for each in self.memberships]
        return history_of((self.object, ACCOUNTS, ""), *roles)

    def describe(self, membership, today, writes):
        state = membership.state_on(today)
        steps = MEMBERSHIPS.available(state, self.request.actor.role) if writes else []
        return {"membership": membership, "state": state, "steps": steps}

    def steps(self, second_factor, locked):
        """What the table allows, and would change something."""
        pointless = {"reset_second_factor": not second_factor, "unlock": not locked}
        available = ACCOUNTS.available(self.object.state, self.request.actor.role)
        return [step for step in available if not pointless.get(step.action)]


@page("accounts.write")
@get_or_post
def edit(request, pk):
    person = get_visible(request, pk)
    name = str(person)
    return fill(
        request,
        person,
        FormVisit(request, title="Identité d’un compte"),
        lambda visit: visit.bind(PersonForm, instance=person),
        lambda values: edit_identity(user=person, values=values, by=request.actor),
        "Enregistré.",
        "accounts/person_form.html",
        name=name,
    )


@page("accounts.write")
@get_or_post
def add_role(request, pk):
    person = get_visible(request, pk)
    today = timezone.localdate()
    return fill(
        request,
        person,
        FormVisit(request, title="Rôle à donner"),
        lambda visit: visit.bind(MembershipForm, actor=request.actor, initial={"starts_on": today}),
        lambda values: give_role(user=person, by=request.actor, **values),
        "Le rôle est donné.",
        "accounts/role_form.html",
    )


@page("accounts.write")
@get_or_post
def end(request, pk, membership_pk):
    person = get_visible(request, pk)
    memberships = Membership.objects.visible_to(request.actor).filter(user=person).select_related("organisation")
    membership = get_object_or_404(memberships, pk=membership_pk)
    today = timezone.localdate()
    return fill(
        request,
        person,
        FormVisit(request, title="Fin d’un rôle", drafted=False),
        lambda visit: visit.bind(EndRoleForm, initial={"ends_on": today}),
        lambda values: end_role(membership=membership, by=request.actor, today=today, **values),
        "La fin du rôle est enregistrée.",
        "accounts/role_end.html",
        membership=membership,
    )


def fill(request, person, visit, bind, save, done, template, **context):
    """A form about one person: opened, refused with its reasons, or saved once and back to her page."""
    if answer := visit.answer():
        return answer
    form = bind(visit)
    if visit.may_save(form) and visit.attempt(form, lambda: save(form.cleaned_data)):
        messages.success(request, done)
        return visit.done(reverse("accounts:person", args=[person.pk]))
    return render(request, template, {"visit": visit, "form": form, "person": person, **context})


SERVICES = {
    "close": (close_account, "Le compte est fermé."),
    "reopen": (reopen_account, "Le compte est rouvert. Donnez-lui maintenant le rôle qu’il lui faut."),
    "reset_second_factor": (reset_second_factor, "Le second facteur est retiré, la personne en est avertie."),
    "unlock": (unlock_login, "La connexion est débloquée."),
}


def take_step(request, pk, action):
    """One step of an account: what it does, its reason, one button."""
    person = get_visible(request, pk)
    service, done = SERVICES[action]
    step = ACCOUNTS.find(action)
    return fill(
        request,
        person,
        FormVisit(request, title=step.label, drafted=False),
        lambda visit: visit.bind(StepForm, action=action),
        lambda values: service(user=person, by=request.actor, today=timezone.localdate(), **values),
        done,
        "accounts/person_step.html",
        step=step,
    )


@page("accounts.write")
@get_or_post
def close(request, pk):
    return take_step(request, pk, "close")


@page("accounts.write")
@get_or_post
def reopen(request, pk):
    return take_step(request, pk, "reopen")


@page("accounts.write")
@get_or_post
def forget_second_factor(request, pk):
    return take_step(request, pk, "reset_second_factor")


@page("accounts.write")
@get_or_post
def unlock(request, pk):
    return take_step(request, pk, "unlock")
