"""What a tip may be about: the choices of the office's own workbook, in its words; ours where it offers none."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import translation

from lianfang.core import clock
from lianfang.registry.forms import selectors as filed

from . import rules
from .asking import CODE

QUESTION = "kind"
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def offered(subdistrict: UUID, at: datetime) -> dict[str, str]:
    """Code → word in the reader's language, as the public page offers them."""
    version = filed.current(subdistrict, CODE, clock.day_of(at))
    asked = filed.choices(version, QUESTION, at) if version else {}
    return asked or {str(kind): str(word) for kind, word in rules.KINDS.items()}


def labels(subdistrict: UUID, code: str, at: datetime) -> dict[str, str]:
    """The words under which a kind was offered, by language; empty for one that was not."""
    found = {}
    for short, language in LANGUAGES.items():
        with translation.override(language):
            word = offered(subdistrict, at).get(code)
        if word:
            found[short] = word[:60]
    return found
