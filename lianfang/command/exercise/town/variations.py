"""The same lists in other shapes: headings of two rows, several sheets, hidden columns, totals, UTF-16."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from .desk import Desk
from .lists import OFFICES, POLICE_HEADINGS, police_row, sheet_of
from .rates import RATES
from .sheets import Book, Row, Sheet, line, plain
from .town import Town


def _book(town: Town, office: str) -> Book:
    return OFFICES[office](Desk(town, office, RATES[office]))


def _people(book: Book) -> list[Row]:
    return [row for row in sheet_of(book).rows if row.person]


def two_row_headings(town: Town) -> Book:
    """门岗登记 with grouped headings: cells merged across a group and down a column."""
    rows = _people(_book(town, "gate"))
    groups = line("时间", "人员情况", None, "行程", None, "体温", "车牌")
    head = (groups, line(None, "姓名", "电话", "去往", "来自", None, None))
    merged = ("B1:C1", "D1:E1", "A1:A2", "F1:F2", "G1:G2")
    return Book("门岗登记（两行表头）.xlsx", (Sheet("登记", (*head, *rows), merged),))


def several_sheets(town: Town) -> Book:
    """楼组长上报 with a sheet per committee beside a sheet that is no list."""
    book = _book(town, "leader")
    headings = tuple(str(cell) for cell in sheet_of(book).rows[1].cells)
    notes = Sheet("填表说明", (line("请各居民区每日16时前上报"), line("没有返沪人员的也要报零")))
    names = [committee.name for committee in town.committees]
    sheets = [plain(headings, [row for row in _people(book) if row.cells[0] == name], name) for name in names]
    return Book("楼组长上报（分居民区）.xlsx", (notes, *sheets))


def hidden_column(town: Town) -> Book:
    """企业申报 with the identity numbers in a hidden column."""
    (sheet,) = _book(town, "firm").sheets
    return Book("企业返沪员工申报（隐藏列）.xlsx", (replace(sheet, hidden=("C",)),))


def totals(town: Town) -> Book:
    """疾控下发 with subtotals between its lines, a total and a note at the end."""
    rows = _people(_book(town, "cdc"))
    head, half = sheet_of(_book(town, "cdc")).rows[0], len(rows) // 2
    lines = (
        head,
        *rows[:half],
        line("小计", None, half),
        *rows[half:],
        line("合计", None, len(rows)),
        line("备注：以上人员请于当日核实反馈。"),
    )
    return Book("疾控下发（带合计）.xlsx", (Sheet("名单", lines),))


def utf16(town: Town) -> Book:
    return replace(_book(town, "wechat"), file="微信自主登记导出（UTF16）.csv", encoding="utf-16")


def old_excel(town: Town) -> Book:
    """公安推送 as .xls; needs xlwt."""
    return replace(_book(town, "police"), file="公安推送重点人员名单（旧版）.xls")


def reissued(town: Town) -> Book:
    """公安推送 of the next morning: a few lines gone, some phones changed, some lines new, numbered anew."""
    desk = Desk(town, "police", RATES["police"])
    book = OFFICES["police"](desk)
    kept = [row for row in _people(book) if desk.rng.random() > 0.01]
    kept = [_mended(desk, row) if desk.rng.random() < 0.04 else row for row in kept]
    on_it = {row.person for row in kept}
    others = [(p, j) for p, j in town.travellers() if j.arrived and p.number not in on_it]
    new = [subject for subject in others if desk.rng.random() < 0.05]
    rows = kept + [police_row(desk.pen, 0, p, j) for p, j in new]
    numbered = [replace(row, cells=(n, *row.cells[1:])) for n, row in enumerate(rows, start=1)]
    title = str(sheet_of(book).rows[0].cells[0]).replace("10日8时", "11日8时")
    sheet = Sheet("Sheet1", (line(title), line(*POLICE_HEADINGS), *numbered))
    return Book("公安推送重点人员名单（2月11日）.xlsx", (sheet,))


def _mended(desk: Desk, row: Row) -> Row:
    """The same line after somebody rang the person: his own number, as he said it."""
    phones = desk.town.person(row.person).phones
    return replace(row, cells=(*row.cells[:3], phones[0] if phones else None, *row.cells[4:-1], "已联系"))


VARIATIONS: tuple[Callable[[Town], Book], ...] = (
    two_row_headings,
    several_sheets,
    hidden_column,
    totals,
    utf16,
    old_excel,
    reissued,
)


def variations(town: Town) -> Iterator[Book]:
    """Write every variation of a town's lists."""
    for make in VARIATIONS:
        yield make(town)
