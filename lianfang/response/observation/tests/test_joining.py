"""What a played fortnight found: an alert outlives the joining of its person's two records; nobody is observed twice by
parting them; and today's figures are each person's own on the day after a change."""

from datetime import date, timedelta
from decimal import Decimal

from lianfang.core import clock
from lianfang.core.actor import system
from lianfang.registry.people.operations import merging
from lianfang.response.observation import fortnight, operations, selectors
from lianfang.response.observation.models import Alert, Episode
from lianfang.response.observation.operations import Going
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from tests.cast import AT

START = date(2020, 2, 8)
DAY = timedelta(days=1)
ONCE = [{"code": "pm", "from": "12:00", "to": "20:00", "closes": "24:00"}]


def begin(cast, person, start=START, at=AT):
    return operations.begin(by=cast["duty"], beginning=Beginning(cast.people[person].id, start), at=at)


def measure(cast, episode, celsius, at=AT):
    typed = Typed(episode=episode.id, celsius=Decimal(celsius))
    return operations.record_reading(by=cast["duty"], typed=typed, at=at)


def join(cast, at=AT):
    kept, gone = cast.people["twin_one"].id, cast.people["twin_two"].id
    return merging.merge(by=cast["data"], kept=kept, gone=gone, reason="同一人", at=at)


def row_of(cast, episode, at):
    [row] = [one for one in selectors.standing(cast["duty"], at) if one.episode == episode.id]
    strip = fortnight.strip_for(Episode.objects.get(pk=episode.id), at)
    recent = [c for c in strip.cells if c.day >= clock.day_of(at) - DAY]
    assert row.missed == sum(cell.mark == "missed" for cell in recent)
    return row


def test_a_fever_that_nobody_settled_stays_on_the_desk_when_persons_are_joined(cast):
    goes_on, ends = begin(cast, "twin_one", START + DAY), begin(cast, "twin_two")
    measure(cast, ends, "38.4")
    merge = join(cast)
    alert = Alert.objects.get(episode=goes_on)
    assert (alert.state, alert.opened_at, alert.reading.episode_id) == ("open", AT, ends.id)
    merging.unmerge(by=cast["data"], merge_id=merge.id, at=AT + DAY)
    assert Alert.objects.get(episode=ends).state == "open"


def test_where_both_have_a_fever_it_is_one_alert_with_both_readings(cast):
    goes_on, ends = begin(cast, "twin_one", START + DAY), begin(cast, "twin_two")
    measure(cast, goes_on, "37.9")
    second = measure(cast, ends, "38.4")
    join(cast)
    assert Alert.objects.exclude(state="closed").get().steps.get().reading_id == second.id


def test_parting_persons_begins_no_second_observation(cast):
    ends, goes_on = begin(cast, "twin_one"), begin(cast, "twin_two", START + DAY)
    merge = join(cast)
    operations.withdraw(by=cast["duty"], episode_id=goes_on.id, why="误列", at=AT)
    another = begin(cast, "twin_one", START + DAY)
    merging.unmerge(by=cast["data"], merge_id=merge.id, at=AT + DAY)
    assert list(Episode.objects.active()) == [another]
    ends.refresh_from_db()
    assert ends.state == "joined"


def test_three_records_of_one_person_are_one_observation_and_part_as_they_were_joined(cast):
    first, second, third = (
        begin(cast, name, START + n * DAY) for n, name in enumerate(("twin_one", "twin_two", "rare"))
    )
    on = AT + DAY
    measure(cast, first, "36.5", on)
    people = {name: cast.people[name].id for name in ("twin_one", "twin_two", "rare")}
    by, why = cast["data"], "同一人"
    merging.merge(by=by, kept=people["twin_two"], gone=people["twin_one"], reason=why, at=on)
    later = merging.merge(by=by, kept=people["rare"], gone=people["twin_two"], reason=why, at=on)
    assert list(Episode.objects.active()) == [third]
    cells = fortnight.strip_for(Episode.objects.get(pk=third.id), on).cells
    assert [cell.taken.celsius for cell in cells if cell.taken] == [Decimal("36.5")]
    merging.unmerge(by=by, merge_id=later.id, at=on + DAY)
    assert set(Episode.objects.active()) == {second, third}
    assert set(Episode.objects.filter(person=people["twin_two"])) == {first, second}


def test_the_day_after_another_protocol_yesterday_counts_as_it_was(cast):
    episode = begin(cast, "rare")
    once = operations.add_protocol(
        by=cast["commander"], at=AT, name="每日一次", begins_on=START + 9 * DAY, slots=ONCE
    )
    at = clock.at_local(date(2020, 2, 12), 10)
    operations.set_protocol(
        by=cast["commander"], episode_id=episode.id, protocol_id=once.id, reason="方案调整", at=at
    )
    assert (row_of(cast, episode, at).missed, row_of(cast, episode, at).owed) == (2, 0)


def test_back_home_only_what_closed_meanwhile_was_not_owed(cast):
    episode = begin(cast, "rare")
    left, back = clock.at_local(date(2020, 2, 11), 14), clock.at_local(date(2020, 2, 11), 20)
    going = Going("fever_clinic", "发热门诊", left)
    operations.transfer(by=cast["duty"], episode_id=episode.id, going=going, at=left)
    operations.return_home(by=cast["duty"], episode_id=episode.id, effective_at=back, at=back)
    assert row_of(cast, episode, clock.at_local(date(2020, 2, 12), 10)).missed == 2


def test_what_was_measured_under_a_joined_observation_counts_today(cast):
    goes_on, ends = begin(cast, "twin_one", START + DAY), begin(cast, "twin_two")
    measure(cast, ends, "36.5")
    join(cast)
    for viewer in (cast["duty"], cast["chen"], system(cast.subdistrict.id)):
        [row] = [one for one in selectors.standing(viewer, AT) if one.episode == goes_on.id]
        assert (row.owed, row.ended) == (1, 1)
