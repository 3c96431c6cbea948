"""The demonstration of the accompaniment: what followed each adhesion."""

from accompaniment.demo.interviews import load_interviews
from accompaniment.models import Accompaniment

__all__ = ["load_follow_up"]


def load_follow_up(today):
    """What was noted of each mesure that is there; loading twice changes nothing."""
    load_interviews(Accompaniment.objects.all(), today)
