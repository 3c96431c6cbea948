from django.urls import path

from tenants.views import household

app_name = "tenants"
urlpatterns = [
    # The file of a household
    path("menages/<uuid:pk>/", household.HouseholdPage.as_view(), name="household"),
    path("menages/<uuid:pk>/situation/", household.SituationPage.as_view(), name="situation"),
]
