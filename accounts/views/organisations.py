from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import CreateView, FormView, UpdateView
from django.views.generic.detail import SingleObjectMixin

from accounts.filters import OrganisationFilter
from accounts.forms import LogoForm, NewOrganisationForm, OrganisationForm
from accounts.matrix import allows
from accounts.models import Logo, Membership, Organisation
from accounts.rules import ASKED_BY_INVOICES
from accounts.services import record_access
from accounts.services.organisations import create_organisation, edit_organisation, remove_logo, set_logo
from core.access import page
from core.careful import CarefulFormMixin
from core.filtering import filter_bar
from core.paging import keyset_page
from core.views import act

# Shown on the page of their organisation.
MOST_PEOPLE = 100


def get_visible(request, pk):
    return get_object_or_404(Organisation.objects.visible_to(request.actor), pk=pk)


def get_administered(request, pk):
    return get_object_or_404(Organisation.objects.administered_by_actor(request.actor), pk=pk)


@page("organisations.read")
@require_safe
def organisations(request):
    reach = Organisation.objects.visible_to(request.actor)
    filterset = OrganisationFilter(request.GET, reach, request=request)
    found = keyset_page(filterset.qs, request.GET, by=["sort_name", "pk"], within=reach)
    kinds = dict(reach.order_by().values_list("kind").annotate(n=Count("pk")))
    context = {
        "page": found,
        "bar": filter_bar(filterset, search="q", status="type", counts=kinds),
        "may_write": allows(request.actor.role, "organisations.write"),
    }
    return render(request, "accounts/organisations.html", context)


@page("organisations.read")
@require_safe
def organisation(request, pk):
    shown = get_visible(request, pk)
    today = timezone.localdate()
    context = {
        "organisation": shown,
        "most_people": MOST_PEOPLE,
        "today": today,
        "invite_url": f"{reverse('accounts:invitation_create')}?organisation={shown.pk}",
        "facts": legal_facts(shown),
        "checklist": checklist(shown),
        "may_write": allows(request.actor.role, "organisations.write"),
        "may_read_people": allows(request.actor.role, "accounts.read"),
    }
    if context["may_read_people"]:
        context |= people_by_role(shown, request.actor, today)
        record_access(by=request.actor, action="accounts.read", subject=shown, owner=shown, technical=True)
    return render(request, "accounts/organisation.html", context)


def legal_facts(organisation):
    place = " ".join(filter(None, [organisation.postcode, organisation.city]))
    return [
        ("Nom court", organisation.short_name),
        ("Forme juridique", organisation.legal_form),
        ("Adresse", ", ".join(filter(None, [organisation.address, place]))),
        ("Téléphone", organisation.phone),
        ("Adresse électronique", organisation.email),
        ("SIREN", in_groups(organisation.siren, 3, 3, 3)),
        ("SIRET", in_groups(organisation.siret, 3, 3, 3, 5)),
        ("RNA", organisation.rna),
        ("IBAN", in_groups(organisation.iban, *[4] * 9, between=" ")),
        ("Administrée par", organisation.administered_by or "elle-même"),
    ]


def in_groups(number, *sizes, between="\u202f"):
    """« 999 140 015 », as it is read aloud; what is too long for a line breaks between two groups."""
    groups, start = [], 0
    for size in sizes:
        groups.append(number[start : start + size])
        start += size
    return between.join(filter(None, groups))


def checklist(organisation):
    """What an invoice needs, field by field, and whether it is there."""
    asked = ASKED_BY_INVOICES[organisation.kind]
    return [
        {"label": Organisation._meta.get_field(name).verbose_name, "done": bool(getattr(organisation, name))}
        for name in asked
    ]


def people_by_role(organisation, actor, today):
    """Who works there; of a large one only that they are many: the list of accounts has filters and pages."""
    memberships = Membership.objects.visible_to(actor).filter(organisation=organisation).not_over_on(today)
    if memberships.order_by()[: MOST_PEOPLE + 1].count() > MOST_PEOPLE:
        return {"by_role": [], "too_many": True}
    found = {}
    for membership in memberships.select_related("user").order_by("role", "user__sort_name", "pk"):
        found.setdefault(membership.get_role_display(), []).append(membership)
    return {"by_role": list(found.items()), "too_many": False}


class OrganisationCreate(CarefulFormMixin, CreateView):
    action = "organisations.write"
    form_class = NewOrganisationForm
    template_name = "accounts/organisation_form.html"
    page_title = draft_title = "Nouvelle organisation"
    page_lead = "Seuls le type et le nom sont nécessaires ; le reste se complète avant la première facture."
    submit_label = "Créer l’organisation"
    success_message = "L’organisation est créée. Invitez maintenant les personnes qui y travaillent."
    cancel_url = reverse_lazy("accounts:organisations")
    crumbs = [("Organisations", cancel_url)]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "actor": self.request.actor}

    def save(self, form):
        return create_organisation(values=form.cleaned_data, by=self.request.actor)

    def get_success_url(self):
        return reverse("accounts:organisation", args=[self.object.pk])


class OfOrganisation(CarefulFormMixin):
    """Something of an organisation, changed by who administers it, from its page and back."""

    action = "organisations.write"

    def get_queryset(self):
        return Organisation.objects.administered_by_actor(self.request.actor)

    def get_success_url(self):
        return reverse("accounts:organisation", args=[self.kwargs["pk"]])

    @property
    def cancel_url(self):
        return self.get_success_url()

    @property
    def crumbs(self):
        return [("Organisations", reverse("accounts:organisations")), (self.object.label, self.get_success_url())]


class OrganisationEdit(OfOrganisation, UpdateView):
    form_class = OrganisationForm
    template_name = "accounts/organisation_form.html"
    page_title = "Modifier une organisation"
    draft_title = "Coordonnées d’une organisation"
    success_message = "Enregistré."

    def prepare(self):
        self.page_lead = f"{self.object.name}. Ce qui est écrit ici paraît sur les lettres et les factures."

    def save(self, form):
        return edit_organisation(organisation=self.object, values=form.cleaned_data, by=self.request.actor)


class LogoChange(OfOrganisation, SingleObjectMixin, FormView):
    form_class = LogoForm
    page_title = "Logo"
    submit_label = "Mettre ce logo"
    success_message = "Le logo est en place."
    drafted = version_checked = False

    def prepare(self):
        self.page_lead = self.object.name

    def save(self, form):
        set_logo(organisation=self.object, octets=form.cleaned_data["logo"].read(), by=self.request.actor)


@page("organisations.read")
@require_safe
def logo(request, pk):
    """Its digest is in the address: a new logo has a new address, so this one may be kept."""
    shown = get_object_or_404(
        Logo.objects.filter(organisation__in=Organisation.objects.visible_to(request.actor)), pk=pk
    )
    response = HttpResponse(bytes(shown.png), content_type="image/png")
    response["Content-Disposition"] = 'inline; filename="logo.png"'
    patch_cache_control(response, private=True, max_age=24 * 3600)
    return response


@page("organisations.write")
@require_POST
def delete_logo(request, pk):
    edited = get_administered(request, pk)
    return act(
        request,
        lambda: remove_logo(organisation=edited, by=request.actor),
        done="Le logo est retiré.",
        url=reverse("accounts:organisation", args=[pk]),
    )
