"""Records as telephones send them: JSON in, receipts out. Reads and answers; the operation judges."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from lianfang.core import clock
from lianfang.registry.forms.operations import Sent

from .collected import celsius_of, symptoms_of
from .operations.recording import Found, Receipt, Temperature
from .questions import Sheet

WORDS = 2000
MOST_MEMBERS = 20
# The size of a request bounds them before this does.
MOST_PHOTOS = 60
NEWEST = 2**31


class Unreadable(ValueError):
    """A record that is no record: the telephone keeps it and says so."""


def read_record(sent: Mapping[str, Any]) -> Found:
    """One record out of JSON; raises Unreadable with the name of what is wrong."""
    try:
        sent = _sound(sent)
        sheet = _sheet(sent.get("sheet"))
        return Found(
            client_id=_text(sent, "client_id", 64),
            request=UUID(str(sent["request"])),
            outcome=_text(sent, "outcome", 10),
            at=_moment(sent["at"]),
            based_on=_version(sent.get("based_on")),
            note=_text(sent, "note", 300),
            answers=_answers(sent.get("answers")),
            sheet=sheet,
            taken=(*_taken(sent.get("taken")), *_strangers(sheet)),
            papers=tuple(str(each)[:12] for each in (sent.get("papers") or [])[:6]),
            signer=_text(sent, "signer", 60),
            position=_position(sent.get("position")),
            slip=_text(sent, "slip", 12),
            photo=base64.b64decode(sent.get("photo") or "", validate=True),
        )
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as wrong:
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
    return str(sent.get(name) or "")[:length]


def _sound(value: Any) -> Any:
    """JSON whose texts the database can hold: no NUL, no half of a pair that stands for one sign."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode(errors="ignore").decode()
    if isinstance(value, Mapping):
        return {_sound(name): _sound(each) for name, each in value.items()}
    return [_sound(each) for each in value] if isinstance(value, list) else value


def _moment(value: Any) -> datetime:
    at = datetime.fromisoformat(str(value))
    return (at if at.tzinfo else at.replace(tzinfo=clock.LOCAL)).astimezone(UTC)


def _version(value: Any) -> int:
    found = int(value or 1)
    if not 0 < found < NEWEST:
        raise ValueError("based_on")
    return found


def _answers(value: Any) -> dict[str, Any]:
    """The form's words: names and texts, never deep, never long."""
    if not isinstance(value, Mapping):
        return {}
    kept = {str(name)[:40]: _word(word) for name, word in list(value.items())[:60]}
    return {name: word for name, word in kept.items() if word not in ("", [], None)}


def _word(value: Any) -> Any:
    if isinstance(value, list):
        return [str(each)[:200] for each in value[:40]]
    return str(value)[:WORDS] if value is not None else ""


def _taken(value: Any) -> list[Temperature]:
    return [_temperature(each) for each in (value or [])[:MOST_MEMBERS]]


def _strangers(sheet: Sheet | None) -> list[Temperature]:
    """Temperatures of people met at the door whom no list knew."""
    met = [(celsius_of(one), symptoms_of(one)) for one in (sheet.strangers if sheet else [])[:MOST_MEMBERS]]
    return [
        Temperature(None, celsius, "forehead", symptoms)
        for celsius, symptoms in met
        if celsius is not None or symptoms
    ]


def _sheet(value: Any) -> Sheet | None:
    """The questionnaire's answers with the photographs that stand in them; None where nothing was asked."""
    if not value:
        return None
    values = _clean(dict(value["values"]))
    for place, photo in list((value.get("files") or {}).items())[:MOST_PHOTOS]:
        body = base64.b64decode(photo, validate=True)
        _put(values, str(place), Sent(f"{_plain(str(place))}.jpg", "image/jpeg", body))
    known = min(max(int(value.get("known") or 0), 0), MOST_MEMBERS)
    return Sheet(UUID(str(value["version"])), values, known, bool(value.get("has_verdict")))


def _clean(value: Any) -> Any:
    """JSON as the questionnaire takes it: texts, lists and members."""
    if isinstance(value, Mapping):
        return {str(name)[:200]: _clean(each) for name, each in list(value.items())[:500]}
    if isinstance(value, list):
        return [_clean(each) for each in value[:200]]
    return "" if value is None else str(value)


def _plain(place: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in place)[:80].strip("-")


def _put(values: dict[str, Any], place: str, file: Sent) -> None:
    """Puts a photograph where its question stands: `photo`, `people[0]/photo`."""
    here: Any = values
    *members, name = place.split("/")
    for member in members:
        key, _mark, number = member.rstrip("]").partition("[")
        here = here[key][int(number)]
    here[name] = file


def _temperature(each: Mapping[str, Any]) -> Temperature:
    celsius = str(each.get("celsius") or "").strip()
    value = Decimal(celsius).quantize(Decimal("0.1")) if celsius else None
    if value is not None and not value.is_finite():
        raise ValueError("celsius")
    return Temperature(
        UUID(str(each["person"])) if each.get("person") else None,
        value,
        str(each.get("method") or "forehead")[:10],
        tuple(str(one)[:20] for one in (each.get("symptoms") or [])[:12]),
    )


def _position(value: Any) -> tuple[float, float] | None:
    if not value:
        return None
    latitude, longitude = float(value[0]), float(value[1])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
