"""Files in a form: received within limits, drawn again, refused in words while the rest stays as typed."""

import io
import tracemalloc

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import include, path
from django.views.generic import FormView
from PIL import Image

from core.access import page
from core.attachments import AttachmentField
from core.careful import CarefulFormMixin
from core.errors import DomainError
from core.file_kinds import FileKind
from core.models import Draft
from core.pictures import reduced
from core.private_files import PICTURE_SIZE, receive
from tests.core import papers_sent as papers
from tests.core.papers_sent import docx, pdf, photograph, picture
from tests.factories.accounts import MembershipFactory

WORDS = "Elle aimerait un logement plus près de son travail."
MEGA = 1_000_000
kept = []


class PapersForm(forms.Form):
    words = forms.CharField(label="Ce qui est demandé", widget=forms.Textarea)
    files = AttachmentField(label="Pièces jointes", required=False, most=3)
    after = forms.CharField(label="Remarque", required=False)


class SendPapers(CarefulFormMixin, FormView):
    action = "organisations.read"
    page_title = draft_title = "Pièces"
    form_class = PapersForm
    success_url = "/fait/"

    def save(self, form):
        kept.append(form.cleaned_data["files"])


@page("organisations.read")
def finished(request):
    return HttpResponse("fait")


urlpatterns = [
    path("essai/pieces/", SendPapers.as_view(), name="essai_pieces"),
    path("fait/", finished, name="fait"),
    path("", include("config.urls")),
]


@pytest.fixture
def sender(db, settings, log_in):
    settings.ROOT_URLCONF = __name__
    kept.clear()
    return log_in(MembershipFactory())


def sent(name, content):
    return SimpleUploadedFile(name, content)


def post(sender, *files, **typed):
    return sender.post("/essai/pieces/", {"words": WORDS, "files": list(files), "after": "À rappeler", **typed})


def test_several_files_arrive_recognised(sender):
    answer = post(sender, sent("bail.pdf", pdf()), sent("photo.jpg", photograph()), sent("lettre.docx", docx()))
    assert answer.status_code == 302
    (received,) = kept
    assert [(file.name, file.kind) for file in received] == [
        ("bail.pdf", FileKind.PDF),
        ("photo.jpg", FileKind.JPEG),
        ("lettre.docx", FileKind.DOCX),
    ]


def test_no_file_is_no_matter_where_none_is_asked(sender):
    assert post(sender).status_code == 302
    assert kept == [[]]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([sent("bail.pdf", papers.PROGRAM)], "bail.pdf : c’est un programme"),
        ([sent("vide.pdf", b"")], "vide.pdf : ce fichier est vide"),
        ([sent("IMG.HEIC", papers.HEIC)], "HEIC"),
        ([sent("x.png", picture("PNG")[:40])], "x.png : cette image ne se lit pas"),
        ([sent(f"{n}.pdf", pdf()) for n in range(4)], "4\u00a0fichiers : 3 au plus en une fois."),
        ([sent("gros.pdf", b"%PDF-1.7" + b"\0" * (11 * MEGA))], "gros.pdf pèse 11\u00a0Mo : 10\u00a0Mo au plus"),
        ([sent("🏠" * 60 + ".exe", papers.PROGRAM)], "🏠.exe : c’est un programme"),
        ([sent("é" * 300 + ".pdf", papers.PROGRAM)], "éé….pdf : c’est un programme"),
    ],
)
def test_a_refused_file_is_named_and_the_rest_stays(sender, files, words):
    page = post(sender, *files).content.decode()
    assert words in page
    assert WORDS in page
    assert "À rappeler" in page
    assert "Les fichiers, eux, sont à choisir de nouveau." in page
    assert Draft.objects.get().content["words"] == [WORDS]
    assert kept == []


def test_each_wrong_file_is_told(sender):
    page = post(sender, sent("a.pdf", papers.PROGRAM), sent("b.pdf", pdf()), sent("c.svg", b"<svg/>")).content.decode()
    assert "a.pdf : c’est un programme" in page
    assert "c.svg : c’est une page web" in page
    assert "b.pdf :" not in page


def test_the_same_page_posted_twice_with_its_files_is_saved_once(sender):
    hidden = sender.get("/essai/pieces/").context["visit"].hidden
    typed = {name: str(value) for name, value in hidden}
    for _ in range(2):
        assert post(sender, sent("a.pdf", pdf()), sent("b.pdf", pdf()), **typed).status_code == 302
    assert len(kept) == 1


def test_another_first_file_is_another_posting(sender):
    """All files of a field count, not only the last."""
    typed = {name: str(value) for name, value in sender.get("/essai/pieces/").context["visit"].hidden}
    post(sender, sent("a.pdf", pdf()), sent("b.pdf", pdf()), **typed)
    again = post(sender, sent("autre.pdf", pdf()), sent("b.pdf", pdf()), **typed)
    assert "déjà été enregistré" in again.content.decode()


def test_the_field_is_shown_with_its_limits_and_its_camera(sender):
    html = sender.get("/essai/pieces/").content.decode()
    assert 'aria-describedby="id_files_helptext"' in html
    assert "3\u00a0fichiers au plus, 10\u00a0Mo chacun" in html
    assert "n’entre pas dans le brouillon" in html
    assert 'capture="environment"' in html
    assert "multiple" in html
    assert "heic" not in html.lower()


class Endless(io.RawIOBase):
    """A body that is made while it is read, as it comes from a network."""

    def __init__(self, head, length, tail):
        self.parts = [io.BytesIO(head), length, io.BytesIO(tail)]
        self.size = len(head) + length + len(tail)

    def read(self, size=-1):
        head, left, tail = self.parts
        if piece := head.read(size):
            return piece
        if left:
            given = min(left, size)
            self.parts[1] -= given
            return b"\0" * given
        return tail.read(size)


def part(name, file_name=""):
    named = f'; filename="{file_name}"\r\nContent-Type: application/pdf' if file_name else ""
    return f'--limite\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode()


def request_of(body):
    request = RequestFactory().post("/", content_type="multipart/form-data; boundary=limite")
    request.environ["wsgi.input"] = request._stream = body
    request.META["CONTENT_LENGTH"] = str(body.size)
    request._read_started = False
    return request


def test_two_hundred_megabytes_are_read_and_forgotten():
    """Neither in memory nor on the disk; what was typed after the file is still there."""
    head = part("words") + WORDS.encode() + b"\r\n" + part("files", "film.pdf") + b"%PDF-1.7"
    body = Endless(head, 200 * MEGA, b"\r\n" + part("after") + b"apr\xc3\xa8s\r\n--limite--\r\n")
    request = request_of(body)
    tracemalloc.start()
    posted, files = request.POST, request.FILES
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 40 * MEGA
    assert posted["words"] == WORDS
    assert posted["after"] == "après"
    form = PapersForm(posted, files)
    assert form.errors == {"files": ["film.pdf pèse 200\u00a0Mo : 10\u00a0Mo au plus par fichier."]}


def test_many_files_together_have_a_limit_too(settings):
    settings.UPLOADS_MAX_OCTETS = 2 * len(pdf()) + 10
    head = b"\r\n".join(part("files", f"{n}.pdf") + pdf() for n in range(3))
    request = request_of(Endless(head + b"\r\n--limite--\r\n", 0, b""))
    form = PapersForm({"words": WORDS}, request.FILES)
    (sentence,) = form.errors["files"]
    assert sentence.startswith("2.pdf : tous ensemble, ces fichiers dépassent")


def test_what_is_announced_beyond_all_reason_is_not_read(sender, settings):
    settings.REQUEST_MAX_OCTETS = 1000
    assert post(sender, sent("a.pdf", b"%PDF-1.7" + b"\0" * 2000)).status_code == 400


class TestPictures:
    def test_a_photograph_forgets_where_it_was_taken_and_stands_upright(self):
        original = photograph()
        assert b"Kervella" in original
        received = receive(original, "photo.jpg")
        drawn = Image.open(io.BytesIO(received.content))
        assert drawn.size == (100, 400)
        assert not drawn.getexif()
        assert b"Kervella" not in received.content
        assert b"Exif" not in received.content

    def test_what_hides_behind_the_picture_does_not_come_along(self):
        for kind in ("PNG", "JPEG"):
            received = receive(picture(kind) + b"<script>alert(1)</script>", f"photo.{kind}")
            assert b"<script>" not in received.content

    def test_a_screen_stays_a_png_and_what_shows_through_becomes_white_on_a_photograph(self):
        target = io.BytesIO()
        Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(target, "WEBP", lossless=True)
        assert receive(picture("PNG"), "écran.png").kind is FileKind.PNG
        drawn = receive(target.getvalue(), "image.webp")
        assert drawn.kind is FileKind.JPEG
        assert Image.open(io.BytesIO(drawn.content)).getpixel((5, 5)) == (255, 255, 255)

    def test_a_large_photograph_is_reduced_to_what_can_be_read(self):
        drawn = receive(picture("JPEG", (6000, 4000)), "photo.jpg")
        assert Image.open(io.BytesIO(drawn.content)).size == (PICTURE_SIZE[0], 2000)

    @pytest.mark.parametrize("size", [(12_001, 10), (8000, 7000)])
    def test_a_bomb_is_refused_before_it_is_decoded(self, size):
        with pytest.raises(DomainError, match=r"bombe\.png : cette image a trop de points"):
            receive(picture("PNG", size), "bombe.png")

    def test_the_field_to_which_a_refusal_belongs_is_the_caller_s(self):
        with pytest.raises(DomainError) as refused:
            reduced(b"rien", formats=("PNG",), most_side=9, most_pixels=9, size=(9, 9), field="logo")
        assert refused.value.field == "logo"
