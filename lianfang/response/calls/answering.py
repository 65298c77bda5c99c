"""A call's answers on their way in: read by the script, checked by the version in force, kept with the call."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lianfang.core import Actor, clock
from lianfang.registry.forms import operations as forms
from lianfang.registry.forms import selectors as filed
from lianfang.registry.forms.models import Submission

from .models import Answer, Need


def store(
    by: Actor, need: Need, values: Mapping[str, Any], *, claimed_at: datetime, at: datetime
) -> UUID | None:
    """Answers against the version of the questionnaire in force; None where the office has none. Raises what
    `forms.operations.submit` raises."""
    version = filed.current(by, need.questionnaire, clock.day_of(at)) if need.questionnaire else None
    if version is None:
        return None
    stored = forms.submit(
        by=by,
        version_id=version.id,
        values=values,
        about=("call", need.id),
        person=need.person_id,
        committee=need.committee_id,
        instance_id=f"call-{need.id.hex}-{claimed_at:%Y%m%d%H%M%S%f}",
        at=at,
    )
    return stored.id


@dataclass(frozen=True, slots=True)
class Told:
    """What was said about one need: the need with its answers by name, and which answer it was."""

    need: Need
    answer: Answer
    values: dict[str, Any]


def told(subdistrict: UUID, needs: Sequence[UUID], attempt: UUID) -> list[Told]:
    """What a call said about these needs, for the rooms above that act on it."""
    rows = Answer.objects.of(subdistrict).filter(attempt_id=attempt, need__id__any=list(needs))
    found = list(rows.select_related("need").order_by("id"))
    stored = Submission.objects.of(subdistrict).in_bulk([one.submission for one in found if one.submission])
    return [Told(one.need, one, values_of(one, stored)) for one in found]


def values_of(answer: Answer, stored: Mapping[UUID, Submission]) -> dict[str, Any]:
    """The answers of one need by the questionnaire's names."""
    if answer.submission and answer.submission in stored:
        return filed.answers(stored[answer.submission])
    return dict(json.loads(answer.words)) if answer.words else {}
