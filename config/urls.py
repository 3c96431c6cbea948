from django.urls import include, path

from reporting.views import home

handler400 = "core.views.errors.bad_request"
handler403 = "core.views.errors.forbidden"
handler404 = "core.views.errors.not_found"
handler500 = "core.views.errors.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("programmes.urls")),
    path("", include("accompaniment.urls")),
    path("", include("referrals.urls")),
    path("", include("tenants.urls")),
    path("compte/", include("allauth.urls")),
]
