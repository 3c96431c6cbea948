"""The field for files in a form: several at once, from a telephone's camera too, judged by what they contain.

    files = AttachmentField(label="Pièces jointes", required=False, most=5)

gives a list of core.private_files.Received. A draft holds no file: the field says beside it that files are chosen again
after a save that was refused, and the rest of what was typed comes back as always. A too large file never fills the
memory (core.uploads), and static/js/attachments.js says it before it is sent.
"""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from core.errors import DomainError
from core.file_kinds import ACCEPTED, shown_name
from core.private_files import receive
from core.wording import count, file_size

KINDS = "PDF, photo ou image (JPEG, PNG, WebP), document Word, Excel ou OpenDocument"
AGAIN = "Un fichier n’entre pas dans le brouillon : si l’enregistrement est refusé, il est à choisir de nouveau."


class AttachmentInput(forms.Widget):
    """A chooser and, on a telephone, its camera: both fill the same field. No FileInput: crispy would draw that."""

    template_name = "core/attachment_input.html"
    needs_multipart_form = True

    def __init__(self, *, several=True):
        super().__init__(attrs={"accept": ACCEPTED, "multiple": several})

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else []

    def value_omitted_from_data(self, data, files, name):
        return name not in files

    def format_value(self, value):
        return None

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"limit": settings.FILE_MAX_OCTETS, "limit_words": file_size(settings.FILE_MAX_OCTETS)}
        return context


class AttachmentField(forms.FileField):
    default_error_messages = {"required": "Choisissez un fichier."}

    def __init__(self, *, most=10, help_text="", **kwargs):
        self.most = most
        size = file_size(settings.FILE_MAX_OCTETS)
        limits = f"{size} au plus" if most == 1 else f"{count(most, 'fichier')} au plus, {size} chacun"
        words = " ".join(filter(None, (help_text, f"{KINDS} ; {limits}.", AGAIN)))
        super().__init__(widget=AttachmentInput(several=most > 1), help_text=words, **kwargs)

    def clean(self, data, initial=None):
        uploads = [upload for upload in data or [] if upload]
        if not uploads:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return []
        if len(uploads) > self.most:
            raise ValidationError(f"{count(len(uploads), 'fichier')} : {self.most} au plus en une fois.")
        received, wrong = [], []
        for upload in uploads:
            try:
                received.append(taken_in(upload))
            except DomainError as refused:
                wrong.append(refused.message)
        if wrong:
            raise ValidationError(wrong)
        return received

    def has_changed(self, initial, data):
        return bool(data)


def taken_in(upload):
    name, most = shown_name(upload.name), settings.FILE_MAX_OCTETS
    if upload.size > most:
        raise DomainError(f"{name} pèse {file_size(upload.size)} : {file_size(most)} au plus par fichier.")
    if upload.is_cut:
        together = file_size(settings.UPLOADS_MAX_OCTETS)
        raise DomainError(f"{name} : tous ensemble, ces fichiers dépassent {together}. Envoyez-les en plusieurs fois.")
    if not upload.size:
        raise DomainError(f"{name} : ce fichier est vide.")
    return receive(upload.read(), name)
