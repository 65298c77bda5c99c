"""What a form may be sent that nobody meant: for every door the names it listens to, and values to hurt it with."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

from hypothesis import strategies as st

from tests.house import code, doors

LISTENS = {"get", "getlist", "pop"}
FROM = {"GET", "POST"}
ENUMS = {"StrEnum", "models.TextChoices"}
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


def values(words: list[str]) -> st.SearchStrategy[str]:
    """One value: mostly a known poison, often a word that the room knows, seldom a million digits."""
    poison, word = st.sampled_from(VALUES), st.sampled_from(words)
    return st.one_of(poison, poison, word, word, st.text(max_size=40), st.sampled_from([LONG, *VALUES[:12]]))


def bodies(heard: Heard, sensible: dict[str, str]) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Pairs of name and value, the same name twice at times; half of them a sensible form with a few spoilt."""
    pair = st.tuples(st.sampled_from(heard.names), values(heard.words))
    spoilt = st.dictionaries(st.sampled_from(heard.names), values(heard.words), max_size=3)
    half_right = spoilt.map(lambda wrong: list({**sensible, **wrong}.items()))
    return st.one_of(st.lists(pair, max_size=6), half_right)


def encoded(pairs: list[tuple[str, str]]) -> str:
    """As a browser would send it; half a character (a lone surrogate) goes out as its broken bytes."""
    return "&".join(f"{quote(name)}={quote(_bytes(value))}" for name, value in pairs)


def _bytes(value: str) -> bytes:
    return str(value).encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Heard:
    """What a door listens to: the names of fields, and words that mean something in them."""

    names: list[str]
    words: list[str]


class Form(HTMLParser):
    """The fields of a page's forms with the values that they offer."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.words: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An input, a choice, an option."""
        given = dict(attrs)
        if tag in {"input", "select", "textarea", "button"} and given.get("name"):
            self.names.add(given["name"] or "")
        if tag in {"input", "option", "button"} and given.get("value"):
            self.words.add(given["value"] or "")


def heard_at(door: doors.Door, page: str = "") -> Heard:
    """What the room behind a door listens to, what its page asks for, and the page number of every list."""
    shown = Form(page)
    home = Path(code.ROOT, *door.view.__module__.split(".")[:4])
    room = next(
        (one for one in (home, home.parent) if (one / "apps.py").exists()), code.ROOT / "lianfang/config"
    )
    found = _heard_in(room)
    asked = sorted({*shown.names, *doors.posts().get(door.name, {})})
    # What the page itself asks for comes up more often than what only the room knows.
    return Heard([*found.names, "page", *asked * 3], [*found.words, *sorted(shown.words)])


@cache
def _heard_in(room: Path) -> Heard:
    """Read from the room's source; and two names and a word that nobody ever heard of."""
    names, words = {"nobody", "n\0"}, {"nonsense"}
    for path in sorted(room.rglob("*.py")):
        if code.is_test(path) or "migrations" in path.parts:
            continue
        for node in ast.walk(code.tree(path)):
            # A model's fields are no form's.
            names |= set() if path.stem == "models" else _names(node)
            words |= _words(node)
    return Heard(sorted(names), sorted(words))


def _names(node: ast.AST) -> set[str]:
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


def _words(node: ast.AST) -> set[str]:
    """The values of a room's enumerations."""
    if not (isinstance(node, ast.ClassDef) and {ast.unparse(base) for base in node.bases} & ENUMS):
        return set()
    values = [line.value for line in node.body if isinstance(line, ast.Assign)]
    firsts = [one.elts[0] if isinstance(one, ast.Tuple) else one for one in values]
    return {one.value for one in firsts if isinstance(one, ast.Constant) and isinstance(one.value, str)}
