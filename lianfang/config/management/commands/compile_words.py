"""`manage.py compile_words`: translations made ready without gettext's own tools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.core.management.base import BaseCommand

from lianfang.config.office import paths


class Command(BaseCommand):
    """Compiles every room's django.po."""

    help = "Compile every room's translations."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes a .mo beside each .po."""
        for source in sorted((paths.BASE / "lianfang").rglob("LC_MESSAGES/django.po")):
            compile_one(source)


def compile_one(source: Path) -> None:
    """One catalogue; a broken one raises with its line."""
    with source.open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    with source.with_suffix(".mo").open("wb") as out:
        write_mo(out, catalog)
