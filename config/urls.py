from django.urls import include, path

from reporting.views import home

handler400 = "core.errors_views.bad_request"
handler403 = "core.errors_views.forbidden"
handler404 = "core.errors_views.not_found"
handler500 = "core.errors_views.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("programmes.urls")),
    path("compte/", include("allauth.urls")),
]
