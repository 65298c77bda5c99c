"""Examples for the house's walk over every URL: one row in an area."""

from datetime import timedelta

from lianfang.core import cipher, ids
from lianfang.response.visits.models import Check, Loose, Request, Shift, Sweep, Team, Turn, Visit
from lianfang.response.visits.operations.recording import SEALED_PHOTO
from tests.cast import AT


def _request(cast, area):
    person = next(p for p in cast.people.values() if p.committee_id == area.committee.id)
    made, _new = Request.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        person=person,
        kind="verification",
        state="waiting",
        defaults={"committee": area.committee, "urgency": "today", "asked_at": AT, "due_at": AT},
    )
    return {"request_id": made.id}


def _visit(cast, area):
    made = Visit.objects.create(
        subdistrict=cast.subdistrict.id,
        client_id=ids.new().hex,
        at=AT,
        received_at=AT,
        outcome="met",
        conflict="twice",
        **_request(cast, area),
    )
    return {"visit_id": made.id}


def _photo(cast, area):
    made = Visit.objects.get(pk=_visit(cast, area)["visit_id"])
    made.sealed_photo = cipher.seal_bytes(b"\xff\xd8", SEALED_PHOTO)
    made.save()
    return {"visit_id": made.id}


def _loose(cast, area):
    made = Loose.objects.create(
        subdistrict=cast.subdistrict.id,
        submission=ids.new(),
        committee=area.committee,
        by_name="陈干事",
        at=AT,
    )
    return {"loose_id": made.id}


def _check(cast, area):
    made = Check.objects.create(
        subdistrict=cast.subdistrict.id, question="说法存疑", asked_at=AT, due_at=AT, **_request(cast, area)
    )
    return {"check_id": made.id}


def _team(cast, area):
    made, _new = Team.objects.get_or_create(
        subdistrict=cast.subdistrict.id, name="一组", ended_at=None, defaults={"made_at": AT}
    )
    return {"team_id": made.id}


def _shift(cast, area):
    made, _new = Shift.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        begins_at=AT + timedelta(days=4000),
        ends_at=AT + timedelta(days=4000, hours=8),
        **_team(cast, area),
    )
    return {"shift_id": made.id}


def _sweep(cast, area):
    made, _new = Sweep.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        committee=area.committee,
        closed_at=None,
        defaults={"name": "老房", "kind": "every", "opened_at": AT},
    )
    return {"sweep_id": made.id}


def _turn(cast, area):
    made, _new = Turn.objects.get_or_create(
        subdistrict=cast.subdistrict.id, door=area.doors[0], **_sweep(cast, area)
    )
    return {"turn_id": made.id}


def _stair(cast, area):
    _turn(cast, area)
    return {**_sweep(cast, area), "building_id": area.doors[0].building_id}


EXAMPLES = {
    "visits:sweep": _sweep,
    "visits:close_sweep": _sweep,
    "visits:stair": _stair,
    "visits:knock": _turn,
    "visits:request": _request,
    "visits:move": _request,
    "visits:pin": _request,
    "visits:take_off": _request,
    "visits:withdraw": _request,
    "visits:settle": _visit,
    "visits:check": _check,
    "visits:photo": _photo,
    "visits:place_answers": _loose,
    "visits:leave_answers": _loose,
    "visits:team": _team,
    "visits:end_team": _team,
    "visits:shift": _team,
    "visits:end_shift": _shift,
    "visits:begin": _request,
    "visits:call": _request,
}
# Teams belong to the whole subdistrict.
EVERYWHERE = {"visits:team", "visits:end_team", "visits:shift", "visits:end_shift"}
POSTS = {
    "visits:knock": {"client_id": "example", "outcome": "met"},
    "visits:settle": {"stands": "no"},
    "visits:leave_answers": {"note": "写错了门牌"},
    "visits:check": {"answer": "true", "note": "查过"},
    "visits:withdraw": {"reason": "不用了"},
    "visits:shift": {"begins_at": "2030-01-01T08:00", "ends_at": "2030-01-01T16:00", "sets": "3"},
}
