"""The page of a mesure, its opening, its rhythm."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import DetailView, FormView

from accompaniment.enums import MesureState
from accompaniment.forms.mesures import OpeningForm, RhythmForm
from accompaniment.models import Accompaniment
from accompaniment.presentation.diagnostics import papers_of
from accompaniment.presentation.mesures import (
    earlier_mesures,
    history_told,
    inside,
    phase_lines,
    return_of,
    standing_of,
    with_phases,
)
from accompaniment.presentation.opening import first_day_proposed, intended_rhythm
from accompaniment.presentation.reviews import reviews_of
from accompaniment.rules import MESURES
from accompaniment.rules.mesures import asks_adhesion, first_kind, next_kinds, return_words
from accompaniment.services.extensions import is_extendable
from accompaniment.services.holding import within_reach
from accompaniment.services.mesures import open_mesure, set_rhythm, take_back_opening
from accompaniment.services.withdrawals import leads_to_the_end, undecided
from accompaniment.views.reach import DECIDE, READ, WRITE, MesureForm, MesureStep, OfMesure
from accounts.matrix import allows
from core.careful import CarefulFormMixin
from core.views import RenderNow
from programmes.models import Convention
from tenants.views.file_page import InFile


class MesurePage(RenderNow, OfMesure, DetailView):
    """Phases and what interrupts them, what is decided, what comes next; dates and states for the landlord."""

    action = READ
    acts = False
    template_name = "accompaniment/mesure.html"
    context_object_name = "mesure"

    def get_queryset(self):
        return with_phases(super().get_queryset())

    def get_context_data(self, **kwargs):
        mesure, actor, today = self.object, self.request.actor, timezone.localdate()
        in_hand = within_reach(actor).filter(pk=mesure.pk).exists()
        open_now = mesure.state == MesureState.OPEN
        inner = self.inside_told(mesure) if inside(actor) else {}
        writes = in_hand and allows(actor.role, WRITE)
        return super().get_context_data(
            household=mesure.household,
            standing=standing_of(mesure, actor, today),
            papers=papers_of(mesure, actor),
            phases=phase_lines(mesure, actor, today),
            extensions=mesure.extensions.select_related("meeting"),
            return_words=return_of(mesure),
            following=Accompaniment.objects.visible_to(actor).filter(previous=mesure).first(),
            history=history_told(mesure, actor),
            inside=inside(actor),
            writes=writes and open_now,
            opens_again=writes and not open_now,
            decides=in_hand and allows(actor.role, DECIDE),
            open_now=open_now,
            reviews=reviews_of(mesure, actor),
            next_phases=next_kinds(mesure.programme_version.content, [each.kind for each in mesure.phases.all()]),
            extendable=mesure.term_on is not None and is_extendable(mesure),
            today=today,
            crumbs=[(mesure.household.name, mesure.household.get_absolute_url())],
            **inner,
            **kwargs,
        )

    def inside_told(self, mesure):
        """What the operator alone reads."""
        decisions = list(mesure.withdrawal_decisions.select_related("adhesion__person", "proposed_by__user"))
        return {
            "pauses": mesure.pauses.all(),
            "closings": mesure.closings.select_related("review", "proposed_by__user"),
            "decisions": decisions,
            "undecided": undecided(mesure),
            "to_end": any(leads_to_the_end(each) for each in decisions),
            "rhythm": mesure.get_rhythm_display() or intended_rhythm(mesure.programme_version.content),
        }


class OpenMesure(InFile, CarefulFormMixin, FormView):
    """Where it starts, under which convention, on which adhesions; what there was before."""

    action = WRITE
    writes = True
    household_url_kwarg = "household"
    form_class = OpeningForm
    template_name = "accompaniment/opening_form.html"
    version_checked = False
    page_title = "Ouvrir la mesure"
    submit_label = "Ouvrir la mesure"
    cancel_label = "Revenir"
    draft_title = "Ouverture d’une mesure"
    success_message = "La mesure est ouverte ; la conseillère est prévenue."

    def prepare(self):
        self.household = self.find_household()
        actor = self.request.actor
        between = Convention.objects.filter(operator=actor.organisation_id, landlord=self.household.landlord_id)
        rows = between.select_related("programme", "landlord", "operator")
        self.convention = get_object_or_404(rows, pk=self.kwargs["convention"])
        self.definition = self.convention.programme.version_on(self.today).content
        self.earlier = earlier_mesures(self.household, self.convention, actor)
        self.cancel_url = self.household.get_absolute_url()

    @property
    def page_lead(self):
        return f"{self.household.name}, {self.definition.public_label}"

    @property
    def crumbs(self):
        return [(self.household.name, self.household.get_absolute_url())]

    def get_form_kwargs(self):
        first = first_kind(self.definition)
        phases = [each for each in self.definition.phases if each.kind == first or not asks_adhesion(each)]
        return {**super().get_form_kwargs(), "phases": [each for each in phases if each.kind != "watch"]}

    def get_initial(self):
        day = first_day_proposed(self.household, self.convention, self.today)
        return {"starts_on": day, "phase_kind": first_kind(self.definition)}

    def get_context_data(self, **kwargs):
        before = self.earlier[0] if self.earlier else None
        return super().get_context_data(
            household=self.household,
            convention=self.convention,
            earlier=self.earlier,
            return_words=return_words(before.number, before.ends_on) if before else "",
            definition=self.definition,
            today=self.today,
            **kwargs,
        )

    def save(self, form):
        given = {"household": self.household, "convention": self.convention, **form.cleaned_data}
        self.opened = open_mesure(**given, by=self.request.actor)
        return self.opened

    def get_success_url(self):
        return self.opened.get_absolute_url()


class TakeBackOpening(MesureStep):
    table, step = MESURES, "take_back"
    page_text = "Seulement si elle a été ouverte par erreur : rien ne doit encore s’appuyer sur elle."
    success_message = "L’ouverture est annulée."

    @property
    def danger(self):
        return True

    def take(self, given):
        self.gone_to = take_back_opening(mesure=self.object, by=self.request.actor, **given).get_absolute_url()

    def get_success_url(self):
        return getattr(self, "gone_to", self.mesure_url)


class ChangeRhythm(MesureForm):
    form_class = RhythmForm
    page_title = "Rythme des rencontres"
    success_message = "Le rythme est noté."

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "intended": intended_rhythm(self.object.programme_version.content)}

    def get_initial(self):
        return {"rhythm": self.object.rhythm, "intensive_until": self.object.intensive_until}

    def save(self, form):
        return set_rhythm(mesure=self.object, by=self.request.actor, **form.cleaned_data)
