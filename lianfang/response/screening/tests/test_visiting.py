"""A visit at the door answers the report it was asked for: as far as it says enough, and nobody else's."""

import pytest

from lianfang.core import ids
from lianfang.ledger.models import Entry
from lianfang.response.screening import operations as screening
from lianfang.response.screening import selectors
from lianfang.response.screening.models import Report, Verification
from lianfang.response.screening.operations.verifying import Answer
from lianfang.response.visits import operations as visits
from lianfang.response.visits.models import Check, Request
from lianfang.response.visits.operations.asking import Ask
from lianfang.response.visits.operations.recording import Found
from tests.cast import AT

BACK = {"verdict": "confirmed", "arrived_on": "2020-02-08", "place": "湖北省武汉市"}


@pytest.fixture
def report(cast):
    return Report.objects.create(
        subdistrict=cast.subdistrict.id,
        person=cast.people["rare"],
        committee=cast.a.committee,
        need="observe",
        basis="key_region",
        place="湖北省",
        opened_at=AT,
        due_at=AT,
    )


def _visit(cast, report, outcome="met", person="rare", **facts):
    request = Ask(
        "verification",
        person=cast.people[person].id,
        about_kind="screening.Report",
        about_id=report.id,
    )
    asked = visits.ask(by=cast["duty"], request=request, at=AT)
    one = Found(ids.new().hex, asked.id, outcome, AT, asked.version, **facts)
    visits.record_visits(by=cast["police"], found=[one], at=AT)
    report.refresh_from_db()
    return asked


def test_a_confirmed_return_begins_the_observation(cast, report):
    _visit(cast, report, answers=BACK)
    assert report.state == "confirmed"
    assert Entry.objects.filter(event="observation.household_begun").exists()
    found = Verification.objects.of(cast.subdistrict.id).get()
    assert (found.method, found.by_name) == ("door", "景警官")


@pytest.mark.parametrize(
    ("outcome", "answers", "state", "found"),
    [
        ("met", {"verdict": "refuted", "reason": "never_left"}, "refuted", ["refuted"]),
        ("moved", {}, "refuted", ["refuted"]),
        ("nobody", {}, "open", ["unreachable"]),
        ("met", {}, "open", []),
        ("met", {"verdict": "confirmed"}, "open", []),
        ("met", {"verdict": "confirmed", "arrived_on": "2021-01-01"}, "open", []),
        ("doubtful", BACK, "open", []),
    ],
)
def test_what_says_enough_answers_and_the_rest_waits_for_a_person(
    cast, report, outcome, answers, state, found
):
    _visit(cast, report, outcome, answers=answers, note="说法")
    assert report.state == state
    rows = Verification.objects.of(cast.subdistrict.id)
    assert list(rows.values_list("outcome", flat=True)) == found


def test_a_visit_to_somebody_else_answers_nothing(cast, report):
    _visit(cast, report, person="foreigner", answers=BACK)
    assert report.state == "open"


def test_a_report_verified_by_phone_needs_no_knock(cast, report):
    request = Ask("verification", person=report.person_id, about_kind="screening.Report", about_id=report.id)
    asked = visits.ask(by=cast["duty"], request=request, at=AT)
    screening.verify(
        by=cast["chen"], report_id=report.id, answer=Answer("refuted", reason="never_left"), at=AT
    )
    assert Request.objects.get(pk=asked.id).state == "withdrawn"


def test_the_report_offers_the_visit_to_those_who_may_ask(cast, report, sign_in):
    assert "/visits/ask/" in sign_in("chen").get(f"/screening/{report.id}/").content.decode()
    assert "/visits/ask/" not in sign_in("data").get(f"/screening/{report.id}/").content.decode()
    answer = sign_in("chen").post(
        "/visits/ask/",
        {
            "person": report.person_id, "about": f"screening.Report:{report.id}", "kind": "verification",
            "urgency": "today",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    assert Request.objects.get(about_id=report.id).about_kind == "screening.Report"


def _police(cast, report, answer):
    _visit(cast, report, "doubtful", answers=BACK, note="车票与说法不符")
    check = Check.objects.get()
    visits.answer_check(by=cast["police"], check_id=check.id, answer=answer, note="铁路查过", at=AT)
    report.refresh_from_db()


def test_what_the_police_vouch_for_answers_the_report(cast, report):
    _police(cast, report, "true")
    assert (report.state, Verification.objects.of(cast.subdistrict.id).get().place) == (
        "confirmed",
        "湖北省武汉市",
    )


def test_what_the_police_found_untrue_waits_for_whoever_verifies_who_reads_it_there(cast, report, sign_in):
    def told(who):
        piles = selectors.waiting(cast[who], AT)
        return [pile.count for pile in piles if pile.title == "警方已答复，待核实"]

    _visit(cast, report, "doubtful", answers=BACK, note="车票与说法不符")
    assert told("chen") == [0]
    check = Check.objects.get()
    visits.answer_check(by=cast["police"], check_id=check.id, answer="false", note="铁路查无此行", at=AT)
    report.refresh_from_db()
    assert (report.state, told("chen"), told("bao")) == ("open", [1], [0])
    page = sign_in("chen").get(f"/screening/{report.id}/").text
    assert "车票与说法不符" in page
    assert "铁路查无此行" in page
    assert "湖北省武汉市" in page
    person = sign_in("chen").get(f"/people/{report.person_id}/").text
    assert "警方核查：所说不实" in person
