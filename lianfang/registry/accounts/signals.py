"""What sign-in tells us: who came in, and who chose a password."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from lianfang.core import Actor, Role, clock, tenant

from . import operations, selectors
from .models import User


@receiver(user_logged_in, dispatch_uid="accounts.signed_in")
def note_sign_in(user: User, **_signal: Any) -> None:
    """Writes a sign-in into the record; the request has no subdistrict of its own yet."""
    with tenant.inside(user.subdistrict):
        operations.sign_in(by=_as_actor(user), at=clock.now())


@receiver(password_changed, dispatch_uid="accounts.password_changed")
def note_password(user: User, **_signal: Any) -> None:
    """A password of one's own: the initial one is done with."""
    with tenant.inside(user.subdistrict):
        operations.password_changed(by=_as_actor(user), user_id=user.pk, at=clock.now())


def _as_actor(user: User) -> Actor:
    # Somebody without a post still signs in, and the record still says so.
    return selectors.actor_for(user) or Actor(user.pk, user.name, Role.SYSTEM, user.subdistrict)
