"""Orders, holds, sealing: each works, refuses what it must, and is in the record."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lianfang.core import Refused, clock, ids
from lianfang.core.actor import system
from lianfang.ledger import operations, selectors
from lianfang.ledger.models import Hold
from lianfang.ledger.operations.holds import Asked
from tests.cast import AT

TODAY = clock.day_of(AT)
LATER = AT + timedelta(days=40)


def _refused(code, act, **kwargs):
    with pytest.raises(Refused) as refusal:
        act(**kwargs)
    assert refusal.value.code == code


def _order(cast, **changes):
    facts = {"purpose_from": "mask", "purpose_to": "screen", "reason": "核对", "at": AT}
    return operations.give_order(**{"by": cast["commander"], **facts, "ends_at": LATER, **changes})


def test_an_order_opens_one_purpose_to_another_until_its_end(cast):
    key = cast.subdistrict.id
    assert selectors.order_in_force(key, "mask", "screen", AT) is None
    order = _order(cast)
    assert selectors.order_in_force(key, "mask", "screen", AT) == order
    assert selectors.order_in_force(key, "screen", "mask", AT) is None
    assert selectors.order_in_force(key, "mask", "screen", LATER) is None
    operations.end_order(by=cast["commander"], order_id=order.id, at=AT)
    assert selectors.order_in_force(key, "mask", "screen", AT) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": " "}, "ledger.reason_missing"),
        ({"ends_at": AT}, "ledger.order_must_end_later"),
        ({"purpose_to": "mask"}, "ledger.unknown_purpose"),
        ({"purpose_to": "gossip"}, "ledger.unknown_purpose"),
    ],
)
def test_an_order_must_make_sense(cast, changes, code):
    _refused(code, _order, cast=cast, **changes)


@pytest.mark.parametrize("who", ["data", "duty", "chen", "police"])
def test_only_the_commander_orders(cast, who):
    _refused("ledger.only_the_commander_orders", _order, cast=cast, by=cast[who])


def _ask(cast, who="data", days=30, **changes):
    facts = {"basis": "突发事件应对法第八十五条", "assessment": "必要且安全", "purpose": "observe"}
    asked = Asked(**{**facts, "ends_on": TODAY + timedelta(days=days), **changes})
    return operations.ask_hold(by=cast[who], asked=asked, at=AT)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"basis": ""}, "ledger.hold_needs_basis"),
        ({"assessment": " "}, "ledger.hold_needs_basis"),
        ({"purpose": ""}, "ledger.hold_needs_object"),
        ({"days": 91}, "ledger.hold_too_long"),
        ({"days": -1}, "ledger.hold_ends_early"),
    ],
)
def test_a_hold_must_make_sense(cast, changes, code):
    _refused(code, _ask, cast=cast, **changes)


def test_a_hold_needs_a_second_person(cast):
    hold = _ask(cast)
    _refused("ledger.hold_needs_second", operations.approve_hold, by=cast["data"], hold_id=hold.id, at=AT)
    operations.approve_hold(by=cast["commander"], hold_id=hold.id, at=AT)
    assert selectors.holds_in_force(cast.subdistrict.id, AT) == [hold]
    _refused("ledger.hold_approved", operations.approve_hold, by=cast["commander"], hold_id=hold.id, at=AT)


def test_the_database_itself_refuses_a_hold_approved_by_its_asker(cast):
    hold = _ask(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(approved_by=hold.assessed_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(ends_on=TODAY + timedelta(days=91))


def test_a_hold_that_is_over_is_not_approved_or_lifted(cast):
    hold = _ask(cast, days=1)
    late = AT + timedelta(days=2)
    _refused("ledger.hold_over", operations.approve_hold, by=cast["commander"], hold_id=hold.id, at=late)
    _refused("ledger.hold_over", operations.lift_hold, by=cast["commander"], hold_id=hold.id, at=late)


@pytest.mark.parametrize("who", ["chen", "duty", "doctor"])
def test_only_keepers_ask_for_holds(cast, who):
    _refused("ledger.not_a_keeper", _ask, cast=cast, who=who)


def test_sealing_twice_chains_each_entry_once(cast):
    operations.record("test.happened", by=cast["chen"], at=AT)
    first = operations.seal(by=system(cast.subdistrict.id), at=AT)
    assert first >= 1
    assert operations.seal(by=system(cast.subdistrict.id), at=AT) == 0
    operations.record("test.happened", by=cast["chen"], at=AT - timedelta(days=1))
    assert operations.seal(by=system(cast.subdistrict.id), at=AT) == 1, "late entries are chained too"
    assert selectors.verify(cast.subdistrict.id).is_whole


def test_checking_the_chain_is_itself_in_the_record(cast):
    operations.seal(by=system(cast.subdistrict.id), at=AT)
    assert operations.check_chain(by=cast["data"], at=AT).is_whole
    assert selectors.last_check(cast["data"]).facts["broken_at"] is None


def test_everybody_reads_the_own_acts_and_keepers_read_all(cast):
    for who in ("chen", "bao"):
        operations.record("test.happened", by=cast[who], at=AT, person=ids.new())
    assert {e.actor for e in selectors.entries(cast["chen"])} == {cast["chen"].id}
    assert {cast["chen"].id, cast["bao"].id} <= {e.actor for e in selectors.entries(cast["data"])}
    assert not selectors.entries(system(ids.new())).exists()
