"""The stepper of a fiche: one address a step over the sheet in preparation, then the summary from which it is sent."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, UpdateView

from accounts.recording import RecordsAccess
from core.careful import CarefulFormMixin
from core.steps import Page, steps_of
from core.visits import as_uuid
from programmes.models import Convention
from referrals.enums import AppointmentState
from referrals.forms.sheets import STEP_FORMS, PiecesForm, StartForm
from referrals.models import Attachment, Referral
from referrals.presentation.sheets import sections_of
from referrals.rules.sheets import STEPS, SUMMARY, SUMMARY_LABEL, step_after, step_named, steps_wanting
from referrals.services.attachments import add_attachments
from referrals.services.corrections import lacks_of_correction, send_correction
from referrals.services.sheets import (
    digest_of,
    lacks_before_sending,
    latest_screening,
    save_sheet,
    send_referral,
    start_referral,
)
from tenants.models import Household
from tenants.presentation.situation import situation_of

WRITE = "referrals.write"
PARTS = ("household__landlord", "convention__programme", "convention__operator", "advisor__user", "appointment")
SENT_ALREADY = "Cette fiche est envoyée. Pour changer quelque chose, préparez une correction."


class OfReferral(RecordsAccess):
    """A page of the landlord's about one fiche that she may write."""

    action = WRITE

    def find_referral(self):
        found = Referral.objects.writable_by(self.request.actor).select_related(*PARTS)
        self.referral = get_object_or_404(found, pk=self.kwargs["pk"])
        self.household = self.referral.household
        return self.referral

    @property
    def draft_about(self):
        return f"dossier {self.household.number}"

    def access_subject(self):
        return self.referral

    def access_owner(self):
        return self.household.landlord

    @property
    def crumbs(self):
        return [("Fiches", reverse("referrals:referrals")), (str(self.referral), self.referral.get_absolute_url())]


class StartReferral(RecordsAccess, CarefulFormMixin, FormView):
    """Choose the programme; a fiche that is already under way there is opened instead."""

    action = WRITE
    form_class = StartForm
    template_name = "referrals/start.html"
    drafted = False
    page_title = "Préparer une fiche"
    submit_label = "Commencer"

    def prepare(self):
        within = Household.objects.writable_by(self.request.actor).select_related("landlord")
        self.household = get_object_or_404(within, pk=self.kwargs["household"])
        today = timezone.localdate()
        running = Convention.objects.open_on(today).filter(landlord=self.household.landlord)
        self.conventions = running.select_related("programme", "operator")
        self.labels = {
            one.pk: f"{one.programme.version_on(today).label} ({one.operator.label})" for one in self.conventions
        }
        self.under_way = list(Referral.objects.filter(household=self.household).waiting().order_by("created_at", "pk"))

    def access_subject(self):
        return self.household

    def access_owner(self):
        return self.household.landlord

    def get_form_kwargs(self):
        label_of = lambda convention: self.labels.get(convention.pk, convention.reference)  # noqa: E731
        asked = as_uuid(self.request.GET.get("convention"))
        chosen = next(iter(self.labels)) if len(self.labels) == 1 else asked
        initial = {"convention": chosen} if chosen in self.labels else {}
        return {
            **super().get_form_kwargs(),
            "conventions": self.conventions,
            "label_of": label_of,
            "initial": initial,
        }

    @property
    def cancel_url(self):
        return self.household.get_absolute_url()

    @property
    def crumbs(self):
        return [(self.household.name, self.household.get_absolute_url())]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            household=self.household, under_way=self.under_way, possible=bool(self.labels), **kwargs
        )

    def save(self, form):
        return start_referral(
            household=self.household, convention=form.cleaned_data["convention"], by=self.request.actor
        )

    def get_success_url(self):
        return step_url(self.object, STEPS[0].code)


def step_url(referral, code):
    if code == SUMMARY:
        return reverse("referrals:referral_send", args=[referral.pk])
    if code == "pieces":
        return reverse("referrals:sheet_pieces", args=[referral.pk])
    return reverse("referrals:sheet_step", args=[referral.pk, code])


class OverSheet(OfReferral):
    """What the pages of the stepper share: the sheet in preparation, its steps, what it still lacks."""

    current = SUMMARY

    def find_sheet(self):
        """The latest version, even sent: what was typed over it is answered in words, not lost."""
        if hasattr(self, "sheet"):
            return self.sheet
        referral = self.find_referral()
        self.sheet = referral.sheets.filter(dropped_at=None).order_by("-number").first()
        if self.sheet is None:
            raise Http404
        self.sheet.referral = referral
        return self.sheet

    @property
    def open_to_writing(self):
        return self.sheet.issued_at is None and self.referral.closed_at is None

    def get(self, request, *args, **kwargs):
        self.find_sheet()
        if not self.open_to_writing:
            messages.info(request, SENT_ALREADY)
            return redirect(self.referral)
        return super().get(request, *args, **kwargs)

    @property
    def is_correction(self):
        return self.sheet.number > 1

    def definition(self):
        return self.referral.convention.programme.version_on(timezone.localdate()).content

    def lacks(self):
        check = lacks_of_correction if self.is_correction else lacks_before_sending
        return check(self.sheet, self.referral, timezone.localdate())

    def stepper(self, lacks):
        labels = [(step.code, step.label) for step in STEPS] + [(SUMMARY, SUMMARY_LABEL)]
        pages = [Page(code, label, step_url(self.referral, code)) for code, label in labels]
        done = set(self.sheet.steps_done)
        return steps_of(pages, current=self.current, done=done, wrong=done & steps_wanting(lacks))

    def get_context_data(self, **kwargs):
        lacks = self.lacks()
        return super().get_context_data(
            referral=self.referral,
            household=self.household,
            sheet=self.sheet,
            lacks=lacks,
            steps=self.stepper(lacks),
            is_correction=self.is_correction,
            booked=self.booked,
            **kwargs,
        )

    @property
    def booked(self):
        """The meeting that was fixed in front of the tenant: nobody proposes it a second time."""
        fixed = self.referral.appointment
        return fixed if fixed and fixed.state == AppointmentState.PLANNED else None

    @property
    def cancel_url(self):
        return self.referral.get_absolute_url()

    @property
    def page_lead(self):
        kind = f"Correction, version {self.sheet.number}" if self.is_correction else "Fiche de liaison"
        return f"{kind} · {self.referral.number} · {self.household.name}"

    cancel_label = "Revenir à la fiche"


class SheetStep(OverSheet, CarefulFormMixin, UpdateView):
    """One step. Saved and gone on: what is missing is asked for in the summary."""

    template_name = "referrals/sheet_step.html"
    draft_title = "Fiche de liaison"
    submit_label = "Enregistrer et continuer"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.step = step_named(kwargs["step"])

    def dispatch(self, request, *args, **kwargs):
        if self.step is None or self.step.code not in STEP_FORMS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def version_checked(self):
        """Where it is sent already, no other version is offered: it changes no more."""
        return self.open_to_writing

    @property
    def current(self):
        return self.step.code

    @property
    def page_title(self):
        return self.step.label

    def get_subject(self):
        return self.find_sheet()

    def get_form_class(self):
        return STEP_FORMS[self.step.code]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "definition": self.definition(), "household": self.household}

    def save(self, form):
        return save_sheet(sheet=form.instance, step=self.step, by=self.request.actor)

    def get_success_url(self):
        return step_url(self.referral, step_after(self.step.code))


class SheetPieces(OverSheet, CarefulFormMixin, FormView):
    """Papers that go with the sheet. A file is never in a draft."""

    template_name = "referrals/sheet_pieces.html"
    form_class = PiecesForm
    drafted = version_checked = False
    current = "pieces"
    page_title = "Pièces jointes"
    submit_label = "Ajouter"

    def prepare(self):
        self.find_sheet()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            pieces=Attachment.objects.listed().filter(referral=self.referral).select_related("added_by"), **kwargs
        )

    def save(self, form):
        received = form.cleaned_data["files"]
        self.added = add_attachments(sheet=self.sheet, received=received, by=self.request.actor)
        save_sheet(sheet=self.sheet, step=step_named(self.current), by=self.request.actor)

    @property
    def success_message(self):
        return "C’est ajouté." if self.added else ""

    def get_success_url(self):
        return step_url(self.referral, self.current if self.added else SUMMARY)


class SheetSend(OverSheet, CarefulFormMixin, FormView):
    """What the operator will read, exactly; what is missing; one button."""

    template_name = "referrals/sheet_summary.html"
    form_class = Form
    drafted = version_checked = False
    page_title = SUMMARY_LABEL

    def prepare(self):
        self.find_sheet()

    @property
    def submit_label(self):
        return "Envoyer la correction" if self.is_correction else "Envoyer la fiche de liaison"

    @property
    def success_message(self):
        operator = self.referral.convention.operator.label
        if self.sheet.number > 1:
            return f"La correction est envoyée à {operator}, qui lit désormais cette version."
        return f"La fiche est envoyée à {operator}. Vous lirez ici ce qu’elle devient."

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        situation = situation_of(self.household, timezone.localdate())
        return context | {
            "sections": sections_of(self.sheet, self.definition()),
            "situation": situation,
            "seen": digest_of(self.sheet, situation),
            "blocking": [(lack, self.leads_to(lack)) for lack in context["lacks"] if lack.blocks],
            "advice": [(lack, self.leads_to(lack)) for lack in context["lacks"] if not lack.blocks],
            "pieces": Attachment.objects.listed().filter(referral=self.referral).standing(),
            "screening": latest_screening(self.household, self.referral.convention.programme),
            "today": timezone.localdate(),
        }

    def leads_to(self, lack):
        if lack.field:
            return f"{step_url(self.referral, lack.step)}#div_id_{lack.field}"
        if lack.at == "announce":
            return reverse("referrals:referral_announce", args=[self.referral.pk])
        if lack.at == "screening":
            keys = {"household": self.household.pk, "convention": self.referral.convention_id}
            return reverse("tenants:screening_create", kwargs=keys)
        return self.household.get_absolute_url()

    def save(self, form):
        send = send_correction if self.is_correction else send_referral
        send(referral=self.referral, by=self.request.actor, seen=self.request.POST.get("seen", ""))

    def get_success_url(self):
        return self.referral.get_absolute_url()
