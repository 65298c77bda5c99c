"""An expression cut into tokens, with XPath's rule for when `*`, `and`, `div` are operators (XPath 1.0, §3.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 20_000
_NAME = r"[^\W\d][\w.\-]*"
_TOKEN = re.compile(
    rf"""\s*(?:
    (?P<number>\d+(?:\.\d*)?|\.\d+)
  | (?P<text>"[^"]*"|'[^']*')
  | (?P<axis>{_NAME}(?=\s*::))
  | (?P<call>{_NAME}(?::{_NAME})?(?=\s*\())
  | (?P<name>{_NAME}(?::(?:{_NAME}|\*))?)
  | (?P<mark>::|//|\.\.|!=|<=|>=|[()\[\].@,/|+\-=<>*])
)""",
    re.X,
)
_OPERATORS = frozenset({"and", "or", "div", "mod"})
_OPENING = frozenset({"@", "::", "(", "[", ",", "/", "//"})


class NotReadable(ValueError):
    """An expression that is no XPath: `at` is the place (0-based), `why` one of the words in `refusals`."""

    def __init__(self, why: str, at: int = 0, found: str = "") -> None:
        super().__init__(f"{why} at {at}: {found}")
        self.why, self.at, self.found = why, at, found


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: `kind` is number, text, axis, call, name, op, mark or end."""

    kind: str
    text: str
    at: int


def cut(text: str) -> list[Token]:
    """The tokens of an expression. Raises NotReadable for a character that XPath does not know."""
    if len(text) > LONGEST:
        raise NotReadable("too_long")
    found: list[Token] = []
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            rest = text[place:].lstrip()
            raise NotReadable("character", len(text) - len(rest), rest[:12])
        found.append(_token(match, found))
        place = match.end()
    return [*found, Token("end", "", len(text))]


def _token(match: re.Match[str], before: list[Token]) -> Token:
    kind = str(match.lastgroup)
    word, at = match[kind], match.start(kind)
    if _is_operand_over(before) and (word == "*" or word in _OPERATORS):
        return Token("op", word, at)
    if kind == "mark" and word in {"|", "+", "-", "=", "!=", "<", "<=", ">", ">="}:
        return Token("op", word, at)
    return Token(kind, word, at)


def _is_operand_over(before: list[Token]) -> bool:
    """Whether what stands before can end an operand, so that a name or star after it is an operator."""
    return bool(before) and before[-1].kind != "op" and before[-1].text not in _OPENING
