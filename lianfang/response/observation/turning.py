"""Entering a turn: the part shared by all that changes a course. The turn is the fact; the episode's columns follow
from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record

from . import rules
from .alerting import step_of
from .models import Alert, Episode
from .turns import Turn

FOLDED = (
    "state", "starts_on", "first_on", "last_day", "committee", "building", "home",
    "home_since", "away_since", "refused_at", "closed_at",
)  # fmt: skip
# Clocks of phones and of people differ a little.
AHEAD = timedelta(minutes=5)


def course_of(episode: Episode) -> rules.Course:
    """The course as the episode's columns tell it."""
    return rules.Course(
        state=rules.State(episode.state),
        starts_on=episode.starts_on,
        first_on=episode.counted_since,
        days=(episode.last_day - episode.starts_on).days,
        committee=episode.committee_id,
        building=episode.building_id,
        home=episode.home,
        home_since=episode.home_since,
        away_since=episode.away_since,
        refused_at=episode.refused_at,
        closed_at=episode.closed_at,
    )


def recomputed(episode: Episode) -> rules.Course:
    """The course folded anew from the turns that stand, beginning with what was before the first."""
    turns = Turn.objects.of(episode.subdistrict).filter(episode=episode).order_by("nth")
    first = turns.first()
    if first is None:
        return course_of(episode)
    standing = turns.standing().select_related("protocol")
    return rules.fold(rules.Course.read(first.before), [turn.change for turn in standing])


def enter(by: Actor, episode: Episode, turn: Turn, *, at: datetime) -> Turn:
    """Stores a turn on a locked episode and lets its columns follow; refused where the table of states has none,
    or its time lies ahead, before the observation or before the last turn."""
    before = course_of(episode)
    after = before.after(turn.change)
    _check_time(episode, turn, at)
    _keep(by, episode, turn, before=before, at=at)
    settle(by, episode, after, at)
    if turn.kind in rules.CLOSING:
        _sign(by, episode, turn)
        end_alerts(by, episode, turn, at)
    return turn


def _keep(by: Actor, episode: Episode, turn: Turn, *, before: rules.Course, at: datetime) -> None:
    """The turn as a row, behind the last one; the episode is locked."""
    turn.subdistrict, turn.episode, turn.before = by.subdistrict, episode, before.plain()
    turn.nth = 1 + Turn.objects.of(by.subdistrict).filter(episode=episode).count()
    turn.by, turn.by_name, turn.at = by.id, by.name, at
    turn.save()


def take_back(by: Actor, episode: Episode, counter: Turn, at: datetime) -> None:
    """Stores a counter-turn and lets the columns follow from what still stands."""
    _keep(by, episode, counter, before=course_of(episode), at=at)
    settle(by, episode, recomputed(episode), at)
    if episode.closed_at is None and episode.closed_by_name:
        episode.closed_by_name, episode.closed_note = "", ""
        episode.save(update_fields=["closed_by_name", "closed_note"])


def settle(by: Actor, episode: Episode, course: rules.Course, at: datetime) -> None:
    """The episode's columns as the course says; open alerts go along to the committee that now answers."""
    for name in FOLDED:
        column = f"{name}_id" if name in ("committee", "building") else name
        setattr(episode, column, getattr(course, name))
    episode.save(update_fields=list(FOLDED))
    open_ones = Alert.objects.of(by.subdistrict).filter(episode=episode)
    moved = open_ones.exclude(state=rules.AlertState.CLOSED).exclude(committee_id=course.committee)
    moved.update(committee_id=course.committee, changed_at=at)


def end_alerts(by: Actor, episode: Episode, turn: Turn, at: datetime) -> None:
    """What ends an observation otherwise than by release closes its alerts: nothing reminds of it any more."""
    for alert in _alerts(by, episode).exclude(state=rules.AlertState.CLOSED):
        _step(by, alert, rules.Step.ENDED, at, note=str(rules.EVENTS[rules.Event(turn.kind)]))


def reopen_alerts(by: Actor, episode: Episode, turn: Turn, at: datetime) -> None:
    """A turn taken back brings back the alerts that it closed, as not seen."""
    closed = _alerts(by, episode).filter(state=rules.AlertState.CLOSED, closed_at=turn.at)
    for alert in closed.filter(steps__kind=rules.Step.ENDED, steps__at=turn.at).distinct():
        _step(by, alert, rules.Step.REOPENED, at)


def tell(by: Actor, turn: Turn, at: datetime, **facts: Any) -> None:
    """The turn in the record, under its own event."""
    episode = turn.episode
    record(
        f"observation.{turn.kind}",
        by=by,
        at=at,
        about=episode,
        person=episode.person_id,
        committee=episode.committee_id,
        reason=turn.why,
        turn=turn.id,
        effective_at=turn.effective_at,
        last_day=episode.last_day,
        **facts,
    )


def others_open(by: Actor, episode: Episode) -> bool:
    """True where the same person has another observation that is open."""
    rows = Episode.objects.of(by.subdistrict).filter(person_id=episode.person_id, state__in=rules.OPEN)
    return rows.exclude(pk=episode.pk).exists()


def _alerts(by: Actor, episode: Episode) -> Any:
    # Through a subquery: a lock cannot be taken on rows made distinct.
    keys = Alert.objects.of(by.subdistrict).filter(episode=episode).values_list("pk", flat=True)
    return Alert.objects.of(by.subdistrict).filter(pk__in=list(keys))


def _step(by: Actor, alert: Alert, kind: rules.Step, at: datetime, *, note: str = "") -> None:
    alert.state = rules.alert_after(rules.AlertState(alert.state), kind)
    alert.changed_at = at
    alert.closed_at = at if alert.state == rules.AlertState.CLOSED else None
    alert.save(update_fields=["state", "changed_at", "closed_at"])
    step_of(by, alert, kind, at, note=note).save()


def _sign(by: Actor, episode: Episode, turn: Turn) -> None:
    episode.closed_by_name, episode.closed_note = by.name, turn.why
    episode.save(update_fields=["closed_by_name", "closed_note"])


def _check_time(episode: Episode, turn: Turn, at: datetime) -> None:
    if turn.effective_at > at + AHEAD:
        raise Refused("observation.turn_in_the_future")
    last = Turn.objects.of(episode.subdistrict).filter(episode=episode).standing().last()
    before = max([episode.begun_at, *([last.effective_at] if last else [])])
    # People and pickers tell the minute: whoever left in the minute of the verification left after it.
    if turn.effective_at < before.replace(second=0, microsecond=0):
        raise Refused("observation.turn_before")


def undone_turn(by: Actor, turn_id: UUID) -> Turn:
    """A turn that may be taken back: it stands, is the last, and its kind allows it."""
    turn = Turn.objects.of(by.subdistrict).select_related("episode").get(pk=turn_id)
    last = Turn.objects.of(by.subdistrict).filter(episode=turn.episode).standing().last()
    if turn.kind not in rules.UNDOABLE or last is None or last.pk != turn.pk:
        raise Refused("observation.turn_stands")
    return turn
