"""Every write has the same five moves: by name, by whom and when, all or nothing, in a sentence, recorded."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house import code, words

# Not acts of a user: the record's own pen, and pure computation that lives beside it.
PEN = {"record", "record_all"}
NOT_ACTS = PEN | {"plain", "react", "link"}
# Work on tens of thousands of rows, whose chunks are transactions (and entries) of their own.
IN_CHUNKS = {"lists.commit"}


def _modules(room: Path) -> list[Path]:
    return [p for p in (room / "operations.py", *(room / "operations").glob("*.py")) if p.exists()]


def _offered(room: Path) -> set[str] | None:
    """What a package of operations offers (its `__all__`); None where it is one module."""
    package = room / "operations" / "__init__.py"
    if not package.exists():
        return None
    for node in code.tree(package).body:
        if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "__all__" for t in node.targets):
            return set(ast.literal_eval(node.value))
    return None


def _defined(room: Path) -> dict[str, code.Def]:
    paths = _modules(room)
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name: node for path in paths for node in code.tree(path).body if isinstance(node, kinds)}


def _reachable(room: Path) -> dict[str, code.Def]:
    """Every function of a room, by name; its operations before what lies beside them."""
    beside = [p for p in code.files() if room in p.parents and not code.is_test(p)]
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    found = {node.name: node for path in beside for node in code.tree(path).body if isinstance(node, kinds)}
    return found | _defined(room)


def _acts() -> list[tuple[str, str, code.Def]]:
    acts = []
    for room in words.rooms():
        offered = _offered(room)
        for name, node in _defined(room).items():
            is_offered = name in offered if offered is not None else not name.startswith("_")
            if is_offered and not name.startswith("_") and name not in NOT_ACTS:
                acts.append((room.name, name, node))
    return acts


ACTS = [pytest.param(room, node, id=f"{room}.{name}") for room, name, node in _acts()]


@pytest.mark.parametrize(("room", "node"), ACTS)
def test_an_operation_is_called_by_name_with_who_and_when(room, node):
    given = node.args
    assert [a.arg for a in (*given.posonlyargs, *given.args)] == []
    assert {"by", "at"} <= {a.arg for a in given.kwonlyargs}


@pytest.mark.parametrize(("room", "node"), ACTS)
def test_an_operation_is_all_or_nothing(room, node):
    if f"{room}.{node.name}" not in IN_CHUNKS:
        assert "transaction.atomic" in code.decorators(node)


@pytest.mark.parametrize(("room", "node"), ACTS)
def test_an_operation_says_what_it_does(room, node):
    assert len((ast.get_docstring(node) or "").splitlines()[0:1]) == 1


@pytest.mark.parametrize(("room", "node"), ACTS)
def test_an_operation_is_in_the_record(room, node):
    defined = _reachable(next(r for r in words.rooms() if r.name == room))
    seen, ahead = set(), code.calls(node)
    while ahead and not ahead & PEN:
        seen |= ahead
        ahead = {name for call in ahead if call in defined for name in code.calls(defined[call])} - seen
    # `seal` is the record's own closing: an entry about sealing would have to be sealed in turn.
    assert ahead & PEN or (room, node.name) == ("ledger", "seal")
