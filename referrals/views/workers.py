"""« Interlocuteurs », a tab of the file at the operator: who follows the household, and the head who confides it."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView

from accounts.matrix import allows
from referrals.forms.workers import ConfideForm, ReleaseForm
from referrals.presentation.workers import team_of
from referrals.services.hands import add_second, arrange_cover, hand_over, release
from referrals.services.load import loads_of
from tenants.enums import AssignmentKind
from tenants.models import Assignment
from tenants.services.entrusting import carriers_of
from tenants.views.editing import InFileForm
from tenants.views.file_page import FilePage

READ, ASSIGN = "workers.read", "households.assign"
TAB = "referrals:workers"


class HouseholdWorkers(FilePage):
    action = READ
    template_name = "referrals/workers.html"
    tab = TAB

    def get_context_data(self, **kwargs):
        actor, household = self.request.actor, self.household
        team = team_of(household, actor.organisation_id, self.today)
        loads = loads_of(team.ahead, today=self.today, now=timezone.now())
        return super().get_context_data(
            team=team.with_loads({key: load.words for key, load in loads.items()}),
            may_assign=allows(actor.role, ASSIGN) and household.is_in_hands_of(actor),
            **kwargs,
        )


@dataclass(frozen=True)
class Way:
    """How a household comes to a worker, as the page says it."""

    kind: str
    title: str
    text: str
    label: str
    done: str


WAYS = {
    "privilegie": Way(
        AssignmentKind.PRIVILEGED,
        "Confier à quelqu’un d’autre",
        "Un ménage a un seul interlocuteur privilégié. Qui l’avait jusque-là garde la lecture du dossier pendant 30 "
        "jours ; les fiches en cours et les rendez-vous à venir passent à la nouvelle personne. Chacun est averti.",
        "Confier le ménage",
        "Le ménage est confié ; les personnes concernées sont averties.",
    ),
    "second": Way(
        AssignmentKind.SECOND,
        "Ajouter un second intervenant",
        "Cette personne lit et écrit le dossier avec l’interlocuteur privilégié, jusqu’à ce que vous y mettiez fin.",
        "Ajouter",
        "Le second intervenant est ajouté ; la personne est avertie.",
    ),
    "remplacement": Way(
        AssignmentKind.COVER,
        "Prévoir un remplacement",
        "Pendant ces jours, cette personne lit et écrit le dossier à la place d’une autre ; ensuite elle le lit "
        "30 jours encore.",
        "Prévoir le remplacement",
        "Le remplacement est prévu ; la personne est avertie.",
    ),
}


class OfTeam(InFileForm, FormView):
    """A head's, who writes nothing else in the file; what is entrusted no more is only read."""

    action = ASSIGN
    writes = False
    tab = TAB
    cancel_label = "Revenir aux interlocuteurs"
    page_text = ""

    def find_household(self):
        household = super().find_household()
        if not household.is_in_hands_of(self.request.actor):
            raise Http404
        return household

    @property
    def crumbs(self):
        household = self.household
        url = reverse(self.tab, args=[household.pk])
        return [(household.name, household.get_absolute_url()), ("Interlocuteurs", url)]


class Confide(OfTeam):
    form_class = ConfideForm
    draft_title = "Interlocuteur d’un ménage"

    def prepare(self):
        super().prepare()
        self.way = WAYS.get(self.kwargs["way"])
        if self.way is None:
            raise Http404
        operator = self.request.actor.organisation_id
        self.carriers = [
            each for each in carriers_of(operator, self.today) if each.pk not in self.already_there(operator)
        ]
        self.loads = loads_of(self.carriers, today=self.today, now=timezone.now())

    def already_there(self, operator):
        """Whoever follows it is offered nothing but to become the privileged one."""
        there = Assignment.objects.open_on(self.today).filter(household=self.household, ends_on=None)
        if self.way.kind == AssignmentKind.PRIVILEGED:
            there = there.filter(kind=AssignmentKind.PRIVILEGED)
        return set(there.filter(membership__organisation=operator).values_list("membership", flat=True))

    @property
    def page_title(self):
        return self.way.title

    @property
    def page_text(self):
        return self.way.text

    @property
    def submit_label(self):
        return self.way.label

    @property
    def success_message(self):
        return self.way.done

    def get_initial(self):
        return {"on": self.today}

    def get_form_kwargs(self):
        asks_days = self.way.kind == AssignmentKind.COVER
        return {**super().get_form_kwargs(), "carriers": self.carriers, "loads": self.loads, "asks_days": asks_days}

    def save(self, form):
        given = {"household": self.household, "by": self.request.actor, **form.cleaned_data}
        serve = {
            AssignmentKind.PRIVILEGED: hand_over,
            AssignmentKind.SECOND: add_second,
            AssignmentKind.COVER: arrange_cover,
        }
        serve[self.way.kind](**given)


class Release(OfTeam):
    form_class = ReleaseForm
    danger = True
    draft_title = "Interlocuteur d’un ménage"
    submit_label = "Mettre fin"
    success_message = "C’est terminé ; la personne est avertie."

    def prepare(self):
        super().prepare()
        theirs = Assignment.objects.filter(
            household=self.household, membership__organisation=self.request.actor.organisation_id
        )
        self.assignment = get_object_or_404(theirs.select_related("membership__user"), pk=self.kwargs["pk"])

    @property
    def page_title(self):
        begun = self.assignment.starts_on <= self.today
        return f"{'Mettre fin' if begun else 'Renoncer'} : {self.assignment.get_kind_display().lower()}"

    @property
    def page_text(self):
        who = self.assignment.membership.user
        if self.assignment.starts_on > self.today:
            return f"Le remplacement prévu de {who} n’aura pas lieu."
        return f"{who} ne suit plus ce ménage dès aujourd’hui, et garde la lecture du dossier pendant 30 jours."

    def save(self, form):
        release(assignment=self.assignment, reason=form.cleaned_data["reason"], by=self.request.actor)
