"""From seven offices' lists to the notice of release, and what the neighbouring committee sees of it: nothing.

Rows M1, M8, M11 and the first steps of M12 and M15 of the mission, on one thin path through every room.
"""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lianfang.core import clock
from lianfang.ledger.models import Entry
from lianfang.registry.lists.models import Import, Row
from lianfang.registry.people.models import Pair, Person
from lianfang.response.observation.models import Alert, Episode, Reading
from lianfang.response.screening.models import Report, Verification
from tests.cast import AT
from tests.journeys import lists

BACK = date(2020, 2, 8)
LAST = date(2020, 2, 22)


def hand_in(client, name, text, work):
    """A file dropped into the box, and read in the background."""
    answer = client.post(reverse("lists:upload"), {"files": SimpleUploadedFile(name, text.encode())})
    assert answer.status_code == 302
    assert work() == 1
    return Import.objects.get(file_name=name)


def import_as_previewed(client, source, work):
    """Looks at the preview, changes nothing, imports."""
    preview = client.get(reverse("lists:show", args=[source.id])).context["form"]
    filled = {box.html_name: box.value() for box in preview if box.value() not in (None, False)}
    assert client.post(reverse("lists:choose", args=[source.id]), filled).status_code == 302
    work()


@pytest.fixture
def town(as_, work):
    """Given the commander's rule for 湖北, and the household ledger and the register imported."""
    rule = {"place": "湖北", "from_on": "2020-01-12", "need": "observe", "days": "14"}
    assert as_("commander").post(reverse("screening:rules"), rule).status_code == 302
    data = as_("data")
    for name, text in (("户册台账.csv", lists.LEDGER), ("实有人口.csv", lists.REGISTER)):
        import_as_previewed(data, hand_in(data, name, text, work), work)
    return data


@pytest.fixture
def wang(as_, town, work):
    """When seven offices name him, the first list looked at, the others imported in one go, and the data
    officer decides what the rules left open."""
    found = [hand_in(town, name, text, work) for name, text in lists.SEVEN.items()]
    import_as_previewed(town, found[0], work)
    assert town.post(reverse("lists:choose_all")).status_code == 302
    work()
    assert set(Import.objects.values_list("state", flat=True)) == {Import.State.DONE}
    _settle_reviews(as_)
    return Person.objects.get(name="王建国", merged_into=None)


def _settle_reviews(as_):
    data = as_("data")
    while views := data.get(reverse("people:review")).context["views"]:
        pair = Pair.objects.get(pk=views[0].pair.id)
        verdict = "same" if pair.left.name == pair.right.name else "different"
        answer = data.post(reverse("people:decide", args=[pair.id]), {"verdict": verdict})
        assert answer.status_code == 302


def _pages_of(person, report=None, episode=None, alert=None):
    """Every page that speaks of one person."""
    pages = [reverse("people:person", args=[person.id])]
    pages += [reverse("people:household", args=[person.household_id])] if person.household_id else []
    pages += [reverse("screening:report", args=[report.id])] if report else []
    pages += [reverse("observation:episode", args=[episode.id])] if episode else []
    pages += [reverse("observation:alert", args=[alert.id])] if alert else []
    return pages


LISTS = ("people:index", "screening:index", "observation:index", "observation:desk", "board:index", "today")


def _is_unseen(as_, person, **rows):
    """Bao of committee B finds him on no page and in no list."""
    bao = as_("bao")
    for page in _pages_of(person, **rows):
        assert bao.get(page).status_code == 404, page
    for name in LISTS:
        text = bao.get(reverse(name)).text
        assert str(person.id) not in text, name
        assert "王**" not in text, name
        assert "王*国" not in text, name
        assert not any(str(row.id) in text for row in rows.values()), name


def test_seven_lists_one_person_one_verification(as_, wang, work):
    assert Row.objects.exclude(mention__person=wang).filter(mention__name="王建国").count() == 0
    assert len(wang.mentions.standing().values_list("label", flat=True)) >= 8
    shown = as_("chen").get(reverse("people:index"), {"q": "王建国"})
    assert [row.id for row in shown.context["page"].object_list] == [wang.id]
    report = Report.objects.get(person=wang)
    assert (report.state, report.committee.name) == ("open", "甲居民区")
    assert set(report.sources) >= {"police", "cdc", "wechat", "firm", "gate"}
    assert str(report.id) in as_("chen").get(reverse("screening:index")).text
    _is_unseen(as_, wang, report=report)
    # And Chen finds nobody of committee B.
    other = Report.objects.get(person__name="赵北")
    assert as_("chen").get(reverse("screening:report", args=[other.id])).status_code == 404
    assert str(other.id) in as_("bao").get(reverse("screening:index")).text


def test_the_same_file_again_changes_nothing(at, town, wang, work):
    at(AT + timedelta(minutes=5))
    before = Row.objects.count(), Person.objects.count(), Report.objects.count()
    name, text = next(iter(lists.SEVEN.items()))
    town.post(reverse("lists:upload"), {"files": SimpleUploadedFile(name, text.encode())})
    assert work() == 0
    assert (Row.objects.count(), Person.objects.count(), Report.objects.count()) == before


def test_an_import_taken_back_takes_its_report_back(as_, town, wang, work):
    assert Report.objects.filter(person__name="赵北", state="open").exists()
    police = Import.objects.get(kind="police")
    assert town.post(reverse("lists:undo", args=[police.id])).status_code == 302
    work()
    assert not Report.objects.filter(person__name="赵北", state="open").exists()
    assert Report.objects.get(person=wang).state == "open"


@pytest.fixture
def observed(as_, wang):
    """Given Chen rang: he came back on the 8th, his wife lives with him; both are under observation."""
    report = Report.objects.get(person=wang)
    wife = Person.objects.get(name="李秀英", merged_into=None)
    answer = {
        "outcome": "confirmed",
        "method": "phone",
        "place": "湖北省武汉市",
        "arrived_on": BACK.isoformat(),
        "companions": [str(wife.id)],
        "celsius": "36.6",
        "can_stay_home": "yes",
    }
    page = as_("chen").post(reverse("screening:report", args=[report.id]), answer)
    assert page.status_code == 302, page.text
    assert Verification.objects.count() == 1
    return Episode.objects.get(person=wang)


def test_a_confirmed_report_observes_the_household_for_fourteen_days(as_, wang, observed):
    assert (observed.starts_on, observed.last_day) == (BACK, LAST)
    assert {one.person.name for one in Episode.objects.all()} == {"王建国", "李秀英"}
    assert Reading.objects.get().celsius is not None
    assert str(observed.id) in as_("chen").get(reverse("observation:index")).text
    _is_unseen(as_, wang, report=Report.objects.get(person=wang), episode=observed)


def test_a_fever_goes_to_the_desk_and_is_settled(as_, at, wang, observed):
    at(clock.at_local(date(2020, 2, 12), 8, 30))
    page = reverse("observation:episode", args=[observed.id])
    seen = as_("duty").get(reverse("observation:desk")).context["desk"].mark
    as_("chen").post(page, {"client_id": "feb-12-am", "celsius": "38.4", "method": "axillary"})
    live = as_("duty").get(reverse("observation:live"), {"seen": seen})
    assert live.status_code == 200
    assert "38.4" in live.text
    alert = Alert.objects.get()
    _is_unseen(as_, wang, episode=observed, alert=alert)
    steps = [
        ("duty", "acknowledge", {}),
        ("chen", "step", {"step": "retested", "celsius": "38.3"}),
        ("doctor", "step", {"step": "decided", "decision": "fever_clinic", "note": "杜医生"}),
        ("duty", "close", {"note": "发热门诊排除，回家继续观察"}),
    ]
    for who, act, sent in steps:
        answer = as_(who).post(reverse(f"observation:{act}", args=[alert.id]), sent)
        assert answer.status_code == 302, answer.text
    alert.refresh_from_db()
    assert alert.state == "closed"
    assert "38.4" not in as_("duty").get(reverse("observation:desk")).text


def _fill(as_, episodes, day):
    """Both slots of a day for everybody, as the API takes them from a worker's phone."""
    batch = [
        {
            "client_id": f"{one.id}-{day}-{slot}",
            "episode": one.id,
            "celsius": "36.5",
            "slot_day": day,
            "slot": slot,
        }
        for one in episodes
        for slot in ("am", "pm")
    ]
    answer = as_("chen").post("/api/v1/observation/readings/batch", batch, content_type="application/json")
    assert {receipt["became"] for receipt in answer.json()} == {"new"}, answer.text


def test_release_waits_for_the_last_day_and_for_every_slot(as_, at, wang, observed):
    release = reverse("observation:release", args=[observed.id])
    days = [BACK + timedelta(n) for n in range((LAST - BACK).days + 1)]
    at(clock.at_local(date(2020, 2, 21), 20))
    assert as_("chen").post(release).status_code == 409
    at(clock.at_local(LAST, 20))
    for day in days[:-1]:
        _fill(as_, [observed], day)
    assert as_("chen").post(release).status_code == 409
    _fill(as_, [observed], LAST)
    assert as_("bao").post(release).status_code == 404
    answer = as_("chen").post(release)
    assert answer.headers["Location"] == reverse("observation:notice", args=[observed.id])
    notice = as_("chen").get(answer.headers["Location"], follow=True)
    assert "王建国" in notice.text
    assert "测试街道" in notice.text
    observed.refresh_from_db()
    assert observed.state == "released"
    assert as_("bao").get(answer.headers["Location"]).status_code == 404
    _is_unseen(as_, wang, episode=observed)


def test_the_whole_path_stands_in_the_record(as_, wang, observed):
    told = list(Entry.objects.order_by("at", "id").values_list("event", flat=True))
    steps = ["lists.uploaded", "lists.committed", "people.linked", "screening.opened", "screening.confirmed"]
    assert [step for step in steps if step not in told] == []
    assert any(event.startswith("observation.begun") for event in told)
    assert "王建国" not in str(list(Entry.objects.values_list("facts", flat=True)))
