"""A subdistrict of its own for timing: committees with a worker each, people under observation, readings of the past.

Everybody is invented. Rows of the past are made by SQL, as many as asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, models

from lianfang.core import bulk, clock, ids, tenant
from lianfang.core.models import Subdistrict
from lianfang.registry.accounts.models import Post, User
from lianfang.registry.people.models import Person
from lianfang.registry.places.models import Committee
from lianfang.response.observation.models import Episode, Protocol, Reading

COMMITTEES = 10
# An episode has 28 slots; the past is made of people who were released long ago.
SLOTS = 28


@dataclass(frozen=True)
class Crowd:
    """Whom the timing posts for, and who posts."""

    subdistrict: UUID
    users: list[User]
    episodes: dict[UUID, list[UUID]]

    @property
    def everybody(self) -> list[tuple[User, UUID]]:
        """Each person under observation with the worker of the own committee, in turns of committees."""
        turns = zip(*self.episodes.values(), strict=True)
        by_id = dict(zip(self.episodes, self.users, strict=True))
        return [(by_id[key], one) for turn in turns for key, one in zip(self.episodes, turn, strict=True)]


def settle(people: int, at: datetime) -> Crowd:
    """Lays out the subdistrict with this many people under observation since three days."""
    key = ids.new()
    with tenant.inside(key):
        Subdistrict.objects.create(id=key, code=f"9{key.int % 10**8:08}", name="计时街道")
        committees = [
            Committee(subdistrict=key, code=f"{n:03}", name=f"第{n}居民区") for n in range(COMMITTEES)
        ]
        Committee.objects.bulk_create(committees)
        users = [_worker(key, committee, at) for committee in committees]
        protocol = Protocol.objects.create(
            subdistrict=key, name="十四天", begins_on=clock.day_of(at), set_at=at, set_by_name="司令员"
        )
        episodes = {
            one.id: _observed(one, protocol, people // COMMITTEES, at - timedelta(days=3))
            for one in committees
        }
    return Crowd(key, users, episodes)


def _worker(key: UUID, committee: Committee, at: datetime) -> User:
    user = User.objects.create(subdistrict=key, username=ids.new().hex, name=f"{committee.name}干事")
    Post.objects.create(subdistrict=key, user=user, role="committee_worker", committee=committee, began_at=at)
    return user


def _observed(committee: Committee, protocol: Protocol, count: int, since: datetime) -> list[UUID]:
    key = committee.subdistrict
    persons = [
        Person(subdistrict=key, name=f"住户{n}", committee=committee, created_at=since, updated_at=since)
        for n in range(count)
    ]
    bulk.insert(persons)
    start = clock.day_of(since)
    episodes = [
        Episode(
            subdistrict=key, person=person, begun_for=person.id, committee=committee, protocol=protocol,
            starts_on=start, last_day=start + timedelta(days=14), begun_at=since, begun_by_name="干事",
        )
        for person in persons
    ]  # fmt: skip
    bulk.insert(episodes)
    return [one.id for one in episodes]


# Column → what stands in it in the past; every other column is copied from a row of the present.
RELEASED = {
    "id": "gen_random_uuid()",
    "state": "'released'",
    "starts_on": "starts_on - 60 - 15 * (n % 10)::int",
    "last_day": "last_day - 60 - 15 * (n % 10)::int",
    "begun_at": "begun_at - interval '60 days'",
    "closed_at": "begun_at - interval '45 days'",
}
READ = {
    "id": "gen_random_uuid()",
    "episode_id": "e.id",
    "client_id": "replace(gen_random_uuid()::text, '-', '')",
    "slot_day": "e.starts_on + (n / 2)::int",
    "slot": "CASE WHEN n % 2 = 0 THEN 'am' ELSE 'pm' END",
    "taken_at": "e.begun_at",
    "received_at": "e.begun_at",
}


def add_past(crowd: Crowd, readings: int) -> int:
    """Adds about this many readings of people long released; returns how many are stored then."""
    times = -(-readings // (sum(map(len, crowd.episodes.values())) * SLOTS))
    episodes = f"observation_episode, generate_series(1, {times}) n WHERE state = 'active'"
    sample = "(SELECT * FROM observation_reading WHERE NOT is_abnormal LIMIT 1) r"
    readings_ = (
        f"observation_episode e, generate_series(0, {SLOTS - 1}) n, {sample} WHERE e.state = 'released'"
    )
    with tenant.working_as(crowd.subdistrict), connection.cursor() as cursor:
        cursor.execute(_copy(Episode, RELEASED, "") + episodes)
        cursor.execute(_copy(Reading, READ, "r.") + readings_)
        cursor.execute("SELECT count(*) FROM observation_reading")
        [count] = cursor.fetchone() or [0]
    bulk.renew_statistics()
    return int(count)


def _copy(model: type[models.Model], changed: dict[str, str], of: str) -> str:
    """The beginning of a statement that copies rows of a table into it, some columns changed."""
    columns = [f'"{field.column}"' for field in model._meta.concrete_fields]
    values = [changed.get(name.strip('"'), of + name) for name in columns]
    return f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM "
