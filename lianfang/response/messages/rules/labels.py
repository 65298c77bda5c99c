"""Labels of a message (whose, which day, which part of it) and the figures they belong to. Part of `understanding`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from . import words
from .tokens import Kind, Token


@dataclass(frozen=True, slots=True)
class Said:
    """One reading as it was said. `who` is a relation, a name of the household or empty (whoever writes); `day`
    counts from today (None: not said); `slot` is am, pm, noon, night or empty."""

    who: str = ""
    day: int | None = None
    slot: str = ""
    celsius: Decimal | None = None
    symptoms: tuple[str, ...] = ()
    method: str = ""


class Unclear(Exception):
    """The message may mean two things; the first word says which."""


@dataclass(slots=True)
class State:
    """What the labels said before the next figure."""

    who: tuple[str, ...] = ()
    day: int | None = None
    slot: str = ""
    is_hour: bool = False
    fresh: bool = False
    named: bool = False
    is_joined: bool = False
    is_each: bool = False


LABELS = frozenset({Kind.WHO, Kind.DAY, Kind.SLOT, Kind.CLOCK})
JOINS = frozenset({Kind.AND, Kind.EACH})


def parts(tokens: Sequence[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == Kind.BREAK:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def without_skipped_slots(part: Sequence[Token]) -> list[Token]:
    """上午36.5下午还没量: the afternoon is not said yet."""
    kept: list[Token] = []
    for token in part:
        if token.kind == Kind.NOT_YET:
            while kept and kept[-1].kind in (Kind.SLOT, Kind.DAY, Kind.CLOCK):
                kept.pop()
            continue
        kept.append(token)
    return kept


def with_whole_figures(part: Sequence[Token]) -> list[Token]:
    """体温38, 发烧39, 孩子38: a whole figure is a temperature where the words beside it leave nothing else."""
    people = {token.what for token in part if token.kind == Kind.WHO}
    is_plain = any(
        token.kind == Kind.CUE or (token.kind, token.what) == (Kind.SYMPTOM, "fever") for token in part
    )
    if not (is_plain or people == {words.CHILD}):
        return list(part)
    return [replace(token, kind=Kind.VALUE) if token.kind == Kind.WHOLE else token for token in part]


def goes_on_denying(token: Token, is_list: bool) -> bool:
    """True from 没有… on, over a list of bare symptoms."""
    if token.kind == Kind.NONE:
        return token.text.startswith(words.NOT_ANY)
    return is_list and (token.kind == Kind.AND or (token.kind == Kind.SYMPTOM and not token.is_there))


def ends_with_label(part: Sequence[Token]) -> bool:
    last = [token.kind for token in part if token.kind in LABELS or token.kind == Kind.VALUE]
    return bool(last) and last[-1] != Kind.VALUE


def labelled(state: State, token: Token) -> State:
    """The state with one more label; Unclear where two labels of a kind stand before one figure."""
    if token.kind == Kind.AND:
        return replace(state, is_joined=True)
    if token.kind == Kind.EACH:
        return replace(state, is_each=True)
    if token.kind == Kind.WHO:
        return _with_person(state, token)
    if token.kind == Kind.DAY:
        return replace(state, day=token.day, slot="" if not state.fresh else state.slot, fresh=True)
    return _with_slot(state, token)


def _with_person(state: State, token: Token) -> State:
    if not state.named:
        return replace(state, who=(token.what,), fresh=True, named=True, is_joined=False)
    if state.who == (words.ME,):
        # 我是王建国: the name says it better. 我老婆 is one word of its own.
        is_name = token.what not in words.WHO
        if is_name and not state.is_joined:
            return replace(state, who=(token.what,))
    return replace(state, who=(*state.who, token.what), fresh=True)


def _with_slot(state: State, token: Token) -> State:
    if token.kind == Kind.CLOCK:
        # The hour says it only where no word does: 下午3点 is the afternoon.
        if state.slot and state.fresh and not state.is_hour:
            return state
        return replace(state, slot=token.what, fresh=True, is_hour=True)
    if state.fresh and state.slot and not state.is_hour and state.slot != token.what:
        raise Unclear("two parts of the day")
    day = token.day if token.is_there else state.day
    return replace(state, slot=token.what, day=day, fresh=True, is_hour=False)


def emit(state: State, number: Decimal) -> list[Said]:
    if len(state.who) > 1 and not state.is_each:
        raise Unclear("two people")
    if state.is_each and len(state.who) < 2:
        raise Unclear("each of whom")
    return [Said(who, state.day, state.slot, number) for who in state.who or ("",)]


def emit_labelled(state: State, number: Decimal) -> list[Said]:
    if not state.fresh:
        raise Unclear("figure without a label")
    return emit(state, number)


def once(symptoms: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(symptoms))
