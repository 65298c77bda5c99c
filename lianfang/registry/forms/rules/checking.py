"""What an expression must not say: functions nobody knows, questions that are not there, patterns that never end."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from .xpath import Ast, walk
from .xpath.functions import ARITY, KNOWN, compiled

# (a+)+ and its like: text that nearly fits takes time beyond measure.
_NESTED = re.compile(r"\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)\s*(?:[+*]|\{\d*,)")


def check_expression(tree: Ast, nodes: Mapping[str, Any], lists: Container[str]) -> Iterator[tuple[str, str]]:
    """Pairs of (why, words found) for all that cannot work in an expression."""
    for part in walk(tree):
        if part[0] == "call":
            yield from _check_call(part[1], part[2], lists)
        elif part[0] == "path" and part[1] == "/":
            yield from _check_path(part[2], nodes)


def _check_call(name: str, arguments: list[Ast], lists: Container[str]) -> Iterator[tuple[str, str]]:
    if name not in KNOWN:
        yield "function", name
        return
    fewest, most = ARITY.get(name, (1, 1))
    if not fewest <= len(arguments) <= most:
        yield "arguments", name
    elif name == "regex" and arguments[1][0] == "str":
        yield from _check_pattern(arguments[1][1])
    elif name == "pulldata" and arguments[0][0] == "str" and arguments[0][1] not in lists:
        yield "needs_file", arguments[0][1] + ".csv"
    elif name == "instance" and arguments[0][0] == "str" and arguments[0][1] not in lists:
        yield "list", arguments[0][1]


def _check_pattern(pattern: str) -> Iterator[tuple[str, str]]:
    if compiled(pattern) is None:
        yield "pattern", pattern[:80]
    elif _NESTED.search(pattern) or len(pattern) > 2_000:
        yield "pattern_endless", pattern[:80]


def _check_path(steps: list[Ast], nodes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    way = ""
    for axis, name, _predicates in steps:
        if axis != "child" or name in {"*", "node()", "text()"}:
            return
        way += "/" + name
        if way not in nodes:
            yield "question", name
            return


def circle_in(calculations: Mapping[str, Ast]) -> list[str]:
    """Questions (by path) that are calculated from one another in a circle, in its order; empty where none are. Only
    what is named from the top is followed: a repeat's member may well look at the one before it."""
    wanted = {path: {at for at in _named(tree) if at in calculations} for path, tree in calculations.items()}
    done: set[str] = set()
    for start in wanted:
        circle = _circle(start, wanted, done)
        if circle:
            return circle
    return []


def _circle(start: str, wanted: Mapping[str, set[str]], done: set[str]) -> list[str]:
    """Follows one question as far as it leads; what leads nowhere is `done`."""
    trail, left = [start], [iter(sorted(wanted[start]))]
    while trail:
        step = next(left[-1], None)
        if step is None:
            done.add(trail.pop())
            left.pop()
        elif step in trail and step != trail[-1]:
            return trail[trail.index(step) :]
        elif step not in done and step not in trail:
            trail.append(step)
            left.append(iter(sorted(wanted[step])))
    return []


def _named(tree: Ast) -> Iterator[str]:
    for part in walk(tree):
        if part[0] == "path" and part[1] == "/" and all(step[0] == "child" for step in part[2]):
            yield "".join(f"/{name}" for _axis, name, _predicates in part[2])
