"""How scenarios write their addresses: from the facts of the database and the number of the sample."""

from urllib.parse import urlencode

from django.urls import reverse


def pick(facts, name, number):
    return facts[name][number % len(facts[name])]


def ours(name, **query):
    """A list of ours; each parameter a function of the facts and the number."""
    return lambda facts, number: f"{reverse(name)}?{urlencode(asked(query, facts, number))}"


def limit(path, **query):
    """The same list of the limit, which is told the organisation at work."""

    def build(facts, number):
        return f"{path}?{urlencode({'at': facts['first organisation'][0], **asked(query, facts, number)})}"

    return build


def asked(query, facts, number):
    return {name: value(facts, number) for name, value in query.items()}


def detail(name, fact):
    return lambda facts, number: reverse(name, args=[pick(facts, fact, number)])


def one_of(name):
    return lambda facts, number: pick(facts, name, number)


def part(name, index):
    return lambda facts, number: pick(facts, name, number)[index]


def in_turn(*values):
    return lambda facts, number: str(values[number % len(values)])
