"""Why two records were joined, or may be one: a sentence per field, with its weight.

What linkage keeps of a comparison is a list of {field, level, weight}; here it becomes words. Levels are those of
`linkage.compare`, by number, so that stored reasons stay readable without the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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

# Per field, by level: the sentence, and whether the two sides agree at this level.
LEVELS: dict[str, dict[int, tuple[Words, bool]]] = {
    "name": {
        0: (_("the names differ"), False),
        1: (_("only the surname agrees"), False),
        2: (_("the names differ in one character"), False),
        3: (_("the form of address fits the name"), False),
        4: (_("a character is missing, or two are swapped"), False),
        5: (_("the names look alike"), False),
        6: (_("the names sound alike"), False),
        7: (_("same name"), True),
    },
    "id": {
        0: (_("the identity numbers differ"), False),
        1: (_("the visible digits of the masked number agree"), False),
        2: (_("the identity numbers are one slip apart"), False),
        3: (_("the old 15-digit number is this one"), True),
        4: (_("same identity number"), True),
    },
    "phone": {
        0: (_("the phones differ"), False),
        1: (_("the phones are one digit apart"), False),
        2: (_("same phone, but others use it too"), False),
        3: (_("same phone"), True),
    },
    "place": {
        0: (_("another committee"), False),
        1: (_("another compound of the same committee"), False),
        2: (_("another stair of the same compound"), False),
        3: (_("another flat of the same stair"), False),
        4: (_("same committee, one side says no more"), False),
        5: (_("same compound, one side says no more"), False),
        6: (_("same stair, one side says no more"), False),
        7: (_("same flat"), True),
    },
    "sex": {0: (_("the sexes differ"), False), 1: (_("same sex"), True)},
    "birth": {
        0: (_("birth date or age differs"), False),
        1: (_("birth date or age differs slightly"), False),
        2: (_("the age fits"), True),
        3: (_("same birth date"), True),
    },
    "journey": {
        0: (_("another journey"), False),
        1: (_("same day, from elsewhere"), False),
        2: (_("from the same place, another day"), False),
        3: (_("around the same day"), False),
        4: (_("from the same place, within two days"), True),
        5: (_("from the same place on the same day"), True),
    },
    "employer": {0: (_("another employer"), False), 1: (_("same employer"), True)},
}

RULES: dict[str, Words] = {
    "merge": _("merged by hand"),
    "split": _("taken out by hand"),
    "unmerge": _("merge undone"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One field's say: which field, in words, with how much weight (bits), and whether both sides agree."""

    field: str
    label: Words
    text: Words
    weight: float
    agrees: bool

    @property
    def signed(self) -> str:
        """The weight as people read it: +6.1, −3.4."""
        return f"{self.weight:+.1f}".replace("-", "−")


def explain(because: Iterable[Mapping[str, Any]]) -> list[Reason]:
    """Stored reasons as sentences, the weightiest first. Fields that were silent say nothing."""
    reasons = [reason for one in because if (reason := _reason(one))]
    return sorted(reasons, key=lambda reason: -abs(reason.weight))


def _reason(one: Mapping[str, Any]) -> Reason | None:
    field = str(one.get("field", ""))
    level = _level(one.get("level"))
    if level < 0:
        return None
    text, agrees = LEVELS.get(field, {}).get(level, ("", False))
    return Reason(field, FIELD_NAMES.get(field, field), text, float(one.get("weight") or 0.0), agrees)


def _level(level: Any) -> int:
    return int(level) if isinstance(level, (int, float)) else -1
