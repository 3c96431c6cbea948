from django.urls import path

from tenants.views import creation, household, listing, screenings

app_name = "tenants"
urlpatterns = [
    # The list, and what makes or joins files
    path("menages/", listing.households, name="households"),
    path("menages/suggestions/", listing.suggestions, name="household_suggestions"),
    path("menages/nouveau/", creation.HouseholdCreate.as_view(), name="household_create"),
    # The file of a household
    path("menages/<uuid:pk>/", household.HouseholdPage.as_view(), name="household"),
    path("menages/<uuid:pk>/situation/", household.SituationPage.as_view(), name="situation"),
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
]
