"""What the house's access test asks for each door with parameters: `url name → (cast, area) → kwargs`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from lianfang.registry.people.models import Join, Mention, Merge, Pair, Person
from tests.cast import AT, Area, Cast


def resident(cast: Cast, area: Area, which: int = 0) -> Person:
    """Somebody who lives in an area."""
    return Person.objects.filter(committee=area.committee, merged_into=None).order_by("id")[which]


def another(cast: Cast, area: Area) -> Person:
    """A further record of an area, with one mention."""
    person = Person.objects.create(
        subdistrict=cast.subdistrict.id, name="另一条", committee=area.committee, created_at=AT, updated_at=AT
    )
    mention(cast, area, person)
    return person


def mention(cast: Cast, area: Area, person: Person) -> Mention:
    """One more thing said about somebody."""
    return Mention.objects.create(
        subdistrict=cast.subdistrict.id,
        kind="police",
        label="《公安推送重点人员名单》第 3 行",
        as_of=AT,
        name=person.name,
        person=person,
        committee=area.committee,
        door=area.doors[0],
        building=area.stairs[0],
        compound=area.compound,
    )


def pair(cast: Cast, area: Area, state: str = "open") -> Pair:
    """Two mentions of an area that may be one person."""
    sides = sorted(
        (mention(cast, area, resident(cast, area)), mention(cast, area, another(cast, area))), key=_key
    )
    return Pair.objects.create(
        subdistrict=cast.subdistrict.id,
        left=sides[0],
        right=sides[1],
        committee=area.committee,
        weight=5.0,
        because=[{"field": "phone", "level": 1, "weight": 6.1}],
        state=state,
        found_at=AT,
    )


def merged(cast: Cast, area: Area) -> Merge:
    """A merge of two records of an area."""
    kept, gone = resident(cast, area), another(cast, area)
    Mention.objects.filter(person=gone).update(person=kept, joined_to=gone)
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    return Merge.objects.create(
        subdistrict=cast.subdistrict.id, kept=kept, gone=gone, how=Join.How.HAND, by_name="x", at=AT
    )


def _key(one: Mention) -> UUID:
    return one.id


def _person(cast: Cast, area: Area) -> dict[str, Any]:
    return {"person_id": resident(cast, area).id}


def _both(cast: Cast, area: Area) -> dict[str, Any]:
    return {"person_id": resident(cast, area).id, "other_id": another(cast, area).id}


def _split(cast: Cast, area: Area) -> dict[str, Any]:
    return {"mention_id": mention(cast, area, resident(cast, area)).id}


EXAMPLES = {
    "people:person": _person,
    "people:candidates": _person,
    "people:reveal": _person,
    "people:invite": _person,
    "people:merge": _both,
    "people:household": lambda cast, area: {"household_id": resident(cast, area).household_id},
    "people:split": _split,
    "people:unmerge": lambda cast, area: {"merge_id": merged(cast, area).id},
    "people:decide": lambda cast, area: {"pair_id": pair(cast, area).id},
    "people:reopen": lambda cast, area: {"pair_id": pair(cast, area, "different").id},
}

# What a POST must carry to be sensible.
POSTS = {
    "people:reveal": {"field": "name", "reason": "电话排摸"},
    "people:merge": {"reason": "见过本人"},
    "people:decide": {"verdict": "same"},
    "people:export_full": {"reason": "上门"},
}
