from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import PersonForm
from accounts.log_words import in_words
from accounts.login import SECOND_FACTORS
from accounts.models import AccessLogEntry, Membership, User
from accounts.services.people import edit_own_identity, sign_out_everywhere
from core.access import signed_in
from core.careful import FormVisit
from core.views import get_or_post


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
        "looks": in_words(own.select_related("organisation").order_by("-at", "-pk")[:5]),
    }
    return render(request, "accounts/own_account.html", context)


def own_roles(user):
    return Membership.objects.filter(user=user).select_related("organisation").order_by("-starts_on", "pk")


@signed_in
@get_or_post
def own_identity(request):
    edited = User.objects.get(pk=request.user.pk)
    visit = FormVisit(request, title="Mon nom et mon téléphone")
    if answer := visit.answer():
        return answer
    form = visit.bind(PersonForm, instance=edited)
    if visit.may_save(form) and visit.attempt(form, lambda: edit_own_identity(user=edited, values=form.cleaned_data)):
        messages.success(request, "Enregistré.")
        return visit.done(reverse("accounts:own_account"))
    return render(request, "accounts/own_identity.html", {"visit": visit, "form": form})


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
