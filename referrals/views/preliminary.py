"""The conversation before anything is sent: on a telephone, in front of the tenant."""

import datetime

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView

from accounts.matrix import allows
from core.access import page
from core.careful import CarefulFormMixin
from core.pdf import pdf_response
from core.views import RenderNow
from programmes.models import Convention
from referrals.documents.leaflet import leaflet_pdf
from referrals.enums import TenantAnswer
from referrals.forms.preliminary import PreliminaryForm
from referrals.models import PreliminaryMeeting, Referral, Slot
from referrals.panels.preliminary import start_url
from referrals.rules import BEFORE_OUTCOME
from referrals.rules.delays import CALL_BACK_DAYS
from referrals.rules.preliminary import WEEKS_SHOWN, preliminary_sheet
from referrals.services.preliminary import (
    FIELDS,
    is_closed,
    save_preliminary_meeting,
    sheet_of,
    standing_appointment,
)
from tenants.models import Household, Screening
from tenants.views.file_page import InFile

READ, WRITE = "preliminary.read", "preliminary.write"
PARTS = ("household__landlord", "household__sector", "convention__operator", "convention__programme", "appointment")


class WritesPreliminary(InFile, CarefulFormMixin, FormView):
    """The page of the conversation: one form, ticked in any order, slot and all."""

    action = WRITE
    writes = True
    template_name = "referrals/preliminary_form.html"
    form_class = PreliminaryForm
    draft_title = "Entretien préalable"
    success_message = "L’entretien est enregistré."

    def get_form_kwargs(self):
        now = timezone.now()
        free = Slot.objects.visible_to(self.request.actor).bookable(now)
        soon = free.filter(
            membership__organisation=self.convention.operator_id,
            starts_at__lt=now + datetime.timedelta(weeks=WEEKS_SHOWN),
        )
        return {
            **super().get_form_kwargs(),
            "instance": self.object,
            "sheet": self.sheet,
            "slots": soon.select_related("membership__user").order_by("starts_at", "pk"),
            "today": self.today,
        }

    def get_context_data(self, **kwargs):
        passed = Screening.objects.filter(
            household=self.household, programme_version__programme=self.convention.programme_id, passed=True
        )
        return super().get_context_data(
            household=self.household,
            convention=self.convention,
            version=self.version,
            sheet=self.sheet,
            screened=passed.exists(),
            standing=standing_appointment(self.object) if self.object else None,
            today=self.today,
            **kwargs,
        )

    def save(self, form):
        values = {name: form.cleaned_data[name] for name in FIELDS}
        meeting = self.object or PreliminaryMeeting(household=self.household, convention=self.convention)
        slot = form.cleaned_data["slot"]
        return save_preliminary_meeting(meeting=meeting, values=values, slot=slot, by=self.request.actor)

    def get_success_url(self):
        return self.object.get_absolute_url()


class PreliminaryCreate(WritesPreliminary):
    page_title = "Entretien préalable"
    household_url_kwarg = "household"

    def get_subject(self):
        self.household = self.find_household()
        visible = Convention.objects.visible_to(self.request.actor)
        running = visible.open_on(self.today).filter(landlord=self.household.landlord_id)
        found = running.select_related("operator", "programme")
        self.convention = get_object_or_404(found, pk=self.kwargs["convention"])
        self.version = self.convention.programme.current_version
        self.sheet = preliminary_sheet(self.version.content)
        self.cancel_url = self.household.get_absolute_url()


class PreliminaryEdit(WritesPreliminary):
    page_title = "Reprendre l’entretien préalable"

    def get(self, request, *args, **kwargs):
        found = self.get_subject()
        return redirect(found) if is_closed(found) else super().get(request, *args, **kwargs)

    def get_subject(self):
        meetings = PreliminaryMeeting.objects.visible_to(self.request.actor).writable_by(self.request.actor)
        found = get_object_or_404(meetings.select_related(*PARTS), pk=self.kwargs["pk"])
        self.household, self.convention = found.household, found.convention
        self.version = self.convention.programme.version_on(found.held_on)
        self.sheet = preliminary_sheet(self.version.content)
        self.cancel_url = found.get_absolute_url()
        return found


class PreliminaryPage(RenderNow, InFile, TemplateView):
    action = READ
    template_name = "referrals/preliminary.html"

    def get(self, request, *args, **kwargs):
        within = PreliminaryMeeting.objects.visible_to(request.actor).select_related(*PARTS, "advisor__user")
        self.meeting = get_object_or_404(within, pk=self.kwargs["pk"])
        self.household = self.meeting.household
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        meeting, actor = self.meeting, self.request.actor
        sheet = sheet_of(meeting)
        points = [
            (point, number in meeting.points) for number, point in enumerate(sheet.points if sheet else (), start=1)
        ]
        writes = allows(actor.role, WRITE) and Household.objects.writable_by(actor).contains(self.household)
        closed = is_closed(meeting)
        running = Referral.objects.visible_to(actor).filter(
            household=self.household, convention=meeting.convention_id, state__in=BEFORE_OUTCOME
        )
        return super().get_context_data(
            meeting=meeting,
            household=self.household,
            convention=meeting.convention,
            version=meeting.convention.programme.version_on(meeting.held_on),
            points=points,
            standing=standing_appointment(meeting),
            may_write=writes and not closed,
            closed=writes and closed,
            referral=running.first(),
            start_url=start_url(meeting) if writes and meeting.answer == TenantAnswer.AGREES else "",
            call_back_on=meeting.held_on + datetime.timedelta(days=CALL_BACK_DAYS),
            today=self.today,
            **kwargs,
        )


@page("programmes.read")
@require_safe
def leaflet(request, pk):
    """What the tenant takes home: of the action, of nobody."""
    within = Convention.objects.visible_to(request.actor).select_related("landlord", "operator", "programme")
    convention = get_object_or_404(within, pk=pk)
    version = convention.programme.version_on(timezone.localdate())
    return pdf_response(leaflet_pdf(convention, version), "plaquette.pdf")
