"""What a telephone keeps of these pages: script and style, versioned by their content."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static

from . import phonewords

ASSETS = (
    "lianfang/field.css",
    "lianfang/mark.svg",
    "forms/forms.css",
    "forms/xpath.js",
    "forms/fill.js",
    "visits/phone.css",
    "visits/keep.js",
    "visits/asked.js",
    "visits/form.js",
    "visits/phone.js",
)
TEMPLATES = Path(__file__).parent / "templates" / "visits"


def kept() -> list[str]:
    """Their addresses."""
    return [static(name) for name in ASSETS]


@cache
def version() -> str:
    """Changes when anything kept changes: files, the shell, its words."""
    digest = hashlib.sha256(repr(phonewords.__file__).encode())
    paths = [Path(str(found)) for name in ASSETS if (found := finders.find(name))]
    for path in (*paths, TEMPLATES / "phone.html", TEMPLATES / "worker.js", Path(phonewords.__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
