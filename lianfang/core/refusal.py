"""Refusals: what the system declines to do, by code, with the words for it in one catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


class Refused(Exception):
    """An expected "no": `code` names the reason in the catalogue, `facts` fill its sentence.

    Everything that is not Refused is a bug and stays loud.
    """

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return sentence(self.code, **self.facts)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One catalogue line: the sentence (msgid with named places) and the HTTP status it maps to."""

    text: Text
    status: int = 409


CATALOGUE: dict[str, Refusal] = {}


def catalogue(lines: dict[str, Text | tuple[Text, int]]) -> None:
    """Adds a room's refusals; a code given twice is a programming error (ValueError)."""
    for code, line in lines.items():
        if code in CATALOGUE:
            raise ValueError(f"refusal {code} is catalogued twice")
        CATALOGUE[code] = Refusal(*line) if isinstance(line, tuple) else Refusal(line)


def sentence(code: str, **facts: Any) -> str:
    """The refusal in the reader's language; an uncatalogued code shows itself."""
    line = CATALOGUE.get(code)
    return str(line.text) % facts if line else code


def status(code: str) -> int:
    """The HTTP status a refusal answers with (409 where none was named)."""
    line = CATALOGUE.get(code)
    return line.status if line else 409
