"""Slots for tripartite meetings: offered by the operator, booked by the landlord."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView

from core.access import page
from core.careful import CarefulFormMixin
from core.paging import keyset_page
from core.views import act
from core.wording import count
from programmes.models import Convention
from referrals.enums import PlaceKind, SlotState
from referrals.forms.slots import BookForm, PublishForm, bookable_slots
from referrals.models import Slot
from referrals.presentation.agenda import offering_workers
from referrals.services.appointments import book_slot, publish_slots, withdraw_slot
from referrals.views.appointments import WithHousehold

WRITE = "slots.write"
TONES = {SlotState.OPEN: "done", SlotState.BOOKED: "brand"}


@page(WRITE)
@require_safe
def slots(request):
    """Hers and the team's, from today on, those that are withdrawn left out."""
    actor = request.actor
    mine = request.GET.get("qui") == "moi"
    reach = Slot.objects.visible_to(actor).filter(starts_at__gte=timezone.now()).exclude(state=SlotState.WITHDRAWN)
    if mine:
        reach = reach.filter(membership=actor.pk)
    shown = reach.select_related("membership__user", "appointment__household")
    found = keyset_page(shown, request.GET, by=["starts_at", "pk"], within=reach)
    on_page = Slot.objects.writable_by(actor).filter(pk__in=[one.pk for one in found.rows])
    writable = set(on_page.values_list("pk", flat=True))
    context = {
        "page": found,
        "rows": [(one, TONES[one.state], one.state == SlotState.OPEN and one.pk in writable) for one in found.rows],
        "mine": mine,
        "today": timezone.localdate(),
    }
    return render(request, "referrals/slots.html", context)


class SlotsPublish(CarefulFormMixin, FormView):
    action = WRITE
    form_class = PublishForm
    page_title, draft_title = "Proposer des créneaux", "Créneaux"
    page_lead = "Les conseillères les réservent devant le locataire, pour la rencontre tripartite."
    submit_label = "Proposer ces créneaux"
    cancel_url = success_url = reverse_lazy("referrals:slots")
    crumbs = [("Créneaux", success_url)]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "workers": offering_workers(self.request.actor, timezone.localdate())}

    def get_initial(self):
        return {
            "membership": self.request.actor.pk,
            "first_day": timezone.localdate(),
            "place_kind": PlaceKind.ASSOCIATION,
        }

    def save(self, form):
        given = form.cleaned_data
        self.asked = len(given["moments"])
        names = ("membership", "moments", "place_kind", "place")
        self.published = publish_slots(by=self.request.actor, **{name: given[name] for name in names})

    @property
    def success_message(self):
        done = len(self.published)
        words = f"{count(done, 'créneau proposé', 'créneaux proposés')}."
        left = self.asked - done
        if left:
            verb = "tombait" if left == 1 else "tombaient"
            words += f" {count(left, 'autre')} {verb} sur un créneau ou un rendez-vous et n’a pas été retenu."
        return words


@page(WRITE)
@require_POST
def slot_withdraw(request, pk):
    slot = get_object_or_404(Slot.objects.writable_by(request.actor), pk=pk)
    return act(
        request,
        lambda: withdraw_slot(slot=slot, by=request.actor),
        done="Le créneau est retiré.",
        url=reverse("referrals:slots"),
    )


class SlotBook(WithHousehold):
    """A household gets one of the free slots."""

    form_class = BookForm
    template_name = "referrals/slot_book.html"
    page_title, draft_title = "Réserver un créneau", "Créneau"
    submit_label = "Réserver ce créneau"
    drafted = False

    @property
    def success_message(self):
        at_home = any(operator.pk == self.request.actor.organisation_id for operator in self.operators)
        return "Le créneau est réservé." if at_home else "Le créneau est réservé ; l’association en est avertie."

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "slots": bookable_slots(self.request.actor, self.operators)}

    def get_context_data(self, **kwargs):
        fix_url = reverse("referrals:appointment_fix", args=[self.household.pk])
        return super().get_context_data(fix_url=fix_url, household=self.household, **kwargs)

    def save(self, form):
        slot = form.cleaned_data["slot"]
        pair = {"landlord": self.household.landlord_id, "operator": slot.membership.organisation_id}
        convention = Convention.objects.open_on(timezone.localdate()).filter(**pair).order_by("-ends_on").first()
        if convention is None:
            raise Http404
        return book_slot(slot=slot, household=self.household, convention=convention, by=self.request.actor)
