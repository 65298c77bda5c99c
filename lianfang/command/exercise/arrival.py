"""The offices' lists come in: written as files, taken through the same steps as those of any office."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from lianfang.core import Actor
from lianfang.ledger.operations import Reactions
from lianfang.registry.lists import operations as lists
from lianfang.registry.lists.models import Import, Row
from lianfang.registry.people.operations import linking

from .roll import Line, Roll
from .town import Town, hand_in
from .town.sheets import Book
from .town.writers import write

Tell = Callable[[str], None]
# Places first, then those who live there; the rest finds them.
FIRST = ("divisions", "ledger", "register")


def lists_of(town: Town, only: Sequence[str] = ()) -> list[Book]:
    """Every office's list (or only these), those that others build on first."""
    books = list(hand_in(town, only=only) if only else hand_in(town))
    return sorted(books, key=lambda book: FIRST.index(book.office) if book.office in FIRST else len(FIRST))


def bring_in(by: Actor, books: Sequence[Book], at: datetime, tell: Tell) -> None:
    """Imports every list; a list that the product refuses stops the load: then something is wrong here."""
    with tempfile.TemporaryDirectory() as folder:
        for book in books:
            path = write(book, Path(folder))
            one = _take(by, path, at)
            tell(f"{book.file}：{one.rows_done:,} 行")


def _take(by: Actor, path: Path, at: datetime) -> Import:
    made = lists.upload(by=by, file_name=path.name, body=path.read_bytes(), at=at)
    for found in lists.read(by=by, import_id=made.id, at=at):
        lists.queue(by=by, import_id=found.id, at=at)
        made = lists.commit(by=by, import_id=found.id, at=at)
    return made


def join(by: Actor, at: datetime) -> linking.Outcome:
    """Joins the rows into persons. No report follows here: the story opens each on the day it became known."""
    with unfollowed("people.linked"):
        outcome = linking.run(by=by, at=at)
    lists.finish(by=by, at=at)
    return outcome


@contextmanager
def unfollowed(*events: str) -> Iterator[None]:
    """Leaves out what would follow from these events, for as long as this lasts."""
    table = Reactions.table
    Reactions.table = {event: then for event, then in table.items() if event not in events}
    try:
        yield
    finally:
        Reactions.table = table


def roll_of(by: Actor, books: Sequence[Book]) -> Roll:
    """Who is whom, read off the imported rows."""
    return Roll(books, lines_of(by, books))


def lines_of(by: Actor, books: Sequence[Book]) -> Iterator[Line]:
    """Each row of these lists with the mention it became and the person that it means."""
    rows = Row.objects.of(by.subdistrict).filter(
        mention__person__isnull=False, source__file_name__in=[book.file for book in books]
    )
    said = rows.values_list("source__file_name", "number", "mention_id", "mention__person_id")
    return said.order_by("source__file_name", "number").iterator(chunk_size=10_000)
