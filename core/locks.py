"""Advisory locks of PostgreSQL, a class for each use: a page never waits for a long work of the same number."""

import hashlib

PAGES, WORKS = 1, 2


def key_of(identifier):
    """Of the whole identifier, which a browser may have chosen: two that share a part do not wait for one another."""
    return int.from_bytes(hashlib.blake2b(identifier.bytes, digest_size=4).digest(), signed=True)
