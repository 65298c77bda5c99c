"""An expression's tree evaluated over branches. `static/forms/xpath.js` is the same, line by line, for the page."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from .days import days_of
from .parsing import Ast
from .tree import Branch

Value = str | float | bool | list[Branch]


@dataclass
class Context:
    """Where an expression stands. `here` is the question it belongs to, `at` what `.` means inside predicates."""

    here: Branch
    now: datetime
    lists: Mapping[str, Branch] = field(default_factory=dict)
    texts: Callable[[str], str] = str
    choice: Callable[[str, str], str] = lambda value, path: value
    at: Branch | None = None
    position: int = 1
    size: int = 1
    chance: Callable[[], float] = lambda: 0.5
    fresh: Callable[[], str] = lambda: ""

    def inside(self, at: Branch, position: int, size: int) -> Context:
        """The same place, for a predicate asked of one candidate."""
        return Context(
            self.here,
            self.now,
            self.lists,
            self.texts,
            self.choice,
            at,
            position,
            size,
            self.chance,
            self.fresh,
        )


def evaluate(tree: Ast, context: Context) -> Value:
    """The value of an expression: text, number, truth, or branches in document order."""
    kind = tree[0]
    if kind in {"num", "str"}:
        return cast(Value, tree[1])
    if kind == "op":
        return _operate(tree[1], tree[2], tree[3], context)
    if kind == "neg":
        return -as_number(evaluate(tree[1], context))
    if kind == "call":
        from .functions import call  # the functions evaluate their arguments

        return call(tree[1], tree[2], context)
    return walk_path(tree[1], tree[2], context)


def as_text(value: Value) -> str:
    """XPath's string(), whole numbers without a point."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return value[0].text if value else ""
    return number_text(value)


def number_text(value: float) -> str:
    """A number as text: no point for whole ones, no exponent, NaN and Infinity by name."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == math.floor(value) and abs(value) < 1e15:
        return str(int(value))
    shown = repr(value)
    return f"{value:.12f}".rstrip("0").rstrip(".") if "e" in shown and abs(value) < 1 else shown


def as_number(value: Value) -> float:
    """XPath's number(); a date counts as its days (days.py)."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    text = as_text(value).strip(" \t\r\n")
    if not text or not (text[0].isdigit() or text[0] in "-."):
        return math.nan
    return _plain_number(text)


def _plain_number(text: str) -> float:
    digits = text[1:] if text.startswith("-") else text
    head, _point, tail = digits.partition(".")
    if (head + tail).isascii() and (head + tail).isdigit() and len(text) < 400:
        return float(text)
    return days_of(text)


def as_boolean(value: Value) -> bool:
    """XPath's boolean(): text that is there, a number that is not nought, any branch."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def _operate(sign: str, left: Ast, right: Ast, context: Context) -> Value:
    if sign == "or":
        return as_boolean(evaluate(left, context)) or as_boolean(evaluate(right, context))
    if sign == "and":
        return as_boolean(evaluate(left, context)) and as_boolean(evaluate(right, context))
    one, two = evaluate(left, context), evaluate(right, context)
    if sign == "|":
        return in_order([*branches(one), *branches(two)])
    if sign in COMPARED:
        return compare(sign, one, two)
    return calculate(sign, as_number(one), as_number(two))


def calculate(sign: str, one: float, two: float) -> float:
    """+ - * div mod on doubles; dividing by nought gives infinity, as in XPath."""
    try:
        if sign == "+":
            return one + two
        if sign == "-":
            return one - two
        if sign == "*":
            return one * two
        if sign == "mod":
            return math.fmod(one, two)
        return one / two
    except ZeroDivisionError:
        if math.isnan(one) or one == 0:
            return math.nan
        return math.copysign(math.inf, one) * math.copysign(1.0, two)
    except (ValueError, OverflowError):
        return math.nan


COMPARED: dict[str, Callable[[float, float], bool]] = {
    "=": lambda one, two: one == two,
    "!=": lambda one, two: one != two,
    "<": lambda one, two: one < two,
    "<=": lambda one, two: one <= two,
    ">": lambda one, two: one > two,
    ">=": lambda one, two: one >= two,
}


def compare(sign: str, one: Value, two: Value) -> bool:
    """XPath's comparison (§3.4): of branches any one that fits; texts as texts only for = and !=."""
    if isinstance(one, list) and not isinstance(two, bool):
        return any(compare(sign, branch.text, two) for branch in one)
    if isinstance(two, list) and not isinstance(one, bool):
        return any(compare(sign, one, branch.text) for branch in two)
    if sign in {"=", "!="}:
        if isinstance(one, bool) or isinstance(two, bool):
            return (as_boolean(one) == as_boolean(two)) == (sign == "=")
        if isinstance(one, str) and isinstance(two, str):
            return (one == two) == (sign == "=")
    one = as_boolean(one) if isinstance(one, list) else one
    two = as_boolean(two) if isinstance(two, list) else two
    return COMPARED[sign](as_number(one), as_number(two))


def branches(value: Value) -> list[Branch]:
    """The branches of a value; none where it is text or number."""
    return value if isinstance(value, list) else []


def walk_path(start: Any, steps: list[Ast], context: Context) -> list[Branch]:
    """The branches a path leads to, in document order, each once."""
    if start == "/":
        return _from_top(steps, context)
    if start == ".":
        found = [context.at or context.here]
    else:
        found = branches(evaluate(start[1], context))
        for predicate in start[2]:
            found = _kept(found, predicate, context)
    return _walk(found, steps, context)


def _from_top(steps: list[Ast], context: Context) -> list[Branch]:
    """An absolute path; where it runs through the repeats we stand in, it means our own member of them."""
    top = context.here
    while top.parent is not None:
        top = top.parent
    own = {id(branch) for branch in (context.here, *context.here.above())}
    found = [top]
    for index, step in enumerate(steps):
        further = _walk(found, [step], context)
        is_last = index == len(steps) - 1
        is_plain = step[0] == "child" and step[1] not in {"*", "node()"} and not step[2]
        bound = [branch for branch in further if id(branch) in own]
        found = bound if bound and is_plain and not is_last else further
    return found


def _walk(found: list[Branch], steps: list[Ast], context: Context) -> list[Branch]:
    for axis, name, predicates in steps:
        further: list[Branch] = []
        for branch in found:
            reached = [one for one in _along(branch, axis) if _is_named(one, name)]
            for predicate in predicates:
                reached = _kept(reached, predicate, context)
            further += reached
        found = further if len(found) < 2 else in_order(further)
        if axis in BACKWARD:
            found = in_order(found)
    return found


BACKWARD = frozenset({"ancestor", "ancestor-or-self", "preceding-sibling"})


def _along(branch: Branch, axis: str) -> Iterable[Branch]:
    """The branches an axis reaches, the nearest first."""
    if axis == "child":
        return branch.kids
    if axis == "self":
        return [branch]
    if axis == "parent":
        return [branch.parent] if branch.parent is not None else []
    if axis in {"descendant", "descendant-or-self"}:
        found = list(branch.within())
        return found if axis == "descendant-or-self" else found[1:]
    if axis in {"ancestor", "ancestor-or-self"}:
        return [branch, *branch.above()] if axis == "ancestor-or-self" else list(branch.above())
    return _beside(branch, axis)


def _beside(branch: Branch, axis: str) -> list[Branch]:
    if branch.parent is None or axis == "attribute":
        return []
    kids = branch.parent.kids
    place = next(index for index, kid in enumerate(kids) if kid is branch)
    return kids[place + 1 :] if axis == "following-sibling" else kids[:place][::-1]


def _is_named(branch: Branch, name: str) -> bool:
    if name == "node()":
        return True
    plain = name.rpartition(":")[2]
    return bool(branch.name) and (plain == "*" or branch.name == plain)


def _kept(found: list[Branch], predicate: Ast, context: Context) -> list[Branch]:
    size, kept = len(found), []
    for place, branch in enumerate(found, 1):
        value = evaluate(predicate, context.inside(branch, place, size))
        # A number alone asks for a place; True is no number here.
        if value == place if isinstance(value, float) else as_boolean(value):
            kept.append(branch)
    return kept


def in_order(found: list[Branch]) -> list[Branch]:
    """Each branch once, in document order."""
    if len(found) < 2:
        return found
    once = {id(branch): branch for branch in found}
    top = found[0]
    while top.parent is not None:
        top = top.parent
    ordered = [branch for branch in top.within() if id(branch) in once]
    # Branches of several trees (lists beside the form) keep the order they came in.
    return ordered if len(ordered) == len(once) else list(once.values())
