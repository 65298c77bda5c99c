"""What a form may be sent that nobody meant: for every door the names it listens to, and values to hurt it with."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from urllib.parse import quote

from hypothesis import strategies as st

from tests.house import code, doors

LISTENS = {"get", "getlist", "pop"}
FROM = {"GET", "POST"}
ABSENT = "01702cd3-2500-7000-8000-000000000000"
VALUES = [
    *(
        "",
        " ",
        "\0",
        "王\0明",
        "\ud800",
        "\udcff",
        "\uffff",
        "\u202e\u200fعربى",
        "👨‍👩‍👧😷",
        "𠮷野家",
        "\r\n\t",
    ),
    *(
        "0",
        "-1",
        "1",
        "1.5",
        "36.5",
        "NaN",
        "-Infinity",
        "1e999999",
        "0x10",
        "1_000",
        "١٢٣",
        "１２",
        "9" * 20,
    ),
    *("9223372036854775807", "9223372036854775808", "-9223372036854775809", "2147483648", "9" * 5000),
    *("0000-00-00", "2020-02-30", "9999-12-31", "0001-01-01", "10000-01-01", "2020-02-10", "2020-02-10 am"),
    *(
        "2020-02-10T10:00",
        "9999-12-31T23:59:59+14:00",
        "0001-01-01T00:00:00-14:00",
        "0001-01-01T00:00",
        "24:00",
    ),
    *("'; DROP TABLE people_person; --", "%", "%s%n", "_", "\\", "{{7*7}}", "{0.__class__}", "$1", "\\0"),
    *("<script>alert(1)</script>", "=1+1", "../../etc/passwd", "//elsewhere.example/", "javascript:1", "on"),
    *("[]", "{}", ABSENT, "{" + ABSENT + "}", ABSENT[:-1], "urn:uuid:" + ABSENT, "a" * 300, "长" * 70_000),
]
LONG = "8" * 1_000_000


def values() -> st.SearchStrategy[str]:
    """One value: mostly a known poison, sometimes any text, seldom a million digits."""
    known = st.sampled_from(VALUES)
    return st.one_of(known, known, known, st.text(max_size=40), st.sampled_from([LONG, *VALUES[:12]]))


def bodies(names: list[str], sensible: dict[str, str]) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Pairs of name and value, the same name twice at times; half of them a sensible form with a few spoilt."""
    pairs = st.lists(st.tuples(st.sampled_from(names), values()), max_size=6)
    spoilt = st.dictionaries(st.sampled_from(names), values(), max_size=2)
    half_right = spoilt.map(lambda wrong: list({**sensible, **wrong}.items()))
    return st.one_of(pairs, half_right)


def encoded(pairs: list[tuple[str, str]]) -> str:
    """As a browser would send it; half a character (a lone surrogate) goes out as its broken bytes."""
    return "&".join(f"{quote(name)}={quote(_bytes(value))}" for name, value in pairs)


def _bytes(value: str) -> bytes:
    return str(value).encode("utf-8", "surrogatepass")


@cache
def vocabulary(room: Path) -> list[str]:
    """Every name a room's pages and forms listen to, read from its source; and two it never heard of."""
    found = {"nobody", "nächste\0"}
    for path in sorted(room.rglob("*.py")):
        if not code.is_test(path) and "migrations" not in path.parts:
            found |= {name for node in ast.walk(code.tree(path)) for name in _heard(node)}
    return sorted(found)


def _heard(node: ast.AST) -> set[str]:
    """`request.GET.get("q")` and, in a form, `name = forms.CharField(...)`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LISTENS:
        source, first = node.func.value, node.args[:1]
        is_asked = isinstance(source, ast.Attribute) and source.attr in FROM
        return {one.value for one in first if is_asked and isinstance(one, ast.Constant)}
    if isinstance(node, ast.ClassDef):
        return {name for line in node.body for name in _field(line)}
    return set()


def _field(line: ast.stmt) -> set[str]:
    is_field = isinstance(line, ast.Assign) and "Field(" in ast.unparse(line.value)
    return {ast.unparse(target) for target in line.targets} if is_field else set()


def names_for(door: doors.Door) -> list[str]:
    """What this door listens to: its room's words, and the page number of every list."""
    home = Path(code.ROOT, *door.view.__module__.split(".")[:3])
    room = home if (home / "apps.py").exists() else home.parent / "config"
    return sorted({*vocabulary(room), *doors.posts().get(door.name, {}), "page"})
