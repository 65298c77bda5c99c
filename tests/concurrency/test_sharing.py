"""Several who ask the same at one moment share an answer, and nobody an old one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from lianfang.core.sharing import Sharing


def test_nobody_is_told_what_was_begun_before_they_asked():
    asked, go = Event(), Event()
    made = []

    def look_up():
        made.append(f"m{len(made)}")
        asked.set()
        assert go.wait(10)
        return made[-1]

    desks = Sharing(lambda value: value)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(desks.get, "a", "m9", look_up)
        assert asked.wait(10)
        rest = [pool.submit(desks.get, "a", "m9", look_up) for _ in range(3)]
        go.set()
        told = {one.result() for one in rest}
    # They asked after the first had begun: what it saw may be older than what they ask for.
    assert first.result() == "m0"
    assert "m0" not in told


def test_an_answer_stands_while_its_mark_does_and_is_the_own_keys():
    desks = Sharing(lambda value: value)
    assert desks.get("a", "m1", lambda: "m1") == "m1"
    assert desks.get("a", "m1", lambda: "not asked") == "m1"
    assert desks.get("b", "m1", lambda: "b's") == "b's"
    assert desks.get("a", "m2", lambda: "m2") == "m2"


def test_what_failed_is_asked_again():
    desks = Sharing(lambda value: value)
    tries = iter([ZeroDivisionError(), "m1"])

    def look_up():
        found = next(tries)
        if isinstance(found, Exception):
            raise found
        return found

    with pytest.raises(ZeroDivisionError):
        desks.get("a", "m1", look_up)
    assert desks.get("a", "m1", look_up) == "m1"


def test_few_keys_are_kept():
    desks = Sharing(lambda value: value, most=2)
    for key in "abc":
        desks.get(key, "m", lambda: "m")
    assert desks.get("a", "m", lambda: "anew") == "anew"
