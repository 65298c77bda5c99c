"""Bringing an instance to rest: how many members, what is relevant, what is calculated, until nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from .definition import Definition, Line, Node, Question, in_language
from .planting import MOST_MEMBERS, blank
from .xpath import Ast, Branch, Context, as_boolean, as_number, as_text, evaluate, walk
from .xpath.evaluating import branches

ROUNDS = 25
UNSTEADY = frozenset({"random", "uuid"})


@dataclass
class Sheet:
    """A questionnaire being filled: its definition, its instance, the moment and the language it is read in."""

    definition: Definition
    root: Branch
    now: datetime
    language: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    fresh: Callable[[], str] = lambda: str(uuid4())

    def __post_init__(self) -> None:
        self.lists = {name: _branch(line) for name, line in self.definition.lists.items()}
        self.questions = {question.path: question for question in self.definition.asked() if question.path}

    def context(self, here: Branch) -> Context:
        """What an expression at a branch sees."""
        return Context(here, self.now, self.lists, self.text, self.choice_name, fresh=self.fresh)

    def value(self, tree: Ast, here: Branch) -> str:
        """An expression as text."""
        return as_text(evaluate(tree, self.context(here)))

    def holds(self, tree: Ast | None, here: Branch, otherwise: bool) -> bool:
        """Whether an expression is true; `otherwise` where there is none."""
        return otherwise if tree is None else as_boolean(evaluate(tree, self.context(here)))

    def said(self, text: dict[str, list[Any]], here: Branch) -> str:
        """A label or message in the language, with the values put in."""
        pieces = in_language(text, self.language)
        return "".join(
            piece if isinstance(piece, str) else self.value(piece["x"], here) for piece in pieces
        ).strip()

    def text(self, name: str) -> str:
        """jr:itext."""
        return self.said(self.definition.texts.get(name, {}), self.root)

    def choice_name(self, value: str, path: str) -> str:
        """jr:choice-name: the label of a chosen value."""
        question = self.questions.get(path.replace(" ", ""))
        here = next((one for one in self.root.within() if one.spec and one.spec.path == path), self.root)
        found = self.choices(question, here) if question else []
        return next((label for choice, label in found if choice == value), value)

    def choices(self, question: Question, here: Branch) -> list[tuple[str, str]]:
        """The choices of a question at a branch: value and label."""
        if question.source is None:
            return [
                (choice.value, self.said(choice.label, here) or choice.value) for choice in question.choices
            ]
        source, found = question.source, []
        for line in branches(evaluate(source.lines, self.context(here))):
            value = _part(line, source.value)
            label = self.text(_part(line, source.text)) if source.text else _part(line, source.label)
            found.append((value, label or value))
        return found


def _part(line: Branch, name: str) -> str:
    return next((kid.text for kid in line.kids if kid.name == name), "")


def _branch(line: Line) -> Branch:
    made = Branch(line.name, line.value)
    for kid in line.kids:
        made.add(_branch(kid))
    return made


def settle(sheet: Sheet, *, is_new: bool = False, recalculate: bool = True) -> None:
    """Counts, relevance and calculations until nothing changes; a form that never rests is stopped.

    `is_new`: defaults that are computed for a fresh instance are put in. `recalculate=False` leaves what a phone
    calculated as it was sent.
    """
    if is_new:
        _put_firsts(sheet, sheet.root)
    for _round in range(ROUNDS):
        changed = recalculate and _count_members(sheet, sheet.root, is_new)
        changed |= _decide(sheet, sheet.root, True)
        if recalculate:
            changed |= _calculate(sheet)
        if not changed:
            return


def _put_firsts(sheet: Sheet, top: Branch) -> None:
    for branch in top.within():
        if branch.spec.first is not None and not branch.value:
            branch.value = sheet.value(branch.spec.first, branch)


def _count_members(sheet: Sheet, branch: Branch, is_new: bool) -> bool:
    """Members of repeats that have a number of their own."""
    changed = False
    for node in branch.spec.kids:
        if node.repeats and node.count is not None:
            changed |= _set_members(sheet, branch, node, is_new)
    for kid in branch.kids:
        changed |= bool(kid.kids) and _count_members(sheet, kid, is_new)
    return changed


def _set_members(sheet: Sheet, branch: Branch, node: Node, is_new: bool) -> bool:
    """Adds or takes away at the end, as many as the count says."""
    members = branch.named(node.name)
    asked = as_number(evaluate(node.count or [], sheet.context(branch)))
    wanted = int(min(max(asked, 0), MOST_MEMBERS)) if asked == asked else 0
    for extra in members[wanted:]:
        branch.kids.remove(extra)
    for _missing in range(wanted - len(members)):
        made = blank(node)
        _insert(branch, node, made)
        if is_new:
            _put_firsts(sheet, made)
    return wanted != len(members)


def _insert(branch: Branch, node: Node, made: Branch) -> None:
    """A new member after its last fellow, or where the form has it."""
    order = [kid.name for kid in branch.spec.kids]
    rank = order.index(node.name)
    made.parent = branch
    place = sum(1 for kid in branch.kids if order.index(kid.name) <= rank)
    branch.kids.insert(place, made)


def _decide(sheet: Sheet, branch: Branch, is_above: bool) -> bool:
    """Relevance from the top down."""
    before = branch.is_relevant
    branch.is_relevant = is_above and sheet.holds(branch.spec.relevant, branch, True)
    changed = before != branch.is_relevant
    for kid in branch.kids:
        changed |= _decide(sheet, kid, branch.is_relevant)
    return changed


def _calculate(sheet: Sheet) -> bool:
    changed = False
    for branch in list(sheet.root.within()):
        tree = branch.spec.calculate
        if tree is None or branch.kids or (branch.value and _is_unsteady(tree)):
            continue
        found = sheet.value(tree, branch) if branch.is_relevant else ""
        found = "" if found in {"NaN", "Infinity", "-Infinity"} else found
        changed |= found != branch.value
        branch.value = found
    return changed


def _is_unsteady(tree: Ast) -> bool:
    return any(part[0] == "call" and part[1] in UNSTEADY for part in walk(tree))


def preload(sheet: Sheet, *, started: datetime | None) -> None:
    """What nobody types: when it began and ended, the day, who."""
    now = sheet.now.isoformat(timespec="milliseconds")
    known = {
        "timestamp:start": (started or sheet.now).isoformat(timespec="milliseconds"),
        "timestamp:end": now,
        "date:today": sheet.now.date().isoformat(),
    }
    for branch in sheet.root.within():
        if branch.spec.preload:
            branch.value = known.get(branch.spec.preload, sheet.facts.get(branch.spec.preload, branch.value))
