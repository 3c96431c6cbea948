from django.db.models import TextChoices


class JobState(TextChoices):
    WAITING = "waiting", "En attente"
    RUNNING = "running", "En cours"
    DONE = "done", "Terminé"
    FAILED = "failed", "Échoué"
    CANCELLED = "cancelled", "Annulé"


class StepState(TextChoices):
    """Of one page of a form of several (core.steps)."""

    DONE = "done", "Fait"
    WRONG = "wrong", "À corriger"
    TODO = "todo", "À faire"
