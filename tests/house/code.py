"""Reads the house's own source: functions with their lengths, files, and what operations call."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOMES = ("lianfang", "tests", "bench")
Def = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
    """One function as written: where, its node, and its lines without docstring, blanks and comments."""

    path: Path
    node: Def
    lines: int
    is_method: bool

    @property
    def where(self) -> str:
        """File, line and name, to click on."""
        return f"{self.path.relative_to(ROOT)}:{self.node.lineno} {self.node.name}"

    @property
    def is_test(self) -> bool:
        """True for functions of tests."""
        return is_test(self.path)


def is_test(path: Path) -> bool:
    """True for files of tests."""
    return "tests" in path.parts or path.name == "conftest.py"


@cache
def files() -> list[Path]:
    """Every Python file we wrote; migrations are generated."""
    found = [path for home in HOMES for path in (ROOT / home).rglob("*.py")]
    found += [ROOT / "manage.py", ROOT / "conftest.py"]
    return sorted(path for path in found if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def functions() -> list[Function]:
    """Every function of every file."""
    return [function for path in files() for function in _functions(path)]


def _functions(path: Path) -> Iterator[Function]:
    source = path.read_text(encoding="utf-8").splitlines()
    for parent in ast.walk(tree(path)):
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield Function(path, node, _length(node, source), isinstance(parent, ast.ClassDef))


def _length(node: Def, source: list[str]) -> int:
    first, last = node.lineno, node.end_lineno or node.lineno
    counted = {n for n in range(first, last + 1) if _is_code(source[n - 1])}
    if ast.get_docstring(node):
        words = node.body[0]
        counted -= set(range(words.lineno, (words.end_lineno or words.lineno) + 1))
    return len(counted)


def _is_code(line: str) -> bool:
    return bool(line.strip()) and not line.strip().startswith("#")


def calls(node: ast.AST) -> set[str]:
    """The names a piece of code calls: `record`, `ledger.record` as `record`, `operations.seal` as `seal`."""
    found = set()
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            target = call.func
            found.add(target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", ""))
    return found


def decorators(node: Def) -> set[str]:
    """The names of a function's decorators, `transaction.atomic` as written."""
    return {ast.unparse(mark).split("(")[0] for mark in node.decorator_list}
