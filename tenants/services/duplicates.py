"""Whether a household is known already: the same lease, the same telephone, a name that sounds alike on the same day.

All three are words of the index (tenants.services.index): what it finds is held against the rows themselves.
"""

import hashlib
import re
from dataclasses import dataclass

from django.db import connection
from django.db.models import prefetch_related_objects

from core.normalise import plain
from core.phonetics import phonetic_key
from core.spelling import LONGEST_WORD, date_words, phone_words
from tenants.models import Household, HouseholdWord

SAME_LEASE, SAME_PHONE, SAME_PERSON = "le même bail", "le même téléphone", "un nom proche et la même date de naissance"
# Beyond, the warning would be a list.
MOST = 6
KNOWN = """
SELECT EXISTS (SELECT FROM tenants_householdword WHERE organisation_id = %s AND word = ANY(%s))
"""


@dataclass(frozen=True)
class Likeness:
    """`readable`: by whoever asks; of the others she is told that there is one, and whom to ask."""

    household: Household
    grounds: tuple
    readable: bool

    @property
    def hidden_words(self):
        if SAME_LEASE in self.grounds:
            return "Un dossier existe déjà avec ce bail"
        return "Un dossier existe déjà, qui ressemble à celui-ci"


def compact(reference):
    """« L-2012/00456 » and « l2012 00456 » are one reference."""
    return re.sub(r"[^a-z0-9]", "", plain(reference or ""))[:LONGEST_WORD]


def find_duplicates(
    *, landlord, last_name, first_name="", birth_date=None, reference="", phone="", by, birth_name="", but=None
):
    """Those of the landlord's households that may be this one, the readable ones first."""
    asked = Person(tuple(filter(None, (last_name, birth_name))), first_name, birth_date)
    phones = phone_words(phone) if phone else set()
    words = {compact(reference), *phones, *(date_words(birth_date) if birth_date else ())} - {""}
    if not words or not any_known(landlord, words):
        return []
    known = HouseholdWord.objects.filter(organisation_id=landlord.pk, word__in=words)
    rows = Household.objects.filter(pk__in=known.order_by().values("subject"), landlord=landlord, merged_into=None)
    if but:
        rows = rows.exclude(pk=but.pk)
    households = list(rows.order_by("sort_name", "pk")[: 20 * MOST])
    prefetch_related_objects(households, "persons", "occupancies")
    found = {each.pk: grounds_of(each, asked, compact(reference), phones) for each in households}
    if not any(found.values()):
        return []
    readable = set(
        Household.objects.visible_to(by).filter(pk__in=[pk for pk in found if found[pk]]).values_list("pk", flat=True)
    )
    alike = [Likeness(each, told_of(each, found, readable), each.pk in readable) for each in households]
    alike = [likeness for likeness in alike if likeness.grounds]
    return sorted(alike, key=lambda likeness: (not likeness.readable, -len(likeness.grounds)))[:MOST]


def any_known(landlord, words):
    """Most often nothing is, and nothing more is asked."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [landlord.pk, list(words)])
        return cursor.fetchone()[0]


def told_of(household, found, readable):
    """No lease and no telephone leads to a guarded household: whoever does not read it learns where nobody lives."""
    grounds = found[household.pk]
    hidden = household.guarded and household.pk not in readable
    return tuple(words for words in grounds if words == SAME_PERSON) if hidden else grounds


@dataclass(frozen=True)
class Person:
    last_names: tuple
    first_name: str
    birth_date: object


def grounds_of(household, asked, reference, phones):
    persons = household.persons.all()
    grounds = {
        SAME_LEASE: reference and any(compact(each.reference) == reference for each in household.occupancies.all()),
        SAME_PHONE: phones and any(phone_words(each.phone) & phones for each in persons if each.phone),
        SAME_PERSON: any(sounds_like(each, asked) for each in persons),
    }
    return tuple(words for words, holds in grounds.items() if holds)


def sounds_like(person, asked):
    """Born on the same day, with a family name that sounds alike, and a first name too where both are known."""
    if not asked.birth_date or person.birth_date != asked.birth_date:
        return False
    theirs = {phonetic_key(name) for name in (person.last_name, person.birth_name) if name}
    if not theirs & {phonetic_key(name) for name in asked.last_names}:
        return False
    return not (person.first_name and asked.first_name) or sound(person.first_name) == sound(asked.first_name)


def sound(first_name):
    """The first of several first names: « Marie-Anne » is told as « Marie » too."""
    return phonetic_key(re.split(r"[ -]", first_name.strip())[0])


def digest_of(likenesses):
    """What a confirmation is bound to: these files and no others."""
    keys = ",".join(sorted(str(each.household.pk) for each in likenesses))
    return hashlib.blake2b(keys.encode(), digest_size=12).hexdigest() if keys else ""
