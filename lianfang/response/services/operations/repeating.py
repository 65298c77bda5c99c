"""What repeats: agreed with a household, or of itself while a home is isolated; and the errands of the next days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, bulk, clock
from lianfang.ledger.operations import record
from lianfang.registry.people.models import Person

from .. import hooks, rights, rules
from ..hooks import Homebound
from ..models import Errand, Kind, Series, Step
from ..rules import Move
from .assigning import Helper
from .kinds import ensure_kinds

AHEAD = timedelta(days=1)
DONE_BY = 18  # o'clock: what repeats is for a day, not for an hour


@dataclass(frozen=True, slots=True)
class Rhythm:
    """On which weekdays (1 Monday) a person has which kind, between two days (`until_on` None: until ended)."""

    person: UUID
    kind: str
    weekdays: tuple[int, ...]
    from_on: date
    until_on: date | None = None
    wish: str = ""
    helper: Helper = field(default_factory=Helper)


@transaction.atomic
def begin_series(*, by: Actor, rhythm: Rhythm, at: datetime) -> Series:
    """Agrees with a household that something repeats. Raises `services.no_such_weekday`,
    `services.ends_before_it_begins`, `services.no_such_kind`."""
    rights.check(by, rights.STAFF)
    rules.check_span(rhythm.from_on, rhythm.until_on, rhythm.weekdays)
    ensure_kinds(by, at)
    person = Person.objects.visible_to(by).present().get(pk=rhythm.person)
    if not Kind.objects.visible_to(by).in_force(clock.day_of(at)).filter(code=rhythm.kind).exists():
        raise Refused("services.no_such_kind")
    bound = hooks.homebound(by.subdistrict, at, [person.id]).get(person.id)
    home = Homebound(person.id, person.household_id, person.committee_id, clock.day_of(at))
    made = _series(by, bound or home, rhythm.kind, Series.Because.ASKED, at=at)
    made.weekdays, made.from_on, made.until_on = sorted(set(rhythm.weekdays)), rhythm.from_on, rhythm.until_on
    made.wish = rhythm.wish.strip()
    if rhythm.helper != Helper():
        made.helper, made.helper_name = rights.helper_named(by, rhythm.helper.user, rhythm.helper.name)
    made.save(force_insert=True)
    record(
        "services.series_begun", by=by, at=at, about=made, person=person.id, committee=made.committee_id,
        kind=made.kind,
    )  # fmt: skip
    plan(by=by, at=at)
    return made


@transaction.atomic
def end_series(*, by: Actor, series_id: UUID, at: datetime) -> Series:
    """It does not repeat any more; what nobody has taken of it yet is withdrawn."""
    rights.check(by, rights.STAFF)
    one: Series = Series.objects.visible_to(by).select_for_update(of=("self",)).get(pk=series_id)
    if one.ended_at is None:
        one.ended_at = at
        one.save(update_fields=["ended_at"])
        _drop(by, [one.id], at)
        record(
            "services.series_ended", by=by, at=at, about=one, person=one.person_id, committee=one.committee_id
        )
    return one


@transaction.atomic
def follow_homes(*, by: Actor, at: datetime) -> tuple[int, int]:
    """Isolated homes have what their kinds' weekdays say, once a household, until the last of them may go out again.

    Returns how many series began and ended; then plans the next days. May run at any time.
    """
    ensure_kinds(by, at)
    wanted = _wanted(by, at)
    rows = Series.objects.visible_to(by).running().filter(because=Series.Because.OBSERVED)
    running = {(one.kind, one.home_key): one for one in rows.select_for_update()}
    fresh = [key for key in wanted if key not in running]
    bulk.insert([_observed(by, *wanted[key], at=at) for key in fresh])
    _renew([(running[key], wanted[key]) for key in wanted if key in running])
    over = [one.id for key, one in running.items() if key not in wanted]
    Series.objects.of(by.subdistrict).filter(pk__in=over).update(ended_at=at)
    _drop(by, over, at)
    if fresh or over:
        record("services.homes_followed", by=by, at=at, begun=len(fresh), ended=len(over))
    plan(by=by, at=at)
    return len(fresh), len(over)


@transaction.atomic
def plan(*, by: Actor, at: datetime) -> int:
    """Makes today's and tomorrow's errands out of what repeats; those made already stay as they are."""
    today = clock.day_of(at)
    rows = Series.objects.of(by.subdistrict).running().select_related("person").order_by("id")
    wanted = [(one, day) for one in rows.select_for_update(of=("self",)) for day in _days(one, today)]
    made = set(
        Errand.objects.of(by.subdistrict)
        .filter(series__isnull=False, on_day__gte=today)
        .values_list("series_id", "on_day")
    )
    kinds = {kind.code: kind for kind in Kind.objects.visible_to(by).in_force(today)}
    fresh = [
        _errand(by, one, day, kinds[one.kind], at=at)
        for one, day in wanted
        if (one.id, day) not in made and one.kind in kinds and clock.at_local(day, DONE_BY) > at
    ]
    bulk.insert(fresh)
    bulk.insert(list(_given(by, fresh, at)))
    if fresh:
        record("services.planned", by=by, at=at, errands=len(fresh))
    return len(fresh)


def _wanted(by: Actor, at: datetime) -> dict[tuple[str, UUID], tuple[Homebound, Kind]]:
    """(kind, home) → who stays there longest, and the kind: one line a household, however many are isolated."""
    kinds = [kind for kind in Kind.objects.visible_to(by).in_force(clock.day_of(at)) if kind.weekdays]
    found: dict[tuple[str, UUID], tuple[Homebound, Kind]] = {}
    for one in sorted(hooks.homebound(by.subdistrict, at).values(), key=lambda one: (one.until, one.person)):
        for kind in kinds:
            found[kind.code, one.household or one.person] = (one, kind)
    return found


def _series(by: Actor, one: Homebound, kind: str, because: str, *, at: datetime) -> Series:
    return Series(
        subdistrict=by.subdistrict,
        person_id=one.person,
        home_key=one.household or one.person,
        committee_id=one.committee,
        kind=kind,
        because=because,
        from_on=clock.day_of(at),
        begun_at=at,
        begun_by_name=by.name,
    )


def _observed(by: Actor, one: Homebound, kind: Kind, *, at: datetime) -> Series:
    made = _series(by, one, kind.code, Series.Because.OBSERVED, at=at)
    made.weekdays, made.until_on, made.wish = list(kind.weekdays), one.until, ""
    return made


def _renew(pairs: Iterable[tuple[Series, tuple[Homebound, Kind]]]) -> None:
    """Later last days, other weekdays, another committee: taken over without a new series."""
    changed = []
    for one, (bound, kind) in pairs:
        facts = {"until_on": bound.until, "weekdays": list(kind.weekdays), "committee_id": bound.committee}
        if any(getattr(one, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(one, name, value)
            changed.append(one)
    Series.objects.bulk_update(changed, ["until_on", "weekdays", "committee"])


def _drop(by: Actor, series: list[UUID], at: datetime) -> None:
    """What nobody took yet of something that repeats no more."""
    rows = Errand.objects.of(by.subdistrict).filter(series_id__in=series, state=rules.State.OPEN)
    gone = list(rows.select_for_update())
    for errand in gone:
        errand.state, errand.closed_at = rules.State.WITHDRAWN.value, at
    Errand.objects.bulk_update(gone, ["state", "closed_at"])
    Step.objects.bulk_create(_written(by, errand, Move.WITHDRAWN, at) for errand in gone)


def _days(one: Series, today: date) -> Iterator[date]:
    last = min(today + AHEAD, one.until_on or date.max)
    return rules.days(one.weekdays, max(today, one.from_on), last)


def _errand(by: Actor, one: Series, day: date, kind: Kind, *, at: datetime) -> Errand:
    person = one.person.merged_into_id or one.person_id
    state = rules.State.ASSIGNED if one.helper_name else rules.State.OPEN
    return Errand(
        subdistrict=by.subdistrict,
        person_id=person,
        asked_for=one.person_id,
        household_id=one.person.household_id,
        committee_id=one.committee_id,
        kind=one.kind,
        wish=one.wish or "",
        source=Errand.Source.SERIES.value,
        series=one,
        on_day=day,
        asked_at=at,
        asked_by_name=one.begun_by_name,
        due_at=clock.at_local(day, DONE_BY),
        wants_confirming=kind.is_confirmed,
        state=state.value,
        helper=one.helper,
        helper_name=one.helper_name,
    )


def _given(by: Actor, fresh: Iterable[Errand], at: datetime) -> Iterator[Step]:
    return (_written(by, errand, Move.ASSIGNED, at) for errand in fresh if errand.helper_name)


def _written(by: Actor, errand: Errand, move: Move, at: datetime) -> Step:
    return Step(
        subdistrict=by.subdistrict,
        errand=errand,
        move=move.value,
        helper=errand.helper,
        helper_name=errand.helper_name,
        by=by.id,
        by_name=by.name,
        at=at,
    )
