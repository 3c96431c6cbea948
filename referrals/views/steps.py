"""The landlord's steps on a fiche: announce, withdraw, correct, note the letter, take back a piece."""

from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView

from core.careful import CarefulFormMixin
from core.views.transitions import TransitionView
from referrals.enums import AttachmentKind
from referrals.forms.sheets import LetterForm, ReasonForm
from referrals.models import Attachment
from referrals.rules import REFERRALS
from referrals.rules.sheets import STEPS
from referrals.services.attachments import cancel_attachment
from referrals.services.corrections import drop_correction, start_correction
from referrals.services.sheets import announce_referral, announcement_of, note_letter, withdraw_referral
from referrals.views.sheets import OfReferral, step_url


class ReferralStep(OfReferral, TransitionView):
    table = REFERRALS
    draft_title = "Fiche de liaison"

    def get_subject(self):
        return self.find_referral()

    def get_success_url(self):
        return self.referral.get_absolute_url()


class Announce(ReferralStep):
    """What is transmitted is shown first."""

    step = "announce"
    template_name = "referrals/announce.html"
    page_title = "Transmettre la fiche d’orientation"
    submit_label = "Transmettre à l’association"

    @property
    def success_message(self):
        return f"La fiche d’orientation est transmise à {self.referral.convention.operator.label}."

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        told = announcement_of(self.referral, self.referral.get_context_display(), today)
        return super().get_context_data(referral=self.referral, announcement=told, **kwargs)

    def take(self, given):
        announce_referral(referral=self.referral, by=self.request.actor, **given)


class Withdraw(ReferralStep):
    step = "withdraw"
    success_message = "La fiche est retirée."

    @property
    def page_text(self):
        if self.referral.announced_at or self.referral.sent_at:
            return "L’association sera prévenue et lira votre motif. La fiche ne pourra pas être reprise."
        return "L’association n’a rien reçu : elle n’en saura rien. La fiche ne pourra pas être reprise."

    def take(self, given):
        withdraw_referral(referral=self.referral, by=self.request.actor, **given)


class OnReferral(OfReferral, CarefulFormMixin, FormView):
    version_checked = False
    draft_title = "Fiche de liaison"
    cancel_label = "Revenir"

    def prepare(self):
        self.find_referral()

    @property
    def page_lead(self):
        return (
            f"{self.referral}, {f'dossier {self.household.number}' if self.household.guarded else self.household.name}"
        )

    @property
    def cancel_url(self):
        return self.referral.get_absolute_url()

    def get_success_url(self):
        return self.referral.get_absolute_url()


class Correct(OnReferral):
    form_class = ReasonForm
    page_title = "Corriger la fiche"
    page_text = (
        "Ce qui est envoyé ne change pas : la correction en fait une nouvelle version, que l’association lira avec ce "
        "qui a changé. La précédente reste lisible."
    )
    submit_label = "Préparer la correction"

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["reason"].label = "Ce qui est corrigé, et pourquoi"
        return form

    def save(self, form):
        start_correction(referral=self.referral, by=self.request.actor, **form.cleaned_data)

    def get_success_url(self):
        return step_url(self.referral, STEPS[0].code)


class DropCorrection(OnReferral):
    form_class = Form
    drafted = False
    danger = True
    page_title = "Abandonner la correction"
    page_text = "L’association n’en saura rien : la dernière version envoyée reste celle qu’elle lit."
    submit_label = "Abandonner la correction"
    success_message = "La correction est abandonnée."

    def save(self, form):
        drop_correction(referral=self.referral, by=self.request.actor)


class LetterSent(OnReferral):
    form_class = LetterForm
    page_title = "Noter l’envoi du courrier"
    success_message = "L’envoi du courrier est noté."

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "initial": {"on": timezone.localdate()}}

    def save(self, form):
        note_letter(referral=self.referral, by=self.request.actor, **form.cleaned_data)


class CancelPiece(OnReferral):
    form_class = ReasonForm
    danger = True
    page_title = "Retirer une pièce jointe"
    page_text = "Elle ne pourra plus être ouverte par personne ; votre motif se lit à sa place."
    submit_label = "Retirer la pièce"
    success_message = "La pièce est retirée."

    def prepare(self):
        super().prepare()
        within = Attachment.objects.visible_to(self.request.actor).listed().filter(referral=self.referral)
        self.piece = get_object_or_404(within, pk=self.kwargs["piece"], nature=AttachmentKind.PIECE)
        if self.piece.cancelled_at and self.request.method != "POST":
            raise Http404

    @property
    def page_lead(self):
        return self.piece.name

    def save(self, form):
        cancel_attachment(attachment=self.piece, by=self.request.actor, **form.cleaned_data)

    def get_success_url(self):
        if self.referral.sheets.in_preparation().exists():
            return reverse("referrals:sheet_pieces", args=[self.referral.pk])
        return super().get_success_url()
