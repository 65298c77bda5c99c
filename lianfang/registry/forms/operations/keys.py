"""Keys that let ODK Collect on one phone work as one staff member, and what the phone takes along."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor
from lianfang.ledger.operations import record
from lianfang.registry.accounts.models import User
from lianfang.registry.accounts.rules import hash_of

from .. import hooks
from ..models import DeviceKey
from ..rights import MANAGERS, check

BYTES = 24


@transaction.atomic
def give_key(*, by: Actor, user_id: UUID, name: str, at: datetime) -> tuple[DeviceKey, str]:
    """Gives a staff member's phone a key; returns it with the secret, which is shown once."""
    check(by, MANAGERS)
    user = User.objects.visible_to(by).get(pk=user_id, is_active=True)
    token = secrets.token_urlsafe(BYTES)
    made = DeviceKey.objects.create(
        subdistrict=by.subdistrict,
        user=user,
        name=name.strip()[:60] or user.name,
        token_hash=hash_of(token),
        given_by_name=by.name,
        given_at=at,
    )
    record("forms.key_given", by=by, at=at, about=made, user=user.id)
    return made, token


@transaction.atomic
def revoke_key(*, by: Actor, key_id: UUID, at: datetime) -> DeviceKey:
    """Takes a phone's key back: a lost phone, somebody who left. Idempotent."""
    check(by, MANAGERS)
    found = DeviceKey.objects.visible_to(by).select_for_update(of=("self",)).get(pk=key_id)
    found.revoked_at = found.revoked_at or at
    found.save(update_fields=["revoked_at"])
    record("forms.key_revoked", by=by, at=at, about=found, user=found.user_id)
    return found


@transaction.atomic
def carry_list(*, by: Actor, key: DeviceKey, name: str, at: datetime) -> bytes | None:
    """Gives a phone a list that is its own (the doors of its team); None where no room offers one of this name."""
    body = hooks.list_for(name, by, at)
    if body is not None:
        record("forms.list_carried", by=by, at=at, about=key, name=name, lines=len(body.splitlines()) - 2)
    return body
