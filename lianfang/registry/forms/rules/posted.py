"""A page's form as answers: names like `kids[0]/name`, members counted in `kids[]`, buttons that add and remove."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .definition import Definition, Kind, Node
from .planting import MOST_MEMBERS

LISTED = frozenset({Kind.MANY, Kind.RANK})


@dataclass(frozen=True, slots=True)
class Posted:
    """What a page sent: the answers, and whether it only asked for one member more or less."""

    values: dict[str, Any]
    is_growing: bool


@dataclass(frozen=True, slots=True)
class Post:
    """The parts of a posted form: all texts of a name, a file of a name or None, and the names' beginning."""

    texts: Callable[[str], Sequence[str]]
    file: Callable[[str], Any]
    prefix: str = ""

    def text(self, name: str) -> str:
        """The last text of a name."""
        found = self.texts(self.prefix + name)
        return str(found[-1]) if found else ""


def read_posted(definition: Definition, post: Post) -> Posted:
    """The answers in a posted form, as `operations.submit` takes them."""
    kinds = {question.path: question.kind for question in definition.asked() if question.path}
    values = _scope(definition.root, post, "", kinds)
    more, less = post.text("+"), post.text("-")
    if more:
        _grow(values, more)
    if less:
        _shrink(values, less)
    return Posted(values, bool(more or less))


def _scope(scope: Node, post: Post, place: str, kinds: Mapping[str, Kind]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for node in scope.kids:
        name = place + node.key
        if node.repeats:
            count = post.text(name + "[]")
            number = min(int(count), MOST_MEMBERS) if count.isdecimal() and len(count) < 5 else 0
            found[node.key] = [_scope(node, post, f"{name}[{one}]/", kinds) for one in range(number)]
        elif node.kids:
            found |= _scope(node, post, place, kinds)
        elif node.path in kinds and kinds[node.path] != Kind.NOTE:
            found[node.key] = _answer(post, name, kinds[node.path])
    return found


def _answer(post: Post, name: str, kind: Kind) -> Any:
    if kind == Kind.UPLOAD:
        # What was sent before stays named while the page is drawn again.
        return post.file(post.prefix + name) or post.text(name)
    if kind in LISTED:
        return list(dict.fromkeys(filter(None, post.texts(post.prefix + name))))
    return post.text(name)


def _grow(values: dict[str, Any], place: str) -> None:
    """One more member of the repeat named `kids` or `kids[0]/toys`."""
    members = _members(values, place)
    if members is not None and len(members) < MOST_MEMBERS:
        members.append({})


def _shrink(values: dict[str, Any], place: str) -> None:
    """Without the member named `kids[1]`."""
    head, _mark, number = place.rpartition("[")
    members = _members(values, head)
    number = number.rstrip("]")
    if members and number.isdecimal() and int(number) < len(members):
        members.pop(int(number))


def _members(values: dict[str, Any], place: str) -> list[Any] | None:
    at: Any = values
    for part in place.split("]/"):
        name, _mark, number = part.partition("[")
        members = at.get(name) if isinstance(at, dict) else None
        if not isinstance(members, list):
            return None
        if not number:
            return members
        if not number.isdecimal() or int(number) >= len(members):
            return None
        at = members[int(number)]
    return None
