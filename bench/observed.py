"""More people under observation in an installation that stands, through the rooms' own operations.

For timing only: the installation is a throwaway one. Deterministic: persons in the order of their ids, spread over
twelve days, with a reading for each slot gone by; one in forty fell silent two days ago, one in two hundred has a
fever today.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from lianfang.response.observation.models import Episode
    from lianfang.response.observation.operations.beginning import Beginning
    from lianfang.response.observation.operations.readings import Typed

CALL = 1000
DAYS = 12
SILENT, FEVERISH = 40, 200


def fill(subdistrict: UUID, wanted: int) -> int:
    """Begins observations until `wanted` people are under observation; returns how many began."""
    from lianfang.core import clock, tenant
    from lianfang.core.actor import system
    from lianfang.registry.people.models import Person
    from lianfang.response.observation import operations
    from lianfang.response.observation.models import Episode

    at, by = clock.now(), system(subdistrict, "bench")
    with tenant.inside(subdistrict):
        active = Episode.objects.of(subdistrict).active()
        lacking = wanted - active.count()
        if lacking <= 0:
            return 0
        free = Person.objects.of(subdistrict).present().exclude(committee=None)
        free = free.exclude(pk__in=Episode.objects.of(subdistrict).values("person_id"))
        # Every so many, so that all committees have their share.
        keys = list(free.order_by("id").values_list("id", flat=True))
        chosen = keys[:: max(len(keys) // lacking, 1)][:lacking]
        beginnings = [_beginning(key, n, at) for n, key in enumerate(chosen)]
        begun = operations.begin_many(by=by, beginnings=beginnings, at=at)
        episodes = list(active.filter(person_id__in=chosen).order_by("person_id"))
        sent = list(_readings(episodes, at))
        for start in range(0, len(sent), CALL):
            operations.record_readings(by=by, typed=sent[start : start + CALL], at=at)
    return begun


def _beginning(key: UUID, n: int, at: datetime) -> Beginning:
    from lianfang.core import clock
    from lianfang.response.observation.operations.beginning import Beginning

    day = clock.day_of(at) - timedelta(days=1 + n % DAYS)
    return Beginning(key, day, because="typed", begun_at=clock.at_local(day, 8))


def _readings(episodes: list[Episode], at: datetime) -> Iterator[Typed]:
    from lianfang.core import clock
    from lianfang.response.observation.operations.readings import Typed

    today = clock.day_of(at)
    for n, one in enumerate(episodes):
        day = one.starts_on + timedelta(days=1)
        until = today - timedelta(days=2) if n % SILENT == 0 else today
        while day <= until:
            for code, hour in (("am", 8), ("pm", 14)):
                taken = clock.at_local(day, hour)
                hot = n % FEVERISH == 7 and day == today
                value = Decimal("38.1") if hot else Decimal("36.2") + Decimal(n % 8) / 10
                if taken < at:
                    key = f"bench-{one.id.hex}-{day:%m%d}-{code}"
                    yield Typed(key, one.id, celsius=value, taken_at=taken, received_at=taken)
            day += timedelta(days=1)
