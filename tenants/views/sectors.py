"""The sectors of a landlord, who looks after them, and which households they hold."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import CreateView, FormView, UpdateView
from django.views.generic.detail import SingleObjectMixin

from accounts.matrix import allows
from core.access import page
from core.careful import CarefulFormMixin
from core.filtering import count_each_up_to_most, counted
from core.wording import sentence, word
from tenants.forms.sectors import FillForm, MoveForm, SectorForm, SettingForm
from tenants.models import Household, LandlordSetting, Sector
from tenants.services import sectors as services
from tenants.views.editing import InFileForm

WRITE = "sectors.write"
LIST = reverse_lazy("tenants:sectors")


@page(WRITE)
@require_safe
def sectors(request):
    """Numbers of households are the landlord's own: an administrator reads none of its files."""
    actor = request.actor
    found = list(Sector.objects.visible_to(actor).select_related("landlord").prefetch_related("advisors__user"))
    reads = allows(actor.role, "households.read")
    counts = numbers(actor, found) if reads else {}
    landlords = list(services.landlords_of(actor).order_by("sort_name", "pk"))
    opened = set(
        LandlordSetting.objects.filter(landlord__in=landlords, open_portfolios=True).values_list("landlord", flat=True)
    )
    context = {
        "landlords": [
            {
                "landlord": landlord,
                "open": landlord.pk in opened,
                "sectors": [described(each, counts) for each in found if each.landlord_id == landlord.pk],
            }
            for landlord in landlords
        ],
        "without": counts.get(None),
        "fills": reads,
    }
    return render(request, "tenants/sectors.html", context)


def numbers(actor, found):
    """{sector or None: how many households}, in one statement."""
    households = Household.objects.visible_to(actor)
    each = {sector.pk: households.filter(sector=sector) for sector in found}
    counts = count_each_up_to_most({None: households.filter(sector=None), **each})
    return {key: f"{counted(number)} {word(number, 'ménage')}" for key, number in counts.items()}


def described(sector, counts):
    names = sentence(sorted(str(advisor.user) for advisor in sector.advisors.all()))
    return {"sector": sector, "advisors": names, "number": counts.get(sector.pk)}


class SectorFormView(CarefulFormMixin):
    action = WRITE
    model = Sector
    form_class = SectorForm
    draft_title = "Secteur"
    success_message = "Le secteur est enregistré."
    cancel_url = success_url = LIST
    crumbs = (("Secteurs", LIST),)

    def get_queryset(self):
        return Sector.objects.visible_to(self.request.actor).select_related("landlord")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "advisors": services.advisors_of(self.landlord, timezone.localdate())}

    @property
    def page_lead(self):
        return str(self.landlord)

    def get_success_url(self):
        return LIST

    def save(self, form):
        return services.save_sector(sector=form.instance, advisors=form.cleaned_data["advisors"], by=self.request.actor)


class SectorCreate(SectorFormView, CreateView):
    page_title = "Nouveau secteur"

    def prepare(self):
        self.landlord = get_object_or_404(services.landlords_of(self.request.actor), pk=self.kwargs["landlord"])

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": Sector(landlord=self.landlord)}


class SectorUpdate(SectorFormView, UpdateView):
    page_title = "Modifier un secteur"

    def prepare(self):
        self.landlord = self.object.landlord


class Portfolios(CarefulFormMixin, UpdateView):
    """What a landlord decides for its own; no row means the defaults."""

    action = WRITE
    model = LandlordSetting
    form_class = SettingForm
    page_title = draft_title = "Qui voit quels ménages"
    success_message = "Le réglage est enregistré."
    cancel_url = success_url = LIST
    crumbs = (("Secteurs", LIST),)
    drafted = False

    def get_subject(self):
        landlord = get_object_or_404(services.landlords_of(self.request.actor), pk=self.kwargs["landlord"])
        return LandlordSetting.objects.filter(landlord=landlord).first() or LandlordSetting(landlord=landlord)

    def get_success_url(self):
        return LIST

    def save(self, form):
        return services.open_portfolios(setting=form.instance, by=self.request.actor)


class SectorFill(CarefulFormMixin, SingleObjectMixin, FormView):
    """All households of a commune or of a district at once."""

    action = WRITE
    form_class = FillForm
    page_title = draft_title = "Ménages d’un secteur"
    submit_label = "Mettre dans ce secteur"
    page_text = "Un ménage n’a qu’un secteur : celui-ci remplace le sien."
    cancel_url = success_url = LIST
    crumbs = (("Secteurs", LIST),)
    drafted = False
    number = 0

    def get_queryset(self):
        reach = Sector.objects.visible_to(self.request.actor)
        return reach if allows(self.request.actor.role, "households.read") else reach.none()

    @property
    def page_lead(self):
        return self.object.name

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "places": services.places_of(self.request.actor, timezone.localdate())}

    @property
    def success_message(self):
        if not self.number:
            return "Aucun ménage n’a changé de secteur."
        return f"{self.number} ménages sont dans ce secteur." if self.number > 1 else "Un ménage est dans ce secteur."

    def get_success_url(self):
        return LIST

    def save(self, form):
        self.number = services.fill_sector(sector=self.object, by=self.request.actor, **form.cleaned_data)


class HouseholdSector(InFileForm, FormView):
    """The sector of one household, by whoever organises them and reads it."""

    action = WRITE
    writes = False
    household_url_kwarg = "pk"
    form_class = MoveForm
    page_title = draft_title = "Secteur d’un ménage"
    success_message = "Le secteur du ménage est enregistré."
    page_text = "Les conseillères de son secteur, et elles seules, voient ce ménage."

    def get_initial(self):
        return {"sector": self.household.sector_id}

    def get_form_kwargs(self):
        sectors_of_landlord = Sector.objects.filter(landlord=self.household.landlord_id)
        return {**super().get_form_kwargs(), "sectors": sectors_of_landlord}

    def save(self, form):
        services.move_household(household=self.household, sector=form.cleaned_data["sector"], by=self.request.actor)
