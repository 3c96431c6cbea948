from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from accounts.enums import AccountState
from accounts.filters import PeopleFilter
from accounts.login import SECOND_FACTORS, is_locked_out
from accounts.matrix import allows
from accounts.models import Invitation, Membership, User
from accounts.recording import RecordsAccess, reached_through, record_list
from accounts.rules import ACCOUNTS, MEMBERSHIPS
from accounts.services.reach import manages_account
from core.access import page
from core.filtering import count_each_up_to_most, filter_bar
from core.paging import keyset_page
from core.trail import history_of
from core.views import RenderNow


@page("accounts.read")
@require_safe
def people(request):
    actor, today = request.actor, timezone.localdate()
    reach = User.objects.visible_to(actor)
    filterset = PeopleFilter(request.GET, reach, request=request)
    rows = filterset.qs.only("first_name", "last_name", "email", "is_active", "sort_name")
    found = keyset_page(rows, request.GET, by=["sort_name", "pk"], within=reach)
    attach_roles(found.rows, actor, today)
    context = {
        "page": found,
        "bar": filter_bar(filterset, search="q", status="etat", counts=count_states(reach)),
        "may_write": allows(actor.role, "accounts.write"),
    }
    record_list(request, "accounts.read")
    return render(request, "accounts/people.html", context)


def count_states(reach):
    return count_each_up_to_most({state: reach.in_state(state) for state in AccountState})


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
        return reached_through(self.memberships, self.request.actor)

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
        over = membership.ended_at or not self.object.is_active
        steps = MEMBERSHIPS.available(state, self.request.actor.role) if writes and not over else []
        return {"membership": membership, "state": state, "steps": steps}

    def steps(self, second_factor, locked):
        """What the table allows, and would change something."""
        pointless = {"reset_second_factor": not second_factor, "unlock": not locked}
        available = ACCOUNTS.available(self.object.state, self.request.actor.role)
        return [step for step in available if not pointless.get(step.action)]
