"""The file of a household: what one sees first, and its situation in full."""

from accounts.matrix import allows
from core.charts import Point, line_chart
from core.wording import round_amount
from tenants.models import EvictionStage, GuardedContact, RentDebt, Resource
from tenants.panels import ASIDE, MAIN, most_pressing, panels_of
from tenants.presentation.situation import known_of, situation_of
from tenants.services.guarding import may_guard
from tenants.views.file_page import FilePage

# Older ones stay in the history of the file.
MOST_DEBTS = 60


class HouseholdPage(FilePage):
    template_name = "tenants/household.html"

    def find_household(self):
        """With what its header, its panels and its persons show alike."""
        household = super().find_household()
        household.known = known_of(household, self.today)
        return household

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        panels = panels_of(self.household, self.request.actor, self.today)
        context["pending"] = most_pressing(panels)
        context["at_hand"] = next((panel.at_hand for panel in panels if panel.at_hand), None)
        for place in (MAIN, ASIDE):
            context[f"{place}_panels"] = [panel for panel in panels if panel.template and panel.place == place]
        context["situation"] = situation_of(self.household, self.today, with_guarded_contact=context["reads_contact"])
        return context


class SituationPage(FilePage):
    template_name = "tenants/situation.html"
    tab = "tenants:situation"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        actor, household, shown = self.request.actor, self.household, context["reads_contact"]
        situation = situation_of(household, self.today, with_guarded_contact=shown)
        return {
            **context,
            "situation": situation,
            "persons": {str(person.pk): person for person in household.persons.present()},
            "left": list(household.persons.exclude(left_on=None).order_by("-left_on", "pk")),
            "occupancies": list(household.occupancies.all()),
            **stated(household),
            "guard": GuardedContact.objects.filter(household=household, lifted_on=None).first() if shown else None,
            "may_guard": may_guard(household, actor),
            "may_state_debts": context["may_write"] and allows(actor.role, "debts.write"),
            "may_move": allows(actor.role, "sectors.write"),
        }


def stated(household):
    """Debts, resources and stages: those that stand, the latest first, and those that were cancelled."""
    debts = list(RentDebt.objects.filter(household=household)[:MOST_DEBTS])
    resources = list(Resource.objects.filter(household=household))
    stages = list(EvictionStage.objects.filter(household=household))
    return {
        "debts": [debt for debt in debts if not debt.cancelled_reason],
        "resources": [each for each in resources if not each.cancelled_reason],
        "stages": [stage for stage in stages if not stage.cancelled_reason],
        "cancelled": [each for each in [*debts, *resources, *stages] if each.cancelled_reason],
        "curve": curve_of([debt for debt in debts if not debt.cancelled_reason]),
    }


def curve_of(debts):
    """From two days on there is a curve."""
    points = [Point(debt.on, float(debt.amount), round_amount(debt.amount)) for debt in reversed(debts)]
    return line_chart(points, title="Dette de loyer", value_label="Dette") if len(points) > 1 else None
