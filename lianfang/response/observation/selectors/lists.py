"""Lists of people under observation, one episode with its strip, and who is entered together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from lianfang.core import Actor, clock
from lianfang.core.listing import NONE
from lianfang.registry.people.models import Person
from lianfang.registry.places.models import Building

from .. import fortnight, rules
from ..models import Alert, Episode, Protocol, Reading
from .courses import moved_in, unsigned
from .standing import Muster, muster

ELDERLY = 60
UNREPORTED = ("missing", "late")
BY_READINGS = (*UNREPORTED, "silent")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. `only`: missing, late, abnormal, due, tomorrow, overdue, alone,
    silent, moved_in, unsigned; `committee`: an id, or `none` for nobody's; `day`: those on this day of their
    count. Whoever is abnormal is shown wherever they are now, at a hospital too."""

    only: str = ""
    committee: str = ""
    state: str = rules.State.ACTIVE
    query: str = ""
    building: str = ""
    household: str = ""
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the episode, its day, today's cells (empty where the viewer may not see health). `strip`
    is the
    whole fortnight for a single episode, only today in a list."""

    episode: Episode
    day: int
    today: tuple[rules.Cell, ...]
    strip: rules.Strip | None
    has_alert: bool

    @property
    def days_left(self) -> int:
        """Days until the last; negative when held past it."""
        return (self.episode.last_day - self.episode.starts_on).days - self.day


def episodes(viewer: Actor, filters: Filters, at: datetime, found: Muster | None = None) -> QuerySet[Episode]:
    """Episodes this viewer may see, those that end first on top. `found` where the muster is at hand, with those
    who have not reported if the filters ask for them."""
    rows: QuerySet[Episode] = Episode.objects.visible_to(viewer).select_related(
        "person", "person__building__compound", "person__compound", "committee", "protocol"
    )
    if filters.state and not _is_abnormal(viewer, filters):
        rows = rows.filter(state=filters.state)
    for name in ("committee", "building", "household"):
        wanted = getattr(filters, name)
        if wanted:
            rows = rows.filter(**{f"{name}_id": None if wanted == NONE else wanted})
    if filters.query:
        words = filters.query.strip()
        rows = rows.filter(
            Q(person__name__startswith=words) | Q(person__address__contains=words) | Q(home__contains=words)
        )
    if filters.day is not None:
        rows = rows.filter(starts_on=clock.day_of(at) - timedelta(days=filters.day))
    if filters.only in BY_READINGS and viewer.sees_health:
        rows = rows.filter(id__in=_wanting(found or muster(viewer, at, missing=True), filters.only))
    rows = _only(viewer, rows, filters.only, at)
    return rows.order_by("last_day", "household_id", "id")


def _is_abnormal(viewer: Actor, filters: Filters) -> bool:
    return filters.only == "abnormal" and filters.state == rules.State.ACTIVE and viewer.sees_health


def _only(viewer: Actor, rows: QuerySet[Episode], only: str, at: datetime) -> QuerySet[Episode]:
    today = clock.day_of(at)
    if only == "due":
        return rows.filter(last_day=today)
    if only == "tomorrow":
        return rows.filter(last_day=today + timedelta(days=1))
    if only == "overdue":
        return rows.filter(last_day__lt=today)
    if only == "alone":
        return rows.filter(_alone(viewer, today))
    if only == "abnormal" and viewer.sees_health:
        open_ones = Alert.objects.visible_to(viewer).exclude(state=rules.AlertState.CLOSED)
        return rows.filter(id__in=open_ones.values("episode_id"))
    if only == "refusing":
        return rows.exclude(refused_at=None)
    if only == "moved_in":
        return rows.filter(id__in=moved_in(viewer, at).values("id"))
    if only == "unsigned" and viewer.sees_health:
        return rows.filter(id__in=unsigned(viewer).values("id"))
    return rows


def _wanting(found: Muster, only: str) -> list[UUID]:
    rows = found.silent if only == "silent" else found.missing
    return [one.episode for one in rows if only != "late" or one.late]


def _alone(viewer: Actor, today: date) -> Combinable:
    """Sixty or older, and nobody else known behind the door."""
    others = Person.objects.filter(
        subdistrict=viewer.subdistrict, household_id=OuterRef("household_id"), merged_into=None
    ).exclude(pk=OuterRef("person_id"))
    born_before = today.replace(year=today.year - ELDERLY, day=min(today.day, 28))
    return Q(person__born_on__lte=born_before) & ~Exists(others)


def rows(viewer: Actor, found: list[Episode], at: datetime) -> list[Row]:
    """Lines for a page of episodes with today's cells; five queries whatever the page."""
    return _rows(viewer, found, at, on=clock.day_of(at))


def codes_of(shown: Iterable[Row]) -> list[str]:
    """The slots that anybody in these lines has today, in the order of the day: the columns of a sheet."""
    opens = {cell.slot.code: cell.slot.opens for row in shown for cell in row.today}
    return sorted(opens, key=opens.__getitem__)


def _rows(viewer: Actor, found: list[Episode], at: datetime, on: date | None) -> list[Row]:
    today = clock.day_of(at)
    facts = fortnight.facts_of(found, on) if viewer.sees_health else None
    alerting = _alerting(viewer, found)
    lines = []
    for one in found:
        strip = fortnight.strip_of(one, facts, at, on) if facts else None
        cells = strip.on(today) if strip else ()
        lines.append(Row(one, rules.day_number(one.starts_on, today), cells, strip, one.id in alerting))
    return lines


def _alerting(viewer: Actor, found: list[Episode]) -> set[UUID]:
    mine = Alert.objects.visible_to(viewer).filter(episode_id__in=[one.id for one in found])
    return set(mine.exclude(state=rules.AlertState.CLOSED).values_list("episode_id", flat=True))


def episode(viewer: Actor, episode_id: UUID) -> Episode:
    """One episode; DoesNotExist where it is not for this viewer."""
    rows = Episode.objects.visible_to(viewer).select_related(
        "person",
        "person__building__compound",
        "person__compound",
        "committee",
        "protocol",
        "report",
        "joined_into",
    )
    return rows.get(pk=episode_id)


def card_of(viewer: Actor, one: Episode, at: datetime) -> Row:
    """One episode as a line with its whole strip."""
    return _rows(viewer, [one], at, on=None)[0]


def whole_rows(viewer: Actor, found: list[Episode], at: datetime) -> list[Row]:
    """Lines with the whole strip of each; a bounded number of queries."""
    return _rows(viewer, found, at, on=None)


def latest(viewer: Actor, one: Episode, count: int = 30) -> QuerySet[Reading]:
    """Its last readings, newest first; of joined observations too."""
    mine = Reading.objects.visible_to(viewer).filter(episode_id__in=list(fortnight.heads_of([one])))
    return mine.order_by("-taken_at", "-received_at")[:count]


def household_of(viewer: Actor, one: Episode) -> list[Episode]:
    """The others of the household under observation."""
    if one.household_id is None:
        return []
    mates = Episode.objects.visible_to(viewer).open().filter(household_id=one.household_id)
    return list(mates.exclude(pk=one.pk).select_related("person").order_by("id"))


def stairs(viewer: Actor, committee: UUID | None = None) -> list[tuple[Building, int]]:
    """Stairs with people under observation and how many: where readings are entered door by door."""
    active = Episode.objects.visible_to(viewer).active().exclude(building=None)
    if committee:
        active = active.filter(committee_id=committee)
    found = dict(active.values_list("building_id").annotate(n=Count("id")))
    buildings = Building.objects.visible_to(viewer).filter(pk__in=found).select_related("compound")
    ordered = buildings.order_by("compound__sort_key", "compound__name", "sort_key", "number")
    return [(building, found[building.id]) for building in ordered]


def protocols(viewer: Actor) -> QuerySet[Protocol]:
    """All protocols, the latest first."""
    return Protocol.objects.visible_to(viewer).order_by("-begins_on", "-set_at")
