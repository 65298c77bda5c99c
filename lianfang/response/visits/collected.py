"""What ODK Collect sends for the door questionnaire, as a visit: whose door it was, and what was found there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from lianfang.core import Actor, clock
from lianfang.registry.forms.models import Submission
from lianfang.registry.people.models import Person
from lianfang.registry.places import selectors as places
from lianfang.registry.places.rules import parse, resolve

from . import rules
from .operations.recording import Found, Temperature
from .questions import FOUND_AS
from .requests import Request, Stop
from .selectors.board import HOMES, requests
from .selectors.carrying import place_of, teams_of

LIST = "doors.csv"
MOST = 300
OUTCOMES = {said: outcome for outcome, said in reversed(FOUND_AS.items())}


def doors(viewer: Actor, at: datetime) -> Iterator[tuple[str, str]]:
    """The list of doors that a phone's questionnaire chooses from: those on the viewer's own lists in their order,
    else what is open in their area. Addresses only: Collect keeps them unsealed."""
    for one in _mine(viewer, at)[:MOST]:
        yield str(one.id), f"{place_of(one)} {one.due_at.astimezone(clock.LOCAL):%H:%M}"


def _mine(viewer: Actor, at: datetime) -> list[Request]:
    stops = Stop.objects.of(viewer.subdistrict).ahead()
    stops = stops.filter(shift__team__in=teams_of(viewer), shift__ends_at__gt=at).order_by("arrives_at")
    listed = [stop.request for stop in stops.select_related(*(f"request__{name}" for name in HOMES))]
    return listed or list(requests(viewer, state="open")[:MOST])


def match(viewer: Actor, values: Mapping[str, Any]) -> Request | None:
    """The visit that answers belong to: the door chosen from the list, whatever became of it since; else the one open
    visit at the address written down. None where none or several fit."""
    chosen = _uuid(values.get("visit"))
    if chosen is not None:
        return Request.objects.visible_to(viewer).filter(pk=chosen).first()
    address = str(values.get("address") or "")
    flat = _flat(viewer, address) if address else None
    if flat is None:
        return None
    here = list(Request.objects.visible_to(viewer).open().filter(door=flat)[:5])
    listed = (
        Stop.objects.of(viewer.subdistrict).ahead().filter(shift__team__in=teams_of(viewer), request__in=here)
    )
    own = {stop.request_id for stop in listed}
    fitting = [one for one in here if one.id in own] or here
    return fitting[0] if len(fitting) == 1 else None


def _flat(viewer: Actor, address: str) -> UUID | None:
    words = parse(address, known=places.names(viewer.subdistrict))
    found = resolve(words, places.gazetteer(viewer.subdistrict), committee="")
    return found.flat if isinstance(found.flat, UUID) else None


def found_of(request: Request, sent: Submission, values: Mapping[str, Any]) -> Found | None:
    """The answers as a record of this visit; None where they do not say what was found."""
    outcome = OUTCOMES.get(str(values.get("found") or ""))
    if outcome is None:
        return None
    is_doubtful = outcome == rules.Outcome.MET and values.get("doubtful") == "yes"
    return Found(
        client_id=f"collect-{sent.id.hex}",
        request=request.id,
        outcome=rules.Outcome.DOUBTFUL if is_doubtful else outcome,
        at=_stood_there(request, sent, values.get("ended")),
        based_on=request.version,
        note=str((values.get("doubt") if is_doubtful else values.get("note")) or "")[:300],
        submission=sent.id,
        taken=tuple(_temperatures(request, values)),
        position=_position(values.get("place")),
    )


def _stood_there(request: Request, sent: Submission, ended: Any) -> datetime:
    """When the answers were given: as the telephone says, which may have had no network since; when they came where it
    says nothing, or what its clock cannot mean."""
    try:
        said = datetime.fromisoformat(str(ended or ""))
    except ValueError:
        return sent.at
    return said if said.tzinfo and request.asked_at <= said <= sent.at else sent.at


def _temperatures(request: Request, values: Mapping[str, Any]) -> Iterator[Temperature]:
    """Of each member; whose they are only where the name is that of one known behind this door."""
    people = values.get("people")
    named = _by_name(request)
    for one in people if isinstance(people, list) else ():
        celsius, symptoms = celsius_of(one), symptoms_of(one)
        if celsius is not None or symptoms:
            yield Temperature(
                named.get(str(one.get("person_name") or "").strip()), celsius, "forehead", symptoms
            )


def celsius_of(member: Mapping[str, Any]) -> Decimal | None:
    """A member's temperature; None where it is none that the questionnaire takes."""
    try:
        value = Decimal(str(member.get("person_celsius") or "")).quantize(Decimal("0.1"))
        return value if Decimal(34) <= value <= Decimal(43) else None
    except InvalidOperation:
        return None


def symptoms_of(member: Mapping[str, Any]) -> tuple[str, ...]:
    """A member's complaints."""
    said = member.get("person_symptoms") or []
    chosen = said if isinstance(said, list) else str(said).split()
    return tuple(str(one)[:20] for one in chosen if one != "none")[:12]


def _by_name(request: Request) -> dict[str, UUID]:
    """Who is known behind the door, by name; names that two of them bear tell nobody apart."""
    rows = Person.objects.of(request.subdistrict).present()
    here = rows.filter(household=request.household_id) if request.household_id else rows.none()
    people = [*here, *(rows.filter(pk=request.person_id) if request.person_id else ())]
    found: dict[str, set[UUID]] = {}
    for person in people:
        found.setdefault(person.name, set()).add(person.id)
    return {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1}


def _position(said: Any) -> tuple[float, float] | None:
    parts = str(said or "").replace(",", " ").split()
    try:
        return (float(parts[0]), float(parts[1])) if len(parts) > 1 else None
    except ValueError:
        return None


def _uuid(said: Any) -> UUID | None:
    try:
        return UUID(str(said))
    except ValueError:
        return None
