"""Examples for the house's walk over every URL: one household in the queue of an area."""

from lianfang.core import ids
from lianfang.response.calls import operations
from lianfang.response.calls.models import Advice, Attempt, Callee
from lianfang.response.calls.operations import Ask
from tests.cast import AT


def _person(cast, area):
    return next(p for p in cast.people.values() if p.committee_id == area.committee.id)


def _callee(cast, area):
    person = _person(cast, area)
    known = Callee.objects.filter(key=person.household_id).first()
    if known is None:
        wish = Ask("observation", "matter", ids.new(), person=person.id)
        known = operations.ask(by=cast["duty"], need=wish, at=AT).callee
    return {"callee_id": known.id}


def _attempt(cast, area):
    made, _new = Attempt.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        callee_id=_callee(cast, area)["callee_id"],
        defaults={"agent_name": "电话员", "outcome": "busy", "claimed_at": AT, "at": AT},
    )
    return {"attempt_id": made.id}


def _advice(cast, area):
    made, _new = Advice.objects.get_or_create(
        subdistrict=cast.subdistrict.id, title="怎么量体温", defaults={"text": "夹在腋下五分钟。"}
    )
    return {"advice_id": made.id}


def _caller(cast, area):
    return {"person_id": _person(cast, area).id}


EXAMPLES = {
    "calls:outcome": _callee,
    "calls:beat": _callee,
    "calls:release": _callee,
    "calls:reorder": _callee,
    "calls:undo": _attempt,
    "calls:end_advice": _advice,
    "calls:take_inbound": _caller,
}
# Sentences belong to the whole subdistrict.
EVERYWHERE = {"calls:end_advice"}
POSTS = {
    "calls:outcome": {"outcome": "no_answer"},
    "calls:reorder": {"rank": "1", "reason": "邻居说老人摔了一跤"},
    "calls:inbound": {"phone": "13800001000"},
    "calls:write_advice": {"title": "开窗", "text": "每天开窗两次。", "language": "zh"},
    "calls:languages": {"language": "zh"},
}
