"""`manage.py write_docs`: the generated pages of docs/, drawn from the API and from the tables of states."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from lianfang.config.api import api
from lianfang.config.office import paths
from lianfang.response.observation import rules as observation
from lianfang.response.screening import rules as screening

WRITTEN = "written by `manage.py write_docs`; do not edit"


@dataclass(frozen=True)
class Machine:
    """One table of states: its title, what it is drawn from, the words of the states, and the moves."""

    title: str
    source: str
    states: Mapping[Any, Any]
    moves: Mapping[Any, Any]


MACHINES = {
    "report": Machine(
        "A report 待核实",
        "lianfang/response/screening/rules/states.py",
        screening.STATES,
        screening.TRANSITIONS,
    ),
    "episode": Machine(
        "An observation 居家观察",
        "lianfang/response/observation/rules/states.py",
        observation.STATES,
        observation.TRANSITIONS,
    ),
    "alert": Machine(
        "An alert 异常",
        "lianfang/response/observation/rules/states.py",
        observation.ALERT_STATES,
        observation.ALERT_TRANSITIONS,
    ),
}


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


def as_page(machine: Machine) -> str:
    """A table of states as a picture (Mermaid) and as words in both languages."""
    lines = [f"# {machine.title}", "", f"Drawn from `{machine.source}`; {WRITTEN}.", ""]
    lines += ["```mermaid", "stateDiagram-v2", *_picture(machine), "```", ""]
    lines += ["| state | in Chinese | in English |", "|---|---|---|"]
    lines += [
        f"| `{state}` | {_said(word, 'zh-hans')} | {_said(word, 'en')} |" for state, word in _rows(machine)
    ]
    lines += ["", "What is not drawn is refused.", ""]
    return "\n".join(lines)


def _rows(machine: Machine) -> Iterator[tuple[str, Any]]:
    return ((str(state), word) for state, word in machine.states.items())


def _picture(machine: Machine) -> Iterator[str]:
    yield f"    [*] --> {next(iter(machine.states))}"
    for (state, event), after in machine.moves.items():
        yield f"    {state} --> {after}: {_plain(event)}"
    onward = {state for (state, _event), after in machine.moves.items() if after != state}
    yield from (f"    {state} --> [*]" for state in machine.states if state not in onward)


def _plain(event: StrEnum | str) -> str:
    return str(event).replace("_", " ")


def _said(word: Any, language: str) -> str:
    with translation.override(language):
        return str(word)
