"""The longest tests begin: one that came last would work alone while the other processes have nothing left."""

import pytest


def pytest_configure(config):
    config.addinivalue_line("markers", "first: it takes long, and begins before the others")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """After the shuffling, which a sort leaves as it is among equals."""
    items.sort(key=lambda item: item.get_closest_marker("first") is None)
