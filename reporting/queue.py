"""What waits for whoever is at work: each application brings its own items, this page puts them in order."""

import datetime

from accompaniment.queue import queue_items as accompaniment_items
from accounts.queue import queue_items as accounts_items
from programmes.queue import queue_items as programmes_items
from referrals.queue import queue_items as referrals_items
from tenants.queue import queue_items as tenants_items

# Functions (actor, today) -> list of core.queue.QueueItem, one per application that has something to ask.
SOURCES = (accompaniment_items, referrals_items, tenants_items, accounts_items, programmes_items)


def waiting_for(actor, today):
    """Late first, then by day, what has no day last."""
    items = [item for source in SOURCES for item in source(actor, today)]
    return sorted(items, key=lambda item: (not item.late, item.due_on or datetime.date.max))
