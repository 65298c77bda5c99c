"""The pages of screening, as the people who use them meet them."""

import pytest
import time_machine
from django.urls import reverse

from lianfang.core import clock
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.response.screening import operations
from lianfang.response.screening.models import KeyRegion, Policy, Report
from lianfang.response.screening.tests.test_operations import office, say  # noqa: F401
from tests.cast import AT


@pytest.fixture(autouse=True)
def _story():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def report(office):  # noqa: F811
    say(office, "twin_one")
    say(office, "twin_one", "gate")
    operations.open_reports(by=system(office.subdistrict.id), at=clock.now())
    return Report.objects.of(office.subdistrict.id).get()


def test_the_list_masks_names_and_says_how_many_lists(report, sign_in):
    page = sign_in("chen").get(reverse("screening:index")).content.decode()
    assert "欧**" in page
    assert "欧阳晨" not in page


def test_another_committee_gets_not_found(report, sign_in):
    assert sign_in("bao").get(reverse("screening:report", args=[report.id])).status_code == 404


def test_confirming_begins_the_observation_of_the_person_and_who_came_along(report, office, sign_in):  # noqa: F811
    answer = {
        "outcome": "confirmed",
        "method": "phone",
        "arrived_on": "2020-02-08",
        "place": "武汉",
        "companions": [str(office.people["twin_two"].id)],
        "celsius": "36.6",
    }
    done = sign_in("chen").post(reverse("screening:report", args=[report.id]), answer)
    assert done.status_code == 302
    begun = Entry.objects.filter(event="observation.begun").values_list("person", flat=True)
    assert set(begun) == {office.people["twin_one"].id, office.people["twin_two"].id}
    assert Entry.objects.filter(event="observation.readings_recorded").count() == 1


def test_a_wrong_answer_comes_back_with_words_and_status_400(report, sign_in):
    page = sign_in("chen").post(
        reverse("screening:report", args=[report.id]), {"outcome": "refuted", "method": "phone"}
    )
    assert page.status_code == 400
    assert 'role="alert"' in page.content.decode()
    report.refresh_from_db()
    assert report.is_open


@pytest.mark.parametrize(
    "garbage", [{}, {"outcome": "x" * 999}, {"outcome": "confirmed", "arrived_on": "2月30日"}]
)
def test_garbage_is_answered_not_crashed_on(report, sign_in, garbage):
    assert sign_in("chen").post(reverse("screening:report", args=[report.id]), garbage).status_code == 400


def test_refuting_can_be_taken_back_at_once(report, sign_in):
    client = sign_in("chen")
    client.post(
        reverse("screening:report", args=[report.id]),
        {"outcome": "refuted", "method": "door", "reason": "never_left"},
    )
    client.post(reverse("screening:reopen", args=[report.id]) + "?undo=1")
    report.refresh_from_db()
    assert report.is_open


def test_the_police_sees_the_report_but_no_form(report, sign_in):
    page = sign_in("police").get(reverse("screening:report", args=[report.id])).content.decode()
    assert 'name="celsius"' not in page


def test_a_leader_tells_and_sees_that_it_is_being_checked(office, sign_in):  # noqa: F811
    client = sign_in("leader")
    told = {"door": str(office.a.doors[0].id), "name": "王阿姨", "place": "武汉", "arrived_on": "2020-02-09"}
    assert client.post(reverse("screening:stair"), told).status_code == 302
    page = client.get(reverse("screening:stair")).content.decode()
    assert "正在核实" in page
    assert "celsius" not in page


def test_a_flat_of_another_stair_is_not_offered_and_not_taken(office, sign_in):  # noqa: F811
    told = {"door": str(office.b.doors[0].id), "name": "王阿姨"}
    assert sign_in("leader").post(reverse("screening:stair"), told).status_code == 400
    assert not Report.objects.exists()


def test_the_commander_sets_and_ends_a_rule(office, sign_in):  # noqa: F811
    client = sign_in("commander")
    wanted = {"place": "黑龙江", "from_on": "2020-02-01", "need": "observe", "days": "14"}
    assert client.post(reverse("screening:rules"), wanted).status_code == 302
    made = KeyRegion.objects.get(province="黑龙江省")
    client.post(reverse("screening:end_rule", args=[made.id]), {"to_on": "2020-02-20"})
    made.refresh_from_db()
    assert str(made.to_on) == "2020-02-20"


def test_a_place_nobody_knows_is_refused_in_words(office, sign_in):  # noqa: F811
    wanted = {"place": "那边", "from_on": "2020-02-01", "need": "observe", "days": "14"}
    page = sign_in("commander").post(reverse("screening:rules"), wanted)
    assert page.status_code == 400


def test_a_worker_sets_no_rule(office, sign_in):  # noqa: F811
    wanted = {"place": "黑龙江", "from_on": "2020-02-01", "need": "observe", "days": "14"}
    assert sign_in("chen").post(reverse("screening:rules"), wanted).status_code in (400, 403)
    assert not KeyRegion.objects.filter(province="黑龙江省").exists()


def test_the_export_is_in_the_record(report, sign_in):
    answer = sign_in("duty").get(reverse("screening:export"))
    assert answer.headers["Content-Type"].endswith("sheet")
    assert Entry.objects.filter(event="ledger.exported").exists()


@pytest.mark.parametrize("query", ["state=zzz", "committee=1", "page=x", "q=%00", "source=%27", "overdue=1"])
def test_any_filter_in_the_address_is_answered(report, sign_in, query):
    assert sign_in("duty").get(reverse("screening:index") + "?" + query).status_code == 200


def test_the_list_asks_a_bounded_number_of_queries(report, sign_in, django_assert_max_num_queries):
    client = sign_in("duty")
    with django_assert_max_num_queries(24):
        client.get(reverse("screening:index"))


def test_after_an_answer_the_next_of_the_committee_is_offered(report, office, sign_in):  # noqa: F811
    say(office, "rare")
    operations.open_reports(by=system(office.subdistrict.id), at=clock.now())
    other = Report.objects.get(person=office.people["rare"])
    client = sign_in("chen")
    done = client.post(
        reverse("screening:report", args=[report.id]),
        {"outcome": "unreachable", "method": "phone"},
        follow=True,
    )
    assert f'data-key="n" autofocus href="{reverse("screening:report", args=[other.id])}"' in done.text
    assert client.get(reverse("screening:index") + "?after=nonsense").status_code == 200


def test_the_commander_sets_the_urgent_temperature(office, sign_in):  # noqa: F811
    client, url = sign_in("commander"), reverse("screening:set_policy")
    wanted = {"begins_on": "2020-02-01", "hours_to_verify": "12", "contact_days": "14"}
    client.post(url, wanted | {"urgent_from": "37.5"})
    assert 'value="37.5"' in client.get(reverse("screening:rules")).text
    said = client.post(url, wanted | {"urgent_from": "42"}, follow=True)
    assert "39" in said.text
    assert [str(one.urgent_from) for one in Policy.objects.all()] == ["37.5"]
