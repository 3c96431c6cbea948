"""What the landlord reads: written, seen as it will be read, published, taken back; a note opened in an emergency."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView

from accompaniment.forms.texts import GlassForm, PublishForm, ReasonForm
from accompaniment.guarding import open_glass
from accompaniment.models import Interview, Publication
from accompaniment.rules.interviews import publishable
from accompaniment.services.notes import break_glass
from accompaniment.services.publications import publish_interview, withdraw_publication
from accompaniment.views.interviews import OfInterview
from accounts.matrix import allows
from accounts.recording import RecordsAccess
from core.careful import CarefulFormMixin
from core.paging import keyset_page
from referrals.rules.motives import word_of_health
from tenants.views.file_page import FilePage

# Of the second page: publish what was shown, or go back to the text.
PUBLISH, BACK = "publier", "corriger"


class Published(CarefulFormMixin, FormView):
    """Two pages: the text, then exactly what the landlord will read, and the button that publishes it."""

    action = "published.write"
    form_class = PublishForm
    template_name = "accompaniment/publish.html"
    version_checked = False
    page_title, draft_title = "Publier au bailleur", "Texte à publier"
    submit_label = "Voir ce que le bailleur lira"
    success_message = "Le texte est publié : la conseillère le lit maintenant."
    previewed = False
    # What of the thing the landlord does not read.
    kept_inside = ""
    # What its author wrote for the team, to have it in sight while she writes: shown folded, never copied.
    reminder = ""

    @property
    def preview(self):
        """(the day, the title) of what the landlord will read."""
        raise NotImplementedError

    def post(self, request, *args, **kwargs):
        self.open()
        if answer := self.visit.answer():
            return answer
        if PUBLISH in request.POST:
            return self.publish()
        form = self.bind_all()
        if BACK not in request.POST and self.visit.may_save(form):
            self.visit.keep()
            self.previewed = True
        return self.show(form)

    def publish(self):
        form = self.bind_all()
        if self.visit.may_save(form) and self.visit.attempt(form, lambda: self.save(form)):
            return self.finished()
        return self.show(form)

    def get_context_data(self, **kwargs):
        day, title = self.preview
        return super().get_context_data(
            household=self.published_of,
            preview_day=day,
            preview_title=title,
            kept_inside=self.kept_inside,
            reminder=self.reminder,
            previewed=self.previewed,
            word_of_health=word_of_health(kwargs["form"].cleaned_data["text"]) if self.previewed else "",
            **kwargs,
        )


class InterviewPublish(OfInterview, Published):
    kept_inside = "Ni les thèmes, ni les présents, ni ce que vous avez écrit pour l’équipe."

    def get_subject(self):
        reach = Interview.objects.writable_by(self.request.actor).filter(author=self.request.actor.pk)
        one = reach.select_related("household__landlord").filter(pk=self.kwargs["pk"]).first()
        if one is None:
            raise Http404
        return one

    @property
    def page_lead(self):
        return f"{self.object}, dossier {self.object.household.number}"

    @property
    def reminder(self):
        return self.object.team_text

    @property
    def preview(self):
        return self.object.on, self.object.get_kind_display()

    @property
    def published_of(self):
        return self.object.household

    def get(self, request, *args, **kwargs):
        """What may not be published, or is already: one reads the entry."""
        one = self.get_subject()
        free = publishable(one.kind, one.outcome, one.cancelled_at) and not one.publications.standing().exists()
        return super().get(request, *args, **kwargs) if free else redirect(one)

    def save(self, form):
        publish_interview(interview=self.object, by=self.request.actor, **form.cleaned_data)


class PublicationWithdraw(RecordsAccess, CarefulFormMixin, FormView):
    action = "published.write"
    form_class = ReasonForm
    version_checked = False
    page_title, draft_title = "Retirer ce que le bailleur lit", "Texte à retirer"
    page_text = "Le bailleur ne le lira plus. Le texte et votre motif restent lisibles pour l’équipe."
    submit_label, cancel_label, danger = "Retirer", "Revenir", True
    success_message = "Le texte est retiré : le bailleur ne le lit plus."

    def get_subject(self):
        found = Publication.objects.writable_by(self.request.actor).select_related("household__landlord", "interview")
        one = found.filter(pk=self.kwargs["pk"]).first()
        if one is None:
            raise Http404
        return one

    def get(self, request, *args, **kwargs):
        one = self.get_subject()
        return redirect(url_of(one)) if one.withdrawn_at else super().get(request, *args, **kwargs)

    def access_owner(self):
        return self.object.household.landlord

    @property
    def page_lead(self):
        return f"{self.object}, dossier {self.object.household.number}"

    @property
    def cancel_url(self):
        return self.get_success_url()

    def get_success_url(self):
        return url_of(self.object)

    def save(self, form):
        withdraw_publication(publication=self.object, by=self.request.actor, **form.cleaned_data)


def url_of(publication):
    if publication.interview:
        return publication.interview.get_absolute_url()
    return reverse("accompaniment:objectives", args=[publication.household_id])


class HouseholdPublications(FilePage):
    """What was published of a household: its advisor's page of the follow-up, and the team's look at it."""

    action = "published.read"
    template_name = "accompaniment/publications.html"
    tab = "accompaniment:publications"

    def get_context_data(self, **kwargs):
        actor = self.request.actor
        within = Publication.objects.visible_to(actor, of=self.household)
        page = keyset_page(within.select_related("author__user"), self.request.GET, by=("-on", "-id"), within=within)
        inside = allows(actor.role, "team_text.read")
        return super().get_context_data(page=page, inside=inside, **kwargs)


class NoteOpen(OfInterview, CarefulFormMixin, FormView):
    """Break-glass: the head says why, the author is told."""

    action = "private_note.break_glass"
    # To see the question is not to open the note.
    recorded_as = "team_text.read"
    form_class = GlassForm
    version_checked = False
    page_title, draft_title = "Ouvrir une note privée", "Ouverture en urgence"
    page_text = (
        "À réserver à l’urgence : une personne en danger, un auteur que l’on ne peut pas joindre. La note s’ouvre pour "
        "une heure, et pour vous. L’auteur en est averti, et le journal des accès en garde la ligne. Il se peut "
        "qu’il n’y ait pas de note."
    )
    submit_label, danger = "Ouvrir pour une heure", True
    success_message = "Ouverte pour une heure : l’auteur en est averti."

    def get_subject(self):
        one = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if one is None:
            raise Http404
        return one

    def get(self, request, *args, **kwargs):
        one = self.get_subject()
        opened = open_glass(one, request.actor, timezone.now())
        return redirect(one) if opened else super().get(request, *args, **kwargs)

    @property
    def page_lead(self):
        return f"{self.object}, dossier {self.object.household.number}"

    def save(self, form):
        break_glass(interview=self.object, by=self.request.actor, **form.cleaned_data)
