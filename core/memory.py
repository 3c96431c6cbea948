"""Giving memory back to the system: the C library keeps what a large work has freed, for a process that lives on."""

import ctypes

# glibc only; elsewhere the allocator does as it likes.
_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


def give_back():
    if _trim:
        _trim(0)
