"""How often which office errs, as data: other towns are drawn with other tables.

Every table is {slip: probability}; what is left up to one is written as it should be. The slips are the
functions of `slips` and `addresses`. In `document`, `phone`, `day`, `origin` and `address` most
only change the spelling; the tables named flaws lose or falsify something.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

Table = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """The habits of one office, field by field.

    twice: share of people who stand on its list two times. unknown: share of the rare characters that its
    keyboard cannot find.
    """

    name: Table = field(default_factory=dict)
    document: Table = field(default_factory=dict)
    phone: Table = field(default_factory=dict)
    phone_flaws: Table = field(default_factory=dict)
    day: Table = field(default_factory=dict)
    day_flaws: Table = field(default_factory=dict)
    origin: Table = field(default_factory=dict)
    address: Table = field(default_factory=dict)
    address_flaws: Table = field(default_factory=dict)
    twice: float = 0.0
    unknown: float = 0.6

    def scaled(self, factor: float) -> ErrorRates:
        """The same office on a better or worse day: every flaw is factor times as frequent."""
        worse = replace(self, twice=self.twice * factor, unknown=min(1.0, self.unknown * factor))
        for flaw in ("name", "document", "phone_flaws", "day_flaws", "address_flaws"):
            worse = replace(worse, **{flaw: _scaled(getattr(self, flaw), factor)})  # type: ignore[arg-type]
        return worse

    def tables(self) -> dict[str, Table]:
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("twice", "unknown")}


def _scaled(table: Table, factor: float) -> dict[str, float]:
    wanted = {slip: odds * factor for slip, odds in table.items()}
    whole = max(1.0, sum(wanted.values()))
    return {slip: odds / whole for slip, odds in wanted.items()}


_TYPED = {
    "spaced": 0.05,
    "homophone": 0.03,
    "lookalike": 0.008,
    "dropped": 0.006,
    "swapped": 0.004,
}
_SPELLED_ID = {
    "apostrophe": 0.06,
    "lower_x": 0.03,
    "trailing_space": 0.05,
    "grouped": 0.01,
    "full_width": 0.008,
}
_WRONG_ID = {"one_digit": 0.03, "swapped_digits": 0.008, "short": 0.012, "relative": 0.003, "damaged": 0.006}
_SPELLED_PHONE = {
    "number": 0.14,
    "float_text": 0.04,
    "plus86": 0.04,
    "code86": 0.03,
    "dashes": 0.05,
    "spaces": 0.05,
    "two": 0.05,
    "full_width": 0.008,
    "whose": 0.01,
}
_WRONG_PHONE = {"missing": 0.08, "short": 0.035, "one_digit": 0.035, "relative": 0.05, "landline": 0.02}
_DAYS = {
    "slash": 0.12,
    "compact": 0.06,
    "compact_number": 0.03,
    "chinese": 0.12,
    "month_day": 0.12,
    "dotted": 0.08,
    "cell": 0.12,
    "serial": 0.05,
    "dashed_short": 0.03,
}
_ORIGINS = {"city": 0.14, "plain": 0.25, "returned": 0.07, "province": 0.03, "reason": 0.02}
_WAYS = {
    "full": 0.14,
    "street": 0.07,
    "beside": 0.07,
    "named": 0.08,
    "dashed": 0.08,
    "block": 0.06,
    "tower": 0.05,
    "no_room_word": 0.1,
    "spaced": 0.06,
    "numerals": 0.03,
    "full_width": 0.015,
    "remark": 0.03,
    "whose": 0.015,
    "no_road": 0.01,
}
_LOST = {
    "lane_only": 0.1,
    "stair_only": 0.09,
    "committee_only": 0.025,
    "missing": 0.05,
    "wrong_room": 0.025,
    "wrong_stair": 0.01,
    "road_typo": 0.008,
}

RATES: dict[str, ErrorRates] = {
    "police": ErrorRates(
        name=_TYPED | {"homophone": 0.008},
        document=_SPELLED_ID | {"missing": 0.04, "fifteen": 0.004} | _WRONG_ID,
        phone=_SPELLED_PHONE,
        phone_flaws=_WRONG_PHONE | {"missing": 0.1},
        day=_DAYS,
        day_flaws={"off_by_one": 0.03},
        origin=_ORIGINS,
        address=_WAYS,
        address_flaws=_LOST | {"lane_only": 0.15, "missing": 0.08},
        twice=0.02,
    ),
    "cdc": ErrorRates(
        name=_TYPED | {"homophone": 0.05},
        phone=_SPELLED_PHONE,
        phone_flaws=_WRONG_PHONE | {"masked": 0.02},
        day=_DAYS | {"cell": 0.0},
        day_flaws={"off_by_one": 0.05, "missing": 0.02},
        origin=_ORIGINS,
        address=_WAYS,
        address_flaws=_LOST,
        twice=0.02,
    ),
    "wechat": ErrorRates(
        name=_TYPED | {"homophone": 0.004, "other_name": 0.3, "traditional": 0.01},
        document=_SPELLED_ID | {"missing": 0.03, "masked": 0.02} | _WRONG_ID,
        phone=_SPELLED_PHONE | {"number": 0.0},
        phone_flaws=_WRONG_PHONE | {"missing": 0.01},
        day={"month_day": 0.08, "slash": 0.1, "chinese": 0.05, "serial": 0.04},
        day_flaws={"off_by_one": 0.02},
        origin=_ORIGINS,
        address=_WAYS | {"full": 0.25},
        address_flaws=_LOST | {"lane_only": 0.04, "committee_only": 0.005},
        twice=0.03,
    ),
    "firm": ErrorRates(
        name=_TYPED,
        document=_SPELLED_ID | {"masked": 0.22, "masked_birth": 0.05, "missing": 0.12} | _WRONG_ID,
        phone=_SPELLED_PHONE,
        phone_flaws=_WRONG_PHONE,
        day=_DAYS,
        day_flaws={"off_by_one": 0.04},
        origin=_ORIGINS,
        address=_WAYS,
        address_flaws=_LOST | {"lane_only": 0.2, "missing": 0.1, "committee_only": 0.06},
        twice=0.02,
    ),
    "leader": ErrorRates(
        name={
            "called": 0.24,
            "nick": 0.02,
            "homophone": 0.08,
            "spaced": 0.05,
            "dropped": 0.02,
            "lookalike": 0.01,
        },
        phone=_SPELLED_PHONE,
        phone_flaws=_WRONG_PHONE | {"missing": 0.34},
        day=_DAYS | {"lunar": 0.03},
        day_flaws={"off_by_one": 0.08, "missing": 0.02},
        origin=_ORIGINS | {"province": 0.08},
        address=_WAYS | {"full": 0.02, "named": 0.16, "no_road": 0.05},
        address_flaws=_LOST | {"missing": 0.04},
        twice=0.03,
    ),
    "gate": ErrorRates(
        name=_TYPED | {"homophone": 0.06, "other_name": 0.2},
        phone=_SPELLED_PHONE,
        phone_flaws=_WRONG_PHONE | {"one_digit": 0.05, "missing": 0.04},
        origin=_ORIGINS | {"province": 0.06},
        address=_WAYS | {"full": 0.02, "dashed": 0.14},
        address_flaws=_LOST | {"lane_only": 0.15},
        twice=0.03,
    ),
    "mask": ErrorRates(
        name=_TYPED | {"homophone": 0.01},
        document=_SPELLED_ID | {"missing": 0.02} | _WRONG_ID,
        phone=_SPELLED_PHONE,
        phone_flaws=_WRONG_PHONE | {"missing": 0.03},
        address=_WAYS,
        address_flaws={"lane_only": 0.01, "committee_only": 0.01, "missing": 0.02, "wrong_room": 0.01},
    ),
    "register": ErrorRates(
        unknown=0.2,
        name={"homophone": 0.004},
        document={"one_digit": 0.003, "missing": 0.002, "fifteen": 0.002},
        phone_flaws={"missing": 0.05, "one_digit": 0.02, "stale": 0.12},
        address_flaws={"wrong_room": 0.004},
    ),
    "ledger": ErrorRates(
        name={"homophone": 0.012, "spaced": 0.01},
        phone=_SPELLED_PHONE | {"two": 0.08},
        phone_flaws={"missing": 0.05, "stale": 0.06, "short": 0.01, "one_digit": 0.01, "landline": 0.08},
    ),
}


def scaled(factor: float) -> dict[str, ErrorRates]:
    """The usual offices, all of them better (factor < 1) or worse (> 1)."""
    return {office: rates.scaled(factor) for office, rates in RATES.items()}
