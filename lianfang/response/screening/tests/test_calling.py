"""Reports that go through the phones: asked once, the answers before whoever verifies, silence an attempt."""

import pytest

from lianfang.core import clock
from lianfang.registry.forms import operations as forms
from lianfang.response.calls import operations as calls
from lianfang.response.calls.models import Need
from lianfang.response.calls.operations import Heard, Words
from lianfang.response.calls.tests.test_operations import give_phone
from lianfang.response.screening.models import Report, Verification
from lianfang.response.screening.tests import access

AWAY = {
    "been_away": "yes",
    "place": "湖北省武汉市",
    "arrived_on": "2020-02-05",
    "contact": "no",
    "symptoms": ["none"],
}
STAYED = {"been_away": "no", "contact": "no", "symptoms": ["none"]}


@pytest.fixture
def report(cast, time_machine):
    """An open report on somebody with a phone, in daylight."""
    time_machine.move_to("2020-02-10 02:00:00+00:00", tick=False)
    found = Report.objects.get(pk=access.EXAMPLES["screening:report"](cast, cast.a)["report_id"])
    cast.people["named"] = found.person
    give_phone(cast, "named")
    return found


def _answered(cast, values):
    callee = calls.claim(by=cast["caller"], at=clock.now())
    words = [Words(need.id, values) for need in Need.objects.filter(callee=callee)]
    return calls.answer(by=cast["caller"], callee_id=callee.id, words=words, at=clock.now())


@pytest.mark.parametrize("whole_list", [True, False])
def test_from_the_page_to_the_queue_once(cast, report, sign_in, whole_list):
    client = sign_in("chen")
    sent = {"state": "open"} if whole_list else {"report": str(report.id)}
    for _ in range(2):
        assert client.post("/screening/calls/", sent).status_code == 302
    need = Need.objects.get()
    assert (need.purpose, need.about_id, need.questionnaire) == ("screening", report.id, "screening_call")


def test_what_was_said_is_the_draft_and_decides_nothing(cast, report, sign_in):
    forms.load_defaults(by=cast["commander"], at=clock.now())
    client = sign_in("chen")
    client.post("/screening/calls/", {"report": str(report.id)})
    _answered(cast, AWAY)
    report.refresh_from_db()
    assert report.state == "open"
    shown = client.get(f"/screening/{report.id}/").text
    assert "电话里说的" in shown
    assert 'value="2020-02-05"' in shown


def test_no_to_everything_is_offered_as_refuted(cast, report, sign_in):
    client = sign_in("chen")
    client.post("/screening/calls/", {"report": str(report.id)})
    _answered(cast, STAYED)
    shown = client.get(f"/screening/{report.id}/").text
    assert 'value="refuted"' in shown
    assert not Verification.objects.exists()


@pytest.mark.parametrize("outcome", ["refused", "wrong_number"])
def test_whoever_is_not_reached_has_an_attempt_and_stays_open(cast, report, sign_in, outcome):
    sign_in("chen").post("/screening/calls/", {"report": str(report.id)})
    callee = calls.claim(by=cast["caller"], at=clock.now())
    calls.record_outcome(by=cast["caller"], callee_id=callee.id, heard=Heard(outcome), at=clock.now())
    assert Verification.objects.get().outcome == "unreachable"
    report.refresh_from_db()
    assert (report.state, report.attempts) == ("open", 1)
