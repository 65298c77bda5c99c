"""How answers are named: by the question's name, or by its path inside the repeat where a name comes twice."""

from __future__ import annotations

from collections import Counter

from .definition import Node


def give_keys(scope: Node) -> None:
    """Gives each answer and repeat its key within the form or the repeat it stands in; groups are looked through."""
    found = _members(scope, "")
    names = Counter(node.name for node, _way in found)
    for node, way in found:
        node.key = node.name if names[node.name] == 1 else way
        if node.repeats:
            give_keys(node)


def _members(scope: Node, way: str) -> list[tuple[Node, str]]:
    found = []
    for kid in scope.kids:
        if kid.name == "meta":
            continue
        here = f"{way}{kid.name}"
        if kid.kids and not kid.repeats:
            found += _members(kid, here + "/")
        else:
            found.append((kid, here))
    return found
