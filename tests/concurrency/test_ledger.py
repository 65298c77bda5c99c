"""The record's chain with two sealers, and with writers while it is sealed."""

from lianfang.ledger import operations, selectors
from lianfang.ledger.models import Entry, Seal
from lianfang.ledger.operations import record
from tests.cast import AT
from tests.concurrency.racing import race


def _write(town, count):
    for number in range(count):
        record("places.phone_set", by=town["data"], at=AT, number=number)


def test_two_sealers_keep_the_chain_whole(town):
    _write(town, 40)
    seal = lambda: operations.seal(by=town["data"], at=AT)  # noqa: E731
    assert sorted(race(town.subdistrict.id, seal, seal)) == [0, Entry.objects.count()]
    assert selectors.verify(town.subdistrict.id).is_whole
    assert list(Seal.objects.order_by("number").values_list("number", flat=True)) == list(
        range(1, Entry.objects.count() + 1)
    )


def test_what_is_written_while_sealing_is_sealed_next(town):
    _write(town, 20)
    race(
        town.subdistrict.id,
        lambda: operations.seal(by=town["data"], at=AT),
        lambda: _write(town, 20),
        lambda: operations.seal(by=town["data"], at=AT),
    )
    operations.seal(by=town["data"], at=AT)
    health = selectors.verify(town.subdistrict.id)
    assert (health.is_whole, health.sealed, health.waiting) == (True, Entry.objects.count(), 0)
