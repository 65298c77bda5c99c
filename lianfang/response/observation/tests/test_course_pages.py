"""The pages of what changes a course, of papers, register and releases, as the people who use them meet them."""

import html
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from lianfang.core import Actor, Role, clock
from lianfang.ledger.models import Entry
from lianfang.registry.people.models import Person
from lianfang.response.observation import family, fortnight, operations, selectors
from lianfang.response.observation.models import Alert, Episode, Paper, Turn
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from lianfang.response.screening.models import Report
from tests.cast import AT

SOON = timedelta(seconds=1)
START, LAST = date(2020, 2, 8), date(2020, 2, 22)


@pytest.fixture(autouse=True)
def _story():
    with time_machine.travel(AT, tick=False):
        yield


def begin(cast, person="rare"):
    return operations.begin(by=cast["chen"], beginning=Beginning(cast.people[person].id, START), at=AT)


@pytest.fixture
def episode(cast):
    return begin(cast)


def fill(cast, episode, until):
    for cell in fortnight.strip_for(episode, until).open_cells:
        moment = cell.slot.at(cell.day, cell.slot.opens)
        if moment <= until:
            typed = Typed(episode=episode.id, celsius=Decimal("36.5"), taken_at=moment)
            operations.record_reading(by=cast["chen"], typed=typed, at=until)


def at_url(name, *args):
    return reverse(f"observation:{name}", args=args)


def text_of(answer):
    return html.unescape(answer.content.decode())


def decided(cast, episode, decision):
    operations.record_reading(
        by=cast["chen"], typed=Typed(episode=episode.id, celsius=Decimal("38.9")), at=AT
    )
    alert = Alert.objects.get()
    operations.acknowledge_alert(by=cast["duty"], alert_id=alert.id, at=AT + SOON)
    at = AT + 2 * SOON
    operations.add_alert_step(by=cast["doctor"], alert_id=alert.id, step="decided", decision=decision, at=at)
    return alert


@pytest.mark.parametrize(
    ("decision", "site"), [("ambulance", "hospital"), ("central", "central"), ("watch", None)]
)
def test_what_the_doctor_decided_leads_to_the_transfer_filled_in(cast, episode, sign_in, decision, site):
    alert, client = decided(cast, episode, decision), sign_in("duty")
    page = text_of(client.get(at_url("alert", alert.id)))
    url = f"{at_url('turn', episode.id, 'transferred')}?site={site}&alert={alert.id}"
    assert (url in page) is (site is not None)
    if site is None:
        return
    assert re.search(f'value="{site}"[^>]*checked', text_of(client.get(url)))
    answer = client.post(url, {"site": site, "place": "市公共卫生中心"})
    assert answer.headers["Location"] == at_url("alert", alert.id)
    assert Episode.objects.get().state == "transferred"
    assert url not in text_of(client.get(at_url("alert", alert.id)))


def test_the_menu_offers_what_the_state_and_the_role_allow(cast, episode, sign_in):
    def offered(name):
        page = text_of(sign_in(name).get(at_url("episode", episode.id)))
        return {
            turn
            for turn in ("transferred", "returned", "refused", "resumed", "moved")
            if f"/turn/{turn}/" in page
        }

    assert offered("chen") == {"transferred", "refused", "moved"}
    assert offered("police") == {"refused"}
    assert offered("commander") == set()
    operations.record_refusal(by=cast["chen"], episode_id=episode.id, why="不配合", at=AT)
    assert offered("chen") == {"transferred", "resumed", "moved"}


def test_moving_by_an_address_as_it_is_spoken(cast, episode, sign_in):
    client = sign_in("chen")
    answer = client.post(at_url("turn", episode.id, "moved"), {"address": "乙路10弄2号103室"}, follow=True)
    assert answer.redirect_chain[-1][0] == at_url("index")
    assert (Episode.objects.get().building_id, Turn.objects.get().room) == (cast.b.stairs[1].id, "103")
    assert "转入待接收" in text_of(sign_in("bao").get("/"))
    undo = at_url("undo", Turn.objects.get().id)
    assert undo in answer.content.decode()
    assert sign_in("chen").post(undo).headers["Location"] == at_url("episode", episode.id)
    assert Episode.objects.get().committee_id == cast.a.committee.id


def test_an_address_nobody_finds_asks_for_the_committee(cast, episode, sign_in):
    client, url = sign_in("chen"), at_url("turn", episode.id, "moved")
    answer = client.post(url, {"address": "无名路77弄1号"})
    assert answer.status_code == 400
    assert not Turn.objects.exists()
    client.post(url, {"address": "无名路77弄1号", "committee": cast.b.committee.id})
    assert Episode.objects.get().where == "无名路77弄1号"


def test_the_household_turns_together_or_not_at_all(cast, sign_in):
    first, second = begin(cast, "twin_one"), begin(cast, "twin_two")
    Episode.objects.filter(pk=second.pk).update(household=first.household_id)
    operations.transfer(
        by=cast["chen"], episode_id=second.id, going=operations.Going("central", "点", AT), at=AT
    )
    client, url = sign_in("chen"), at_url("turn", first.id, "moved")
    sent = {"address": "乙路10弄1号", "mates": [str(second.id)]}
    assert client.post(url, sent).status_code == 400
    assert Turn.objects.count() == 1
    sent = {"site": "central", "place": "同一点", "mates": [str(second.id)]}
    assert client.post(at_url("turn", first.id, "transferred"), sent).status_code == 302
    assert Turn.objects.count() == 3


@pytest.mark.parametrize("kind", ["extended", "returned", "nonsense"])
def test_a_form_for_what_the_state_does_not_allow_is_refused(episode, sign_in, kind):
    status = sign_in("chen").get(at_url("turn", episode.id, kind)).status_code
    assert status == {"extended": 200, "returned": 409, "nonsense": 403}[kind]


def test_another_committee_finds_neither_form_nor_paper(cast, episode, sign_in):
    [paper] = operations.issue_papers(by=cast["chen"], episode_ids=[episode.id], kinds=["notice"], at=AT)
    client = sign_in("bao")
    for url in (
        at_url("turn", episode.id, "transferred"),
        at_url("issue", episode.id),
        at_url("paper", paper.id),
        at_url("print", paper.id),
    ):
        assert client.get(url).status_code == 404


def test_papers_for_a_household_in_one_print_with_full_names_and_in_the_record(cast, sign_in):
    first, second = begin(cast, "twin_one"), begin(cast, "twin_two")
    Episode.objects.filter(pk=second.pk).update(household=first.household_id)
    Person.objects.filter(pk=second.person_id).update(born_on=date(2010, 1, 1))
    client = sign_in("chen")
    sent = {
        "kinds": ["notice", "commitment"],
        "mates": [str(second.id)],
        "delivered": "hand",
        "english": "on",
    }
    answer = client.post(at_url("issue", first.id), sent, follow=True)
    page = text_of(answer)
    assert page.count('class="a4"') == 4
    for word in (
        "欧阳晨",
        "欧阳辰",
        "测试观告〔2020〕1号",
        "测试观诺〔2020〕2号",
        "Notice of home observation",
        "监护人签字",
    ):
        assert word in page
    assert page.count("监护人签字") == 1
    assert "<svg" in page
    assert Entry.objects.filter(event="observation.paper_shown").count() == 4
    page = text_of(
        client.post(at_url("issue", first.id), {"kinds": ["notice"], "delivered": "hand"}, follow=True)
    )
    assert "第2次打印" in page


def test_the_code_on_a_paper_leads_to_where_its_signature_is_written_down(cast, episode, sign_in):
    [paper] = operations.issue_papers(by=cast["chen"], episode_ids=[episode.id], kinds=["commitment"], at=AT)
    client = sign_in("chen")
    assert client.post(at_url("paper", paper.id), {"signer": "declined", "note": "不识字"}).status_code == 302
    paper.refresh_from_db()
    assert (paper.declined_at, paper.signed_at) == (AT, None)
    client.post(at_url("paper", paper.id), {"signer": "family"})
    paper.refresh_from_db()
    assert (paper.signed_by, paper.declined_at) == ("family", None)


def test_todays_releases_in_one_go_with_their_notices(cast, sign_in):
    ready, missing = begin(cast), begin(cast, "twin_one")
    with time_machine.travel(clock.at_local(LAST, 15), tick=False):
        client = sign_in("chen")
        fill(cast, ready, clock.now())
        page = text_of(client.get(at_url("releases")))
        assert f'value="{ready.id}"' in page
        assert f'value="{missing.id}"' not in page
        assert "个时段" in page
        answer = client.post(at_url("releases"), {"episode": [ready.id, missing.id]}, follow=True)
    assert "解除告知单" in text_of(answer)
    assert {one.person_id: one.state for one in Episode.objects.all()} == {
        ready.person_id: "released",
        missing.person_id: "active",
    }
    assert Paper.objects.get().episode_id == ready.id


def test_the_register_is_masked_and_in_full_only_with_a_reason_in_the_record(cast, episode, sign_in):
    client, url = sign_in("chen"), at_url("register")
    page = text_of(client.get(url))
    assert "王*" in page
    assert "王㛃" not in page
    assert client.post(url, {"reason": " "}).status_code >= 400
    assert "王㛃" in text_of(client.post(url, {"reason": "入户核对"}))
    assert Entry.objects.get(event="people.revealed_in_bulk").facts["persons"] == 1


def test_a_committee_worker_has_no_other_committees_register(cast, episode, sign_in):
    page = text_of(sign_in("bao").get(at_url("register"), {"committee": cast.a.committee.id}))
    assert "王*" not in page


def moved(cast, episode):
    to = operations.NewHome("", AT, building=cast.b.stairs[1].id)
    return operations.move_house(by=cast["chen"], episode_id=episode.id, to=to, at=AT)


def test_the_committee_that_took_over_reaches_the_person(cast, episode, sign_in):
    """Page, phone, slip and register; and no more once the move is taken back."""
    person, client = cast.people["rare"], sign_in("bao")
    assert client.get(reverse("people:person", args=[person.id])).status_code == 404
    turn = moved(cast, episode)
    assert client.get(at_url("episode", episode.id)).status_code == 200
    assert reverse("people:person", args=[person.id]) in text_of(client.get(at_url("episode", episode.id)))
    assert "居家观察" in text_of(client.get(reverse("people:person", args=[person.id])))
    assert client.post(at_url("call", episode.id)).status_code == 302
    assert client.post(at_url("slip", episode.id)).status_code == 200
    asked = {"committee": cast.b.committee.id, "reason": "发放生活物资"}
    assert "王㛃" in text_of(client.post(at_url("register"), asked))
    operations.undo_turn(by=cast["chen"], turn_id=turn.pk, at=AT)
    assert client.get(reverse("people:person", args=[person.id])).status_code == 404


def test_no_link_leads_to_a_verification_of_another_committee(cast, episode, sign_in):
    person = cast.people["rare"]
    report = Report.objects.create(
        subdistrict=episode.subdistrict,
        person=person,
        committee=cast.a.committee,
        opened_at=AT,
        due_at=AT,
    )
    Episode.objects.filter(pk=episode.pk).update(report=report)
    link = reverse("screening:report", args=[report.id])
    assert link in text_of(sign_in("chen").get(at_url("episode", episode.id)))
    moved(cast, episode)
    assert link not in text_of(sign_in("bao").get(at_url("episode", episode.id)))


def test_the_committee_of_the_old_address_reads_what_was_and_acts_no_more(cast, episode, sign_in):
    moved(cast, episode)
    client = sign_in("chen")
    page = text_of(client.get(reverse("people:person", args=[cast.people["rare"].id])))
    assert "现由乙居民区负责观察" in page
    assert client.get(at_url("episode", episode.id)).status_code == 404
    for name in ("call", "slip"):
        assert client.post(at_url(name, episode.id)).status_code == 404


def test_who_moved_sees_the_own_page_still(cast, episode):
    moved(cast, episode)
    resident = Actor(None, "", Role.RESIDENT, cast.subdistrict.id, person=cast.people["rare"].id)
    assert [one.episode.pk for one in family.members(resident, AT)] == [episode.pk]


def test_who_moved_in_waits_until_somebody_there_wrote_something_down(cast, episode):
    to = operations.NewHome("", AT, building=cast.b.stairs[1].id)
    operations.move_house(by=cast["chen"], episode_id=episode.id, to=to, at=AT)
    later = AT + timedelta(hours=1)
    assert [one.pk for one in selectors.moved_in(cast["bao"], later)] == [episode.pk]
    operations.record_reading(
        by=cast["bao"], typed=Typed(episode=episode.id, celsius=Decimal("36.5")), at=later
    )
    assert not selectors.moved_in(cast["bao"], later).exists()


def test_refusals_stand_for_those_of_the_area_with_their_words(cast, episode):
    operations.record_refusal(by=cast["police"], episode_id=episode.id, why="不签", asks_police=True, at=AT)
    [refusal] = selectors.refusals(cast["duty"])
    assert (refusal.episode.pk, refusal.turn.why, refusal.turn.asks_police) == (episode.pk, "不签", True)
    assert [one.turn.why for one in selectors.refusals(cast["police"])] == ["不签"]
    assert selectors.refusals(cast["bao"]) == []


def test_police_find_on_their_page_whom_they_are_asked_to_see(cast, episode, sign_in):
    operations.record_refusal(by=cast["chen"], episode_id=episode.id, why="不签", asks_police=True, at=AT)
    police = sign_in("police")
    assert "请您一同上门" in police.get("/").text
    assert "王*" in police.get(reverse("observation:index"), {"only": "refusing"}).text
    operations.record_consent(by=cast["police"], episode_id=episode.id, why="已同意", at=AT)
    assert "请您一同上门" not in police.get("/").text
    assert "王*" not in police.get(reverse("observation:index"), {"only": "refusing"}).text


@pytest.mark.parametrize(
    ("name", "word"), [("chen", "解除"), ("doctor", "解除"), ("commander", "查看"), ("duty", "查看")]
)
def test_release_is_offered_to_who_may_release(cast, episode, name, word):
    piles = selectors.waiting(cast[name], clock.at_local(date(2020, 2, 24), 9))
    assert [pile.action for pile in piles if pile.count and "逾期" in pile.title] == [word]


def test_police_see_that_somebody_moved_and_not_that_they_are_ill(cast, episode):
    operations.transfer(
        by=cast["chen"], episode_id=episode.id, going=operations.Going("hospital", "医院", AT), at=AT
    )
    assert not selectors.turns_of(cast["police"], episode).exists()
    assert selectors.turns_of(cast["doctor"], episode).count() == 1
