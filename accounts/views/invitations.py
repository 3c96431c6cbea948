from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import InvitationState
from accounts.filters import InvitationFilter
from accounts.forms import AcceptForm, InvitationForm
from accounts.middleware import MEMBERSHIP_KEY
from accounts.models import Invitation, Organisation, User
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
from core.careful import FormVisit
from core.filtering import filter_bar
from core.paging import keyset_page
from core.views import act, get_or_post

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
        "page": keyset_page(rows, request.GET, by=["-created_at", "-pk"]),
        "bar": filter_bar(filterset, search="q", status="etat", counts=count_states(reach, now)),
        "now": now,
        "today": timezone.localdate(),
    }
    for invitation in context["page"].rows:
        invitation.expired = invitation.has_expired(now)
        invitation.steps = INVITATIONS.available(invitation.state, request.actor.role)
    return render(request, "accounts/invitations.html", context)


def count_states(reach, now):
    waiting = Q(state=InvitationState.PENDING)
    return reach.order_by().aggregate(
        pending=Count("pk", filter=waiting & Q(expires_at__gt=now)),
        expired=Count("pk", filter=waiting & Q(expires_at__lte=now)),
        accepted=Count("pk", filter=Q(state=InvitationState.ACCEPTED)),
        revoked=Count("pk", filter=Q(state=InvitationState.REVOKED)),
    )


@page("accounts.write")
@get_or_post
def invite(request):
    organisation = chosen_organisation(request)
    visit = FormVisit(request, title="Invitation")
    if answer := visit.answer():
        return answer
    form = visit.bind(InvitationForm, actor=request.actor, organisation=organisation)
    if visit.may_save(form) and visit.attempt(
        form, lambda: invite_person(values=form.cleaned_data, by=request.actor, now=timezone.now())
    ):
        messages.success(request, f"L’invitation part par courriel. Le lien vaut {settings.INVITATION_DAYS} jours.")
        return visit.done(reverse("accounts:invitations"))
    return render(request, "accounts/invitation_form.html", {"visit": visit, "form": form})


def chosen_organisation(request):
    """The organisation from whose page one comes; none where the address names nothing in reach."""
    wanted = request.GET.get("organisation", "")
    reach = Organisation.objects.administered_by_actor(request.actor)
    return next((organisation for organisation in reach if str(organisation.pk) == wanted), None)


@page("accounts.write")
@require_POST
def resend(request, pk):
    invitation = get_object_or_404(Invitation.objects.visible_to(request.actor), pk=pk)
    return act(
        request,
        lambda: resend_invitation(invitation=invitation, by=request.actor, now=timezone.now()),
        done="Un nouveau lien part par courriel ; le précédent ne sert plus.",
        url="accounts:invitations",
    )


@page("accounts.write")
@require_POST
def revoke(request, pk):
    invitation = get_object_or_404(Invitation.objects.visible_to(request.actor), pk=pk)
    return act(
        request,
        lambda: revoke_invitation(invitation=invitation, by=request.actor),
        done="L’invitation est annulée : son lien ne sert plus.",
        url="accounts:invitations",
    )


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
            return open_account(request, invited, token)
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


def open_account(request, invited, token):
    names = {"first_name": invited.first_name, "last_name": invited.last_name}
    visit = FormVisit(request, title="Invitation", drafted=False)
    form = visit.bind(AcceptForm, initial=names)
    if visit.may_save(form) and visit.attempt(
        form, lambda: accept_as_new(token=token, now=timezone.now(), **form.chosen)
    ):
        return welcome(request, visit.saved)
    return render(request, "accounts/invitation_new.html", {"visit": visit, "form": form, "invitation": invited})


def welcome(request, user):
    """Straight in; an account that has a second factor from before shows it first."""
    if user.authenticator_set.exists():
        messages.success(request, "Votre mot de passe est enregistré : connectez-vous.")
        return redirect("account_login")
    login(request, user, backend=BACKEND)
    messages.success(request, "Bienvenue. Votre compte est ouvert.")
    return redirect("home")


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
