"""Every component in all its states: light, dark, narrow, by keyboard, on paper."""

import pytest
from playwright.sync_api import expect

from tests.browser import DESK, PHONE
from tests.e2e.looking import assert_looks_right


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_to_find_in_the_vitrine(new_page, take_picture, scheme, size):
    page = new_page(size, color_scheme=scheme)
    page.goto("/vitrine/")
    assert_looks_right(page)
    page.emulate_media(color_scheme=scheme)
    take_picture(page, f"vitrine-{scheme}-{size[0]}")


def test_the_summary_of_errors_takes_the_focus_and_leads_to_the_field(page):
    page.goto("/vitrine/")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Lieu").click()
    expect(page.get_by_label("Lieu").first).to_be_focused()


def test_the_primary_action_stays_at_the_thumb(new_page):
    page = new_page(PHONE)
    page.goto("/vitrine/")
    action = page.get_by_role("link", name="Action principale")
    for position in (0, 1500, 100_000):
        page.evaluate(f"window.scrollTo(0, {position})")
        box = action.bounding_box()
        assert 600 < box["y"] < 740 - box["height"]


def test_targets_are_large_enough_for_a_thumb(new_page):
    page = new_page(PHONE)
    page.goto("/vitrine/")
    small = page.evaluate(
        """() => [...document.querySelectorAll("a.btn, button, a.chip, .tabs a, .foot a, .form-control, .form-select")]
            .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 36)
            .map((element) => element.outerHTML.slice(0, 100))"""
    )
    assert small == []


COUNT_TARGETS = """() => [...document.querySelectorAll("a[href], button:enabled, input, select, textarea, summary")]
    .filter((element) => element.checkVisibility() && !["radio", "hidden"].includes(element.type)).length"""
WHERE_THE_FOCUS_IS = """() => {
    const element = document.activeElement;
    element.dataset.rank ??= String(document.querySelectorAll("[data-rank]").length);
    return [element.dataset.rank, element.tagName, getComputedStyle(element).outlineStyle];
}"""


def test_everything_can_be_reached_with_the_keyboard(page):
    """Tab passes through each link, button and field, and what has the focus shows it."""
    page.goto("/vitrine/")
    wanted = page.evaluate(COUNT_TARGETS)
    seen, unmarked = set(), []
    for _ in range(2 * wanted):
        page.keyboard.press("Tab")
        rank, tag, outline = page.evaluate(WHERE_THE_FOCUS_IS)
        if rank == "0" and len(seen) > 1:
            break
        seen.add(rank)
        if outline == "none" and tag != "BODY":
            unmarked.append(tag)
    assert len(seen) >= wanted
    assert unmarked == []


def test_a_printed_page_keeps_its_content_and_loses_its_buttons(page, take_picture):
    page.goto("/vitrine/")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Grave")).to_be_hidden()
    expect(page.get_by_text("Une phrase pour moi seule.")).to_be_hidden()
    expect(page.get_by_text("Tri des courriers fait ensemble.")).to_be_visible()
    take_picture(page, "vitrine-print")
