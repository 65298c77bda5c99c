"""What lists call a compound beside its lane."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor
from lianfang.ledger.operations import record

from ..models import CompoundName
from .stock import BATCH


@transaction.atomic
def learn_names(*, by: Actor, names: dict[str, list[tuple[UUID, int]]], at: datetime) -> int:
    """Keeps what lists call a compound beside its lane; evidence counts are replaced by the larger.

    `names` gives for every name the compounds it stands beside and how often. A name that was struck off
    stays struck off. Returns how many are new.
    """
    known = {(n.compound_id, n.name): n for n in CompoundName.objects.of(by.subdistrict)}
    fresh, grown = [], []
    for name, places in names.items():
        for compound, count in places:
            held = known.get((compound, name))
            if held is None:
                fresh.append(
                    CompoundName(subdistrict=by.subdistrict, compound_id=compound, name=name, evidence=count)
                )
            elif count > held.evidence:
                held.evidence = count
                grown.append(held)
    CompoundName.objects.bulk_create(fresh, batch_size=BATCH)
    CompoundName.objects.of(by.subdistrict).bulk_update(grown, ["evidence"], batch_size=BATCH)
    if fresh or grown:
        record("places.names_learned", by=by, at=at, names=len(fresh), grown=len(grown))
    return len(fresh)
