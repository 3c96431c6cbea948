"""Works for the tests of core.jobs; a worker finds them through tests.core.worker."""

import time

from django.core.cache import cache

from core.errors import DomainError
from core.jobs import Result, job

STARTS = "essai-starts"


@job("essai.compte", "Comptage d’essai")
def count_up_to(progress, *, most, pause_ms=0):
    """Says on the cache how many times it was begun: a test counts."""
    cache.add(STARTS, 0)
    cache.incr(STARTS)
    for number in range(1, most + 1):
        time.sleep(pause_ms / 1000)
        progress(number, most, "Comptage")
    return Result(f"compté jusqu’à {most}".encode(), "text/plain; charset=utf-8", "comptage.txt")


@job("essai.refus", "Refus d’essai")
def refuse(progress):
    raise DomainError("Aucun mois n’est encore clos.")


@job("essai.panne", "Panne d’essai")
def break_down(progress):
    met = "Madame Reconnaissable, 3 rue Secrète"
    raise ValueError(met)


@job("essai.muet", "Travail sans fichier")
def say_nothing(progress):
    return None
