"""Episodes follow their persons: merged into one, they are one observation; parted again, they are two."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from lianfang.core import Actor
from lianfang.ledger.operations import record
from lianfang.registry.people.models import Person

from .. import alerting, rules, turning
from ..models import Alert, Episode, Turn


@transaction.atomic
def join_episodes(*, by: Actor, kept: UUID, gone: UUID, at: datetime) -> int:
    """After `gone` was merged into `kept`: their observations count as one; returns how many moved.

    Where both are observed the one with the later end goes on, so that nobody is released early; the
    other's
    readings count for it, and an alert of it that nobody settled stands on the desk for the one that goes on.
    """
    rows = Episode.objects.of(by.subdistrict).select_for_update()
    standing = rows.filter(person_id=kept, state__in=rules.OPEN).first()
    moved = 0
    for episode in rows.filter(person_id=gone):
        if episode.is_open and standing is not None:
            standing = _one_of(by, standing, episode, at)
        episode.person_id = kept
        episode.save(update_fields=["person"])
        moved += 1
    record("observation.joined", by=by, at=at, person=kept, gone=gone, episodes=moved)
    return moved


def _one_of(by: Actor, first: Episode, second: Episode, at: datetime) -> Episode:
    goes_on, ends = (first, second) if first.last_day >= second.last_day else (second, first)
    ends.joined_into = goes_on
    ends.save(update_fields=["joined_into"])
    unsettled = list(_unsettled(by, ends))
    turning.enter(by, ends, Turn(kind=rules.Event.MERGED, effective_at=at), at=at)
    for alert in unsettled:
        alerting.carry_alert(by, alert, goes_on, at)
    return goes_on


def _unsettled(by: Actor, episode: Episode) -> QuerySet[Alert]:
    mine = Alert.objects.of(by.subdistrict).filter(episode=episode).select_related("reading")
    return mine.exclude(state=rules.AlertState.CLOSED)


@transaction.atomic
def part_episodes(*, by: Actor, kept: UUID, gone: UUID, at: datetime) -> int:
    """After a merge was undone: what was begun for `gone` returns to it, and joined observations run
    again."""
    rows = Episode.objects.of(by.subdistrict).select_for_update(of=("self",))
    theirs = _with_merged(by.subdistrict, gone)
    moved = rows.filter(person_id=kept, begun_for__in=theirs).update(person_id=gone)
    joined = rows.filter(person_id__in=(kept, gone), state=rules.State.JOINED)
    # What still has one person with the observation it was joined into stays joined (by another merge).
    for episode in joined.exclude(joined_into__person=F("person")):
        if turning.others_open(by, episode):
            # Meanwhile another began for the same person: nobody is observed twice.
            continue
        episode.joined_into = None
        episode.save(update_fields=["joined_into"])
        _part(by, episode, at)
    record("observation.parted", by=by, at=at, person=gone, kept=kept, episodes=moved)
    return moved


def _with_merged(subdistrict: UUID, person: UUID) -> set[UUID]:
    """A person and everybody who was merged into them, be it by way of another."""
    found, latest = {person}, {person}
    while latest:
        rows = Person.objects.of(subdistrict).filter(merged_into__in=latest)
        latest = set(rows.values_list("id", flat=True)) - found
        found |= latest
    return found


def _part(by: Actor, episode: Episode, at: datetime) -> None:
    """The joining is taken back: the observation runs again as it stood. One joined before turns were kept was
    under observation at home."""
    turns = Turn.objects.of(by.subdistrict).filter(episode=episode).standing()
    joined = turns.filter(kind=rules.Event.MERGED).last()
    if joined is not None:
        counter = Turn(kind=rules.Event.UNDONE, effective_at=at, undoes=joined)
        turning.take_back(by, episode, counter, at)
        turning.reopen_alerts(by, episode, joined, at)
        return
    episode.state, episode.closed_at = rules.State.ACTIVE, None
    episode.save(update_fields=["state", "closed_at"])
