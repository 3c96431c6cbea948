"""What every page must hold: nothing for axe to find in light and dark, nothing wider than a phone."""

from axe_playwright_python.sync_playwright import Axe

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def findings(page):
    answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"]})
    return [
        f"{found['id']}: {found['help']}\n    {node['html'][:200]}"
        for found in answer.response["violations"]
        for node in found["nodes"]
    ]


def assert_accessible(page, schemes=("light", "dark")):
    """axe finds nothing, in light and in dark."""
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        found = findings(page)
        assert not found, f"{page.url}, {scheme}:\n" + "\n".join(found)
    page.emulate_media(color_scheme="null")


def assert_no_overflow(page, width=360):
    """Nothing is wider than a phone; what scrolls inside its own box may be."""
    size = page.viewport_size
    page.set_viewport_size({"width": width, "height": 740})
    wide = page.evaluate(
        """() => {
            const limit = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= limit) return [];
            return [...document.body.querySelectorAll("*")]
                .filter((element) => element.getBoundingClientRect().right > limit + 1)
                .slice(0, 5).map((element) => element.outerHTML.slice(0, 120));
        }"""
    )
    assert not wide, f"{page.url} is wider than {width} px:\n" + "\n".join(wide)
    page.set_viewport_size(size)


def assert_looks_right(page, **options):
    assert_accessible(page, **options)
    assert_no_overflow(page)
