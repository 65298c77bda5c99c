"""What tests of services begin with: an errand in an area, a resident, a home under observation."""

from __future__ import annotations

from datetime import date

from lianfang.core import Actor, Role
from lianfang.core.actor import system
from lianfang.response.services import hooks, operations
from lianfang.response.services.hooks import Homebound
from lianfang.response.services.models import Errand
from lianfang.response.services.operations import Wish
from tests.cast import AT


def person_in(cast, area):
    """Somebody who lives in an area."""
    return next(p for p in cast.people.values() if p.committee_id == area.committee.id)


def errand(cast, area=None, kind="shopping", at=AT, **more) -> Errand:
    """Something asked for by somebody of an area (A unless said)."""
    person = person_in(cast, area or cast.a)
    wish = Wish(person.id, kind, more.pop("text", "青菜两斤"), **more)
    return operations.ask(by=system(cast.subdistrict.id), wish=wish, at=at)


def resident(cast, name="rare") -> Actor:
    """Somebody who came by a link."""
    return Actor(None, "", Role.RESIDENT, cast.subdistrict.id, person=cast.people[name].id)


def isolate(monkeypatch, cast, *names, until=date(2020, 2, 20)):
    """These people have to stay at home until a day; nobody else has to."""
    people = [cast.people[name] for name in names]
    bound = [Homebound(p.id, p.household_id, p.committee_id, until) for p in people]
    monkeypatch.setattr(
        hooks,
        "HOMEBOUND",
        [lambda subdistrict, at, persons: [b for b in bound if persons is None or b.person in persons]],
    )
