"""Reading an expression into a tree of plain lists that JSON carries to the page.

`["num", 1.5]` `["str", "a"]` `["op", "+", left, right]` `["neg", x]` `["call", name, [arguments]]`
`["path", start, steps]` with start `"/"`, `"."` or `["of", tree, predicates]`, and a step `[axis, name, predicates]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .tokens import NotReadable, Token, cut

Ast = list[Any]
DEEPEST = 40
DEEPEST_TREE = 150
LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
AXES = frozenset(
    {
        "child", "self", "parent", "descendant", "descendant-or-self", "ancestor", "ancestor-or-self",
        "preceding-sibling", "following-sibling", "attribute",
    }
)  # fmt: skip
NODE_TYPES = frozenset({"node", "text", "comment", "processing-instruction"})
KINDS = frozenset({"num", "str", "op", "neg", "call", "path"})
ANY_DEPTH: Ast = ["descendant-or-self", "node()", []]


def read(text: str) -> Ast:
    """The tree of an expression. Raises NotReadable with the place where it stops making sense."""
    reader = _Reader(cut(text))
    found = reader.level(0)
    if reader.here.kind != "end":
        raise reader.wrong("left_over")
    if _depth(found) > DEEPEST_TREE:
        raise NotReadable("too_deep")
    return found


def _depth(tree: Any) -> int:
    """How many lists stand inside one another, counted without recursion."""
    deep, level = 0, [tree]
    while level:
        level = [part for one in level if isinstance(one, list) for part in one]
        deep += 1
    return deep


def walk(tree: Any) -> Iterator[Ast]:
    """Every node of a tree that is an expression of its own."""
    if isinstance(tree, list):
        if tree and isinstance(tree[0], str) and tree[0] in KINDS:
            yield tree
        for part in tree:
            yield from walk(part)


class _Reader:
    """Recursive descent over the tokens, one operator level a step."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.place, self.depth = tokens, 0, 0

    @property
    def here(self) -> Token:
        return self.tokens[self.place]

    def wrong(self, why: str) -> NotReadable:
        why = "ends_early" if self.here.kind == "end" else why
        return NotReadable(why, self.here.at, self.here.text)

    def take(self, *texts: str) -> str:
        """The token here when it is one of these; else nothing is taken."""
        token = self.here
        if token.kind in {"mark", "op"} and token.text in texts:
            self.place += 1
            return token.text
        return ""

    def need(self, text: str) -> None:
        if not self.take(text):
            raise self.wrong(f"needs {text}")

    def level(self, rank: int) -> Ast:
        if rank == len(LEVELS):
            return self.negation()
        self.depth += 1
        if self.depth > DEEPEST * len(LEVELS):
            raise NotReadable("too_deep", self.here.at)
        left = self.level(rank + 1)
        while sign := self._operator(LEVELS[rank]):
            left = ["op", sign, left, self.level(rank + 1)]
        self.depth -= 1
        return left

    def _operator(self, signs: tuple[str, ...]) -> str:
        return self.take(*signs) if self.here.kind == "op" else ""

    def negation(self) -> Ast:
        turns = 0
        while self.take("-"):
            turns += 1
        found = self.union()
        for _turn in range(min(turns, 2 - turns % 2) if turns else 0):
            found = ["neg", found]
        return found

    def union(self) -> Ast:
        left = self.path()
        while self.take("|"):
            left = ["op", "|", left, self.path()]
        return left

    def path(self) -> Ast:
        token = self.here
        if token.kind in {"number", "text"} or token.text == "(" or self._is_call(token):
            return self._from_value()
        if self.take("/"):
            return ["path", "/", self.steps() if self._is_step() else []]
        if self.take("//"):
            return ["path", "/", [ANY_DEPTH, *self.steps()]]
        if not self._is_step():
            raise self.wrong("operand")
        return ["path", ".", self.steps()]

    def _is_call(self, token: Token) -> bool:
        return token.kind == "call" and token.text not in NODE_TYPES

    def _from_value(self) -> Ast:
        value = self.value()
        predicates = self.predicates()
        more = self._further()
        return ["path", ["of", value, predicates], more] if predicates or more else value

    def _further(self) -> list[Ast]:
        if self.take("/"):
            return self.steps()
        return [ANY_DEPTH, *self.steps()] if self.take("//") else []

    def value(self) -> Ast:
        token = self.here
        self.place += 1
        if token.kind == "number":
            return ["num", float(token.text)]
        if token.kind == "text":
            return ["str", token.text[1:-1]]
        if token.kind == "call":
            self.need("(")
            return ["call", token.text, self.arguments()]
        found = self.level(0)
        self.need(")")
        return found

    def arguments(self) -> list[Ast]:
        if self.take(")"):
            return []
        found = [self.level(0)]
        while self.take(","):
            found.append(self.level(0))
        self.need(")")
        return found

    def _is_step(self) -> bool:
        token = self.here
        return (
            token.kind in {"name", "axis"}
            or token.text in {".", "..", "@", "*"}
            or (token.kind == "call" and token.text in NODE_TYPES)
        )

    def steps(self) -> list[Ast]:
        found = [self.step()]
        while True:
            if self.take("//"):
                found.append(ANY_DEPTH)
            elif not self.take("/"):
                return found
            found.append(self.step())

    def step(self) -> Ast:
        if self.take(".."):
            return ["parent", "node()", []]
        if self.take("."):
            return ["self", "node()", self.predicates()]
        axis = "attribute" if self.take("@") else "child"
        if self.here.kind == "axis":
            axis = self.here.text
            if axis not in AXES:
                raise self.wrong("axis")
            self.place += 1
            self.need("::")
        return [axis, self.test(), self.predicates()]

    def test(self) -> str:
        token = self.here
        if self.take("*"):
            return "*"
        if token.kind == "call" and token.text in NODE_TYPES:
            self.place += 1
            self.need("(")
            self.need(")")
            return token.text + "()"
        if token.kind != "name":
            raise self.wrong("step")
        self.place += 1
        return token.text

    def predicates(self) -> list[Ast]:
        found = []
        while self.take("["):
            found.append(self.level(0))
            self.need("]")
        return found
