"""Tripartite meetings: their minutes opened, written together, read, signed, cancelled."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.generic import CreateView, DetailView, FormView, UpdateView
from django.views.generic.detail import SingleObjectMixin

from accounts.matrix import allows
from accounts.recording import RecordsAccess
from core.careful import CarefulFormMixin
from core.trail import history_of
from core.views import RenderNow, act
from core.views.transitions import TransitionView
from programmes.models import Convention, ProgrammeVersion
from referrals.enums import AttachmentKind, MeetingKind, MinutesState, ReferralState
from referrals.forms.meetings import CommitmentFormSet, MinutesForm, OpenMinutesForm, PaperForm, ParticipantFormSet
from referrals.models import Appointment, Attachment, Referral, TripartiteMeeting
from referrals.presentation.adhesions import board_of
from referrals.presentation.meetings import TONES
from referrals.rules import MINUTES
from referrals.rules.meetings import commitment_standing, sheet_of_the_three
from referrals.services.cancellations import reads_cancelled
from referrals.services.meetings import (
    add_minutes_paper,
    cancel_minutes,
    earlier_commitments,
    is_written,
    open_minutes,
    open_minutes_of_appointment,
    save_minutes,
    seal_minutes,
)
from tenants.guarding import reads_contact
from tenants.models import Household
from tenants.views.file_page import InFile

READ, WRITE = "tripartite.read", "tripartite.write"
SHARED = (
    "Le locataire, le bailleur et l’association lisent ce compte rendu. N’y écrivez ni confidence, ni santé, "
    "ni vie privée : seulement ce qui se dit à trois."
)


def definition_of(meeting):
    """In the words of the programme on the day of the meeting."""
    return meeting.convention.programme.version_on(meeting.held_on).content


def sheet_of(meeting):
    return sheet_of_the_three(definition_of(meeting)) if meeting.kind == MeetingKind.START else None


class OfMeeting(RecordsAccess):
    """What is about one meeting that the actor may read, or write; each look is traced to the household's owner."""

    model = TripartiteMeeting
    action = READ

    @property
    def draft_about(self):
        return f"dossier {self.object.household.number}"

    def get_queryset(self):
        reach = TripartiteMeeting.objects
        reach = reach.visible_to(self.request.actor) if self.action == READ else reach.writable_by(self.request.actor)
        return reach.select_related(
            "household__landlord",
            "convention__programme",
            "convention__landlord",
            "convention__operator",
            "referral",
        )

    def access_owner(self):
        return self.object.household.landlord

    def get_success_url(self):
        return self.object.get_absolute_url()

    @property
    def cancel_url(self):
        return self.object.get_absolute_url()

    @property
    def crumbs(self):
        household = self.object.household
        return [
            (household.name, household.get_absolute_url()),
            ("Rencontres", reverse("referrals:meetings", args=[household.pk])),
        ]


def was_worked_on(meeting):
    """Saved since it was opened with what the fiche said already."""
    return meeting.version > 1 and is_written(meeting)


class MeetingPage(RenderNow, OfMeeting, DetailView):
    template_name = "referrals/meeting.html"
    context_object_name = "meeting"

    def get_context_data(self, **kwargs):
        meeting, actor, today = self.object, self.request.actor, timezone.localdate()
        writes = TripartiteMeeting.objects.writable_by(actor).contains(meeting) and allows(actor.role, WRITE)
        referral = meeting.referral
        if referral:
            referral.household, referral.convention = meeting.household, meeting.convention
        steps = MINUTES.available(meeting.state, actor.role) if writes else []
        # Once something is written, signing comes next: at the top, and there only.
        signs_next = was_worked_on(meeting) and any(step.action == "seal" for step in steps)
        history = history_of((meeting, MINUTES, ""))
        return super().get_context_data(
            household=meeting.household,
            tone=TONES[meeting.state],
            crumbs=self.crumbs,
            today=today,
            writes=writes,
            open=meeting.state == MinutesState.OPEN,
            signs_next=signs_next,
            steps=[step for step in steps if not (signs_next and step.action == "seal")],
            place_shown=reads_contact(actor, meeting.household),
            participants=list(meeting.participants.all()),
            points=self.points(),
            commitments=[(one, *commitment_standing(one.outcome, one.due_on, today)) for one in self.commitments()],
            reviewed=[
                (one, *commitment_standing(one.outcome, one.due_on, today))
                for one in meeting.reviewed_commitments.select_related("meeting")
            ],
            papers=list(
                Attachment.objects.visible_to(actor)
                .listed()
                .filter(meeting=meeting, nature=AttachmentKind.SIGNED)
                .select_related("added_by", "cancelled_by")
            ),
            opens_cancelled=reads_cancelled(actor),
            board=board_of(referral, actor, today) if referral and meeting.kind == MeetingKind.START else None,
            may_ask=allows(actor.role, "adhesions.write") and writes,
            history=history,
            cancelled_why=next((line.reason for line in history if line.label == MINUTES.told("cancel")), ""),
            **kwargs,
        )

    def commitments(self):
        return self.object.commitments.select_related("reviewed_at")

    def points(self):
        sheet = sheet_of(self.object)
        return (
            [(point, number in self.object.points) for number, point in enumerate(sheet.points, start=1)]
            if sheet
            else []
        )


class OpenMinutes(InFile, CarefulFormMixin, CreateView):
    """Minutes without an appointment: the meeting just happened."""

    action = WRITE
    household_url_kwarg, writes = "household", True
    model = TripartiteMeeting
    form_class = OpenMinutesForm
    version_checked = False
    page_title = "Noter une rencontre qui a eu lieu"
    page_text = "Le compte rendu s’écrit sur la page suivante. Si un rendez-vous était fixé, ouvrez-le depuis l’agenda."
    submit_label = "Ouvrir le compte rendu"
    draft_title = "Compte rendu de rencontre"

    def prepare(self):
        self.household = self.find_household()
        self.conventions = conventions_between(self.household, self.request.actor)
        if not self.conventions.exists():
            raise Http404
        self.cancel_url = reverse("referrals:meetings", args=[self.household.pk])

    @property
    def page_lead(self):
        return f"{self.household.name}, dossier {self.household.number}"

    @property
    def crumbs(self):
        return [(self.household.name, self.household.get_absolute_url()), ("Rencontres", self.cancel_url)]

    def get_form_kwargs(self):
        labels = ProgrammeVersion.objects.visible_to(self.request.actor).labels()
        return {
            **super().get_form_kwargs(),
            "instance": None,
            "conventions": self.conventions,
            "labels": labels,
            "today": self.today,
        }

    def save(self, form):
        given = form.cleaned_data
        return open_minutes(
            household=self.household,
            referral=latest_referral(self.household, given["convention"]),
            by=self.request.actor,
            **given,
        )

    def get_success_url(self):
        return after_opening(self.object)


def conventions_between(household, actor):
    """Those of the household's landlord to which the actor's house is a party."""
    house = actor.organisation_id
    own = Convention.objects.filter(Q(landlord=house) | Q(operator=house), landlord=household.landlord_id)
    known = own.filter(Q(referrals__household=household, referrals__sent_at__isnull=False)).distinct()
    return (known if known.exists() else own).select_related("programme").order_by("-starts_on", "reference", "pk")


def latest_referral(household, convention):
    found = Referral.objects.filter(household=household, convention=convention, sent_at__isnull=False)
    found = found.exclude(state__in=[ReferralState.WITHDRAWN, ReferralState.REDIRECTED])
    return found.order_by("-sent_at").first()


def after_opening(meeting):
    """Where one writes it, while it may be written."""
    if meeting.state == MinutesState.OPEN:
        return reverse("referrals:meeting_write", args=[meeting.pk])
    return meeting.get_absolute_url()


class OpenMinutesOfAppointment(SingleObjectMixin, View):
    """The button of an appointment: it took place, here are its minutes."""

    action = WRITE
    http_method_names = ("post",)

    def get_queryset(self):
        actor = self.request.actor
        within = Appointment.objects.writable_by(actor)
        return within.filter(household__in=Household.objects.writable_by(actor)).select_related("household")

    def post(self, request, *args, **kwargs):
        appointment = self.get_object()
        opened = []

        def open_them():
            opened.append(open_minutes_of_appointment(appointment=appointment, by=request.actor))

        back = reverse("referrals:appointment", args=[appointment.pk])
        answer = act(request, open_them, url=back)
        if opened:
            answer["Location"] = after_opening(opened[0])
        return answer


class WriteMinutes(OfMeeting, CarefulFormMixin, UpdateView):
    action = WRITE
    form_class = MinutesForm
    formset_classes = {"participants": ParticipantFormSet, "commitments": CommitmentFormSet}
    template_name = "referrals/minutes_form.html"
    draft_title = "Compte rendu de rencontre"
    success_message = "Le compte rendu est enregistré."
    submit_label = "Enregistrer le compte rendu"

    def get(self, request, *args, **kwargs):
        """Signed meanwhile: one reads it. What was typed before is still answered in words."""
        found = self.get_object()
        return super().get(request, *args, **kwargs) if found.state == MinutesState.OPEN else redirect(found)

    @property
    def page_title(self):
        return self.object.get_kind_display()

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "sheet": sheet_of(self.object),
            "earlier": list(earlier_commitments(self.object)),
            "today": timezone.localdate(),
        }

    def get_context_data(self, **kwargs):
        mistakes = [mistake for formset in self.formsets.values() for mistake in formset.mistakes]
        return super().get_context_data(
            meeting=self.object,
            household=self.object.household,
            mistakes=mistakes,
            shared=SHARED,
            today=timezone.localdate(),
            **kwargs,
        )

    def save(self, form):
        values = {name: form.cleaned_data[name] for name in form.Meta.fields if name in form.cleaned_data}
        return save_minutes(
            meeting=self.object,
            values=values,
            participants=self.formsets["participants"].lines,
            commitments=self.formsets["commitments"].lines,
            reviews=form.reviews,
            by=self.request.actor,
        )


class MeetingStep(OfMeeting, TransitionView):
    action = WRITE
    table = MINUTES
    draft_title = "Compte rendu de rencontre"

    @property
    def page_lead(self):
        return f"{self.object}, dossier {self.object.household.number}"

    @property
    def crumbs(self):
        return [*super().crumbs, (str(self.object), self.object.get_absolute_url())]


class SealMinutes(MeetingStep):
    step = "seal"
    success_message = "Le compte rendu est signé : il ne change plus."
    page_text = (
        "Une fois signé, le compte rendu ne change plus. Vérifiez avec le ménage qu’il dit bien ce qui s’est dit ; "
        "le papier signé par les trois peut s’ajouter ensuite."
    )

    def take(self, given):
        seal_minutes(meeting=self.object, by=self.request.actor)


class CancelMinutes(MeetingStep):
    step = "cancel"
    success_message = "Le compte rendu est annulé ; il reste lisible, avec son motif."

    def take(self, given):
        cancel_minutes(meeting=self.object, by=self.request.actor, **given)


class AddMinutesPaper(OfMeeting, CarefulFormMixin, SingleObjectMixin, FormView):
    action = WRITE
    form_class = PaperForm
    version_checked = drafted = False
    page_title = "Joindre le compte rendu signé"
    page_text = "Photographiez ou numérisez le papier que les trois ont signé : bailleur et association le liront."
    submit_label = "Joindre"
    success_message = "Le papier signé est joint."

    @property
    def page_lead(self):
        return f"{self.object}, dossier {self.object.household.number}"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "most": 6}

    def save(self, form):
        add_minutes_paper(meeting=self.object, received=form.cleaned_data["papers"], by=self.request.actor)
