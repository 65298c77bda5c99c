"""The pages of observation and the desk, as the people who use them meet them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from lianfang.core import clock
from lianfang.response.observation import fortnight, operations
from lianfang.response.observation.models import Alert, Episode, Excuse, Reading
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from tests.cast import AT

START = date(2020, 2, 8)


@pytest.fixture(autouse=True)
def _story():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def episode(cast):
    return operations.begin(by=cast["chen"], beginning=Beginning(cast.people["rare"].id, START), at=AT)


def feverish(cast, episode):
    typed = Typed(episode=episode.id, celsius=Decimal("38.3"))
    operations.record_reading(by=cast["chen"], typed=typed, at=AT)
    return Alert.objects.get()


def test_the_list_shows_today_to_those_who_see_health_only(episode, cast, sign_in):
    typed = Typed(episode=episode.id, celsius=Decimal("36.7"))
    operations.record_reading(by=cast["chen"], typed=typed, at=AT)
    url = reverse("observation:index")
    assert "36.7" in sign_in("chen").get(url).content.decode()
    assert "36.7" not in sign_in("police").get(url).content.decode()


@pytest.mark.parametrize("only", ["missing", "abnormal", "due", "overdue", "alone", "silent", "zzz"])
def test_every_filter_is_answered(episode, sign_in, only):
    assert sign_in("duty").get(reverse("observation:index"), {"only": only}).status_code == 200


def test_who_has_not_reported_today_stands_under_that_filter(episode, cast, sign_in):
    client, url = sign_in("chen"), reverse("observation:index")
    assert "王*" in client.get(url, {"only": "missing"}).content.decode()
    typed = Typed(episode=episode.id, celsius=Decimal("36.7"))
    operations.record_reading(by=cast["chen"], typed=typed, at=AT)
    assert "王*" not in client.get(url, {"only": "missing"}).content.decode()


def test_another_committee_gets_not_found(episode, sign_in):
    assert sign_in("bao").get(reverse("observation:episode", args=[episode.id])).status_code == 404


def test_a_reading_typed_on_the_page(episode, sign_in):
    answer = sign_in("chen").post(
        reverse("observation:episode", args=[episode.id]),
        {"client_id": "once", "celsius": "36.8", "method": "axillary"},
    )
    assert answer.status_code == 302
    assert Reading.objects.get().celsius == Decimal("36.8")


@pytest.mark.parametrize("value", ["", "warm", "99", "NaN", "-1"])
def test_a_value_that_is_none_comes_back_with_words(episode, sign_in, value):
    page = sign_in("chen").post(reverse("observation:episode", args=[episode.id]), {"celsius": value})
    assert page.status_code == 400
    assert not Reading.objects.exists()


def test_a_whole_stair_is_entered_at_once(episode, cast, sign_in):
    other = operations.begin(by=cast["chen"], beginning=Beginning(cast.people["twin_one"].id, START), at=AT)
    sheet = {
        "method": "forehead",
        f"{episode.id.hex}-celsius": "36.4",
        f"{other.id.hex}-reason": "not_reached",
    }
    url = reverse("observation:enter") + f"?building={cast.a.stairs[0].id}"
    assert sign_in("chen").post(url, sheet).status_code == 302
    assert Reading.objects.get().method == "forehead"
    assert Excuse.objects.get().episode_id == other.id


def test_a_sheet_with_one_bad_line_keeps_nothing_and_says_so(episode, cast, sign_in):
    url = reverse("observation:enter") + f"?building={cast.a.stairs[0].id}"
    page = sign_in("chen").post(url, {f"{episode.id.hex}-celsius": "hot"})
    assert page.status_code == 400
    assert not Reading.objects.exists()


def test_the_desk_sends_nothing_while_nothing_is_new(episode, cast, sign_in):
    client = sign_in("duty")
    page = client.get(reverse("observation:desk"))
    mark = page.context["desk"].mark
    url = reverse("observation:live")
    assert client.get(url, {"seen": mark}).status_code == 204
    feverish(cast, episode)
    fresh = client.get(url, {"seen": mark})
    assert fresh.status_code == 200
    assert "38.3" in fresh.content.decode()


def test_everybody_at_the_desk_sees_who_sees_to_it(episode, cast, sign_in):
    alert = feverish(cast, episode)
    sign_in("duty").post(reverse("observation:acknowledge", args=[alert.id]))
    page = sign_in("doctor").get(reverse("observation:desk")).content.decode()
    assert "值班员" in page


def test_a_retest_before_anybody_took_the_alert_keeps_nothing(episode, cast, sign_in):
    alert = feverish(cast, episode)
    step = {"step": "retested", "celsius": "36.9"}
    assert sign_in("duty").post(reverse("observation:step", args=[alert.id]), step).status_code == 400
    assert Reading.objects.count() == 1


def test_the_desk_of_another_area_is_empty(episode, cast, sign_in):
    feverish(cast, episode)
    assert "38.3" not in sign_in("bao").get(reverse("observation:desk")).content.decode()


def test_an_alert_step_by_step_to_its_end(episode, cast, sign_in):
    alert = feverish(cast, episode)
    doctor = sign_in("doctor")
    doctor.post(reverse("observation:acknowledge", args=[alert.id]))
    url = reverse("observation:step", args=[alert.id])
    assert doctor.post(url, {"step": "retested", "celsius": "36.9"}).status_code == 302
    assert doctor.post(url, {"step": "decided", "decision": "watch"}).status_code == 302
    assert doctor.post(reverse("observation:close", args=[alert.id])).status_code == 302
    alert.refresh_from_db()
    assert alert.state == "closed"
    assert Reading.objects.count() == 2


def test_a_step_out_of_turn_comes_back_with_words(episode, cast, sign_in):
    alert = feverish(cast, episode)
    page = sign_in("doctor").post(
        reverse("observation:step", args=[alert.id]), {"step": "decided", "decision": "watch"}
    )
    assert page.status_code == 400


def fill(cast, episode, until):
    for cell in fortnight.strip_for(episode, until).open_cells:
        moment = cell.slot.at(cell.day, cell.slot.opens) + timedelta(minutes=1)
        typed = Typed(episode=episode.id, celsius=Decimal("36.5"), taken_at=moment)
        operations.record_reading(by=cast["chen"], typed=typed, at=until)


def test_release_and_its_notice(episode, cast, sign_in):
    at = clock.at_local(date(2020, 2, 22), 15)
    fill(cast, episode, at)
    with time_machine.travel(at, tick=False):
        client = sign_in("doctor")
        url = reverse("observation:release", args=[episode.id])
        assert client.get(url).status_code == 200
        notice = client.post(url, follow=True)
    assert "解除告知单" in notice.content.decode()
    assert "王㛃" in notice.content.decode()
    assert Episode.objects.get().state == "released"


@pytest.mark.parametrize("who", ["doctor", "duty", "chen"])
def test_the_list_offers_release_to_those_who_may_release(episode, cast, sign_in, who):
    at = clock.at_local(date(2020, 2, 22), 15)
    with time_machine.travel(at, tick=False):
        client, url = sign_in(who), reverse("observation:release", args=[episode.id])
        offered = url in client.get(reverse("observation:index")).content.decode()
        assert offered == (client.get(url).status_code == 200)


def test_an_early_release_is_refused_and_no_notice_is_printed(episode, sign_in):
    client = sign_in("doctor")
    assert client.post(reverse("observation:release", args=[episode.id])).status_code == 409
    assert client.get(reverse("observation:notice", args=[episode.id])).status_code == 409


def test_a_protocol_is_set_by_the_commander(cast, sign_in):
    wanted = {
        "name": "十天",
        "begins_on": "2020-02-11",
        "days": "10",
        "threshold": "37.3",
        "inclusive": "on",
        "retest_minutes": "5",
        "release": "midnight",
        "symptoms": ["fever"],
    }
    assert sign_in("commander").post(reverse("observation:protocols"), wanted).status_code == 302
    assert sign_in("chen").post(reverse("observation:protocols"), wanted).status_code == 400


def test_the_export_holds_no_reading_for_the_police(episode, cast, sign_in):
    assert sign_in("police").get(reverse("observation:export")).status_code == 200


def test_the_list_asks_a_bounded_number_of_queries(cast, sign_in, django_assert_max_num_queries):
    for person in cast.people.values():
        operations.begin(by=cast["duty"], beginning=Beginning(person.id, START), at=AT)
    client = sign_in("duty")
    with django_assert_max_num_queries(30):
        client.get(reverse("observation:index"))
    with django_assert_max_num_queries(32):
        client.get(reverse("observation:desk"))
