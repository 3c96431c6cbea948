from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import DetailView

from accounts.enums import AccountState
from accounts.filters import PeopleFilter
from accounts.forms import EndRoleForm, MembershipForm, PersonForm, StepForm
from accounts.history import history_of
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
from core.filtering import count_up_to_most, filter_bar
from core.forms import saved
from core.paging import keyset_page
from core.views import RenderNow

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


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
            history=history_of(self.object, self.memberships),
            **kwargs,
        )

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
    form = PersonForm(request.POST if request.method == "POST" else None, instance=person)
    if saved(form, lambda: edit_identity(user=person, values=form.cleaned_data, by=request.actor)):
        messages.success(request, "Enregistré.")
        return redirect("accounts:person", person.pk)
    return render(request, "accounts/person_form.html", {"form": form, "person": User.objects.get(pk=pk)})


@page("accounts.write")
@get_or_post
def add_role(request, pk):
    person = get_visible(request, pk)
    today = timezone.localdate()
    data = request.POST if request.method == "POST" else None
    form = MembershipForm(data, actor=request.actor, initial={"starts_on": today})
    if saved(form, lambda: give_role(user=person, by=request.actor, **form.cleaned_data)):
        messages.success(request, "Le rôle est donné.")
        return redirect("accounts:person", person.pk)
    return render(request, "accounts/role_form.html", {"form": form, "person": person})


@page("accounts.write")
@get_or_post
def end(request, pk, membership_pk):
    person = get_visible(request, pk)
    memberships = Membership.objects.visible_to(request.actor).filter(user=person).select_related("organisation")
    membership = get_object_or_404(memberships, pk=membership_pk)
    today = timezone.localdate()
    form = EndRoleForm(request.POST if request.method == "POST" else None, initial={"ends_on": today})
    if saved(form, lambda: end_role(membership=membership, by=request.actor, today=today, **form.cleaned_data)):
        messages.success(request, "La fin du rôle est enregistrée.")
        return redirect("accounts:person", person.pk)
    return render(request, "accounts/role_end.html", {"form": form, "person": person, "membership": membership})


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
    form = StepForm(request.POST if request.method == "POST" else None, action=action)
    today = timezone.localdate()
    if saved(form, lambda: service(user=person, by=request.actor, today=today, **form.cleaned_data)):
        messages.success(request, done)
        return redirect("accounts:person", person.pk)
    return render(request, "accounts/person_step.html", {"form": form, "person": person, "step": ACCOUNTS.find(action)})


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
