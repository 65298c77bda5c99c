"""What an XForm says, once it is read: the instance's branches with their rules, and the questions in order.

The page receives the same as JSON, so names are short words and what is absent is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import msgspec

from .xpath import Ast

# A text by language: pieces of plain text and `{"x": tree}` where a value is put in. "" is "no language named".
Text = dict[str, list[Any]]


class Kind(StrEnum):
    """How a question is asked."""

    INPUT = "input"
    ONE = "select1"
    MANY = "select"
    RANK = "rank"
    RANGE = "range"
    TRIGGER = "trigger"
    UPLOAD = "upload"
    SECRET = "secret"
    NOTE = "note"
    GROUP = "group"
    REPEAT = "repeat"


class Node(msgspec.Struct, omit_defaults=True):
    """A branch of the instance: a question, a group, or a repeat, with what binds it.

    `key` names it in a set of answers: its name, or its path from the repeat it is in where names meet.
    """

    name: str
    path: str
    key: str = ""
    kids: list[Node] = []
    repeats: bool = False
    members: int = 0
    type: str = "string"
    default: str = ""
    relevant: Ast | None = None
    constraint: Ast | None = None
    required: Ast | None = None
    readonly: Ast | None = None
    calculate: Ast | None = None
    first: Ast | None = None
    count: Ast | None = None
    preload: str = ""
    wrong: Text = {}
    missing: Text = {}

    def within(self) -> Iterator[Node]:
        """This one and all below."""
        yield self
        for kid in self.kids:
            yield from kid.within()

    @property
    def is_answer(self) -> bool:
        """True where it holds an answer itself."""
        return not self.kids and not self.repeats


class Choice(msgspec.Struct, omit_defaults=True):
    """One of the answers to choose from."""

    value: str
    label: Text = {}


class Source(msgspec.Struct, omit_defaults=True):
    """Where choices come from when they depend on answers: lines of a list that a path leads to. `live`: the list is
    another one for each phone and hour, so that nobody can say later what stood on it."""

    lines: Ast
    value: str
    label: str = ""
    text: str = ""
    live: bool = False


class Question(msgspec.Struct, omit_defaults=True):
    """One thing on the page, or a group or repeat of things."""

    kind: Kind
    path: str = ""
    label: Text = {}
    hint: Text = {}
    looks: str = ""
    choices: list[Choice] = []
    source: Source | None = None
    parts: list[Question] = []
    media: str = ""
    start: str = ""
    end: str = ""
    step: str = ""
    fixed: bool = False

    def within(self) -> Iterator[Question]:
        """This one and all below."""
        yield self
        for part in self.parts:
            yield from part.within()


class Line(msgspec.Struct, omit_defaults=True):
    """A branch of a list beside the form."""

    name: str
    value: str = ""
    kids: list[Line] = []


class Definition(msgspec.Struct, omit_defaults=True):
    """A questionnaire ready to be asked."""

    title: str
    form_id: str
    version: str
    root: Node
    questions: list[Question]
    languages: list[str] = []
    language: str = ""
    lists: dict[str, Line] = {}
    texts: dict[str, Text] = {}

    def node(self, path: str) -> Node | None:
        """The branch at a path."""
        return self.paths().get(path)

    def paths(self) -> dict[str, Node]:
        """Every branch by its path."""
        return {node.path: node for node in self.root.within()}

    def asked(self) -> Iterator[Question]:
        """Every question, groups among them, in order."""
        for question in self.questions:
            yield from question.within()


CODES = {"zh": ("zh", "chinese", "中文", "汉语", "简体"), "en": ("en", "english", "英文", "英语")}


def language_for(definition: Definition, wanted: str) -> str:
    """The form's language nearest to a code (zh-hans, en): by the code in brackets, by name, else its default."""
    words = CODES.get(wanted[:2].lower(), (wanted[:2].lower(),))
    for language in definition.languages:
        name = language.lower()
        if any(f"({word})" in name or f"({word}-" in name for word in words):
            return language
    for language in definition.languages:
        if any(len(word) > 2 and word in language.lower() for word in words) or language.lower() in words:
            return language
    return definition.language


def in_language(text: Text, language: str) -> list[Any]:
    """The pieces in one language; where that says nothing ("-"), in any that does."""
    for pieces in (text.get(language), text.get(""), *text.values()):
        if pieces and pieces != ["-"]:
            return pieces
    return []
