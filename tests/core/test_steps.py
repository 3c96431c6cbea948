"""The steps of a form of several pages, and the tabs of a file."""

from core.enums import StepState
from core.steps import Page, following_page, steps_of, tabs_of
from tests.core.test_components import rendered

PAGES = [Page(key, label, f"/{key}/") for key, label in (("a", "Le ménage"), ("b", "<Besoins>"), ("c", "Relire"))]


def test_each_step_knows_its_state_and_what_is_wrong_stays_wrong_though_filled():
    steps = steps_of(PAGES, current="c", done={"a", "b"}, wrong={"b"})
    assert [(step.state, step.current) for step in steps] == [
        (StepState.DONE, False),
        (StepState.WRONG, False),
        (StepState.TODO, True),
    ]


def test_what_cannot_be_reached_yet_has_no_address_unless_it_was_done():
    steps = steps_of(PAGES, current="b", done={"a"}, reachable={"b"})
    assert [step.url for step in steps] == ["/a/", "/b/", None]


def test_one_page_leads_to_the_next_and_the_last_to_itself():
    assert following_page(PAGES, "a").key == "b"
    assert following_page(PAGES, "c").key == "c"


def test_the_stepper_says_where_one_is_in_words_and_leads_to_the_others():
    html = rendered("{% stepper steps %}", steps=steps_of(PAGES, current="a", done={"a"}, wrong={"b"}, reachable={"b"}))
    assert html.count('aria-current="step"') == 1
    assert "Étape 1 sur 3" in html
    assert '<a href="/a/">' not in html
    assert '<a href="/b/">' in html
    assert "À corriger" in html
    assert "&lt;Besoins&gt;" in html
    assert "/c/" not in html


def test_a_wrong_step_says_so_where_one_stands_on_it():
    html = rendered("{% stepper steps %}", steps=steps_of(PAGES, current="b", wrong={"b"}))
    assert "Étape 2 sur 3, à corriger" in " ".join(html.split())


def test_tabs_are_links_with_their_counts():
    html = rendered('{% tabs tabs label="Dossier" %}', tabs=tabs_of(PAGES, current="b", counts={"a": 3, "c": 0}))
    assert '<nav class="tabs" aria-label="Dossier">' in html
    assert '<a href="/b/" aria-current="page">' in html
    assert html.count('class="n"') == 1
