"""What the demonstration's households agreed to reach holds together, and is the same twice."""

import datetime

import pytest
from django.db import connection

from accompaniment.demo.objectives import load_objectives
from accompaniment.enums import ObjectiveState
from accompaniment.models import Accompaniment, Objective, Task
from referrals.models import Structure
from tests.factories.accompaniment import AccompanimentFactory, closed_mesure

pytestmark = pytest.mark.django_db


def test_each_mesure_has_its_objectives_and_each_operator_its_directory(today):
    running = AccompanimentFactory(starts_on=today - datetime.timedelta(days=300))
    shared = {"convention": running.convention, "worker": running.worker}
    over = closed_mesure(**shared)
    AccompanimentFactory(**shared, starts_on=today)
    load_objectives(Accompaniment.objects.all(), today)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert Structure.objects.filter(operator=running.convention.operator).count() == 26
    ended = (ObjectiveState.REACHED, ObjectiveState.DROPPED)
    assert over.objectives.exists()
    assert not over.objectives.exclude(state__in=ended).exists()
    assert running.objectives.exists()
    assert Task.objects.exists()
    number = Objective.objects.count()
    load_objectives(Accompaniment.objects.all(), today)
    assert Objective.objects.count() == number
    assert Structure.objects.count() == 26
