"""Which column is which field: by its heading, by what its values look like, by what was corrected before."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from . import evidence
from .fields import NOT_OURS, SEVERAL, Field, contained_field, exact_field
from .headers import Column, Table
from .text import tight

Remembered = Dictionary[str, Dictionary[str, str | None]]
"""Heading signature of a list (see `signature`) to heading to field (None: an extra), as once corrected."""

DOORS = frozenset({"门牌", "门牌号", "门牌号码"})
SURE = 0.75
TAKEN = 0.45


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """One column's reading. `reason`: remembered, heading, part, values, clash, unknown, empty.

    `samples` are values as they stand; whoever shows them masks them first.
    """

    index: int
    heading: str
    field: Field | None
    confidence: float
    reason: str
    samples: tuple[str, ...] = ()
    rival: int | None = None
    contradicted: bool = False
    hidden: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Whether a person should look: read weakly or by values alone, contradicted, claimed twice."""
        if self.rival is not None or self.contradicted:
            return True
        return self.field is not None and (self.confidence < SURE or self.reason == "values")


@dataclass(frozen=True, slots=True)
class Mapping:
    """All columns of a table and the signature under which a correction is remembered."""

    columns: tuple[ColumnRead, ...]
    signature: str
    by_field: dict[Field, tuple[int, ...]] = field(default_factory=dict)

    def first(self, wanted: Field) -> int | None:
        """The column that carries the field, None when none does."""
        found = self.by_field.get(wanted)
        return found[0] if found else None

    @property
    def extras(self) -> tuple[ColumnRead, ...]:
        """The columns kept under their own heading."""
        return tuple(read for read in self.columns if read.field is None)

    @property
    def doubtful(self) -> tuple[ColumnRead, ...]:
        """The columns a person should look at."""
        return tuple(read for read in self.columns if read.is_doubtful)


def signature(headings: Sequence[str]) -> str:
    """The headings in order, narrow and tight: equal for every issue of one office's form."""
    return "|".join(tight(heading).lower() for heading in headings)


def recognise(table: Table, *, remembered: Remembered | None = None) -> Mapping:
    """Maps a table's columns to fields; what was remembered for the same headings wins over everything."""
    key = signature([column.heading for column in table.columns])
    known = (remembered or {}).get(key, {})
    bids = [bid for column in table.columns for bid in _bids(table, column.index, known)]
    outcome = _settle(_as_doors(_as_places(bids), table))
    _ask_for_arrivals(outcome, table, known)
    reads = tuple(_column_read(table, column, outcome, known) for column in table.columns)
    by_field: dict[Field, tuple[int, ...]] = {}
    for read in reads:
        if read.field:
            by_field[read.field] = (*by_field.get(read.field, ()), read.index)
    return Mapping(reads, key, by_field)


@dataclass(frozen=True, slots=True)
class _Bid:
    index: int
    field: Field
    score: float
    reason: str
    contradicted: bool = False
    is_claim: bool = True  # a heading said so, or there is no heading at all


@dataclass(frozen=True, slots=True)
class _Outcome:
    won: dict[int, _Bid] = field(default_factory=dict)
    lost: dict[int, _Bid] = field(default_factory=dict)
    holders: dict[Field, int] = field(default_factory=dict)


def _settle(bids: Sequence[_Bid]) -> _Outcome:
    """The best bids win; a claim on a field another column already holds is noted, never taken quietly."""
    outcome = _Outcome()
    for bid in sorted(bids, key=lambda one: (-one.score, one.index)):
        if bid.index in outcome.won or bid.index in outcome.lost:
            continue
        if bid.field not in outcome.holders or bid.field in SEVERAL:
            outcome.won[bid.index] = bid
            outcome.holders.setdefault(bid.field, bid.index)
        elif bid.is_claim:
            outcome.lost[bid.index] = bid
    return outcome


def _ask_for_arrivals(outcome: _Outcome, table: Table, known: Dictionary[str, str | None]) -> None:
    """A list of people from elsewhere says when they came: a column of days that nothing else claims is offered
    as that, weakly, so that a person looks."""
    held = outcome.holders
    if Field.FROM_PLACE not in held or {Field.ARRIVED_ON, Field.LAST_CONTACT_ON, Field.SEEN_AT} & held.keys():
        return
    for column in table.columns:
        heading = tight(column.heading).lower()
        is_free = (
            column.index not in outcome.won and column.index not in outcome.lost and heading not in known
        )
        values = evidence.usable(table.samples(column.index))
        if is_free and not any(word in heading for word in NOT_OURS) and len(values) > 1:
            shown = evidence.share(Field.ARRIVED_ON, values)
            if shown >= 0.6:
                outcome.won[column.index] = _Bid(column.index, Field.ARRIVED_ON, 0.5 * shown, "values")
                return


def _as_places(bids: list[_Bid]) -> list[_Bid]:
    """In a list of division codes without phones or identity numbers, 名称 is the place's name."""
    fields = {bid.field for bid in bids if bid.reason != "values"}
    if Field.CODE not in fields or fields & {Field.PHONE, Field.ID_NUMBER, Field.ADDRESS}:
        return bids
    return [replace(bid, field=Field.PLACE_NAME) if bid.field is Field.NAME else bid for bid in bids]


def _as_doors(bids: list[_Bid], table: Table) -> list[_Bid]:
    """Beside a column of roads, lanes or compounds 门牌 is the building's number, not a whole address; without
    any address 号 may number anything."""
    claimed = {bid.field for bid in bids}
    if not claimed & {Field.ROAD, Field.LANE, Field.COMPOUND}:
        return bids if Field.ADDRESS in claimed else [bid for bid in bids if bid.field is not Field.BUILDING]
    doors = {c.index for c in table.columns if tight(c.heading).split("|")[-1] in DOORS}
    return [
        replace(bid, field=Field.BUILDING)
        if bid.index in doors and bid.field is Field.ADDRESS and bid.reason != "values"
        else bid
        for bid in bids
    ]


def _bids(table: Table, index: int, known: Dictionary[str, str | None]) -> list[_Bid]:
    """What one column could be, each with a score from 0 to 1."""
    heading = tight(table.columns[index].heading).lower()
    if heading in known:
        name = known[heading]
        return [_Bid(index, Field(name), 2.0, "remembered")] if name in set(Field) else []
    values = evidence.usable(table.samples(index))
    named, reason = _named(heading)
    if named is None and any(word in heading for word in NOT_OURS):
        return []  # an emergency contact's phone looks like ours and is not
    bids = [_heading_bid(index, named, reason, values)] if named else []
    if not heading or (bids and bids[0].contradicted) or not named:
        bids += _value_bids(index, values, has_heading=bool(heading))
    return bids


def _named(heading: str) -> tuple[Field | None, str]:
    """The field a heading names; of a two-row heading (联系方式|手机) the lower part speaks first."""
    if exact := exact_field(heading.replace("|", "")) or exact_field(heading):
        return exact, "heading"
    parts = [part for part in reversed(heading.split("|")) if part]
    for part in parts:
        if exact := exact_field(_bare(part)):
            return exact, "heading"
    for part in parts:
        if contained := contained_field(part):
            return contained, "part"
    return None, ""


def _bare(heading: str) -> str:
    """The heading without its remark and star: 姓名*, 抵沪日期(必填)."""
    return (
        heading.partition("(")[0]
        .strip("*:：#")
        .removesuffix("必填")
        .removeprefix("您的")
        .removeprefix("本人")
        or heading
    )


def _heading_bid(index: int, named: Field, reason: str, values: Sequence[str]) -> _Bid:
    """A heading's claim, raised by values that fit and lowered by plain values that do not."""
    base = 0.9 if reason == "heading" else 0.75
    shown = evidence.share(named, values)
    if evidence.contradicts(named, values):
        return _Bid(index, named, base - 0.35, reason, contradicted=True)
    return _Bid(index, named, min(1.0, base + 0.1 * shown), reason)


def _value_bids(index: int, values: Sequence[str], *, has_heading: bool) -> list[_Bid]:
    """What the values alone suggest: never as sure as a heading, less so under an unknown one."""
    if len(values) < 2:
        return []
    weight = 0.75 if has_heading else 1.0
    is_claim = not has_heading
    bids = (
        [_Bid(index, Field.SEQUENCE, 0.6 * weight, "values", is_claim=is_claim)]
        if evidence.is_counting(values)
        else []
    )
    for named, look in evidence.LOOKS.items():
        shown = evidence.share(named, values)
        if shown >= 0.6 and look.weight * weight * shown >= TAKEN:
            bids.append(_Bid(index, named, look.weight * weight * shown, "values", is_claim=is_claim))
    return bids


def _column_read(
    table: Table, column: Column, outcome: _Outcome, known: Dictionary[str, str | None]
) -> ColumnRead:
    """The outcome for one column, in words for the person who checks the mapping."""
    bid, lost = outcome.won.get(column.index), outcome.lost.get(column.index)
    samples = tuple(table.samples(column.index)[:5])
    return ColumnRead(
        column.index,
        column.heading,
        bid.field if bid else None,
        round(min(1.0, bid.score), 2) if bid else 0.0,
        bid.reason if bid else _why_none(tight(column.heading).lower() in known, lost, samples),
        samples,
        rival=outcome.holders[lost.field] if lost else None,
        contradicted=bool(bid and bid.contradicted),
        hidden=column.hidden,
    )


def _why_none(is_remembered: bool, lost: _Bid | None, samples: Sequence[str]) -> str:
    if is_remembered:
        return "remembered"
    if lost:
        return "clash"
    return "unknown" if samples else "empty"
