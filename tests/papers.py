"""What a reader of a PDF sees."""

import io

from pypdf import PdfReader

from tests.texts import plain


def text_of(content: bytes) -> str:
    return plain("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
