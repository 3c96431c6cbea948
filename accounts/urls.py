from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("role/<uuid:pk>/", views.switch_membership, name="switch_membership"),
    path("sans-role/", views.without_role, name="without_role"),
]
