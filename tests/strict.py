"""What no test may lean on: an order that the database did not promise, or the network."""

import random
import socket

import pytest
from django.db.models import QuerySet

LOOPBACK = ("127.", "localhost", "::1", "0.0.0.0")


@pytest.fixture(autouse=True)
def _unordered_querysets_are_shuffled(monkeypatch):
    fetch = QuerySet._fetch_all

    def fetch_and_shuffle(queryset):
        first_time = queryset._result_cache is None
        fetch(queryset)
        if first_time and not queryset.ordered and not queryset.query.is_sliced:
            random.shuffle(queryset._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch_and_shuffle)


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    connect = socket.socket.connect

    def connect_at_home(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test reached for the network: {address[0]}")
        return connect(self, address)

    socket.socket.connect = connect_at_home
    yield
    socket.socket.connect = connect
