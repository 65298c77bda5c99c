"""The desk: who stands in which column, with what, and by when."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianfang.core import clock, ids
from lianfang.core.actor import system
from lianfang.response.observation import operations, selectors
from lianfang.response.observation.models import Alert
from lianfang.response.observation.operations import NewHome
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from lianfang.response.screening.operations import registering
from lianfang.response.screening.operations.registering import Family, Newcomer
from tests.cast import AT

START = date(2020, 2, 8)
# The morning after next: both slots of the 11th went by.
SILENT_AT = clock.at_local(date(2020, 2, 12), 9)
MOST = 22
# Asked every second by every screen at the desk.
HEARTBEAT = 3


def begin(cast, name, at=AT, start=START):
    by = cast["bao"] if name.endswith("_b") else cast["chen"]
    return operations.begin(by=by, beginning=Beginning(cast.people[name].id, start), at=at)


def measure(cast, episode, celsius="36.5", at=AT):
    typed = Typed(episode=episode.id, celsius=Decimal(celsius), taken_at=at)
    return operations.record_reading(by=cast["duty"], typed=typed, at=at)


def desk(cast, name="duty", at=SILENT_AT):
    return selectors.desk(cast[name], at)


def test_a_silent_household_is_one_card_with_since_when(cast):
    twins = [begin(cast, "twin_one"), begin(cast, "twin_two")]
    for one in twins:
        measure(cast, one)
    (card,) = desk(cast).households
    assert {one.id for one in card.episodes} == {one.id for one in twins}
    assert (card.since_on, card.since_slot, card.missed) == (date(2020, 2, 10), "下午", 3)
    assert [str(reading.celsius) for reading in card.readings] == ["36.5"]


def test_an_answer_ends_the_silence(cast):
    episode = begin(cast, "rare")
    measure(cast, episode, at=clock.at_local(date(2020, 2, 11), 9))
    assert desk(cast).households_count == 0


def test_an_answer_today_ends_a_silence_of_yesterday(cast, sign_in):
    """Both of yesterday's slots went by, then they reported: nobody rings them up for silence."""
    episode = begin(cast, "rare")
    measure(cast, episode, at=AT)
    assert desk(cast).households_count == 1
    measure(cast, episode, at=SILENT_AT)
    assert (desk(cast).households_count, desk(cast).silent) == (0, 0)
    with time_machine.travel(SILENT_AT, tick=False):
        assert "王*" not in sign_in("chen").get(reverse("observation:index"), {"only": "silent"}).text


def test_a_person_stands_in_the_most_urgent_column_only(cast):
    feverish, silent = begin(cast, "rare"), begin(cast, "foreigner")
    measure(cast, feverish, "38.3")
    ends = clock.at_local(date(2020, 2, 22), 14)
    board = desk(cast, at=ends)
    assert [card.alert.episode_id for card in board.cards] == [feverish.id]
    assert [card.first.id for card in board.households] == [silent.id]
    assert (board.ending, board.ending_count) == ([], 0)
    assert (board.silent, board.due) == (2, 2)


def test_who_answered_and_ends_today_stands_under_today_the_held_first(cast):
    late, due = begin(cast, "rare", start=date(2020, 2, 7)), begin(cast, "foreigner")
    for one in (late, due):
        for day in (20, 21, 22):
            for hour in (8, 14):
                moment = clock.at_local(date(2020, 2, day), hour)
                if day != 22 or one is due:
                    measure(cast, one, at=moment)
    found = desk(cast, at=clock.at_local(date(2020, 2, 22), 15))
    assert [one.id for one in found.ending] == [late.id, due.id]
    assert found.held == found.due == 1


def test_a_card_says_by_when_it_is_to_be_seen_and_then_retested(cast):
    measure(cast, begin(cast, "rare"), "38.3")
    (card,) = desk(cast, at=AT + timedelta(minutes=14)).cards
    assert (card.expected.late_at, card.look) == (AT + timedelta(minutes=15), "due")
    (card,) = desk(cast, at=AT + timedelta(minutes=15)).cards
    assert card.look == "bad"
    seen = AT + timedelta(minutes=2)
    operations.acknowledge_alert(by=cast["duty"], alert_id=card.alert.id, at=seen)
    (card,) = desk(cast, at=seen).cards
    assert (card.expected.wanted_at, card.look) == (seen + timedelta(minutes=5), "")
    assert card.taken.by_name == "值班员"
    assert [minutes for _step, minutes in card.timed] == [2]


def test_what_nobody_saw_stands_before_what_is_seen_to(cast):
    first, second = begin(cast, "rare"), begin(cast, "twin_one")
    measure(cast, first, "38.3")
    measure(cast, second, "37.9", at=AT + timedelta(minutes=1))
    alert = Alert.objects.get(episode=first)
    operations.acknowledge_alert(by=cast["duty"], alert_id=alert.id, at=AT + timedelta(minutes=2))
    found = desk(cast, at=AT + timedelta(minutes=3))
    assert [card.alert.episode_id for card in found.cards] == [second.id, first.id]


def test_who_refuses_stands_under_late_once(cast):
    episode = begin(cast, "rare")
    operations.record_refusal(by=cast["chen"], episode_id=episode.id, why="不愿意", at=AT)
    found = desk(cast)
    assert [one.episode.id for one in found.refusals] == [episode.id]
    assert found.households == []


def test_a_card_names_the_home_where_somebody_is_now(cast, sign_in):
    """Whoever goes there on the desk's word must not stand before the old door."""
    feverish, silent = begin(cast, "rare"), begin(cast, "foreigner")
    measure(cast, feverish, "38.3")
    for one in (feverish, silent):
        to = NewHome("乙路10弄9号", AT, committee=cast.a.committee.id)
        operations.move_house(by=cast["chen"], episode_id=one.id, to=to, at=AT)
    with time_machine.travel(SILENT_AT, tick=False):
        shown = sign_in("duty").get(reverse("observation:desk")).content.decode()
    assert shown.count("<p>乙路10弄9号") == 2


@pytest.mark.parametrize(("name", "seen"), [("duty", 1), ("doctor", 1), ("chen", 1), ("bao", 0)])
def test_who_sees_whom(cast, name, seen):
    measure(cast, begin(cast, "rare"), "38.3")
    begin(cast, "twin_one")
    found = desk(cast, name)
    assert len(found.cards) == seen
    assert found.households_count == seen


def test_the_mark_changes_with_alerts_and_with_the_shift(cast):
    marks = [selectors.desk_mark(cast["duty"], AT)]
    episode = begin(cast, "rare")
    for act in (
        lambda: measure(cast, episode, "38.3"),
        lambda: operations.take_desk(by=cast["duty"], after=None, at=AT),
        lambda: operations.write_handover(by=cast["duty"], note=operations.Note("白班", "", "好"), at=AT),
    ):
        act()
        marks.append(selectors.desk_mark(cast["duty"], AT))
    assert len(set(marks)) == len(marks)
    assert selectors.desk_mark(cast["duty"], AT) == marks[-1]


def test_it_asks_as_much_for_many_as_for_few(cast):
    begin(cast, "twin_one")
    measure(cast, begin(cast, "rare"), "38.3")
    with CaptureQueriesContext(connection) as few:
        desk(cast)
    assert len(few) <= MOST
    for name in ("twin_two", "foreigner", "neighbour_b"):
        measure(cast, begin(cast, name), "38.0" if name == "foreigner" else "36.5")
    with CaptureQueriesContext(connection) as many:
        desk(cast)
    assert len(many) == len(few)


def test_one_alert_is_told_from_its_reading_to_its_end(cast, sign_in):
    measure(cast, begin(cast, "rare"), "38.3")
    alert, doctor = Alert.objects.get(), cast["doctor"]
    minutes = lambda n: AT + timedelta(minutes=n)  # noqa: E731
    operations.acknowledge_alert(by=cast["duty"], alert_id=alert.id, at=minutes(3))
    retest = operations.record_reading(
        by=cast["duty"],
        typed=Typed(episode=alert.episode_id, celsius=Decimal("36.8"), taken_at=minutes(9)),
        at=minutes(9),
    )
    steps = {"by": doctor, "alert_id": alert.id}
    operations.add_alert_step(**steps, step="retested", reading_id=retest.id, at=minutes(9))
    operations.add_alert_step(**steps, step="decided", decision="watch", note="多喝水", at=minutes(20))
    operations.close_alert(by=doctor, alert_id=alert.id, note="", at=minutes(30))
    lines = selectors.told(doctor, selectors.path_of(doctor, alert.id, minutes(30)))
    assert [line.after for line in lines] == [None, 3, 6, 11, 10]
    with time_machine.travel(minutes(30), tick=False):
        text = sign_in("doctor").get(reverse("observation:told", args=[alert.id])).text
    for words in ("38.3 ℃（腋下）", "值班员接警处置", "36.8 ℃（腋下）", "多喝水", "30分钟"):
        assert words in text
    assert "王㛃" not in text


def test_an_alert_whose_steps_carry_one_instant_is_shown(cast, sign_in):
    """Also one that ended with its observation, which was then taken back."""
    episode = begin(cast, "rare")
    measure(cast, episode, "38.3")
    alert, duty = Alert.objects.get(), cast["duty"]
    operations.acknowledge_alert(by=duty, alert_id=alert.id, at=AT)
    operations.add_alert_step(by=cast["doctor"], alert_id=alert.id, step="decided", decision="watch", at=AT)
    acknowledged, decided = alert.steps.order_by("id")
    # Entered at two desks in one instant, the keys may stand the other way round.
    acknowledged.delete()
    acknowledged.pk = ids.new()
    acknowledged.save(force_insert=True)
    assert list(alert.steps.order_by("at", "id")) == [decided, acknowledged]
    turn = operations.withdraw(by=duty, episode_id=episode.id, why="记错人", at=AT).pk
    operations.undo_turn(by=duty, turn_id=turn, at=AT + timedelta(minutes=1))
    client = sign_in("doctor")
    for name in ("alert", "told"):
        assert client.get(reverse(f"observation:{name}", args=[alert.id])).status_code == 200


def test_a_family_that_registered_itself_unwell_stands_first_and_sounds(cast, sign_in):
    before = selectors.desk_mark(cast["duty"], AT)
    unwell = Newcomer("钱多多", symptoms=("cough",))
    family = Family("x", (unwell,), phone="13776501482", compound=cast.a.compound.id)
    registering.register(by=system(cast.subdistrict.id), family=family, at=AT)
    found = desk(cast, at=AT)
    assert (len(found.urgent), found.now_count, found.newest) == (1, 1, AT.isoformat())
    told = selectors.desk_mark(cast["duty"], AT)
    assert told != before
    with CaptureQueriesContext(connection) as asked:
        selectors.desk_mark(cast["duty"], AT)
    assert len(asked) <= HEARTBEAT
    registering.acknowledge_registration(by=cast["duty"], registration_id=found.urgent[0].registration, at=AT)
    assert selectors.desk_mark(cast["duty"], AT) not in {before, told}
    with time_machine.travel(AT, tick=False):
        assert "钱**" in sign_in("duty").get(reverse("observation:desk")).text
        assert "钱**" not in sign_in("bao").get(reverse("observation:desk")).text
