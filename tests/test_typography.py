"""No line that is read begins with a mark: a no-break space goes before « : ; ? ! » and inside « »; apostrophes are ’.

Templates are read as HTML, Django's tags set aside, whose quoted words are read too; programs are read as Python. What
a terminal shows (config/boot, commands, bench) is left as a keyboard types it.
"""

import ast
import re
from html.parser import HTMLParser

from tests.test_consistency import ROOT, SOURCES, TEMPLATES

ADVICE = "a no-break space goes here (U+00A0 for « : » and « », U+202F for « ; ? ! »); an apostrophe is ’"
BREAKS = re.compile(r"(?:(?<=\S)|^) +[:;?!»]+(?=[\s<\"')\].,…\x00]|$)|«[ \n]|\n\s*[:;?!»](?=\s|$)")
STRAIGHT = re.compile(r"[^\W\d_]'[^\W\d_]")
# Names are written as their owners write them.
NAMES = ("La Nantaise d'Habitations", "Union sociale pour l'habitat")
IN_A_TERMINAL = ("config/boot/", "reporting/bench/", "/management/")
READ_ALOUD = ("alt", "title", "aria-label", "placeholder", "label", "content")
SET_ASIDE = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
FRENCH = re.compile(r"[éèêàùçîôœ’«»]")


def wrong(text):
    """The words around each ordinary space that would let a line begin with a mark, and each straight apostrophe."""
    for name in NAMES:
        text = text.replace(name, "")
    found = [*BREAKS.finditer(text), *STRAIGHT.finditer(text)]
    return [text[max(0, each.start() - 25) : each.end() + 15].replace("\x00", "…") for each in found]


class Reader(HTMLParser):
    """The words of a page; \\x00 stands where Django writes something."""

    def __init__(self):
        super().__init__()
        self.words, self.unread = [], 0

    def handle_starttag(self, tag, attributes):
        self.unread += tag in ("script", "style")
        self.words += [value for name, value in attributes if value and name in READ_ALOUD]

    def handle_endtag(self, tag):
        self.unread -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.unread:
            self.words.append(data)


def words_of_template(text):
    text = SET_ASIDE.sub("", text)
    reader = Reader()
    reader.feed(TAG.sub("\x00", text))
    reader.close()
    # A run between two elements begins where another ends: its first space counts.
    quoted = [each for tag in TAG.findall(text) for each in re.findall(r'"([^"]*)"', tag)]
    return [*reader.words, *quoted]


def words_of_program(text):
    tree = ast.parse(text)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def words_of_script(text):
    """What stands in quotes or backquotes, where it is French."""
    return [words for pair in re.findall(r'"([^"\n]*)"|`([^`]*)`', text) for words in pair if FRENCH.search(words)]


def test_what_is_wrong_is_found():
    assert wrong("Une question ?")
    assert wrong("« Oui\u00a0»")
    assert wrong("l'action")
    assert wrong("Non\n  : rien")
    assert words_of_template('<p title="Qui ?">{% card title="Quoi ?" %} : <script>a ? b</script></p>') == [
        "Qui ?",
        "\x00 : ",
        "Quoi ?",
    ]
    assert wrong("\x00 : ")
    assert not wrong("Une question\u202f? «\u00a0Oui\u00a0»\u00a0: l’action de La Nantaise d'Habitations.")
    assert list(words_of_program('"""Why : this."""\nsaid = f"{name} : rien"')) == [" : rien"]


def faults(paths, words_of):
    """By file, so that the message leads to each."""
    found = {}
    for path in paths:
        for words in words_of(path.read_text()):
            if wrong(words):
                found.setdefault(path.relative_to(ROOT).as_posix(), []).extend(wrong(words))
    return found


def told(found):
    return "\n".join([ADVICE, *(f"{name}: {each}" for name, faults in found.items() for each in faults)])


def test_templates_are_written_in_correct_typography():
    found = faults(TEMPLATES, words_of_template)
    assert not found, told(found)


def test_programs_speak_in_correct_typography():
    spoken = [path for path in SOURCES if not any(part in path.as_posix() for part in IN_A_TERMINAL)]
    found = faults(spoken, words_of_program)
    assert not found, told(found)


def test_scripts_speak_in_correct_typography():
    found = faults(SCRIPTS, words_of_script)
    assert not found, told(found)
