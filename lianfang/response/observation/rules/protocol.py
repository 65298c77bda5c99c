"""A protocol as the rules read it: plain values out of the row that the command post keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from lianfang.core import clock


class Method(StrEnum):
    """How a temperature was taken."""

    AXILLARY = "axillary"
    FOREHEAD = "forehead"
    EAR = "ear"
    ORAL = "oral"


METHODS = {
    Method.AXILLARY: _("armpit"),
    Method.FOREHEAD: _("forehead"),
    Method.EAR: _("ear"),
    Method.ORAL: _("mouth"),
}
# The union of what sources name (2020-2022); which of them count is for the protocol to say.
SYMPTOMS = {
    "fever": _("fever"),
    "cough": _("cough"),
    "breath": _("short of breath"),
    "fatigue": _("tired"),
    "throat": _("sore throat"),
    "diarrhoea": _("diarrhoea"),
    "eyes": _("red eyes"),
    "smell": _("smell or taste lost"),
    "nose": _("running nose"),
    "muscles": _("aching muscles"),
}
DEFAULT_SYMPTOMS = ("fever", "cough", "breath", "fatigue", "throat", "diarrhoea", "eyes")
DEFAULT_SLOTS = (
    {"code": "am", "from": "06:00", "to": "11:00", "closes": "13:00"},
    {"code": "pm", "from": "13:00", "to": "19:00", "closes": "24:00"},
)
SLOT_NAMES = {"am": _("morning"), "pm": _("afternoon"), "noon": _("noon"), "night": _("night")}


@dataclass(frozen=True, slots=True)
class Slot:
    """One reading a day: opens, is late after `due`, is missed after `closes`. Minutes since local
    midnight."""

    code: str
    opens: int
    due: int
    closes: int

    def at(self, day: date, minute: int) -> datetime:
        """An instant of this slot on a local day."""
        return clock.at_local(day) + timedelta(minutes=minute)

    @property
    def name(self) -> str:
        """The slot in the reader's language."""
        return str(SLOT_NAMES.get(self.code, self.code))


@dataclass(frozen=True, slots=True)
class Terms:
    """A protocol's numbers. `release` is `last_slot` (on the last day, once its last slot has opened) or
    `midnight` (after the last day)."""

    days: int = 14
    slots: tuple[Slot, ...] = ()
    threshold: Decimal = Decimal("37.3")
    by_method: dict[str, Decimal] = field(default_factory=dict, hash=False)
    inclusive: bool = True
    symptoms: tuple[str, ...] = DEFAULT_SYMPTOMS
    retest_minutes: int = 5
    release: str = "last_slot"

    def limit(self, method: str) -> Decimal:
        """The threshold for a way of measuring."""
        return self.by_method.get(method, self.threshold)


def read_terms(row: Any) -> Terms:
    """Terms of a protocol row (or anything with its columns)."""
    return Terms(
        days=row.days,
        slots=tuple(_slot(entry) for entry in row.slots),
        threshold=Decimal(row.threshold),
        by_method={method: Decimal(str(limit)) for method, limit in row.thresholds.items()},
        inclusive=row.inclusive,
        symptoms=tuple(row.symptoms),
        retest_minutes=row.retest_minutes,
        release=row.release,
    )


def _slot(entry: dict[str, str]) -> Slot:
    return Slot(entry["code"], _minutes(entry["from"]), _minutes(entry["to"]), _minutes(entry["closes"]))


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
