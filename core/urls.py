from django.urls import path

from core import appearance, health, vitrine

app_name = "core"
urlpatterns = [
    path("sante/vivant", health.alive, name="alive"),
    path("sante/pret", health.ready, name="ready"),
    path("apparence/", appearance.choose_theme, name="theme"),
    path("accessibilite/", appearance.accessibility, name="accessibility"),
    path("vitrine/", vitrine.vitrine, name="vitrine"),
]
