"""Adhesions: asked of each person, kind by kind; completed, declined, taken back; their signed papers."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import DetailView, FormView
from django.views.generic.detail import SingleObjectMixin

from accounts.matrix import allows
from accounts.recording import RecordsAccess
from accounts.trace import record_access
from core.access import page
from core.careful import CarefulFormMixin
from core.private_files import private_file_response
from core.views import RenderNow, act
from core.views.transitions import TransitionView
from referrals.enums import AdhesionWay, AttachmentKind, MinutesState, ReferralState
from referrals.forms.adhesions import AnswersForm, WithdrawalForm
from referrals.forms.meetings import PaperForm
from referrals.models import Adhesion, Attachment, Referral, TripartiteMeeting
from referrals.presentation.adhesions import board_of, reads_details
from referrals.presentation.decisions import follows
from referrals.rules import REFERRALS
from referrals.rules.adhesions import ANSWERABLE
from referrals.services.adhesions import (
    add_adhesion_paper,
    adhere_referral,
    guardian_of,
    record_answers,
    withdraw_adhesion,
)
from referrals.services.cancellations import cancel_adhesion, cancel_signed_paper, reads_cancelled
from tenants.models import Household

READ, WRITE = "adhesions.read", "adhesions.write"
BEFORE_THE_OUTCOME = (ReferralState.RECEIVED, ReferralState.MEETING_PLANNED)


def in_hand(actor):
    """The referrals whose answers this actor writes down."""
    return Referral.objects.visible_to(actor).filter(household__in=Household.objects.writable_by(actor))


class OnReferralAdhesions(RecordsAccess):
    action = READ

    @property
    def draft_about(self):
        return f"dossier {self.object.household.number}"

    def get_queryset(self):
        actor = self.request.actor
        found = Referral.objects.visible_to(actor) if self.action == READ else in_hand(actor)
        parts = ("household__landlord", "convention__programme", "convention__operator", "convention__landlord")
        return found.filter(sent_at__isnull=False).select_related(*parts)

    def access_owner(self):
        return self.object.household.landlord

    def list_url(self, referral):
        return reverse("referrals:adhesions", args=[referral.pk])


class AdhesionsPage(RenderNow, OnReferralAdhesions, DetailView):
    """Who answered what; and, once all is there, the next step."""

    template_name = "referrals/adhesions.html"
    context_object_name = "referral"

    def get_context_data(self, **kwargs):
        referral, actor, today = self.object, self.request.actor, timezone.localdate()
        writes = allows(actor.role, WRITE) and in_hand(actor).contains(referral)
        parts = ("person", "recorded_by__user", "cancelled_by__user")
        answers = Adhesion.objects.filter(referral=referral).select_related(*parts)
        return super().get_context_data(
            household=referral.household,
            board=board_of(referral, actor, today),
            answers=list(answers.order_by("-on", "-created_at")) if reads_details(actor) else [],
            cancelled_papers=list(cancelled_papers(referral, actor)) if reads_details(actor) else [],
            opens_cancelled=reads_cancelled(actor),
            prints_booklet=allows(actor.role, WRITE) and referral.received_at is not None,
            operators_side=actor.organisation_id == referral.convention.operator_id,
            writes=writes,
            decline_url=reverse("referrals:referral_decline", args=[referral.pk]),
            follows=follows(referral, actor, today) if writes else None,
            may_conclude=writes and referral.state in BEFORE_THE_OUTCOME,
            today=today,
            **kwargs,
        )


class RecordAnswers(OnReferralAdhesions, CarefulFormMixin, FormView):
    """One person's answers, each kind apart; one way of giving what she says yes to."""

    action = WRITE
    form_class = AnswersForm
    template_name = "referrals/answers_form.html"
    version_checked = False
    page_title = "Recueillir l’adhésion"
    submit_label = "Enregistrer les réponses"
    draft_title = "Adhésion"

    def get_subject(self):
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def prepare(self):
        self.referral = self.object
        self.person = get_object_or_404(self.referral.household.persons.present(), pk=self.kwargs["person"])
        today = timezone.localdate()
        definition = self.referral.convention.programme.version_on(today).content
        answered = self.referral.adhesions.standing().filter(person=self.person)
        standing = set(answered.values_list("kind", flat=True))
        if self.request.method == "POST":
            # What was answered meanwhile is said in words by the service, not by a page that is gone.
            posted = self.request.POST
            standing = {kind for kind in standing if f"answer_{kind}" not in posted}
        self.asked = [one for one in definition.adhesions if one.kind not in standing]
        if not self.asked or (self.request.method != "POST" and self.referral.state not in ANSWERABLE):
            raise Http404
        self.cancel_url = self.list_url(self.referral)

    @property
    def page_lead(self):
        return f"{self.person.full_name}, dossier {self.referral.household.number}"

    @property
    def crumbs(self):
        return [(str(self.referral), self.referral.get_absolute_url()), ("Adhésions", self.cancel_url)]

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "asked": self.asked,
            "guardian": guardian_of(self.person),
            "today": self.day_proposed(),
        }

    def day_proposed(self):
        """The day of the meeting whose minutes are being written, else today."""
        open_ones = TripartiteMeeting.objects.filter(referral=self.referral, state=MinutesState.OPEN)
        met = open_ones.order_by("-held_on").first()
        return met.held_on if met else timezone.localdate()

    def get_context_data(self, **kwargs):
        label = self.referral.convention.programme.version_on(timezone.localdate()).public_label
        return super().get_context_data(
            referral=self.referral,
            person=self.person,
            guardian=guardian_of(self.person),
            public_label=label,
            **kwargs,
        )

    def save(self, form):
        saved = record_answers(
            referral=self.referral,
            person=self.person,
            on=form.cleaned_data["on"],
            answers=form.answers,
            reasons=form.reasons,
            signing=form.signing,
            by=self.request.actor,
        )
        self.success_message = (
            "Les réponses sont notées." if saved else "Rien n’est noté : la question reste ouverte, sans délai."
        )
        return self.referral

    def get_success_url(self):
        return self.list_url(self.referral)


@page(WRITE)
@require_POST
def conclude(request, pk):
    """All the adhesions that the programme asks for are there: the referral comes to its end."""
    found = get_object_or_404(in_hand(request.actor).select_related("convention", "advisor"), pk=pk)
    return act(
        request,
        lambda: adhere_referral(referral=found, by=request.actor),
        url=found.get_absolute_url(),
        back=reverse("referrals:adhesions", args=[found.pk]),
        done="L’adhésion est acquise : la conseillère est prévenue, l’accompagnement peut commencer.",
    )


def cancelled_papers(referral, actor):
    """Signed papers of its adhesions that were added by mistake: told, not handed out."""
    found = Attachment.objects.visible_to(actor).listed().filter(referral=referral, meeting=None)
    found = found.filter(nature=AttachmentKind.SIGNED, cancelled_at__isnull=False)
    return found.select_related("cancelled_by", "added_by")


class OfAdhesion(RecordsAccess, CarefulFormMixin, SingleObjectMixin, FormView):
    action = WRITE
    version_checked = False
    draft_title = "Adhésion"

    def get_queryset(self):
        found = Adhesion.objects.writable_by(self.request.actor).filter(referral__isnull=False)
        return found.select_related("household__landlord", "person", "referral", "convention__programme")

    def access_owner(self):
        return self.object.household.landlord

    @property
    def page_lead(self):
        return f"{self.object.person.full_name} : {str(self.object).lower()}"

    @property
    def crumbs(self):
        return [(str(self.object.referral), self.object.referral.get_absolute_url()), ("Adhésions", self.cancel_url)]

    @property
    def cancel_url(self):
        return reverse("referrals:adhesions", args=[self.object.referral_id])

    def get_success_url(self):
        return self.cancel_url


class WithdrawAdhesion(OfAdhesion):
    form_class = WithdrawalForm
    template_name = "referrals/withdrawal_form.html"
    page_title = "Noter le retrait de l’adhésion"
    submit_label = "Noter le retrait"
    success_message = "Le retrait est noté. La conseillère et le chef de service sont prévenus qu’il y a du nouveau."
    danger = True

    def get_initial(self):
        return {"on": timezone.localdate()}

    def get_context_data(self, **kwargs):
        definition = self.object.convention.programme.version_on(timezone.localdate()).content
        asked = next((one for one in definition.adhesions if one.kind == self.object.kind), None)
        return super().get_context_data(adhesion=self.object, asked=asked, **kwargs)

    def save(self, form):
        return withdraw_adhesion(adhesion=self.object, by=self.request.actor, **form.cleaned_data)


class CancelAdhesion(OfAdhesion, TransitionView):
    """Noted by mistake; the service says what rests on it and keeps it from going."""

    table, step = REFERRALS, "cancel_adhesion"
    page_title = "Annuler cette réponse"
    submit_label = "Annuler cette réponse"
    cancel_label = "Revenir"
    success_message = "La réponse est annulée : elle reste lisible, barrée, et ne compte plus."
    page_text = (
        "Pour une erreur : ce n’était pas cette personne, ou pas ce jour-là. La réponse reste lisible, barrée, avec "
        "votre motif. Si la personne change d’avis, notez plutôt son retrait."
    )

    def get_queryset(self):
        found = super().get_queryset()
        # What was cancelled meanwhile is said in words by the service.
        return found if self.request.method == "POST" else found.filter(cancelled_at=None)

    def take(self, given):
        cancel_adhesion(adhesion=self.object, by=self.request.actor, **given)


class CancelSignedPaper(RecordsAccess, TransitionView):
    """A scan of somebody else, or of something else."""

    action = "tripartite.write"
    table, step = REFERRALS, "cancel_paper"
    success_message = "Le papier est annulé : il n’est plus proposé à la lecture, et son motif reste lisible."
    page_text = (
        "Pour un papier joint par erreur. Plus personne ne l’ouvre, sauf le chef de service ; qui l’avait joint, et "
        "votre motif, restent lisibles."
    )

    def get_queryset(self):
        actor = self.request.actor
        found = Attachment.objects.visible_to(actor).listed().filter(nature=AttachmentKind.SIGNED)
        if not allows(actor.role, WRITE):
            found = found.filter(meeting__isnull=False)
        if self.request.method != "POST":
            found = found.standing()
        found = found.filter(household__in=Household.objects.writable_by(actor))
        return found.select_related("household__landlord", "meeting", "referral")

    def access_owner(self):
        return self.object.household.landlord

    @property
    def page_lead(self):
        return self.object.name

    @property
    def cancel_url(self):
        paper = self.object
        return paper.meeting.get_absolute_url() if paper.meeting_id else self.adhesions_url

    @property
    def adhesions_url(self):
        return reverse("referrals:adhesions", args=[self.object.referral_id])

    @property
    def crumbs(self):
        paper = self.object
        return [(str(paper.meeting or paper.referral), self.cancel_url)]

    def get_success_url(self):
        return self.cancel_url

    def take(self, given):
        cancel_signed_paper(paper=self.object, by=self.request.actor, **given)


class AddAdhesionPaper(OfAdhesion):
    form_class = PaperForm
    drafted = False
    page_title = "Joindre l’adhésion signée"
    page_text = "Photographiez ou numérisez le papier signé."
    submit_label = "Joindre"
    success_message = "Le papier signé est joint."

    def get_queryset(self):
        return super().get_queryset().filter(given=True, cancelled_at=None).exclude(way=AdhesionWay.SCREEN)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "most": 1}

    def save(self, form):
        (received,) = form.cleaned_data["papers"]
        return add_adhesion_paper(adhesion=self.object, received=received, by=self.request.actor)


@page("tripartite.read")
@require_safe
def signed_paper(request, pk):
    """Minutes that were signed, for whoever reads minutes; an adhesion, for whoever reads how it was given."""
    within = Attachment.objects.visible_to(request.actor).filter(nature=AttachmentKind.SIGNED)
    if not reads_cancelled(request.actor):
        within = within.standing()
    if not reads_details(request.actor):
        within = within.filter(meeting__isnull=False)
    found = get_object_or_404(within.select_related("household__landlord"), pk=pk)
    record_access(by=request.actor, action="tripartite.read", subject=found, owner=found.household.landlord)
    return private_file_response(found, "papier-signe")
