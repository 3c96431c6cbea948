from django.apps import AppConfig
from django.core.checks import register
from django.core.validators import validate_email

from core.checks import field_keys_can_be_used


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Mécanique commune"

    def ready(self):
        register(field_keys_can_be_used)
        # Django says « adresse de courriel »: one word for it everywhere, ours.
        validate_email.message = "Saisissez une adresse électronique valide."
