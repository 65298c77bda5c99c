"""The API of observation: readings in, counts out. Mounted by `config`; staff sessions only."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.responses import Status

from lianfang.core import Actor, clock
from lianfang.core.refusal import sentence

from . import operations, selectors
from .operations.readings import Receipt, Typed
from .pages.listing import TYPISTS

AT_ONCE = 1000


def staff(request: HttpRequest) -> Actor | None:
    """Staff who enter readings, by their session; everybody else is answered 401."""
    actor = cast("Actor | None", getattr(request, "actor", None))
    return actor if actor and actor.role in TYPISTS else None


def seer(request: HttpRequest) -> Actor | None:
    """Staff who may see counts of health."""
    actor = cast("Actor | None", getattr(request, "actor", None))
    return actor if actor and actor.sees_health and actor.person is None else None


router = Router(tags=["observation"])


class ReadingIn(Schema):
    """One reading. `client_id` makes a retry count once; `episode` or `person` says whose."""

    client_id: str = Field(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_.:-]+$")
    episode: UUID | None = None
    person: UUID | None = None
    celsius: Decimal | None = Field(None, ge=0, le=99, max_digits=3, decimal_places=1)
    method: str = Field("axillary", pattern="^(axillary|forehead|ear|oral)$")
    symptoms: list[str] = Field(default_factory=list, max_length=20)
    taken_at: datetime | None = None
    slot_day: date | None = None
    slot: str = Field("", max_length=8)

    def typed(self) -> Typed:
        """As the operation takes it; a time without a zone is local time."""
        taken_at = self.taken_at
        if taken_at is not None and taken_at.tzinfo is None:
            taken_at = taken_at.replace(tzinfo=clock.LOCAL)
        values = self.model_dump(exclude={"symptoms", "taken_at"})
        return Typed(**values, symptoms=tuple(self.symptoms), taken_at=taken_at)


class ReceiptOut(Schema):
    """What became of one reading: new, known (a retry) or refused with a code and words."""

    client_id: str
    became: str
    reading: UUID | None = None
    is_abnormal: bool = False
    code: str = ""
    message: str = ""


class Problem(Schema):
    """A refusal."""

    code: str
    message: str


@router.post("/readings", auth=staff, response={200: ReceiptOut, 201: ReceiptOut, 409: Problem})
def add_reading(request: HttpRequest, reading: ReadingIn) -> Any:
    """One reading: 201 new, 200 known, 409 refused."""
    [receipt] = _record(request, [reading])
    if receipt.became == "refused":
        return Status(409, {"code": receipt.code, "message": str(receipt.refusal)})
    return Status(201 if receipt.became == "new" else 200, _out(receipt))


@router.post("/readings/batch", auth=staff, response={200: list[ReceiptOut], 413: Problem})
def add_readings(request: HttpRequest, readings: list[ReadingIn]) -> Any:
    """Up to 1,000 readings: one receipt each, in order; a bad one does not stop the rest."""
    if len(readings) > AT_ONCE:
        return Status(413, {"code": "observation.too_many", "message": sentence("observation.too_many")})
    return Status(200, [_out(receipt) for receipt in _record(request, readings)])


@router.get("/counts", auth=seer, response=list[dict[str, Any]])
def counts(request: HttpRequest) -> Any:
    """Figures by committee, as far as this viewer sees."""
    found = selectors.counts(cast("Any", request).actor, clock.now())
    return [{name: getattr(one, name) for name in one.__slots__} for one in found]


def _record(request: HttpRequest, readings: list[ReadingIn]) -> list[Receipt]:
    by: Actor = cast("Any", request).actor
    return operations.record_readings(by=by, typed=[one.typed() for one in readings], at=clock.now())


def _out(receipt: Receipt) -> dict[str, Any]:
    return {
        "client_id": receipt.client_id,
        "became": receipt.became,
        "reading": receipt.reading,
        "is_abnormal": receipt.is_abnormal,
        "code": receipt.code,
        "message": str(receipt.refusal) if receipt.refusal else "",
    }


__all__ = ["router"]
