"""Whose list this is: by its columns first, then by its title and the file's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .columns import Mapping, recognise
from .fields import Field
from .headers import Table
from .text import tight


class Source(StrEnum):
    """The offices and nets that hand in lists."""

    REGISTER = "register"  # 实有人口
    LEDGER = "ledger"  # 户册台账
    POLICE = "police"  # 公安
    CDC = "cdc"  # 疾控
    WECHAT = "wechat"  # 微信自主登记
    FIRM = "firm"  # 企业申报
    LEADER = "leader"  # 楼组长上报
    GATE = "gate"  # 门岗登记
    MASK = "mask"  # 口罩预约
    DIVISIONS = "divisions"  # 区划代码表
    OTHER = "other"  # 其他名单


@dataclass(frozen=True, slots=True)
class SourceGuess:
    """The best guess with its confidence (0 to 1) and what spoke for it: columns, title, file name."""

    kind: Source
    confidence: float
    reasons: tuple[str, ...] = ()


_SPOKEN = {
    Source.REGISTER: r"实有人口|人口库|人口信息",
    Source.LEDGER: r"户册|台账|住户清册|居民底册",
    Source.POLICE: r"公安|派出所|警务|推送重点|重点地区来沪人员名单",
    Source.CDC: r"疾控|密接|密切接触|CDC",
    Source.WECHAT: r"微信|自主登记|公众号|小程序|扫码登记|自主申报",
    Source.FIRM: r"企业|公司|员工|复工|返岗|楼宇",
    Source.LEADER: r"楼组长|组长上报|楼长",
    Source.GATE: r"门岗|门卫|卡口|出入登记|外来.*登记",
    Source.MASK: r"口罩",
    Source.DIVISIONS: r"区划|代码表|行政区",
}

_SIGNS: dict[Source, tuple[tuple[Field, float], ...]] = {
    Source.REGISTER: (
        (Field.RESIDENCE_KIND, 4),
        (Field.BORN_ON, 2),
        (Field.ID_NUMBER, 0.5),
        (Field.SEX, 0.5),
        (Field.ADDRESS, 0.5),
        (Field.ARRIVED_ON, -2),
        (Field.SEEN_AT, -1),
    ),
    Source.LEDGER: (
        (Field.HOUSEHOLD_SIZE, 3),
        (Field.COMPOUND_KIND, 2),
        (Field.IS_RENTED, 2),
        (Field.COMMITTEE, 0.5),
        (Field.ARRIVED_ON, -2),
        (Field.ID_NUMBER, -0.5),
    ),
    Source.POLICE: (
        (Field.ID_NUMBER, 1.2),
        (Field.ARRIVED_ON, 1.2),
        (Field.FROM_PLACE, 1),
        (Field.SEQUENCE, 0.8),
        (Field.ADDRESS, 0.3),
        (Field.SEEN_AT, -2),
        (Field.TEMPERATURE, -1.5),
        (Field.EMPLOYER, -3),
        (Field.LAST_CONTACT_ON, -2),
        (Field.RESIDENCE_KIND, -1),
    ),
    Source.CDC: ((Field.LAST_CONTACT_ON, 5), (Field.AGE, 0.6), (Field.SEX, 0.3), (Field.NOTE, 0.3)),
    Source.WECHAT: (
        (Field.SEEN_AT, 1.5),
        (Field.ARRIVED_ON, 1.2),
        (Field.ID_NUMBER, 1),
        (Field.TEMPERATURE, 1),
        (Field.FROM_PLACE, 0.5),
        (Field.DESTINATION, -2),
    ),
    Source.FIRM: (
        (Field.EMPLOYER, 4),
        (Field.ARRIVED_ON, 1),
        (Field.FROM_PLACE, 0.3),
        (Field.DESTINATION, -2),
    ),
    Source.LEADER: (
        (Field.COMMITTEE, 1.2),
        (Field.ARRIVED_ON, 1.2),
        (Field.FROM_PLACE, 0.8),
        (Field.ID_NUMBER, -1.5),
        (Field.SEEN_AT, -1),
        (Field.TEMPERATURE, -0.7),
        (Field.EMPLOYER, -2),
        (Field.SEQUENCE, -0.3),
    ),
    Source.GATE: (
        (Field.DESTINATION, 2.5),
        (Field.SEEN_AT, 1.2),
        (Field.TEMPERATURE, 1.2),
        (Field.FROM_PLACE, 0.4),
        (Field.ARRIVED_ON, -1),
        (Field.ID_NUMBER, -0.7),
    ),
    Source.MASK: (
        (Field.RESERVATION_NO, 4.5),
        (Field.ADDRESS, 0.3),
        (Field.PHONE, 0.3),
        (Field.ARRIVED_ON, -2),
    ),
    Source.DIVISIONS: ((Field.CODE, 5), (Field.PLACE_NAME, 1), (Field.PHONE, -3), (Field.ID_NUMBER, -3)),
}
_HEADINGS = {
    Source.LEDGER: r"户主",
    Source.LEADER: r"称呼|哪天|从哪",
    Source.FIRM: r"员工",
    Source.REGISTER: r"人户",
    Source.POLICE: r"抵沪",
}
_ENOUGH = 2.5


def recognise_source(tables: Sequence[Table], file_name: str = "") -> SourceGuess:
    """Guesses whose list a file is; `other` when nothing speaks clearly."""
    best = SourceGuess(Source.OTHER, 0.0)
    for table in tables:
        guess = guess_source(table, recognise(table), file_name)
        best = max(best, guess, key=lambda one: (one.kind is not Source.OTHER, one.confidence))
    return best


def guess_source(table: Table, mapping: Mapping, file_name: str = "") -> SourceGuess:
    """The same for one table whose columns are known."""
    by_columns = _column_scores(table, mapping)
    spoken = _spoken_scores(table, file_name)
    totals = {kind: by_columns[kind] + spoken[kind] for kind in _SIGNS}
    ranked = sorted(totals, key=lambda kind: -totals[kind])
    kind, score, second = ranked[0], totals[ranked[0]], totals[ranked[1]]
    if score < _ENOUGH or not mapping.by_field:
        return SourceGuess(Source.OTHER, 0.5 if score > 0 else 0.2)
    reasons = tuple(name for name, part in (("columns", by_columns), ("title", spoken)) if part[kind] > 0)
    margin = (score - max(second, 0)) / score
    return SourceGuess(kind, round(min(0.99, 0.5 + 0.5 * margin), 2), reasons)


def _column_scores(table: Table, mapping: Mapping) -> dict[Source, float]:
    has = set(mapping.by_field)
    words = tight("|".join(column.heading for column in table.columns))
    scores = {}
    for kind, signs in _SIGNS.items():
        score = sum(weight for field, weight in signs if field in has)
        scores[kind] = score + (1.5 if kind in _HEADINGS and re.search(_HEADINGS[kind], words) else 0.0)
    return scores


def _spoken_scores(table: Table, file_name: str) -> dict[Source, float]:
    said = [tight(text) for text in (*table.titles, file_name)]
    return {kind: 1.5 * any(re.search(pattern, text) for text in said) for kind, pattern in _SPOKEN.items()}
