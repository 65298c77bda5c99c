"""The functions an expression may call: XPath's own and those of ODK XForms, one short function each."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache

from . import days
from .evaluating import (
    Context,
    Value,
    as_boolean,
    as_number,
    as_text,
    branches,
    evaluate,
)
from .parsing import Ast

Given = list[Value]
LONGEST_MATCHED = 2_000


def call(name: str, arguments: list[Ast], context: Context) -> Value:
    """Calls a function; those that choose what to evaluate receive the trees."""
    if name in LAZY:
        return LAZY[name](arguments, context)
    given = [evaluate(argument, context) for argument in arguments]
    if name in HERE and not given:
        given = [[context.at or context.here]]
    if name in WITH_CONTEXT:
        return WITH_CONTEXT[name](given, context)
    return PLAIN[name](given)


def texts(given: Given) -> list[str]:
    """All arguments as texts, branches one by one."""
    return [text for value in given for text in _each(value)]


def _each(value: Value) -> list[str]:
    return [branch.text for branch in value] if isinstance(value, list) else [as_text(value)]


def numbers(given: Given) -> list[float]:
    """All arguments as numbers, branches one by one, those without an answer left out."""
    return [as_number(text) for text in texts(given) if text != ""]


def text(given: Given, place: int, otherwise: str = "") -> str:
    """One argument as text."""
    return as_text(given[place]) if place < len(given) else otherwise


def number(given: Given, place: int, otherwise: float = math.nan) -> float:
    """One argument as number."""
    return as_number(given[place]) if place < len(given) else otherwise


def words(given: Given) -> list[str]:
    """The chosen values of a select-many."""
    return text(given, 0).split()


def _if(arguments: list[Ast], context: Context) -> Value:
    return evaluate(arguments[1 if as_boolean(evaluate(arguments[0], context)) else 2], context)


def _coalesce(arguments: list[Ast], context: Context) -> Value:
    found = ""
    for argument in arguments:
        found = as_text(evaluate(argument, context))
        if found:
            break
    return found


def _once(arguments: list[Ast], context: Context) -> Value:
    return context.here.text or as_text(evaluate(arguments[0], context))


def _indexed(arguments: list[Ast], context: Context) -> Value:
    """indexed-repeat(what, repeat, number, repeat, number): our way down through the members named."""
    here = context.here
    for path, place in zip(arguments[1::2], arguments[2::2], strict=False):
        inside = Context(here, context.now, context.lists)
        members = branches(evaluate(path, inside))
        wanted = as_number(evaluate(place, context))
        if not 1 <= wanted <= len(members):
            return ""
        here = members[int(wanted) - 1]
    return as_text(evaluate(arguments[0], Context(here, context.now, context.lists)))


def _position(given: Given, context: Context) -> Value:
    if not given:
        return float(context.position)
    found = branches(given[0])
    if not found:
        return math.nan
    return float(next(place for place, one in enumerate(found[0].siblings, 1) if one is found[0]))


def _instance(given: Given, context: Context) -> Value:
    root = context.lists.get(text(given, 0))
    return [root] if root is not None else []


def _pulled(given: Given, context: Context) -> Value:
    """pulldata(list, wanted column, key column, key)."""
    root = context.lists.get(text(given, 0))
    key = text(given, 3)
    for item in root.within() if root and key else ():
        if item.kids and any(kid.text == key for kid in item.named(text(given, 2))):
            return next((kid.text for kid in item.named(text(given, 1))), "")
    return ""


def _choice_name(given: Given, context: Context) -> Value:
    return context.choice(text(given, 0), text(given, 1).strip(" '\""))


def _now(_given: Given, context: Context) -> Value:
    return context.now.astimezone(days.HERE).isoformat(timespec="milliseconds")


def _today(_given: Given, context: Context) -> Value:
    return context.now.astimezone(days.HERE).date().isoformat()


def _date(given: Given) -> Value:
    found = given[0] if given else ""
    if isinstance(found, float):
        return days.date_text(found)
    moment = days.moment_of(as_text(found))
    if moment is None and not math.isnan(as_number(found)):
        return days.date_text(as_number(found))
    return moment.date().isoformat() if moment else ""


def _moment(given: Given) -> Value:
    return days.moment_text(number(given, 0))


def _time_of_day(given: Given) -> Value:
    """decimal-time('09:30'): the part of the day gone."""
    match = re.match(r"(\d{2}):(\d{2})(?::(\d{2}))?", text(given, 0))
    if not match:
        return math.nan
    hour, minute, second = (int(part or 0) for part in match.groups())
    return (hour * 3600 + minute * 60 + second) / 86400


def _round(given: Given) -> Value:
    value, places = number(given, 0), number(given, 1, 0.0)
    if not math.isfinite(value) or not math.isfinite(places) or abs(places) > 12:
        return value
    scale = 10.0 ** int(places)
    return math.floor(value * scale + 0.5) / scale


def _int(given: Given) -> Value:
    value = number(given, 0)
    return float(math.trunc(value)) if math.isfinite(value) else math.nan


def _power(given: Given) -> Value:
    try:
        found = number(given, 0) ** number(given, 1)
    except (OverflowError, ZeroDivisionError):
        return math.nan
    return found if isinstance(found, float) else math.nan


def _real(function: Callable[[float], float]) -> Callable[[Given], Value]:
    def safely(given: Given) -> Value:
        try:
            return float(function(number(given, 0)))
        except (ValueError, OverflowError):
            return math.nan

    return safely


def _regex(given: Given) -> Value:
    """Whether the whole text fits the pattern. Texts beyond any answer's length fit none."""
    subject = text(given, 0)
    pattern = compiled(text(given, 1))
    return bool(pattern and len(subject) <= LONGEST_MATCHED and pattern.fullmatch(subject))


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """A pattern ready for use; None where it is none."""
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, RecursionError, OverflowError):
        return None


def _chosen_at(given: Given) -> Value:
    chosen, place = words(given), number(given, 1)
    return chosen[int(place)] if 0 <= place < len(chosen) else ""


def _join(given: Given) -> Value:
    return text(given, 0).join(texts(given[1:]))


def _part(given: Given) -> Value:
    """substr(text, from, to): 0-based, the end left out, negative from the end."""
    subject = text(given, 0)
    start, end = number(given, 1, 0.0), number(given, 2, math.inf)
    if math.isnan(start) or math.isnan(end):
        return ""
    return subject[int(start) : None if math.isinf(end) else int(end)]


def _substring(given: Given) -> Value:
    """XPath's substring: 1-based, rounded."""
    subject, start = text(given, 0), _rounded(number(given, 1))
    end = start + _rounded(number(given, 2)) if len(given) > 2 else math.inf
    return "".join(letter for place, letter in enumerate(subject, 1) if start <= place < end)


def _rounded(value: float) -> float:
    return math.floor(value + 0.5) if math.isfinite(value) else value


def _translate(given: Given) -> Value:
    source, target = text(given, 1), text(given, 2)
    table: dict[int, int | None] = {}
    for place, letter in enumerate(source):
        table.setdefault(ord(letter), ord(target[place]) if place < len(target) else None)
    return text(given, 0).translate(table)


def _before(given: Given) -> Value:
    head, mark, _tail = text(given, 0).partition(text(given, 1)) if text(given, 1) else ("", "", "")
    return head if mark else ""


def _after(given: Given) -> Value:
    mark = text(given, 1)
    return text(given, 0).partition(mark)[2] if mark else text(given, 0)


def _least(given: Given) -> Value:
    found = numbers(given)
    return min(found) if found and not any(map(math.isnan, found)) else math.nan


def _most(given: Given) -> Value:
    found = numbers(given)
    return max(found) if found and not any(map(math.isnan, found)) else math.nan


def _checklist(given: Given) -> Value:
    """checklist(least, most, answers...): how many are true lies between; -1 leaves a side open."""
    count = sum(
        as_boolean(value) if not isinstance(value, list) else as_text(value) in YES for value in given[2:]
    )
    least, most = number(given, 0), number(given, 1)
    return (least < 0 or count >= least) and (most < 0 or count <= most)


def _weighted(given: Given) -> Value:
    pairs = zip(given[2::2], given[3::2], strict=False)
    total = sum(as_number(weight) for value, weight in pairs if as_text(value) in YES)
    least, most = number(given, 0), number(given, 1)
    return (least < 0 or total >= least) and (most < 0 or total <= most)


def _name(given: Given) -> Value:
    found = branches(given[0]) if given else []
    return found[0].name if found else ""


YES = frozenset({"true", "1", "yes", "OK"})
HERE = frozenset({"string", "number", "string-length", "normalize-space", "name", "local-name"})
LAZY: dict[str, Callable[[list[Ast], Context], Value]] = {
    "if": _if,
    "coalesce": _coalesce,
    "once": _once,
    "indexed-repeat": _indexed,
    "current": lambda arguments, context: [context.here],
}
WITH_CONTEXT: dict[str, Callable[[Given, Context], Value]] = {
    "position": _position,
    "last": lambda given, context: float(context.size),
    "instance": _instance,
    "pulldata": _pulled,
    "jr:itext": lambda given, context: context.texts(text(given, 0)),
    "jr:choice-name": _choice_name,
    "today": _today,
    "now": _now,
    "random": lambda given, context: context.chance(),
    "uuid": lambda given, context: context.fresh(),
}
PLAIN: dict[str, Callable[[Given], Value]] = {
    "string": lambda given: text(given, 0),
    "number": lambda given: number(given, 0),
    "boolean": lambda given: as_boolean(given[0]),
    "not": lambda given: not as_boolean(given[0]),
    "true": lambda given: True,
    "false": lambda given: False,
    "boolean-from-string": lambda given: text(given, 0).lower() in {"true", "1"},
    "selected": lambda given: text(given, 1).strip() in words(given),
    "selected-at": _chosen_at,
    "count-selected": lambda given: float(len(words(given))),
    "regex": _regex,
    "date": _date,
    "date-time": _moment,
    "format-date": lambda given: days.formatted(as_text(_date_like(given)), text(given, 1)),
    "format-date-time": lambda given: days.formatted(as_text(_date_like(given)), text(given, 1)),
    "decimal-date-time": lambda given: number(given, 0),
    "decimal-time": _time_of_day,
    "int": _int,
    "round": _round,
    "floor": _real(math.floor),
    "ceiling": _real(math.ceil),
    "abs": _real(abs),
    "sqrt": _real(math.sqrt),
    "exp": _real(math.exp),
    "log": _real(math.log),
    "log10": _real(math.log10),
    "sin": _real(math.sin),
    "cos": _real(math.cos),
    "tan": _real(math.tan),
    "asin": _real(math.asin),
    "acos": _real(math.acos),
    "atan": _real(math.atan),
    "atan2": lambda given: math.atan2(number(given, 0), number(given, 1)),
    "pi": lambda given: math.pi,
    "pow": _power,
    "min": _least,
    "max": _most,
    "sum": lambda given: float(sum(numbers(given))),
    "count": lambda given: float(len(branches(given[0]))),
    "count-non-empty": lambda given: float(sum(1 for one in branches(given[0]) if one.text)),
    "concat": lambda given: "".join(texts(given)),
    "join": _join,
    "string-length": lambda given: float(len(text(given, 0))),
    "normalize-space": lambda given: " ".join(text(given, 0).split()),
    "contains": lambda given: text(given, 1) in text(given, 0),
    "starts-with": lambda given: text(given, 0).startswith(text(given, 1)),
    "ends-with": lambda given: text(given, 0).endswith(text(given, 1)),
    "substring-before": _before,
    "substring-after": _after,
    "substring": _substring,
    "substr": _part,
    "translate": _translate,
    "upper-case": lambda given: text(given, 0).upper(),
    "lower-case": lambda given: text(given, 0).lower(),
    "checklist": _checklist,
    "weighted-checklist": _weighted,
    "name": _name,
    "local-name": _name,
    "randomize": lambda given: given[0],
    "version": lambda given: "",
}


def _date_like(given: Given) -> Value:
    found = given[0] if given else ""
    if isinstance(found, float) or days.moment_of(as_text(found)) is None:
        return days.moment_text(as_number(found))
    return found


# Fewest and most arguments; what is not named here takes one.
ARITY: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("today", "now", "true", "false", "pi", "last", "random", "current", "version"), (0, 0)),
    **dict.fromkeys(
        ("position", "string", "number", "string-length", "normalize-space", "name", "local-name"), (0, 1)
    ),
    **dict.fromkeys(("selected", "selected-at", "regex", "contains", "starts-with", "ends-with"), (2, 2)),
    **dict.fromkeys(("substring-before", "substring-after", "pow", "atan2", "jr:choice-name"), (2, 2)),
    **dict.fromkeys(("format-date", "format-date-time"), (2, 2)),
    **dict.fromkeys(("concat", "join", "coalesce", "min", "max", "sum"), (1, 250)),
    **dict.fromkeys(("checklist", "weighted-checklist"), (2, 250)),
    **dict.fromkeys(("substring", "substr"), (2, 3)),
    "round": (1, 2),
    "uuid": (0, 1),
    "randomize": (1, 2),
    "if": (3, 3),
    "translate": (3, 3),
    "pulldata": (4, 4),
    "indexed-repeat": (3, 7),
}
KNOWN = frozenset(LAZY) | frozenset(WITH_CONTEXT) | frozenset(PLAIN)
