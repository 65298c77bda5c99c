"""Templates: named places in a text, checked when it is saved and again when it is filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter

from django.utils.translation import gettext_lazy as _

from lianfang.core import Refused

LONGEST = 500


class Kind(StrEnum):
    """The kinds of way out."""

    SMS = "sms"
    WECHAT = "wechat"
    GROUP = "group"
    EMAIL = "email"


KINDS = {
    Kind.SMS: _("text message"),
    Kind.WECHAT: _("official account"),
    Kind.GROUP: _("staff group (WeCom and others)"),
    Kind.EMAIL: _("e-mail"),
}
# What may stand in a text. Personal places say something of one resident: never in a group.
PERSONAL = {
    "name": _("the person's name"),
    "who": _("whose reading it is"),
    "readings": _("what was recorded"),
    "slot": _("morning or afternoon"),
    "day": _("which day of the fourteen"),
    "link": _("the household's own page"),
    "text": _("what the office writes"),
    "item": _("what it is about"),
    "last_day": _("the last day of observation"),
    "time": _("a time of day"),
    "address": _("an address"),
    "phone": _("a telephone number"),
}
GENERAL = {
    "subdistrict": _("the subdistrict"),
    "committee": _("the committee"),
    "help_phone": _("the help phone"),
    "count": _("how many"),
    "today": _("today's date"),
    "until": _("until when"),
    "figures": _("counts in words"),
}
PLACES = {**PERSONAL, **GENERAL}
# Eleven digits, an identity number, a flat: what no group message carries whatever its template says.
_TELLING = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)|\d+\s*室")


@dataclass(frozen=True, slots=True)
class Text:
    """A template as the rules take it. `kinds` empty: for every way out; `is_required`: the law wants it told, so
    it goes on paper or by phone where messages are not wanted."""

    code: str
    language: str
    body: str
    subject: str = ""
    kinds: tuple[str, ...] = ()
    is_required: bool = False


def places_of(body: str) -> list[str]:
    """The names of the places in a text, in order; Refused where braces do not hold together."""
    try:
        parts = list(Formatter().parse(body))
    except ValueError:
        raise Refused("messages.braces_wrong") from None
    found = []
    for _text, name, spec, conversion in parts:
        if name is None:
            continue
        if spec or conversion or not name.isidentifier():
            raise Refused("messages.braces_wrong")
        found.append(name)
    return found


def check_text(text: Text, allowed: frozenset[str] | None = None) -> None:
    """Refuses an empty or overlong text, a place that nothing fills, and a personal one in a group's text."""
    if not text.body.strip():
        raise Refused("messages.text_empty")
    if len(text.body) > LONGEST:
        raise Refused("messages.text_too_long", longest=LONGEST)
    known = frozenset(PLACES) if allowed is None else allowed | frozenset(GENERAL)
    for name in (*places_of(text.body), *places_of(text.subject)):
        if name not in known:
            raise Refused("messages.place_unknown", place=name)
        if Kind.GROUP in text.kinds and name in PERSONAL:
            raise Refused("messages.personal_in_group", place=name)


def fill(text: Text, facts: Mapping[str, object]) -> str:
    """The text with its places filled; Refused where a fact is missing."""
    for name in places_of(text.body):
        if name not in facts:
            raise Refused("messages.fact_missing", place=name)
    return text.body.format(**{name: str(facts[name]) for name in places_of(text.body)})


def check_group(text: Text, filled: str) -> None:
    """Refuses what would tell a group about one resident, by its places or by its words."""
    personal = [name for name in places_of(text.body) if name in PERSONAL]
    if personal:
        raise Refused("messages.personal_in_group", place=personal[0])
    if _TELLING.search(filled):
        raise Refused("messages.personal_in_group", place="…")
