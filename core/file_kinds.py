"""What a file is, told by its content and never by its name. Pure: bytes and a name in, a kind or a sentence out.

    kind = recognise(content, "bail.pdf")        # FileKind.PDF, or DomainError in words

Papers and photographs are taken: PDF, JPEG, PNG, WebP, and the office files that hold no program. Everything else is
refused by name where it is known: programs, web pages and drawings that run (HTML, SVG), archives, macros, the old
binary office files (their macros cannot be told apart), files that begin as one thing and go on as another.
"""

import enum
import re

from core.errors import DomainError
from core.office_files import ARCHIVE, office_type
from core.pdf_contents import dangers_in

LONGEST_NAME = 150


class FileKind(enum.Enum):
    """(label, media type, extensions: the first is what it is called when it leaves the house)."""

    PDF = ("un PDF", "application/pdf", ("pdf",))
    JPEG = ("une image JPEG", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"))
    PNG = ("une image PNG", "image/png", ("png",))
    WEBP = ("une image WebP", "image/webp", ("webp",))
    DOCX = (
        "un document Word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ("docx",),
    )
    XLSX = ("un classeur Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",))
    ODT = ("un document OpenDocument", "application/vnd.oasis.opendocument.text", ("odt",))
    ODS = ("un classeur OpenDocument", "application/vnd.oasis.opendocument.spreadsheet", ("ods",))

    def __init__(self, label, media_type, extensions):
        self.label, self.media_type, self.extensions = label, media_type, extensions

    @property
    def extension(self):
        return self.extensions[0]

    @property
    def is_picture(self):
        return self in PICTURES


PICTURES = (FileKind.JPEG, FileKind.PNG, FileKind.WEBP)
BY_MEDIA_TYPE = {kind.media_type: kind for kind in FileKind}
BY_EXTENSION = {extension: kind for kind in FileKind for extension in kind.extensions}
EXPECTED = "Sont acceptés : PDF, images JPEG, PNG ou WebP, documents Word (.docx), Excel (.xlsx), OpenDocument."
# Without HEIC: an iPhone that is not offered it sends a JPEG by itself.
ACCEPTED = ",".join([*(f".{extension}" for extension in BY_EXTENSION), *BY_MEDIA_TYPE])

SIGNATURES = [
    (re.compile(rb"%PDF-\d"), FileKind.PDF),
    (re.compile(rb"\xff\xd8\xff"), FileKind.JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), FileKind.PNG),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), FileKind.WEBP),
]
# Windows, Linux, scripts, Mac, Java, shortcuts.
PROGRAM_START = re.compile(
    rb"MZ|\x7fELF|#!|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe|L\0\0\0\x01\x14\x02"
)
PROGRAM = "c’est un programme, il ne peut pas être joint."
WEB_PAGE = "c’est une page web ou un dessin qui peut contenir un programme. Imprimez-le en PDF, puis joignez ce PDF."
HEIC = "photo au format HEIC d’un iPhone. Envoyez-la en JPEG : choisissez-la depuis l’iPhone, il la convertit."
OLD_OFFICE = (
    "ancien fichier Office, ou protégé par un mot de passe. Enregistrez-le sans protection, en .docx, .xlsx ou PDF."
)
REFUSED = [
    (
        re.compile(
            rb"MZ|\x7fELF|#!|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe|L\0\0\0\x01\x14\x02"
        ),
        PROGRAM,
    ),
    (re.compile(rb"....ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1|heif)", re.DOTALL), HEIC),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), OLD_OFFICE),
    (re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<"), WEB_PAGE),
    (re.compile(rb"Rar!|7z\xbc\xaf\x27\x1c|\x1f\x8b|BZh|\xfd7zXZ|MSCF"), ARCHIVE),
    (re.compile(rb"\{\\rtf"), "document RTF. Enregistrez-le en .docx ou en PDF."),
]


def recognise(content: bytes, name: str) -> FileKind:
    """The kind of a file whose content is allowed and whose name agrees; DomainError says what is wrong, what to do."""
    found = kind_of(content)
    if not isinstance(found, FileKind):
        raise DomainError(f"{name} : {found or 'ce genre de fichier n’est pas accepté. ' + EXPECTED}")
    if found is FileKind.PDF and (danger := dangers_in(content)):
        raise DomainError(f"{name} : {danger}")
    said = extension_of(name)
    if said and said not in found.extensions and not (found.is_picture and BY_EXTENSION.get(said) in PICTURES):
        raise DomainError(
            f"{name} : son nom finit par .{said}, mais son contenu est {found.label}. Vérifiez que c’est le bon "
            f"fichier, puis renommez-le en .{found.extension}."
        )
    return found


def kind_of(content):
    """A FileKind, the sentence that refuses, or None where it is nothing that we know."""
    for signature, kind in SIGNATURES:
        if signature.match(content):
            return kind
    if content.startswith(b"PK"):
        found = office_type(content)
        return BY_MEDIA_TYPE.get(found, found)
    return next((sentence for signature, sentence in REFUSED if signature.match(content)), None)


def extension_of(name):
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem and re.fullmatch(r"\w{1,8}", extension) else ""


def shown_name(name):
    """The name that a person gave, safe to show: one line, no trick of direction, cut in the middle if endless."""
    name = "".join(letter for letter in name.replace("\\", "/").rpartition("/")[2] if letter.isprintable()).strip()
    if len(name) <= LONGEST_NAME:
        return name or "sans nom"
    end = f".{extension_of(name)}" if extension_of(name) else ""
    return f"{name[: LONGEST_NAME - len(end) - 1]}…{end}"
