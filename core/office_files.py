"""The inside of office files, which are zip archives: told by their tables of contents."""

import io
import re
import zipfile
import zlib

MOST_ENTRIES = 3000
MOST_UNPACKED = 150_000_000
MOST_READ = 2_000_000

ARCHIVE = "c’est une archive. Joignez les fichiers un par un."
DAMAGED = "ce document est abîmé ou incomplet. Ouvrez-le, enregistrez-le de nouveau, puis joignez-le."
TOO_BIG_INSIDE = "ce fichier prendrait beaucoup trop de place une fois ouvert. Enregistrez-le en PDF."
LOCKED = "ce document est protégé par un mot de passe. Enregistrez-le sans mot de passe."
MACROS = "ce document contient un programme (macro). Enregistrez-le sans macro (.docx, .xlsx) ou en PDF."
OBJECTS = "ce document contient un autre fichier qui peut être un programme. Enregistrez-le en PDF."
REMOTE = "ce document va chercher un modèle sur internet à l’ouverture. Enregistrez-le en PDF."

CONTENT_TYPES, MIMETYPE, MANIFEST = "[content_types].xml", "mimetype", "meta-inf/manifest.xml"
ZIP_ENTRY = b"PK\x03\x04"
ENCRYPTED_ENTRY = 0x1
OPEN_XML = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OPEN_DOCUMENT = ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet")
PROGRAM_PARTS = re.compile(r"vba(project|data)|macrosheets/|/activex/|^(basic|scripts|dialogs)/", re.IGNORECASE)
OBJECT_PARTS = re.compile(r"/embeddings/.*\.(bin|exe|dll|bat|cmd|js|vbs|ps1|\w{3}m)$|^object \d+$", re.IGNORECASE)
REMOTE_TEMPLATE = re.compile(rb"attachedTemplate[^>]*\"\s*https?:|\"\s*https?:[^>]*attachedTemplate", re.IGNORECASE)


def office_type(content):
    """The media type of an office file without program, or the sentence that refuses it."""
    if not content.startswith(ZIP_ENTRY):
        return DAMAGED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part.filename.lower(): part for part in archive.infolist()}
            if refusal := _refusal(archive.infolist(), parts):
                return refusal
            return _open_xml(archive, parts) if CONTENT_TYPES in parts else _open_document(archive, parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return DAMAGED


def _refusal(listed, parts):
    """What the table of contents alone says."""
    if len(listed) > MOST_ENTRIES or sum(part.file_size for part in listed) > MOST_UNPACKED:
        return TOO_BIG_INSIDE
    if any(part.flag_bits & ENCRYPTED_ENTRY for part in listed):
        return LOCKED
    if CONTENT_TYPES not in parts and MIMETYPE not in parts:
        return ARCHIVE
    # Two parts of one name: what one program reads is not what another checks.
    if len(parts) != len(listed):
        return DAMAGED
    if any(PROGRAM_PARTS.search(name) for name in parts):
        return MACROS
    return OBJECTS if any(OBJECT_PARTS.search(name) for name in parts) else ""


def _read(archive, part):
    with archive.open(part) as opened:
        return opened.read(MOST_READ)


def _open_xml(archive, parts):
    types = _read(archive, parts[CONTENT_TYPES])
    if re.search(rb"macroenabled|vbaproject", types, re.IGNORECASE):
        return MACROS
    settings = parts.get("word/_rels/settings.xml.rels")
    if settings and REMOTE_TEMPLATE.search(_read(archive, settings)):
        return REMOTE
    for folder, media_type in OPEN_XML.items():
        if any(name.startswith(folder) for name in parts) and f"{media_type}.main+xml".encode() in types:
            return media_type
    return "document Office d’un genre qui n’est pas accepté. Enregistrez-le en .docx, .xlsx ou PDF."


def _open_document(archive, parts):
    media_type = _read(archive, parts[MIMETYPE]).decode("ascii", "replace").strip()
    if media_type not in OPEN_DOCUMENT or "content.xml" not in parts:
        return "document d’un genre qui n’est pas accepté. Enregistrez-le en .odt, .ods ou PDF."
    if MANIFEST in parts and b"encryption-data" in _read(archive, parts[MANIFEST]):
        return LOCKED
    return media_type
