from django.apps import AppConfig
from django.core.checks import register

from core.checks import field_keys_can_be_used


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Mécanique commune"

    def ready(self):
        register(field_keys_can_be_used)
