"""Tags of observation: the fortnight strip, and words for marks, states and reasons."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.core import clock

from .. import rules
from ..models import Turn
from ..rules.protocol import SLOT_NAMES, Method
from ..selectors import Card

register = template.Library()
MARKS = {
    rules.Mark.DUE: "○",
    rules.Mark.LATE: "!",
    rules.Mark.MISSED: "×",
    rules.Mark.EXCUSED: "–",
    rules.Mark.AWAY: gettext_lazy("away"),
}

MARK_WORDS = {
    rules.Mark.NOT_OWED: gettext_lazy("before the observation"),
    rules.Mark.FUTURE: gettext_lazy("still to come"),
    rules.Mark.DUE: gettext_lazy("due now"),
    rules.Mark.LATE: gettext_lazy("late"),
    rules.Mark.MISSED: gettext_lazy("missed"),
    rules.Mark.FILLED: gettext_lazy("normal"),
    rules.Mark.ABNORMAL: gettext_lazy("abnormal"),
    rules.Mark.EXCUSED: gettext_lazy("with a reason"),
    rules.Mark.AWAY: gettext_lazy("not at home: hospital or central site"),
}

AWAITED = {
    "open": gettext_lazy("to be seen"),
    "acknowledged": gettext_lazy("retest in"),
    "retested": gettext_lazy("doctor within"),
    "decided": gettext_lazy("close within"),
}


@register.inclusion_tag("observation/parts/strip.html")
def fortnight_strip(strip: rules.Strip | None) -> dict[str, Any]:
    """The strip as a table: a column a day, a row a slot; nothing where the viewer sees no readings."""
    if strip is None or not strip.days:
        return {"rows": []}
    codes = list(dict.fromkeys(cell.slot.code for cell in strip.cells))
    rows = [(SLOT_NAMES.get(code, code), [_in(cells, code) for _day, cells in strip.days]) for code in codes]
    return {"rows": rows, "days": [day for day, _cells in strip.days], "today": strip.today}


def _in(cells: tuple[rules.Cell, ...], code: str) -> rules.Cell | None:
    return next((cell for cell in cells if cell.slot.code == code), None)


@register.filter
def cell_said(cell: rules.Cell) -> str:
    """What stands in a cell: the figure, or a sign for how it stands."""
    if cell.taken is not None:
        return str(cell.taken.celsius) if cell.taken.celsius is not None else _("unwell")
    return str(MARKS.get(cell.mark, ""))


@register.filter
def cell_title(cell: rules.Cell) -> str:
    """The cell in words, for those who point or listen."""
    word = str(MARK_WORDS[cell.mark])
    reason = excuse_said(cell.excuse)
    return f"{cell.day:%m-%d} {cell.slot.name} {word} {reason}".strip()


@register.filter
def excuse_said(code: str) -> str:
    """A slot's reason in words."""
    return str(rules.EXCUSES[rules.ExcuseReason(code)]) if code in set(rules.ExcuseReason) else code


@register.filter
def alert_said(state: str) -> str:
    """An alert's state, and with it the next step."""
    return str(rules.ALERT_STATES[rules.AlertState(state)])


@register.filter
def awaited_said(state: str) -> str:
    """The next step of an alert, as a clock is headed."""
    return str(AWAITED.get(state, ""))


@register.filter
def step_said(kind: str) -> str:
    """A step in words."""
    return str(rules.STEPS[rules.Step(kind)]) if kind in set(rules.Step) else kind


@register.simple_tag
def transfer_offered(card: Card) -> str:
    """Where the transfer that the doctor decided on is written down, filled in; empty where none is due."""
    decided = [step.decision for step in card.steps if step.kind == rules.Step.DECIDED]
    episode = card.alert.episode
    site = rules.LEADS_TO.get(rules.Decision(decided[-1])) if decided and decided[-1] else None
    if site is None or not episode.is_active:
        return ""
    url = reverse("observation:turn", args=[episode.pk, rules.Event.TRANSFERRED.value])
    return f"{url}?site={site.value}&alert={card.alert.pk}"


@register.filter
def turn_said(turn: Turn) -> str:
    """What a turn tells besides its kind: where to, from which day on, by which word."""
    parts = [turn.get_site_display(), turn.place, turn.phone]
    if turn.day_zero:
        parts.append(f"{turn.before['starts_on']} → {turn.day_zero.isoformat()}")
    if turn.kind == rules.Event.MOVED:
        parts.append(f"{turn.home} · {turn.committee.name if turn.committee else ''}")
    if turn.protocol:
        parts.append(turn.protocol.name)
    if turn.asks_police:
        parts.append(_("the police are asked to come along"))
    return " ".join(str(part) for part in (*parts, turn.why) if part)


@register.filter
def symptoms_said(codes: list[str]) -> str:
    """Symptoms in words."""
    return "、".join(str(rules.SYMPTOMS.get(code, code)) for code in codes)


@register.filter
def because_said(rules_met: list[str]) -> str:
    """The rules a reading met, in words: 37.6 ≥ 37.3 (armpit)."""
    return "；".join(_because(rule.split()) for rule in rules_met)


def _because(parts: list[str]) -> str:
    if parts[0] == "symptom":
        return str(rules.SYMPTOMS.get(parts[1], parts[1]))
    _celsius, value, sign, limit, method = parts
    where = rules.METHODS.get(Method(method), method) if method in set(Method) else method
    return f"{value} {sign.replace('>=', '≥')} {limit} ℃ ({where})"


@register.filter
def whole_day(on: date | datetime | None) -> str:
    """A day with its year, as papers have it: 2020年2月9日 or 9 February 2020."""
    if on is None:
        return ""
    local = clock.day_of(on) if isinstance(on, datetime) else on
    facts = {"year": local.year, "month": local.month, "day": local.day, "name": f"{local:%B}"}
    return _("{day} {name} {year}").format(**facts)


@register.filter
def cell_on_paper(cell: rules.Cell) -> str:
    """What the register prints for a slot: the figure or the reason; empty to be written by hand."""
    if cell.taken is not None:
        return cell_said(cell)
    if cell.excuse:
        return excuse_said(cell.excuse)
    return cell_said(cell) if cell.mark == rules.Mark.AWAY else ""
