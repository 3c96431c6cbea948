"""The demonstration of the accompaniment: what followed each adhesion."""

from accompaniment.demo.diagnostics import load_diagnostics
from accompaniment.demo.endings import end_entrustments
from accompaniment.demo.interviews import load_interviews
from accompaniment.demo.mesures import load_accompaniments
from accompaniment.demo.objectives import load_objectives
from accompaniment.demo.reviews import load_reviews
from accompaniment.models import Accompaniment

__all__ = ["load_follow_up"]


def load_follow_up(conventions, today):
    """`conventions` by reference, their fiches loaded. Loading twice changes nothing."""
    load_accompaniments(conventions, today)
    load_interviews(Accompaniment.objects.all(), today)
    load_diagnostics(today)
    load_objectives(Accompaniment.objects.all(), today)
    load_reviews(Accompaniment.objects.all(), today)
    end_entrustments(Accompaniment.objects.all(), today)
