"""The shared example lists, where they are at hand: known by their columns, no row lost or refused."""

import datetime as dt
import os
from pathlib import Path

import pytest

from lianfang.registry.lists.files import open_workbook
from lianfang.registry.lists.rules.columns import recognise
from lianfang.registry.lists.rules.fields import Field
from lianfang.registry.lists.rules.headers import find_tables
from lianfang.registry.lists.rules.rows import context_of, read_rows
from lianfang.registry.lists.rules.sources import Source, recognise_source

from .making import read

CHECKOUT = Path(__file__).resolve().parents[4]
SHARED = Path(os.environ.get("LIANFANG_SHARED") or CHECKOUT.parent / "shared") / "data"
BAD = sorted((SHARED / "bad_lists").glob("*")) if SHARED.exists() else []

LISTS = {
    "公安推送重点人员名单.xlsx": (Source.POLICE, 3, 705),
    "疾控下发.csv": (Source.CDC, 2, 171),
    "微信自主登记导出.csv": (Source.WECHAT, 2, 913),
    "企业返沪员工申报.xlsx": (Source.FIRM, 2, 396),
    "楼组长上报.xlsx": (Source.LEADER, 3, 823),
    "门岗登记.xlsx": (Source.GATE, 3, 731),
    "口罩预约登记.xlsx": (Source.MASK, 3, 5002),
    "实有人口.csv": (Source.REGISTER, 2, 47796),
    "户册台账.xlsx": (Source.LEDGER, 3, 20002),
}

pytestmark = pytest.mark.town


@pytest.mark.skipif(not SHARED.exists(), reason="the shared lists are not here")
@pytest.mark.parametrize(("name", "expected"), LISTS.items())
def test_the_offices_lists_go_in_untouched(name, expected):
    source, first, last = expected
    tables = [one.table for one in find_tables(open_workbook(SHARED / "town-open/lists" / name)) if one.table]
    (table,) = tables
    mapping = recognise(table)
    assert recognise_source(tables, "").kind is source
    assert not mapping.doubtful
    assert not mapping.extras
    context = context_of(table, mapping, file_name=name, fallback=dt.date(2020, 2, 10))
    rows = list(read_rows(table, mapping, context))
    assert (rows[0].number, rows[-1].number, len(rows)) == (first, last, last - first + 1)
    assert {problem.code for row in rows for problem in row.problems} <= {"phone_unlikely"}
    assert all(Field.NAME in row.values for row in rows)


@pytest.mark.skipif(not BAD, reason="the shared lists are not here")
def test_other_systems_files_are_read_to_the_last_row():
    for path in BAD:
        readings = find_tables(read(path.read_bytes()))
        assert any(reading.table for reading in readings), path.name
        for table in (reading.table for reading in readings if reading.table):
            mapping = recognise(table)
            assert len(list(read_rows(table, mapping, context_of(table, mapping)))) == len(table.numbers())
