"""每日见面: where the protocol asks for it, somebody looks in on a household once a day and takes the temperatures.

Source: home observation as Shanghai's committees and nurses did it in February 2020 (domain notes §1.2, §5).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, clock
from lianfang.ledger.operations import record
from lianfang.response.visits import operations as visits
from lianfang.response.visits import rules as visited
from lianfang.response.visits.models import Request
from lianfang.response.visits.operations.asking import Ask

from .. import rights
from ..models import Episode, Protocol
from ..selectors import calling

ABOUT = "observation.household"
# Later nobody is asked for a visit of the same day.
FROM, UNTIL = 8, 18


@transaction.atomic
def ask_daily_visits(*, by: Actor, at: datetime) -> int:
    """Asks for today's visit to every household whose protocol wants one; returns how many are new. One visit a
    household and day, however often this runs, and none outside the hours."""
    rights.check(by, rights.RULERS)
    if not FROM <= at.astimezone(clock.LOCAL).hour < UNTIL:
        return 0
    wanted = _not_yet_asked(by.subdistrict, _wanted(by, at), at)
    asks = [
        Ask(
            visited.Kind.DAILY,
            person=one.person_id,
            committee=one.committee_id,
            about_kind=ABOUT,
            about_id=_home(one),
        )
        for one in wanted
    ]
    made = visits.ask_many(by=by, requests=asks, at=at) if asks else []
    if made:
        record("observation.daily_visits_asked", by=by, at=at, asked=len(made))
    return len(made)


def _wanted(by: Actor, at: datetime) -> list[Episode]:
    """One episode a household: of everybody, or of those where nobody reported by themselves in the last days. On the
    first day nobody can have."""
    today = clock.day_of(at)
    rows = Episode.objects.of(by.subdistrict).active().filter(starts_on__lt=today, last_day__gte=today)
    rows = rows.exclude(protocol__seen_daily=Protocol.SeenDaily.NOBODY).select_related("protocol")
    homes: dict[UUID, list[Episode]] = {}
    for one in rows.order_by("starts_on", "id"):
        homes.setdefault(_home(one), []).append(one)
    reporting = calling.reporting(by.subdistrict, [one.id for home in homes.values() for one in home], at)
    return [home[0] for home in homes.values() if _is_to_be_seen(home, reporting, at)]


def _is_to_be_seen(home: Sequence[Episode], reporting: set[UUID], at: datetime) -> bool:
    if any(one.protocol.seen_daily == Protocol.SeenDaily.EVERYBODY for one in home):
        return True
    is_new = clock.day_of(at) - home[0].starts_on <= timedelta(days=1)
    return not is_new and not any(one.id in reporting for one in home)


def _home(one: Episode) -> UUID:
    return one.household_id or one.id


def _not_yet_asked(subdistrict: UUID, wanted: Sequence[Episode], at: datetime) -> list[Episode]:
    rows = Request.objects.of(subdistrict).filter(
        about_kind=ABOUT,
        about_id__in=[_home(one) for one in wanted],
        asked_at__gte=clock.at_local(clock.day_of(at)),
    )
    asked = set(rows.values_list("about_id", flat=True))
    return [one for one in wanted if _home(one) not in asked]
