"""Offering slots, and choosing one."""

from django import forms
from django.utils import timezone

from accounts.models import Membership
from core.errors import DomainError
from core.forms import DayInput
from core.wording import DAYS, clock_time, minutes, title_date
from referrals.enums import PlaceKind
from referrals.forms.appointments import LONGEST_PLACE, TimeInput, WhenAndWhereForm
from referrals.models import Slot
from referrals.rules.moments import DURATIONS, FURTHEST, MOST_WEEKS, local, slot_moments

# What one page of choices holds.
MOST_CHOICES = 60


class WorkerChoice(forms.ModelChoiceField):
    def label_from_instance(self, membership):
        return str(membership.user)


class PublishForm(forms.Form):
    """Several at once: these days of the week, between these hours, for so many weeks."""

    membership = WorkerChoice(label="Pour", queryset=Membership.objects.none(), empty_label=None)
    weekdays = forms.TypedMultipleChoiceField(
        label="Jours de la semaine",
        coerce=int,
        choices=[(number, name.capitalize()) for number, name in enumerate(DAYS)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un jour."},
    )
    first_time = forms.TimeField(label="De", widget=TimeInput)
    last_time = forms.TimeField(label="À", widget=TimeInput, help_text="Le dernier créneau finit au plus tard ici.")
    minutes = forms.TypedChoiceField(
        label="Durée d’un créneau", coerce=int, choices=[(length, minutes(length)) for length in DURATIONS], initial=60
    )
    first_day = forms.DateField(label="À partir du", widget=DayInput)
    weeks = forms.IntegerField(
        label="Pendant combien de semaines",
        min_value=1,
        max_value=MOST_WEEKS,
        initial=4,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    place_kind = forms.ChoiceField(label="Lieu", choices=PlaceKind)
    place = forms.CharField(
        label="Précisions sur le lieu",
        required=False,
        max_length=LONGEST_PLACE,
        help_text="Une salle, un étage. La conseillère les lit en réservant.",
    )

    def __init__(self, *args, workers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = workers

    def clean_first_day(self):
        day, today = self.cleaned_data["first_day"], timezone.localdate()
        if day < today:
            raise forms.ValidationError("Ce jour est passé : commencez aujourd’hui ou plus tard.")
        if day > today + FURTHEST:
            raise forms.ValidationError("Ce jour est à plus de deux ans : vérifiez l’année.")
        return day

    def clean(self):
        given = super().clean()
        names = ("weekdays", "first_time", "last_time", "minutes", "first_day", "weeks")
        if any(given.get(name) in (None, "", []) for name in names):
            return given
        try:
            given["moments"] = slot_moments(**{name: given[name] for name in names}, now=timezone.now())
        except DomainError as refused:
            self.add_error(refused.field, refused.message)
            return given
        if not given["moments"]:
            self.add_error(
                None, "Aucun créneau ne tient entre ces heures ces jours-là : changez les heures ou les jours."
            )
        return given


class SlotChoice(forms.ModelChoiceField):
    """Free slots, by day: « Mardi 3 mars », then « 14 h à 15 h, dans les locaux de l’association, Nadia Le Goff »."""

    def label_from_instance(self, slot):
        return f"{title_date(local(slot.starts_at).date())}, {slot_words(slot)}"


def slot_words(slot):
    start, end = local(slot.starts_at), local(slot.ends_at)
    place = slot.get_place_kind_display()
    where = f"{place[0].lower()}{place[1:]}" + (f" ({slot.place})" if slot.place else "")
    return f"{clock_time(start)} à {clock_time(end)}, {where}, avec {slot.membership.user}"


def bookable_slots(actor, operators):
    """The free ones of these operators, the next first."""
    found = Slot.objects.visible_to(actor).bookable(timezone.now())
    found = found.filter(membership__organisation__in=[one.pk for one in operators])
    return found.select_related("membership__user").order_by("starts_at", "pk")


SLOT_TAKEN = "Ce créneau vient d’être pris. Choisissez-en un autre, ci-dessous."


class MoveForm(WhenAndWhereForm):
    """To one of the published slots, whose place and worker come with it, or to any other moment."""

    slot = SlotChoice(
        label="Un créneau proposé par l’association",
        queryset=Slot.objects.none(),
        required=False,
        empty_label="Aucun : un autre moment, ci-dessous",
        help_text="Choisi ici, il donne le jour, l’heure et le lieu, et l’ancien créneau redevient libre.",
        error_messages={"invalid_choice": SLOT_TAKEN},
    )
    field_order = ["slot", "day", "time", "duration", "place_kind", "place", "attendees", "despite"]

    def __init__(self, *args, slots, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["slot"]
        field.queryset = slots
        shown = [(slot.pk, field.label_from_instance(slot)) for slot in slots[:MOST_CHOICES]]
        field.choices = [("", field.empty_label), *shown]
        if not shown:
            field.widget = forms.HiddenInput()

    def clean(self):
        slot = self.cleaned_data.get("slot")
        if slot is None:
            return super().clean()
        for name in ("day", "time", "duration", "place_kind"):
            self.errors.pop(name, None)
        given = self.cleaned_data
        given["starts_at"], given["ends_at"] = slot.starts_at, slot.ends_at
        given["attendees"] = [*given.get("attendees", ()), slot.membership]
        self.warn_of_collisions(given)
        return given

    def values(self):
        slot = self.cleaned_data.get("slot")
        if slot is None:
            return super().values()
        return {"slot": slot, "attendees": self.cleaned_data["attendees"]}


class BookForm(forms.Form):
    slot = SlotChoice(
        label="Créneau",
        queryset=Slot.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choisissez un créneau.",
            "invalid_choice": SLOT_TAKEN,
        },
    )

    def __init__(self, *args, slots, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["slot"]
        field.queryset = slots
        # The page shows the next ones; a later one that somebody chose is still taken.
        field.choices = [(slot.pk, field.label_from_instance(slot)) for slot in slots[:MOST_CHOICES]]
