"""Why two records were joined, or may be one: a sentence per field, with its weight.

What linkage keeps of a comparison is a list of {field, level, weight, code, facts}; its sentences are those
of `linkage.explain`. Names among the facts are masked unless the page shows names in full anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianfang.core import masking

from ..linkage.compare import BY_FIELD, Field
from ..linkage.explain import MESSAGES

Words = str | Promise

FIELD_NAMES: dict[str, Words] = {
    "name": _("name"),
    "id": _("identity number"),
    "phone": _("phone"),
    "place": _("address"),
    "sex": _("sex"),
    "birth": _("birth date or age"),
    "journey": _("journey"),
    "employer": _("employer"),
}
AGREEING = frozenset(
    {
        "name.exact",
        "id.equal",
        "id.written_out",
        "phone.equal",
        "place.flat",
        "sex.equal",
        "birth.date",
        "birth.age",
        "journey.same",
        "journey.near_day",
        "employer.equal",
    }
)
RULES: dict[str, Words] = {
    "merge": _("merged by hand"),
    "split": _("taken out by hand"),
    "unmerge": _("merge undone"),
    "returned": _("the same row, handed in again after it was taken back"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One field's say: which field, in words, with how much weight (bits), and whether both sides agree."""

    field: str
    label: Words
    text: str
    weight: float
    agrees: bool

    @property
    def signed(self) -> str:
        """The weight as people read it: +6.1, −3.4."""
        return f"{self.weight:+.1f}".replace("-", "−")


def explain(because: Iterable[Mapping[str, Any]], *, masked: bool = True) -> list[Reason]:
    """Stored reasons as sentences, the weightiest first. Fields that were silent say nothing."""
    reasons = [reason for one in because if (reason := _reason(one, masked))]
    return sorted(reasons, key=lambda reason: -abs(reason.weight))


def rule_word(rule: str) -> str:
    """What a rule or a hand decided, in words; empty where nothing is known of it."""
    return gettext(MESSAGES[f"rule.{rule}"]) if f"rule.{rule}" in MESSAGES else str(RULES.get(rule, ""))


def _reason(one: Mapping[str, Any], masked: bool) -> Reason | None:
    field = str(one.get("field", ""))
    code = str(one.get("code") or _code(field, one.get("level")))
    if code not in MESSAGES:
        return None
    text = _sentence(code, dict(one.get("facts") or {}), masked and field == "name")
    label = FIELD_NAMES.get(field, field)
    return Reason(field, label, text, float(one.get("weight") or 0.0), code in AGREEING)


def _sentence(code: str, facts: Mapping[str, str], masked: bool) -> str:
    named = {key: masking.name(value) if masked else value for key, value in facts.items()}
    return gettext(MESSAGES[code]) % {"a": "", "b": "", **named}


def _code(field: str, level: Any) -> str:
    """The code of a level kept by number only."""
    if field not in list(Field) or not isinstance(level, int):
        return ""
    return next((f"{field}.{one.name.lower()}" for one in BY_FIELD[Field(field)].levels if one == level), "")
