"""What is typed and not yet saved, kept on the server (never on the device: computers are shared).

A draft belongs to a person in one of her roles, a form and what the form is about. Each open page writes its own row,
or goes on with the row that it restored; a row that another page has written since is left to that page. So two tabs
never overwrite one another: what each typed is offered at the next opening.
"""

import re

from django.db import connection
from django.utils import timezone

from core.errors import DomainError
from core.locks import PAGES, key_of
from core.models import Draft

# Never kept, whatever the browser sends.
SECRET = re.compile(r"password|mot_de_passe", re.IGNORECASE)
# Of one person in one role. Nobody types so many; what would be one more is refused, none is ever thrown away.
MOST_DRAFTS = 200
TOO_MANY = (
    f"Non enregistré : {MOST_DRAFTS} brouillons attendent déjà. Enregistrez ce formulaire, ou supprimez d’abord des "
    "brouillons depuis l’accueil. Votre texte reste sur cette page."
)


class TooManyDrafts(DomainError):
    def __init__(self):
        super().__init__(TOO_MANY)


def worth_keeping(posted, reserved):
    """The posted fields as {name: [values]}, without the form's own machinery and without passwords."""
    return {name: values for name, values in posted.lists() if name not in reserved and not SECRET.search(name)}


def hold(page):
    """One request at a time for one page: the double of a click and a late autosave wait for their turn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PAGES, key_of(page)])


def drafts_of_form(actor, form, object_id):
    return Draft.objects.visible_to(actor).filter(form=form, object_id=object_id)


def drafts_of(actor):
    """What this person has begun and not saved, latest first, once for each form: neutral titles, for her home page."""
    seen, lines = set(), []
    for draft in Draft.objects.visible_to(actor).defer("content"):
        if (draft.form, draft.object_id) not in seen:
            seen.add((draft.form, draft.object_id))
            lines.append(draft)
    return lines


def keep_draft(drafts, *, actor, page, sequence, draft_id=None, stamp="", **values):
    """Write what a page typed, for the `sequence`-th time. The caller holds the page (`hold`).

    `drafts` are those of the form; `draft_id` and `stamp` tell which one the page restored, and in which state.
    """
    locked = drafts.select_for_update()
    draft = locked.filter(pk=draft_id).first() if draft_id else None
    if draft is None or (draft.writer != page and draft.stamp != stamp):
        # Nothing was restored, or another page went on with it: this page's own row.
        draft = locked.filter(writer=page).first() or new_draft(actor, page)
    if draft.writer == page and sequence <= draft.sequence:
        return draft
    for name, value in {**values, "writer": page, "sequence": sequence, "updated_at": timezone.now()}.items():
        setattr(draft, name, value)
    draft.save()
    return draft


def new_draft(actor, page):
    if Draft.objects.visible_to(actor).count() >= MOST_DRAFTS:
        raise TooManyDrafts
    return Draft(user_id=actor.user_id, membership_id=actor.pk, writer=page, sequence=-1)


def drop_drafts(drafts, *, page, draft_id=None, stamp=""):
    """Forget what a page wrote or restored: it is saved now. What another page wrote since stays."""
    for draft in drafts.select_for_update().defer("content"):
        if draft.writer == page or (draft.pk == draft_id and draft.stamp == stamp):
            draft.delete()
