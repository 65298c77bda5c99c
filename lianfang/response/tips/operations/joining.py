"""并线索: a tip that repeats another is joined to it, with the reasons; and parted again where that was wrong."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor

from .. import rules
from ..models import Tip
from ..rules import Move
from .stepping import Facts, check_role, locked, take


@transaction.atomic
def join(*, by: Actor, tip_id: UUID, into: UUID, at: datetime) -> Tip:
    """Joins a tip to the one it repeats (or to what that one repeats); both stay as they were told."""
    check_role(by)
    tip = locked(by, tip_id)
    head: Tip = Tip.objects.visible_to(by).exclude(pk=tip.pk).get(pk=into)
    if head.joined_into_id:
        head = Tip.objects.visible_to(by).exclude(pk=tip.pk).get(pk=head.joined_into_id)
    agreed = rules.reasons(tip.sketch(), head.sketch())
    for repeated in Tip.objects.of(by.subdistrict).filter(joined_into=tip).select_for_update(of=("self",)):
        repeated.joined_into = head
        repeated.save(update_fields=["joined_into"])
    return take(by, tip, Move.JOINED, Facts(into=head, because=agreed), at=at)


@transaction.atomic
def part(*, by: Actor, tip_id: UUID, at: datetime) -> Tip:
    """They are not one after all: the tip stands for itself and is to check."""
    check_role(by)
    return take(by, locked(by, tip_id), Move.PARTED, Facts(), at=at)
