"""Three touches on a telephone: a household, what took place, saved; what an appointment became."""

from django.http import Http404
from django.utils import timezone
from django.views import View
from django.views.generic import FormView, TemplateView
from django.views.generic.detail import SingleObjectMixin

from accompaniment.enums import InterviewKind
from accompaniment.forms.interviews import MissedForm, QuickForm
from accompaniment.models import Accompaniment
from accompaniment.presentation.contacts import last_contacts
from accompaniment.presentation.interviews import mesures_of, received_convention, safe_channel_of
from accompaniment.services.interviews import record_held_appointment, record_interview, record_missed_appointment
from accounts.recording import RecordsAccess, record_list
from core.careful import CarefulFormMixin
from core.views import RenderNow, act
from core.wording import clock_time
from programmes.models import ProgrammeVersion
from referrals.enums import AppointmentState, PlaceKind
from referrals.models import Appointment, Referral
from referrals.rules.moments import span_in_words
from tenants.models import Household
from tenants.views.file_page import InFile

WRITE = "contacts.write"
# The button of each kind, and where it happens most often.
BUTTONS = (
    (InterviewKind.HOME_VISIT, "house", PlaceKind.HOME),
    (InterviewKind.INTERVIEW, "messages-square", PlaceKind.ASSOCIATION),
    (InterviewKind.CALL, "phone", ""),
    (InterviewKind.OUTING, "footprints", PlaceKind.ELSEWHERE),
    (InterviewKind.LETTER, "mail", ""),
)
PLACES = {kind: place for kind, _, place in BUTTONS}


class QuickHouseholds(RenderNow, TemplateView):
    """The first touch: whom one met, among one's own: who is expected today, then all of them."""

    action = WRITE
    template_name = "accompaniment/quick_households.html"

    def get_context_data(self, **kwargs):
        actor, today = self.request.actor, timezone.localdate()
        record_list(self.request, WRITE)
        mine = Household.objects.writable_by(actor)
        running = Accompaniment.objects.open_on(today).filter(
            household__in=mine, convention__operator=actor.organisation_id
        )
        rows = list(running.select_related("household").order_by("household__sort_name", "household_id", "pk"))
        last = last_contacts([row.pk for row in rows])
        met = {}
        for row in rows:
            met.setdefault(row.household, []).append(last.get(row.pk))
        received = Referral.objects.filter(received_at__isnull=False, convention__operator=actor.organisation_id)
        others = mine.filter(pk__in=received.values("household")).exclude(pk__in=[household.pk for household in met])
        return super().get_context_data(
            lines=[(household, max(filter(None, days), default=None)) for household, days in met.items()],
            others=list(others.order_by("sort_name", "pk")),
            expected=self.expected_today(mine),
            today=today,
            **kwargs,
        )

    def expected_today(self, mine):
        """The appointments of today: most likely, it is one of them."""
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        fixed = Appointment.objects.expecting(self.request.actor.pk).standing().filter(household__in=mine)
        fixed = fixed.between(midnight, midnight + timezone.timedelta(days=1))
        return [(one, clock_time(timezone.localtime(one.starts_at))) for one in fixed.select_related("household")]


class QuickEntry(InFile, CarefulFormMixin, FormView):
    """The second touch says what took place; it is saved with the day of today."""

    action = WRITE
    writes, version_checked, drafted = True, False, False
    form_class = QuickForm
    template_name = "accompaniment/quick_entry.html"
    page_title = "Noter un entretien"

    def prepare(self):
        self.household = self.find_household()
        self.mesures = mesures_of(self.household, self.request.actor, open_on=self.today)
        if not self.mesures and received_convention(self.household, self.request.actor) is None:
            raise Http404

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "mesures": self.mesures}

    def get_context_data(self, **kwargs):
        labels = ProgrammeVersion.objects.visible_to(self.request.actor).labels() if len(self.mesures) > 1 else {}
        return super().get_context_data(
            household=self.household,
            buttons=[(kind, kind.label, icon) for kind, icon, _ in BUTTONS] if self.mesures else [],
            mesures=[(one, labels.get(one.convention.programme.code, one.number)) for one in self.mesures],
            channel=safe_channel_of(self.household),
            today=self.today,
            **kwargs,
        )

    def save(self, form):
        kind, mesure = form.cleaned_data["kind"], form.chosen_mesure
        if mesure is None:
            raise Http404
        return record_interview(
            household=self.household,
            convention=mesure.convention,
            mesure=mesure,
            values={"kind": kind, "on": self.today, "place_kind": PLACES[kind]},
            persons=self.present(kind),
            by=self.request.actor,
        )

    def present(self, kind):
        """Whoever lives alone was there; of several, one says who."""
        here = list(self.household.persons.present()[:2])
        return here if len(here) == 1 and kind != InterviewKind.LETTER else ()

    @property
    def success_message(self):
        return "C’est noté à la date d’aujourd’hui. Complétez maintenant, ou plus tard."

    def get_success_url(self):
        return self.object.get_absolute_url()


class OfAppointment(RecordsAccess):
    """An appointment with a household that is in this worker's hands."""

    action = WRITE

    def get_queryset(self):
        actor = self.request.actor
        within = Appointment.objects.writable_by(actor)
        return within.filter(household__in=Household.objects.writable_by(actor)).select_related("household__landlord")

    def access_subject(self):
        return self.appointment.household

    def access_owner(self):
        return self.appointment.household.landlord


class AppointmentToEntry(OfAppointment, SingleObjectMixin, View):
    """« A eu lieu », or an entry of what was missed: made with what the appointment knows, then completed."""

    http_method_names = ("post", "options")

    def post(self, request, *args, **kwargs):
        appointment = self.get_object()
        record = record_held_appointment
        if appointment.state == AppointmentState.MISSED:
            record = record_missed_appointment
        noted = []
        answer = act(
            request,
            lambda: noted.append(record(appointment=appointment, by=request.actor)),
            done="C’est noté. Complétez maintenant, ou plus tard.",
            url=appointment.get_absolute_url(),
        )
        if noted:
            answer["Location"] = noted[0].get_absolute_url()
        return answer


class AppointmentMissed(OfAppointment, CarefulFormMixin, SingleObjectMixin, FormView):
    """« Manqué par… », on the appointment and among the entries."""

    form_class = MissedForm
    drafted = version_checked = False
    page_title = "Rendez-vous manqué"
    page_text = "C’est noté sur le rendez-vous et dans les entretiens. Le bailleur ne lit jamais une absence."
    submit_label = "Noter qu’il a été manqué"
    success_message = "C’est noté. Le rendez-vous peut être refixé depuis sa page."

    def get_subject(self):
        self.appointment = self.object = self.get_object()
        self.cancel_url = self.appointment.get_absolute_url()
        self.page_lead = f"Dossier {self.appointment.household.number}, {self.when}."
        return self.appointment

    @property
    def when(self):
        return span_in_words(self.appointment.starts_at, self.appointment.ends_at)

    def save(self, form):
        return record_missed_appointment(appointment=self.appointment, by=self.request.actor, **form.cleaned_data)

    def get_success_url(self):
        return self.object.get_absolute_url()
