import datetime

from hypothesis import given
from hypothesis import strategies as st

from core.charts import BASE, TOP, WIDTH, Bar, Point, bar_chart, line_chart
from tests.texts import plain

WORDS = {"title": "Ménages", "label_label": "Mois", "value_label": "2025"}
bars_of = st.lists(
    st.builds(
        Bar,
        label=st.sampled_from(["janvier", "février", "mars"]),
        value=st.none() | st.integers(0, 10**6),
        before=st.none() | st.integers(0, 10**6),
    ),
    max_size=24,
)


@given(bars_of)
def test_no_bar_leaves_the_drawing(bars):
    chart = bar_chart(bars, **WORDS, before_label="2024")
    assert len(chart.bars) == len(bars)
    for bar in chart.bars:
        assert bar.x >= bar.before_x >= 0
        assert bar.x + bar.width <= WIDTH + 0.1
        assert TOP - 0.1 <= bar.y <= BASE
        assert TOP - 0.1 <= bar.before_y <= BASE


def test_heights_are_in_proportion():
    small, tall = bar_chart([Bar("a", 10), Bar("b", 20)], **WORDS).bars
    assert tall.height == 2 * small.height == BASE - TOP


def test_a_hidden_figure_is_neither_drawn_nor_said():
    chart = bar_chart([Bar("janvier", 12), Bar("février", None, hidden="moins de 5")], **WORDS)
    hidden = chart.bars[1]
    assert hidden.hidden
    assert hidden.words == "moins de 5"
    assert hidden.figure == "<\u00a05"
    assert chart.summary == "Ménages : de 12 (janvier) à 12 (janvier)"


def test_a_chart_of_nothing_says_so():
    assert bar_chart([], **WORDS).summary == "Ménages : aucun chiffre à montrer"


points_of = st.lists(
    st.tuples(st.dates(datetime.date(2010, 1, 1), datetime.date(2030, 1, 1)), st.integers(0, 10**6)),
    min_size=1,
    max_size=60,
    unique_by=lambda pair: pair[0],
)


@given(points_of)
def test_no_point_of_a_curve_leaves_the_drawing(pairs):
    chart = line_chart([Point(on, value, str(value)) for on, value in sorted(pairs)], title="Dette", value_label="€")
    assert len(chart.points) == len(pairs)
    for point in chart.points:
        assert 0 <= point.x <= WIDTH
        assert TOP - 0.1 <= point.y <= BASE
    assert chart.points[-1].figure, "the last is said"
    assert [point.x for point in chart.points] == sorted(point.x for point in chart.points)


def test_a_curve_is_told_to_those_who_do_not_see_it():
    days = [Point(datetime.date(2015, month, 1), value, f"{value} €") for month, value in ((1, 1240), (3, 640))]
    chart = line_chart(days, title="Dette de loyer", value_label="Dette")
    assert plain(chart.summary) == "Dette de loyer : de 1240 € (1er janvier 2015) à 640 € (1er mars 2015)"
    assert (chart.first_day, chart.last_day) == ("1er\u00a0janvier 2015", "1er\u00a0mars 2015")
