import pytest

from core.context_processors import THEME_COOKIE

pytestmark = pytest.mark.django_db
URL = "/apparence/"
PAGE = "/accessibilite/"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_choice_is_applied_by_the_server(client, theme):
    client.post(URL, {"theme": theme, "next": PAGE})
    assert f'data-bs-theme="{theme}"' in client.get(PAGE).text


def test_without_a_choice_the_system_decides(client):
    assert "data-bs-theme" not in client.get(PAGE).text.split("<head>")[0]
    client.post(URL, {"theme": "dark"})
    client.post(URL, {"theme": ""})
    assert "data-bs-theme" not in client.get(PAGE).text.split("<head>")[0]


@pytest.mark.parametrize("bad", ["<script>", "sepia", "dark "])
def test_an_unknown_theme_changes_nothing(client, bad):
    response = client.post(URL, {"theme": bad})
    assert not response.cookies[THEME_COOKIE].value
    client.cookies[THEME_COOKIE] = bad
    assert bad not in client.get(PAGE).text.split("</title>")[0].split("<head>")[0]


@pytest.mark.parametrize("away", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)", ""])
def test_the_way_back_stays_in_the_house(client, away):
    assert client.post(URL, {"theme": "dark", "next": away}).url == "/"


def test_the_way_back_is_the_page_one_came_from(client):
    assert client.post(URL, {"theme": "dark", "next": PAGE + "?x=1"}).url == PAGE + "?x=1"


def test_a_script_gets_no_page(client):
    assert client.post(URL, {"theme": "dark"}, headers={"X-Theme-Only": "1"}).status_code == 204


def test_a_look_at_the_choice_changes_nothing(client):
    assert client.get(URL).status_code == 405


@pytest.mark.parametrize("page", [PAGE, "/compte/login/"])
def test_public_pages_have_a_title_a_language_and_a_way_to_skip(client, page):
    html = client.get(page).text
    assert '<html lang="fr"' in html
    assert "· J’y tiens</title>" in html
    assert 'href="#main"' in html
