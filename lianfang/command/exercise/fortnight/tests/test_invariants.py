"""The invariants see what is wrong: each is shown a small office in order, and then one thing turned wrong by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from lianfang.command.exercise import facts, invariants
from lianfang.core import clock
from lianfang.core.actor import system
from lianfang.registry.people.operations import merging
from lianfang.response.observation import fortnight, operations
from lianfang.response.observation.models import Alert, Episode, Excuse, Reading, Turn
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from tests.cast import AT

START = date(2020, 2, 8)
END = clock.at_local(date(2020, 2, 22), 15)


def broken(cast, at=END):
    return {one.rule for one in invariants.check(facts.read(system(cast.subdistrict.id), at))}


@pytest.fixture
def released(cast):
    """Fourteen days in order: a fever on the third day, settled; every slot ended; released on the last day."""
    by = system(cast.subdistrict.id)
    episode = operations.begin(by=by, beginning=Beginning(cast.people["rare"].id, START), at=AT)
    for cell in fortnight.strip_for(episode, END).open_cells:
        moment = cell.slot.at(cell.day, cell.slot.opens) + timedelta(minutes=1)
        celsius = Decimal("38.1" if moment.day == 11 and cell.slot.code == "am" else "36.5")
        typed = Typed(f"{cell.day}{cell.slot.code}", episode.id, celsius=celsius, taken_at=moment)
        operations.record_reading(by=by, typed=typed, at=moment)
    alert = Alert.objects.get()
    operations.acknowledge_alert(by=by, alert_id=alert.id, at=END)
    operations.add_alert_step(by=by, alert_id=alert.id, step="decided", decision="watch", at=END)
    operations.close_alert(by=by, alert_id=alert.id, at=END)
    return operations.release(by=by, episode_id=episode.id, at=END)


def test_an_office_in_order_breaks_nothing(cast, released):
    assert broken(cast) == set()


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (lambda one: Episode.objects.update(closed_at=END - timedelta(days=1)), "released early"),
        (
            lambda one: Reading.objects.filter(client_id="2020-02-14am").delete(),
            "released with slots missing",
        ),
        (lambda one: Alert.objects.all().delete(), "abnormal and no alert"),
        (lambda one: Alert.objects.update(state="open"), "alert open after the end"),
        (lambda one: Episode.objects.update(state="deceased"), "state is not what was told"),
        (
            lambda one: Episode.objects.update(last_day=END.date() + timedelta(days=1)),
            "state is not what was told",
        ),
        (lambda one: Turn.objects.all().delete(), "state is not what was told"),
        (lambda one: Reading.objects.last().delete(), "readings differ from the record"),
    ],
)
def test_what_is_turned_wrong_is_told(cast, released, wrong, rule):
    wrong(released)
    assert rule in broken(cast)


def test_somebody_held_past_the_last_day_must_stand_in_red(cast):
    operations.begin(by=cast["chen"], beginning=Beginning(cast.people["rare"].id, START), at=AT)
    assert broken(cast, END + timedelta(days=3)) == set()
    Episode.objects.update(last_day=END.date() + timedelta(days=9))
    assert "held past the last day and not in red" in broken(cast, END + timedelta(days=3))


def test_what_nobody_recorded_is_told(cast):
    operations.begin(by=cast["chen"], beginning=Beginning(cast.people["rare"].id, START), at=AT)
    episode = Episode.objects.get()
    Excuse.objects.create(
        subdistrict=episode.subdistrict, episode=episode, slot_day=START + timedelta(days=3), slot="am",
        reason="other", by_name="x", at=AT,
    )  # fmt: skip
    assert broken(cast) == {"reasons without an entry"}


def test_a_row_that_changed_overnight_is_told(cast, released):
    before = facts.remember()
    assert list(invariants.lost(before, facts.remember(before))) == []
    Reading.objects.filter(client_id="2020-02-14am").update(celsius=Decimal("36.6"))
    [told] = invariants.lost(before, facts.remember(before))
    assert told.facts["table"] == Reading._meta.db_table


def test_two_open_observations_of_one_person_are_told(cast, released):
    for name in ("twin_one", "twin_two"):
        operations.begin(by=cast["chen"], beginning=Beginning(cast.people[name].id, START), at=AT)
    assert "observed twice at once" not in broken(cast)
    with connection.cursor() as cursor:
        keys = [cast.people[name].id for name in ("twin_one", "twin_two")]
        cursor.execute("UPDATE people_person SET merged_into_id = %s WHERE id = %s", keys)
    assert "observed twice at once" in broken(cast)


def test_a_release_is_judged_by_what_was_known_then(cast):
    """Two records were one person's, the second filled the slots; parted afterwards, the release stays sound."""
    by, people = system(cast.subdistrict.id), cast.people
    first = operations.begin(by=by, beginning=Beginning(people["twin_one"].id, START), at=AT)
    second = operations.begin(
        by=by, beginning=Beginning(people["twin_two"].id, START - timedelta(days=1)), at=AT
    )
    for cell in fortnight.strip_for(second, END).open_cells:
        moment = cell.slot.at(cell.day, cell.slot.opens) + timedelta(minutes=1)
        typed = Typed(episode=second.id, celsius=Decimal("36.5"), taken_at=moment)
        operations.record_reading(by=by, typed=typed, at=moment)
    last = END - timedelta(hours=1)
    for code in ("am", "pm"):
        typed = Typed(
            episode=first.id, celsius=Decimal("36.5"), taken_at=last, slot_day=last.date(), slot=code
        )
        operations.record_reading(by=by, typed=typed, at=last)
    keys = {"kept": people["twin_one"].id, "gone": people["twin_two"].id}
    merge = merging.merge(by=by, **keys, reason="同一人", at=last)
    operations.release(by=by, episode_id=first.id, at=END)
    assert broken(cast) == set()
    merging.unmerge(by=by, merge_id=merge.id, at=END + timedelta(hours=1))
    assert broken(cast, END + timedelta(hours=2)) == set()
    Reading.objects.filter(episode=second, slot_day=date(2020, 2, 14)).delete()
    assert "released with slots missing" in broken(cast)
