"""What arrives at one moment is taken together, and everybody gets the own answer."""

from threading import Thread

import pytest

from lianfang.core.gathering import Gathering
from tests.concurrency.holding import PATIENCE, hold_first


def _all_at_once(gathering, ones):
    """What became of each, in order: its answer, or what it met."""
    answers = {}

    def hand(key, one):
        try:
            answers[one] = gathering.hand(key, one)
        except ZeroDivisionError as error:
            answers[one] = error

    threads = [Thread(target=hand, args=pair, daemon=True) for pair in ones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return answers


def test_who_comes_while_others_are_taken_shares_the_next_group(monkeypatch):
    gathering = Gathering(lambda _door, ones: [one * 2 for one in ones])
    sizes = hold_first(monkeypatch, gathering, 9)
    answers = _all_at_once(gathering, [("door", n) for n in range(10)])
    assert answers == {n: 2 * n for n in range(10)}
    assert sizes == [1, 9]


def test_a_group_is_no_larger_than_the_most(monkeypatch):
    gathering = Gathering(lambda _door, ones: list(ones), most=4)
    sizes = hold_first(monkeypatch, gathering, 9)
    _all_at_once(gathering, [("door", n) for n in range(10)])
    assert sizes == [1, 4, 4, 1]


def test_who_breaks_the_group_fails_alone(monkeypatch):
    gathering = Gathering(lambda _door, ones: [6 // one for one in ones])
    hold_first(monkeypatch, gathering, 3)
    answers = _all_at_once(gathering, [("door", n) for n in range(4)])
    assert {n: answers[n] for n in (1, 2, 3)} == {1: 6, 2: 3, 3: 2}
    assert isinstance(answers[0], ZeroDivisionError)


def test_one_door_does_not_wait_for_another():
    gathering = Gathering(lambda door, ones: [inner(door, one) for one in ones])

    def inner(door, one):
        # While this door's group is taken, somebody comes to the other one and is answered.
        return _all_at_once(gathering, [("other", "there")])["there"] if door == "door" else one

    assert gathering.hand("door", "here") == "there"


def test_whoever_leads_and_is_ended_leaves_nobody_waiting():
    def end(_door, _ones):
        raise SystemExit

    gathering = Gathering(end)
    with pytest.raises(SystemExit):
        gathering.hand("door", 1)
    assert gathering._waiting == {}
