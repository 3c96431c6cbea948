"""A page is saved once: a double click, a reload, a nervous connection answer what the first answered."""

import json

from django.utils.crypto import salted_hmac

from core.composed import Composed
from core.ids import new_id
from core.models import Submission

OF_PAGE = Composed(lambda page: Submission.objects.filter(page=page))


class Once:
    """What a page posted, held against what the same page posted before. The caller holds the page (drafts.hold)."""

    def __init__(self, page, user, content, files):
        self.page, self.user = page, user
        sizes = {name: [[file.name, file.size] for file in several] for name, several in files.lists()}
        self.digest = salted_hmac("core.submission", json.dumps([content, sizes], sort_keys=True)).hexdigest()
        self.before = next(iter(OF_PAGE(page=page)), None)
        if self.before and self.before.user_id != user.pk:
            self.start_again()

    def start_again(self):
        """What comes now is not what was saved: another page."""
        self.page, self.before = new_id(), None

    @property
    def is_double(self):
        return self.before is not None and self.before.digest == self.digest

    def remember(self, url):
        """It is saved, and leads there. Nobody is remembered before she has an account."""
        if self.user.is_authenticated:
            Submission.objects.create(page=self.page, user=self.user, digest=self.digest, url=url)
