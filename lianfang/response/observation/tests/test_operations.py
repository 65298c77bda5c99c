"""The fourteen days: begun once, each slot ended, abnormal at once on the desk, never released early."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from lianfang.core import Refused, clock
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.registry.people.operations import merging
from lianfang.response.observation import fortnight, operations, rules
from lianfang.response.observation.models import Alert, AlertStep, Episode, Reading
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from tests.cast import AT

START = date(2020, 2, 8)
LAST = date(2020, 2, 22)


def noon(day: date, hour: int = 9) -> datetime:
    return clock.at_local(day, hour)


def begin(cast, person="rare", by="chen", at=AT, start=START):
    one = Beginning(cast.people[person].id, start)
    return operations.begin(by=cast[by], beginning=one, at=at)


def measure(cast, episode, celsius="36.5", by="chen", at=AT, **more):
    value = Decimal(celsius) if celsius else None
    typed = Typed(episode=episode.id, celsius=value, **more)
    return operations.record_reading(by=cast[by], typed=typed, at=at)


def fill(cast, episode, until):
    """A reading in every slot that has opened."""
    for cell in fortnight.strip_for(episode, until).open_cells:
        moment = cell.slot.at(cell.day, cell.slot.opens) + timedelta(minutes=1)
        if moment <= until:
            measure(cast, episode, at=until, taken_at=moment)


def test_it_counts_from_day_zero(cast):
    episode = begin(cast)
    assert (episode.last_day, episode.committee_id) == (LAST, cast.a.committee.id)
    assert Entry.objects.get(event="observation.begun").person == episode.person_id


def test_nobody_is_observed_twice(cast):
    begin(cast)
    with pytest.raises(Refused) as refused:
        begin(cast)
    assert refused.value.code == "observation.already"


def test_the_household_begins_together_and_who_is_observed_is_left_alone(cast):
    begin(cast, "twin_two")
    first = Beginning(cast.people["twin_one"].id, START)
    begun = operations.begin_household(
        by=cast["chen"], beginning=first, mates=[cast.people["twin_two"].id], at=AT
    )
    assert [e.person_id for e in begun] == [cast.people["twin_one"].id]


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (date(2020, 2, 11), "observation.start_in_the_future"),
        (date(2020, 1, 20), "observation.days_over_already"),
    ],
)
def test_a_count_that_makes_no_sense_is_refused(cast, start, code):
    with pytest.raises(Refused) as refused:
        begin(cast, start=start)
    assert refused.value.code == code


@pytest.mark.parametrize("name", ["leader", "police", "caller", "guard", "commander", "data"])
def test_other_roles_do_not_begin(cast, name):
    with pytest.raises(Refused):
        begin(cast, by=name)


def test_many_begin_at_once_by_the_same_rules(cast):
    wanted = [Beginning(p.id, START) for p in cast.people.values()]
    wanted.append(Beginning(cast.people["rare"].id, START))
    begun = operations.begin_many(by=system(cast.subdistrict.id), beginnings=wanted, at=AT)
    assert begun == len(cast.people)
    assert operations.begin_many(by=system(cast.subdistrict.id), beginnings=wanted, at=AT) == 0


def test_a_reading_fills_the_slot_of_its_time(cast):
    episode = begin(cast)
    reading = measure(cast, episode)
    assert (reading.slot_day, reading.slot, reading.is_abnormal) == (date(2020, 2, 10), "am", False)


def test_a_retry_counts_once(cast):
    episode = begin(cast)
    typed = Typed("a-phone-17", episode.id, celsius=Decimal("36.6"))
    first = operations.record_readings(by=cast["chen"], typed=[typed, typed], at=AT)
    again = operations.record_readings(by=cast["chen"], typed=[typed], at=AT)
    assert [r.became for r in first + again] == ["new", "known", "known"]
    assert Reading.objects.count() == 1


@pytest.mark.parametrize(("celsius", "expected"), [("37.2", False), ("37.3", True), ("38.9", True)])
def test_the_line_of_the_protocol_decides_and_is_kept_with_the_reading(cast, celsius, expected):
    reading = measure(cast, begin(cast), celsius)
    assert reading.is_abnormal is expected
    assert bool(reading.because) is expected


def test_an_abnormal_reading_is_an_alert_in_the_same_act(cast):
    episode = begin(cast)
    measure(cast, episode, "38.1")
    alert = Alert.objects.visible_to(cast["duty"]).get()
    assert (alert.episode_id, alert.state) == (episode.id, "open")
    assert Entry.objects.filter(event="observation.alert_opened", person=episode.person_id).exists()


def test_a_symptom_alone_is_an_alert(cast):
    measure(cast, begin(cast), "", symptoms=("cough",))
    assert Alert.objects.get().kind == "symptom"


def test_a_second_abnormal_reading_joins_the_open_alert(cast):
    episode = begin(cast)
    measure(cast, episode, "38.1")
    measure(cast, episode, "38.4")
    assert Alert.objects.count() == 1
    assert AlertStep.objects.get().kind == "another"


@pytest.mark.parametrize(
    ("reading", "code"),
    [
        ({"celsius": "55"}, "observation.reading_absurd"),
        ({"celsius": "30"}, "observation.reading_absurd"),
        ({"celsius": ""}, "observation.reading_empty"),
        ({"taken_at": AT + timedelta(hours=1)}, "observation.reading_in_the_future"),
        ({"taken_at": AT - timedelta(days=9)}, "observation.reading_before"),
        ({"slot": "midnight"}, "observation.slot_unknown"),
        ({"slot": "am", "slot_day": date(2020, 2, 11)}, "observation.slot_unknown"),
        ({"symptoms": ("sadness",)}, "observation.symptom_unknown"),
    ],
)
def test_absurd_readings_are_refused_and_nothing_is_kept(cast, reading, code):
    episode = begin(cast)
    with pytest.raises(Refused) as refused:
        measure(cast, episode, **reading)
    assert refused.value.code == code
    assert not Reading.objects.exists()


def test_in_a_batch_a_bad_one_does_not_stop_the_rest(cast):
    episode = begin(cast)
    typed = [
        Typed("1", episode.id, celsius=Decimal("36.4")),
        Typed("2", episode.id, celsius=Decimal("99")),
        Typed("3", person=cast.people["neighbour_b"].id, celsius=Decimal("36.4")),
    ]
    receipts = operations.record_readings(by=cast["chen"], typed=typed, at=AT)
    assert [(r.became, r.code) for r in receipts] == [
        ("new", ""),
        ("refused", "observation.reading_absurd"),
        ("refused", "observation.not_observed"),
    ]


def test_a_late_value_is_kept_and_marked(cast):
    episode = begin(cast)
    reading = measure(cast, episode, at=noon(date(2020, 2, 11), 15), taken_at=noon(date(2020, 2, 11), 8))
    assert (reading.slot, reading.is_late) == ("am", True)


def test_a_correction_stands_in_the_place_of_what_it_corrects(cast):
    episode = begin(cast)
    wrong = measure(cast, episode, "39.6")
    measure(cast, episode, "36.9", supersedes=wrong.id)
    cell = fortnight.strip_for(episode, AT).on(date(2020, 2, 10))[0]
    assert cell.mark == rules.Mark.FILLED
    assert Reading.objects.count() == 2


def test_an_abnormal_reading_is_not_hidden_by_a_normal_one(cast):
    episode = begin(cast)
    measure(cast, episode, "38.2")
    measure(cast, episode, "36.6", at=AT + timedelta(minutes=10))
    assert fortnight.strip_for(episode, AT).on(date(2020, 2, 10))[0].mark == rules.Mark.ABNORMAL


def test_a_slot_ends_with_a_reason(cast):
    episode = begin(cast)
    operations.excuse_slot(
        by=cast["chen"], episode_id=episode.id, slot_day=date(2020, 2, 10), slot="am", reason="asleep", at=AT
    )
    assert fortnight.strip_for(episode, AT).on(date(2020, 2, 10))[0].mark == rules.Mark.EXCUSED


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"reason": "bored"}, "observation.reason_missing"),
        ({"slot": "noon"}, "observation.slot_unknown"),
        ({"slot_day": date(2020, 2, 12)}, "observation.slot_unknown"),
    ],
)
def test_reasons_that_do_not_fit_are_refused(cast, asked, code):
    episode = begin(cast)
    wanted = {"slot_day": date(2020, 2, 10), "slot": "am", "reason": "asleep", **asked}
    with pytest.raises(Refused) as refused:
        operations.excuse_slot(by=cast["chen"], episode_id=episode.id, at=AT, **wanted)
    assert refused.value.code == code


def test_a_slot_with_a_reading_takes_no_reason(cast):
    episode = begin(cast)
    measure(cast, episode)
    with pytest.raises(Refused) as refused:
        operations.excuse_slot(
            by=cast["chen"],
            episode_id=episode.id,
            slot_day=date(2020, 2, 10),
            slot="am",
            reason="asleep",
            at=AT,
        )
    assert refused.value.code == "observation.slot_filled"


def test_the_path_of_an_alert(cast):
    episode = begin(cast)
    measure(cast, episode, "38.1")
    alert = Alert.objects.get()
    operations.acknowledge_alert(by=cast["duty"], alert_id=alert.id, at=AT)
    operations.add_alert_step(by=cast["chen"], alert_id=alert.id, step="retested", note="37.9", at=AT)
    operations.add_alert_step(
        by=cast["doctor"], alert_id=alert.id, step="decided", decision="fever_clinic", at=AT
    )
    closed = operations.close_alert(by=cast["duty"], alert_id=alert.id, at=AT)
    assert closed.state == "closed"
    steps = AlertStep.objects.order_by("at", "id")
    assert [s.kind for s in steps] == ["acknowledged", "retested", "decided", "closed"]


@pytest.mark.parametrize("step", ["retested", "decided", "closed"])
def test_an_alert_nobody_has_seen_takes_no_later_step(cast, step):
    measure(cast, begin(cast), "38.1")
    with pytest.raises(Refused) as refused:
        operations.add_alert_step(
            by=cast["doctor"], alert_id=Alert.objects.get().id, step=step, decision="watch", at=AT
        )
    assert refused.value.code == "observation.not_this_step"


def test_the_desk_writes_a_decision_only_with_the_doctors_name(cast):
    measure(cast, begin(cast), "38.1")
    alert = Alert.objects.get()
    operations.acknowledge_alert(by=cast["duty"], alert_id=alert.id, at=AT)
    for decision, code in [("", "decision_missing"), ("watch", "reason_missing")]:
        with pytest.raises(Refused) as refused:
            operations.add_alert_step(
                by=cast["duty"], alert_id=alert.id, step="decided", decision=decision, at=AT
            )
        assert refused.value.code == f"observation.{code}"


def test_two_cannot_acknowledge_the_same_alert(cast):
    measure(cast, begin(cast), "38.1")
    alert = Alert.objects.get()
    operations.acknowledge_alert(by=cast["duty"], alert_id=alert.id, at=AT)
    with pytest.raises(Refused):
        operations.acknowledge_alert(by=cast["chen"], alert_id=alert.id, at=AT)


def release(cast, episode, at, by="doctor"):
    return operations.release(by=cast[by], episode_id=episode.id, at=at)


def test_released_on_the_last_day_when_every_slot_has_ended(cast):
    episode = begin(cast)
    at = noon(LAST, 15)
    fill(cast, episode, at)
    released = release(cast, episode, at)
    assert (released.state, released.closed_by_name) == ("released", "杜医生")
    with pytest.raises(Refused) as refused:
        release(cast, episode, at)
    assert refused.value.code == "observation.not_in_this_state"


def test_never_released_before_the_last_slot_of_the_last_day(cast):
    episode = begin(cast)
    at = noon(LAST, 12)
    fill(cast, episode, at)
    with pytest.raises(Refused) as refused:
        release(cast, episode, at)
    assert refused.value.code == "observation.too_early"


def test_a_missing_slot_holds_the_release_until_it_has_a_reason(cast):
    episode = begin(cast)
    at = noon(LAST, 15)
    with pytest.raises(Refused) as refused:
        release(cast, episode, at)
    assert refused.value.code == "observation.slots_missing"
    for cell in fortnight.strip_for(episode, at).open_cells:
        operations.excuse_slot(
            by=cast["chen"],
            episode_id=episode.id,
            slot_day=cell.day,
            slot=cell.slot.code,
            reason="not_reached",
            at=at,
        )
    assert release(cast, episode, at).state == "released"


def test_an_unsettled_alert_holds_the_release(cast):
    episode = begin(cast)
    at = noon(LAST, 15)
    fill(cast, episode, at)
    measure(cast, episode, "38.1", at=at)
    with pytest.raises(Refused) as refused:
        release(cast, episode, at)
    assert refused.value.code == "observation.alert_unsettled"


@pytest.mark.parametrize("name", ["commander", "leader", "police", "caller", "data"])
def test_other_roles_do_not_release(cast, name):
    episode = begin(cast)
    with pytest.raises((Refused, Episode.DoesNotExist)):
        release(cast, episode, noon(LAST, 15), by=name)


def test_releasing_many_leaves_those_whose_record_does_not_support_it(cast):
    one, two = begin(cast, "rare"), begin(cast, "twin_one")
    at = noon(LAST, 15)
    fill(cast, one, at)
    assert operations.release_many(by=cast["doctor"], episode_ids=[one.id, two.id], at=at) == (1, 1)


def test_the_record_failing_undoes_the_release(cast, monkeypatch):
    episode = begin(cast)
    at = noon(LAST, 15)
    fill(cast, episode, at)
    monkeypatch.setattr("lianfang.response.observation.turning.record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        release(cast, episode, at)
    assert Episode.objects.get(pk=episode.pk).is_active


def test_a_new_protocol_leaves_running_episodes_alone_unless_they_are_moved(cast):
    episode = begin(cast)
    shorter = operations.add_protocol(
        by=cast["commander"], at=AT, name="十天", begins_on=date(2020, 2, 10), days=10
    )
    assert Episode.objects.get(pk=episode.pk).last_day == LAST
    assert begin(cast, "twin_one").last_day == date(2020, 2, 18)
    moved = operations.set_protocol(
        by=cast["commander"],
        episode_id=episode.id,
        protocol_id=shorter.id,
        reason="新方案",
        at=AT + timedelta(days=2),
    )
    assert moved.last_day == date(2020, 2, 18)


def test_a_protocol_with_three_slots_owes_nothing_for_the_days_before(cast):
    episode = begin(cast)
    slots = [
        {"code": "am", "from": "06:00", "to": "09:00", "closes": "11:00"},
        {"code": "noon", "from": "11:00", "to": "13:00", "closes": "15:00"},
        {"code": "pm", "from": "15:00", "to": "19:00", "closes": "24:00"},
    ]
    three = operations.add_protocol(
        by=cast["commander"], at=AT, name="三次", begins_on=date(2020, 2, 15), slots=slots
    )
    at = noon(date(2020, 2, 15), 8)
    moved = operations.set_protocol(
        by=cast["commander"], episode_id=episode.id, protocol_id=three.id, reason="每日三次", at=at
    )
    strip = fortnight.strip_for(moved, at)
    assert [len(strip.on(date(2020, 2, d))) for d in (14, 15)] == [2, 3]


@pytest.mark.parametrize(
    "numbers",
    [
        {"days": 0},
        {"slots": []},
        {"slots": [{"code": "am", "from": "9", "to": "10:00", "closes": "11:00"}]},
        {"slots": [{"code": "am", "from": "12:00", "to": "10:00", "closes": "11:00"}]},
        {"colour": "red"},
    ],
)
def test_protocols_that_do_not_hold_together_are_refused(cast, numbers):
    with pytest.raises(Refused) as refused:
        operations.add_protocol(by=cast["commander"], at=AT, name="错", begins_on=START, **numbers)
    assert refused.value.code == "observation.protocol_wrong"


def test_merged_persons_are_observed_once_and_parted_ones_again_twice(cast):
    one = begin(cast, "twin_one")
    two = begin(cast, "twin_two", start=date(2020, 2, 9))
    kept, gone = one.person_id, two.person_id
    merge = merging.merge(by=cast["chen"], kept=kept, gone=gone, reason="同一人", at=AT)
    operations.join_episodes(by=cast["chen"], kept=kept, gone=gone, at=AT)
    standing = Episode.objects.of(cast.subdistrict.id).active().get()
    assert (standing.person_id, standing.last_day) == (kept, date(2020, 2, 23))
    merging.unmerge(by=cast["chen"], merge_id=merge.id, at=AT)
    operations.part_episodes(by=cast["chen"], kept=kept, gone=gone, at=AT)
    again = Episode.objects.of(cast.subdistrict.id).active()
    assert {(e.person_id, e.last_day) for e in again} == {(kept, LAST), (gone, date(2020, 2, 23))}
