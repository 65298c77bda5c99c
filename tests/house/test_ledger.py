"""The record: tampering is found and located, and every event has words."""

import ast

import pytest
from django.db import connections

from lianfang.core import actor, ids, tenant
from lianfang.ledger import operations, selectors, wording
from tests.cast import AT
from tests.house import code


@pytest.fixture
def written(django_db_setup, django_db_blocker):
    """Five committed and sealed entries of a subdistrict of their own; the owner sweeps them away again."""
    key = ids.new()
    with django_db_blocker.unblock():
        with tenant.inside(key):
            by = actor.system(key)
            for number in range(5):
                operations.record("test.happened", by=by, at=AT, number=number)
            operations.seal(by=by, at=AT)
        yield key
        for table in ("ledger_seal", "ledger_entry"):
            _as_owner(table, f"DELETE FROM {table} WHERE subdistrict = %s", [key])
        connections["owner"].close()


def _as_owner(table: str, statement: str, values: list[object]) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        cursor.execute(statement, values)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")


def _health(key):
    with tenant.inside(key):
        return selectors.verify(key)


def _entry(key, number):
    from lianfang.ledger.models import Seal

    with tenant.inside(key):
        return Seal.objects.get(number=number).entry


def test_an_untouched_chain_is_whole(written):
    health = _health(written)
    assert (health.is_whole, health.sealed, health.waiting) == (True, 5, 0)


@pytest.mark.parametrize(
    "change",
    [
        "event = 'test.other'",
        "actor_name = 'somebody else'",
        "at = at + interval '1 second'",
        "reason = 'invented later'",
        """facts = '{"number": 9}'""",
    ],
)
def test_a_changed_entry_is_found_where_it_is(written, change):
    _as_owner("ledger_entry", f"UPDATE ledger_entry SET {change} WHERE id = %s", [_entry(written, 3)])
    assert (_health(written).broken_at, _health(written).sealed) == (3, 2)


def test_a_removed_entry_is_found(written):
    _as_owner("ledger_entry", "DELETE FROM ledger_entry WHERE id = %s", [_entry(written, 2)])
    assert _health(written).broken_at == 2


def test_a_seal_made_anew_breaks_the_next(written):
    forged = "UPDATE ledger_seal SET hash = '\\x00' WHERE subdistrict = %s AND number = 4"
    _as_owner("ledger_seal", forged, [written])
    assert _health(written).broken_at == 4


def test_every_event_has_words():
    events = {event for path in code.files() if not code.is_test(path) for event in _events(path)}
    assert sorted(events - set(wording.EVENTS)) == []


def _events(path) -> set[str]:
    found = set()
    for node in ast.walk(code.tree(path)):
        if isinstance(node, ast.Call) and _name(node) == "record" and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return found


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
