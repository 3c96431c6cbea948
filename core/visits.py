"""The inside of the careful forms (core.careful): a page with a form, from its opening to its saving."""

import functools
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.formsets import BaseFormSet
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpResponseRedirect, JsonResponse, QueryDict
from django.utils import timezone

from core.drafts import TooManyDrafts, drafts_of_form, drop_drafts, hold, keep_draft, worth_keeping
from core.errors import DomainError
from core.ids import new_id
from core.models import VersionedModel
from core.submissions import Once
from core.versions import Conflict, as_it_was, compare, last_change, take_saved
from core.wording import clock_time

AUTOSAVE_HEADER = "X-Autosave"
PAGE, DRAFT, STAMP, SEQUENCE, ROLE, VERSION, TAKE = (
    "_page",
    "_draft",
    "_stamp",
    "_sequence",
    "_role",
    "_version",
    "_take",
)
RESERVED = {PAGE, DRAFT, STAMP, SEQUENCE, ROLE, VERSION, TAKE, "csrfmiddlewaretoken"}
LARGEST_VERSION, LONGEST_URL = 2**31 - 1, 500
# In the address: take up this draft, throw that one away.
RESUME, DISCARD = "brouillon", "abandonner"

OTHER_ROLE = (
    "Vous travaillez maintenant dans un autre rôle, choisi dans une autre fenêtre. Reprenez-y le rôle dans lequel vous "
    "écriviez, puis enregistrez : votre texte est toujours là."
)
ALREADY_SAVED = "Ce formulaire a déjà été enregistré, avec un autre contenu. L’enregistrer encore en fera un second."


def as_uuid(text):
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def as_number(text, most=10**15):
    number = int(text) if (text or "").isdecimal() and len(text) < 16 else None
    return number if number is None or number <= most else None


class FormVisit:
    """One page with a form in front of one person, from its opening to its saving."""

    def __init__(self, request, *, title, subject=None, drafted=True):
        self.request, self.title, self.subject = request, title, subject
        self.actor = request.actor
        self.drafted = drafted and self.actor is not None
        self.versioned = isinstance(subject, VersionedModel)
        posted = request.POST
        self.page = as_uuid(posted.get(PAGE)) or new_id()
        self.sequence = as_number(posted.get(SEQUENCE)) or 0
        self.draft_id, self.stamp = as_uuid(posted.get(DRAFT)), posted.get(STAMP, "")
        self.base_version = as_number(posted.get(VERSION), most=LARGEST_VERSION)
        self.restored, self.other_drafts = None, []
        self.refusal, self.stale, self.bound, self.unkept = "", False, [], ""
        match = request.resolver_match
        self.form = match.view_name
        self.object_id = "/".join(str(value) for value in match.kwargs.values())
        if self.drafted and request.method == "GET":
            self._restore()

    # Opening

    @property
    def drafts(self):
        return drafts_of_form(self.actor, self.form, self.object_id)

    def _restore(self):
        """The draft that the address asks for, or the latest; the others are offered."""
        drafts = list(self.drafts)
        asked = as_uuid(self.request.GET.get(RESUME))
        self.restored = next((draft for draft in drafts if draft.pk == asked), drafts[0] if drafts else None)
        if self.restored:
            self.other_drafts = [draft for draft in drafts if draft is not self.restored]
            self.draft_id, self.stamp = self.restored.pk, self.restored.stamp
            self.base_version = self.restored.base_version
            self.stale = self.versioned and self.base_version not in (None, self.subject.version)

    def bind(self, form_class, **kwargs):
        """The form (or set of forms) filled with what was posted, with the draft, or with what is saved."""
        data = files = None
        if self.request.method == "POST":
            data, files = self.request.POST, self.request.FILES
        elif self.restored:
            data = QueryDict(mutable=True)
            for name, values in self.restored.content.items():
                data.setlist(name, values)
        taken = set(self.request.POST.getlist(TAKE))
        saved = form_class(**kwargs) if self.stale or taken else None
        if taken:
            data = data.copy()
            take_saved(data, saved, taken)
        form = form_class(**kwargs) if data is None else form_class(data=data, files=files, **kwargs)
        if self.request.method != "POST" and data is not None:
            without_judgement(form)
        self.bound.append((form, saved, self._base(form_class, kwargs) if self.stale else None))
        return form

    def _base(self, form_class, kwargs):
        """The form over the object as it was when the typing began."""
        if issubclass(form_class, BaseFormSet) or kwargs.get("instance") is not self.subject:
            return None
        before = as_it_was(self.subject, self.base_version)
        return form_class(**{**kwargs, "instance": before}) if before else None

    # Answering a POST

    def answer(self):
        """The response where the request is not a first attempt to save: autosave, draft thrown away, second click."""
        if self.request.method != "POST":
            return None
        if self.drafted and DISCARD in self.request.GET:
            self.drafts.filter(pk=as_uuid(self.request.GET[DISCARD])).delete()
            return HttpResponseRedirect(self.url)
        hold(self.page)
        role = self.request.POST.get(ROLE)
        if role and role != str(self.actor.pk if self.actor else None):
            self.refusal = OTHER_ROLE
        self.once = Once(self.page, self.request.user, self.content, self.request.FILES)
        if AUTOSAVE_HEADER in self.request.headers:
            return self._autosave()
        if self.once.is_double:
            return HttpResponseRedirect(self.once.before.url)
        if self.once.before:
            if not self.versioned:
                self.refusal = self.refusal or ALREADY_SAVED
            self.once.start_again()
            self.draft_id = None
        self.page = self.once.page
        if self.versioned:
            self._hold_subject()
        return None

    def _autosave(self):
        self.page = self.once.page
        if self.refusal:
            return JsonResponse({"message": self.refusal}, status=409)
        if not self.drafted or self.once.is_double:
            return JsonResponse({"message": ""})
        try:
            draft = self.keep()
        except TooManyDrafts as full:
            return JsonResponse({"message": full.message}, status=429)
        at = clock_time(timezone.localtime(draft.updated_at))
        return JsonResponse({"message": f"Brouillon enregistré à {at}"})

    def _hold_subject(self):
        """From here to the end of the request nobody else saves; who saved before is seen."""
        self.subject.hold_first()
        model = type(self.subject)
        current = model._base_manager.select_for_update().values_list("version", flat=True).get(pk=self.subject.pk)
        if current != self.subject.version:
            self.subject.refresh_from_db()
        self.stale = self.base_version != current

    @functools.cached_property
    def content(self):
        return worth_keeping(self.request.POST, RESERVED)

    def keep(self):
        """Write what was posted into its draft."""
        return keep_draft(
            self.drafts,
            actor=self.actor,
            page=self.page,
            sequence=self.sequence,
            draft_id=self.draft_id,
            stamp=self.stamp,
            form=self.form,
            object_id=self.object_id,
            content=self.content,
            base_version=self.base_version if self.versioned else None,
            title=self.title,
            # An address that is longer than what is kept leads to the form without its parameters.
            url=self.url if len(self.url) <= LONGEST_URL else self.request.path,
        )

    def may_save(self, form, *others):
        """Posted, all valid, and nothing stands against it. What was typed is kept as a draft where not."""
        if self.request.method != "POST":
            return False
        # Each is asked: all their errors are shown at once.
        answers = [each.is_valid() for each in (form, *others)]
        if self.refusal:
            form.add_error(None, self.refusal)
        if all(answers) and not self.refusal and not self.conflict:
            return True
        self._keep_refused()
        return False

    def attempt(self, form, save):
        """Call `save`; what the domain refuses becomes an error of the form, undone as a whole. Returns success."""
        try:
            with transaction.atomic():
                self.saved = save()
        except DomainError as refused:
            add_refusal(form, {refused.field: [refused.message]})
        except ValidationError as refused:
            add_refusal(form, refused.message_dict if hasattr(refused, "error_dict") else {None: refused.messages})
        else:
            return True
        self._keep_refused()
        return False

    def _keep_refused(self):
        if self.drafted and self.refusal != OTHER_ROLE and self.content:
            self.sequence += 1
            try:
                draft = self.keep()
            except TooManyDrafts as full:
                self.unkept = full.message
            else:
                self.draft_id, self.stamp = draft.pk, draft.stamp

    def done(self, url):
        """It is saved: the page is spent, its draft is forgotten."""
        self.once.remember(url)
        if self.drafted:
            drop_drafts(self.drafts, page=self.page, draft_id=self.draft_id, stamp=self.stamp)
        return HttpResponseRedirect(url)

    # For the template

    @property
    def url(self):
        """Where the form stands, without our own parameters."""
        query = self.request.GET.copy()
        for name in (RESUME, DISCARD):
            query.pop(name, None)
        return self.request.path + (f"?{query.urlencode()}" if query else "")

    def _with(self, name, draft):
        return f"{self.url}{'&' if '?' in self.url else '?'}{name}={draft.pk}"

    @property
    def discard_url(self):
        return self._with(DISCARD, self.restored)

    @property
    def offers(self):
        """The other drafts: (draft, address that takes it up, address that throws it away)."""
        return [(draft, self._with(RESUME, draft), self._with(DISCARD, draft)) for draft in self.other_drafts]

    @property
    def multipart(self):
        return any(form.is_multipart() for form, _, _ in self.bound)

    @property
    def hidden(self):
        values = {PAGE: self.page, ROLE: self.actor.pk if self.actor else "", SEQUENCE: self.sequence}
        if self.drafted:
            values |= {DRAFT: self.draft_id or "", STAMP: self.stamp}
        if self.versioned:
            values[VERSION] = self.subject.version
        return values.items()

    @functools.cached_property
    def conflict(self):
        """Both versions, where somebody saved in between and what she wrote says something else."""
        if not self.stale:
            return None
        differences = [line for form, saved, base in self.bound for line in compare(form, saved, base)]
        return Conflict(*last_change(self.subject, self.request.user), differences) if differences else None

    csrf_cookie = property(lambda self: settings.CSRF_COOKIE_NAME)


def without_judgement(form):
    """A draft is shown as it was typed; it is judged when it is posted."""
    if isinstance(form, BaseFormSet):
        form._errors, form._non_form_errors = [], ErrorList()
        for each in form.forms:
            without_judgement(each)
    else:
        form._errors, form.cleaned_data = ErrorDict(), {}


def add_refusal(form, errors):
    for field, sentences in errors.items():
        for message in sentences:
            form.add_error(field if field in form.fields else None, message)
