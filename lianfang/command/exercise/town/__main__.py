"""Writes a town to a folder: python -m lianfang.command.exercise.town OUT_DIR --seed 7 --size demo"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .lists import RETURNEES, hand_in
from .rates import scaled
from .sheets import Book
from .sizes import SIZES
from .town import Town, draw
from .truth import write_links, write_people, write_sheet_links
from .variations import variations
from .writers import write


def write_town(town: Town, folder: Path, *, errors: float = 1.0) -> list[Book]:
    """Write lists/ and truth/ into a folder. errors: how many times as many errors as usual."""
    lists, truth = folder / "lists", folder / "truth"
    for place in (lists, truth):
        place.mkdir(parents=True, exist_ok=True)
    books = list(hand_in(town, scaled(errors)))
    for book in books:
        write(book, lists)
    write_links(books, truth / "links.csv")
    write_people(town, books, truth / "people.csv")
    return books


def write_variations(town: Town, folder: Path) -> list[Book]:
    """Write variations/: the same kinds of lists in the other shapes in which offices hand them in."""
    (folder / "variations").mkdir(parents=True, exist_ok=True)
    books = list(variations(town))
    for book in books:
        write(book, folder / "variations")
    write_sheet_links(books, folder / "truth" / "variations.csv")
    return books


def summary(town: Town, books: list[Book]) -> str:
    """Say in Chinese what was drawn."""
    now = town.story.now.date()
    size, listed = town.size, sum(1 for b in books if b.office in RETURNEES for _ in b.links())
    rows = "\n".join(f"  {book.file:　<16}{sum(1 for _ in book.links()):>7} 行" for book in books)
    return (
        f"{town.subdistrict.name}（虚构，种子 {town.seed}，规模 {size.name}）\n"
        f"  {len(town.committees)} 个居民区，{len(town.compounds)} 个小区、弄堂，{len(town.households)} 户，"
        f"{len(town.people)} 人；另有人户分离 {len(town.moved_out)} 人\n"
        f"  外出返沪及接触者 {len(town.journeys)} 人，应居家观察 {len(town.observed())} 人，"
        f"{now:%Y-%m-%d} 仍在观察 {len(town.observed(now))} 人\n"
        f"名单（返沪类合计 {listed} 行）：\n{rows}"
    )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def main(arguments: list[str] | None = None) -> None:
    program = "python -m lianfang.command.exercise.town"
    parser = argparse.ArgumentParser(prog=program, description="虚构一个街道并写出各单位名单")
    parser.add_argument("folder", type=Path, help="写到哪个文件夹")
    parser.add_argument("--seed", type=int, default=7, help="种子：相同的种子得到相同的街道")
    parser.add_argument("--size", choices=SIZES, default="demo", help="规模")
    parser.add_argument("--errors", type=float, default=1.0, help="差错是平常的几倍")
    parser.add_argument("--variations", action="store_true", help="另写各种版式的名单（.xls 需要 xlwt）")
    chosen = parser.parse_args(arguments)
    town = draw(chosen.seed, chosen.size)
    _say(summary(town, write_town(town, chosen.folder, errors=chosen.errors)))
    if chosen.variations:
        _say("版式：" + "，".join(book.file for book in write_variations(town, chosen.folder)))


if __name__ == "__main__":
    main()
