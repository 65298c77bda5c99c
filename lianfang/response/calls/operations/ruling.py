"""Policy and advice as data: the hours and waits from a day on, the sentences that callers read out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, Role
from lianfang.ledger.operations import record

from .. import rights, rules
from ..models import Advice, Policy

RULERS = (Role.COMMANDER, Role.SYSTEM)
WRITERS = (Role.COMMANDER, Role.DUTY_OFFICER, Role.DOCTOR, Role.SYSTEM)
# 〔2020〕 guidance on home observation, said as one would on the phone.
DEFAULT_ADVICE = (
    ("开场", "您好，这里是街道防控指挥部的健康回访电话，耽误您一两分钟，了解一下您和家里人今天的情况。"),
    ("怎么量体温", "请把体温计夹在腋下五分钟再读数。量之前先擦干汗，不要刚喝热水、刚洗澡就量。"),
    (
        "发热怎么办",
        "请先在单独的房间休息、戴好口罩，五分钟后再量一次。不要自己乘车去医院，医生马上会联系您；气喘、胸闷请直接拨打120。",
    ),
    ("居家观察", "尽量一个人住一间，多开窗，门关好；出房间戴口罩，和家人保持一米以上，碗筷毛巾分开用。"),
    ("为什么十四天", "潜伏期一般不超过十四天，这段时间在家观察，是对家人、对邻居最好的保护。谢谢您配合。"),
    ("垃圾和快递", "垃圾扎紧放在门口，有人定时来收。快递、买菜、配药都可以找居委会代办，您告诉我就行。"),
    (
        "心情",
        "在家待久了着急很正常，按时吃饭睡觉，和家人朋友多打打电话。需要人聊聊，我们可以请心理热线给您打过来。",
    ),
    ("结束", "谢谢您。有不舒服随时打这个电话，我们一直有人。祝您和家人平安。"),
)


@transaction.atomic
def set_policy(*, by: Actor, begins_on: date, terms: rules.Terms, at: datetime) -> Policy:
    """The rules of calling from a day on. Raises `calls.policy_unsound`."""
    rights.check(by, RULERS)
    fault = rules.fault_of(terms)
    if fault:
        raise Refused("calls.policy_unsound", what=fault)
    values: dict[str, Any] = {name: getattr(terms, name) for name in rules.Terms.__dataclass_fields__}
    policy, _made = Policy.objects.update_or_create(
        subdistrict=by.subdistrict,
        begins_on=begins_on,
        defaults=values | {"gaps": list(terms.gaps), "set_by_name": by.name},
    )
    record("calls.policy_set", by=by, at=at, about=policy, begins_on=begins_on)
    return policy


@transaction.atomic
def write_advice(
    *, by: Actor, title: str, text: str, language: str = "zh", advice_id: UUID | None = None, at: datetime
) -> Advice:
    """A sentence callers may read out; one that changes leaves its old words standing as ended."""
    rights.check(by, WRITERS)
    rows = Advice.objects.visible_to(by).select_for_update()
    before = rows.get(pk=advice_id, ended_at=None) if advice_id else None
    if before is not None:
        before.ended_at = at
        before.save(update_fields=["ended_at"])
    made = Advice.objects.create(
        subdistrict=by.subdistrict,
        title=title.strip()[:40],
        text=text.strip()[:400],
        language=language,
        position=before.position if before else rows.count() + 1,
    )
    record("calls.advice_set", by=by, at=at, about=made, before=before.id if before else None)
    return made


@transaction.atomic
def end_advice(*, by: Actor, advice_id: UUID, at: datetime) -> None:
    """Takes a sentence off the callers' page."""
    rights.check(by, WRITERS)
    found = Advice.objects.visible_to(by).select_for_update().get(pk=advice_id, ended_at=None)
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    record("calls.advice_ended", by=by, at=at, about=found)


@transaction.atomic
def load_default_advice(*, by: Actor, at: datetime) -> int:
    """The sentences every office starts with; nothing where it has its own. Returns how many."""
    rights.check(by, WRITERS)
    if Advice.objects.of(by.subdistrict).exists():
        return 0
    rows = [
        Advice(subdistrict=by.subdistrict, title=title, text=text, position=n)
        for n, (title, text) in enumerate(DEFAULT_ADVICE)
    ]
    Advice.objects.bulk_create(rows)
    record("calls.advice_set", by=by, at=at, loaded=len(rows))
    return len(rows)
