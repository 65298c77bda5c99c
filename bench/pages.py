"""Times the pages people open most: python -m bench.pages [--requests 50] [--observed 2000]

Against the installation that LIANFANG_VAR (or DATABASE_URL) names, loaded beforehand. Nothing is written, unless
`--observed` asks for more people under observation than there are: then they begin for good, so name a throwaway
installation. Signed in as each of the roles, through Django's test client: middleware, row-level security, masks
and templates included, the network not. The board and the desk are asked as they stand at this moment of the day.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from html import unescape
from statistics import quantiles
from time import perf_counter
from typing import Any
from uuid import UUID

from bench import observed
from lianfang.config import rings

WARM = 3
SHOWN = (200, 204)
ROLES = ("commander", "duty_officer", "committee_worker", "doctor", "leader")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PERSONS = 25
PAGES = {
    "今天 today": "/",
    "人员 people": "/people/",
    "排摸 screening": "/screening/",
    "排摸 overdue": "/screening/?overdue=1",
    "观察 observation": "/observation/",
    "观察 missing": "/observation/?only=missing",
    "观察 silent": "/observation/?only=silent",
    "值班台 duty desk": "/observation/desk/",
    "指挥 board": "/board/",
    "指挥 rows of lists": "/board/named/",
    "名单 lists": "/lists/",
    "待核对 review": "/people/review/",
    "区域 places": "/places/",
}


@dataclass(frozen=True)
class Timing:
    """One page for one viewer: milliseconds of each request, queries and bytes of the last."""

    who: str
    page: str
    took: list[float]
    queries: int
    size: int

    def line(self) -> str:
        """One row of the table."""
        cuts = quantiles(self.took, n=20, method="inclusive")
        return (
            f"| {self.who} | {self.page} | {len(self.took)} | {cuts[9]:.0f} | {cuts[18]:.0f} "
            f"| {self.queries} | {self.size // 1024} |"
        )


def main() -> None:
    """Runs everything and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=50)
    parser.add_argument("--observed", type=int, default=0, help="begin observations until so many run")
    given = parser.parse_args()
    wanted = max(given.requests, 20)
    os.environ["DJANGO_SETTINGS_MODULE"] = "lianfang.config.settings"
    from lianfang.config.office import paths, postgres

    is_up = os.environ.get("DATABASE_URL") or (paths.socket_dir().exists() and postgres.answers())
    with nullcontext() if is_up else postgres.running():
        _begin()
        rings.seek_seldom()
        if given.observed:
            print(f"{observed.fill(_subdistrict(), given.observed):,} observations begun")
        print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; {_size()}\n")
        print("| viewer | page | requests | p50 ms | p95 ms | queries | KiB |\n|---|---|--:|--:|--:|--:|--:|")
        for timing in _timings(wanted):
            print(timing.line(), flush=True)


def _begin() -> None:
    import django
    from django.conf import settings

    django.setup()
    logging.disable(logging.WARNING)
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def _timings(wanted: int) -> Iterator[Timing]:
    for role in ROLES:
        client, user = _signed_in(role)
        for page, url in PAGES.items():
            yield from _timed(client, role, page, urls=[url], wanted=wanted)
        yield from _timed(client, role, "值班台 heartbeat", urls=_heartbeat(client), wanted=wanted)
        yield from _timed(client, role, "一人一档 person", urls=_persons(user), wanted=wanted)


def _heartbeat(client: Any) -> list[str]:
    """What an open desk asks every two seconds; a minute later it is answered with the whole desk."""
    asked = re.search(r'hx-get="([^"]+)"', client.get(PAGES["值班台 duty desk"]).content.decode())
    return [unescape(asked[1])] if asked else []


def _timed(client: Any, who: str, page: str, *, urls: list[str], wanted: int) -> Iterator[Timing]:
    """Nothing for a page that is shut to the role."""
    if not urls or any(client.get(urls[n % len(urls)]).status_code not in SHOWN for n in range(WARM)):
        return
    took = []
    for n in range(wanted):
        begun = perf_counter()
        answer = client.get(urls[n % len(urls)])
        took.append(1000 * (perf_counter() - begun))
    yield Timing(who, page, took, _queries(client, urls[0]), len(answer.content))


def _queries(client: Any, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


def _signed_in(role: str) -> tuple[Any, Any]:
    """A client signed in as somebody who holds this role (and no other) in the first subdistrict."""
    from django.test import Client

    from lianfang.core import tenant
    from lianfang.registry.accounts.models import Post

    subdistrict = _subdistrict()
    with tenant.inside(subdistrict):
        held = Post.objects.of(subdistrict).filter(role=role, ended_at=None).order_by("began_at", "id")
        user = held.select_related("user")[0].user
        client = Client()
        client.force_login(user, backend=BACKEND)
    return client, user


def _persons(user: Any) -> list[str]:
    """Person pages of people under observation whom this viewer may see."""
    from lianfang.core import tenant
    from lianfang.registry.accounts.selectors import actor_for
    from lianfang.response.observation.models import Episode

    with tenant.inside(user.subdistrict):
        viewer = actor_for(user)
        if viewer is None:
            return []
        rows = Episode.objects.visible_to(viewer).active().order_by("id")
        return [f"/people/{one.person_id}/" for one in rows[:PERSONS]]


def _subdistrict() -> UUID:
    from lianfang.core.models import Subdistrict

    return Subdistrict.objects.order_by("code").values_list("id", flat=True)[0]


def _size() -> str:
    from lianfang.core import tenant
    from lianfang.registry.people.models import Person
    from lianfang.registry.places.models import Door
    from lianfang.response.observation.models import Episode, Reading

    with tenant.inside(_subdistrict()):
        persons, doors = Person.objects.count(), Door.objects.count()
        active, readings = Episode.objects.filter(state="active").count(), Reading.objects.count()
    return f"{doors:,} doors, {persons:,} persons, {active:,} under observation, {readings:,} readings"


if __name__ == "__main__":
    main()
