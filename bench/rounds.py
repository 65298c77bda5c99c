"""Times a phone round: python -m bench.rounds [--homes 20000] [--numberless 5]

On a scratch installation of its own (the embedded server, fsync included, row-level security on): a household ledger of
20,000 homes in 16 committees, two people a home, a telephone for all but some. Prints how long it takes to count a
choice, to open the round (every home its turn and its call), to show its progress and a page of its homes, to take an
answer, to begin the next round, and to close it; in brackets the processor time of the program without the database.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from lianfang.core import Actor
    from lianfang.registry.people.models import Contact, Household, Mention, Person
    from lianfang.registry.places.models import Door

COMMITTEES, STAIRS, BORN = 16, 24, date(1970, 1, 1)
ANSWERS = 200


def main() -> None:
    """Sets a scratch installation up, measures, tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--homes", type=int, default=20_000)
    parser.add_argument("--numberless", type=float, default=5, help="per cent without any telephone")
    asked = parser.parse_args()
    with _scratch() as (home, at):
        from lianfang.core import tenant

        with tenant.working_as(home):
            _settle(home, asked.homes, asked.numberless / 100, at)
            _measure(home, at)


@contextmanager
def _scratch() -> Iterator[tuple[UUID, datetime]]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"LIANFANG_VAR": folder, "DJANGO_SETTINGS_MODULE": "lianfang.config.settings"}
        from lianfang.config.office import postgres

        with postgres.running():
            import django

            django.setup()
            from django.core.management import call_command

            call_command("migrate", database="owner", verbosity=0)
            from lianfang.core import clock, ids
            from lianfang.core.models import Subdistrict

            home = ids.new()
            Subdistrict.objects.create(id=home, code="310199009", name="排摸街道")
            yield home, clock.at_local(clock.day_of(clock.now()), 10)


def _settle(home: UUID, homes: int, numberless: float, at: datetime) -> None:
    """The ledger: committees, compounds, stairs, flats, households, people, mentions, telephones; set-based."""
    from lianfang.core import bulk

    dice = random.Random(20)
    doors = list(_doors(home, homes))
    families = [_family(door, at) for door in doors]
    bulk.insert([family[0] for family in families])
    people = [person for _household, persons in families for person in persons]
    bulk.insert(people)
    mentions = [_mention(person, at) for person in people]
    bulk.insert(mentions)
    numbers = [_number(one, n) for n, one in enumerate(mentions) if dice.random() >= numberless]
    bulk.insert(numbers)
    bulk.renew_statistics()
    print(f"{homes:,} homes, {len(people):,} people, {len(numbers):,} telephones", flush=True)


def _doors(home: UUID, homes: int) -> Iterator[Door]:
    from lianfang.core import bulk
    from lianfang.registry.places.models import Building, Committee, Compound, Door

    committees = [Committee(subdistrict=home, code=f"{n:03}", name=f"第{n}居民区") for n in range(COMMITTEES)]
    Committee.objects.bulk_create(committees)
    grounds = [
        Compound(subdistrict=home, committee=one, name=f"{one.code}弄", road=f"路{one.code}", lane="1")
        for one in committees
    ]
    Compound.objects.bulk_create(grounds)
    stairs = [
        Building(subdistrict=home, compound=one, number=str(n)) for one in grounds for n in range(STAIRS)
    ]
    Building.objects.bulk_create(stairs)
    doors = [
        Door(subdistrict=home, building=stairs[n % len(stairs)], room=str(101 + n // len(stairs)))
        for n in range(homes)
    ]
    bulk.insert(doors)
    yield from doors


def _family(door: Door, at: datetime) -> tuple[Household, list[Person]]:
    from lianfang.registry.people.models import Household, Person

    ground = door.building.compound
    home = Household(subdistrict=door.subdistrict, door=door, committee_id=ground.committee_id)
    people = [
        Person(
            subdistrict=door.subdistrict,
            name=name,
            committee_id=ground.committee_id,
            compound=ground,
            building=door.building,
            door=door,
            household=home,
            sources=["ledger"],
            created_at=at,
            updated_at=at,
        )
        for name in ("甲", "乙")
    ]
    return home, people


def _mention(person: Person, at: datetime) -> Mention:
    from lianfang.registry.people.models import Mention

    return Mention(
        subdistrict=person.subdistrict, kind="ledger", purpose="registry", label="户册", as_of=at, name=person.name,
        born_on=BORN, person=person,
    )  # fmt: skip


def _number(mention: Mention, n: int) -> Contact:
    from lianfang.core import cipher
    from lianfang.registry.people.models import Contact

    number = f"138{n:08}"
    lookup = cipher.lookup("phone", number)
    return Contact(
        subdistrict=mention.subdistrict, mention=mention, number=number, lookup=lookup, masked="138****0000"
    )


def _measure(home: UUID, at: datetime) -> None:
    from lianfang.core.actor import system
    from lianfang.response.rounds import operations, selectors
    from lianfang.response.rounds.operations import Plan
    from lianfang.response.rounds.picking import Choice

    by = system(home, "计时")
    counted = _timed("count the choice", lambda: selectors.counted(by, Choice(), at))
    print(f"  {counted.homes:,} homes, {counted.numberless:,} without a number")
    made = _timed(
        "open the round", lambda: operations.open_round(by=by, plan=Plan("一轮", per_day=5000), at=at)
    )
    _timed("show its progress", lambda: selectors.progress(by, made))
    _timed(
        "show fifty of its homes",
        lambda: list(selectors.targets(by, made, selectors.Filters("waiting"))[:50]),
    )
    _answer(by, made, at)
    _unreach(by, made, at)
    _timed("begin the next round", lambda: operations.begin_next(by=by, campaign_id=made.id, at=at))
    _timed("close it", lambda: operations.close(by=by, campaign_id=made.id, at=at))


def _answer(by: Actor, made: Any, at: datetime) -> None:
    """Two hundred answers, one after the other, as calls bring them."""
    from lianfang.core import ids
    from lianfang.response.rounds import operations
    from lianfang.response.rounds.models import Target
    from lianfang.response.rounds.operations.hearing import Spoken

    keys = list(
        Target.objects.of(by.subdistrict).filter(campaign=made, state="waiting").values_list("id", flat=True)
    )
    begun = perf_counter()
    for key in keys[:ANSWERS]:
        operations.hear(by=by, spoken=[Spoken(key, ids.new(), {"been_away": "no"})], at=at)
    print(f"take an answer: {1000 * (perf_counter() - begun) / ANSWERS:.1f} ms in the mean")


def _unreach(by: Actor, made: Any, at: datetime) -> None:
    """The phone reached none of a quarter: what the next round is for."""
    from lianfang.response.calls import operations as calls
    from lianfang.response.rounds import operations
    from lianfang.response.rounds.models import Target

    rows = Target.objects.of(by.subdistrict).filter(campaign=made, state="waiting").order_by("place")
    keys = list(rows.values_list("id", flat=True)[: rows.count() // 4])
    calls.withdraw(by=by, purpose="round", about_ids=keys, at=at)
    operations.unreach(by=by, targets=keys, why="no_answer", at=at)


def _timed(what: str, act: Callable[[], Any]) -> Any:
    begun, worked = perf_counter(), process_time()
    found = act()
    print(
        f"{what}: {perf_counter() - begun:.2f} s ({process_time() - worked:.2f} s of them our own work)",
        flush=True,
    )
    return found


if __name__ == "__main__":
    main()
