"""What the command post sets: texts, hours, ways out. Each from a day on, or from now; nothing is changed backwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import apprise
from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record

from .. import official, rules
from ..gateways import settings_of
from ..models import SETTERS, Channel, SendingRule, Template
from ..rules import STANDARD, Kind, Text
from .sending import check_sender

DAY = 24 * 60
# No page ever shows these again, so an empty field cannot mean that they are to go.
SECRETS = frozenset({"secret", "token", "aes_key", "headers"})
# What each way needs.
NEEDED: dict[Kind, tuple[str, ...]] = {
    Kind.SMS: ("url", "body", "secret"),
    Kind.WECHAT: ("app_id", "secret", "token"),
    Kind.GROUP: ("url",),
    Kind.EMAIL: ("url",),
}


@dataclass(frozen=True, slots=True)
class Hours:
    """The rule of sending as it is asked for; minutes since local midnight."""

    quiet_from: int
    quiet_to: int
    per_hour: int = 4
    group_per_minute: int = 20
    base_url: str = ""


@transaction.atomic
def set_text(*, by: Actor, text: Text, begins_on: date, at: datetime) -> Template:
    """Puts a text of the office's own in force from a day on.

    Raises `messages.template_unknown` and what `rules.check_text` raises: a place that nothing fills, a personal one
    in a group's text.
    """
    check_sender(by, SETTERS)
    standard = STANDARD.get(text.code)
    if standard is None or text.language not in standard.texts:
        raise Refused("messages.template_unknown", template=text.code)
    base = standard.texts[text.language]
    whole = Text(
        text.code, text.language, text.body.strip(), text.subject.strip(), base.kinds, base.is_required
    )
    rules.check_text(whole, standard.places | {"name"} if Kind.GROUP not in base.kinds else standard.places)
    made, _new = Template.objects.update_or_create(
        subdistrict=by.subdistrict, code=text.code, language=text.language, begins_on=begins_on,
        defaults={
            "body": whole.body, "subject": whole.subject, "kinds": list(whole.kinds),
            "is_required": whole.is_required, "set_at": at, "set_by_name": by.name,
        },
    )  # fmt: skip
    record(
        "messages.text_set",
        by=by,
        at=at,
        about=made,
        code=text.code,
        language=text.language,
        begins_on=begins_on,
    )
    return made


@transaction.atomic
def set_hours(*, by: Actor, hours: Hours, begins_on: date, at: datetime) -> SendingRule:
    """Sets quiet hours and throttles from a day on. Raises `messages.hours_wrong`, `messages.channel_wrong`."""
    check_sender(by, SETTERS)
    if not (0 <= hours.quiet_from < DAY and 0 <= hours.quiet_to < DAY) or not 1 <= hours.per_hour <= 60:
        raise Refused("messages.hours_wrong")
    if hours.base_url and urlsplit(hours.base_url).scheme not in ("http", "https"):
        raise Refused("messages.channel_wrong", what="https://")
    made, _new = SendingRule.objects.update_or_create(
        subdistrict=by.subdistrict, begins_on=begins_on,
        defaults={
            "quiet_from": hours.quiet_from, "quiet_to": hours.quiet_to, "per_hour": hours.per_hour,
            "group_per_minute": min(max(hours.group_per_minute, 1), 20), "base_url": hours.base_url.strip()[:120],
            "set_at": at, "set_by_name": by.name,
        },
    )  # fmt: skip
    record("messages.hours_set", by=by, at=at, about=made, begins_on=begins_on)
    return made


@transaction.atomic
def set_channel(*, by: Actor, kind: str, name: str, settings: Mapping[str, Any], at: datetime) -> Channel:
    """Sets up a way out; of a kind of which there is one, the one before is shut. Secrets left empty stay as they
    were. Raises `messages.channel_wrong`."""
    check_sender(by, SETTERS)
    wanted = Kind(kind)
    mine = Channel.objects.of(by.subdistrict).filter(kind=wanted, is_on=True).select_for_update()
    before = mine.filter(name=name).first() if wanted == Kind.GROUP else mine.first()
    given = {key: value for key, value in settings.items() if value or key not in SECRETS}
    joined = {**(settings_of(before) if before else {}), **given}
    whole = {key: value for key, value in joined.items() if value}
    _check(wanted, whole)
    if before:
        before.is_on = False
        before.save(update_fields=["is_on"])
    made = Channel.objects.create(
        subdistrict=by.subdistrict, kind=wanted, name=name.strip()[:60] or str(rules.KINDS[wanted]),
        settings=json.dumps(whole), set_at=at, set_by_name=by.name,
    )  # fmt: skip
    record("messages.channel_set", by=by, at=at, about=made, kind=wanted.value)
    return made


@transaction.atomic
def shut_channel(*, by: Actor, channel_id: UUID, at: datetime) -> Channel:
    """Shuts a way out; what waits for it stays with the office."""
    check_sender(by, SETTERS)
    channel: Channel = Channel.objects.visible_to(by).select_for_update().get(pk=channel_id)
    channel.is_on = False
    channel.save(update_fields=["is_on"])
    record("messages.channel_shut", by=by, at=at, about=channel, kind=channel.kind)
    return channel


def _check(kind: Kind, settings: Mapping[str, Any]) -> None:
    missing = [name for name in NEEDED[kind] if not settings.get(name)]
    if missing:
        raise Refused("messages.channel_wrong", what=missing[0])
    if kind in (Kind.GROUP, Kind.EMAIL) and not apprise.Apprise().add(
        str(settings["url"]).replace("{address}", "a@b.cn")
    ):
        raise Refused("messages.channel_wrong", what="url")
    if kind == Kind.SMS:
        _check_gateway(settings)
    if kind == Kind.WECHAT and settings.get("aes_key"):
        try:
            _key = official.Account("", "", str(settings["aes_key"])).key
        except official.Unreadable:
            raise Refused("messages.channel_wrong", what="EncodingAESKey") from None


def _check_gateway(settings: Mapping[str, Any]) -> None:
    if urlsplit(str(settings["url"])).scheme not in ("http", "https"):
        raise Refused("messages.channel_wrong", what="url")
    body = settings["body"]
    if not isinstance(body, dict) or not all(place in json.dumps(body) for place in ("{number}", "{text}")):
        raise Refused("messages.channel_wrong", what="{number} {text}")
