"""The operator's pages about fiches: what came in, received and confided, redirected, declined; and the questions."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView

from accounts.matrix import allows
from accounts.recording import RecordsAccess, record_list
from core.access import page
from core.careful import CarefulFormMixin
from core.filtering import count_values_up_to_most, filter_bar
from core.views import act
from core.views.transitions import StepForm, TransitionView
from core.wording import FIRM
from programmes.models import ProgrammeVersion
from referrals.enums import AppointmentState, RequestState
from referrals.filters import InboxFilter
from referrals.forms.reception import (
    AnswersForm,
    ChangeWorkerForm,
    DeclineForm,
    QuestionsForm,
    RedirectForm,
    WorkerForm,
    answer_name,
)
from referrals.models import InformationRequest, Referral
from referrals.presentation.inbox import IN_THE_INBOX, inbox_page, lines_of
from referrals.presentation.listing import MOST_IN_A_STATE
from referrals.presentation.sheets import sections_of
from referrals.rules import REFERRALS
from referrals.rules.moments import in_words
from referrals.rules.motives import MOTIVES, compose_motive, orientations_of
from referrals.services.information import answer_information, ask_information, close_request, drop_questions
from referrals.services.load import loads_of
from referrals.services.reception import change_worker, decline_referral, receive_referral, redirect_referral
from tenants.services.entrusting import carriers_of

RECEIVE, TREAT, ANSWER = "referrals.receive", "referrals.treat", "referrals.answer"
PARTS = ("household__landlord", "convention__programme", "convention__operator", "worker__user", "appointment")


@page(TREAT)
@require_safe
def inbox(request):
    actor, today = request.actor, timezone.localdate()
    reach = Referral.objects.visible_to(actor)
    filterset = InboxFilter(request.GET, reach, request=request, actor=actor, states=IN_THE_INBOX)
    found = inbox_page(reach, filterset.qs, request.GET, today)
    record_list(request, TREAT)
    counts = count_values_up_to_most(IN_THE_INBOX, lambda state: reach.filter(state=state), MOST_IN_A_STATE)
    labels = ProgrammeVersion.objects.visible_to(actor).labels()
    receives = allows(actor.role, RECEIVE)
    context = {
        "page": found,
        "lines": lines_of(found.rows, labels, actor, today, receives=receives),
        "bar": filter_bar(filterset, status="etat", counts=counts, most=MOST_IN_A_STATE),
        "filtered": filterset.form.has_changed(),
        "receives": receives,
    }
    return render(request, "referrals/inbox.html", context)


class OnReferral(RecordsAccess, CarefulFormMixin, FormView):
    """A step taken on one fiche. Its state is checked under a lock when the step is taken."""

    action = TREAT
    version_checked = False
    cancel_label = "Revenir à la fiche"
    draft_title = "Suite d’une fiche"

    def find(self):
        return Referral.objects.in_hands_of(self.request.actor)

    def get_subject(self):
        return get_object_or_404(self.find().select_related(*PARTS), pk=self.kwargs["pk"])

    def access_owner(self):
        return self.object.household.landlord

    def get_success_url(self):
        return self.object.get_absolute_url()

    @property
    def cancel_url(self):
        return self.get_success_url()

    @property
    def draft_about(self):
        return f"dossier {self.object.household.number}"

    @property
    def page_lead(self):
        household = self.object.household
        return f"{self.object}, {f'dossier {household.number}' if household.guarded else household.name}"

    @property
    def crumbs(self):
        return [("Fiches reçues", reverse("referrals:inbox")), (str(self.object), self.get_success_url())]

    @property
    def definition(self):
        return self.object.convention.programme.version_on(timezone.localdate()).content


class Receive(OnReferral):
    """Acknowledge and confide, the load of each before one's eyes."""

    action = RECEIVE
    form_class = WorkerForm
    drafted = False
    page_title = "Accuser réception et confier"
    rule = "Une personne, et une seule, est l’interlocuteur privilégié du ménage : elle et le bailleur sont avertis."
    submit_label = "Confier la fiche"

    def prepare(self):
        today = timezone.localdate()
        self.carriers = carriers_of(self.object.convention.operator_id, today)
        self.loads = loads_of(self.carriers, today=today, now=timezone.now())

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "carriers": self.carriers, "loads": self.loads}

    @property
    def page_text(self):
        """A meeting that stands already says who is expected there."""
        fixed = self.object.appointment
        if fixed is None or fixed.state != AppointmentState.PLANNED:
            return self.rule
        theirs = fixed.attendances.filter(membership__organisation=self.object.convention.operator_id)
        expected = " et ".join(str(one.membership.user) for one in theirs.select_related("membership__user"))
        return f"{self.rule} Une rencontre est déjà fixée{FIRM}: {in_words(fixed.starts_at)}, avec {expected}."

    @property
    def success_message(self):
        return f"La fiche est confiée à {self.object.worker.user}."

    def save(self, form):
        return receive_referral(referral=self.object, worker=form.cleaned_data["worker"], by=self.request.actor)


class ChangeWorker(Receive):
    form_class = ChangeWorkerForm
    page_title = "Confier à quelqu’un d’autre"
    rule = "Qui l’avait jusque-là garde la lecture du dossier pendant 30 jours. Chacun en est averti."
    submit_label = "Changer d’interlocuteur"

    def save(self, form):
        return change_worker(referral=self.object, by=self.request.actor, **form.cleaned_data)


class Redirect(OnReferral):
    form_class = RedirectForm
    page_title = REFERRALS.find("redirect").label
    page_text = "Le bailleur lit « orientation vers un autre dispositif », l’orientation et le motif : rien d’autre."
    submit_label = "Réorienter"
    success_message = "La fiche est réorientée ; le bailleur est averti."

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "orientations": orientations_of(self.definition)}

    def save(self, form):
        given = form.cleaned_data
        reason = compose_motive(form.sentences, given["motive"], given["more"])
        return redirect_referral(
            referral=self.object, orientation=given["orientation"], reason=reason, by=self.request.actor
        )


class Decline(OnReferral):
    form_class = DeclineForm
    page_title = REFERRALS.find("decline").label
    page_text = "Le bailleur lit ce que vous choisissez ici. Le ménage peut revenir quand il le souhaite."
    submit_label = "Noter"
    success_message = "C’est noté ; le bailleur est averti."

    def get_initial(self):
        """A page that knows what happened proposes its first motive (?suite=refusal)."""
        proposed = MOTIVES.get(self.request.GET.get("suite"), {})
        return {"motive": f"{self.request.GET['suite']}-{next(iter(proposed))}"} if proposed else {}

    def save(self, form):
        reason = compose_motive(MOTIVES[form.kind], form.chosen, form.cleaned_data["more"])
        return decline_referral(referral=self.object, kind=form.kind, reason=reason, by=self.request.actor)


class AskInformation(OnReferral):
    form_class = QuestionsForm
    page_title = REFERRALS.find("ask_information").label
    page_text = "Écrivez sous ce qui vous manque, laissez le reste vide : la conseillère répond sur la fiche."
    submit_label = "Demander"
    success_message = "Vos questions sont posées ; la conseillère est avertie."

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "said": self.said()}

    def said(self):
        sheet = self.object.sheets.issued().order_by("-number").first()
        facts = [fact for section in sections_of(sheet, self.definition) for fact in section.facts] if sheet else []
        return {fact.field: fact.said for fact in facts}

    def save(self, form):
        ask_information(referral=self.object, questions=form.questions, by=self.request.actor)


class AnswerInformation(OnReferral):
    """What waits for an answer; what is left empty waits on."""

    action = ANSWER
    form_class = AnswersForm
    page_title = REFERRALS.find("answer_information").label
    page_text = "L’association reprend la fiche dès que toutes ses questions ont une réponse."
    submit_label = "Envoyer les réponses"
    success_message = "Vos réponses sont transmises à l’association."

    def find(self):
        return Referral.objects.writable_by(self.request.actor)

    @property
    def crumbs(self):
        return [("Fiches", reverse("referrals:referrals")), (str(self.object), self.get_success_url())]

    def get_form_kwargs(self):
        """Those that wait; and whatever was typed under one that a colleague answered meanwhile: it is not lost."""
        every = InformationRequest.objects.filter(referral=self.object)
        typed = self.request.POST
        shown = [each for each in every if each.state == RequestState.OPEN or typed.get(answer_name(each))]
        return {**super().get_form_kwargs(), "requests": shown}

    def save(self, form):
        answer_information(referral=self.object, answers=form.answers, by=self.request.actor)


class DropQuestions(OnReferral, TransitionView):
    table, step = REFERRALS, "drop_questions"
    form_class = StepForm
    success_message = "Les questions sont closes, la fiche est de nouveau entre vos mains."

    def take(self, given):
        drop_questions(referral=self.object, by=self.request.actor)


@page(TREAT)
@require_POST
def close_information(request, pk, request_pk):
    within = InformationRequest.objects.visible_to(request.actor).select_related("referral")
    found = get_object_or_404(within, pk=request_pk, referral=pk)
    return act(
        request,
        lambda: close_request(request=found, by=request.actor),
        done="La question est close.",
        url=found.referral.get_absolute_url(),
    )
