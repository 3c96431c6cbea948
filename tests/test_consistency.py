"""What holds across the whole house, whoever adds a room."""

import ast
import re
from pathlib import Path

import grimp
import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db.models import Choices
from django.forms import BaseForm
from django.forms.utils import pretty_name
from django.template.loader import get_template
from django.urls import get_resolver

from accounts.matrix import RIGHTS
from core.access import PUBLIC, SIGNED_IN, declared_action
from tests.test_access_matrix import OWN_ADDRESSES

ROOT = settings.BASE_DIR
OUR_APPS = [config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT]
SOURCES = sorted(
    path for name in ["config", *OUR_APPS] for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts
)
NOT_WRITTEN_HERE = ("var", "htmlcov", "node_modules", "staticfiles")
PAGES_TO_READ = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("[!.]*/**/*.md")]
    if path.relative_to(ROOT).parts[0] not in NOT_WRITTEN_HERE
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
# Found by their name alone: Django's, allauth's and crispy's own places.
FOUND_BY_NAME = ("400.html", "403.html", "403_csrf.html", "404.html", "500.html")
# Components that the drawn pages ask for and no page of the product uses yet: shown on /vitrine/, and fewer each time.
WAITING_FOR_THEIR_APPLICATION = {
    "components/calendar_strip.html",
    "components/stat_tile.html",
}
OVERRIDES = ("account/", "allauth/", "mfa/", "bootstrap5/", "django/")


def every_view(patterns=None):
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(entry, "url_patterns"):
            yield from every_view(entry.url_patterns)
        elif not entry.callback.__module__.startswith("allauth."):
            yield entry.callback


def classes_of_ours(base):
    for child in base.__subclasses__():
        if child.__module__.split(".")[0] in OUR_APPS:
            yield child
        yield from classes_of_ours(child)


def template_name(path):
    return path.relative_to(ROOT / "templates").as_posix()


def without_comments(path):
    """What runs: a component's header and a docstring name files too."""
    text = path.read_text()
    if path.suffix != ".py":
        return re.sub(r"{% comment.*?{% endcomment %}", "", text, flags=re.DOTALL)
    return re.sub(r'"""(?!\s*\n?\s*<).*?"""', "", text, flags=re.DOTALL)


def names_in(path):
    """The templates that a file uses, itself left out."""
    own = template_name(path) if path in TEMPLATES else ""
    return set(re.findall(r"[\w./-]+\.(?:html|txt|svg)", without_comments(path))) - {own}


def test_every_template_is_used():
    used = set().union(*(names_in(path) for path in SOURCES + TEMPLATES if "vitrine" not in path.name))
    unused = {
        name
        for name in map(template_name, TEMPLATES)
        if name not in used and name not in FOUND_BY_NAME and "vitrine" not in name and not name.startswith(OVERRIDES)
    }
    assert unused == WAITING_FOR_THEIR_APPLICATION


def test_every_template_compiles():
    for path in TEMPLATES:
        assert get_template(template_name(path))


def test_templates_obey_the_content_policy():
    """No inline style, script or handler would run: the policy allows none."""
    for path in TEMPLATES:
        text = path.read_text()
        assert not re.search(r"\sstyle=", text), f"{path}: an inline style is refused by the browser"
        assert not re.search(r"\son[a-z]+=\"", text), f"{path}: an inline handler is refused by the browser"
        for attributes in re.findall(r"<script([^>]*)>", text):
            assert re.search(r"src=|nonce=|type=\"application/json\"", attributes), f"{path}: an inline script"
        addresses = re.search(r"(src|href)=\"https?://", text.replace("http://www.w3.org", ""))
        assert path.suffix == ".txt" or not addresses, f"{path}: nothing from elsewhere"


def test_every_view_declares_a_right_of_the_matrix():
    known = {PUBLIC, SIGNED_IN, *RIGHTS}
    assert [view for view in every_view() if declared_action(view) not in known] == []
    assert OWN_ADDRESSES


def test_every_choice_has_a_french_label():
    for choices in classes_of_ours(Choices):
        for member in choices:
            default = member.name.replace("_", " ").title()
            assert member.label != default, f"{choices.__name__}.{member.name} has no label of its own"


def test_every_form_field_has_a_french_label():
    same_in_both = {
        "type",
        "date",
        "organisation",
        "orientation",
        "note",
        "action",
        "commune",
        "composition",
        "logo",
        "motif",
        "phase",
        "iban",
        "siren",
        "siret",
    }
    for form in classes_of_ours(BaseForm):
        for name, field in getattr(form, "base_fields", {}).items():
            if field.widget.is_hidden or name in same_in_both:
                continue
            assert field.label, f"{form.__name__}.{name} has no label"
            assert field.label != pretty_name(name), f"{form.__name__}.{name} has its code for a label"


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_functions_stay_small(path):
    text = path.read_text()
    assert text.count("\n") <= 400
    long = [node.name for node in functions(ast.parse(text)) if node.end_lineno - node.lineno >= 40]
    assert not long


def test_pages_take_the_components():
    """What components/ writes is written there only: {% breadcrumb %}, {% badge %}, {% row %}."""
    for path in TEMPLATES:
        if not template_name(path).startswith(("components/", "allauth/elements/")):
            assert not re.search(r'class="(crumbs|tag|t)[ "{]', path.read_text()), f"{path}: take the component"


def test_roles_are_asked_of_the_matrix():
    """Which rows one reaches is for `visible_to`; what one may do, for `accounts.matrix.allows`."""
    for path in TEMPLATES:
        assert not re.search(r"\.role\s*(==|!=|in\b|not in\b)", path.read_text()), f"{path}: ask the matrix"
    for path in SOURCES:
        if path.name == "queue.py" or "views" in path.relative_to(ROOT).parts or path.name == "views.py":
            assert not re.search(r"\bRole\.[A-Z]", path.read_text()), f"{path}: ask the matrix"


def test_what_the_house_does_without():
    for path in SOURCES:
        text = path.read_text()
        assert path.name != "utils.py"
        assert "django.db.models.signals" not in text, f"{path}: no model signals"
        assert "django.contrib.admin" not in text, f"{path}: pages of the product, not Django's admin"


def test_a_task_that_is_asked_for_by_its_name_is_there():
    current_app.loader.import_default_modules()
    asked = {name for path in SOURCES for name in re.findall(r"after_commit\(\s*\"([\w.]+)\"", path.read_text())}
    assert asked
    assert asked <= set(current_app.tasks)


def test_our_modules_import_each_other_in_no_circle():
    """import-linter knows layers; this knows any two modules, whatever their names."""
    graph = grimp.build_graph("config", *OUR_APPS)
    circles = [
        (module, other)
        for module in graph.modules
        for other in graph.find_modules_directly_imported_by(module)
        if graph.chain_exists(other, module)
    ]
    assert not circles


@pytest.mark.parametrize("path", PAGES_TO_READ, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_page_to_read_leads_to_is_there(path):
    """Files, pictures, and the headings of Markdown files."""
    text = re.sub(r"^```.*?^```", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
    for link in re.findall(r"\]\(<?([^)\s>]+)|(?:src|href)=\"([^\"]+)", text):
        target = "".join(link)
        if re.match(r"[a-z]+:", target):
            continue
        file, _, heading = target.partition("#")
        aimed = (path.parent / file) if file else path
        assert aimed.exists(), f"{target}: there is no such file"
        assert not heading or heading in headings(aimed), f"{target}: there is no such heading"


def headings(path):
    """As the anchors that readers of Markdown make of them."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
