"""Where one is: the steps of a form of several pages, the tabs of a file. Pure; {% stepper %} and {% tabs %} draw them.

A form of several pages has one URL for each, each a careful form of its own, and ends on a page that shows it all:

    PAGES = [Page("household", "Le ménage", url), Page("needs", "Les difficultés", url), Page("review", "Relire", url)]
    steps = steps_of(PAGES, current="needs", done={"household"}, wrong=set())      # to the template
    following_page(PAGES, "needs").url                                              # get_success_url

Every page can be opened, in any order; `reachable` closes those that are not in it. The last page is one card for each
step, {% card title=… more_url=step.url more_label="Modifier" badge="À compléter" tone="soon" %} with its facts.
"""

from dataclasses import dataclass

from core.enums import StepState


@dataclass(frozen=True)
class Page:
    key: str
    label: str
    url: str


@dataclass(frozen=True)
class Step:
    label: str
    url: str | None
    state: StepState
    current: bool = False


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool = False
    count: int | None = None


def steps_of(pages, *, current, done=(), wrong=(), reachable=None):
    """What is wrong stays wrong though it was filled in."""
    return [
        Step(
            page.label,
            page.url if reachable is None or page.key in reachable or page.key in done else None,
            StepState.WRONG if page.key in wrong else StepState.DONE if page.key in done else StepState.TODO,
            page.key == current,
        )
        for page in pages
    ]


def following_page(pages, key):
    """The page after this one, the last after itself."""
    keys = [page.key for page in pages]
    return pages[min(keys.index(key) + 1, len(pages) - 1)]


def tabs_of(pages, *, current, counts=None):
    """The tabs of a file, from the same pages."""
    return [Tab(page.label, page.url, page.key == current, (counts or {}).get(page.key)) for page in pages]
