"""Retention runs by itself: what has had its day goes, what is held stays, and the record says how much."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from lianfang.core import Refused, clock, purposes
from lianfang.core.actor import system
from lianfang.ledger import operations, selectors
from lianfang.ledger.models import Entry
from lianfang.ledger.operations.holds import Asked
from lianfang.registry.accounts import operations as accounts
from lianfang.registry.accounts.models import Link
from tests.cast import AT

LATER = AT + timedelta(days=40)


def _ask(cast, **changes):
    facts = {"basis": "突发事件应对法第八十五条", "assessment": "必要且安全", "purpose": "observe"}
    asked = Asked(**{**facts, "ends_on": clock.day_of(AT) + timedelta(days=60), **changes})
    return operations.ask_hold(by=cast["data"], asked=asked, at=AT)


def _old_link(cast, name="rare"):
    accounts.invite(by=cast["chen"], person=cast.people[name].id, at=AT)


def _expire(cast, at=LATER):
    return operations.expire(by=system(cast.subdistrict.id), at=at)


def test_what_has_had_its_day_goes_and_the_record_says_how_many(cast):
    _old_link(cast)
    assert _expire(cast, AT) == []
    gone = {done.label: done.rows for done in _expire(cast)}
    assert gone["accounts.Link"] == 1
    assert not Link.objects.exists()
    entry = Entry.objects.get(event="ledger.expired", facts__dataset="accounts.Link")
    assert entry.facts["rows"] == 1


def test_what_goes_tomorrow_is_visible_today(cast):
    _old_link(cast)
    last_day = AT + timedelta(days=2 + 30)
    counted = {line.dataset.model: line.due for line in selectors.catalogue(cast["data"], last_day)}
    assert counted[Link] == 1
    assert Link.objects.exists()


def test_a_hold_on_a_purpose_keeps_it_until_lifted(cast):
    _old_link(cast)
    hold = _ask(cast)
    operations.approve_hold(by=cast["commander"], hold_id=hold.id, at=AT)
    _expire(cast)
    assert Link.objects.exists()
    operations.lift_hold(by=cast["data"], hold_id=hold.id, at=LATER)
    _expire(cast)
    assert not Link.objects.exists()


def test_a_hold_not_approved_keeps_nothing(cast):
    _old_link(cast)
    _ask(cast)
    _expire(cast)
    assert not Link.objects.exists()


def test_a_hold_on_a_person_keeps_only_that_person(cast):
    _old_link(cast)
    _old_link(cast, "foreigner")
    hold = _ask(cast, purpose="", persons=[cast.people["rare"].id])
    operations.approve_hold(by=cast["commander"], hold_id=hold.id, at=AT)
    _expire(cast)
    assert [link.person for link in Link.objects.all()] == [cast.people["rare"].id]


def test_what_the_database_does_not_let_go_is_said_and_the_rest_goes_on(cast, monkeypatch):
    _old_link(cast)
    dataset = purposes.DATASETS["accounts.Link"]

    def clash(_rows):
        raise IntegrityError("still named elsewhere")

    changed = {"model", "purpose", "basis", "owner", "counted_from", "days", "due"}
    stubborn = purposes.Dataset(**{name: getattr(dataset, name) for name in changed}, destroy=clash)
    monkeypatch.setitem(purposes.DATASETS, "accounts.Link", stubborn)
    done = {one.label: one.refused for one in _expire(cast)}
    assert done["accounts.Link"]
    assert Link.objects.exists()
    assert Entry.objects.filter(event="ledger.expiry_refused").exists()


@pytest.mark.parametrize("who", ["chen", "duty", "leader"])
def test_only_keepers_and_the_night_destroy(cast, who):
    with pytest.raises(Refused) as refusal:
        operations.expire(by=cast[who], at=LATER)
    assert refusal.value.code == "ledger.not_a_keeper"
