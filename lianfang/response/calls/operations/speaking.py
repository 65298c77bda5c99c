"""An answered call, with what was said about each need: stored against the questionnaires in force, in one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor

from .. import answering, rights
from ..models import Attempt, Need
from ..turns import in_hand
from .recording import Heard, Said, conclude, needs_of


@dataclass(frozen=True, slots=True)
class Words:
    """What was said about one need, by the questionnaire's names."""

    need: UUID
    values: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def answer(*, by: Actor, callee_id: UUID, words: Sequence[Words], note: str = "", at: datetime) -> Attempt:
    """Records an answered call: each need's answers checked by the version of its questionnaire in force and kept
    with it, then the outcome. Raises what `forms.operations.submit` and `record_outcome` raise."""
    rights.check(by, rights.AGENTS)
    callee = in_hand(by, callee_id)
    needs = needs_of(callee)
    named = {one.id: one for one in needs}
    claimed_at = callee.claimed_at or at
    said = [
        _said(by, named[one.need], one, claimed_at=claimed_at, at=at) for one in words if one.need in named
    ]
    heard = Heard("answered", said=tuple(said), note=note)
    return conclude(by, callee, needs, heard, at=at)


def _said(by: Actor, need: Need, words: Words, *, claimed_at: datetime, at: datetime) -> Said:
    stored = answering.store(by, need, words.values, claimed_at=claimed_at, at=at)
    return Said(need.id, {} if stored else words.values, stored)
