"""`manage.py write_docs`: the generated pages of docs/, drawn from the API and from the tables of states."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from lianfang.config.api import api
from lianfang.config.machines import MACHINES, WRITTEN, as_page
from lianfang.config.office import paths


class Command(BaseCommand):
    """Writes docs/api.yaml and docs/states/*.md."""

    help = "Write the generated pages of docs/."

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes every page, and names it."""
        for path, text in pages().items():
            target = paths.BASE / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            self.stdout.write(str(path))


def pages() -> dict[Path, str]:
    """Path below the checkout → text, for every generated page. The same whoever runs it, in any language."""
    with translation.override("en"):
        found = {Path("docs/api.yaml"): f"# {WRITTEN}\n{as_yaml(_schema())}"}
    for name, machine in MACHINES.items():
        found[Path(f"docs/states/{name}.md")] = as_page(machine)
    return found


def _schema() -> Any:
    """The API's schema as plain values."""
    return json.loads(json.dumps(api.get_openapi_schema(), default=str))


def as_yaml(value: Any, depth: int = 0) -> str:
    """Plain values as block YAML; every text is quoted as in JSON, which YAML reads as it stands."""
    if isinstance(value, dict) and value:
        return "".join(_line(json.dumps(key), one, depth, ": ") for key, one in value.items())
    if isinstance(value, list) and value:
        return "".join(_line("-", one, depth, " ") for one in value)
    return json.dumps(value, ensure_ascii=False) + "\n"


def _line(head: str, value: Any, depth: int, between: str) -> str:
    pad = "  " * depth
    if isinstance(value, dict | list) and value:
        return f"{pad}{head}{between.strip()}\n{as_yaml(value, depth + 1)}"
    return f"{pad}{head}{between}{as_yaml(value)}"
