"""A form as a browser posts it: the page is opened, what it holds is posted with what one types."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    """The values of the controls inside the form that has a hidden _page (or of the first form)."""

    def __init__(self):
        super().__init__()
        self.values, self.select, self.textarea = {}, None, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name = given.get("name")
        if tag == "input" and name:
            ticked = given.get("type") in ("checkbox", "radio")
            if not (ticked and "checked" not in given) and given.get("type") not in ("file", "submit", "password"):
                self.values.setdefault(name, []).append(given.get("value", "on" if ticked else ""))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.values.setdefault(self.select, []).append(given.get("value", ""))
        elif tag == "textarea":
            self.textarea = name
            self.values[name] = [""]

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.textarea = None

    def handle_data(self, data):
        if self.textarea:
            self.values[self.textarea][0] += data.removeprefix("\n")


def fields_of(response):
    """{name: [values]} of the careful form of a page."""
    html = response.content.decode()
    start = html.rfind("<form", 0, html.index('name="_page"'))
    parser = _Fields()
    parser.feed(html[start : html.index("</form>", start)])
    parser.values.pop("csrfmiddlewaretoken", None)
    return parser.values


def post_form(client, url, opened=None, **typed):
    """Open the page (or take the one that is given), type, save."""
    posted = {**fields_of(opened or client.get(url)), **typed}
    return client.post(url, {name: value for name, value in posted.items() if value is not None})


def autosave(client, url, opened, sequence=1, **typed):
    """What static/js/autosave.js sends while one types."""
    posted = {**fields_of(opened), "_sequence": sequence, **typed}
    return client.post(url, posted, headers={"X-Autosave": "1"})
