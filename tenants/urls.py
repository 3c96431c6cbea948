from django.urls import path

from tenants.views import household, screenings

app_name = "tenants"
urlpatterns = [
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
