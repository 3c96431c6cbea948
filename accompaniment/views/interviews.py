"""The entries of a household: listed, read, written, corrected, cancelled."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, FormView

from accompaniment.enums import InterviewKind
from accompaniment.forms.interviews import ATTEMPT, LETTER, MEETING, InterviewForm
from accompaniment.forms.texts import ReasonForm
from accompaniment.guarding import BREAK, open_glass, private_note_for
from accompaniment.models import GlassBreak, Interview, Publication
from accompaniment.presentation.interviews import (
    badge_of,
    corrections_of,
    mesures_of,
    notes_entries,
    received_convention,
    safe_channel_of,
    themes_of,
    time_of,
    told,
)
from accompaniment.rules.interviews import publishable
from accompaniment.services.interviews import cancel_interview, change_interview, may_cancel, record_interview
from accounts.matrix import allows
from accounts.recording import RecordsAccess
from core.careful import CarefulFormMixin
from core.paging import keyset_page
from core.views import RenderNow
from core.wording import plain_date
from programmes.models import ProgrammeVersion
from tenants.views.file_page import FilePage, InFile

READ, WRITE = "team_text.read", "contacts.write"


class HouseholdInterviews(FilePage):
    """The tab « Entretiens », latest first."""

    action = READ
    template_name = "accompaniment/interviews.html"
    tab = "accompaniment:interviews"

    def get_context_data(self, **kwargs):
        actor = self.request.actor
        within = Interview.objects.visible_to(actor, of=self.household)
        page = keyset_page(within.select_related("author__user"), self.request.GET, by=("-on", "-id"), within=within)
        writes = notes_entries(self.household, actor)
        return super().get_context_data(lines=told(page.rows), page=page, writes_entries=writes, **kwargs)


class OfInterview(RecordsAccess):
    """What is about one entry that the actor may read; each look is traced to the household's owner."""

    model = Interview
    action = READ

    def get_queryset(self):
        found = Interview.objects.visible_to(self.request.actor)
        return found.select_related(
            "household__landlord", "convention", "accompaniment__programme_version", "author__user", "appointment"
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
        return [*crumbs_of(self.object.household), (str(self.object), self.object.get_absolute_url())]


def crumbs_of(household):
    entries = reverse("accompaniment:interviews", args=[household.pk])
    return [(household.name, household.get_absolute_url()), ("Entretiens", entries)]


class InterviewPage(RenderNow, OfInterview, DetailView):
    template_name = "accompaniment/interview.html"
    context_object_name = "interview"

    def get_context_data(self, **kwargs):
        one, actor, now = self.object, self.request.actor, timezone.now()
        badge, tone = badge_of(one)
        mine = one.author_id == actor.pk
        writes = mine and not one.cancelled_at and Interview.objects.writable_by(actor).filter(pk=one.pk).exists()
        glass = open_glass(one, actor, now)
        if glass:
            # Each look at what was opened says so.
            self.recorded_as = BREAK
        publications = list(Publication.objects.visible_to(actor).filter(interview=one).select_related("author__user"))
        standing = next((each for each in publications if not each.withdrawn_at), None)
        return super().get_context_data(
            household=one.household,
            crumbs=crumbs_of(one.household),
            badge=badge,
            tone=tone,
            when=time_of(one),
            themes=themes_of(one),
            persons=list(one.persons.all()),
            colleagues=list(one.colleagues.select_related("user")),
            mine=mine,
            note=private_note_for(one, actor, now),
            glass=glass,
            may_break=not mine and allows(actor.role, BREAK),
            openings=list(GlassBreak.objects.filter(interview=one).select_related("by__user")) if mine else [],
            standing=standing,
            may_withdraw=standing and Publication.objects.writable_by(actor).filter(pk=standing.pk).exists(),
            withdrawn=[each for each in publications if each.withdrawn_at],
            corrections=corrections_of(one),
            writes=writes,
            may_cancel=not one.cancelled_at and allows(actor.role, WRITE) and may_cancel(one, actor),
            may_publish=writes and not standing and publishable(one.kind, one.outcome, one.cancelled_at),
            **kwargs,
        )


class WritesInterview(CarefulFormMixin, FormView):
    """The form of an entry. The household is in the actor's hands."""

    action = WRITE
    form_class = InterviewForm
    template_name = "accompaniment/interview_form.html"
    draft_title = "Entretien"
    submit_label = "Enregistrer"
    shape = MEETING
    # What was noted in three touches, when one comes back to write.
    known = ""

    def get_form_kwargs(self):
        actor = self.request.actor
        return {
            **super().get_form_kwargs(),
            "instance": self.object,
            "shape": self.shape,
            "household": self.household,
            "mesures": self.mesures,
            "labels": ProgrammeVersion.objects.visible_to(actor).labels() if len(self.mesures) > 1 else {},
            "actor": actor,
            "private": self.private,
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            household=self.household,
            draft_title=self.draft_title,
            known=self.known,
            channel=safe_channel_of(self.household),
            **kwargs,
        )

    def get_success_url(self):
        if self.publishes_next:
            return reverse("accompaniment:interview_publish", args=[self.object.pk])
        return self.object.get_absolute_url()

    def after(self, form, interview):
        """Straight to the landlord's text where she asked for it, and there may be one."""
        wanted = form.cleaned_data.get("then_publish")
        self.publishes_next = wanted and publishable(interview.kind, interview.outcome, interview.cancelled_at)
        return interview


class InterviewCreate(InFile, WritesInterview):
    """Everything at once: a meeting that took place, was missed or cancelled."""

    action = WRITE
    writes, version_checked = True, False
    page_title = "Noter un entretien"
    success_message = "C’est noté."
    private = ""

    def prepare(self):
        self.household = self.find_household()
        self.mesures = self.find_mesures()
        self.convention = self.convention_of_what_is_noted()
        if self.convention is None:
            raise Http404
        self.cancel_url = self.household.get_absolute_url()
        self.crumbs = crumbs_of(self.household)
        self.page_lead = f"{self.household.name}, dossier {self.household.number}"

    def find_mesures(self):
        return mesures_of(self.household, self.request.actor)

    def convention_of_what_is_noted(self):
        return self.mesures[0].convention if self.mesures else None

    def get_initial(self):
        outcome = self.request.GET.get("deroulement")
        known = {"outcome": outcome} if outcome in ("missed", "cancelled") else {}
        return {"on": self.today, "kind": InterviewKind.INTERVIEW, **known}

    def save(self, form):
        mesure = form.chosen_mesure
        noted = record_interview(
            household=self.household,
            convention=mesure.convention if mesure else self.convention,
            mesure=mesure,
            values=form.values,
            private=form.cleaned_data["private"],
            by=self.request.actor,
            **form.who,
        )
        return self.after(form, noted)


class AttemptCreate(InterviewCreate):
    """Going towards somebody: who tried, when, how, where, with what result."""

    shape = ATTEMPT
    page_title = "Noter une tentative de contact"
    draft_title = "Tentative de contact"

    def find_mesures(self):
        """A mesure that is over takes no attempt; there may be none yet."""
        return mesures_of(self.household, self.request.actor, open_on=self.today)

    def convention_of_what_is_noted(self):
        return super().convention_of_what_is_noted() or received_convention(self.household, self.request.actor)

    def get_initial(self):
        return {"on": self.today}


class LetterCreate(AttemptCreate):
    """A letter, before there is a mesure; in one, it is a kind among others."""

    shape = LETTER
    page_title = "Noter un courrier"
    draft_title = "Courrier"


class InterviewUpdate(OfInterview, WritesInterview):
    """« Compléter » and « Corriger » are one page: what was said before stays in the history."""

    action = WRITE
    success_message = "L’entretien est enregistré."
    get_success_url = WritesInterview.get_success_url

    def get_subject(self):
        found = Interview.objects.writable_by(self.request.actor).filter(author=self.request.actor.pk)
        found = found.select_related("household__landlord", "convention", "accompaniment__programme_version")
        one = found.filter(pk=self.kwargs["pk"], cancelled_at=None).first()
        if one is None:
            raise Http404
        return one

    def prepare(self):
        one, actor = self.object, self.request.actor
        self.household = one.household
        self.mesures = mesures_of(self.household, actor) if one.accompaniment_id else []
        self.shape = {InterviewKind.ATTEMPT: ATTEMPT}.get(one.kind, MEETING if self.mesures else LETTER)
        note = private_note_for(one, actor, timezone.now())
        self.private = note.text if note else ""
        self.page_title = str(one)
        self.known = "" if one.team_text or self.shape != MEETING else known_words(one)
        self.page_lead = f"{self.household.name}, dossier {self.household.number}"

    def save(self, form):
        changed = change_interview(
            interview=self.object,
            values=form.values,
            private=form.cleaned_data["private"],
            mesure=form.chosen_mesure,
            by=self.request.actor,
            **form.who,
        )
        return self.after(form, changed)


def known_words(interview):
    """« visite à domicile, 3 mars 2015, a eu lieu »"""
    kind, outcome = interview.get_kind_display(), interview.get_outcome_display()
    return f"{kind.lower()}, {plain_date(interview.on)}, {outcome.lower()}"


class InterviewCancel(OfInterview, CarefulFormMixin, FormView):
    """An entry that was noted wrongly: kept, struck through."""

    action = WRITE
    form_class = ReasonForm
    version_checked = False
    page_title, draft_title = "Annuler cette entrée", "Entretien à annuler"
    page_text = "Elle reste lisible, barrée, avec votre motif, et ne compte plus dans les entretiens tenus."
    submit_label, cancel_label, danger = "Annuler cette entrée", "Revenir", True
    success_message = "L’entrée est annulée."

    def get_subject(self):
        one = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if one is None or not may_cancel(one, self.request.actor):
            raise Http404
        return one

    @property
    def page_lead(self):
        return f"{self.object}, dossier {self.object.household.number}"

    def get(self, request, *args, **kwargs):
        """Cancelled meanwhile: one reads it."""
        found = self.get_subject()
        return redirect(found) if found.cancelled_at else super().get(request, *args, **kwargs)

    def save(self, form):
        cancel_interview(interview=self.object, by=self.request.actor, **form.cleaned_data)
