"""Which text a code means on a day in a language: the office's own, else the standard one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lianfang.core import Refused

from .models import SendingRule, Template
from .rules import STANDARD, Text
from .rules.standard import ZH


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts in force on one day, read once for many messages."""

    own: dict[tuple[str, str], Text]

    def of(self, code: str, language: str) -> Text:
        """The text of a code; in Chinese where there is none in this language. Refused for an unknown code."""
        for spoken in (language, ZH):
            if (code, spoken) in self.own:
                return self.own[code, spoken]
            standard = STANDARD.get(code)
            if standard and spoken in standard.texts:
                return standard.texts[spoken]
        raise Refused("messages.template_unknown", template=code)


def texts_on(subdistrict: UUID, codes: Iterable[str], day: date) -> Texts:
    """The office's own texts of these codes that count on a day; one query."""
    rows = Template.objects.of(subdistrict).filter(code__in=set(codes), begins_on__lte=day)
    # The latest comes last and stands.
    return Texts({(row.code, row.language): row.text for row in rows.order_by("begins_on", "set_at", "id")})


def rule_on(subdistrict: UUID, day: date) -> SendingRule:
    """The rule of sending in force on a day; where none was set, an unsaved one with the house's numbers."""
    rows = SendingRule.objects.of(subdistrict).filter(begins_on__lte=day).order_by("-begins_on")
    return rows.first() or SendingRule(subdistrict=subdistrict)
