"""What calls know of a report: whether one is asked for, and what was said in the last one, as the draft of its
verification. A volunteer's three questions never decide: a person of the committee does, with the answers before
them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lianfang.core import Actor
from lianfang.response.calls import answering
from lianfang.response.calls.models import Answer, Need
from lianfang.response.calls.rules import Purpose

from . import rules
from .models import Report

KIND = "report"
NONE = "none"


@dataclass(frozen=True, slots=True)
class Called:
    """How it stands with calling: whether a call is asked for, and what the last answered one said, by whom, when."""

    is_asked: bool
    values: Mapping[str, Any]
    by_name: str = ""
    at: datetime | None = None

    @property
    def been_away(self) -> str:
        """`yes`, `no`, or empty where nobody asked."""
        return str(self.values.get("been_away") or "")

    @property
    def contact(self) -> str:
        """The same of contact with patients."""
        return str(self.values.get("contact") or "")

    @property
    def symptoms(self) -> list[str]:
        """What they complained of."""
        found = self.values.get("symptoms") or []
        return [one for one in (found.split() if isinstance(found, str) else found) if one != NONE]

    @property
    def draft(self) -> dict[str, Any]:
        """What the verification form begins with."""
        if not self.values:
            return {}
        told: dict[str, Any] = {
            "place": self.values.get("place"),
            "arrived_on": _day(self.values.get("arrived_on")),
        }
        told |= {
            "symptoms": self.symptoms,
            "celsius": self.values.get("celsius"),
            "note": self.values.get("note"),
        }
        told["outcome"] = self._outcome()
        return {name: value for name, value in told.items() if value}

    def _outcome(self) -> str:
        if self.been_away == "yes" and _day(self.values.get("arrived_on")):
            return rules.Outcome.CONFIRMED.value
        return (
            rules.Outcome.REFUTED.value
            if self.been_away == self.contact == "no" and not self.symptoms
            else ""
        )


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None


def called(viewer: Actor, report: Report) -> Called:
    """What calls know of this report; three queries at most."""
    rows = Need.objects.of(viewer.subdistrict).filter(purpose=Purpose.SCREENING, about_id=report.id)
    is_asked = rows.open().exists()
    answers = Answer.objects.of(viewer.subdistrict).filter(need__in=rows, attempt__taken_back_at=None)
    last = answers.select_related("attempt").order_by("-at", "-id").first()
    if last is None or not viewer.sees_health:
        return Called(is_asked, {})
    [told] = answering.told(viewer.subdistrict, [last.need_id], last.attempt_id)
    return Called(is_asked, told.values, last.attempt.agent_name, last.at)
