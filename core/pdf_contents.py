"""What a PDF would do besides being read: told from its objects, those that are packed included, without running it.

Refused: programs (JavaScript), commands, other files inside, films. A form of an administration that counts by itself
is refused with them; printed as PDF it says the same and does nothing. What is encrypted with an empty password, as
attestations of administrations are, is taken, though its packed objects stay closed. A sieve, no antivirus: readers run
little of a PDF, and it leaves the house as a download only.
"""

import re
import zlib

INCOMPLETE = "ce PDF est incomplet : il manque sa fin. Enregistrez-le de nouveau, puis joignez-le."
ACTIVE = "ce PDF contient un programme, une commande ou un autre fichier. Imprimez-le en PDF, puis joignez cette copie."
TOO_BIG_INSIDE = "ce PDF prendrait beaucoup trop de place une fois ouvert. Imprimez-le en PDF, puis joignez la copie."
MOST_UNPACKED = 60_000_000
MOST_STREAMS = 50_000
END_WITHIN = 2048
LONGEST_DICTIONARY = 1000

STREAM = re.compile(rb"(?<!end)stream\r?\n")
HEXADECIMAL = re.compile(rb"#([0-9A-Fa-f]{2})")
# Long names only: they do not turn up by chance in the octets of a photograph.
COMMANDS = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)(?![A-Za-z0-9])")


def dangers_in(content):
    """A sentence, or "" where there is nothing to say."""
    if b"%%EOF" not in content[-END_WITHIN:]:
        return INCOMPLETE
    if has_command(content):
        return ACTIVE
    room = MOST_UNPACKED
    for number, stream in enumerate(STREAM.finditer(content)):
        if number > MOST_STREAMS:
            return TOO_BIG_INSIDE
        if b"/ObjStm" not in plain_names(content[max(0, stream.start() - LONGEST_DICTIONARY) : stream.start()]):
            continue
        unpacked = unpack(memoryview(content)[stream.end() :], room)
        room -= len(unpacked)
        if room <= 0:
            return TOO_BIG_INSIDE
        if has_command(unpacked):
            return ACTIVE
    return ""


def plain_names(text):
    """/J#61vaScript is another way to write /JavaScript."""
    return HEXADECIMAL.sub(lambda code: bytes([int(code[1], 16)]), text)


def has_command(text):
    return COMMANDS.search(plain_names(text)) is not None


def unpack(stream, room):
    """At most `room` octets of it; nothing where it is packed in another way."""
    try:
        return zlib.decompressobj().decompress(stream, room)
    except zlib.error:
        return b""
