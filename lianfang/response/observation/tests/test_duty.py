"""The desk is one person's at a time; the note goes from one to the next with what stood open."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from lianfang.core import Refused, clock
from lianfang.ledger.models import Entry
from lianfang.response.observation import operations, selectors
from lianfang.response.observation.duty import DutyRule, Handover
from lianfang.response.observation.models import Alert
from lianfang.response.observation.operations import Note
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from lianfang.response.observation.rules import Pace
from lianfang.response.screening.models import Report
from lianfang.response.screening.tests import access as reports
from tests.cast import AT

START = date(2020, 2, 8)
LATER = AT + timedelta(hours=8)


@pytest.fixture(autouse=True)
def _story():
    with time_machine.travel(AT, tick=False):
        yield


def take(cast, name="duty", after=None, at=AT):
    return operations.take_desk(by=cast[name], after=after, at=at)


def write(cast, name="duty", words="孙家等复测", at=LATER):
    return operations.write_handover(by=cast[name], note=Note("白班", "", words), at=at)


def feverish(cast, at=AT):
    episode = operations.begin(by=cast["chen"], beginning=Beginning(cast.people["rare"].id, START), at=at)
    operations.record_reading(
        by=cast["chen"], typed=Typed(episode=episode.id, celsius=Decimal("38.3")), at=at
    )
    return Alert.objects.get()


def test_the_first_takes_the_desk_and_everybody_at_it_sees_who(cast, sign_in):
    take(cast)
    for name in ("duty", "doctor", "chen"):
        assert "值班员" in sign_in(name).get(reverse("observation:desk")).text


def test_a_handover_lists_what_stands_open_by_itself(cast):
    alert = feverish(cast)
    take(cast)
    written = write(cast)
    assert written.stood_open["alerts"] == [[str(alert.id), "open"]]
    assert written.stood_open["counts"]["abnormal"] == 1


def test_whoever_comes_sees_the_note_until_they_take_over(cast, sign_in):
    shift = take(cast)
    write(cast)
    client = sign_in("commander")
    assert "孙家等复测" in client.get(reverse("observation:desk")).text
    assert "值班台待接班" in client.get("/").text
    with time_machine.travel(LATER, tick=False):
        client.post(reverse("observation:take"), {"after": str(shift.id)})
    assert "孙家等复测" not in client.get(reverse("observation:desk")).text
    taken = Handover.objects.latest("received_at")
    assert (taken.giver_name, taken.receiver_name, taken.note) == ("值班员", "司令员", "孙家等复测")


def test_a_note_is_not_for_the_committees_or_the_doctor(cast, sign_in):
    take(cast)
    written = write(cast)
    for name in ("chen", "doctor", "police", "data"):
        client = sign_in(name)
        assert "孙家等复测" not in client.get(reverse("observation:desk")).text
        url = reverse("observation:handover_read", args=[written.id])
        assert client.get(url).status_code == 403


def test_the_one_who_was_second_is_told_who_has_it(cast):
    take(cast)
    with pytest.raises(Refused) as refused:
        take(cast, "commander")
    assert (refused.value.code, refused.value.facts["name"]) == ("observation.desk_is_anothers", "值班员")


def test_only_who_has_the_desk_hands_it_over(cast):
    take(cast)
    with pytest.raises(Refused):
        write(cast, "commander")
    write(cast)
    with pytest.raises(Refused) as refused:
        write(cast)
    assert refused.value.code == "observation.handover_waits"


def test_a_note_taken_back_can_be_written_anew(cast):
    take(cast)
    wrong = write(cast, words="写错了")
    with pytest.raises(Refused):
        operations.withdraw_handover(by=cast["commander"], handover_id=wrong.id, at=LATER)
    operations.withdraw_handover(by=cast["duty"], handover_id=wrong.id, at=LATER)
    write(cast, words="改好了")
    assert [one.note for one in selectors.handovers(cast["duty"])] == ["改好了", ""]


def test_the_desk_is_taken_without_a_note_where_none_was_written(cast):
    first = take(cast)
    second = take(cast, "commander", after=first.id, at=LATER)
    assert (second.giver, second.since) == (None, AT)
    assert selectors.shift(cast["duty"]).name == "司令员"


@pytest.mark.parametrize("name", ["chen", "doctor", "data", "leader", "police"])
def test_other_roles_cannot_take_it(cast, name):
    with pytest.raises(Refused):
        take(cast, name)


def test_what_was_done_stands_in_the_record_without_the_words(cast):
    take(cast)
    write(cast)
    entry = Entry.objects.get(event="observation.handover_written")
    assert entry.facts["abnormal"] == 0
    assert "孙家" not in str(entry.facts)


def test_the_history_shows_an_alert_as_it_stood_and_as_it_stands(cast, sign_in):
    alert = feverish(cast)
    take(cast)
    written = write(cast)
    operations.acknowledge_alert(by=cast["doctor"], alert_id=alert.id, at=LATER)
    text = sign_in("duty").get(reverse("observation:handover_read", args=[written.id])).text
    assert "未接警" in text
    assert "待复测" in text or "复测" in text


def test_minutes_and_cutoffs_are_the_commanders_to_set(cast, sign_in):
    asked = {
        "begins_on": "2020-02-10", "acknowledge": "5", "retest_grace": "5", "decide": "20", "close": "60",
        "cutoffs": "9:30，15：30",
    }  # fmt: skip
    url = reverse("observation:duty_rules")
    assert sign_in("duty").post(url, asked).status_code == 400
    assert sign_in("commander").post(url, asked).status_code == 302
    assert DutyRule.objects.get().cutoffs == ["09:30", "15:30"]
    assert selectors.pace(cast["duty"], AT) == Pace(5, 5, 20, 60)
    assert selectors.cutoff(cast["duty"], AT) == clock.at_local(date(2020, 2, 10), 15, 30)


@pytest.mark.parametrize("cutoffs", ["25:00", "ten", "10:61", "，"])
def test_cutoffs_that_are_no_times_come_back_with_words(cast, sign_in, cutoffs):
    asked = {"begins_on": "2020-02-10", "acknowledge": 5, "retest_grace": 5, "decide": 9, "close": 60}
    page = sign_in("commander").post(reverse("observation:duty_rules"), {**asked, "cutoffs": cutoffs})
    assert page.status_code == 400
    assert not DutyRule.objects.exists()


def test_who_has_no_committee_is_placed_from_the_desk(cast, sign_in):
    report = Report.objects.get(pk=reports.EXAMPLES["screening:report"](cast, cast.a)["report_id"])
    report.committee = None
    report.save()
    client = sign_in("duty")
    assert "未分居委" in client.get(reverse("observation:desk")).text
    client.post(reverse("observation:place", args=[report.id]), {"committee": str(cast.b.committee.id)})
    report.refresh_from_db()
    assert report.committee_id == cast.b.committee.id
    assert "未分居委" not in client.get(reverse("observation:desk")).text
