"""What changes a course: each entered once, refused where it makes no sense, taken back where it was a mistake."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from lianfang.core import Refused, clock
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.registry.people.operations import merging
from lianfang.response.observation import fortnight, operations, rules, turning
from lianfang.response.observation.models import Alert, Episode, Turn
from lianfang.response.observation.operations import Going, NewHome, Receiver
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from tests.cast import AT

START, LAST = date(2020, 2, 8), date(2020, 2, 22)
DAY = timedelta(days=1)


def begin(cast, person="rare", start=START):
    return operations.begin(by=cast["chen"], beginning=Beginning(cast.people[person].id, start), at=AT)


def hour(day, at=9):
    return clock.at_local(date(2020, 2, day), at)


def fill(cast, episode, until):
    for cell in fortnight.strip_for(episode, until).open_cells:
        moment = cell.slot.at(cell.day, cell.slot.opens) + timedelta(minutes=1)
        if moment <= until:
            typed = Typed(episode=episode.id, celsius=Decimal("36.5"), taken_at=moment)
            operations.record_reading(by=system(cast.subdistrict.id), typed=typed, at=until)


def to_hospital(cast, episode, at=None, site="hospital", by="doctor"):
    at = at or AT + DAY
    going = Going(site, "市公共卫生中心", at)
    return operations.transfer(by=cast[by], episode_id=episode.id, going=going, at=at)


def refused(code, act, **kwargs):
    with pytest.raises(Refused) as caught:
        act(**kwargs)
    assert caught.value.code == code


def as_folded(episode):
    episode.refresh_from_db()
    return turning.course_of(episode) == turning.recomputed(episode)


def test_an_extension_is_a_later_day_zero_and_the_rule_counts_on(cast):
    episode = begin(cast)
    turn = operations.extend(
        by=cast["chen"], episode_id=episode.id, last_contact_on=date(2020, 2, 10), source="流调", at=AT
    )
    episode.refresh_from_db()
    assert (episode.starts_on, episode.last_day, episode.counted_since) == (
        date(2020, 2, 10),
        date(2020, 2, 24),
        START,
    )
    assert turn.before["starts_on"] == "2020-02-08"
    assert fortnight.strip_for(episode, AT).days[0][0] == date(2020, 2, 9)
    assert as_folded(episode)


@pytest.mark.parametrize(
    ("day", "source", "code"),
    [
        (date(2020, 2, 11), "流调", "observation.start_in_the_future"),
        (START, "流调", "observation.not_later"),
        (date(2020, 2, 9), "  ", "observation.reason_missing"),
    ],
)
def test_an_extension_that_makes_no_sense_is_refused(cast, day, source, code):
    episode = begin(cast)
    refused(
        code,
        operations.extend,
        by=cast["chen"],
        episode_id=episode.id,
        last_contact_on=day,
        source=source,
        at=AT,
    )
    assert not Turn.objects.exists()


def test_at_the_hospital_nothing_is_owed_at_home_and_back_home_the_count_goes_on(cast):
    episode = begin(cast)
    fill(cast, episode, AT)
    to_hospital(cast, episode, hour(11, 15))
    episode.refresh_from_db()
    assert (episode.state, episode.away_since) == ("transferred", hour(11, 15))
    operations.return_home(by=cast["chen"], episode_id=episode.id, effective_at=hour(13, 14), at=hour(13, 15))
    episode.refresh_from_db()
    marks = {(c.day.day, c.slot.code): c.mark for c in fortnight.strip_for(episode, hour(14, 10)).cells}
    assert marks[11, "am"] == rules.Mark.MISSED
    assert [marks[key] for key in ((11, "pm"), (12, "am"), (12, "pm"), (13, "am"))] == [rules.Mark.AWAY] * 4
    assert marks[13, "pm"] == rules.Mark.MISSED
    assert (episode.state, episode.last_day) == ("active", LAST)
    assert as_folded(episode)


def test_from_a_central_site_somebody_is_released_on_the_rules_day_by_its_word(cast):
    episode = begin(cast)
    fill(cast, episode, AT)
    to_hospital(cast, episode, AT, "central")
    at = hour(22, 15)
    release = {"by": cast["doctor"], "episode_id": episode.id, "at": at}
    refused("observation.word_of_the_site_missing", operations.release, **release)
    refused("observation.too_early", operations.release, **release | {"at": hour(21, 15), "note": "点位告知"})
    operations.release(**release, note="集中点王医生告知")
    episode.refresh_from_db()
    assert episode.state == "released"


def test_a_second_observation_is_not_begun_while_somebody_is_at_the_hospital(cast):
    to_hospital(cast, begin(cast))
    refused("observation.already", begin, cast=cast)


def test_moving_house_hands_over_to_the_committee_that_answers_there(cast):
    episode = begin(cast)
    operations.record_reading(by=cast["chen"], typed=Typed(episode=episode.id, celsius=Decimal("38")), at=AT)
    to = NewHome("", AT, building=cast.b.stairs[1].id, room="302")
    operations.move_house(by=cast["chen"], episode_id=episode.id, to=to, at=AT)
    moved = Episode.objects.visible_to(cast["bao"]).select_related("person").get()
    assert (moved.committee_id, moved.building_id) == (cast.b.committee.id, cast.b.stairs[1].id)
    assert moved.where == "乙路10弄2号"
    assert not Episode.objects.visible_to(cast["chen"]).exists()
    assert Alert.objects.visible_to(cast["bao"]).count() == 1
    assert Entry.objects.get(event="observation.moved").committee == cast.b.committee.id


def test_an_address_that_nobody_knows_needs_a_committee(cast):
    episode = begin(cast)
    move = {"by": cast["chen"], "episode_id": episode.id, "at": AT}
    refused("observation.home_unknown", operations.move_house, **move, to=NewHome("某处", AT))
    operations.move_house(**move, to=NewHome("乙路临时房", AT, committee=cast.b.committee.id))
    assert Episode.objects.visible_to(cast["bao"]).get().where == "乙路临时房"


def test_whoever_moved_somebody_by_mistake_takes_it_back_though_it_is_out_of_sight(cast):
    episode = begin(cast)
    to = NewHome("", AT, building=cast.b.stairs[1].id)
    turn = operations.move_house(by=cast["chen"], episode_id=episode.id, to=to, at=AT)
    operations.undo_turn(by=cast["chen"], turn_id=turn.id, at=AT + timedelta(seconds=5))
    episode.refresh_from_db()
    assert (episode.committee_id, episode.building_id, episode.home) == (
        cast.a.committee.id,
        cast.people["rare"].building_id,
        "",
    )
    assert as_folded(episode)


def test_leaving_the_subdistrict_closes_with_who_took_over(cast):
    episode = begin(cast)
    receiver = Receiver("浦东新区某街道", "021-00000001", AT)
    turn = operations.hand_over(by=cast["chen"], episode_id=episode.id, receiver=receiver, at=AT)
    episode.refresh_from_db()
    assert (episode.state, episode.closed_at, turn.place) == ("handed_over", AT, "浦东新区某街道")
    other = begin(cast, "twin_one")
    nobody = Receiver("", "021", AT)
    refused(
        "observation.receiver_missing",
        operations.hand_over,
        by=cast["chen"], episode_id=other.id, receiver=nobody, at=AT,
    )  # fmt: skip


def test_a_death_closes_everything_and_a_mistake_brings_it_back(cast):
    episode = begin(cast)
    operations.record_reading(by=cast["chen"], typed=Typed(episode=episode.id, celsius=Decimal("39")), at=AT)
    at = AT + timedelta(minutes=10)
    turn = operations.record_death(by=cast["doctor"], episode_id=episode.id, effective_at=AT, at=at)
    episode.refresh_from_db()
    assert (episode.state, Alert.objects.get().state) == ("deceased", "closed")
    operations.undo_turn(by=cast["doctor"], turn_id=turn.id, at=at + timedelta(minutes=1))
    episode.refresh_from_db()
    assert (episode.state, episode.closed_at, Alert.objects.get().state) == ("active", None, "open")


def test_a_refusal_stands_until_consent(cast):
    episode = begin(cast)
    keys = {"by": cast["police"], "episode_id": episode.id, "at": AT}
    refused("observation.reason_missing", operations.record_refusal, **keys, why=" ")
    operations.record_refusal(**keys, why="不肯签承诺书", asks_police=True)
    refused("observation.refused_already", operations.record_refusal, **keys, why="还是不肯")
    episode.refresh_from_db()
    assert (episode.state, episode.refused_at) == ("active", AT)
    operations.record_consent(**keys | {"at": AT + DAY})
    refused("observation.not_refused", operations.record_consent, **keys)
    assert as_folded(episode)


def test_only_the_last_change_is_taken_back_and_never_a_release(cast):
    episode = begin(cast)
    first = to_hospital(cast, episode, AT)
    second = operations.return_home(by=cast["chen"], episode_id=episode.id, effective_at=AT, at=AT + DAY)
    undo = {"by": cast["chen"], "at": AT + DAY}
    refused("observation.turn_stands", operations.undo_turn, **undo, turn_id=first.id)
    operations.undo_turn(**undo, turn_id=second.id)
    refused("observation.turn_stands", operations.undo_turn, **undo, turn_id=second.id)
    episode.refresh_from_db()
    assert (episode.state, episode.away_since) == ("transferred", AT)


def test_a_withdrawn_observation_returns_only_while_no_other_runs(cast):
    episode = begin(cast)
    turn = operations.withdraw(by=cast["chen"], episode_id=episode.id, why="同名误列", at=AT)
    begin(cast, start=START + DAY)
    refused("observation.already", operations.undo_turn, by=cast["chen"], turn_id=turn.id, at=AT)


def test_joined_at_the_hospital_parted_at_the_hospital(cast):
    first, second = begin(cast, "twin_one", START + DAY), begin(cast, "twin_two")
    to_hospital(cast, second, AT)
    merge = merging.merge(
        by=cast["data"],
        kept=cast.people["twin_one"].id,
        gone=cast.people["twin_two"].id,
        reason="同一人",
        at=AT,
    )
    second.refresh_from_db()
    assert (second.state, second.joined_into_id) == ("joined", first.id)
    merging.unmerge(by=cast["data"], merge_id=merge.id, at=AT + DAY)
    second.refresh_from_db()
    assert (second.state, second.away_since) == ("transferred", AT)


@pytest.mark.parametrize("name", ["leader", "caller", "guard", "data", "commander", "police"])
def test_other_roles_change_nothing(cast, name):
    episode = begin(cast)
    going = Going("hospital", "医院", AT)
    refused(
        "observation.not_for_this_role",
        operations.transfer,
        by=cast[name], episode_id=episode.id, going=going, at=AT,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("when", "code"),
    [(AT + timedelta(hours=1), "observation.turn_in_the_future"), (AT - DAY, "observation.turn_before")],
)
def test_a_time_that_cannot_be_is_refused(cast, when: datetime, code):
    episode = begin(cast)
    going = Going("hospital", "医院", when)
    refused(code, operations.transfer, by=cast["chen"], episode_id=episode.id, going=going, at=AT)
    episode.refresh_from_db()
    assert episode.state == "active"
