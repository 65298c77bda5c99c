"""Opening alerts: the part of recording readings that puts an abnormal one on the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from lianfang.core import Actor
from lianfang.ledger.operations import record

from . import rules
from .models import Alert, AlertStep, Episode, Reading


def open_alerts(by: Actor, readings: Sequence[Reading], at: datetime) -> list[Alert]:
    """Opens an alert for each abnormal reading, or adds the reading to the one its person has open.

    Part of recording readings, inside its transaction; set-based.
    """
    if not readings:
        return []
    standing = _standing(by, {reading.episode_id for reading in readings})
    fresh: dict[UUID, Alert] = {}
    steps = []
    for reading in readings:
        alert = standing.get(reading.episode_id) or fresh.get(reading.episode_id)
        if alert is None:
            fresh[reading.episode_id] = _alert(by, reading, at)
            continue
        steps.append(_another(by, alert, reading, at))
    Alert.objects.bulk_create(fresh.values(), batch_size=2000)
    Alert.objects.bulk_update(standing.values(), ["state", "changed_at"], batch_size=500)
    AlertStep.objects.bulk_create(steps, batch_size=2000)
    for alert in fresh.values():
        _tell_opened(by, alert, at)
    return list(fresh.values())


def carry_alert(by: Actor, alert: Alert, into: Episode, at: datetime) -> Alert:
    """Goes on under another observation with an alert that nobody settled: its person turned out to be observed
    there too. It keeps the time at which it was opened, so that nobody gains by it."""
    standing = _standing(by, {into.id}).get(into.id)
    if standing is None:
        carried = Alert(
            subdistrict=by.subdistrict,
            episode=into,
            committee_id=into.committee_id,
            reading=alert.reading,
            kind=alert.kind,
            opened_at=alert.opened_at,
            changed_at=at,
        )
        carried.save()
        _tell_opened(by, carried, at)
        return carried
    _another(by, standing, alert.reading, at).save()
    standing.save(update_fields=["state", "changed_at"])
    return standing


def _another(by: Actor, alert: Alert, reading: Reading | None, at: datetime) -> AlertStep:
    alert.state = rules.alert_after(rules.AlertState(alert.state), rules.Step.ANOTHER)
    alert.changed_at = at
    return step_of(by, alert, rules.Step.ANOTHER, at, reading=reading)


def _tell_opened(by: Actor, alert: Alert, at: datetime) -> None:
    record(
        "observation.alert_opened",
        by=by,
        at=at,
        about=alert,
        person=alert.episode.person_id,
        committee=alert.committee_id,
        episode=alert.episode_id,
    )


def _standing(by: Actor, episodes: set[UUID]) -> dict[UUID, Alert]:
    rows = Alert.objects.of(by.subdistrict).filter(episode_id__in=episodes)
    open_ones = rows.exclude(state=rules.AlertState.CLOSED).select_for_update(of=("self",))
    return {alert.episode_id: alert for alert in open_ones.select_related("episode")}


def _alert(by: Actor, reading: Reading, at: datetime) -> Alert:
    return Alert(
        subdistrict=by.subdistrict,
        episode=reading.episode,
        committee_id=reading.episode.committee_id,
        reading=reading,
        kind="fever" if any(rule.startswith("celsius") for rule in reading.because) else "symptom",
        opened_at=at,
        changed_at=at,
    )


def step_of(
    by: Actor, alert: Alert, kind: rules.Step, at: datetime, *, reading: Reading | None = None,
    decision: str = "", note: str = "",
) -> AlertStep:  # fmt: skip
    """A step not yet stored."""
    return AlertStep(
        subdistrict=by.subdistrict,
        alert=alert,
        kind=kind.value,
        decision=decision,
        note=note.strip()[:200],
        reading=reading,
        by=by.id,
        by_name=by.name,
        at=at,
    )
