"""Key regions and deadlines: policy as data, set by the command post, effective by day."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lianfang.core import Actor, Refused, Role
from lianfang.ledger.operations import record

from .. import rules
from ..models import KeyRegion, Policy

RULERS = (Role.COMMANDER, Role.SYSTEM)
ABROAD = "*"
SINCE = date(2020, 1, 12)
# Shanghai, 2020-01-27: from Hubei on or after 12 January. The others are for demonstration: the real table of
# key regions is the command post's to edit.
HUBEI = "湖北"
DEMONSTRATION = [
    "浙江温州",
    "浙江台州",
    "河南信阳",
    "河南驻马店",
    "安徽阜阳",
    "安徽亳州",
    "江西九江",
    "江西宜春",
    "湖南岳阳",
    "重庆万州",
]


@transaction.atomic
def add_region(
    *,
    by: Actor,
    at: datetime,
    place: str,
    from_on: date,
    to_on: date | None = None,
    need: str = rules.Need.OBSERVE,
    days: int = 14,
    note: str = "",
) -> KeyRegion:
    """Puts a rule in force: arrivals from `place` between two days need this. `*` stands for everywhere
    abroad."""
    _check_ruler(by)
    where = _read(place)
    if to_on and to_on < from_on:
        raise Refused("screening.rule_must_end_later")
    if not 1 <= days <= 30:
        raise Refused("screening.days_out_of_range")
    region = KeyRegion.objects.create(
        subdistrict=by.subdistrict,
        country=where.country,
        province=where.province,
        city=where.city,
        from_on=from_on,
        to_on=to_on,
        need=need,
        days=days,
        note=note.strip()[:120],
        set_at=at,
        set_by_name=by.name,
    )
    record("screening.rule_set", by=by, at=at, about=region, place=str(region), from_on=from_on, need=need)
    return region


@transaction.atomic
def end_region(*, by: Actor, region_id: UUID, to_on: date, at: datetime) -> KeyRegion:
    """Ends a rule with the arrivals of a day. Reports already opened keep the rule they were opened
    under."""
    _check_ruler(by)
    region = KeyRegion.objects.visible_to(by).select_for_update().get(pk=region_id)
    if region.to_on is not None:
        raise Refused("screening.rule_ended")
    if to_on < region.from_on:
        raise Refused("screening.rule_must_end_later")
    region.to_on = to_on
    region.save(update_fields=["to_on"])
    record("screening.rule_ended", by=by, at=at, about=region, to_on=to_on)
    return region


@transaction.atomic
def set_policy(
    *,
    by: Actor,
    begins_on: date,
    hours_to_verify: int,
    contact_days: int = 14,
    urgent_from: Decimal = rules.URGENT_FROM,
    at: datetime,
) -> Policy:
    """Says from a day on within how many hours reports are verified, how long close contacts are observed, and from
    which temperature (℃) a self-registration is urgent."""
    _check_ruler(by)
    if not (1 <= hours_to_verify <= 168 and 1 <= contact_days <= 30):
        raise Refused("screening.days_out_of_range")
    rules.check_urgent_from(urgent_from)
    policy, _made = Policy.objects.update_or_create(
        subdistrict=by.subdistrict,
        begins_on=begins_on,
        defaults={
            "hours_to_verify": hours_to_verify,
            "contact_days": contact_days,
            "urgent_from": urgent_from,
            "set_by_name": by.name,
        },
    )
    record(
        "screening.policy_set",
        by=by,
        at=at,
        about=policy,
        hours=hours_to_verify,
        days=contact_days,
        urgent_from=str(urgent_from),
    )
    return policy


@transaction.atomic
def load_default_rules(*, by: Actor, at: datetime) -> int:
    """Loads the rules of February 2020 where the office has none yet; returns how many were added."""
    _check_ruler(by)
    if KeyRegion.objects.of(by.subdistrict).exists():
        return 0
    wanted = [(HUBEI, False), *((name, True) for name in DEMONSTRATION), (ABROAD, True)]
    rows = [_default(by, at, name, is_demonstration) for name, is_demonstration in wanted]
    KeyRegion.objects.bulk_create(rows)
    record("screening.rules_loaded", by=by, at=at, rules=len(rows))
    return len(rows)


def _default(by: Actor, at: datetime, name: str, is_demonstration: bool) -> KeyRegion:
    place = _read(name)
    return KeyRegion(
        subdistrict=by.subdistrict,
        country=place.country,
        province=place.province,
        city=place.city,
        from_on=SINCE,
        need=rules.Need.OBSERVE,
        note=_("for demonstration") if is_demonstration else _("Shanghai, 27 January 2020"),
        is_demonstration=is_demonstration,
        set_at=at,
        set_by_name=by.name,
    )


def _read(name: str) -> rules.Place:
    if name.strip() == ABROAD:
        return rules.Place(ABROAD)
    place = rules.read_place(name)
    if place is None:
        raise Refused("screening.place_not_read", place=name)
    return place


def _check_ruler(by: Actor) -> None:
    if by.role not in RULERS:
        raise Refused("screening.not_for_this_role")
