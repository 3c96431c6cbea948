"""The operator's directory of partners. It tells of structures, of no household: no look at it is one at a file."""

import datetime

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import CreateView, UpdateView

from accompaniment.filters import StructureFilter
from accompaniment.forms.structures import StructureForm
from accompaniment.lists import STRUCTURE_LIST
from accompaniment.presentation.structures import uses_since, with_last_use
from accompaniment.services.structures import (
    WRITE,
    add_structure,
    change_structure,
    restore_structure,
    withdraw_structure,
)
from accounts.list_exports import export_list
from accounts.matrix import allows
from core.access import page
from core.careful import CarefulFormMixin
from core.filtering import filter_bar, kept
from core.paging import keyset_page
from core.views import act
from referrals.models import Structure

READ = "structures.read"
A_YEAR = datetime.timedelta(days=365)


@page(READ)
@require_safe
def structures(request):
    reach = Structure.objects.visible_to(request.actor)
    filterset = StructureFilter(request.GET, reach, actor=request.actor)
    found = keyset_page(with_last_use(filterset.qs), request.GET, by=["sort_name", "pk"], within=reach)
    context = {
        "page": found,
        "bar": filter_bar(filterset, search="q"),
        "filtered": filterset.form.has_changed(),
        "kept": kept(request.GET),
        "may_write": allows(request.actor.role, WRITE),
        "today": timezone.localdate(),
    }
    return render(request, "accompaniment/structures.html", context)


@page(READ)
@require_POST
def export_structures(request):
    return export_list(request, STRUCTURE_LIST)


@page(READ)
@require_safe
def structure(request, pk):
    found = get_object_or_404(with_last_use(Structure.objects.visible_to(request.actor)), pk=pk)
    today = timezone.localdate()
    context = {
        "structure": found,
        "uses": uses_since(found, today - A_YEAR),
        "may_write": allows(request.actor.role, WRITE),
        "today": today,
    }
    return render(request, "accompaniment/structure.html", context)


def url_of(structure):
    return reverse("accompaniment:structure", args=[structure.pk])


class StructureFormPage(CarefulFormMixin):
    action = WRITE
    model = Structure
    form_class = StructureForm
    draft_title = "Structure de l’annuaire"

    @property
    def crumbs(self):
        return [("Annuaire", reverse("accompaniment:structures"))]

    def get_queryset(self):
        return Structure.objects.visible_to(self.request.actor)

    def get_success_url(self):
        return url_of(self.object)


class StructureCreate(StructureFormPage, CreateView):
    page_title = "Ajouter une structure"
    submit_label = "Ajouter à l’annuaire"
    success_message = "La structure est dans l’annuaire."

    @property
    def cancel_url(self):
        return reverse("accompaniment:structures")

    def save(self, form):
        return add_structure(values=form.cleaned_data, by=self.request.actor)


class StructureUpdate(StructureFormPage, UpdateView):
    page_title = "Modifier la structure"
    success_message = "La structure est enregistrée."

    @property
    def page_lead(self):
        return self.object.name

    @property
    def cancel_url(self):
        return url_of(self.object)

    def save(self, form):
        return change_structure(structure=self.object, values=form.cleaned_data, by=self.request.actor)


@page(WRITE)
@require_POST
def withdraw(request, pk):
    found = get_object_or_404(Structure.objects.visible_to(request.actor), pk=pk)
    return act(
        request,
        lambda: withdraw_structure(structure=found, by=request.actor),
        url=url_of(found),
        done="Retirée de l’annuaire : on ne la choisit plus. Ce qui a été fait avec elle reste.",
    )


@page(WRITE)
@require_POST
def restore(request, pk):
    found = get_object_or_404(Structure.objects.visible_to(request.actor), pk=pk)
    return act(
        request,
        lambda: restore_structure(structure=found, by=request.actor),
        url=url_of(found),
        done="La structure est de nouveau dans l’annuaire.",
    )
