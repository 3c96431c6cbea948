"""What is decided within the operator: the end of a mesure, what follows the withdrawal of an adhesion."""

from django.shortcuts import get_object_or_404
from django.utils import timezone

from accompaniment.enums import ClosingState
from accompaniment.forms.decisions import ClosingForm, WithdrawalForm
from accompaniment.models import Closing, WithdrawalDecision
from accompaniment.rules import CLOSINGS, DECISIONS, MESURES
from accompaniment.rules.mesures import outcomes_of
from accompaniment.services.closings import (
    final_review,
    open_objectives,
    propose_closing,
    reopen_mesure,
    send_back_closing,
    take_back_closing,
    validate_closing,
)
from accompaniment.services.withdrawals import decision_of, propose_decision, send_back_decision, validate_decision
from accompaniment.views.reach import DECIDE, MesureForm, MesureStep
from programmes.enums import ExitReason, WithdrawalOutcome
from referrals.models import Adhesion

# What a decided withdrawal proposes as the reason of the end.
AFTER = {
    WithdrawalOutcome.CLOSE: ExitReason.ADHESION_WITHDRAWN,
    WithdrawalOutcome.REDIRECT: ExitReason.DOES_NOT_FIT,
}


class ProposeClosing(MesureForm):
    """The objectives that are still open are listed: each is to be reached or dropped first."""

    form_class = ClosingForm
    template_name = "accompaniment/closing_form.html"
    page_title = "Proposer la fin de la mesure"
    submit_label = "Proposer la fin"
    success_message = "La fin est proposée ; le chef de service est prévenu."

    def prepare(self):
        self.review = final_review(self.object)
        self.sent_back = self.object.closings.filter(state=ClosingState.SENT_BACK).first()

    def get_form_kwargs(self):
        reasons = self.object.programme_version.content.exit_reasons
        return {**super().get_form_kwargs(), "reasons": reasons, "review": self.review}

    def get_initial(self):
        before = self.sent_back
        if before:
            kept = ("on", "exit_reason", "note", "without_review")
            return {name: getattr(before, name) for name in kept} | {"with_review": before.review_id is not None}
        decided = self.object.withdrawal_decisions.filter(state="validated").first()
        reason = AFTER.get(decided.outcome, "") if decided else ""
        return {"on": timezone.localdate(), "exit_reason": reason, "with_review": self.review is not None}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            mesure=self.object, objectives=list(open_objectives(self.object)), sent_back=self.sent_back, **kwargs
        )

    def save(self, form):
        propose_closing(mesure=self.object, by=self.request.actor, **form.values)


class ClosingStep(MesureStep):
    model = Closing
    action = DECIDE
    table = CLOSINGS
    draft_title = "Fin de mesure"


class ValidateClosing(ClosingStep):
    step = "validate"
    success_message = "La mesure est terminée."

    def take(self, given):
        validate_closing(closing=self.object, by=self.request.actor)


class SendBackClosing(ClosingStep):
    step = "send_back"
    success_message = "La fin est à reprendre ; le travailleur social est prévenu."

    def take(self, given):
        send_back_closing(closing=self.object, by=self.request.actor, **given)


class TakeBackClosing(ClosingStep):
    action = "mesures.write"
    step = "take_back"
    success_message = "La proposition est retirée : la mesure continue."

    def take(self, given):
        take_back_closing(closing=self.object, by=self.request.actor, **given)


class ReopenMesure(MesureStep):
    action = DECIDE
    table, step = MESURES, "reopen"
    success_message = "La mesure est rouverte."

    def take(self, given):
        reopen_mesure(mesure=self.object, by=self.request.actor, **given)


class ProposeDecision(MesureForm):
    """What the programme says may follow, and why."""

    form_class = WithdrawalForm
    page_title = "Proposer une suite au retrait"
    submit_label = "Proposer au chef de service"
    success_message = "La suite est proposée ; le chef de service est prévenu."

    def prepare(self):
        within = Adhesion.objects.filter(household=self.object.household_id, convention=self.object.convention_id)
        gone = within.kept().filter(withdrawn_on__isnull=False).select_related("person", "decision")
        self.adhesion = get_object_or_404(gone, pk=self.kwargs["adhesion"])
        self.definition = self.object.programme_version.content

    @property
    def page_text(self):
        asked = next((each for each in self.definition.adhesions if each.kind == self.adhesion.kind), None)
        return asked.withdrawal_text if asked else ""

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "outcomes": outcomes_of(self.definition, self.adhesion.kind)}

    def get_initial(self):
        before = decision_of(self.adhesion)
        return {"outcome": before.outcome, "reason": before.reason} if before else {}

    def save(self, form):
        given = {"mesure": self.object, "adhesion": self.adhesion, **form.cleaned_data}
        propose_decision(**given, by=self.request.actor)


class DecisionStep(MesureStep):
    model = WithdrawalDecision
    action = DECIDE
    table = DECISIONS
    draft_title = "Suite d’un retrait"


class ValidateDecision(DecisionStep):
    step = "validate"
    success_message = "La suite est validée."

    def take(self, given):
        validate_decision(decision=self.object, by=self.request.actor)


class SendBackDecision(DecisionStep):
    step = "send_back"
    success_message = "La suite est à reprendre ; le travailleur social est prévenu."

    def take(self, given):
        send_back_decision(decision=self.object, by=self.request.actor, **given)
