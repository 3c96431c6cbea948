"""Forms that lose nothing: drafted while one types, checked against who saved in between, saved once.

Every page with a form is a class view over the mixin, which says how to save:

    class ConventionUpdate(CarefulFormMixin, UpdateView):
        action = "conventions.write"
        draft_title = "Convention"                       # neutral: shown in lists, no name in it
        page_title = "Modifier la convention"
        success_message = "La convention est enregistrée."
        formset_classes = {"tariffs": TariffFormSet}     # if any
        def get_queryset(self):
            return Convention.objects.visible_to(self.request.actor)
        def save(self, form):                            # form and self.formsets are valid
            return update_convention(self.object, by=self.request.actor, **form.cleaned_data)

`save` returns what was saved (nothing: the subject itself), for `get_success_url`; the DomainError that it raises
becomes an error of the form, and all is undone. The subject is found by the view's `get_queryset` where its key is in
the address; `get_subject` may find it otherwise. It is version-checked where it is a VersionedModel. `prepare` finds
what the page needs besides, before anything is bound: the thing to which something is added, words of the page that
depend on the subject. `drafted = False` for what is not worth a draft: a file, a password.

Its page is core/form_page.html (page_title, page_lead, page_text, submit_label, cancel_url, crumbs), a template that
extends it (blocks crumbs, fields), or one of its own with the tag, which writes the <form>, its hidden fields, the
banner, both
versions after a conflict, the state of the draft and the buttons:

    {% load careful crispy_forms_tags %}
    {% careful_form label="Enregistrer" cancel_url=… %}{{ form|crispy }}{% endcareful_form %}

A step of a table of transitions is such a page too (core.views.transitions); an action without a form is
`core.views.act`. What happens inside: core.visits (one page), core.drafts, core.versions, core.submissions.
"""

from django.contrib import messages

from core.views import RenderNow
from core.visits import FormVisit

# What the page is told: each, as success_message, an attribute or a property of the view.
WORDS = ("page_title", "page_lead", "page_text", "submit_label", "cancel_label", "cancel_url", "danger", "crumbs")


class CarefulFormMixin(RenderNow):
    """A FormView, CreateView or UpdateView whose form is drafted, version-checked and saved once."""

    template_name = "core/form_page.html"
    page_title = page_lead = page_text = cancel_url = success_message = ""
    submit_label, cancel_label, danger = "Enregistrer", "Annuler", False
    # Neutral: it stands in lists. The page's title where nothing else is said.
    draft_title = ""
    # What tells this draft from another of the same form: a number, never a name.
    draft_about = ""
    drafted = version_checked = True
    formset_classes = {}
    # Where the page hangs: [(label, url)].
    crumbs = ()
    object = None

    def get_subject(self):
        """What is edited, found among what the actor may see; None where something new is made."""
        named = {getattr(self, "pk_url_kwarg", None), getattr(self, "slug_url_kwarg", None)} & self.kwargs.keys()
        return self.get_object() if named and hasattr(self, "get_object") else None

    def prepare(self):
        """Find what the page needs besides its subject."""

    def open(self):
        self.object = self.get_subject()
        self.prepare()
        subject = self.object if self.version_checked else None
        title = ", ".join(filter(None, (self.draft_title or self.page_title, self.draft_about)))
        self.visit = FormVisit(self.request, title=title, subject=subject, drafted=self.drafted)

    def get(self, request, *args, **kwargs):
        self.open()
        return self.show(self.bind_all())

    def post(self, request, *args, **kwargs):
        self.open()
        if answer := self.visit.answer():
            return answer
        form = self.bind_all()
        if self.visit.may_save(form, *self.formsets.values()) and self.visit.attempt(form, lambda: self.save(form)):
            return self.finished()
        return self.show(form)

    def finished(self):
        """Said, and on to the next page."""
        if self.visit.saved is not None:
            self.object = self.visit.saved
        if self.success_message:
            messages.success(self.request, self.success_message)
        return self.visit.done(self.get_success_url())

    def bind_all(self):
        form = self.get_form()
        self.formsets = {
            name: self.visit.bind(formset, **self.get_formset_kwargs(name))
            for name, formset in self.formset_classes.items()
        }
        return form

    def get_form(self, form_class=None):
        kwargs = {key: value for key, value in self.get_form_kwargs().items() if key not in ("data", "files")}
        return self.visit.bind(form_class or self.get_form_class(), **kwargs)

    def get_formset_kwargs(self, name):
        return {"instance": self.object, "prefix": name}

    def save(self, form):
        return form.save()

    def get_context_object_name(self, obj):
        """`object`, and no second name: that of an account would hide who is logged in."""
        return

    def get_context_data(self, **kwargs):
        words = {name: getattr(self, name) for name in WORDS}
        return super().get_context_data(visit=self.visit, formsets=self.formsets, **words, **kwargs)

    def show(self, form):
        return self.render_to_response(self.get_context_data(form=form, **self.formsets))
