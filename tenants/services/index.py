"""By which words a household is found: kept in the transaction of what changes it (core.search)."""

from collections import defaultdict

from core.search import BATCH, Entry
from core.spelling import address_words, date_words, name_words, phone_words, reference_words
from tenants.models import HOUSEHOLDS, Entrustment, Household, Occupancy, Person

OF_PERSON = ("last_name", "first_name", "birth_name", "birth_date", "phone")
OF_OCCUPANCY = ("reference", "address", "postcode", "commune")


def index_household(household):
    """Call it from every service that writes persons, occupancies or entrustments."""
    index_all([household])


def index_all(households):
    """For one or a page of them: three statements read what they are found by."""
    parts = {
        model: _by_household(model, households, names)
        for model, names in ((Person, OF_PERSON), (Occupancy, OF_OCCUPANCY), (Entrustment, ("operator_id",)))
    }
    HOUSEHOLDS.write(*[entry_of(household, parts) for household in households])


def index_new(household, persons, occupancies):
    """One that was made in this transaction: what it is found by is at hand, and nothing is there yet."""
    parts = {
        Person: {household.pk: [_values(each, OF_PERSON) for each in persons]},
        Occupancy: {household.pk: [_values(each, OF_OCCUPANCY) for each in occupancies]},
        Entrustment: {household.pk: []},
    }
    HOUSEHOLDS.add(entry_of(household, parts))


def _values(row, names):
    return [getattr(row, name) for name in names]


def index_every_household(progress=lambda done: None):
    """The repair: all of them, a page at a time."""
    done, last = 0, None
    rows = Household.objects.order_by("pk").only("landlord_id", "number", "sort_name", "guarded", "merged_into_id")
    while page := list((rows.filter(pk__gt=last) if last else rows)[:BATCH]):
        index_all(page)
        done, last = done + len(page), page[-1].pk
        progress(done)
    HOUSEHOLDS.forget_slips()
    return done


def entry_of(household, parts):
    """What was merged into another is found there; no search confirms an address or a telephone of a guarded one."""
    words = set()
    if household.merged_into_id is None:
        words |= reference_words(household.number)
        for values in parts[Person][household.pk]:
            person = dict(zip(OF_PERSON, values, strict=True))
            words |= person_words(**person | ({"phone": ""} if household.guarded else {}))
        for reference, *places in parts[Occupancy][household.pk]:
            words |= reference_words(reference)
            words |= set() if household.guarded else set().union(*map(address_words, places))
    operators = [operator for (operator,) in parts[Entrustment][household.pk]]
    return Entry(household.pk, {household.landlord_id, *operators}, household.sort_name, words)


def person_words(*, last_name, first_name, birth_name, birth_date, phone):
    words = name_words(last_name) | name_words(first_name) | name_words(birth_name) | phone_words(phone)
    return words | date_words(birth_date) if birth_date else words


def _by_household(model, households, names):
    found = defaultdict(list)
    for pk, *values in model.objects.filter(household__in=households).order_by().values_list("household_id", *names):
        found[pk].append(values)
    return found
