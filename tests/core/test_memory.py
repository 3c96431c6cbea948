"""What a large work has freed goes back to the system."""

import sys
from pathlib import Path

import pytest

from core.memory import give_back


def resident():
    """In kilobytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel tells it on Linux only")
def test_what_was_freed_is_given_back():
    # Small enough to come from the heap, with one in a hundred kept: the heap cannot simply shrink at its end.
    held = [bytes(2000) for _ in range(40_000)]
    kept = held[::100]
    full = resident()
    del held
    give_back()
    assert resident() < full - 30_000
    assert len(kept) == 400
