"""A subdistrict of its own for timing: committees with a worker each, people under observation, readings of the past.

Everybody is invented. Rows of the past are made by SQL, as many as asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from lianfang.core import bulk, clock, ids, tenant
from lianfang.core.models import Subdistrict
from lianfang.registry.accounts.models import Post, User
from lianfang.registry.people.models import Person
from lianfang.registry.places.models import Committee
from lianfang.response.observation.models import Episode, Protocol

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


PAST_EPISODES = """
INSERT INTO observation_episode (id, subdistrict, person_id, begun_for, committee_id, protocol_id, because, place,
    starts_on, last_day, begun_at, begun_by_name, state, closed_at, closed_by_name, closed_note)
SELECT gen_random_uuid(), subdistrict, person_id, begun_for, committee_id, protocol_id, 'report', '',
    starts_on - 20 - 15 * (n %% 10), last_day - 20 - 15 * (n %% 10), begun_at - interval '20 days', '干事',
    'released', begun_at - interval '6 days', '医生', ''
FROM observation_episode CROSS JOIN generate_series(1, %s) n WHERE subdistrict = %s AND state = 'active'
"""
PAST_READINGS = """
INSERT INTO observation_reading (id, subdistrict, episode_id, client_id, slot_day, slot, taken_at, received_at,
    celsius, method, symptoms, channel, is_abnormal, because, is_late, by, by_name)
SELECT gen_random_uuid(), subdistrict, id, gen_random_uuid()::text, starts_on + n / 2,
    CASE WHEN n %% 2 = 0 THEN 'am' ELSE 'pm' END, begun_at, begun_at, 36.5, 'axillary', '{}', 'staff', false, '{}',
    false, NULL, '干事'
FROM observation_episode CROSS JOIN generate_series(1, %s) n WHERE subdistrict = %s AND state = 'released'
"""


def add_past(crowd: Crowd, readings: int) -> int:
    """Adds about this many readings of people long released; returns how many are stored then."""
    with tenant.working_as(crowd.subdistrict), connection.cursor() as cursor:
        active = sum(map(len, crowd.episodes.values()))
        cursor.execute(PAST_EPISODES, [-(-readings // (active * SLOTS)), crowd.subdistrict])
        cursor.execute(PAST_READINGS, [SLOTS, crowd.subdistrict])
        cursor.execute("SELECT count(*) FROM observation_reading")
        [count] = cursor.fetchone() or [0]
    bulk.renew_statistics()
    return int(count)
