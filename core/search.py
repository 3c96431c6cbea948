"""Finding a subject by words, among a million, whoever is at work: a table of words looked up by range.

    class HouseholdWord(SearchWord):
        subject = models.ForeignKey(Household, models.CASCADE, related_name="+", db_index=False)

        class Meta(SearchWord.Meta): ...

    class HouseholdSlip(SearchSlip): ...

    HOUSEHOLDS = SearchIndex(HouseholdWord, HouseholdSlip)
    HOUSEHOLDS.write(Entry(household.pk, {household.landlord_id}, "le goff anne", name_words("Le Goff") | …))
    found = HOUSEHOLDS.find("goff ane", organisation=actor.organisation_id, visible=Household.objects.visible_to(actor))
    found.subjects    # in the order to show them: first those that have the words, then those one slip away

A word matches by its beginning; every word of the search must match, in any order. Ranges (`>=`, `<`) and not LIKE:
they keep their index whatever the collation, under row-level security too. Both tables are written in the transaction
of what they tell: call `write` from the service that changes it.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q

from core.filtering import MOST_COUNTED, count_each_up_to_most
from core.spelling import LONGEST_WORD, Term, is_forgiving, one_slip_apart, shortened, terms

# After every letter and figure: words are plain (core.spelling).
LAST = "~"
LONGEST_NAME = 120
# A page of statements when many subjects are written at once.
BATCH = 2000
# Whoever has found so many has typed a word that exists: she adds another one, and reads no neighbours after them.
ENOUGH = 20
# « Martin » begins martin and martinanne, and two persons of a household may have it.
ROWS_OF_A_SUBJECT = 3
# Each subject once, and how many rows were walked.
BY_NAME = """
WITH found AS MATERIALIZED ({})
SELECT subject_id, (SELECT count(*) FROM found) FROM found
GROUP BY sort_name, subject_id ORDER BY sort_name, subject_id LIMIT %s
"""


class SearchWord(models.Model):
    """A word of a subject, for an organisation that may find it. The key is the index that a search walks."""

    pk = models.CompositePrimaryKey("organisation_id", "word", "sort_name", "subject_id")
    # Named without a foreign key: core knows no application.
    organisation_id = models.UUIDField()
    word = models.CharField(max_length=LONGEST_WORD, db_collation="C")
    sort_name = models.CharField(max_length=LONGEST_NAME, db_collation="C")

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["subject_id", "word"], name="%(app_label)s_%(class)s_of")]


class SearchSlip(models.Model):
    """A word that some subject has, under what remains of it without one of its letters."""

    pk = models.CompositePrimaryKey("organisation_id", "slip", "word")
    organisation_id = models.UUIDField()
    slip = models.CharField(max_length=LONGEST_WORD, db_collation="C")
    word = models.CharField(max_length=LONGEST_WORD, db_collation="C")

    class Meta:
        abstract = True


@dataclass(frozen=True)
class Entry:
    """What is kept of a subject: for whom, sorted under which name, found by which words."""

    subject: uuid.UUID
    organisations: Iterable[uuid.UUID]
    sort_name: str
    words: Iterable[str]

    def rows(self):
        return {
            (organisation, word, self.sort_name[:LONGEST_NAME], self.subject)
            for organisation in self.organisations
            for word in self.words
        }


@dataclass(frozen=True)
class Found:
    subjects: list[uuid.UUID] = field(default_factory=list)
    # From here on they are one slip away from what was typed.
    exact: int = 0
    # There are more than these (or may be: what has very many words is not counted to the end).
    more: bool = False


class SearchIndex:
    def __init__(self, words: type[SearchWord], slips: type[SearchSlip]):
        self.words = words
        self.slips = slips

    # What is written.

    def write(self, *entries: Entry) -> None:
        """Make these subjects found by these words and no others; without words or organisations, no longer at all."""
        with transaction.atomic():
            for start in range(0, len(entries), BATCH):
                self._write(entries[start : start + BATCH])

    def add(self, entry: Entry) -> None:
        """A subject that was made in this transaction: nothing is there to be compared with."""
        self._add(entry.rows())

    def _write(self, entries):
        wanted = set().union(*(entry.rows() for entry in entries))
        there = set(
            self.words.objects.filter(subject_id__in=[entry.subject for entry in entries]).values_list(
                "organisation_id", "word", "sort_name", "subject_id"
            )
        )
        if gone := there - wanted:
            self.words.objects.filter(pk__in=sorted(gone)).delete()
        self._add(wanted - there)

    def _add(self, new):
        # Two writers of one subject may add the same word.
        insert(self.words, {"organisation_id": "uuid", "word": "text", "sort_name": "text", "subject_id": "uuid"}, new)
        slips = {(organisation, slip, word) for organisation, word, *_ in new for slip in slips_of(word)}
        insert(self.slips, {"organisation_id": "uuid", "slip": "text", "word": "text"}, slips)

    def forget_slips(self) -> int:
        """Take away the slips of words that nobody has any more: a task of the night, for it holds the writers."""
        table = connection.ops.quote_name(self.slips._meta.db_table)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            same = self.words.objects.filter(organisation_id=OuterRef("organisation_id"), word=OuterRef("word"))
            return self.slips.objects.filter(~Exists(same)).delete()[0]

    # What is asked.

    def find(self, typed: str, *, organisation: uuid.UUID, visible=None, limit: int = MOST_COUNTED) -> Found:
        """At most `limit` subjects, by name: those that have the words, then those that are a slip away.

        `visible`, a queryset, keeps the others out before they are counted.
        """
        asked = terms(typed)
        if not asked:
            return Found()
        rows = self.words.objects.filter(organisation_id=organisation)
        if visible is not None:
            rows = rows.filter(subject_id__in=visible.order_by().values("pk"))
        asked = rarest_first(rows, asked)
        exact, more = self._subjects(rows, [begins(term) for term in asked], limit)
        if more or len(exact) > ENOUGH:
            return Found(exact, len(exact), more=more)
        close = self._close_words(asked, organisation)
        if not any(close):
            return Found(exact, len(exact))
        conditions = [begins(term) | Q(word__in=words) for term, words in zip(asked, close, strict=True)]
        known = set(exact)
        forgiven, more = self._subjects(rows, conditions, limit)
        both = exact + [subject for subject in forgiven if subject not in known]
        return Found(both[:limit], len(exact), more=more or len(both) > limit)

    def _subjects(self, rows, conditions, limit):
        """The subjects that have a word for every condition, walking the first and looking the others up."""
        rarest, *others = conditions
        rows = rows.filter(rarest)
        for condition in others:
            same = self.words.objects.filter(
                subject_id=OuterRef("subject_id"), organisation_id=OuterRef("organisation_id")
            )
            rows = rows.filter(Exists(same.filter(condition)))
        most = ROWS_OF_A_SUBJECT * (limit + 1)
        sql, values = rows.order_by().values("sort_name", "subject_id")[:most].query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(BY_NAME.format(sql), [*values, limit + 1])
            found = cursor.fetchall()
        walked_to_the_end = not found or found[0][1] < most
        return [subject for subject, _ in found[:limit]], len(found) > limit or not walked_to_the_end

    def _close_words(self, asked: list[Term], organisation):
        """For each term, the known words that are one slip from it."""
        typed = {term.forgiven for term in asked} - {""}
        if not typed:
            return [[] for _ in asked]
        near = set(
            self.slips.objects.filter(
                organisation_id=organisation, slip__in=set().union(*(shortened(word) for word in typed))
            ).values_list("word", flat=True)
        )
        return [
            sorted(word for word in near if term.forgiven and one_slip_apart(term.forgiven, word)) for term in asked
        ]


def insert(table, columns, rows):
    """Plain rows that may be there already, without an object and a parameter for each. In one order, so that two
    writers wait for each other and never both."""
    name, ordered = connection.ops.quote_name(table._meta.db_table), sorted(rows)
    places = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    sql = f"INSERT INTO {name} ({', '.join(columns)}) SELECT * FROM unnest({places}) ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        for start in range(0, len(ordered), BATCH):
            cursor.execute(sql, [list(column) for column in zip(*ordered[start : start + BATCH], strict=True)])


def rarest_first(rows, asked: list[Term]) -> list[Term]:
    """One statement counts the words of each, none further than it must."""
    if len(asked) == 1:
        return asked
    numbers = count_each_up_to_most({term: rows.filter(begins(term)) for term in asked})
    return sorted(asked, key=numbers.get)


def begins(term: Term) -> Q:
    condition = Q()
    for beginning in term.beginnings:
        condition |= Q(word__gte=beginning, word__lt=beginning + LAST)
    return condition


def slips_of(word: str) -> set[str]:
    return shortened(word) if is_forgiving(word) else set()
