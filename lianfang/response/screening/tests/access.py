"""Examples for the house's walk over every URL: one row in an area."""

from datetime import date

from lianfang.response.screening.models import KeyRegion, Report
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


EXAMPLES = {
    "screening:report": _report,
    "screening:reopen": _report,
    "screening:end_rule": _region,
}
# Rules belong to the whole subdistrict.
EVERYWHERE = {"screening:end_rule"}
POSTS = {
    "screening:report": {"outcome": "unreachable", "method": "phone"},
    "screening:reopen": {"reason": "邻居说见到了"},
    "screening:end_rule": {"to_on": "2020-03-01"},
}
