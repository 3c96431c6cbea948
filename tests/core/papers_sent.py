"""Real files as people send them, and as they should not: bytes made here, nothing kept in the repository."""

import io
import zipfile

from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT, SHEET = "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"
GPS_TAG, PLACE_TAG, NORTH = 0x8825, 0x010E, {1: "N", 2: (47.0, 13.0, 5.0)}


def pdf(action=None, attachment=None, packed=False, locked=None):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if action:
        names = {"/S": NameObject(action), "/JS": TextStringObject("app.alert(1)")}
        opening = DictionaryObject({NameObject(name): value for name, value in names.items()})
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(opening)
    if attachment:
        writer.add_attachment("facture.xml", attachment)
    if packed:
        writer.compress_identical_objects()
    if locked is not None:
        writer.encrypt(locked)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def archive(parts, **options):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, **options) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()


def docx(more=None, main=f"{WORD}.main+xml"):
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    return archive({"[Content_Types].xml": types, "word/document.xml": "<w:document/>", **(more or {})})


def xlsx():
    target = io.BytesIO()
    Workbook().save(target)
    return target.getvalue()


def open_document(media_type=TEXT, more=None):
    manifest = {"META-INF/manifest.xml": "<manifest:manifest/>"}
    return archive({"mimetype": media_type, "content.xml": "<office/>", **manifest, **(more or {})})


def picture(kind, size=(40, 20), **options):
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, kind, **options)
    return target.getvalue()


def photograph():
    """As a telephone takes it: lying, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112], exif[PLACE_TAG] = 6, "Chez Mme Kervella"
    exif.get_ifd(GPS_TAG).update(NORTH)
    return picture("JPEG", (400, 100), exif=exif)


PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 60 + b"This program cannot be run in DOS mode."
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
