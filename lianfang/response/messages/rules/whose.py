"""Whom of a household a word means, seen from whoever writes. One person, or nobody: never the likeliest of two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from . import words
from .labels import Said, Unclear

ADULT = 18


@dataclass(frozen=True, slots=True)
class Member:
    """One of a household. `age` and `sex` may be unknown; `writes` is true of those whose number it is; `is_asked`
    of those under observation, whose temperature is expected."""

    id: UUID
    sex: str = ""
    age: int | None = None
    writes: bool = False
    is_asked: bool = False


def whose(said: Said, members: Sequence[Member]) -> Member:
    """The one member that a reading is about. Raises Unclear where there is none, or more than one."""
    by_name = next((one for one in members if str(one.id) == said.who), None)
    if by_name:
        return by_name
    if not said.who:
        return _unnamed(members)
    if said.who == words.ME:
        return _only([one for one in members if one.writes], "which one writes")
    return _related(said.who, members)


def _unnamed(members: Sequence[Member]) -> Member:
    """Whoever is asked, where that is one; else whoever writes, where that is one and is asked."""
    asked = [one for one in members if one.is_asked]
    if len(asked) == 1:
        return asked[0]
    writer = _only([one for one in members if one.writes], "which one writes")
    if not writer.is_asked:
        raise Unclear("which of those asked")
    return writer


def _related(relation: str, members: Sequence[Member]) -> Member:
    if relation == words.CHILD:
        # A child is a child whoever writes.
        return _fitting(
            [one for one in members if not one.writes], lambda one: _is(one.age, lambda a: a < ADULT)
        )
    writer = _only([one for one in members if one.writes], "which one writes")
    fits = RELATIONS.get(relation)
    if fits is None or writer.age is None:
        raise Unclear("relation")
    others = [one for one in members if one.id != writer.id]
    return _fitting(others, lambda one: fits(writer, one))


def _fitting(members: Sequence[Member], fits: Callable[[Member], bool | None]) -> Member:
    """The only one that may fit; somebody of unknown age or sex may be anybody, so that nobody is certain then."""
    possible = [one for one in members if fits(one) is not False]
    found = _only(possible, "which relative")
    if not fits(found):
        raise Unclear("which relative")
    return found


def _only(found: Sequence[Member], why: str) -> Member:
    if len(found) != 1:
        raise Unclear(why)
    return found[0]


def _is(value: int | None, holds: Callable[[int], bool]) -> bool | None:
    return None if value is None else holds(value)


def _older(years: tuple[int, int], sex: str) -> Callable[[Member, Member], bool | None]:
    """Fits who is so many years older than whoever writes (below nought: younger), of this sex where it says one."""

    def fits(writer: Member, one: Member) -> bool | None:
        told = _is(one.age, lambda age: years[0] <= age - (writer.age or 0) <= years[1])
        return _both(told, _sexed(one, sex))

    return fits


def _couple(sex: str) -> Callable[[Member, Member], bool | None]:
    def fits(writer: Member, one: Member) -> bool | None:
        if (writer.age or 0) < ADULT:
            return False
        wanted = sex or {"M": "F", "F": "M"}.get(writer.sex, "")
        if not wanted or writer.sex == wanted:
            return False
        near = _is(one.age, lambda age: age >= ADULT and abs(age - (writer.age or 0)) <= 25)
        return _both(near, _sexed(one, wanted))

    return fits


def _sexed(one: Member, sex: str) -> bool | None:
    return True if not sex else None if not one.sex else one.sex == sex


def _both(first: bool | None, second: bool | None) -> bool | None:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


RELATIONS: dict[str, Callable[[Member, Member], bool | None]] = {
    "father": _older((15, 55), "M"),
    "mother": _older((15, 50), "F"),
    "grandpa": _older((35, 90), "M"),
    "grandma": _older((35, 90), "F"),
    "son": _older((-55, -15), "M"),
    "daughter": _older((-55, -15), "F"),
    "husband": _couple("M"),
    "wife": _couple("F"),
    "spouse": _couple(""),
}


def names_of(people: Sequence[tuple[UUID, str]]) -> dict[str, str]:
    """How members of a household may be called in a message → who it is: the whole name, the given name, its last
    character twice or after 小. A way of calling that fits two of them is left out."""
    found: dict[str, set[str]] = {}
    for key, name in people:
        for said in _called(name.strip()):
            found.setdefault(said, set()).add(str(key))
    return {said: next(iter(keys)) for said, keys in found.items() if len(keys) == 1}


def _called(name: str) -> list[str]:
    if len(name) < 2:
        return []
    if name.isascii():
        first = name.split()[0]
        return [name, first] if len(first) > 2 else [name]
    if not all("\u3400" <= character <= "\U0003ffff" for character in name):
        return [name]
    given = name[1:] if len(name) < 4 else name[2:]
    called = [name, name[-1] * 2, f"小{name[-1]}"]
    return [*called, given] if len(given) > 1 else called
