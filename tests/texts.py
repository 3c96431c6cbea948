"""What a reader reads, so that tests compare words: which space goes where is the affair of test_typography."""

import re


def plain(text: str) -> str:
    """Each no-break space as an ordinary one."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def text_of(response) -> str:
    """The words of a page, on one line."""
    html = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", response.content.decode())
    words = re.sub(r"<[^>]+>", " ", html).replace("&#x27;", "'").replace("&amp;", "&")
    return re.sub(r"\s+", " ", words)
