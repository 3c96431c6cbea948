from django.urls import path

from programmes.views import convention_forms, conventions, programmes

app_name = "programmes"
urlpatterns = [
    path("dispositifs/", programmes.programme_list, name="programmes"),
    path("dispositifs/<slug:code>/", programmes.programme, name="programme"),
    path("dispositifs/<slug:code>/versions/", programmes.versions, name="versions"),
    path("dispositifs/<slug:code>/versions/<int:number>/", programmes.version, name="version"),
    path("dispositifs/<slug:code>/fiche-projet/", programmes.project_sheet, name="project_sheet"),
    path("dispositifs/<slug:code>/fiche-projet/pdf/", programmes.project_sheet_paper, name="project_sheet_pdf"),
    path("dispositifs/<slug:code>/argumentaires/<slug:slug>/", programmes.argument_sheet, name="argument_sheet"),
    path(
        "dispositifs/<slug:code>/argumentaires/<slug:slug>/pdf/",
        programmes.argument_sheet_paper,
        name="argument_sheet_pdf",
    ),
    path("conventions/", conventions.conventions, name="conventions"),
    path("conventions/nouvelle/", convention_forms.ConventionCreate.as_view(), name="convention_create"),
    path("conventions/<uuid:pk>/", conventions.convention, name="convention"),
    path("conventions/<uuid:pk>/modifier/", convention_forms.ConventionUpdate.as_view(), name="convention_update"),
    path(
        "conventions/<uuid:convention>/tarifs/nouveau/", convention_forms.TariffCreate.as_view(), name="tariff_create"
    ),
    path(
        "conventions/<uuid:convention>/tarifs/<uuid:pk>/modifier/",
        convention_forms.TariffUpdate.as_view(),
        name="tariff_update",
    ),
    path("conventions/<uuid:convention>/tarifs/<uuid:pk>/retirer/", conventions.tariff_remove, name="tariff_remove"),
]
