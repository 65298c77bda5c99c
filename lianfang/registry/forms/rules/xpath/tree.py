"""What paths walk over: branches with a name, a value, children and a parent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class Branch:
    """One element of an instance: a question's answer, a group, a member of a repeat, a line of a list.

    `spec` is the question it belongs to, None in lists. What is not relevant reads as empty.
    """

    __slots__ = ("is_relevant", "kids", "name", "parent", "spec", "value")

    def __init__(self, name: str, value: str = "", spec: Any = None) -> None:
        self.name, self.value, self.spec = name, value, spec
        self.kids: list[Branch] = []
        self.parent: Branch | None = None
        self.is_relevant = True

    def add(self, kid: Branch) -> Branch:
        """Takes a child in; returns it."""
        kid.parent = self
        self.kids.append(kid)
        return kid

    @property
    def text(self) -> str:
        """XPath's string-value: the own answer, or all answers within in order."""
        if not self.is_relevant:
            return ""
        return self.value if not self.kids else "".join(kid.text for kid in self.kids)

    def named(self, name: str) -> list[Branch]:
        """The children of this name."""
        return [kid for kid in self.kids if kid.name == name]

    def within(self) -> Iterator[Branch]:
        """This one and all below, in document order."""
        yield self
        for kid in self.kids:
            yield from kid.within()

    def above(self) -> Iterator[Branch]:
        """Parents, the nearest first; the nameless top is not among them."""
        up = self.parent
        while up is not None and up.name:
            yield up
            up = up.parent

    @property
    def siblings(self) -> list[Branch]:
        """The parent's children of the same name, in order."""
        return self.parent.named(self.name) if self.parent else [self]
