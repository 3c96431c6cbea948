"""What the demonstration notes of each mesure holds together, and is the same twice."""

import datetime

import pytest
from django.db import connection

from accompaniment.demo.interviews import load_interviews
from accompaniment.models import Accompaniment, Exchange, Interview, PrivateNote, Publication
from tests.accompaniment.pairs import the_team
from tests.factories.accompaniment import AccompanimentFactory, SuspensionFactory, closed_mesure

# What is drawn for a mesure follows its number: this one has something of everything.
DRAWN = "REPRISE-2024"

pytestmark = pytest.mark.django_db


def test_a_year_of_meetings_for_each_mesure(today):
    team = the_team(starts_on=today - datetime.timedelta(days=400), number=DRAWN)
    SuspensionFactory(
        phase=team.mesure.phases.get(),
        starts_on=today - datetime.timedelta(days=200),
        ends_on=today - datetime.timedelta(days=150),
    )
    closed_mesure(convention=team.convention, worker=team.worker)
    AccompanimentFactory(convention=team.convention, starts_on=today)
    load_interviews(Accompaniment.objects.all(), today)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    noted = Interview.objects.count()
    assert 40 < noted < 90
    assert {"held", "missed"} <= set(Interview.objects.values_list("outcome", flat=True))
    assert Interview.objects.filter(kind="attempt").exists()
    assert Publication.objects.exists()
    assert PrivateNote.objects.exists()
    assert Exchange.objects.exists()
    away = (today - datetime.timedelta(days=200), today - datetime.timedelta(days=150))
    assert not Interview.objects.filter(accompaniment=team.mesure, on__range=away).exists()
    load_interviews(Accompaniment.objects.all(), today)
    assert Interview.objects.count() == noted
