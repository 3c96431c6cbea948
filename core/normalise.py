import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "’": " ", "'": " "})


def plain(text):
    """Lower case, without accents or punctuation: what names are searched and sorted by (« Le Goff » as « le goff »).

    The embedded PostgreSQL has no ICU and no unaccent, so the column that holds it is filled here.
    """
    folded = unicodedata.normalize("NFKD", text.lower().translate(LIGATURES))
    return " ".join(re.findall(r"[a-z0-9@.]+", folded.encode("ascii", "ignore").decode()))
