"""Examples for the house's walk over every URL."""

from lianfang.response.screening.models import Report
from lianfang.response.tips import operations
from lianfang.response.tips.operations import Verdict
from lianfang.response.tips.pages.telling import SIGNER
from lianfang.response.tips.tests import given
from tests.cast import AT


def _tip(cast, area):
    return {"tip_id": given.tip(cast, area).id}


def _contact(cast, area):
    return {"tip_id": given.tip(cast, area, contact=given.PHONE).id}


def _two(cast, area):
    return {"tip_id": given.tip(cast, area).id, "into_id": given.tip(cast, area).id}


def _joined(cast, area):
    two = _two(cast, area)
    operations.join(by=cast["duty"], tip_id=two["tip_id"], into=two["into_id"], at=AT)
    return {"tip_id": two["tip_id"]}


def _closed(cast, area):
    key = given.tip(cast, area).id
    verdict = Verdict("unfounded", "leader", "楼组长说没有人回来")
    operations.check(by=cast["duty"], tip_id=key, verdict=verdict, at=AT)
    return {"tip_id": key}


def _report(cast, area):
    person = next(p for p in cast.people.values() if p.committee_id == area.committee.id)
    facts = {
        "committee": area.committee,
        "need": "observe",
        "basis": "key_region",
        "opened_at": AT,
        "due_at": AT,
    }
    made, _new = Report.objects.get_or_create(
        subdistrict=cast.subdistrict.id, person=person, state="open", defaults=facts
    )
    return {"tip_id": given.tip(cast, area).id, "report_id": made.id}


def _office(cast, area):
    return {"code": cast.subdistrict.code}


def _gate(cast, area):
    return {"code": cast.subdistrict.code, "compound_id": area.compound.id}


def _told(cast, area):
    key = given.tip(cast, area).id
    return {"code": cast.subdistrict.code, "tip_id": key, "sign": SIGNER.signature(key.hex)}


SENT = {"client_id": "sent", "kind": "returned", "where": "甲路10弄1号101室", "what": "有人回来"}
EXAMPLES = {
    "tips:tell": _office,
    "tips:tell_compound": _gate,
    "tips:told": _told,
    "tips:status": _office,
    "tips:tip": _tip,
    "tips:check": _tip,
    "tips:known": _report,
    "tips:join": _two,
    "tips:part": _joined,
    "tips:reopen": _closed,
    "tips:place": _tip,
    "tips:tipster": _contact,
}
POSTS = {
    "tips:tell": SENT,
    "tips:tell_compound": SENT,
    "tips:status": {"code": "7KQ2-MX9D-4RTA"},
    "tips:check": {"how": "leader", "move": "unfounded", "note": "没有人回来"},
    "tips:reopen": {"reason": "又有人看到"},
    "tips:place": {"address": "甲路10弄1号102室"},
    "tips:tipster": {"reason": "需要补充情况"},
}
