"""Whoever loads the settings has Celery's application too: a task sent from anywhere finds the right queue."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
