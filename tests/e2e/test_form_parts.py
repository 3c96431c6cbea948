"""A signature drawn with a finger and files that are chosen, on a telephone."""

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE
from tests.core.papers_sent import pdf


@pytest.fixture
def form(new_page):
    """The form of /vitrine/ that holds both, not yet signed."""
    page = new_page(PHONE, has_touch=True, is_mobile=True, device_scale_factor=3)
    page.goto("/vitrine/")
    return page.locator("form", has=page.locator("input[data-signature]")).last


def draw(page, canvas, *points):
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()


def ink(canvas):
    """How many of its points are drawn on."""
    return canvas.evaluate(
        """canvas => { const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            return data.filter((value, at) => at % 4 === 3 && value > 0).length; }"""
    )


def test_a_signature_is_drawn_kept_as_points_and_taken_back(form):
    page, canvas = form.page, form.locator(".sign-here canvas")
    hidden = form.locator("input[data-signature]")
    before = hidden.input_value()
    form.get_by_role("button", name="Effacer la signature").click()
    assert hidden.input_value() == ""
    assert ink(canvas) == 0
    expect(form.get_by_text("Rien n’est encore dessiné.")).to_be_visible()
    draw(page, canvas, (0.1, 0.5), (0.5, 0.2), (0.9, 0.7))
    assert hidden.input_value().startswith('{"strokes":[[60,150')
    assert ink(canvas) > 500
    # As sharp as the screen: three points for one.
    assert canvas.evaluate("canvas => canvas.width / canvas.clientWidth") == pytest.approx(3, abs=0.05)
    assert before != hidden.input_value()


def test_a_signature_is_drawn_again_from_what_was_posted(new_page):
    page = new_page(PHONE)
    page.goto("/vitrine/")
    signed = page.locator("form", has=page.locator("input[data-signature][value*=strokes]"))
    assert ink(signed.locator("canvas")) > 200
    expect(signed.get_by_text("Signature dessinée.")).to_be_visible()


def test_a_telephone_offers_its_camera_and_a_desk_does_not(form, page):
    camera = "input[type=file][capture]"
    expect(form.locator("label", has=form.page.locator(camera))).to_be_visible()
    page.goto("/vitrine/")
    expect(page.locator("label", has=page.locator(camera)).first).to_be_hidden()


def test_files_that_are_chosen_are_named_and_the_heavy_one_is_told(form, tmp_path):
    heavy = tmp_path / "film.pdf"
    heavy.write_bytes(b"%PDF-1.7" + b"\0" * 11_000_000)
    light = tmp_path / "bail.pdf"
    light.write_bytes(pdf())
    form.locator("input[type=file][multiple]").set_input_files([light, heavy])
    lines = form.locator(".attachments .chosen li")
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("bail.pdf")
    expect(lines.nth(1)).to_contain_text("trop lourd, 10\u00a0Mo au plus")
    form.get_by_role("button", name="Enregistrer").click()
    remove = form.get_by_role("button", name="Retirer film.pdf")
    expect(remove).to_be_focused()
    remove.click()
    expect(lines).to_have_count(1)
    expect(form.get_by_role("button", name="Retirer bail.pdf")).to_be_focused()
