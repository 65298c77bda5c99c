"""Agents who reach for the queue at one moment: each household in one hand, each hand one household."""

from dataclasses import replace
from datetime import timedelta

from lianfang.core import Role, ids, tenant
from lianfang.registry.people.models import Person
from lianfang.response.calls import operations
from lianfang.response.calls.models import Attempt, Callee, Need
from lianfang.response.calls.operations import Ask, Heard
from lianfang.response.calls.tests.test_operations import give_phone
from tests.cast import AT
from tests.concurrency.racing import race, refusals

AGENTS = 12


def _queue(town, households):
    """So many households with a phone, each with somebody to ring."""
    key = town.subdistrict.id
    with tenant.inside(key):
        for _ in range(households):
            person = Person.objects.create(subdistrict=key, name="何家人", created_at=AT, updated_at=AT)
            town.people["here"] = person
            _said(town, person)
            give_phone(town, "here")
            need = Ask("observation", "matter", ids.new(), person=person.id)
            operations.ask(by=town["duty"], need=need, at=AT)


def _said(town, person):
    from lianfang.registry.people.models import Mention

    Mention.objects.create(
        subdistrict=person.subdistrict, kind="police", label="名单", as_of=AT, person=person, name=person.name
    )


def _agents(town):
    return [replace(town["caller"], id=ids.new(), name=f"坐席{n}", role=Role.CALLER) for n in range(AGENTS)]


def test_each_household_in_one_hand(town):
    _queue(town, 7)
    claims = [lambda by=by: operations.claim(by=by, at=AT) for by in _agents(town)]
    taken = [callee.id for callee in race(town.subdistrict.id, *claims) if callee]
    assert len(taken) == len(set(taken)) == 7
    hands = Callee.objects.exclude(agent=None).values_list("agent", flat=True)
    assert len(set(hands)) == 7


def test_one_agent_tapping_eight_times_has_one_household(town):
    _queue(town, 8)
    claim = lambda: operations.claim(by=town["caller"], at=AT)  # noqa: E731
    taken = race(town.subdistrict.id, *[claim] * 8)
    assert len({callee.id for callee in taken}) == 1
    assert Callee.objects.exclude(agent=None).count() == 1


def test_an_outcome_sent_five_times_is_one_call(town):
    _queue(town, 1)
    with tenant.inside(town.subdistrict.id):
        callee = operations.claim(by=town["caller"], at=AT)
    send = lambda: operations.record_outcome(  # noqa: E731
        by=town["caller"], callee_id=callee.id, heard=Heard("busy"), at=AT
    )
    results = race(town.subdistrict.id, *[send] * 5)
    assert refusals(results) == ["calls.nothing_in_hand"] * 4
    assert Attempt.objects.count() == 1


def test_an_idle_hand_and_whoever_takes_over_do_not_both_record(town):
    _queue(town, 1)
    late = AT + timedelta(minutes=4)
    with tenant.inside(town.subdistrict.id):
        callee = operations.claim(by=town["caller"], at=AT)
    first = lambda: operations.record_outcome(  # noqa: E731
        by=town["caller"], callee_id=callee.id, heard=Heard("refused"), at=late
    )
    second = lambda: operations.claim(by=town["duty"], at=late)  # noqa: E731
    race(town.subdistrict.id, first, second)
    is_taken_over = Callee.objects.filter(agent=town["duty"].id).exists()
    assert Attempt.objects.exists() is not is_taken_over


def test_the_same_wish_from_everywhere_is_one_need(town):
    person = town.people["rare"].id
    with tenant.inside(town.subdistrict.id):
        give_phone(town, "rare")
    about = ids.new()
    wish = lambda: operations.ask(  # noqa: E731
        by=town["duty"], need=Ask("observation", "matter", about, person=person), at=AT
    )
    race(town.subdistrict.id, *[wish] * 8)
    assert Need.objects.count() == Callee.objects.count() == 1


def test_withdrawn_while_it_is_being_recorded_ends_once(town):
    _queue(town, 1)
    need = Need.objects.get()
    with tenant.inside(town.subdistrict.id):
        callee = operations.claim(by=town["caller"], at=AT)
    record = lambda: operations.record_outcome(  # noqa: E731
        by=town["caller"], callee_id=callee.id, heard=Heard("refused"), at=AT
    )
    take = lambda: operations.withdraw(  # noqa: E731
        by=town["duty"], purpose="observation", about_ids=[need.about_id], at=AT
    )
    race(town.subdistrict.id, record, take)
    need.refresh_from_db()
    assert need.state in {"refused", "withdrawn"}
    assert Callee.objects.get().rank is None
