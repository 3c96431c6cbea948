import pytest
from django.db.models import Q
from django.http import QueryDict

from accounts.models import Organisation
from core.paging import keyset_page, parted_page
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db
NAMES = ["Alpha", "alpha", "Bêta", "Bêta deux", "Éta", "Gamma", "Zêta"]


@pytest.fixture(autouse=True)
def organisations():
    for name in NAMES:
        OrganisationFactory(name=name)


def walk(by, link, start="", size=3):
    """The names page by page, following one link as far as it goes."""
    address, pages = start, []
    while True:
        page = keyset_page(Organisation.objects.all(), QueryDict(address.lstrip("?")), by=by, size=size)
        pages.append([organisation.name for organisation in page.rows])
        last, address = page, getattr(page, link)
        if not address:
            return pages, last


@pytest.mark.parametrize("by", [["sort_name", "pk"], ["-sort_name", "-pk"], ["created_at", "pk"], ["-pk"]])
@pytest.mark.parametrize("size", [1, 3, 7, 50])
def test_each_row_is_met_once_forwards_and_again_backwards(by, size):
    forwards, last = walk(by, "next_url", size=size)
    assert sorted(name for page in forwards for name in page) == sorted(NAMES)
    assert {len(page) for page in forwards[:-1]} <= {size}
    if last.previous_url:
        backwards, first = walk(by, "previous_url", start=last.previous_url, size=size)
        assert list(reversed(backwards)) == forwards[:-1]
        assert first.previous_url == ""
        assert first.next_url


def part(condition):
    """Of a list in two parts, one kind of names before the others."""
    within = Organisation.objects.filter(condition)

    def first_keys(beyond, order, number):
        return list(within.filter(beyond).order_by(*order).values_list("pk", flat=True)[:number])

    return within, first_keys


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 50])
def test_a_list_in_parts_is_walked_from_one_to_the_next_and_back(size):
    first = Q(name__in=["Gamma", "Bêta deux", "Alpha"])
    parts, by = [part(first), part(~first)], ["sort_name", "pk"]
    wanted = [key for within, first_keys in parts for key in first_keys(Q(), by, 50)]
    pages, address = [], ""
    while True:
        page = parted_page(parts, QueryDict(address.lstrip("?")), by=by, size=size)
        pages.append(page.rows)
        if not page.next_url:
            break
        address = page.next_url
    assert [key for rows in pages for key in rows] == wanted
    for rows in reversed(pages[:-1]):
        page = parted_page(parts, QueryDict(page.previous_url.lstrip("?")), by=by, size=size)
        assert page.rows == rows
        assert page.next_url
    assert page.previous_url == ""
    assert parted_page(parts, QueryDict("apres=nowhere"), by=by, size=size).rows == pages[0]


def test_accents_and_capitals_do_not_order_names():
    (page,), _ = walk(["sort_name", "pk"], "next_url", size=50)
    assert page[0].lower() == page[1].lower() == "alpha"
    assert page[2:] == ["Bêta", "Bêta deux", "Éta", "Gamma", "Zêta"]


def test_filters_of_the_address_stay():
    page = keyset_page(Organisation.objects.all(), QueryDict("type=operator"), by=["pk"], size=3)
    assert "type=operator" in page.next_url
    again = keyset_page(Organisation.objects.all(), QueryDict(page.next_url[1:]), by=["pk"], size=3)
    assert again.next_url.count("apres=") == 1
    assert "avant=" in again.previous_url


def test_the_address_names_a_row_and_tells_nothing_of_it():
    page = keyset_page(Organisation.objects.all(), QueryDict(""), by=["sort_name", "pk"], size=3)
    assert page.next_url == f"?apres={page.rows[-1].pk}"


def test_a_row_that_left_the_list_still_holds_its_place():
    """An invitation that was accepted in the meantime, in the list of those that wait."""
    everything = Organisation.objects.all()
    there = keyset_page(everything, QueryDict(""), by=["sort_name", "pk"], size=3)
    left = everything.exclude(pk=there.rows[-1].pk)
    after = keyset_page(left, QueryDict(there.next_url[1:]), by=["sort_name", "pk"], within=everything, size=3)
    assert [organisation.name for organisation in after.rows] == ["Bêta deux", "Éta", "Gamma"]


def test_a_row_out_of_reach_is_no_place():
    """Its neighbours would tell what it is called."""
    hidden = Organisation.objects.get(name="Gamma")
    within = Organisation.objects.exclude(pk=hidden.pk)
    page = keyset_page(within, QueryDict(f"apres={hidden.pk}"), by=["sort_name", "pk"], within=within)
    assert len(page.rows) == len(NAMES) - 1


@pytest.mark.parametrize(
    "written",
    ["x", "é", "W10", "\x00", "\ud800", "WyJcdWQ4MDAiLCAieCJd", "a0a0a0a0-0000-7000-8000-000000000000", "9" * 500],
)
@pytest.mark.parametrize("direction", ["apres", "avant"])
def test_a_place_that_nobody_made_is_the_first_page(written, direction):
    query = QueryDict(mutable=True)
    query[direction] = written
    page = keyset_page(Organisation.objects.all(), query, by=["sort_name", "pk"], size=50)
    assert len(page.rows) == len(NAMES)


def test_a_list_without_rows_has_one_page():
    page = keyset_page(Organisation.objects.none(), QueryDict(""), by=["pk"])
    assert (page.rows, page.previous_url, page.next_url) == ([], "", "")
