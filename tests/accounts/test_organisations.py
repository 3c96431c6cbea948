import io
import re
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from accounts.enums import OrganisationKind, Role
from accounts.logos import draw_again
from accounts.models import Organisation
from accounts.services.organisations import edit_organisation, ensure_organisation
from core.errors import DomainError
from tests.factories.accounts import LandlordFactory, LogoFactory, MembershipFactory, picture
from tests.forms import autosave, post_form

pytestmark = pytest.mark.django_db
NEW = {"kind": "partner", "name": "Nantes Métropole"}


def form_of(organisation, **changes):
    names = ["name", "short_name", "legal_form", "address", "postcode", "city", "phone", "email"]
    names += ["siren", "siret", "rna", "iban"]
    return {name: getattr(organisation, name) for name in names} | changes


def page_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_an_administrator_reads_her_organisations_and_no_other(office, landlord, partner, stranger):
    page = page_of(office.get(reverse("accounts:organisations")))
    for organisation in (landlord, partner):
        assert organisation.name in page
    assert stranger.organisation.name not in page


def test_others_read_their_own_only(log_in, worker, landlord):
    page = page_of(log_in(worker).get(reverse("accounts:organisations")))
    assert worker.organisation.name in page
    assert landlord.name not in page
    assert "Nouvelle organisation" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("?type=landlord", ["Bailleur Nôtre"]), ("?q=notre+bail", ["Bailleur Nôtre"]), ("?q=ASSO", ["Association Nôtre"])],
)
def test_the_list_is_searched_and_filtered(office, landlord, partner, query, found):
    response = office.get(reverse("accounts:organisations") + query)
    assert [organisation.name for organisation in response.context["page"].rows] == found


def test_what_is_not_found_says_what_to_do(office):
    assert "Retirez un filtre" in page_of(office.get(reverse("accounts:organisations") + "?q=zzz"))


def test_an_organisation_is_created_under_ones_own(office, administrator):
    response = office.post(reverse("accounts:organisation_create"), NEW)
    created = Organisation.objects.get(name="Nantes Métropole")
    assert response.url == reverse("accounts:organisation", args=[created.pk])
    assert created.administered_by == administrator.organisation


def test_a_landlord_s_administrator_creates_no_operator(log_in, landlord):
    client = log_in(MembershipFactory(role=Role.ADMINISTRATOR, organisation=landlord))
    response = client.post(reverse("accounts:organisation_create"), {"kind": "operator", "name": "Fausse association"})
    assert "Sélectionnez un choix valide" in page_of(response)
    assert not Organisation.objects.filter(name="Fausse association").exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "obligatoire"),
        ("name", "Association Nôtre", "porte déjà ce nom"),
        ("postcode", "4400", "en 5 chiffres"),
        ("phone", "appelez-moi", "s’écrit en chiffres"),
        ("email", "pas une adresse", "adresse électronique valide"),
        ("siren", "123456789", "Ce numéro SIREN n’existe pas"),
        ("siren", "12", "Ce numéro SIREN n’existe pas"),
        ("siret", "12345678901234", "Ce numéro SIRET n’existe pas"),
        ("siret", "99914002300014", "ne vont pas ensemble"),
        ("rna", "442001234", "s’écrit W suivi de 9 chiffres"),
        ("iban", "FR7612345678901234567890123", "Cet IBAN n’existe pas"),
        ("iban", "FR76" + "9" * 50, "au plus 34"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(office, operator, landlord, field, value, sentence):
    before = form_of(landlord)
    response = post_form(office, reverse("accounts:organisation_edit", args=[landlord.pk]), **{**before, field: value})
    page = page_of(response)
    assert sentence in page.replace("&#x27;", "'")
    assert response.context["form"][field].value() == value
    landlord.refresh_from_db()
    assert form_of(landlord) == before


def test_numbers_are_written_as_people_write_them(office, landlord):
    values = form_of(landlord, siren="999 140 023", siret="999 140 023 00014", rna=" w442001234 ", iban="")
    assert post_form(office, reverse("accounts:organisation_edit", args=[landlord.pk]), **values).status_code == 302
    landlord.refresh_from_db()
    assert (landlord.siren, landlord.siret, landlord.rna) == ("999140023", "99914002300014", "W442001234")


def test_two_people_on_one_form_lose_nothing(office, administrator, landlord):
    url = reverse("accounts:organisation_edit", args=[landlord.pk])
    opened = office.get(url)
    edit_organisation(organisation=Organisation.objects.get(pk=landlord.pk), values={"city": "Rezé"}, by=administrator)
    page = page_of(post_form(office, url, opened, city="Orvault"))
    assert "Rezé" in page
    assert "Orvault" in page
    landlord.refresh_from_db()
    assert landlord.city == "Rezé"


def test_a_double_click_creates_one(office):
    url = reverse("accounts:organisation_create")
    opened = office.get(url)
    answers = [post_form(office, url, opened, **NEW).url for _ in range(2)]
    assert answers[0] == answers[1]
    assert Organisation.objects.filter(name=NEW["name"]).count() == 1


def test_what_is_typed_comes_back(office):
    url = reverse("accounts:organisation_create")
    autosave(office, url, office.get(url), name="Une association à peine nommée")
    page = page_of(office.get(url))
    assert "Votre brouillon a été restauré" in page
    assert "à peine nommée" in page


def test_the_page_tells_what_an_invoice_still_needs(office, operator):
    empty = LandlordFactory(administered_by=operator, address="", siren="", siret="")
    page = page_of(office.get(reverse("accounts:organisation", args=[empty.pk])))
    assert page.count("à compléter") == 2
    assert page.count("renseigné") == 2


def test_a_new_organisation_asks_for_its_first_person(office, landlord):
    page = page_of(office.get(reverse("accounts:organisation", args=[landlord.pk])))
    invite = f"{reverse('accounts:invitation_create')}?organisation={landlord.pk}"
    assert f'<a class="btn btn-primary" href="{invite}">Inviter une personne</a>' in page
    assert page.count("btn-primary") == 1


def test_a_phone_offers_the_keyboard_of_what_is_asked(office, landlord):
    page = page_of(office.get(reverse("accounts:organisation_edit", args=[landlord.pk])))
    fields = {
        name: re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0] for name in ("postcode", "siren", "siret", "phone")
    }
    assert 'type="tel"' in fields.pop("phone")
    assert all('inputmode="numeric"' in field for field in fields.values())
    assert 'aria-label="Fil d’Ariane"' in page


def test_people_are_listed_by_role(office, worker, landlord):
    ended = MembershipFactory(organisation=worker.organisation, ends_on="2014-05-01", user__last_name="Partie")
    page = page_of(office.get(reverse("accounts:organisation", args=[worker.organisation_id])))
    assert "Travailleur social" in page
    assert "Nadia Le Goff" in page
    assert ended.user.last_name not in page


def test_colleagues_are_not_listed_to_who_may_not_read_accounts(log_in, worker):
    other = MembershipFactory(organisation=worker.organisation, user__last_name="Collègue")
    page = page_of(log_in(worker).get(reverse("accounts:organisation", args=[worker.organisation_id])))
    assert other.user.last_name not in page


def test_the_service_does_not_believe_its_caller(administrator, stranger, worker, landlord):
    for by, organisation in ((administrator, stranger.organisation), (worker, worker.organisation)):
        with pytest.raises(DomainError, match="celles que vous administrez"):
            edit_organisation(organisation=organisation, values={"city": "Ailleurs"}, by=by)


def test_an_organisation_named_in_a_file_is_made_once():
    made = ensure_organisation(name="Association du fichier", kind=OrganisationKind.OPERATOR)
    assert ensure_organisation(name="Association du fichier", kind=OrganisationKind.OPERATOR) == made
    with pytest.raises(DomainError, match="existe déjà, comme opérateur"):
        ensure_organisation(name="Association du fichier", kind=OrganisationKind.LANDLORD)


@pytest.mark.parametrize("written", ["L’Association d’Ici", "L'Association d'Ici", "l'association  d’Ici "])
def test_an_organisation_of_a_file_is_found_however_its_name_is_written(written):
    made = ensure_organisation(name="L’Association d’Ici", kind=OrganisationKind.OPERATOR)
    assert ensure_organisation(name=written, kind=OrganisationKind.OPERATOR) == made


def header_of(width, height):
    """A PNG of some hundred octets that says how large it is."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


class TestLogo:
    def upload(self, office, organisation, octets, name="logo.png"):
        from_disk = SimpleUploadedFile(name, octets)
        return office.post(reverse("accounts:logo_change", args=[organisation.pk]), {"logo": from_disk})

    def test_it_is_drawn_again_and_served_as_a_picture(self, office, landlord):
        assert self.upload(office, landlord, picture("JPEG", (1200, 300)), "logo.jpg").status_code == 302
        landlord.refresh_from_db()
        response = office.get(reverse("accounts:logo", args=[landlord.pk]))
        assert response["Content-Type"] == "image/png"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "private" in response["Cache-Control"]
        assert "max-age=86400" in response["Cache-Control"]
        assert "no-store" not in response["Cache-Control"]
        with Image.open(io.BytesIO(response.content)) as drawn:
            assert (drawn.format, drawn.size) == ("PNG", (600, 150))
        page = page_of(office.get(reverse("accounts:organisation", args=[landlord.pk])))
        assert landlord.logo_digest in page

    @pytest.mark.parametrize(
        ("octets", "name", "sentence"),
        [
            (b"", "logo.png", "Ce fichier est vide"),
            (b"<svg onload='alert(1)'/>", "logo.png", "ne se lit pas"),
            (picture("PNG")[:40], "logo.png", "ne se lit pas"),
            (picture("GIF"), "logo.png", "ne se lit pas"),
            (picture("PNG"), "logo.svg", "PNG ou JPEG"),
            (b"\x89PNG" + b"0" * (1024 * 1024), "logo.png", "plus de 1 Mo"),
            (picture("PNG", (6000, 6000)), "logo.png", "trop de points"),
            (header_of(1, 20_000_000), "logo.png", "trop de points"),
            (header_of(6001, 1), "logo.png", "trop de points"),
            (picture("PNG", (3000, 2001)), "logo.png", "trop de points"),
        ],
        ids=["empty", "svg", "cut", "gif", "extension", "heavy", "bomb", "thread", "wide", "many"],
    )
    def test_what_is_no_logo_is_refused_with_a_sentence(self, office, landlord, octets, name, sentence):
        assert sentence in page_of(self.upload(office, landlord, octets, name))
        landlord.refresh_from_db()
        assert landlord.logo_digest == ""

    def test_no_file_at_all(self, office, landlord):
        page = page_of(office.post(reverse("accounts:logo_change", args=[landlord.pk])))
        assert "Choisissez un fichier" in page

    def test_it_is_removed(self, office, landlord):
        self.upload(office, landlord, picture("PNG"))
        office.post(reverse("accounts:logo_delete", args=[landlord.pk]))
        assert office.get(reverse("accounts:logo", args=[landlord.pk])).status_code == 404

    def test_what_the_picture_said_about_its_author_is_gone(self, office, landlord):
        target = io.BytesIO()
        exif = Image.Exif()
        exif[0x013B] = "Un auteur"
        Image.new("RGB", (20, 10)).save(target, "JPEG", exif=exif)
        assert b"Un auteur" in target.getvalue()
        self.upload(office, landlord, target.getvalue(), "logo.jpg")
        assert b"Un auteur" not in office.get(reverse("accounts:logo", args=[landlord.pk])).content

    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    @pytest.mark.parametrize("tag", [0x0109, 0x011B, None])
    def test_a_picture_whose_exif_is_broken_is_drawn_as_it_lies(self, kind, tag):
        """A text where a number stands, or no header: the picture itself is whole."""
        ascii_tag = struct.pack(">HHI4s", tag or 0x010E, 2, 2, b"x")
        turned = struct.pack(">HHI4s", 0x0112, 3, 1, b"\0\6")
        start = b"MM\0*" if tag else b"??\0*"
        exif = b"Exif\0\0" + start + struct.pack(">IH", 8, 2) + ascii_tag + turned + b"\0\0\0\0"
        target = io.BytesIO()
        Image.new("RGB", (20, 10), "teal").save(target, kind, exif=exif)
        assert Image.open(io.BytesIO(draw_again(target.getvalue()))).size == (20, 10)

    def test_a_photograph_is_turned_as_it_says(self):
        exif, target = Image.Exif(), io.BytesIO()
        exif[0x0112] = 6
        Image.new("RGB", (1200, 300), "teal").save(target, "JPEG", exif=exif)
        assert Image.open(io.BytesIO(draw_again(target.getvalue()))).size == (75, 300)

    def test_another_s_logo_is_not_there(self, office, stranger):
        LogoFactory(organisation=stranger.organisation)
        assert office.get(reverse("accounts:logo", args=[stranger.organisation_id])).status_code == 404


def test_the_list_asks_as_little_of_many_as_of_few(office, operator):
    def count():
        with CaptureQueriesContext(connection) as queries:
            office.get(reverse("accounts:organisations"))
        return len(queries)

    before = count()
    LandlordFactory.create_batch(5, administered_by=operator)
    assert count() == before
