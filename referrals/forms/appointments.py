"""Fixing, moving and making again an appointment; noting who missed it."""

import hashlib

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.enums import LANDLORD_ROLES, OPERATOR_ROLES, Role
from accounts.models import Membership, Organisation
from core.errors import DomainError
from core.forms import DayInput
from core.wording import minutes, sentence
from programmes.models import Convention
from referrals.enums import AppointmentKind, Party, PlaceKind
from referrals.presentation.collisions import collisions_of
from referrals.rules.moments import DURATIONS, check_times, instant_of, local

LONGEST_PLACE = 200
PLACE_HELP = "Un étage, une salle, un code ; pour « Ailleurs », l’adresse. Ceux qui sont attendus le lisent."


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self):
        super().__init__(attrs={"step": 300}, format="%H:%M")


class Despite(forms.MultipleChoiceField):
    """« All the same »: asked only where somebody would be in two places, and for what was shown."""

    widget = forms.MultipleHiddenInput

    def __init__(self):
        super().__init__(label="Quelqu’un est déjà pris", required=False)

    def valid_value(self, value):
        return len(value) <= 64


class MemberChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, membership):
        return f"{membership.user}, {membership.role_label}, {membership.organisation.label}"


class OperatorChoice(forms.ModelChoiceField):
    def label_from_instance(self, organisation):
        return organisation.name


def operators_for(actor, household):
    """With whom one may fix: one's own association; for the landlord, those it works with, the entrusted one first."""
    if actor.organisation_id != household.landlord_id:
        return [actor.organisation]
    entrusted = household.entrustments.values_list("operator", flat=True)
    conventions = Convention.objects.filter(landlord=household.landlord_id)
    found = Organisation.objects.filter(pk__in=conventions.values("operator"))
    return sorted(found, key=lambda one: (one.pk not in set(entrusted), one.sort_name))


def staff_of(operators, household, today, expected=()):
    """Who of the houses may be expected, once each, or as she already is; of a guarded household, at the landlord, only
    who must know."""
    theirs = Q(organisation__in=operators, role__in=OPERATOR_ROLES)
    ours = Q(organisation=household.landlord_id, role__in=LANDLORD_ROLES)
    if household.guarded:
        ours &= Q(pk=household.guarded_for_id)
    open_now = Membership.objects.open_on(today).filter(user__is_active=True)
    # Whoever leads a team and meets households too is expected as the one who meets them.
    meeting = open_now.filter(
        user=OuterRef("user"), organisation=OuterRef("organisation"), role__in=(Role.SOCIAL_WORKER, Role.ADVISOR)
    )
    leading = Q(role__in=(Role.SERVICE_HEAD, Role.LANDLORD_MANAGER))
    kept = Q(pk__in=expected) | Q(pk=household.guarded_for_id)
    at_work = open_now.filter(theirs | ours).exclude(leading & Exists(meeting) & ~kept)
    order = ("organisation__kind", "user__last_name", "user__first_name", "pk")
    return at_work.select_related("user", "organisation").order_by(*order)


class WhenAndWhereForm(forms.Form):
    """When, where and with whom. `appointment`: the one that moves, if one does."""

    day = forms.DateField(label="Jour", widget=DayInput)
    time = forms.TimeField(label="Heure", widget=TimeInput)
    duration = forms.TypedChoiceField(
        label="Durée", coerce=int, choices=[(length, minutes(length)) for length in DURATIONS], initial=60
    )
    place_kind = forms.ChoiceField(label="Lieu", choices=PlaceKind)
    place = forms.CharField(
        label="Précisions sur le lieu",
        required=False,
        max_length=LONGEST_PLACE,
        help_text=PLACE_HELP,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    attendees = MemberChoices(
        label="Qui est attendu, avec le ménage",
        queryset=Membership.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Indiquez au moins une personne attendue."},
    )
    despite = Despite()

    def __init__(self, *args, actor, staff, appointment=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor, self.appointment = actor, appointment
        self.fields["attendees"].queryset = staff
        length = self.initial.get("duration")
        if length and length not in DURATIONS:
            field = self.fields["duration"]
            field.choices = [*field.choices, (length, minutes(length))]

    def clean(self):
        given = super().clean()
        day, time, length = given.get("day"), given.get("time"), given.get("duration")
        if not (day and time and length):
            return given
        if given.get("place_kind") == PlaceKind.ELSEWHERE and not given.get("place"):
            self.add_error("place", "Indiquez où : « Ailleurs » ne suffit pas pour s’y retrouver.")
        try:
            given["starts_at"] = instant_of(day, time, field="time")
            given["ends_at"] = given["starts_at"] + timezone.timedelta(minutes=length)
            check_times(given["starts_at"], given["ends_at"], now=timezone.now())
        except DomainError as refused:
            self.add_error({"ends_at": "duration", "time": "time"}.get(refused.field, "day"), refused.message)
            return given
        self.warn_of_collisions(given)
        return given

    def warn_of_collisions(self, given):
        """Say once with what it collides; ticked below, it is fixed all the same."""
        found = collisions_of(
            attendees=given.get("attendees") or [],
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            actor=self.actor,
            but=self.appointment,
        )
        key = hashlib.sha256("|".join(each.key for each in found).encode()).hexdigest()[:32]
        if not found or key in given.get("despite", []):
            return
        field = self.fields["despite"]
        field.widget = forms.CheckboxSelectMultiple()
        field.choices = [(key, "Fixer à cette heure malgré tout")]
        words = sentence([each.words for each in found[:6]])
        self.add_error("despite", f"À la même heure : {words}. Changez l’heure, ou cochez pour fixer malgré tout.")

    def values(self):
        """What the services take."""
        names = ("starts_at", "ends_at", "place_kind", "place")
        given = self.cleaned_data
        return {**{name: given[name] for name in names}, "attendees": list(given["attendees"])}


class FixForm(WhenAndWhereForm):
    """A new one, of a kind, with one of these operators."""

    kind = forms.ChoiceField(label="Nature", choices=AppointmentKind)
    operator = OperatorChoice(label="Association", queryset=Organisation.objects.none(), empty_label=None)
    field_order = ["kind", "operator", "day", "time", "duration", "place_kind", "place", "attendees", "despite"]

    def __init__(self, *args, operators, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["operator"]
        field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in operators])
        if len(operators) == 1:
            field.widget = forms.HiddenInput()

    def values(self):
        return {**super().values(), "kind": self.cleaned_data["kind"], "operator": self.cleaned_data["operator"]}


def initial_of(appointment):
    """What a form that moves an appointment begins with."""
    start = local(appointment.starts_at)
    length = appointment.ends_at - appointment.starts_at
    return {
        "day": start.date(),
        "time": start.time(),
        "duration": int(length.total_seconds() // 60),
        "place_kind": appointment.place_kind,
        "place": appointment.place,
        "attendees": [attendance.membership_id for attendance in appointment.attendances.all()],
    }


class MissedForm(forms.Form):
    missed_by = forms.ChoiceField(
        label="Qui n’est pas venu",
        choices=Party,
        widget=forms.RadioSelect,
        help_text="Rien d’autre n’est demandé : un empêchement n’a pas à se justifier ici.",
        error_messages={"required": "Indiquez qui n’est pas venu."},
    )
