"""What the components promise besides their looks, which /vitrine and the browser tests show."""

import datetime as dt

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.urls import reverse

from core.templatetags.components import LEVELS


def rendered(source, **values):
    return Template("{% load components wording %}" + source).render(Context(values))


def test_what_a_person_typed_is_escaped_in_parameters_and_inside():
    html = rendered("{% card title=typed %}{{ typed }}{% endcard %}", typed="<b>x</b>")
    assert "<b>x</b>" not in html
    assert html.count("&lt;b&gt;x&lt;/b&gt;") == 2


def test_inner_markup_is_kept():
    assert '<a href="#">Lire</a>' in rendered(
        '{% rows %}{% row title="x" %}<a href="#">Lire</a>{% endrow %}{% endrows %}'
    )


def test_a_marked_parameter_keeps_its_markup_and_its_firm_spaces_and_escapes_what_was_typed():
    html = rendered(
        """{% marked as marks %}{% badge typed "late" %}{% badge "Annulée" %}{% endmarked %}
        {% marked as detail %}<b>12\u00a0jours</b>\n  {{ typed }}{% endmarked %}
        {% row title=typed marks=marks detail=detail %}{% endrow %}""",
        typed="<i>x</i>",
    )
    assert '<span class="tag late">&lt;i&gt;x&lt;/i&gt;</span>' in html
    assert '<span class="tag">Annulée</span>' in html
    assert "<b>12\u00a0jours</b> &lt;i&gt;x&lt;/i&gt;</span>" in html
    assert "<i>" not in html


def test_a_breadcrumb_is_written_in_pairs():
    html = rendered('{% breadcrumb "Conventions" "/conventions/" name "/conventions/1/" %}', name="<LNH>")
    assert '<a href="/conventions/">Conventions</a>' in html
    assert '<a href="/conventions/1/">&lt;LNH&gt;</a>' in html
    with pytest.raises(ValueError, match="zip"):
        rendered('{% breadcrumb "Conventions" %}')


class NameForm(forms.Form):
    name = forms.CharField()
    age = forms.IntegerField()


class PasswordForm(NameForm):
    password = forms.CharField(widget=forms.PasswordInput)


class FileForm(NameForm):
    paper = forms.FileField()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (NameForm({"name": "Nadia"}), True),
        (NameForm({}), False),
        (PasswordForm({"name": "Nadia", "password": "x"}), False),
        (FileForm({"name": "Nadia"}), False),
    ],
)
def test_the_summary_of_errors_promises_only_what_is_kept(form, said):
    html = rendered('{% include "components/error_summary.html" with form=form only %}', form=form)
    assert 'role="alert"' in html
    assert ("est toujours là" in html) is said


def test_an_unknown_parameter_is_an_error():
    with pytest.raises(TemplateSyntaxError, match="titel"):
        rendered('{% card titel="x" %}{% endcard %}')


@pytest.mark.parametrize("reader", LEVELS)
def test_a_level_of_text_says_who_reads_it(reader):
    label, audience, _ = LEVELS[reader]
    html = rendered("{% level reader %}Bonjour{% endlevel %}", reader=reader)
    assert label in html
    assert audience in html


def test_a_level_that_nobody_declared_is_an_error():
    with pytest.raises(KeyError):
        rendered('{% level "everybody" %}x{% endlevel %}')


def test_a_private_text_is_folded_on_request():
    html = rendered('{% level "private" folded=True %}Secret{% endlevel %}')
    assert "<details>" in html
    assert "<details open" not in html


def test_a_clock_draws_with_numbers_that_svg_understands():
    html = rendered('{% include "components/clock.html" with done=1.5 limit=15 text="x" only %}')
    assert 'width="1.5"' in html


def test_an_entry_dates_itself_both_ways():
    day = dt.date(2015, 2, 26)
    html = rendered("{% timeline %}{% entry day=day today=today title='Visite' %}{% endentry %}{% endtimeline %}",
                    day=day, today=dt.date(2015, 3, 3))  # fmt: skip
    assert 'datetime="2015-02-26"' in html
    assert "26\u00a0février" in html
    assert "il y a 5\u00a0jours" in html


def test_a_confirmation_can_be_posted():
    html = Template("{% load components %}{% confirm_panel title='x' action='/y/' %}{% endconfirm_panel %}").render(
        Context({"csrf_token": "jeton"})
    )
    assert 'value="jeton"' in html


def test_filters_of_nothing_say_nothing():
    assert rendered("{{ x|long_date }}{{ x|relative_day }}{{ x|amount }}{{ x|clock_time }}", x=None) == ""


def test_a_moment_is_told_in_local_time():
    moment = dt.datetime(2015, 7, 14, 22, 30, tzinfo=dt.UTC)
    assert (
        rendered("{{ x|clock_time }} {{ x|long_date }}", x=moment) == "0\u00a0h\u00a030 mercredi 15\u00a0juillet 2015"
    )


@pytest.mark.django_db
def test_the_vitrine_is_for_development_only(client, settings):
    assert client.get(reverse("core:vitrine")).status_code == 200
    settings.DEVELOPMENT_PAGES = False
    assert client.get(reverse("core:vitrine")).status_code == 404
