"""Two people on one form: what each of them wrote, field by field.

`compare` holds what one typed against what is saved now, and (where history knows it) against what one started from, so
that a field that she did not touch is proposed as the other person left it.
"""

import datetime
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.forms import BaseForm, CheckboxInput, FileField, MultiWidget
from django.forms.formsets import BaseFormSet
from django.utils.choices import flatten_choices

from core.wording import plain_date

CONTEXT_USER = "user"


@dataclass(frozen=True)
class Difference:
    """`name` is what the page posts to take the saved value; `untouched`: she never changed it herself."""

    name: str
    label: str
    theirs: str
    yours: str
    untouched: bool = False


@dataclass(frozen=True)
class Conflict:
    """`other`: who saved in between; empty where it was she herself, in another window."""

    other: str
    at: datetime.datetime | None
    differences: list


def posted_as(widget, name, value):
    """What a browser would post for this value: (name, values) of each input."""
    if isinstance(widget, MultiWidget):
        values = value if isinstance(value, list | tuple) else widget.decompress(value)
        for suffix, inner, part in zip(widget.widgets_names, widget.widgets, values, strict=False):
            yield from posted_as(inner, name + suffix, part)
    elif isinstance(widget, CheckboxInput):
        yield name, ["on"] if widget.check_test(value) else []
    else:
        shown = widget.format_value(value)
        shown = shown if isinstance(shown, list | tuple) else [shown]
        yield name, [str(part) for part in shown if part is not None]


def field_as_posted(field):
    return dict(posted_as(field.field.widget, field.html_name, field.value()))


def form_as_posted(form):
    """A form, or a set of forms with its counters, as a browser would post it."""
    parts = [form.management_form, *form.forms] if isinstance(form, BaseFormSet) else [form]
    return {
        name: values
        for part in parts
        for field in part
        if not isinstance(field.field, FileField)
        for name, values in field_as_posted(field).items()
    }


def take_saved(data, saved, taken):
    """Put the saved values of the fields that she chose to take into what she posted."""
    if isinstance(saved, BaseFormSet):
        if saved.prefix in taken:
            for name in [name for name in data if name.startswith(f"{saved.prefix}-")]:
                del data[name]
            for name, values in form_as_posted(saved).items():
                data.setlist(name, values)
        return
    for field in saved:
        if field.html_name in taken:
            for name, values in field_as_posted(field).items():
                data.setlist(name, values)


def in_words(field):
    """The value of a field as a person reads it."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "Oui" if widget.check_test(field.value()) else "Non"
    value = _as_kept(field)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return plain_date(value)
    posted = posted_as(widget, field.html_name, value)
    values = [part for _, values in posted for part in values if part]
    labels = {str(key): str(label) for key, label in flatten_choices(getattr(widget, "choices", ()))}
    return ", ".join(labels.get(value, value) for value in values)


def _as_kept(field):
    """What was typed, written as it would be once saved: both versions read the same."""
    value = field.value()
    try:
        kept = field.field.to_python(value)
    except ValidationError:
        return value
    return field.field.prepare_value(kept)


def compare(yours, saved, base=None):
    """The differences between a bound form (or set of forms) and the same, unbound, over what is saved now."""
    if isinstance(yours, BaseFormSet):
        return list(_compare_rows(yours, saved))
    return list(_compare_fields(yours, saved, base))


def _compare_fields(yours: BaseForm, saved: BaseForm, base):
    for field in yours:
        plain, kept = field.field, saved[field.name]
        if isinstance(plain, FileField) or plain.disabled or not plain.has_changed(kept.initial, field.data):
            continue
        untouched = base is not None and not plain.has_changed(base[field.name].initial, field.data)
        yield Difference(field.html_name, str(field.label), in_words(kept), in_words(field), untouched)


def _compare_rows(yours: BaseFormSet, saved: BaseFormSet):
    """Rows are compared, and taken, as a whole."""
    theirs = "\n".join(filter(None, map(_row_in_words, saved.initial_forms)))
    said = [form for form in yours.forms if form in yours.initial_forms or form.has_changed()]
    written = "\n".join(filter(None, map(_row_in_words, said)))
    if theirs != written:
        yield Difference(saved.prefix, getattr(saved, "label", "Lignes"), theirs, written)


def _row_in_words(form):
    shown = [field for field in form.visible_fields() if not isinstance(field.field, FileField)]
    deletion = [field for field in shown if field.name == "DELETE"]
    if any(field.value() for field in deletion):
        return ""
    return " · ".join(filter(None, (in_words(field) for field in shown if field not in deletion)))


def last_change(subject, reader):
    """Who saved this last, and when, as history tells it."""
    event = subject.events.select_related("pgh_context").order_by("-pgh_id").first() if _has_history(subject) else None
    if event is None:
        return "Quelqu’un", None
    user_id = event.pgh_context.metadata.get(CONTEXT_USER) if event.pgh_context else None
    if user_id == str(reader.pk):
        return "", event.pgh_created_at
    user = get_user_model()._base_manager.filter(pk=user_id).first() if user_id else None
    return str(user) if user else "Quelqu’un", event.pgh_created_at


def as_it_was(subject, version):
    """The object as it was in that version, from its history; None where history does not know."""
    if version is None or not _has_history(subject):
        return None
    event = subject.events.filter(version=version).order_by("-pgh_id").first()
    if event is None:
        return None
    fields = [field for field in subject._meta.concrete_fields if hasattr(event, field.attname)]
    return type(subject)(**{field.attname: getattr(event, field.attname) for field in fields})


def _has_history(subject):
    return hasattr(subject, "events") and hasattr(subject.events.model, "pgh_id")
