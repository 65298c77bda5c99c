"""Many slots ended with their reasons at once: the same rules as one by one."""

from datetime import date

import pytest

from lianfang.core import Refused
from lianfang.response.observation import operations
from lianfang.response.observation.models import Excuse
from lianfang.response.observation.operations.excuses import Silence

from .test_operations import START, begin, measure, noon

DAY = date(2020, 2, 11)
EVENING = noon(DAY, 20)


def end(cast, *silences, by="chen"):
    return operations.excuse_slots(by=cast[by], silences=silences, at=EVENING)


def silence(episode, slot="am", day=DAY, reason="not_reached", at=EVENING):
    return Silence(episode.id, day, slot, reason, at)


def test_each_slot_ends_with_its_reason(cast):
    episode = begin(cast)
    assert end(cast, silence(episode), silence(episode, "pm", reason="refused")) == 2
    assert set(Excuse.objects.values_list("slot", "reason")) == {("am", "not_reached"), ("pm", "refused")}


def test_slots_with_a_reading_not_yet_open_or_outside_the_days_are_left_alone(cast):
    episode = begin(cast)
    measure(cast, episode, at=noon(DAY))
    told = [silence(episode), silence(episode, day=date(2020, 2, 12)), silence(episode, day=START)]
    assert end(cast, *told) == 0


def test_a_reason_given_twice_counts_once(cast):
    episode = begin(cast)
    assert end(cast, silence(episode)) == 1
    assert end(cast, silence(episode, reason="refused")) == 0


def test_another_committees_people_and_other_roles_are_out_of_reach(cast):
    episode = begin(cast)
    assert end(cast, silence(episode), by="bao") == 0
    with pytest.raises(Refused):
        end(cast, silence(episode), by="police")
