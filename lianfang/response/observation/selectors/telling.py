"""One alert told from its first reading to its end, in sentences, with the minutes between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.core import Actor

from .. import rules
from ..models import AlertStep, Reading, Turn
from .cards import Card

SAID = {
    rules.Step.ACKNOWLEDGED: gettext_lazy("%(name)s saw it and sees to it."),
    rules.Step.RETESTED: gettext_lazy("%(name)s had it taken again: %(value)s."),
    rules.Step.DECIDED: gettext_lazy("%(name)s entered the doctor's decision: %(decision)s."),
    rules.Step.CLOSED: gettext_lazy("%(name)s closed the alert."),
    rules.Step.ANOTHER: gettext_lazy("Abnormal again: %(value)s."),
    rules.Step.NOTED: gettext_lazy("%(name)s noted:"),
    rules.Step.ENDED: gettext_lazy("The observation ended, and the alert with it:"),
    rules.Step.REOPENED: gettext_lazy("That was taken back; the alert is open again."),
}

LOOKS = {
    rules.Step.ANOTHER: "bad",
    rules.Step.REOPENED: "bad",
    rules.Step.CLOSED: "done",
    rules.Step.ENDED: "done",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line: when, what, how many minutes after the line before (None for the first), and how it is shown
    ("bad", "done" or plain)."""

    at: datetime
    text: str
    look: str = ""
    after: int | None = None


def told(viewer: Actor, card: Card) -> list[Told]:
    """Everything that happened, in order of time: the reading, each step, readings between, and turns of the
    observation that followed from it."""
    lines = [_opening(card), *(_step(step) for step in card.steps)]
    lines += [_reading(reading) for reading in _between(viewer, card)]
    lines += [_turn(turn) for turn in _turns(viewer, card)]
    return _timed(sorted(lines, key=lambda line: line.at))


def _timed(lines: Iterable[Told]) -> list[Told]:
    timed: list[Told] = []
    for line in lines:
        after = rules.minutes_between(timed[-1].at, line.at) if timed else None
        timed.append(replace(line, after=after))
    return timed


def _opening(card: Card) -> Told:
    reading = card.alert.reading
    facts = {"value": value_said(reading), "who": _giver(reading)}
    return Told(card.alert.opened_at, _("%(value)s (%(who)s): abnormal, alert opened.") % facts, "bad")


def _step(step: AlertStep) -> Told:
    kind = rules.Step(step.kind)
    facts = {
        "name": step.by_name,
        "value": value_said(step.reading),
        "decision": step.get_decision_display(),  # type: ignore[attr-defined]
    }
    text = str(SAID[kind]) % facts
    look = LOOKS.get(kind, "")
    return Told(step.at, f"{text} {step.note}".strip(), look)


def _reading(reading: Reading) -> Told:
    facts = {"value": value_said(reading), "who": _giver(reading)}
    return Told(reading.received_at, _("Between: %(value)s (%(who)s).") % facts)


def _turn(turn: Any) -> Told:
    place = " ".join(filter(None, (turn.get_site_display(), turn.place)))
    facts = {"name": turn.by_name, "what": turn.get_kind_display(), "where": f" {place}" if place else ""}
    return Told(turn.at, _("%(name)s: %(what)s%(where)s.") % facts)


def _between(viewer: Actor, card: Card) -> list[Reading]:
    known = {card.alert.reading_id, *(step.reading_id for step in card.steps)}
    rows = Reading.objects.visible_to(viewer).filter(
        episode_id=card.alert.episode_id, received_at__gt=card.alert.opened_at
    )
    if card.alert.closed_at:
        rows = rows.filter(received_at__lte=card.alert.closed_at)
    return [reading for reading in rows.order_by("received_at")[:100] if reading.id not in known]


def _turns(viewer: Actor, card: Card) -> list[Any]:
    rows = Turn.objects.visible_to(viewer).filter(
        episode_id=card.alert.episode_id, at__gte=card.alert.opened_at
    )
    return list(rows.filter(at__lte=card.alert.closed_at) if card.alert.closed_at else rows)


def value_said(reading: Reading | None) -> str:
    """A reading in words: 38.3 ℃ (腋下), 咳嗽."""
    if reading is None:
        return _("no value kept")
    words = [str(rules.SYMPTOMS.get(code, code)) for code in reading.symptoms]
    if reading.celsius is not None:
        words.insert(0, f"{reading.celsius} ℃（{reading.get_method_display()}）")  # type: ignore[attr-defined]
    return "、".join(words)


def _giver(reading: Reading | None) -> str:
    if reading is None:
        return ""
    channel = str(Reading.Channel(reading.channel).label)
    return f"{channel} {reading.by_name}".strip() if reading.channel != "self" else channel
