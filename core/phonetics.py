"""How a French name sounds: one key for its spellings, to warn that somebody may be known already.

    phonetic_key("Le Goff") == phonetic_key("Legof") == phonetic_key("Le Gauff") == "legof"
    phonetic_key("Philippe") == phonetic_key("Filipe") == "filip"

For French eyes and ears: a name that follows other rules (« Nguyen », « Mbappé ») keeps its letters. A
likeness warns, with the birth date beside it; it never decides.
"""

import re

from core.normalise import plain

# Beginnings that French does not have: the rules below would spoil such a name.
_FOREIGN = re.compile(r"(ng|nd|nk|mb|mp|mv|nz|tch?k)[a-z]")
# In this order: each reads what the former wrote. Capitals are sounds that are settled.
_RULES = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        (r"(?<=[ae])ill?e?s?$|(?<=[ae]u)ill?e?s?$|(?<=ou)ill?e?s?$", "Y"),
        (r"ph", "f"),
        (r"sch|sh|tch|ch", "C"),
        (r"aul?[td]s?$|eaux?|aux?|ots?$|os$", "o"),
        (r"ss|sc(?=[eiy])", "S"),
        (r"([^aeiouyC])\1", r"\1"),
        (r"qu|q|ck|k|c(?![eiyh])", "K"),
        (r"c", "S"),
        (r"gu(?=[eiy])", "G"),
        (r"ge(?=[aou])|g(?=[eiy])|j", "J"),
        (r"gn", "N"),
        (r"h", ""),
        (r"w", "v"),
        (r"(?<=[aeiouy])s(?=[aeiouy])", "z"),
        (r"e[nm](?=[^aeiouynm])", "an"),
        (r"[ae]?[iy][nm](?=[^aeiouynm]|$)", "1"),
        (r"m(?=[pbtd])", "n"),
        (r"ou", "U"),
        (r"(?<=...)(er|ez|et|ee)$", ""),
        (r"[ae][iy](?=[^aeiouy]|$)", "e"),
        (r"y", "i"),
        (r"(?<=..)([stdxzp]+|es?)$", ""),
        (r"(.)\1+", r"\1"),
    ]
]


def phonetic_key(name: str) -> str:
    """Empty for a name without a Latin letter."""
    word = re.sub(r"[^a-z]", "", plain(name.replace("ç", "ss").replace("Ç", "ss")))
    if _FOREIGN.match(word):
        return word
    for pattern, sound in _RULES:
        word = pattern.sub(sound, word)
    return word.lower()
