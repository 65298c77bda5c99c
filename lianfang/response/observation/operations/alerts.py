"""Alerts: opened by an abnormal reading, settled step by step, each step a row with who and when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, Role
from lianfang.ledger.operations import record

from .. import rights, rules
from ..alerting import step_of
from ..models import Alert, Reading

SAID = {rules.Step.ACKNOWLEDGED: "acknowledged", rules.Step.CLOSED: "closed"}
DESK = (Role.DUTY_OFFICER, Role.COMMANDER, Role.DOCTOR, Role.COMMITTEE_WORKER, Role.SYSTEM)


@transaction.atomic
def acknowledge_alert(*, by: Actor, alert_id: UUID, at: datetime) -> Alert:
    """Says: I have seen it and see to it. Everybody at the desk sees who and when."""
    return _move(by, alert_id, rules.Step.ACKNOWLEDGED, at)


@transaction.atomic
def add_alert_step(
    *,
    by: Actor,
    alert_id: UUID,
    step: str,
    decision: str = "",
    note: str = "",
    reading_id: UUID | None = None,
    at: datetime,
) -> Alert:
    """Records a retest, a note, or the doctor's decision (which only a doctor takes; the desk writes down
    what a
    doctor said with their name in the note)."""
    kind = rules.Step(step)
    if kind == rules.Step.DECIDED:
        _check_decision(by, decision, note)
    reading = Reading.objects.visible_to(by).get(pk=reading_id) if reading_id else None
    return _move(by, alert_id, kind, at, decision=decision, note=note, reading=reading)


@transaction.atomic
def close_alert(*, by: Actor, alert_id: UUID, note: str = "", at: datetime) -> Alert:
    """Closes an alert that has been decided; its path stays readable."""
    return _move(by, alert_id, rules.Step.CLOSED, at, note=note)


def _check_decision(by: Actor, decision: str, note: str) -> None:
    if decision not in set(rules.Decision):
        raise Refused("observation.decision_missing")
    if by.role not in rights.DECIDERS and not note.strip():
        raise Refused("observation.reason_missing")


def _move(
    by: Actor, alert_id: UUID, kind: rules.Step, at: datetime, *, decision: str = "", note: str = "",
    reading: Reading | None = None,
) -> Alert:  # fmt: skip
    rights.check(by, DESK)
    rows = Alert.objects.visible_to(by).select_for_update(of=("self",)).select_related("episode")
    alert = rows.get(pk=alert_id)
    alert.state = rules.alert_after(rules.AlertState(alert.state), kind)
    alert.changed_at = at
    alert.closed_at = at if alert.state == rules.AlertState.CLOSED else None
    alert.save(update_fields=["state", "changed_at", "closed_at"])
    step_of(by, alert, kind, at, decision=decision, note=note, reading=reading).save()
    record(
        f"observation.alert_{SAID.get(kind, 'stepped')}",
        by=by,
        at=at,
        about=alert,
        person=alert.episode.person_id,
        committee=alert.committee_id,
        episode=alert.episode_id,
        step=kind.value,
        decision=decision,
    )
    return alert
