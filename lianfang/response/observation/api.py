"""The API of observation: readings in, counts out. Mounted by `config`, which also opens a faster door for
readings (`config.ingest`) that reads and answers by the same words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import BaseModel, Field

from lianfang.core import Actor, Refused, Role, clock
from lianfang.core.access import caller
from lianfang.core.actor import HEALTH, STAFF

from . import operations, selectors
from .operations.readings import Receipt, Typed
from .pages.listing import TYPISTS

AT_ONCE = 1000
TENTH, MOST = Decimal("0.1"), Decimal(10_000)
SENDERS = (*TYPISTS, Role.RESIDENT)
SEERS = tuple(role for role in STAFF if role in HEALTH)

router = Router(tags=["observation"])


class ReadingIn(BaseModel):
    """One reading. `client_id` makes a retry count once; `episode` or `person` says whose."""

    # Not the framework's Schema, which looks every field up in an object: six times the time, for a thousand a post.

    client_id: str = Field(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_.:-]+$")
    episode: UUID | None = None
    person: UUID | None = None
    # Any number: what is no temperature (365, 98.6) is refused by itself, and the rest of the batch stands.
    celsius: Decimal | None = Field(None, ge=-MOST, le=MOST)
    method: str = Field("axillary", pattern="^(axillary|forehead|ear|oral)$")
    symptoms: list[str] = Field(default_factory=list, max_length=20)
    taken_at: datetime | None = None
    slot_day: date | None = None
    slot: str = Field("", max_length=8)

    def typed(self, channel: str, received_at: datetime) -> Typed:
        """As the operation takes it; a time without a zone is local time."""
        taken_at = self.taken_at
        if taken_at is not None and taken_at.tzinfo is None:
            taken_at = taken_at.replace(tzinfo=clock.LOCAL)
        return Typed(
            client_id=self.client_id,
            episode=self.episode,
            person=self.person,
            # Thermometers that show hundredths: rounded up, so that nobody comes out below the line.
            celsius=None if self.celsius is None else self.celsius.quantize(TENTH, ROUND_HALF_UP),
            method=self.method,
            symptoms=tuple(self.symptoms),
            taken_at=taken_at,
            channel=channel,
            slot_day=self.slot_day,
            slot=self.slot,
            received_at=received_at,
        )


class ReceiptOut(Schema):
    """What became of one reading: new, known (a retry) or refused with a code and words."""

    client_id: str
    became: str
    reading: UUID | None = None
    is_abnormal: bool = False
    code: str = ""
    message: str = ""


class CountsOut(Schema):
    """Figures of one committee; `committee` is empty for people whose committee nobody knows yet."""

    committee: UUID | None
    observed: int
    slots_owed: int
    slots_ended: int
    slots_late: int
    silent: int
    alerts: int
    due_today: int
    due_tomorrow: int
    overdue: int


@router.post("/readings", auth=caller(*SENDERS), response={200: ReceiptOut, 201: ReceiptOut})
def add_reading(request: HttpRequest, reading: ReadingIn) -> Any:
    """One reading: 201 new, 200 known; a refusal with its own status and code."""
    [receipt] = _record(request, [reading])
    if receipt.refusal is not None:
        raise receipt.refusal
    return Status(201 if receipt.became == "new" else 200, receipt_out(receipt))


@router.post("/readings/batch", auth=caller(*SENDERS), response=list[ReceiptOut])
def add_readings(request: HttpRequest, readings: list[ReadingIn]) -> Any:
    """Up to 1,000 readings: one receipt each, in order; a bad one does not stop the rest."""
    if len(readings) > AT_ONCE:
        raise Refused("observation.too_many")
    return [receipt_out(receipt) for receipt in _record(request, readings)]


@router.get("/counts", auth=caller(*SEERS), response=list[CountsOut])
def counts(request: HttpRequest) -> Any:
    """Figures by committee, as far as this viewer sees."""
    found = selectors.counts(cast("Any", request).actor, clock.now())
    return [{name: getattr(one, name) for name in one.__slots__} for one in found]


def _record(request: HttpRequest, readings: list[ReadingIn]) -> list[Receipt]:
    by: Actor = cast("Any", request).actor
    at = clock.now()
    typed = [one.typed(channel_of(by), at) for one in readings]
    return operations.record_readings(by=by, typed=typed, at=at)


def channel_of(by: Actor) -> str:
    """A resident reports for the own household, everybody else types for others."""
    return "self" if by.role == Role.RESIDENT else "staff"


def receipt_out(receipt: Receipt) -> dict[str, Any]:
    """A receipt as ReceiptOut has it, in the reader's language."""
    return {
        "client_id": receipt.client_id,
        "became": receipt.became,
        "reading": receipt.reading,
        "is_abnormal": receipt.is_abnormal,
        "code": receipt.code,
        "message": str(receipt.refusal) if receipt.refusal else "",
    }


__all__ = ["AT_ONCE", "SENDERS", "ReadingIn", "ReceiptOut", "channel_of", "receipt_out", "router"]
