"""The table of a played fortnight: one line a day, and the sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from .days import Line, Played

Column = tuple[str, Callable[[Line], str]]
NEW = ("told by leaders", "told by staff", "told by themselves")
ENDED = ("moved_away", "withdrawn", "deceased")


def _count(*names: str) -> Callable[[Line], str]:
    return lambda line: str(sum(line.happened[name] for name in names))


COLUMNS: tuple[Column, ...] = (
    ("日期", lambda line: f"{line.day:%m-%d}"),
    ("名单", _count("lists")),
    ("新报", _count(*NEW)),
    ("核实", _count("confirmed", "refuted")),
    ("确认", _count("confirmed")),
    ("未接通", _count("unreachable")),
    ("观察中", lambda line: str(line.observed)),
    ("不在家", lambda line: str(line.away)),
    ("体温", _count("readings")),
    ("完整率", lambda line: "–" if line.complete is None else f"{line.complete:.0%}"),
    ("异常", _count("abnormal")),
    ("转送", _count("transferred")),
    ("解除", _count("released")),
    ("其他终止", _count(*ENDED)),
    ("超期", lambda line: str(line.overdue)),
    ("破坏", lambda line: str(len(line.broken))),
)
# What the sum names, in this order, where it happened.
SUMMED = {
    "readings": "体温读数",
    "sent twice": "重复上报（只计一次）",
    "reasons": "事由",
    "corrected": "更正",
    "refused as it should be": "应拒绝而拒绝（荒谬值、提前解除）",
    "retests": "复测",
    "decisions": "医生判断",
    "alerts closed": "异常关闭",
    "transferred": "转送",
    "returned": "返家",
    "extended": "顺延（更晚的末次接触）",
    "moved": "街道内搬家",
    "moved_away": "移交外街道",
    "refused": "拒绝",
    "resumed": "劝导后配合",
    "deceased": "死亡",
    "withdrawn": "误列撤销",
    "undone": "误录撤回",
    "persons joined": "人员合并",
    "persons parted": "合并撤销",
    "moved to another protocol": "改用新方案",
    "released": "解除",
}


def heading() -> str:
    """The first line."""
    return _row(name for name, _cell in COLUMNS)


def line(one: Line) -> str:
    """One day."""
    return _row(cell(one) for _name, cell in COLUMNS)


def summary(played: Played) -> Iterator[str]:
    """What happened in all of it, by name."""
    happened: Counter[str] = played.happened
    for name, said in SUMMED.items():
        if happened[name]:
            yield f"  {happened[name]:>7,}  {said}"


def _row(cells: Iterator[str]) -> str:
    return " ".join(_padded(cell) for cell in cells)


def _padded(cell: str, width: int = 8) -> str:
    """Chinese characters are two wide."""
    return " " * (width - sum(2 if ord(letter) > 0x2E80 else 1 for letter in cell)) + cell
