"""Whom observation wants called: late after the reminders, silent, and from a slot's opening those who never report
by themselves: at its end there would be too many of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q

from lianfang.core import Actor, clock
from lianfang.registry.people.models import Person
from lianfang.response.calls import policies
from lianfang.response.calls import rules as called
from lianfang.response.calls.answering import Told
from lianfang.response.calls.hooks import Caseload
from lianfang.response.calls.models import Answer, Need
from lianfang.response.calls.operations import Ask
from lianfang.response.visits.models import Request
from lianfang.response.visits.rules import Kind

from .. import rules
from ..models import Alert, Episode, Protocol, Reading
from .standing import Standing, standing

OLD, OLD_ALONE = 70, 60
BY_THEMSELVES = (Reading.Channel.SELF, Reading.Channel.DEVICE)
LATELY = timedelta(days=3)


class Body(NamedTuple):
    """What the order of the queue needs of somebody."""

    person: UUID
    household: UUID | None
    committee: UUID | None
    protocol: UUID
    born_on: date | None
    is_alone: bool
    reports: bool


def wanted(viewer: Actor, at: datetime) -> list[Ask]:
    """Everybody to be called now about a slot; those whose call stands open with no less a rank are left out."""
    rows = [one for one in standing(viewer, at) if one.is_missing or one.gap]
    bodies = _bodies(viewer, [one.episode for one in rows], at)
    terms = {one.id: one.terms for one in Protocol.objects.of(viewer.subdistrict)}
    is_day = called.may_ring(policies.terms(viewer.subdistrict, at), called.Rank.ROUND, at)
    seen = _to_be_seen(viewer.subdistrict)
    asks = []
    for one in rows:
        body = bodies.get(one.episode)
        if body is not None and _is_due(one, body, is_early=is_day and one.household not in seen, at=at):
            asks.append(_ask(one, body, terms[body.protocol], at))
    return _fresh(viewer.subdistrict, asks)


def _is_due(one: Standing, body: Body, *, is_early: bool, at: datetime) -> bool:
    """Late or fallen silent; from the slot's opening whoever never reports by themselves. On the first day that can
    only be guessed: of the frail."""
    never = not body.reports and (one.day > 1 or _is_frail(body, at))
    return bool(one.late or one.gap) or (is_early and never)


def _to_be_seen(subdistrict: UUID) -> set[UUID]:
    """Households at whose door somebody looks in today: they are rung only when they are late."""
    rows = Request.objects.of(subdistrict).open().filter(kind=Kind.DAILY, household__isnull=False)
    return set(rows.values_list("household", flat=True))


def _is_frail(body: Body, at: datetime) -> bool:
    if body.born_on is None:
        return False
    age = (clock.day_of(at) - body.born_on).days // 365
    return age >= OLD or (body.is_alone and age >= OLD_ALONE)


def _ask(one: Standing, body: Body, terms: rules.Terms, at: datetime) -> Ask:
    empty = one.gap + (1 if one.late and one.is_missing else 0)
    since = silent_since(terms, at, empty) if empty else None
    want = called.Want(silent_since=since, day=one.day, is_frail=_is_frail(body, at))
    return Ask(
        called.Purpose.OBSERVATION,
        "episode",
        one.episode,
        # Somebody under observation who is late comes before any round of twenty thousand.
        min(called.rank_of(want, at), called.Rank.CALL_BACK),
        person=body.person,
        household=body.household,
        committee=body.committee,
        due_at=at,
        silent_since=since,
        missed=one.gap,
    )


def silent_since(terms: rules.Terms, at: datetime, slots: int) -> datetime:
    """When the first of so many slots in a row up to now had opened."""
    today = clock.day_of(at)
    days = [today - timedelta(days=n) for n in range(slots + 1)]
    opened = [
        slot.at(day, slot.opens) for day in days for slot in terms.slots if slot.at(day, slot.due) <= at
    ]
    return sorted(opened, reverse=True)[:slots][-1]


def _bodies(viewer: Actor, episodes: Sequence[UUID], at: datetime) -> dict[UUID, Body]:
    rows = Episode.objects.of(viewer.subdistrict).filter(pk__any=list(episodes))
    names = ("id", "person", "household", "committee", "protocol", "person__born_on", "person__household")
    found = list(rows.values_list(*names))
    alone = _alone(viewer.subdistrict, {row[6] for row in found if row[6]})
    own = reporting(viewer.subdistrict, [row[0] for row in found], at)
    return {
        key: Body(person, home, place, protocol, born_on, lives_in in alone, key in own)
        for key, person, home, place, protocol, born_on, lives_in in found
    }


def _alone(subdistrict: UUID, homes: Iterable[UUID]) -> set[UUID]:
    rows = Person.objects.of(subdistrict).listed().filter(household__id__any=list(homes))
    counted = rows.values("household").annotate(n=Count("id")).order_by()
    return set(counted.filter(n=1).values_list("household", flat=True))


def reporting(subdistrict: UUID, episodes: Sequence[UUID], at: datetime) -> set[UUID]:
    """Who sent something by themselves in the last days."""
    rows = Reading.objects.of(subdistrict).filter(episode__id__any=list(episodes), channel__in=BY_THEMSELVES)
    since = clock.day_of(at - LATELY)
    return set(rows.filter(slot_day__gte=since).values_list("episode", flat=True).distinct())


def _fresh(subdistrict: UUID, asks: list[Ask]) -> list[Ask]:
    """Without those whose call stands open already with no less a rank."""
    rows = Need.objects.of(subdistrict).open().filter(purpose=called.Purpose.OBSERVATION)
    standing_open = dict(
        rows.filter(about_id__any=[one.about_id for one in asks]).values_list("about_id", "rank")
    )
    return [one for one in asks if one.rank < standing_open.get(one.about_id, called.Rank.ROUND + 1)]


def settled(subdistrict: UUID, needs: list[Need], at: datetime) -> set[UUID]:
    """Which of these needs have settled themselves: a reading came in after the call was asked for, the observation
    is over, somebody is on the alert. Two queries at most."""
    daily = {one.about_id: one for one in needs if one.about_kind == "episode"}
    acute = {one.about_id: one for one in needs if one.about_kind == "alert"}
    found: set[UUID] = set()
    if daily:
        active = Episode.objects.of(subdistrict).active().filter(pk__any=list(daily))
        came = Q(readings__received_at__gt=min(one.asked_at for one in daily.values()))
        rows = active.values_list("id").annotate(n=Count("readings", filter=came)).order_by()
        silent = {key for key, n in rows if not n}
        found |= {need.id for key, need in daily.items() if key not in silent}
    if acute:
        alerts = Alert.objects.of(subdistrict).filter(pk__any=list(acute), state=rules.AlertState.OPEN)
        unseen = set(alerts.values_list("id", flat=True))
        found |= {need.id for key, need in acute.items() if key not in unseen}
    return found


def script_of(subdistrict: UUID, person: UUID, at: datetime) -> str:
    """Whoever calls us and is under observation is asked how they are."""
    rows = Episode.objects.of(subdistrict).active().filter(person=person)
    return called.ASKED_OF[called.Purpose.OBSERVATION] if rows.exists() else ""


def taken_back_answers(subdistrict: UUID, one: Told) -> list[UUID]:
    """What was recorded of the same need before a slip was taken back."""
    rows = Answer.objects.of(subdistrict).filter(need=one.need, attempt__taken_back_at__isnull=False)
    return list(rows.exclude(pk=one.answer.id).values_list("id", flat=True))


def caseload(viewer: Actor, at: datetime) -> Caseload:
    """What tomorrow's staffing begins with: counted today, shares measured over the last three days."""
    active = Episode.objects.visible_to(viewer).active()
    since = clock.day_of(at - LATELY)
    begun = Episode.objects.visible_to(viewer).filter(begun_at__gte=clock.at_local(since)).count()
    readings = Reading.objects.of(viewer.subdistrict).filter(
        slot_day__gte=since, slot_day__lt=clock.day_of(at)
    )
    found = readings.aggregate(
        n=Count("id"),
        own=Count("id", filter=Q(channel__in=BY_THEMSELVES)),
        bad=Count("id", filter=Q(is_abnormal=True)),
    )
    enough = found["n"] >= 100
    return Caseload(
        observed=active.count(),
        arrivals=begun / LATELY.days,
        by_themselves=found["own"] / found["n"] if enough and found["own"] else None,
        abnormal=found["bad"] / found["n"] if enough else None,
    )
