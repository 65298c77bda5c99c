"""Records as telephones send them: JSON in, receipts out. Reads and answers; the operation judges."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from lianfang.core import clock

from .operations.recording import Found, Receipt, Temperature

WORDS = 2000
MOST_MEMBERS = 20


class Unreadable(ValueError):
    """A record that is no record: the telephone keeps it and says so."""


def read_record(sent: Mapping[str, Any]) -> Found:
    """One record out of JSON; raises Unreadable with the name of what is wrong."""
    try:
        return Found(
            client_id=_text(sent, "client_id", 64),
            request=UUID(str(sent["request"])),
            outcome=_text(sent, "outcome", 10),
            at=_moment(sent["at"]),
            based_on=int(sent.get("based_on") or 1),
            note=_text(sent, "note", 300),
            answers=_answers(sent.get("answers")),
            taken=tuple(_temperature(each) for each in (sent.get("taken") or [])[:MOST_MEMBERS]),
            papers=tuple(str(each)[:12] for each in (sent.get("papers") or [])[:6]),
            signer=_text(sent, "signer", 60),
            position=_position(sent.get("position")),
            slip=_text(sent, "slip", 12),
            photo=base64.b64decode(sent.get("photo") or "", validate=True),
        )
    except (KeyError, TypeError, ValueError, InvalidOperation, binascii.Error) as wrong:
        raise Unreadable(str(wrong)) from wrong


def as_receipt(receipt: Receipt) -> dict[str, Any]:
    """What became of a record, as the telephone reads it."""
    refusal = receipt.refusal
    return {
        "client_id": receipt.client_id,
        "became": receipt.became,
        "conflict": receipt.conflict,
        "code": refusal.code if refusal else "",
        "message": str(refusal) if refusal else "",
    }


def _text(sent: Mapping[str, Any], name: str, length: int) -> str:
    return str(sent.get(name) or "").replace("\x00", "")[:length]


def _moment(value: Any) -> datetime:
    at = datetime.fromisoformat(str(value))
    return at if at.tzinfo else at.replace(tzinfo=clock.LOCAL)


def _answers(value: Any) -> dict[str, Any]:
    """The form's words: names and texts, never deep, never long."""
    if not isinstance(value, Mapping):
        return {}
    kept = {str(name)[:40]: _word(word) for name, word in list(value.items())[:60]}
    return {name: word for name, word in kept.items() if word not in ("", [], None)}


def _word(value: Any) -> Any:
    if isinstance(value, list):
        return [str(each).replace("\x00", "")[:200] for each in value[:40]]
    return str(value).replace("\x00", "")[:WORDS] if value is not None else ""


def _temperature(each: Mapping[str, Any]) -> Temperature:
    celsius = str(each.get("celsius") or "").strip()
    return Temperature(
        UUID(str(each["person"])) if each.get("person") else None,
        Decimal(celsius).quantize(Decimal("0.1")) if celsius else None,
        str(each.get("method") or "forehead")[:10],
        tuple(str(one)[:20] for one in (each.get("symptoms") or [])[:12]),
    )


def _position(value: Any) -> tuple[float, float] | None:
    if not value:
        return None
    latitude, longitude = float(value[0]), float(value[1])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
