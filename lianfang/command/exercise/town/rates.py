"""How often which office errs, as data: other towns are drawn with other tables.

Every table is {way of erring: probability}; what is left up to one is written as it should be. The ways are the
functions of `slips` and `addresses`. `ways` are spellings that lose nothing, `flaws` are errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

Table = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """The habits of one office, field by field. twice: share of people who stand on its list two times."""

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

    def scaled(self, factor: float) -> ErrorRates:
        """The same office on a better or worse day: every flaw is factor times as frequent."""
        flaws = ("name", "document", "phone_flaws", "day_flaws", "address_flaws")
        return replace(self, twice=self.twice * factor, **{f: _scaled(getattr(self, f), factor) for f in flaws})

    def tables(self) -> dict[str, Table]:
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "twice"}


def _scaled(table: Table, factor: float) -> dict[str, float]:
    wanted = {slip: odds * factor for slip, odds in table.items()}
    whole = max(1.0, sum(wanted.values()))
    return {slip: odds / whole for slip, odds in wanted.items()}


_TYPED = {"spaced": .05, "homophone": .02, "lookalike": .008, "dropped": .006, "swapped": .004, "keyboard": .9}
_SPELLED_ID = {"apostrophe": .06, "lower_x": .03, "trailing_space": .05, "grouped": .01, "full_width": .008}
_WRONG_ID = {"one_digit": .02, "swapped_digits": .008, "short": .006, "relative": .006, "damaged": .006}
_SPELLED_PHONE = {"number": .14, "float_text": .04, "plus86": .04, "code86": .03, "dashes": .05, "spaces": .05,
                  "two": .05, "full_width": .008, "whose": .01}
_WRONG_PHONE = {"missing": .06, "short": .02, "one_digit": .02, "relative": .03, "landline": .02}
_DAYS = {"slash": .12, "compact": .06, "compact_number": .03, "chinese": .12, "month_day": .12, "dotted": .08,
         "cell": .12, "serial": .05, "dashed_short": .03}
_ORIGINS = {"city": .14, "plain": .25, "returned": .07, "province": .03, "reason": .02}
_WAYS = {"full": .14, "street": .07, "beside": .07, "named": .08, "dashed": .08, "block": .06, "tower": .05,
         "no_room_word": .1, "spaced": .06, "numerals": .03, "full_width": .015, "remark": .03, "whose": .015,
         "no_road": .01}
_LOST = {"lane_only": .06, "stair_only": .06, "committee_only": .025, "missing": .03, "wrong_room": .015,
         "wrong_stair": .008, "road_typo": .008}

RATES: dict[str, ErrorRates] = {
    "police": ErrorRates(_TYPED | {"homophone": .008}, _SPELLED_ID | {"missing": .04, "fifteen": .004} | _WRONG_ID,
                         _SPELLED_PHONE, _WRONG_PHONE | {"missing": .1}, _DAYS, {"off_by_one": .03}, _ORIGINS, _WAYS,
                         _LOST | {"lane_only": .12, "missing": .06}, .02),
    "cdc": ErrorRates(_TYPED | {"homophone": .05}, {}, _SPELLED_PHONE, _WRONG_PHONE | {"masked": .02},
                      _DAYS | {"cell": 0.0}, {"off_by_one": .05, "missing": .02}, _ORIGINS, _WAYS, _LOST, .02),
    "wechat": ErrorRates(_TYPED | {"homophone": .004, "other_name": .3, "traditional": .01},
                         _SPELLED_ID | {"missing": .03, "masked": .02} | _WRONG_ID,
                         _SPELLED_PHONE | {"number": 0.0}, _WRONG_PHONE | {"missing": .01},
                         {"month_day": .08, "slash": .1, "chinese": .05, "serial": .04}, {"off_by_one": .02},
                         _ORIGINS, _WAYS | {"full": .25}, _LOST | {"lane_only": .04, "committee_only": .005}, .03),
    "firm": ErrorRates(_TYPED, _SPELLED_ID | {"masked": .22, "masked_birth": .05, "missing": .12} | _WRONG_ID,
                       _SPELLED_PHONE, _WRONG_PHONE, _DAYS, {"off_by_one": .04}, _ORIGINS, _WAYS,
                       _LOST | {"lane_only": .15, "missing": .08, "committee_only": .05}, .02),
    "leader": ErrorRates({"called": .24, "nick": .02, "homophone": .08, "spaced": .05, "dropped": .02, "keyboard": .5,
                          "lookalike": .01}, {}, _SPELLED_PHONE, _WRONG_PHONE | {"missing": .34},
                         _DAYS | {"lunar": .03}, {"off_by_one": .08, "missing": .02}, _ORIGINS | {"province": .08},
                         _WAYS | {"full": .02, "named": .16, "no_road": .05}, _LOST | {"missing": .04}, .03),
    "gate": ErrorRates(_TYPED | {"homophone": .06, "other_name": .2}, {}, _SPELLED_PHONE,
                       _WRONG_PHONE | {"one_digit": .05, "missing": .04}, {}, {}, _ORIGINS | {"province": .06},
                       _WAYS | {"full": .02, "dashed": .14}, _LOST | {"lane_only": .1}, .03),
    "mask": ErrorRates(_TYPED | {"homophone": .01}, _SPELLED_ID | {"missing": .02} | _WRONG_ID, _SPELLED_PHONE,
                       _WRONG_PHONE | {"missing": .03}, {}, {}, {}, _WAYS,
                       {"lane_only": .01, "committee_only": .01, "missing": .02, "wrong_room": .01}),
    "register": ErrorRates({"keyboard": .3, "homophone": .004},
                           {"one_digit": .003, "missing": .002, "fifteen": .002}, {},
                           {"missing": .05, "one_digit": .02, "stale": .12}, {}, {}, {}, {}, {"wrong_room": .004}),
    "ledger": ErrorRates({"homophone": .012, "keyboard": .6, "spaced": .01}, {}, _SPELLED_PHONE | {"two": .08},
                         {"missing": .05, "stale": .06, "short": .01, "one_digit": .01, "landline": .08}, {}, {}, {}, {}, {}),
}


def scaled(factor: float) -> dict[str, ErrorRates]:
    """The usual offices, all of them better (factor < 1) or worse (> 1)."""
    return {office: rates.scaled(factor) for office, rates in RATES.items()}
