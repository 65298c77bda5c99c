"""Examples for the house's walk over every URL: one row in an area."""

from datetime import date

from lianfang.response.observation.duty import Handover
from lianfang.response.observation.models import Alert, Episode, Paper, Protocol, Turn
from lianfang.response.screening.models import Report
from lianfang.response.screening.tests import access as reports
from tests.cast import AT


def _made(cast, area, state="active"):
    protocol, _new = Protocol.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        name="十四天",
        begins_on=date(2020, 1, 20),
        defaults={"set_at": AT, "set_by_name": "司令员"},
    )
    person = next(p for p in cast.people.values() if p.committee_id == area.committee.id)
    episode, _new = Episode.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        person=person,
        state=state,
        defaults={
            "begun_for": person.id,
            "committee": area.committee,
            "building": person.building,
            "protocol": protocol,
            "starts_on": date(2020, 2, 8),
            "last_day": date(2020, 2, 22),
            "begun_at": AT,
            "begun_by_name": "陈干事",
            "closed_at": None if state == "active" else AT,
        },
    )
    return episode


def _episode(cast, area):
    return {"episode_id": _made(cast, area).id}


def _released(cast, area):
    return {"episode_id": _made(cast, area, "released").id}


def _alert(cast, area):
    alert, _new = Alert.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        episode=_made(cast, area),
        defaults={"committee": area.committee, "opened_at": AT, "changed_at": AT},
    )
    return {"alert_id": alert.id}


def _handover(cast, area):
    made, _new = Handover.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        received_at=None,
        withdrawn_at=None,
        defaults={
            "written_at": AT,
            "giver": cast["duty"].id,
            "giver_name": "值班员",
            "note": f"{area.committee.name}有一户待复测",
            "stood_open": {"alerts": [], "counts": {}},
        },
    )
    return {"handover_id": made.id}


def _unplaced(cast, area):
    found = reports.EXAMPLES["screening:report"](cast, area)
    Report.objects.filter(subdistrict=cast.subdistrict.id, pk=found["report_id"]).update(committee=None)
    return found


def _turned(cast, area):
    one = _made(cast, area)
    turn, _new = Turn.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        episode=one,
        kind="refused",
        defaults={
            "effective_at": AT,
            "at": AT,
            "by_name": "陈干事",
            "before": {"state": "active", "starts_on": "2020-02-08", "first_on": "2020-02-08", "days": 14},
        },
    )
    return {"turn_id": turn.id}


def _turn(cast, area):
    return {**_episode(cast, area), "kind": "transferred"}


def _paper(cast, area):
    paper, _new = Paper.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        episode=_made(cast, area),
        kind="notice",
        defaults={
            "year": 2020,
            "number": 1 + Paper.objects.count(),
            "issued_at": AT,
            "issued_by_name": "陈干事",
        },
    )
    return {"paper_id": paper.id}


EXAMPLES = {
    "observation:turn": _turn,
    "observation:undo": _turned,
    "observation:issue": _episode,
    "observation:paper": _paper,
    "observation:print": _paper,
    "observation:episode": _episode,
    "observation:slip": _episode,
    "observation:excuse": _episode,
    "observation:release": _episode,
    "observation:notice": _released,
    "observation:call": _episode,
    "observation:move": _episode,
    "observation:alert": _alert,
    "observation:acknowledge": _alert,
    "observation:step": _alert,
    "observation:close": _alert,
    "observation:told": _alert,
    "observation:handover_read": _handover,
    "observation:withdraw_handover": _handover,
    "observation:place": _unplaced,
}
POSTS = {
    "observation:turn": {"site": "hospital", "place": "市公共卫生中心"},
    "observation:issue": {"kinds": ["notice"], "delivered": "hand"},
    "observation:paper": {"signer": "self"},
    "observation:handover": {"shift": "白班", "words": "没有异常"},
    "observation:episode": {"celsius": "36.5", "method": "axillary"},
    "observation:excuse": {"slot": "2020-02-11 am", "reason": "asleep"},
    "observation:step": {"step": "retested", "celsius": "36.9", "note": "已电话联系"},
}


def _reading(cast, area):
    return {"client_id": f"p-{area.stairs[0].id}", "episode": _made(cast, area).id, "celsius": "36.5"}


# Operation of the API → the body it is called with.
API = {"add_reading": _reading, "add_readings": lambda cast, area: [_reading(cast, area)]}
