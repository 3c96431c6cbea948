from django.urls import path

from core.views import appearance, health, jobs, vitrine

app_name = "core"
urlpatterns = [
    path("sante/vivant", health.alive, name="alive"),
    path("sante/pret", health.ready, name="ready"),
    path("apparence/", appearance.choose_theme, name="theme"),
    path("accessibilite/", appearance.accessibility, name="accessibility"),
    path("travaux/", jobs.jobs, name="jobs"),
    path("travaux/<uuid:pk>/", jobs.job, name="job"),
    path("travaux/<uuid:pk>/avancement/", jobs.job_progress, name="job_progress"),
    path("travaux/<uuid:pk>/resultat/", jobs.job_result, name="job_result"),
    path("travaux/<uuid:pk>/annuler/", jobs.job_cancel, name="job_cancel"),
    path("vitrine/", vitrine.vitrine, name="vitrine"),
]
