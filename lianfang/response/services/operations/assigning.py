"""Who sees to it: a colleague with an account, or anybody by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor
from lianfang.ledger.operations import record

from .. import rights, rules
from ..models import Errand, Step
from ..rules import Move
from .stepping import locked


@dataclass(frozen=True, slots=True)
class Helper:
    """A colleague's account, or a name."""

    user: UUID | None = None
    name: str = ""


@transaction.atomic
def assign(*, by: Actor, errand_id: UUID, helper: Helper, at: datetime) -> Errand:
    """Gives an errand to somebody, or hands it on. Raises `services.helper_missing`, `services.no_such_helper`."""
    rights.check(by, rights.STAFF)
    errand = locked(by, errand_id)
    _give(by, errand, rights.helper_named(by, helper.user, helper.name), at)
    record(
        "services.assigned", by=by, at=at, about=errand, person=errand.person_id, committee=errand.committee_id,
        helper=errand.helper,
    )  # fmt: skip
    return errand


@transaction.atomic
def assign_many(*, by: Actor, errand_ids: Sequence[UUID], helper: Helper, at: datetime) -> int:
    """Gives several errands to one helper: a stair's rubbish, a morning's shopping. What is over is left alone;
    returns how many were given."""
    rights.check(by, rights.STAFF)
    named = rights.helper_named(by, helper.user, helper.name)
    rows = Errand.objects.visible_to(by).running().filter(pk__in=list(errand_ids)).order_by("id")
    given = list(rows.select_for_update(of=("self",)))
    for errand in given:
        _give(by, errand, named, at)
    record("services.many_assigned", by=by, at=at, errands=len(given), helper=named[0])
    return len(given)


def _give(by: Actor, errand: Errand, named: tuple[UUID | None, str], at: datetime) -> None:
    errand.state = rules.state_after(rules.State(errand.state), Move.ASSIGNED)
    errand.helper, errand.helper_name = named
    errand.save(update_fields=["state", "helper", "helper_name"])
    Step.objects.create(
        subdistrict=by.subdistrict,
        errand=errand,
        move=Move.ASSIGNED,
        helper=named[0],
        helper_name=named[1],
        by=by.id,
        by_name=by.name,
        at=at,
    )
