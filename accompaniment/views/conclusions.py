"""The conclusions of a diagnostic: written for the landlord, read to the household, read by both once published."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView, UpdateView, View
from django.views.generic.detail import SingleObjectMixin

from accompaniment.documents.diagnostics import conclusions_pdf
from accompaniment.forms.diagnostics import ConclusionsForm, ReadingForm, RelayForm
from accompaniment.models import Conclusions, Proposal
from accompaniment.presentation.diagnostic_frame import frame_of
from accompaniment.presentation.diagnostics import conclusions_told, countdown_of, published_on
from accompaniment.presentation.mesures import inside
from accompaniment.rules import PROPOSALS
from accompaniment.rules.diagnostics import OPEN
from accompaniment.services.diagnostics import note_reading, save_conclusions
from accompaniment.services.orientations import decline_proposal, note_relay, take_up_proposal
from accompaniment.views.diagnostics import WRITE as DIAGNOSTIC_WRITE
from accompaniment.views.diagnostics import OfDiagnostic
from accompaniment.views.reach import MesureStep, OfMesure
from accounts.matrix import allows
from core.access import page
from core.careful import CarefulFormMixin
from core.pdf import pdf_response
from core.views import RenderNow, act
from referrals.models import Structure
from referrals.rules.motives import word_of_health
from referrals.rules.sheets import STEPS
from tenants.models import Household, Screening

READ, WRITE = "conclusions.read", "conclusions.write"
START = "referrals.write"


class OfConclusions(OfMesure):
    model = Conclusions
    action = READ

    def get_queryset(self):
        return super().get_queryset().select_related("accompaniment__convention__landlord")


class ConclusionsPage(RenderNow, OfConclusions, DetailView):
    """What the landlord reads; before it is published, the operator sees exactly that."""

    acts = False
    template_name = "accompaniment/conclusions.html"
    context_object_name = "conclusions"

    def get_context_data(self, **kwargs):
        conclusions, mesure, actor = self.object, self.mesure, self.request.actor
        within = inside(actor)
        proposal = Proposal.objects.visible_to(actor).filter(conclusions=conclusions).first()
        texts = (conclusions.text, conclusions.recommendations, conclusions.remarks)
        return super().get_context_data(
            mesure=mesure,
            household=mesure.household,
            told=conclusions_told(conclusions, mesure.programme_version.content),
            published_on=published_on(conclusions),
            frame=frame_of(conclusions, timezone.localdate()),
            landlord=mesure.convention.landlord,
            inside=within,
            proposal=proposal,
            word_of_health=word_of_health(" ".join(texts)) if within and not published_on(conclusions) else "",
            crumbs=[*self.crumbs, ("Diagnostic", diagnostic_url(conclusions))] if within else self.crumbs,
            **kwargs,
        )


def diagnostic_url(conclusions):
    return reverse("accompaniment:diagnostic", args=[conclusions.diagnostic_id])


class ConclusionsPaper(OfConclusions, SingleObjectMixin, View):
    acts = False

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        return pdf_response(
            conclusions_pdf(self.object, today=timezone.localdate()), f"conclusions-{self.mesure.household.number}.pdf"
        )


class WritesConclusions(OfConclusions, CarefulFormMixin, UpdateView):
    """While the diagnostic may be written in. Nothing of it is brought here by itself."""

    action = WRITE
    template_name = "accompaniment/conclusions_form.html"
    draft_title = "Conclusions"
    cancel_label = "Revenir au diagnostic"
    # Whether it is the page of their reading to the household.
    reading = False

    def get_queryset(self):
        return super().get_queryset().select_related("diagnostic__phase")

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if not self.is_open:
            messages.info(request, "Ces conclusions ne s’écrivent plus : elles sont proposées, ou publiées.")
            return redirect(self.object)
        return super().get(request, *args, **kwargs)

    @property
    def is_open(self):
        return self.object.diagnostic.state in OPEN

    @property
    def version_checked(self):
        return self.object is None or self.is_open

    @property
    def page_lead(self):
        return f"{self.mesure.household.name}, diagnostic"

    @property
    def crumbs(self):
        return [*super().crumbs, ("Diagnostic", diagnostic_url(self.object))]

    @property
    def cancel_url(self):
        return diagnostic_url(self.object)

    def get_context_data(self, **kwargs):
        phase = self.object.diagnostic.phase
        return super().get_context_data(
            household=self.mesure.household,
            landlord=self.mesure.convention.landlord,
            phase=phase,
            countdown=countdown_of(phase, timezone.localdate(), self.mesure.programme_version),
            told=conclusions_told(self.object, self.mesure.programme_version.content),
            reading=self.reading,
            **kwargs,
        )


class WriteConclusions(WritesConclusions):
    form_class = ConclusionsForm
    page_title = "Conclusions pour le bailleur"
    submit_label = "Enregistrer et relire"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "definition": self.mesure.programme_version.content}

    def save(self, form):
        read_before = self.object.read_on
        saved = save_conclusions(conclusions=self.object, by=self.request.actor, **form.cleaned_data)
        self.to_read_again = bool(read_before and saved.read_on is None)
        return saved

    @property
    def success_message(self):
        if self.to_read_again:
            return "Le texte a changé depuis sa lecture au ménage : il est à lui relire."
        return "Les conclusions sont enregistrées : voici ce que le bailleur lira."

    def get_success_url(self):
        return self.object.get_absolute_url()


class ReadConclusions(WritesConclusions):
    """The text as it is read to the household, then the day and its remarks."""

    form_class = ReadingForm
    reading = True
    page_title = "Lecture au ménage"
    submit_label = "Enregistrer"
    success_message = "La lecture est notée."

    def get_initial(self):
        return {} if self.object.read_on else {"read_on": timezone.localdate()}

    def save(self, form):
        note_reading(conclusions=self.object, by=self.request.actor, **form.cleaned_data)

    def get_success_url(self):
        return diagnostic_url(self.object)


class NoteRelay(OfDiagnostic, CarefulFormMixin, SingleObjectMixin, FormView):
    """After the orientation towards common law, or any other."""

    action = DIAGNOSTIC_WRITE
    form_class = RelayForm
    version_checked = False
    page_title = "Noter un relais"
    page_text = "La structure vers laquelle le ménage est accompagné. L’équipe le lit, jamais le bailleur."
    draft_title = "Relais"
    cancel_label = "Revenir"
    success_message = "Le relais est noté."

    def get_form_kwargs(self):
        structures = Structure.objects.visible_to(self.request.actor).in_use()
        return {**super().get_form_kwargs(), "structures": structures}

    def get_initial(self):
        return {"on": timezone.localdate()}

    def save(self, form):
        note_relay(diagnostic=self.object, by=self.request.actor, **form.cleaned_data)


# What is proposed to the landlord


class OfProposal(OfMesure):
    model = Proposal
    action = READ

    def get_queryset(self):
        parts = ("conclusions", "convention__programme", "convention__operator", "referral", "answered_by__user")
        return super().get_queryset().select_related(*parts)


class ProposalPage(RenderNow, OfProposal, DetailView):
    """The published conclusions, and what the advisor may do with them: screen, write a fiche, say no."""

    acts = False
    template_name = "accompaniment/proposal.html"
    context_object_name = "proposal"

    def get_context_data(self, **kwargs):
        proposal, mesure, actor = self.object, self.mesure, self.request.actor
        household, today = mesure.household, timezone.localdate()
        writes = allows(actor.role, START) and Household.objects.writable_by(actor).filter(pk=household.pk).exists()
        programme = proposal.convention.programme
        screened = Screening.objects.filter(household=household, programme_version__programme=programme)
        return super().get_context_data(
            mesure=mesure,
            household=household,
            told=conclusions_told(proposal.conclusions, mesure.programme_version.content),
            programme=programme.version_on(today),
            answers=writes and proposal.state == "waiting",
            screening=screened.order_by("-on", "-created_at").first() if writes else None,
            inside=inside(actor),
            today=today,
            crumbs=self.crumbs,
            **kwargs,
        )


@page(START)
@require_POST
def take_up(request, pk):
    """A fiche begins, filled with the published conclusions; the advisor goes on writing it."""
    found = Proposal.objects.visible_to(request.actor).select_related("accompaniment__household", "conclusions")
    proposal = get_object_or_404(found, pk=pk)
    begun = []

    def begin():
        begun.append(take_up_proposal(proposal=proposal, by=request.actor))

    answer = act(request, begin, url=proposal.get_absolute_url())
    return redirect("referrals:sheet_step", begun[0].pk, STEPS[0].code) if begun else answer


class DeclineProposal(OfProposal, MesureStep):
    action = START
    table, step = PROPOSALS, "decline"
    draft_title = "Proposition"
    success_message = "Votre réponse est envoyée à l’association."

    def take(self, given):
        decline_proposal(proposal=self.object, by=self.request.actor, **given)

    def get_success_url(self):
        return self.object.get_absolute_url()
