"""What a person does with answers that no form accepted."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, cipher
from lianfang.ledger.operations import record

from .. import selectors
from ..files import Sent
from ..models import SEALED_FILE, Kept, KeptFile, Submission
from ..rights import DECIDERS, check
from ..rules.safexml import parse
from .submitting import attach, stored, tell

REASON = 200


@transaction.atomic
def take_in(*, by: Actor, kept_id: UUID, reason: str, at: datetime) -> Submission:
    """Takes kept answers in as they are, with a reason: they count from now on.

    Raises `forms.decided_already`, `forms.reason_missing`, `forms.no_version` where nobody knows the form,
    `forms.instance_taken`.
    """
    kept = _waiting(by, kept_id, reason)
    if kept.version is None or not kept.instance_id:
        raise Refused("forms.no_version")
    filled = selectors.fill_xml(kept.version, parse(kept.xml.encode()), at)
    made = Submission(
        subdistrict=by.subdistrict,
        version=kept.version,
        instance_id=kept.instance_id,
        digest=kept.digest,
        xml=kept.xml,
        answers=json.dumps(filled.answers, ensure_ascii=False),
        committee_id=kept.committee_id,
        way=Submission.Way.LOOKED,
        by=kept.by,
        by_name=kept.by_name,
        at=at,
    )
    if not stored(made):
        raise Refused("forms.instance_taken")
    attach(made, _files(kept), at)
    tell(made, by, at)
    _decide(kept, Kept.State.TAKEN, by=by, reason=reason, at=at)
    record("forms.taken_in", by=by, at=at, about=kept, committee=kept.committee_id, reason=reason)
    return made


@transaction.atomic
def put_aside(*, by: Actor, kept_id: UUID, reason: str, at: datetime) -> Kept:
    """Says that kept answers are not to count, and why. They stay until their day.

    Raises `forms.decided_already`, `forms.reason_missing`.
    """
    kept = _waiting(by, kept_id, reason)
    _decide(kept, Kept.State.ASIDE, by=by, reason=reason, at=at)
    record("forms.put_aside", by=by, at=at, about=kept, committee=kept.committee_id, reason=reason)
    return kept


def _waiting(by: Actor, kept_id: UUID, reason: str) -> Kept:
    check(by, DECIDERS)
    if not reason.strip():
        raise Refused("forms.reason_missing")
    found = Kept.objects.visible_to(by).select_for_update(of=("self",)).get(pk=kept_id)
    if found.state != Kept.State.WAITING:
        raise Refused("forms.decided_already", state=found.get_state_display())
    return found


def _decide(kept: Kept, state: str, *, by: Actor, reason: str, at: datetime) -> None:
    kept.state, kept.decided_by_name, kept.decided_at = state, by.name, at
    kept.reason = reason.strip()[:REASON]
    kept.save(update_fields=["state", "decided_by_name", "decided_at", "reason"])


def _files(kept: Kept) -> list[Sent]:
    rows = KeptFile.objects.of(kept.subdistrict).filter(kept=kept)
    return [Sent(row.name, row.kind, cipher.unseal_bytes(bytes(row.body), SEALED_FILE)) for row in rows]
