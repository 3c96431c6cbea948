from hypothesis import given
from hypothesis import strategies as st

from core.charts import BASE, TOP, WIDTH, Bar, bar_chart

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
    assert chart.summary == "Ménages : de 12 (janvier) à 12 (janvier)"


def test_a_chart_of_nothing_says_so():
    assert bar_chart([], **WORDS).summary == "Ménages : aucun chiffre à montrer"
