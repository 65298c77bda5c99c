"""Release: proposed by the record, confirmed by a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record

from .. import fortnight, rights, rules, turning
from ..models import Alert, Episode, Turn

RELEASERS = rights.may(rules.Event.RELEASED)


@transaction.atomic
def release(*, by: Actor, episode_id: UUID, note: str = "", at: datetime) -> Episode:
    """Ends an observation whose days are over and whose every slot has a reading or a reason.

    Refused before the last day, with a slot missing, or with an alert not settled; somebody at a hospital or a
    central site only with that site's word in the note. Not undoable: the notice is handed over.
    """
    rights.check(by, RELEASERS)
    episode = rights.locked(by, episode_id)
    rules.state_after(rules.State(episode.state), rules.Event.RELEASED)
    if not episode.is_active and not note.strip():
        raise Refused("observation.word_of_the_site_missing")
    alerts = Alert.objects.filter(subdistrict=by.subdistrict, episode=episode)
    has_alert = alerts.exclude(state=rules.AlertState.CLOSED).exists()
    strip = fortnight.strip_for(episode, at)
    rules.check_can_release(episode.protocol.terms, episode.last_day, strip, has_alert=has_alert, at=at)
    turn = Turn(kind=rules.Event.RELEASED, effective_at=at, why=note.strip()[:200])
    turning.enter(by, episode, turn, at=at)
    turning.tell(by, turn, at, starts_on=episode.starts_on)
    return episode


@transaction.atomic
def release_many(*, by: Actor, episode_ids: Sequence[UUID], at: datetime) -> tuple[int, int]:
    """Releases those of a selection whose record supports it; returns how many were, how many were not."""
    rights.check(by, RELEASERS)
    done = 0
    for key in episode_ids:
        try:
            release(by=by, episode_id=key, at=at)
            done += 1
        except Refused:
            continue
    record("observation.many_released", by=by, at=at, released=done, left=len(episode_ids) - done)
    return done, len(episode_ids) - done
