"""The page of a step of a table: what it does, what it asks, one button.

    class CloseAccount(TransitionView):
        action = "accounts.write"
        table, step = ACCOUNTS, "close"
        success_message = "Le compte est fermé."
        def get_queryset(self):
            return User.objects.visible_to(self.request.actor)
        def get_success_url(self):
            return reverse("accounts:person", args=[self.object.pk])
        def take(self, given):                           # {"reason": "…"}: the answers to what the step asks
            close_account(user=self.object, by=self.request.actor, **given)

named `<address>_<action>` in urls.py, where {% transition_buttons %} leads: to the page where the step asks or warns,
otherwise straight to its POST. What the table or the service refuses is said on the page.
"""

from django import forms
from django.views.generic import FormView
from django.views.generic.detail import SingleObjectMixin

from core.careful import CarefulFormMixin
from core.forms import DayInput
from core.transitions import Answer

LONGEST_ANSWER = 300
NO_SUCH_DAY = "Ce jour n’existe pas : choisissez-en un autre."


def field_of(ask):
    words = {"label": ask.label, "help_text": ask.help_text}
    errors = {"required": ask.missing}
    if ask.answer is Answer.DAY:
        return forms.DateField(**words, widget=DayInput, error_messages={**errors, "invalid": NO_SUCH_DAY})
    widget = forms.Textarea(attrs={"rows": 3}) if ask.answer is Answer.LINES else forms.TextInput
    return forms.CharField(**words, widget=widget, max_length=LONGEST_ANSWER, error_messages=errors)


class StepForm(forms.Form):
    """What one step asks."""

    def __init__(self, *args, step, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= {ask.name: field_of(ask) for ask in step.asks}


class TransitionView(CarefulFormMixin, SingleObjectMixin, FormView):
    """The state is checked under a lock when the step is taken: the version of what it is about is not asked."""

    form_class = StepForm
    version_checked = False
    cancel_label = "Revenir"
    table = None
    step = ""

    @property
    def transition(self):
        return self.table.find(self.step)

    @property
    def drafted(self):
        return bool(self.transition.asks)

    @property
    def page_title(self):
        return self.transition.label

    submit_label = page_title

    @property
    def page_lead(self):
        return str(self.object)

    @property
    def page_text(self):
        return self.transition.confirm

    @property
    def danger(self):
        return self.transition.danger

    @property
    def cancel_url(self):
        return self.get_success_url()

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "step": self.transition}

    def take(self, given):
        raise NotImplementedError

    def save(self, form):
        self.take(form.cleaned_data)
