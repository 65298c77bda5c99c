"""The lists: the same bytes for the same seed, a truth that is true, and errors as often as asked."""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from lianfang.command.exercise.town import (
    RATES,
    SMALL,
    TINY,
    ErrorRates,
    Town,
    addresses,
    draw,
    hand_in,
    scaled,
    slips,
    variations,
)
from lianfang.command.exercise.town.__main__ import main
from lianfang.command.exercise.town.lists import OFFICES, RETURNEES
from lianfang.command.exercise.town.sheets import Book, Row
from lianfang.command.exercise.town.writers import write

FLAWLESS = {office: ErrorRates(unknown=0) for office in OFFICES}


@cache
def small() -> Town:
    return draw(7, SMALL)


def rows_about(book: Book) -> Iterator[Row]:
    return (row for sheet in book.sheets for row in sheet.rows if row.person)


def digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def test_the_same_seed_writes_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    main([str(tmp_path / "here"), "--size", "tiny", "--variations"])
    module = [sys.executable, "-m", "lianfang.command.exercise.town"]
    there = subprocess.run(
        [*module, str(tmp_path / "there"), "--size", "tiny", "--variations"],
        env={**os.environ, "PYTHONHASHSEED": "99", "PYTHONIOENCODING": "utf-8"},
        cwd=Path(__file__).parents[4], check=True, capture_output=True,
    )  # fmt: skip
    assert digests(tmp_path / "here") == digests(tmp_path / "there")
    assert "澄浦街道" in there.stdout.decode()


def test_another_seed_writes_another_town() -> None:
    first, second = (next(hand_in(draw(seed, TINY))) for seed in (1, 2))
    assert first != second


def test_how_one_list_errs_moves_no_other_list() -> None:
    usual = {book.file: book for book in hand_in(small())}
    other = {book.file: book for book in hand_in(small(), {**RATES, "gate": ErrorRates()})}
    assert [file for file in usual if usual[file] != other[file]] == ["门岗登记.xlsx"]


def test_every_line_is_the_person_that_the_truth_names() -> None:
    for book in hand_in(small(), FLAWLESS):
        for row in rows_about(book):
            person = small().person(row.person)
            assert person.name in row.cells
            home = small().household_of(person).phone if person.household else ""
            told = {person.document.number, *person.phones, home, home[3:]} - {""}
            assert not (person.phones or home) or told & _texts(row), (book.file, row)


def _texts(row: Row) -> set[str]:
    return {str(cell).replace("021-", "021") for cell in row.cells}


def test_the_truth_counts_rows_as_the_spreadsheet_shows_them(tmp_path: Path) -> None:
    main([str(tmp_path), "--size", "tiny", "--errors", "0"])
    town = draw(7, TINY)
    seen = {file.name: _read(file) for file in (tmp_path / "lists").iterdir()}
    with (tmp_path / "truth" / "links.csv").open(encoding="utf-8") as file:
        links = list(csv.DictReader(file))
    assert {link["file"] for link in links} == set(seen) - {"区划代码表.csv"}
    wrong = [
        link for link in links
        if not _names(town, int(link["person"]), seen[link["file"]][int(link["row"]) - 1])
    ]  # fmt: skip
    assert not wrong


def _read(file: Path) -> list[list[str]]:
    if file.suffix == ".csv":
        text = file.read_bytes().decode(
            "gb18030" if file.name in ("实有人口.csv", "疾控下发.csv") else "utf-8-sig"
        )
        return list(csv.reader(text.splitlines()))
    return [[str(cell) for cell in row] for row in load_workbook(file).active.iter_rows(values_only=True)]


def _names(town: Town, number: int, cells: list[str]) -> bool:
    person = town.person(number)
    return person.name in cells or person.other_name in cells


def test_people_csv_says_who_must_be_observed_and_until_when(tmp_path: Path) -> None:
    main([str(tmp_path), "--size", "small"])
    with (tmp_path / "truth" / "people.csv").open(encoding="utf-8") as file:
        told = {int(row["person"]): row for row in csv.DictReader(file)}
    assert told.keys() == small().journeys.keys()
    for person, _, last_day in small().observed():
        assert told[person.number]["last_day"] == last_day.isoformat()
    assert sum(row["last_day"] != "" for row in told.values()) == len(small().observed())
    assert 0.75 < sum(row["on_a_list"] == "1" for row in told.values()) / len(told) < 1


def test_one_person_stands_on_many_lists() -> None:
    files: dict[int, set[str]] = {}
    for book in hand_in(small()):
        for row in rows_about(book):
            files.setdefault(row.person, set()).add(book.file)
    assert sum(len(names) >= 5 for names in files.values()) >= 3


@pytest.mark.parametrize(
    ("office", "rates", "column", "is_slip"),
    [
        ("mask", ErrorRates(document={"missing": 0.5}), 2, lambda c: c is None or len(c) < 5),
        ("mask", ErrorRates(phone={"plus86": 0.5}), 3, lambda c: str(c).startswith("+86")),
        ("mask", ErrorRates(address_flaws={"missing": 0.5}), 4, lambda c: c is None),
        ("ledger", ErrorRates(name={"spaced": 0.5}), 4, lambda c: " " in c or "\u3000" in c),
    ],
)  # fmt: skip
def test_errors_come_as_often_as_the_table_says(office, rates, column, is_slip) -> None:
    (book,) = hand_in(small(), {office: rates}, [office])
    cells = [row.cells[column] for row in rows_about(book)]
    assert 0.35 < sum(map(is_slip, cells)) / len(cells) < 0.65


def test_every_slip_in_the_tables_is_one_that_a_clerk_can_make() -> None:
    can = {
        "name": {*slips.NAME_SLIPS, "other_name"}, "document": {*slips.DOCUMENT_SLIPS, "relative"},
        "phone": {*slips.PHONE_SLIPS, "two"},
        "phone_flaws": {*slips.PHONE_FLAWS, "relative", "landline", "stale"},
        "day": set(slips.DAY_WAYS), "day_flaws": {"off_by_one", "missing"},
        "origin": {"city", "plain", "returned", "province", "reason"},
        "address": set(addresses.WAYS), "address_flaws": set(addresses.FLAWS),
    }  # fmt: skip
    for office, rates in RATES.items():
        for field, table in rates.tables().items():
            assert set(table) <= can[field], (office, field)
            assert sum(table.values()) <= 1.000001, (office, field)


def test_a_better_day_makes_fewer_flaws_and_never_more_than_all() -> None:
    assert not any(scaled(0.0)["police"].document.values())
    assert all(sum(t.values()) <= 1.000001 for rates in scaled(9.0).values() for t in rates.tables().values())


@given(st.integers(), st.text("0123456789", min_size=11, max_size=18))
def test_one_digit_changes_exactly_one(seed: int, number: str) -> None:
    wrong = slips.one_digit(Random(seed), number)
    assert sum(a != b for a, b in zip(number, wrong, strict=True)) == 1


@given(st.integers(), st.sampled_from(sorted(addresses.WAYS)), st.integers(0, 399))
def test_no_way_of_writing_an_address_loses_the_room(seed: int, way: str, household: int) -> None:
    flat = small().households[household].flat
    place = addresses.Place(flat, small().places.committee_of(flat.compound), small().subdistrict)
    written = addresses.WAYS[way](Random(seed), place)
    narrow = written.translate({0xFEE0 + ord(d): d for d in "0123456789-"})
    narrow = narrow.translate(
        {ord(zh): str(n) for n, zh in enumerate("〇一二三四五六七八九")} | {ord("零"): "0"}
    )
    room = flat.room.translate({ord(zh): str(n) for n, zh in enumerate("〇一二三四五六七八九")})
    assert room in narrow


def test_variations_are_readable_in_their_own_formats(tmp_path: Path) -> None:
    books = {book.file: book for book in variations(small())}
    paths = {file: write(book, tmp_path) for file, book in books.items()}
    assert paths["微信自主登记导出（UTF16）.csv"].read_bytes().decode("utf-16").startswith("填报时间")
    assert paths["公安推送重点人员名单（旧版）.xls"].read_bytes()[:4] == b"\xd0\xcf\x11\xe0"
    assert len(load_workbook(paths["楼组长上报（分居民区）.xlsx"]).sheetnames) == 1 + SMALL.committees
    assert load_workbook(paths["企业返沪员工申报（隐藏列）.xlsx"]).active.column_dimensions["C"].hidden
    two_rows = load_workbook(paths["门岗登记（两行表头）.xlsx"]).active
    assert {str(cells) for cells in two_rows.merged_cells.ranges} >= {"B1:C1", "A1:A2"}


def test_a_reissued_list_changes_only_some_lines() -> None:
    (first,) = hand_in(small(), only=["police"])
    second = next(book for book in variations(small()) if "2月11日" in book.file)
    before = {row.cells[1:7] for row in rows_about(first)}
    after = {row.cells[1:7] for row in rows_about(second)}
    assert 0.8 < len(before & after) / len(before) <= 1
    assert after - before, "something is new"


def test_the_lists_of_the_returned_hold_nobody_who_is_not_back_except_as_told_by_neighbours_and_firms() -> (
    None
):
    away = {number for number, j in small().journeys.items() if j.arrived is None}
    for book in hand_in(small(), only=RETURNEES):
        if book.office not in ("leader", "firm"):
            assert not away & {row.person for row in rows_about(book)}


def test_a_flawed_story_day_moves_the_lists_with_it() -> None:
    story = replace(small().story, list_day=small().story.list_day.replace(day=9))
    (book,) = hand_in(draw(7, TINY, story), only=["police"])
    assert "2月9日8时" in str(book.sheets[0].rows[0].cells[0])
