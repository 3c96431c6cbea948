"""A diagnostic: its page, its sections, its steps, its report. The landlord is led to none of them."""

from decimal import Decimal

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, UpdateView, View
from django.views.generic.detail import SingleObjectMixin

from accompaniment.documents.diagnostics import diagnostic_pdf
from accompaniment.enums import BudgetSide, DiagnosticState
from accompaniment.forms.diagnostics import BUDGET_FORMSETS, SectionForm, TieFormSet
from accompaniment.models import Diagnostic
from accompaniment.presentation.course import named_in_the_fiche
from accompaniment.presentation.diagnostics import (
    TONES,
    conclusions_told,
    countdown_of,
    lines_of,
    listed,
    sections_told,
    under_way,
)
from accompaniment.rules import DIAGNOSTICS, PROPOSALS
from accompaniment.rules.diagnostics import (
    CONCLUSIONS,
    OPEN,
    READING,
    SECTIONS,
    UNDER_WAY,
    filled,
    section_after,
    section_named,
)
from accompaniment.services.diagnostics import (
    interrupt_diagnostic,
    interviews_of,
    lacks_before_submitting,
    publish_diagnostic,
    save_section,
    send_back_diagnostic,
    submit_diagnostic,
    take_back_diagnostic,
)
from accompaniment.services.holding import within_reach
from accompaniment.views.places import places
from accompaniment.views.reach import MesureStep, OfMesure
from accounts.matrix import allows
from accounts.recording import record_list
from core.access import page
from core.careful import CarefulFormMixin
from core.paging import keyset_page
from core.pdf import pdf_response
from core.steps import Page, steps_of
from core.trail import history_of
from core.views import RenderNow

READ, WRITE, VALIDATE = "diagnostics.read", "diagnostics.write", "diagnostics.validate"
MOST_UNDER_WAY = 200


@page(READ)
@require_safe
def diagnostics(request):
    """Those that go on, late ones first; then those that are over."""
    today, actor = timezone.localdate(), request.actor
    over = listed(actor).exclude(state__in=UNDER_WAY)
    found = keyset_page(over, request.GET, by=["-phase__ends_on", "-pk"])
    record_list(request, READ)
    context = {
        "tabs": places(actor, "diagnostics"),
        "running": lines_of(under_way(actor)[:MOST_UNDER_WAY], today),
        "over": lines_of(found.rows, today),
        "page": found,
    }
    return render(request, "accompaniment/diagnostics.html", context)


class OfDiagnostic(OfMesure):
    """Found among what the operator reads; with `acts`, what is in one's hands."""

    model = Diagnostic
    action = READ

    def get_queryset(self):
        return super().get_queryset().select_related(*WITH_PARTS)

    @property
    def crumbs(self):
        return [*super().crumbs, ("Diagnostic", self.object.get_absolute_url())]

    @property
    def cancel_url(self):
        return self.object.get_absolute_url()

    def get_success_url(self):
        return self.object.get_absolute_url()


WITH_PARTS = ("phase", "author__user", "conclusions", "accompaniment__convention__landlord")


def page_of(diagnostic, code):
    """Where what is missing is written."""
    if code == CONCLUSIONS:
        return reverse("accompaniment:conclusions_write", args=[diagnostic.conclusions.pk])
    if code == READING:
        return reverse("accompaniment:conclusions_reading", args=[diagnostic.conclusions.pk])
    if not code:
        return ""
    return reverse("accompaniment:diagnostic_section", args=[diagnostic.pk, code])


class DiagnosticPage(RenderNow, OfDiagnostic, DetailView):
    """All that was written, what is missing, what comes next."""

    acts = False
    template_name = "accompaniment/diagnostic.html"
    context_object_name = "diagnostic"

    def get_context_data(self, **kwargs):
        diagnostic, actor, today = self.object, self.request.actor, timezone.localdate()
        diagnostic.accompaniment = mesure = self.mesure
        conclusions = diagnostic.conclusions
        in_hand = within_reach(actor).filter(pk=mesure.pk).exists()
        writes = in_hand and allows(actor.role, WRITE)
        is_open = writes and diagnostic.state in OPEN
        lacks = lacks_before_submitting(diagnostic, conclusions) if diagnostic.state in UNDER_WAY else []
        proposal = getattr(conclusions, "proposal", None)
        trails = [(diagnostic, DIAGNOSTICS, "")] + ([(proposal, PROPOSALS, "")] if proposal else [])
        return super().get_context_data(
            mesure=mesure,
            household=mesure.household,
            phase=diagnostic.phase,
            tone=TONES[diagnostic.state],
            countdown=countdown_of(diagnostic.phase, today, mesure.programme_version),
            sections=[(told, page_of(diagnostic, told.code) if is_open else "") for told in sections_told(diagnostic)],
            conclusions=conclusions,
            told=conclusions_told(conclusions, mesure.programme_version.content),
            named=named_in_the_fiche(mesure),
            visits=interviews_of(diagnostic).select_related("author__user").defer("team_text").order_by("-on", "-at"),
            blocking=[(lack, page_of(diagnostic, lack.page)) for lack in lacks if lack.blocks],
            advice=[(lack, page_of(diagnostic, lack.page)) for lack in lacks if not lack.blocks],
            open=is_open,
            takes_back=writes and diagnostic.state == DiagnosticState.SUBMITTED,
            validates=in_hand and allows(actor.role, VALIDATE) and diagnostic.state == DiagnosticState.SUBMITTED,
            relays=in_hand and writes and diagnostic.state == DiagnosticState.PUBLISHED,
            over=diagnostic.state == DiagnosticState.PUBLISHED and may_end(mesure),
            writes=writes,
            note_url=reverse("accompaniment:quick_entry", args=[mesure.household_id]) if writes else "",
            proposal=proposal,
            relays_noted=mesure.relays.filter(on__gte=diagnostic.phase.starts_on).select_related("structure"),
            history=history_of(*trails),
            today=today,
            crumbs=super().crumbs[:-1],
            **kwargs,
        )


def may_end(mesure):
    """Nothing goes on in it, and its end is not proposed."""
    if mesure.state != "open" or mesure.phases.filter(ends_on=None).exists():
        return False
    return not mesure.closings.filter(state__in=["proposed", "sent_back", "validated"]).exists()


class DiagnosticSection(OfDiagnostic, CarefulFormMixin, UpdateView):
    """One section, its texts and its tables; nothing is asked for before the diagnostic is proposed."""

    action = WRITE
    form_class = SectionForm
    template_name = "accompaniment/diagnostic_section.html"
    draft_title = "Diagnostic"
    cancel_label = "Revenir au diagnostic"

    def dispatch(self, request, *args, **kwargs):
        self.section = section_named(kwargs["section"])
        if self.section is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if self.object.state not in OPEN:
            messages.info(request, "Ce diagnostic ne s’écrit plus : il est proposé, ou terminé.")
            return redirect(self.object)
        return super().get(request, *args, **kwargs)

    @property
    def version_checked(self):
        """What is over is answered in words: no other version is offered."""
        return self.object is None or self.object.state in OPEN

    @property
    def page_title(self):
        return self.section.label

    @property
    def page_lead(self):
        return f"{self.mesure.household.name}, diagnostic"

    @property
    def submit_label(self):
        return "Enregistrer et continuer" if section_after(self.section.code) else "Enregistrer"

    @property
    def formset_classes(self):
        if "budget" in self.section.fields:
            return BUDGET_FORMSETS
        return {"network": TieFormSet} if "network" in self.section.fields else {}

    def get_formset_kwargs(self, name):
        if name == "network":
            return {"initial": self.object.network, "prefix": name}
        of_side = [line for line in self.object.budget if line["side"] == name]
        initial = [{"label": line["label"], "amount": Decimal(line["amount"])} for line in of_side]
        return {"initial": initial, "prefix": name}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "section": self.section}

    def get_context_data(self, **kwargs):
        pages = [Page(each.code, each.label, page_of(self.object, each.code)) for each in SECTIONS]
        done = filled(self.object)
        return super().get_context_data(
            household=self.mesure.household,
            phase=self.object.phase,
            countdown=countdown_of(self.object.phase, timezone.localdate(), self.mesure.programme_version),
            steps=steps_of(pages, current=self.section.code, done=done),
            section=self.section,
            named=named_in_the_fiche(self.mesure) if "problems" in self.section.fields else None,
            ties=self.formsets.get("network"),
            tables=[(BudgetSide(name).label, self.formsets[name]) for name in BudgetSide if name in self.formsets],
            mistakes=[mistake for formset in self.formsets.values() for mistake in formset.mistakes],
            **kwargs,
        )

    def save(self, form):
        values = dict(form.cleaned_data)
        if "budget" in self.section.fields:
            values["budget"] = [
                {"side": str(side), "label": line["label"], "amount": f"{line['amount']:.2f}"}
                for side, formset in self.formsets.items()
                for line in formset.lines
            ]
        elif "network" in self.section.fields:
            values["network"] = self.formsets["network"].lines
        return save_section(diagnostic=self.object, values=values, by=self.request.actor)

    def get_success_url(self):
        following = section_after(self.section.code)
        return page_of(self.object, following.code) if following else self.object.get_absolute_url()

    @property
    def success_message(self):
        return "" if section_after(self.section.code) else "Le diagnostic est enregistré."


class DiagnosticStep(OfDiagnostic, MesureStep):
    """A step of the table."""

    table = DIAGNOSTICS
    draft_title = "Diagnostic"


class SubmitDiagnostic(DiagnosticStep):
    action, step = WRITE, "submit"
    page_text = "Votre chef de service le relit. D’ici sa réponse, il ne s’écrit plus ; le bailleur ne lit rien encore."
    success_message = "Le diagnostic est proposé ; le chef de service est prévenu."

    def take(self, given):
        submit_diagnostic(diagnostic=self.object, by=self.request.actor)


class TakeBackDiagnostic(DiagnosticStep):
    action, step = WRITE, "take_back"
    page_text = "Vous le complétez, puis vous le proposez de nouveau. Le bailleur n’en a rien lu."
    success_message = "Le diagnostic est de nouveau en préparation."

    def take(self, given):
        take_back_diagnostic(diagnostic=self.object, by=self.request.actor)


class SendBackDiagnostic(DiagnosticStep):
    action, step = VALIDATE, "send_back"
    success_message = "Le diagnostic est à reprendre ; le travailleur social est prévenu."

    def take(self, given):
        send_back_diagnostic(diagnostic=self.object, by=self.request.actor, **given)


class PublishDiagnostic(DiagnosticStep):
    action, step = VALIDATE, "publish"
    success_message = "Les conclusions sont publiées ; le bailleur est prévenu."

    def take(self, given):
        publish_diagnostic(diagnostic=self.object, by=self.request.actor)


class InterruptDiagnostic(DiagnosticStep):
    action, step = WRITE, "interrupt"
    page_text = (
        "Il s’arrête sans orientation ni conclusions ; la mesure reste ouverte. Le bailleur lit que le diagnostic est "
        "interrompu, et quel jour, jamais pourquoi."
    )
    success_message = "Le diagnostic est interrompu."

    def get_initial(self):
        return {"on": timezone.localdate()}

    def take(self, given):
        interrupt_diagnostic(diagnostic=self.object, by=self.request.actor, **given)


class DiagnosticPaper(OfDiagnostic, SingleObjectMixin, View):
    """The whole report: for the operator alone."""

    acts = False

    def get(self, request, *args, **kwargs):
        self.object = diagnostic = self.get_object()
        diagnostic.accompaniment = self.mesure
        held = interviews_of(diagnostic).contacts().select_related("author__user")
        visits = held.prefetch_related("persons", "colleagues__user").defer("team_text").order_by("on", "at")
        content = diagnostic_pdf(diagnostic, diagnostic.conclusions, visits=visits, today=timezone.localdate())
        return pdf_response(content, f"diagnostic-{self.mesure.household.number}.pdf")
