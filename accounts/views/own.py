from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, UpdateView

from accounts.forms import PersonForm
from accounts.log_words import in_words
from accounts.login import SECOND_FACTORS
from accounts.models import AccessLogEntry, Membership, User
from accounts.notice_forms import NoticeForm
from accounts.services.notices import prefer_notices
from accounts.services.people import edit_own_identity, sign_out_everywhere
from core.access import SIGNED_IN, signed_in
from core.careful import CarefulFormMixin


@signed_in
@require_safe
def own_account(request):
    today = timezone.localdate()
    factors = list(request.user.authenticator_set.order_by("created_at", "pk"))
    own = AccessLogEntry.objects.filter(user=request.user)
    context = {
        "today": today,
        "totp": [factor for factor in factors if factor.type == Authenticator.Type.TOTP],
        "passkeys": [factor for factor in factors if factor.type == Authenticator.Type.WEBAUTHN],
        "recovery_codes": [factor for factor in factors if factor.type == Authenticator.Type.RECOVERY_CODES],
        "required": settings.REQUIRE_SECOND_FACTOR,
        "roles": [(membership, membership.state_on(today)) for membership in own_roles(request.user)],
        "looks": in_words(own.select_related("organisation").order_by("-at", "-pk")[:5], request.actor),
    }
    return render(request, "accounts/own_account.html", context)


def own_roles(user):
    return Membership.objects.filter(user=user).select_related("organisation").order_by("-starts_on", "pk")


class OwnIdentity(CarefulFormMixin, UpdateView):
    action = SIGNED_IN
    form_class = PersonForm
    page_title = draft_title = "Mon nom et mon téléphone"
    page_lead = "C’est ainsi que vos collègues vous voient."
    success_message = "Enregistré."
    cancel_url = success_url = reverse_lazy("accounts:own_account")
    crumbs = [("Mon compte", cancel_url)]

    def get_subject(self):
        return User.objects.get(pk=self.request.user.pk)

    def save(self, form):
        edit_own_identity(user=self.object, values=form.cleaned_data)


class NoticePreferences(CarefulFormMixin, FormView):
    """What one is told by e-mail, in each of one's roles."""

    action = SIGNED_IN
    form_class = NoticeForm
    drafted = False
    page_title = "Mes avis"
    page_lead = "Les e-mails qui disent que quelque chose vous attend, sans jamais dire de qui il s’agit."
    success_message = "Vos choix sont enregistrés."
    cancel_url = success_url = reverse_lazy("accounts:own_account")
    crumbs = [("Mon compte", cancel_url)]

    def prepare(self):
        mine = own_roles(self.request.user).open_on(timezone.localdate())
        self.memberships = list(mine.select_related("notice_preference"))

    @property
    def page_text(self):
        return "" if self.memberships else "Vous n’avez pas de rôle en ce moment : aucun avis ne vous est envoyé."

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "memberships": self.memberships}

    def save(self, form):
        for membership, scope, pace in form.answers():
            prefer_notices(membership=membership, scope=scope, pace=pace)


@signed_in
@require_POST
def leave_everywhere(request):
    sign_out_everywhere(user=request.user, by=request.actor)
    logout(request)
    messages.success(request, "Tous vos appareils sont déconnectés, celui-ci aussi.")
    return redirect("account_login")


@signed_in
@require_safe
def second_factor(request):
    """Shown in place of everything else while a mandatory second factor is missing."""
    missing = not request.user.authenticator_set.filter(type__in=SECOND_FACTORS).exists()
    if not missing:
        return redirect("home")
    return render(request, "accounts/second_factor.html", {"required": settings.REQUIRE_SECOND_FACTOR})
