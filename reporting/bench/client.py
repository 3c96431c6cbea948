"""One client that keeps its connection and its cookies, and sends a form back as a browser would."""

import http.client
import time
import urllib.parse
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookies import SimpleCookie

from reporting.bench.counting import ANSWERED

COUNT = {"X-Bench-Count": "1"}


@dataclass(frozen=True)
class Answer:
    status: int
    seconds: float
    body: bytes
    headers: object

    @property
    def queries(self):
        told = self.headers.get(ANSWERED)
        return None if told is None else int(told)

    def followed_by(self, page):
        """The page to which this answer led, with what both took."""
        return Page(page.status, self.seconds + page.seconds, page.body, page.headers, self)


@dataclass(frozen=True)
class Page(Answer):
    first: Answer

    @property
    def queries(self):
        made = [self.first.queries, super().queries]
        return None if None in made else sum(made)


class Client:
    def __init__(self, port, cookies=None):
        self.port = port
        self.cookies = dict(cookies or {})
        self.connection = None

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def get(self, path, headers=()):
        return self._send("GET", path, None, dict(headers))

    def post(self, path, data, headers=()):
        form = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://localhost{path}"}
        return self._send("POST", path, urllib.parse.urlencode(data, doseq=True).encode(), {**form, **dict(headers)})

    def _send(self, method, path, body, headers):
        headers = {
            "Host": "localhost",
            # Production's settings answer only what came through TLS.
            "X-Forwarded-Proto": "https",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **headers,
        }
        began = time.perf_counter()
        response = self._exchange(method, path, body, headers)
        content = response.read()
        seconds = time.perf_counter() - began
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return Answer(response.status, seconds, content, response.headers)

    def _exchange(self, method, path, body, headers):
        for last_try in (False, True):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            try:
                self.connection.request(method, path, body, headers)
                return self.connection.getresponse()
            except (http.client.RemoteDisconnected, ConnectionError):
                # The server closed a connection that had rested for too long.
                self.close()
                if last_try or method != "GET":
                    raise
        return None


class Forms(HTMLParser):
    """The forms of a page that post, each as {field: value}, defaults and hidden fields included."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.current, self.field = [], None, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.current = {} if given.get("method", "").lower() == "post" else None
            if self.current is not None:
                self.forms.append(self.current)
        elif self.current is not None and (given.get("name") or tag == "option"):
            self._take(tag, given)

    def _take(self, tag, given):
        if tag == "option":
            if self.field and (self.current[self.field] is None or "selected" in given):
                self.current[self.field] = given.get("value", "")
        elif tag in ("select", "textarea"):
            self.field = given["name"]
            self.current[self.field] = None if tag == "select" else ""
        elif tag == "input" and self._is_sent(given):
            self.current[given["name"]] = given.get("value", "on" if given.get("type") == "checkbox" else "")

    @staticmethod
    def _is_sent(given):
        kind = given.get("type", "text")
        return kind not in ("submit", "button", "file", "image") and (
            kind not in ("checkbox", "radio") or "checked" in given
        )

    def handle_data(self, data):
        if self.current is not None and self.field and self.lasttag == "textarea":
            self.current[self.field] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.current = None
        elif tag in ("select", "textarea"):
            self.field = None


def filled_form(page, typed):
    """What a browser would send from the form of this page that holds what is typed."""
    for form in Forms(page).forms:
        if set(typed) <= set(form):
            return {name: value or "" for name, value in {**form, **typed}.items()}
    raise LookupError(f"no form of this page has the fields {sorted(typed)}")
