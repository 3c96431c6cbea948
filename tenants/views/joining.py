"""Linking two files, proposing that they become one, reviewing, undoing."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, FormView

from accounts.matrix import allows
from accounts.recording import RecordsAccess, record_list
from accounts.trace import record_access
from core.access import page
from core.careful import CarefulFormMixin
from core.paging import keyset_page
from core.trail import history_of
from core.views import RenderNow
from core.views.transitions import TransitionView
from tenants.enums import MergeState
from tenants.forms.joining import KEEP_SOURCE, LinkForm, ProposalForm, ReviewForm
from tenants.forms.situation import ReasonForm
from tenants.models import HouseholdLink, Merge
from tenants.presentation.situation import situation_of
from tenants.rules import MERGES
from tenants.services.links import cancel_link, link_households
from tenants.services.merging import (
    accept_merge,
    plan_merge,
    propose_merge,
    reading_of,
    refuse_merge,
    same_persons,
    undo_merge,
    withdraw_merge,
)
from tenants.views.file_page import InFile

TONES = {MergeState.PROPOSED: "soon", MergeState.DONE: "done"}


class FromFile(InFile, CarefulFormMixin, FormView):
    """A form that begins at one file and names another."""

    action = "households.link"
    version_checked = False

    def prepare(self):
        self.household = self.find_household()

    @property
    def crumbs(self):
        return [("Ménages", reverse("tenants:households")), (self.household.name, self.cancel_url)]

    @property
    def cancel_url(self):
        return self.household.get_absolute_url()

    def get_success_url(self):
        return self.household.get_absolute_url()


class NamesAnother(FromFile):
    def get_initial(self):
        return {"number": self.request.GET.get("avec", "")[:20]}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "actor": self.request.actor}


class LinkCreate(NamesAnother):
    form_class = LinkForm
    page_title = "Lier à un autre dossier"
    page_text = "Chaque dossier garde ce qu’il contient, et mène à l’autre."
    submit_label = "Lier les dossiers"
    success_message = "Les deux dossiers sont liés."
    draft_title = "Lien entre dossiers"

    def save(self, form):
        return link_households(
            one=self.household, other=form.other, kind=form.cleaned_data["kind"], by=self.request.actor
        )


class LinkCancel(FromFile):
    form_class = ReasonForm
    page_title = "Retirer le lien"
    submit_label = "Retirer le lien"
    success_message = "Le lien est retiré."

    def prepare(self):
        super().prepare()
        links = HouseholdLink.objects.visible_to(self.request.actor).filter(cancelled_reason="")
        self.link = get_object_or_404(links.select_related("one", "other"), pk=self.kwargs["link"])

    def save(self, form):
        return cancel_link(link=self.link, reason=form.cleaned_data["reason"], by=self.request.actor)


class MergePropose(NamesAnother):
    form_class = ProposalForm
    page_title = "Proposer de réunir deux dossiers"
    page_text = (
        "Tout ce qui est dans ce dossier passerait dans l’autre, qui est gardé. La responsable du bailleur compare les "
        "deux avant que rien ne bouge, et peut défaire la réunion ensuite."
    )
    submit_label = "Proposer la réunion"
    success_message = "La réunion est proposée : la responsable va comparer les deux dossiers."

    def save(self, form):
        return propose_merge(
            source=self.household, target=form.other, reason=form.cleaned_data["reason"], by=self.request.actor
        )

    def get_success_url(self):
        return reverse("tenants:merge", args=[self.object.pk])


@page("merges.read")
@require_safe
def merges(request):
    reach = Merge.objects.visible_to(request.actor).select_related("source", "target", "proposed_by__user")
    found = keyset_page(reach, request.GET, by=["-proposed_at", "-pk"])
    for merge in found.rows:
        merge.tone = TONES.get(merge.state, "")
    record_list(request, "merges.read")
    return render(request, "tenants/merges.html", {"page": found})


class OfMerge(RecordsAccess):
    """Both files are shown: each leaves its line."""

    def get_queryset(self):
        reach = Merge.objects.visible_to(self.request.actor)
        return reach.select_related("source__landlord", "target__landlord", "proposed_by__user")

    def access_subject(self):
        record_access(
            by=self.request.actor, action=self.action, subject=self.object.source, owner=self.object.source.landlord
        )
        return self.object.target

    def access_owner(self):
        return self.object.target.landlord

    def comparison(self):
        today = timezone.localdate()
        sides = ((self.object.source, "Le dossier qui entre"), (self.object.target, "Le dossier gardé"))
        return [(words, household, situation_of(household, today)) for household, words in sides]


class MergePage(RenderNow, OfMerge, DetailView):
    action = "merges.read"
    template_name = "tenants/merge.html"
    context_object_name = "merge"

    def get_context_data(self, **kwargs):
        merge = self.object
        proposed = merge.state == MergeState.PROPOSED
        return super().get_context_data(
            sides=self.comparison(),
            plan=plan_merge(merge.source, merge.target) if proposed else None,
            steps=steps_for(merge, self.request.actor),
            tone=TONES.get(merge.state, ""),
            history=history_of((merge, MERGES, "")),
            **kwargs,
        )


def steps_for(merge, actor):
    """Whoever reviews, and whoever proposed."""
    mine = merge.proposed_by.user_id == actor.user_id
    return MERGES.available(merge.state, actor.role) if allows(actor.role, "merges.review") or mine else []


class MergeStep(OfMerge, TransitionView):
    action = "merges.review"
    table = MERGES

    def get_success_url(self):
        return reverse("tenants:merge", args=[self.object.pk])

    @property
    def page_lead(self):
        return f"{self.object.source} et {self.object.target}"


class MergeAccept(MergeStep):
    step = "accept"
    form_class = ReviewForm
    template_name = "tenants/merge_review.html"
    page_title = "Relire et réunir"
    submit_label = "Réunir les deux dossiers"
    success_message = "Les deux dossiers n’en font plus qu’un."
    drafted = False

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        del kwargs["step"]
        source, target = self.object.source, self.object.target
        return {**kwargs, "pairs": same_persons(source, target), "digest": reading_of(source, target)}

    def save(self, form):
        accept_merge(
            merge=self.object,
            digest=form.cleaned_data["digest"],
            same=form.chosen_pairs,
            keep_homes_of_source=form.cleaned_data["homes"] == KEEP_SOURCE,
            by=self.request.actor,
        )

    def get_context_data(self, **kwargs):
        plan = plan_merge(self.object.source, self.object.target)
        return super().get_context_data(sides=self.comparison(), plan=plan, **kwargs)


class MergeRefuse(MergeStep):
    step = "refuse"
    success_message = "La réunion est refusée : les deux dossiers restent comme ils sont."

    def take(self, given):
        refuse_merge(merge=self.object, by=self.request.actor, **given)


class MergeWithdraw(MergeStep):
    """Hers alone: to her colleagues it is not there."""

    action = "households.link"
    step = "withdraw"
    success_message = "La proposition est retirée."

    def get_queryset(self):
        return super().get_queryset().filter(proposed_by__user=self.request.actor.user_id)

    def take(self, given):
        withdraw_merge(merge=self.object, by=self.request.actor, **given)


class MergeUndo(MergeStep):
    step = "undo"
    success_message = "Les deux dossiers sont séparés à nouveau."

    def take(self, given):
        undo_merge(merge=self.object, by=self.request.actor, **given)
