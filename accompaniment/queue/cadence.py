"""Households to meet: those whose rhythm is passed, to their worker; how many, to the head."""

from django.urls import reverse

from accompaniment.enums import Pace
from accompaniment.presentation.cadence import begun, readings_of
from accompaniment.rules.pace import seen_words
from accompaniment.services.holding import within_reach
from accounts.matrix import allows
from core.queue import QueueItem
from core.wording import count
from tenants.models import Household

# Beyond, one line tells how many there are.
SHOWN = 8


def late_meetings(actor, today):
    """On the home page a household is its number."""
    if not allows(actor.role, "caseload.read"):
        return []
    late = [each for each in readings_of(begun(within_reach(actor), today), today) if each.pace == Pace.LATE]
    late = list({each.household: each for each in reversed(late)}.values())[::-1]
    if not late:
        return []
    if allows(actor.role, "team_load.read"):
        return [for_the_head(late)]
    return [*items_of(late[:SHOWN], today), *the_rest(late)]


def for_the_head(late):
    """The day is that of the one that is late the longest."""
    words = count(len(late), "ménage n’est pas vu", "ménages ne sont pas vus")
    return QueueItem(
        f"{words} au rythme convenu",
        "La charge de chacun dit où, et depuis quand.",
        reverse("accompaniment:team_load"),
        "Voir la charge de l’équipe",
        due_on=late[0].clock.due_on,
        due_word="à voir",
        late=True,
    )


def items_of(late, today):
    numbers = dict(Household.objects.filter(pk__in=[each.household for each in late]).values_list("pk", "number"))
    for each in late:
        yield QueueItem(
            f"Dossier {numbers[each.household]} : à voir",
            f"{seen_words(each.last, each.clock, today)}.",
            reverse("tenants:household", args=[each.household]),
            "Ouvrir le dossier",
            due_on=each.clock.due_on,
            due_word="à voir",
            late=True,
        )


def the_rest(late):
    more = len(late) - SHOWN
    if more <= 0:
        return []
    return [
        QueueItem(
            f"Et {count(more, 'autre ménage', 'autres ménages')} à voir",
            "Ceux qui attendent depuis le plus longtemps sont ci-dessus.",
            f"{reverse('accompaniment:caseload')}?rythme={Pace.LATE}",
            "Tout voir",
        )
    ]
