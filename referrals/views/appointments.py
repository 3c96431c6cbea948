"""One appointment: fixed, read, moved, held, missed, cancelled, made again; its letter and its file for a calendar."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.generic import DetailView, FormView
from django.views.generic.detail import SingleObjectMixin

from accounts.matrix import allows
from accounts.models import Membership, Organisation
from accounts.recording import RecordsAccess
from core.careful import CarefulFormMixin
from core.errors import DomainError
from core.pdf import pdf_response
from core.trail import history_of
from core.views import RenderNow, act
from core.views.transitions import TransitionView
from referrals.documents.appointment_letter import letter_pdf
from referrals.documents.calendars import single_ics
from referrals.enums import AppointmentKind, AppointmentState
from referrals.forms.appointments import FixForm, MissedForm, WhenAndWhereForm, initial_of, operators_for, staff_of
from referrals.forms.slots import MoveForm, bookable_slots
from referrals.models import Appointment, Attendance, Referral, TripartiteMeeting
from referrals.panels import follow_up_of
from referrals.presentation.agenda import entries_of
from referrals.presentation.collisions import collisions_of
from referrals.rules import APPOINTMENTS
from referrals.rules.meetings import KIND_OF
from referrals.rules.moments import span_in_words
from referrals.services.appointments import (
    cancel_appointment,
    fix_appointment,
    hold_appointment,
    miss_appointment,
    move_appointment,
    reschedule_appointment,
)
from tenants.guarding import may_be_written_to
from tenants.models import Household

READ, WRITE = "appointments.read", "appointments.write"
OVER = (AppointmentState.MISSED, AppointmentState.CANCELLED)
TONES = {
    AppointmentState.PLANNED: "brand",
    AppointmentState.HELD: "done",
    AppointmentState.MISSED: "late",
    AppointmentState.CANCELLED: "",
}


def agenda_crumb():
    return ("Agenda", reverse("referrals:agenda"))


def reads_household(actor, household):
    return Household.objects.visible_to(actor).filter(pk=household.pk).exists()


def may_open_minutes(actor, appointment):
    """It has begun, or was held; it is of a kind that has minutes, and of a household in the actor's hands."""
    begun = appointment.state == AppointmentState.PLANNED and appointment.starts_at <= timezone.now()
    if appointment.kind not in KIND_OF or not (begun or appointment.state == AppointmentState.HELD):
        return False
    held = Household.objects.writable_by(actor).filter(pk=appointment.household_id)
    return allows(actor.role, "tripartite.write") and held.exists()


def minutes_of(appointment, actor):
    """Where the minutes are, or whether this actor may open them."""
    found = TripartiteMeeting.objects.visible_to(actor).filter(appointment=appointment).first()
    return {"found": found, "may_open": not found and may_open_minutes(actor, appointment)}


class OfAppointment(RecordsAccess):
    """What is about one appointment that the actor may read, or write; each look is traced to the household's owner."""

    model = Appointment
    action = READ

    @property
    def draft_about(self):
        return f"dossier {self.object.household.number}"

    def get_queryset(self):
        reach = Appointment.objects
        reach = reach.visible_to(self.request.actor) if self.action == READ else reach.writable_by(self.request.actor)
        return reach.select_related("household__landlord", "operator", "slot")

    def access_subject(self):
        return self.object.household

    def access_owner(self):
        return self.object.household.landlord

    def get_success_url(self):
        return self.object.get_absolute_url()

    @property
    def page_lead(self):
        return f"Dossier {self.object.household.number}, {span_in_words(self.object.starts_at, self.object.ends_at)}."

    @property
    def crumbs(self):
        return [agenda_crumb(), (str(self.object), self.object.get_absolute_url())]

    @property
    def cancel_url(self):
        return self.object.get_absolute_url()


class AppointmentPage(RenderNow, OfAppointment, DetailView):
    template_name = "referrals/appointment.html"
    context_object_name = "appointment"

    def get_queryset(self):
        attendances = Attendance.objects.select_related("membership__user", "membership__organisation")
        return super().get_queryset().prefetch_related(Prefetch("attendances", queryset=attendances))

    def get_context_data(self, **kwargs):
        one, actor = self.object, self.request.actor
        (entry,) = entries_of([one], actor)
        writes = allows(actor.role, WRITE) and Appointment.objects.writable_by(actor).contains(one)
        planned = one.state == AppointmentState.PLANNED
        expected = [attendance.membership for attendance in one.attendances.all()]
        found = (
            collisions_of(attendees=expected, starts_at=one.starts_at, ends_at=one.ends_at, actor=actor, but=one)
            if planned
            else []
        )
        told = Appointment.objects.visible_to(actor)
        again = told.filter(rescheduled_from=one).order_by("-created_at").first()
        return super().get_context_data(
            entry=entry,
            tone=TONES[one.state],
            when=span_in_words(one.starts_at, one.ends_at),
            begun=one.starts_at <= timezone.now(),
            planned=planned,
            collisions=[each.words for each in found],
            writes=writes,
            minutes=minutes_of(one, actor),
            follow=follow_up_of(one, actor),
            over=one.state in OVER and not again,
            again=again,
            instead_of=told.filter(pk=one.rescheduled_from_id).first(),
            reads=reads_household(actor, one.household),
            letter=planned and entry.named and may_be_written_to(one.household),
            history=history_of((one, APPOINTMENTS, "")),
            **kwargs,
        )


class WithHousehold(CarefulFormMixin, RecordsAccess, FormView):
    """A form that gives an appointment to a household in the actor's hands, at one of the operators of both."""

    action = WRITE
    version_checked = False

    @property
    def draft_about(self):
        return f"dossier {self.household.number}"

    def prepare(self):
        actor = self.request.actor
        reach = Household.objects.in_hands_of(actor).select_related("landlord")
        self.household = get_object_or_404(reach, pk=self.kwargs["household"])
        self.operators = operators_for(actor, self.household)
        if not self.operators:
            raise Http404

    def access_subject(self):
        return self.household

    def access_owner(self):
        return self.household.landlord

    @property
    def page_lead(self):
        return f"{self.household}, dossier {self.household.number}."

    @property
    def cancel_url(self):
        return self.household.get_absolute_url()

    @property
    def crumbs(self):
        return [(f"Dossier {self.household.number}", self.household.get_absolute_url())]

    def get_success_url(self):
        return self.object.get_absolute_url()


class AppointmentFix(WithHousehold):
    """A new appointment with a household: at the actor's own house, or for an advisor with one of its operators."""

    form_class = FixForm
    page_title, draft_title = "Fixer un rendez-vous", "Rendez-vous"
    submit_label = "Fixer le rendez-vous"
    success_message = "Le rendez-vous est fixé ; les personnes attendues en sont averties."

    def get_form_kwargs(self):
        staff = staff_of([one.pk for one in self.operators], self.household, timezone.localdate())
        return {
            **super().get_form_kwargs(),
            "actor": self.request.actor,
            "staff": staff,
            "operators": self.operators,
        }

    def get_initial(self):
        asked = self.request.GET.get("nature", "")
        kind = asked if asked in AppointmentKind.values else AppointmentKind.TRIPARTITE_START
        assigned = self.household.assignments.open_on(timezone.localdate()).values_list("membership", flat=True)
        referrals = Referral.objects.visible_to(self.request.actor).filter(household=self.household).waiting()
        advisors = referrals.values_list("advisor", flat=True)
        actor = self.request.actor
        one_self = Membership.objects.filter(user=actor.user_id, organisation=actor.organisation_id)
        return {
            "kind": kind,
            "attendees": [*one_self.values_list("pk", flat=True), *assigned, *advisors],
            "operator": self.operators[0].pk,
        }

    def save(self, form):
        return fix_appointment(household=self.household, by=self.request.actor, **form.values())


class WhenAndWhere(OfAppointment, CarefulFormMixin, SingleObjectMixin, FormView):
    """A form over an appointment that says when, where and with whom."""

    action = WRITE
    form_class = WhenAndWhereForm
    draft_title = "Rendez-vous"

    def get_form_kwargs(self):
        one = self.object
        return {
            **super().get_form_kwargs(),
            "actor": self.request.actor,
            "staff": staff_of([one.operator_id], one.household, timezone.localdate(), self.get_initial()["attendees"]),
            "appointment": one,
        }

    def get_initial(self):
        return initial_of(self.object)


class AppointmentMove(WhenAndWhere):
    form_class = MoveForm
    page_title = "Déplacer le rendez-vous"
    submit_label = "Déplacer"
    success_message = "Le rendez-vous est déplacé ; les personnes attendues en sont averties."

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "slots": bookable_slots(self.request.actor, [self.object.operator])}

    def save(self, form):
        return move_appointment(appointment=self.object, by=self.request.actor, **form.values())


class AppointmentReschedule(WhenAndWhere):
    page_title = "Refixer le rendez-vous"
    submit_label = "Refixer"
    success_message = "Le nouveau rendez-vous est fixé."
    version_checked = False

    def get_initial(self):
        """The same place and people; the day is to be found."""
        return {**super().get_initial(), "day": None, "time": None}

    def save(self, form):
        return reschedule_appointment(appointment=self.object, by=self.request.actor, **form.values())


class AppointmentMiss(OfAppointment, CarefulFormMixin, SingleObjectMixin, FormView):
    action = WRITE
    form_class = MissedForm
    page_title, draft_title = "Rendez-vous manqué", "Rendez-vous manqué"
    submit_label = "Noter qu’il a été manqué"
    success_message = "C’est noté. Vous pouvez le refixer dès maintenant."
    drafted = version_checked = False

    def save(self, form):
        miss_appointment(appointment=self.object, by=self.request.actor, **form.cleaned_data)


class AppointmentCancel(OfAppointment, TransitionView):
    action = WRITE
    table, step = APPOINTMENTS, "cancel"
    success_message = "Le rendez-vous est annulé ; les personnes attendues en sont averties."
    page_text = "Si le créneau était proposé et n’est pas passé, il redevient libre."

    def take(self, given):
        cancel_appointment(appointment=self.object, by=self.request.actor, **given)


class AppointmentHold(OfAppointment, SingleObjectMixin, View):
    action = WRITE
    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        return act(
            request,
            lambda: hold_appointment(appointment=self.object, by=request.actor),
            done="C’est noté : la rencontre a eu lieu.",
            url=self.object.get_absolute_url(),
        )


class AppointmentLetter(OfAppointment, SingleObjectMixin, View):
    """The paper, for who reads the household; in words where nothing may be sent."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if not reads_household(request.actor, self.object.household):
            raise Http404
        signed_by = Organisation.objects.select_related("logo").get(pk=request.actor.organisation_id)
        try:
            content = letter_pdf(self.object, signed_by=signed_by)
        except DomainError as refused:
            messages.error(request, refused.message)
            return redirect(self.object)
        return pdf_response(content, f"rendez-vous-{self.object.household.number}.pdf")


class AppointmentCalendarFile(OfAppointment, SingleObjectMixin, View):
    """One appointment, for another calendar: no name in it."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        content = single_ics(self.object, timezone.now())
        headers = {
            "Content-Disposition": 'attachment; filename="rendez-vous.ics"',
            "Cache-Control": "no-store, private",
        }
        return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
