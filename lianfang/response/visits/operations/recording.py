"""What a team found: recorded once each, however often a telephone sends it; two words about one door are kept both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, Role, bulk, cipher, ids
from lianfang.core.actor import BY_COMMITTEE
from lianfang.ledger.operations import record
from lianfang.registry.forms.operations import submitting
from lianfang.registry.people.models import Person

from .. import questions, rules
from ..models import Check, Member, Request, Settlement, Stop, Taken, Visit
from ..questions import Sheet
from ..rules.conflicts import EFFECTIVE, Conflict, conflict_of
from ..terms import terms
from .asking import Ask, ask

RECORDERS = (*BY_COMMITTEE, Role.DUTY_OFFICER, Role.SYSTEM)
AHEAD = timedelta(minutes=10)  # a telephone's clock may be a little fast
AT_ONCE = 200
PHOTO = 300_000
SEALED_PHOTO = "visits.photo"
LOWEST, HIGHEST = Decimal("30.0"), Decimal("45.0")


@dataclass(frozen=True, slots=True)
class Temperature:
    """One member's temperature and complaints."""

    person: UUID | None
    celsius: Decimal | None = None
    method: str = "forehead"
    symptoms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One record as a telephone sends it. `based_on` is the version of the request it had; `answers` are the plain
    form's words, `sheet` the questionnaire's (`submission` where they are stored already, by Collect); `slip` the code
    of an empty-door slip; the photo is of the slip."""

    client_id: str
    request: UUID
    outcome: str
    at: datetime
    based_on: int = 1
    note: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    sheet: Sheet | None = None
    submission: UUID | None = None
    taken: tuple[Temperature, ...] = ()
    papers: tuple[str, ...] = ()
    signer: str = ""
    position: tuple[float, float] | None = None
    slip: str = ""
    photo: bytes = b""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one record: new, apart (kept, a person will look), known (a retry) or refused with a code."""

    client_id: str
    became: str
    visit: UUID | None = None
    conflict: str = ""
    refusal: Refused | None = None


@transaction.atomic
def record_visit(*, by: Actor, found: Found, at: datetime) -> Visit:
    """Records one visit; refused where the batch would only say so."""
    [receipt] = record_visits(by=by, found=[found], at=at)
    if receipt.refusal:
        raise receipt.refusal
    return Visit.objects.of(by.subdistrict).get(pk=receipt.visit)


@transaction.atomic
def record_visits(*, by: Actor, found: Sequence[Found], at: datetime) -> list[Receipt]:
    """Records what a telephone kept, in order, one receipt each. A record sent again is known and changes nothing;
    one that another word stands against is kept apart and shown to a person."""
    if by.role not in RECORDERS:
        raise Refused("visits.not_for_this_role")
    if len(found) > AT_ONCE:
        raise Refused("visits.too_many")
    return [_receive(by, one, at) for one in found]


@transaction.atomic
def begin(*, by: Actor, request_id: UUID, at: datetime) -> Request:
    """The team sets out for a door: the planner leaves it alone from here on. Begun already is no error."""
    if by.role not in RECORDERS:
        raise Refused("visits.not_for_this_role")
    request = _request(by, request_id)
    if request.state == rules.State.WAITING:
        request.state = rules.state_after(request.state, "started")
        request.save(update_fields=["state"])
        record(
            "visits.begun",
            by=by,
            at=at,
            about=request,
            person=request.person_id,
            committee=request.committee_id,
        )
    return request


@transaction.atomic
def settle(*, by: Actor, visit_id: UUID, stands: bool, note: str = "", at: datetime) -> Settlement:
    """Decides about a record in conflict: it stands (and takes effect as if it had come first), or it is set aside.
    Both records stay as they were written. Refused where somebody has decided already."""
    if by.role not in (Role.DUTY_OFFICER, Role.COMMITTEE_WORKER, Role.COMMANDER):
        raise Refused("visits.not_for_this_role")
    visit: Visit = Visit.objects.visible_to(by).select_for_update(of=("self",)).get(pk=visit_id)
    if not visit.conflict or visit.settlements.exists():
        raise Refused("visits.settled_already")
    made = Settlement.objects.create(
        subdistrict=by.subdistrict,
        visit=visit,
        stands=stands,
        note=note.strip()[:200],
        by_name=by.name,
        at=at,
    )
    request = Request.objects.of(by.subdistrict).select_for_update(of=("self",)).get(pk=visit.request_id)
    # An empty door does not undo that somebody was met there.
    takes_effect = stands and visit.conflict not in EFFECTIVE and visit.outcome in rules.FINISHING
    if takes_effect:
        if request.state in rules.CLOSED:
            request.state = rules.state_after(request.state, "reopened")
        _take_effect(request, visit, at)
    _tell("visits.settled", by, request, visit, at=at, stands=stands)
    if takes_effect:
        _follow(by, request, visit, at)
    return made


def _receive(by: Actor, one: Found, at: datetime) -> Receipt:
    known = Visit.objects.of(by.subdistrict).filter(client_id=one.client_id).first()
    if known:
        return _again(by, one, known)
    try:
        _check(by, one, at)
        request = _request(by, one.request)
    except Refused as refusal:
        return Receipt(one.client_id, "refused", refusal=refusal)
    conflict = conflict_of(request.state, version=request.version, based_on=one.based_on)
    visit = _keep(by, request, one, conflict=conflict, at=at)
    if visit is None:  # sent at this very moment over another connection
        return _again(by, one, Visit.objects.of(by.subdistrict).get(client_id=one.client_id))
    if conflict not in EFFECTIVE:
        _tell("visits.kept_apart", by, request, visit, at=at)
        return Receipt(one.client_id, "apart", visit.id, conflict.value)
    _take_effect(request, visit, at)
    _follow(by, request, visit, at)
    return Receipt(one.client_id, "new", visit.id, conflict.value)


def _again(by: Actor, one: Found, known: Visit) -> Receipt:
    """A retry is known; an id of somebody else's record, or about another door, is refused."""
    if known.by != by.id or known.request_id != one.request:
        return Receipt(one.client_id, "refused", refusal=Refused("visits.client_id_taken"))
    return Receipt(one.client_id, "known", known.id, known.conflict)


def _check(by: Actor, one: Found, at: datetime) -> None:
    if one.outcome not in set(rules.Outcome):
        raise Refused("visits.outcome_unknown")
    if not one.client_id or one.at > at + AHEAD:
        raise Refused("visits.time_wrong")
    for each in one.taken:
        if each.celsius is not None and not LOWEST <= each.celsius <= HIGHEST:
            raise Refused("visits.temperature_wrong", celsius=each.celsius)
    files = list(submitting.files_in(one.sheet.values)) if one.sheet else []
    submitting.check_files(files)
    if len(one.photo) > PHOTO or any(len(file.body) > PHOTO for file in files):
        raise Refused("visits.photo_too_large")
    if one.sheet and not questions.is_known(by.subdistrict, one.sheet.version):
        raise Refused("visits.version_unknown")


def _request(by: Actor, key: UUID) -> Request:
    """The request, locked. A team that had the door on its list may still say what it found there after the door was
    given to others."""
    rows = Request.objects.of(by.subdistrict)
    is_out = Member.objects.of(by.subdistrict).filter(user=by.id, left_at=None).exists() if by.id else False
    if not is_out:
        rows = Request.objects.visible_to(by)
    found = rows.select_for_update(of=("self",)).filter(pk=key).first()
    if found is None:
        raise Refused("visits.no_such_visit")
    return found


def _keep(by: Actor, request: Request, one: Found, *, conflict: Conflict, at: datetime) -> Visit | None:
    stop = Stop.objects.of(by.subdistrict).ahead().filter(request=request).select_related("shift").first()
    latitude, longitude = one.position or (None, None)
    row = {
        "id": ids.new(), "subdistrict": by.subdistrict, "request_id": request.id, "client_id": one.client_id[:64],
        "shift_id": stop.shift_id if stop else None, "team_id": stop.shift.team_id if stop else None,
        "outcome": one.outcome, "at": min(one.at, at), "received_at": at, "based_on": one.based_on,
        "conflict": conflict.value, "note": one.note.strip()[:300], "answers": one.answers,
        "submission": one.submission, "papers": list(one.papers), "signer": one.signer.strip()[:60],
        "latitude": latitude, "longitude": longitude, "slip": one.slip[:12], "by": by.id, "by_name": by.name,
    }  # fmt: skip
    if not bulk.insert_new(Visit, [row], known_by=("subdistrict", "client_id")):
        return None
    visit = Visit.objects.of(by.subdistrict).get(pk=row["id"])
    if one.photo:
        visit.sealed_photo = cipher.seal_bytes(one.photo, SEALED_PHOTO)
    if one.sheet:
        visit.submission = questions.store(by, visit, one.sheet)
    visit.save(update_fields=["sealed_photo", "submission"])
    _keep_temperatures(by, visit, one)
    return visit


def _keep_temperatures(by: Actor, visit: Visit, one: Found) -> None:
    """Only people behind this door: a stray id belongs to nobody here."""
    home = visit.request
    people = Person.objects.of(by.subdistrict).filter(
        pk__in=[each.person for each in one.taken if each.person]
    )
    known = {
        key
        for key, household in people.values_list("pk", "household_id")
        if key == home.person_id or (household and household == home.household_id)
    }
    Taken.objects.bulk_create(
        Taken(
            subdistrict=by.subdistrict,
            visit=visit,
            person_id=each.person if each.person in known else None,
            celsius=each.celsius,
            method=each.method,
            symptoms=list(each.symptoms),
        )
        for each in one.taken
    )


def _take_effect(request: Request, visit: Visit, at: datetime) -> None:
    nobody = visit.outcome == rules.Outcome.NOBODY
    request.state = rules.state_after(request.state, "nobody_home" if nobody else "visited")
    request.attempts += 1
    request.team_id = visit.team_id or request.team_id
    if nobody:
        law = terms(request.subdistrict, at)
        request.not_before = visit.at + timedelta(minutes=law.revisit_minutes)
        if request.urgency == rules.Urgency.NOW or request.due_at < request.not_before:
            request.urgency = rules.Urgency.TODAY
            request.due_at = law.due(rules.Urgency.TODAY, max(at, request.not_before))
    else:
        request.outcome, request.closed_at = visit.outcome, at
    request.version += 1
    request.save()
    Stop.objects.of(request.subdistrict).ahead().filter(request=request).update(done_at=at)


def _follow(by: Actor, request: Request, visit: Visit, at: datetime) -> None:
    """Tells of the visit; a doubtful answer goes to the police with its clock, a refusal has them at the door."""
    nobody = visit.outcome == rules.Outcome.NOBODY
    _tell("visits.nobody_home" if nobody else "visits.recorded", by, request, visit, at=at)
    if visit.outcome == rules.Outcome.DOUBTFUL:
        _ask_police(by, request, visit, at)
    if visit.outcome == rules.Outcome.REFUSED:
        system = Actor(by.id, by.name, Role.SYSTEM, by.subdistrict)
        again = Ask(
            rules.Kind.CHECK,
            person=request.person_id,
            door=request.door_id,
            building=request.building_id,
            about_kind="visits.Visit",
            about_id=visit.id,
            note=visit.note,
        )
        ask(by=system, request=again, at=at)


def _ask_police(by: Actor, request: Request, visit: Visit, at: datetime) -> None:
    check = Check.objects.create(
        subdistrict=by.subdistrict,
        request=request,
        visit=visit,
        question=visit.note or str(rules.OUTCOMES[rules.Outcome.DOUBTFUL]),
        asked_at=at,
        asked_by_name=by.name,
        due_at=at + timedelta(minutes=terms(by.subdistrict, at).check_minutes),
    )
    record(
        "visits.check_asked",
        by=by,
        at=at,
        about=check,
        person=request.person_id,
        committee=request.committee_id,
    )


def _tell(event: str, by: Actor, request: Request, visit: Visit, *, at: datetime, **more: Any) -> None:
    record(
        event,
        by=by,
        at=at,
        about=request,
        person=request.person_id,
        committee=request.committee_id,
        visit=visit.id,
        kind=request.kind,
        about_kind=request.about_kind,
        about_id=request.about_id,
        outcome=visit.outcome,
        **_wishes(visit),
        **more,
    )


def _wishes(visit: Visit) -> dict[str, Any]:
    """What the household asked for at the door, for services at home."""
    kinds = visit.answers.get("services") or []
    return {"services": kinds, "service_note": visit.note} if kinds else {}
