from django.urls import path

from tenants.views import (
    creation,
    editing,
    guarding,
    history,
    household,
    joining,
    listing,
    papers,
    screenings,
    sectors,
    separation,
)

app_name = "tenants"
FILE = "menages/<uuid:pk>"
PART = "menages/<uuid:household>"

urlpatterns = [
    # The list, and what makes or joins files
    path("menages/", listing.households, name="households"),
    path("menages/suggestions/", listing.suggestions, name="household_suggestions"),
    path("menages/exporter/", listing.export_households, name="households_export"),
    path("menages/nouveau/", creation.HouseholdCreate.as_view(), name="household_create"),
    path("menages/<uuid:pk>/liens/ajouter/", joining.LinkCreate.as_view(), name="link_create"),
    path("menages/<uuid:pk>/liens/<uuid:link>/retirer/", joining.LinkCancel.as_view(), name="link_cancel"),
    path("menages/<uuid:pk>/reunir/", joining.MergePropose.as_view(), name="merge_propose"),
    path("reunions-de-dossiers/", joining.merges, name="merges"),
    path("reunions-de-dossiers/<uuid:pk>/", joining.MergePage.as_view(), name="merge"),
    path("reunions-de-dossiers/<uuid:pk>/reunir/", joining.MergeAccept.as_view(), name="merge_accept"),
    path("reunions-de-dossiers/<uuid:pk>/refuser/", joining.MergeRefuse.as_view(), name="merge_refuse"),
    path("reunions-de-dossiers/<uuid:pk>/retirer/", joining.MergeWithdraw.as_view(), name="merge_withdraw"),
    path("reunions-de-dossiers/<uuid:pk>/defaire/", joining.MergeUndo.as_view(), name="merge_undo"),
    # The file of a household
    path(f"{FILE}/", household.HouseholdPage.as_view(), name="household"),
    path(f"{FILE}/situation/", household.SituationPage.as_view(), name="situation"),
    path(f"{FILE}/historique/", history.HistoryPage.as_view(), name="history"),
    path(f"{FILE}/documents/", papers.PapersPage.as_view(), name="papers"),
    path(f"{FILE}/composition/", editing.HouseholdUpdate.as_view(), name="household_update"),
    path(f"{FILE}/secteur/", sectors.HouseholdSector.as_view(), name="household_sector"),
    path(f"{FILE}/contact/", guarding.Guard.as_view(), name="guard"),
    path(f"{FILE}/contact/lever/", guarding.GuardLift.as_view(), name="guard_lift"),
    path(f"{FILE}/separation/", separation.Separate.as_view(), name="separate"),
    # Its parts
    path(f"{PART}/personnes/nouvelle/", editing.PersonCreate.as_view(), name="person_create"),
    path(f"{PART}/personnes/<uuid:pk>/", editing.PersonUpdate.as_view(), name="person_update"),
    path(f"{PART}/personnes/<uuid:pk>/depart/", editing.PersonLeave.as_view(), name="person_leave"),
    path(f"{PART}/personnes/<uuid:pk>/retour/", editing.person_return, name="person_return"),
    path(f"{PART}/logement/nouveau/", editing.OccupancyCreate.as_view(), name="occupancy_create"),
    path(f"{PART}/logement/<uuid:pk>/", editing.OccupancyUpdate.as_view(), name="occupancy_update"),
    path(f"{PART}/dette/nouvelle/", editing.DebtCreate.as_view(), name="debt_create"),
    path(f"{PART}/dette/<uuid:pk>/annuler/", editing.DebtCancel.as_view(), name="debt_cancel"),
    path(f"{PART}/ressources/nouvelle/", editing.ResourceCreate.as_view(), name="resource_create"),
    path(f"{PART}/ressources/<uuid:pk>/fin/", editing.ResourceEnd.as_view(), name="resource_end"),
    path(f"{PART}/ressources/<uuid:pk>/annuler/", editing.ResourceCancel.as_view(), name="resource_cancel"),
    path(f"{PART}/procedure/nouvelle/", editing.EvictionCreate.as_view(), name="eviction_create"),
    path(f"{PART}/procedure/<uuid:pk>/annuler/", editing.EvictionCancel.as_view(), name="eviction_cancel"),
    # Eligibility
    path("menages/<uuid:pk>/eligibilite/", screenings.ScreeningList.as_view(), name="screenings"),
    path(
        "menages/<uuid:household>/eligibilite/<uuid:convention>/",
        screenings.ScreeningCreate.as_view(),
        name="screening_create",
    ),
    path(
        "menages/<uuid:household>/eligibilite/<uuid:convention>/resultat/",
        screenings.screening_preview,
        name="screening_preview",
    ),
    path("eligibilites/<uuid:pk>/", screenings.ScreeningPage.as_view(), name="screening"),
    # Sectors
    path("secteurs/", sectors.sectors, name="sectors"),
    path("secteurs/bailleur/<uuid:landlord>/nouveau/", sectors.SectorCreate.as_view(), name="sector_create"),
    path("secteurs/bailleur/<uuid:landlord>/reglage/", sectors.Portfolios.as_view(), name="portfolios"),
    path("secteurs/<uuid:pk>/", sectors.SectorUpdate.as_view(), name="sector_update"),
    path("secteurs/<uuid:pk>/menages/", sectors.SectorFill.as_view(), name="sector_fill"),
]
