"""Examples for the house's walk over every URL: one row in an area."""

from datetime import date

from lianfang.core import clock
from lianfang.core.actor import system
from lianfang.response.screening import operations
from lianfang.response.screening.models import KeyRegion, Report
from lianfang.response.screening.operations.registering import Family, Newcomer
from lianfang.response.screening.pages.registering import SIGNER
from tests.cast import AT


def _report(cast, area):
    person = next(p for p in cast.people.values() if p.committee_id == area.committee.id)
    made, _new = Report.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        person=person,
        state="open",
        defaults={
            "committee": area.committee,
            "need": "observe",
            "basis": "key_region",
            "opened_at": AT,
            "due_at": AT,
        },
    )
    return {"report_id": made.id}


def _region(cast, area):
    made, _new = KeyRegion.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        province="湖北省",
        defaults={"from_on": date(2020, 1, 12), "need": "observe", "set_at": AT, "set_by_name": "司令员"},
    )
    return {"region_id": made.id}


def _registration(cast, area):
    family = Family(
        client_id=f"example {area.committee.id}",
        people=(Newcomer("钱多多", symptoms=("cough",)),),
        phone="13776501482",
        compound=area.compound.id,
    )
    made = operations.register(by=system(cast.subdistrict.id), family=family, at=clock.now())
    return {"registration_id": made.id}


def _join(cast, area):
    return {"code": cast.subdistrict.code}


def _at(cast, area):
    return {"code": cast.subdistrict.code, "compound_id": area.compound.id}


def _link(cast, area):
    key = _registration(cast, area)["registration_id"]
    return {"code": cast.subdistrict.code, "registration_id": key, "sign": SIGNER.signature(key.hex)}


SENT = {
    "client_id": "sent",
    "people": "1",
    "phone": "13776501482",
    "address": "甲路10弄1号101室",
    "place": "湖北省武汉市",
    "arrived_on": "2020-02-09",
    "p0-name": "钱多多",
}
EXAMPLES = {
    "screening:acknowledge": _registration,
    "screening:join": _join,
    "screening:join_compound": _at,
    "screening:thanks": _link,
    "screening:correct": _link,
    "screening:call": _report,
    "screening:report": _report,
    "screening:reopen": _report,
    "screening:end_rule": _region,
}
# Rules belong to the whole subdistrict.
EVERYWHERE = {"screening:end_rule"}
POSTS = {
    "screening:join": SENT,
    "screening:join_compound": SENT,
    "screening:correct": SENT,
    "screening:report": {"outcome": "unreachable", "method": "phone"},
    "screening:reopen": {"reason": "邻居说见到了"},
    "screening:end_rule": {"to_on": "2020-03-01"},
}
