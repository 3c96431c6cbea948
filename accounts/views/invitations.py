from django.conf import settings
from django.contrib.auth import login
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from accounts.enums import InvitationState
from accounts.filters import InvitationFilter
from accounts.forms import AcceptForm, InvitationForm
from accounts.middleware import MEMBERSHIP_KEY
from accounts.models import Invitation, Organisation, User
from accounts.recording import record_list
from accounts.rules import INVITATIONS
from accounts.services.invitations import (
    DeadLink,
    accept_as_new,
    accept_as_user,
    invite_person,
    link_works,
    resend_invitation,
    revoke_invitation,
)
from core.access import page, public
from core.careful import CarefulFormMixin
from core.filtering import filter_bar
from core.paging import keyset_page
from core.views import act, get_or_post
from core.views.transitions import TransitionView

# Between the link of the e-mail and the page that answers it, with a login in between where there is an account.
TOKEN_KEY = "invitation"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@page("accounts.write")
@require_safe
def invitations(request):
    now = timezone.now()
    reach = Invitation.objects.visible_to(request.actor)
    filterset = InvitationFilter(request.GET, reach, request=request)
    rows = filterset.qs.select_related("organisation")
    context = {
        "page": keyset_page(rows, request.GET, by=["-created_at", "-pk"], within=reach),
        "bar": filter_bar(filterset, search="q", status="etat", counts=count_states(reach, now)),
        "now": now,
        "today": timezone.localdate(),
    }
    for invitation in context["page"].rows:
        invitation.expired = invitation.has_expired(now)
        invitation.steps = INVITATIONS.available(invitation.state, request.actor.role)
    record_list(request, "accounts.write")
    return render(request, "accounts/invitations.html", context)


def count_states(reach, now):
    waiting = Q(state=InvitationState.PENDING)
    return reach.order_by().aggregate(
        pending=Count("pk", filter=waiting & Q(expires_at__gt=now)),
        expired=Count("pk", filter=waiting & Q(expires_at__lte=now)),
        accepted=Count("pk", filter=Q(state=InvitationState.ACCEPTED)),
        revoked=Count("pk", filter=Q(state=InvitationState.REVOKED)),
    )


class Invite(CarefulFormMixin, FormView):
    action = "accounts.write"
    form_class = InvitationForm
    page_title = "Inviter une personne"
    page_lead = "Elle reçoit un lien par courriel, choisit son mot de passe et trouve son rôle."
    draft_title = "Invitation"
    submit_label = "Envoyer l’invitation"
    success_message = f"L’invitation part par courriel. Le lien vaut {settings.INVITATION_DAYS} jours."
    cancel_url = success_url = reverse_lazy("accounts:invitations")
    crumbs = [("Invitations", cancel_url)]

    def prepare(self):
        """The organisation from whose page one comes; none where the address names nothing in reach."""
        wanted = self.request.GET.get("organisation", "")
        reach = Organisation.objects.administered_by_actor(self.request.actor)
        self.organisation = next((each for each in reach if str(each.pk) == wanted), None)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "actor": self.request.actor, "organisation": self.organisation}

    def save(self, form):
        return invite_person(values=form.cleaned_data, by=self.request.actor, now=timezone.now())


class InvitationStep(TransitionView):
    action = "accounts.write"
    table = INVITATIONS
    success_url = reverse_lazy("accounts:invitations")
    crumbs = [("Invitations", success_url)]

    def get_queryset(self):
        return Invitation.objects.visible_to(self.request.actor).select_related("organisation")

    @property
    def page_lead(self):
        return f"{self.object.get_full_name()}, {self.object.role_label}, {self.object.organisation}"


class InvitationResend(InvitationStep):
    step = "resend"
    success_message = "Un nouveau lien part par courriel ; le précédent ne sert plus."

    def take(self, given):
        resend_invitation(invitation=self.object, by=self.request.actor, now=timezone.now())


class InvitationRevoke(InvitationStep):
    step = "revoke"
    success_message = "L’invitation est annulée : son lien ne sert plus."

    def take(self, given):
        revoke_invitation(invitation=self.object, by=self.request.actor)


@public
@never_cache
@require_safe
def open_link(request, token):
    """The link of the e-mail. The rest happens at an address that is no secret: logs and referrers keep addresses."""
    invited = Invitation.objects.of_token(token).first()
    if invited is None or not link_works(invited, timezone.now()):
        return discreet(dead(request, status=404))
    request.session[TOKEN_KEY] = token
    return discreet(redirect("accounts:invitation"))


@public
@never_cache
@get_or_post
@sensitive_post_parameters()
@sensitive_variables()
def invitation(request):
    """What the link opens, for whoever holds it: a first password, or one more role."""
    token = request.session.get(TOKEN_KEY, "")
    invited = Invitation.objects.of_token(token).select_related("organisation", "membership").first()
    # Two links opened side by side: the answer is to the one that the page showed.
    shown = request.method != "POST" or (invited and request.POST.get("invitation") == str(invited.pk))
    if invited and invited.membership and invited.membership.user_id == request.user.pk:
        # A second click, a second window: she is in already.
        return redirect("home")
    if invited is None or not link_works(invited, timezone.now()) or not shown:
        return dead(request)
    owner = User.objects.filter(email=invited.email, is_active=True).first()
    try:
        if owner is None and not request.user.is_authenticated:
            return OpenAccount.as_view(invited=invited, token=token)(request)
        return join(request, invited, token, owner)
    except DeadLink:
        return dead(request)


def dead(request, *, status=410):
    """The same page whether the link is used, expired, revoked or invented."""
    return render(request, "accounts/invitation_dead.html", status=status)


def discreet(response):
    """For the address that is a secret; not for the form after it, whose POST must say from where it comes."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


class OpenAccount(CarefulFormMixin, FormView):
    """A first password; the link is spent with it. `invitation` has looked at the link."""

    form_class = AcceptForm
    template_name = "accounts/invitation_new.html"
    page_title = "Bienvenue"
    submit_label = "Ouvrir mon compte"
    drafted = False
    invited, token = None, ""

    def get_initial(self):
        return {"first_name": self.invited.first_name, "last_name": self.invited.last_name}

    def get_context_data(self, **kwargs):
        return super().get_context_data(invitation=self.invited, **kwargs)

    def save(self, form):
        """Straight in; an account that has a second factor from before shows it first."""
        user = accept_as_new(token=self.token, now=timezone.now(), **form.chosen)
        if user.authenticator_set.exists():
            self.success_url = reverse("account_login")
            self.success_message = "Votre mot de passe est enregistré : connectez-vous."
        else:
            login(self.request, user, backend=BACKEND)
            self.success_url = reverse("home")
            self.success_message = "Bienvenue. Votre compte est ouvert."


def join(request, invited, token, owner):
    def accept():
        membership = accept_as_user(token=token, user=request.user, now=timezone.now())
        request.session[MEMBERSHIP_KEY] = str(membership.pk)
        return membership

    if request.method == "POST" and request.user == owner:
        told = "Vous travaillez maintenant comme {}.".format
        return act(request, accept, done=told, url="home", back="accounts:invitation")
    context = {"invitation": invited, "signed_in": request.user.is_authenticated, "is_hers": request.user == owner}
    return render(request, "accounts/invitation_join.html", context)
