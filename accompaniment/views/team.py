"""The head's: what each worker has in hand, and the files that change hands together."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from accompaniment.filters import NOBODY
from accompaniment.forms.transfers import TransferForm
from accompaniment.lists import TRANSFER, reach_of
from accompaniment.presentation.team_load import load_of_team
from accompaniment.rules.pace import load_sentence
from accompaniment.services.transfers import carried_by, meetings_ahead, transfer_files
from accompaniment.views.places import places
from accounts.models import Membership
from accounts.recording import RecordsAccess, record_list
from core.access import page
from core.careful import CarefulFormMixin
from core.wording import count
from referrals.rules.moments import in_words
from referrals.services.load import loads_of
from tenants.enums import AssignmentKind
from tenants.models import Assignment
from tenants.services.entrusting import carriers_of

READ = "team_load.read"


@page(READ)
@require_safe
def team_load(request):
    actor, today = request.actor, timezone.localdate()
    operator = actor.organisation_id
    team = load_of_team(reach_of(actor, today), operator, carriers_of(operator, today), today)
    record_list(request, READ)
    context = {
        "tabs": places(actor, "team_load"),
        "lead": load_sentence(team.whole.mesures, team.whole.late),
        "team": team,
        "lines": [load_line(load, team.kinds) for load in team.loads],
        "whole_phases": team.whole.in_phases(team.kinds),
    }
    return render(request, "accompaniment/team_load.html", context)


def load_line(load, kinds):
    key = load.member.pk if load.member else NOBODY
    url = f"{reverse('accompaniment:caseload')}?interlocuteur={key}"
    return {
        "load": load,
        "name": str(load.member.user) if load.member else "Sans interlocuteur",
        "url": url,
        "late_url": f"{url}&rythme=late",
        "phases": load.in_phases(kinds),
        "transfer_url": reverse("accompaniment:transfer", args=[key]) if load.member and load.mesures else "",
    }


class Transfer(RecordsAccess, CarefulFormMixin, FormView):
    """A whole caseload, or some of its files: what is planned is listed, with who is expected."""

    action = TRANSFER
    technical = True
    form_class = TransferForm
    template_name = "accompaniment/transfer_form.html"
    version_checked = False
    draft_title = "Transmission de suivis"
    submit_label = "Confier ces dossiers"
    cancel_label = "Revenir à la charge de l’équipe"
    page_text = (
        "La personne qui les suivait garde la lecture de ces dossiers pendant 30 jours. Les fiches en cours passent "
        "avec le dossier. Les deux personnes sont averties, sans aucun nom."
    )

    def get_subject(self):
        """The worker whose files they are, at work there still or not."""
        theirs = Membership.objects.filter(organisation=self.request.actor.organisation_id)
        self.source = get_object_or_404(theirs.select_related("user", "organisation"), pk=self.kwargs["pk"])
        return self.source

    def access_subject(self):
        return self.request.actor.organisation

    def access_owner(self):
        return self.request.actor.organisation

    def prepare(self):
        self.today = timezone.localdate()
        self.households = list(carried_by(self.source, self.request.actor).order_by("sort_name", "pk"))
        self.beside = self.seconds_and_covers()
        if not self.households and self.request.method == "GET":
            raise Http404
        others = carriers_of(self.source.organisation_id, self.today)
        self.carriers = [each for each in others if each.pk != self.source.pk]
        self.loads = loads_of(self.carriers, today=self.today, now=timezone.now())
        self.meetings = list(meetings_ahead(self.households, self.source))

    def seconds_and_covers(self):
        """What stays as it is: said, so that nothing is forgotten."""
        hers = Assignment.objects.open_on(self.today).filter(membership=self.source)
        rows = hers.exclude(kind=AssignmentKind.PRIVILEGED).select_related("household")
        return list(rows.order_by("household__sort_name", "pk"))

    @property
    def page_title(self):
        return f"Transmettre les suivis de {self.source.user}"

    @property
    def page_lead(self):
        return f"{count(len(self.households), 'dossier')} dont cette personne est l’interlocuteur privilégié."

    @property
    def crumbs(self):
        return [("Charge de l’équipe", self.cancel_url)]

    @property
    def cancel_url(self):
        return reverse("accompaniment:team_load")

    def get_initial(self):
        return {"households": [str(each.pk) for each in self.households], "on": self.today, "with_meetings": True}

    def get_form_kwargs(self):
        given = {"households": self.households, "carriers": self.carriers, "loads": self.loads}
        return {**super().get_form_kwargs(), **given, "meetings": self.meetings}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            meetings=[meeting_words(each) for each in self.meetings],
            beside=self.beside,
            nobody=not self.carriers,
            source=self.source,
            **kwargs,
        )

    def save(self, form):
        self.moved = transfer_files(source=self.source, by=self.request.actor, **form.cleaned_data)

    @property
    def success_message(self):
        number = count(len(self.moved), "dossier est confié", "dossiers sont confiés")
        return f"{number} ; les deux personnes sont averties."

    def get_success_url(self):
        return self.cancel_url


def meeting_words(appointment):
    household = appointment.household
    who = f"Dossier {household.number}" if household.guarded else household.name
    return f"{who} : {appointment.get_kind_display().lower()}, {in_words(appointment.starts_at)}"
