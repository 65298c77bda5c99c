"""Giving people accounts and posts, taking them back, freezing, and one-time links for residents."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse

from lianfang.core import Actor, Refused, Role
from lianfang.ledger import operations as ledger
from lianfang.registry.places.models import Building, Committee

from . import rules
from .models import Link, Post, User
from .rules import Placement


@transaction.atomic
def add(*, by: Actor, username: str, name: str, placement: Placement, at: datetime) -> tuple[User, str]:
    """Gives a person an account with a first post; returns it with the initial password, which is shown once.

    Raises `accounts.not_a_manager`, `accounts.username_taken` and what `rules.check_placement` raises.
    """
    rules.check_can_manage(by.role)
    username = username.strip().lower()
    if User.objects.filter(username=username).exists():
        raise Refused("accounts.username_taken", username=username)
    password = _fresh_password()
    user = User.objects.create(
        subdistrict=by.subdistrict,
        username=username,
        name=name.strip(),
        password=password,
        must_change_password=True,
    )
    post = _place(by, user, placement, at)
    ledger.record("accounts.added", by=by, at=at, about=user, committee=post.committee_id, role=post.role)
    return user, password


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be given an account, with every post they are to hold."""

    username: str
    name: str
    placements: tuple[Placement, ...]


@transaction.atomic
def add_many(*, by: Actor, newcomers: Sequence[Newcomer], password: str, at: datetime) -> list[User]:
    """Gives many people accounts with one given password that lasts: for an exercise, whose people are
    invented.

    Raises `accounts.not_a_manager`, `accounts.username_taken` and what `rules.check_placement` raises.
    """
    rules.check_can_manage(by.role)
    taken = User.objects.filter(username__in=[one.username for one in newcomers]).first()
    if taken:
        raise Refused("accounts.username_taken", username=taken.username)
    # Hashed once: two hundred hashes made slow on purpose would take half a minute.
    hashed = make_password(password)
    users = [
        User(subdistrict=by.subdistrict, username=one.username, name=one.name, password=hashed)
        for one in newcomers
    ]
    User.objects.bulk_create(users)
    posts = [
        _post(by, user, rules.check_placement(placement), at)
        for user, one in zip(users, newcomers, strict=True)
        for placement in one.placements
    ]
    Post.objects.bulk_create(posts)
    ledger.record("accounts.many_added", by=by, at=at, accounts=len(users), posts=len(posts))
    return users


@transaction.atomic
def give_post(*, by: Actor, user_id: UUID, placement: Placement, at: datetime) -> Post:
    """Lets a person do one more thing somewhere.

    Raises `accounts.not_a_manager`, `accounts.has_left`, `accounts.post_held` and what
    `rules.check_placement` raises.
    """
    rules.check_can_manage(by.role)
    user = _locked(by, user_id)
    if user.left_at:
        raise Refused("accounts.has_left")
    post = _place(by, user, placement, at)
    ledger.record(
        "accounts.post_given", by=by, at=at, about=user, committee=post.committee_id, role=post.role
    )
    return post


@transaction.atomic
def end_post(*, by: Actor, post_id: UUID, at: datetime) -> Post:
    """Ends a post; what was done in it stays. Raises `accounts.post_ended`, `accounts.last_data_officer`."""
    rules.check_can_manage(by.role)
    post = Post.objects.visible_to(by).select_for_update(of=("self",)).get(pk=post_id)
    if post.ended_at:
        raise Refused("accounts.post_ended")
    if post.role == Role.DATA_OFFICER:
        _check_another_data_officer(by, post.user_id)
    post.ended_at = at
    post.save(update_fields=["ended_at"])
    ledger.record(
        "accounts.post_ended", by=by, at=at, about=post.user, committee=post.committee_id, role=post.role
    )
    return post


@transaction.atomic
def deactivate(*, by: Actor, user_id: UUID, at: datetime, reason: str = "") -> User:
    """Closes an account for good: no sign-in, sessions over. Raises `accounts.own_account`,
    `accounts.last_data_officer`, `accounts.has_left`."""
    user = _another(by, user_id)
    if user.left_at:
        raise Refused("accounts.has_left")
    _check_another_data_officer(by, user.id)
    user.left_at = at
    _shut(user)
    ledger.record("accounts.closed", by=by, at=at, about=user, reason=reason)
    return user


@transaction.atomic
def reactivate(*, by: Actor, user_id: UUID, at: datetime) -> User:
    """Opens a closed account again (the undo of closing). Raises `accounts.not_closed`."""
    user = _another(by, user_id)
    if not user.left_at:
        raise Refused("accounts.not_closed")
    user.left_at = None
    user.is_active = user.frozen_at is None
    user.save(update_fields=["left_at", "is_active"])
    ledger.record("accounts.reopened", by=by, at=at, about=user)
    return user


@transaction.atomic
def reset_sign_in(*, by: Actor, user_id: UUID, at: datetime) -> str:
    """A new one-time password; the second factor is taken off and sessions end.

    Raises `accounts.own_account`, `accounts.has_left`.
    """
    user = _another(by, user_id)
    if user.left_at:
        raise Refused("accounts.has_left")
    password = _fresh_password()
    user.set_password(password)
    user.must_change_password = True
    user.end_sessions()
    user.save(update_fields=["password", "must_change_password", "session_mark"])
    factors, _each = Authenticator.objects.filter(user=user).delete()
    ledger.record("accounts.sign_in_reset", by=by, at=at, about=user, factors_removed=factors)
    return password


@transaction.atomic
def sign_in(*, by: Actor, at: datetime) -> User:
    """Notes that somebody came in (网络安全法 Art. 21: kept six months and longer)."""
    user = User.objects.visible_to(by).get(pk=_own(by))
    ledger.record("accounts.signed_in", by=by, at=at, about=user)
    return user


@transaction.atomic
def password_changed(*, by: Actor, user_id: UUID, at: datetime) -> User:
    """Notes that a person chose a password of their own: the initial one is no longer asked to be changed."""
    user = User.objects.visible_to(by).select_for_update().get(pk=user_id)
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    ledger.record("accounts.password_changed", by=by, at=at, about=user)
    return user


@transaction.atomic
def set_large_type(*, by: Actor, large: bool, at: datetime) -> User:
    """长辈版: pages in 22 px for this person."""
    user = User.objects.visible_to(by).select_for_update().get(pk=_own(by))
    user.large_type = large
    user.save(update_fields=["large_type"])
    ledger.record("accounts.type_size_set", by=by, at=at, about=user, large=large)
    return user


@transaction.atomic
def freeze(*, by: Actor, user_id: UUID, at: datetime, reason: str) -> User:
    """Stops one account at once, until it is thawed.

    Raises `accounts.own_account`, `accounts.reason_missing`.
    """
    user = _another(by, user_id)
    reason = _given(reason)
    user.frozen_at = user.frozen_at or at
    _shut(user)
    ledger.record("accounts.frozen", by=by, at=at, about=user, reason=reason)
    return user


@transaction.atomic
def freeze_all(*, by: Actor, at: datetime, reason: str) -> int:
    """A breach: every account but the one acting is stopped, every session and every resident's link ended.

    Returns how many accounts were frozen. Raises `accounts.not_a_manager`, `accounts.reason_missing`.
    """
    rules.check_can_manage(by.role)
    reason = _given(reason)
    others = User.objects.visible_to(by).exclude(pk=_own(by)).filter(left_at=None, frozen_at=None)
    stopped = list(others.select_for_update())
    for user in stopped:
        user.frozen_at = at
        user.is_active = False
        user.end_sessions()
    User.objects.bulk_update(stopped, ["frozen_at", "is_active", "session_mark"], batch_size=500)
    links = Link.objects.of(by.subdistrict).filter(revoked_at=None).update(revoked_at=at)
    ledger.record("accounts.all_frozen", by=by, at=at, reason=reason, accounts=len(stopped), links=links)
    return len(stopped)


@transaction.atomic
def thaw(*, by: Actor, user_id: UUID, at: datetime) -> User:
    """Lets a frozen account sign in again. Raises `accounts.not_frozen`."""
    user = _another(by, user_id)
    if not user.frozen_at:
        raise Refused("accounts.not_frozen")
    user.frozen_at = None
    user.is_active = user.left_at is None
    user.save(update_fields=["frozen_at", "is_active"])
    ledger.record("accounts.thawed", by=by, at=at, about=user)
    return user


@transaction.atomic
def invite(*, by: Actor, person: UUID, at: datetime, expires_at: datetime | None = None) -> str:
    """A one-time link for a resident; returns its path. The caller has checked that `by` may see the person.

    Lasts two days unless said. Raises `accounts.may_not_invite`.
    """
    return _link(by, Link(person=person, expires_at=expires_at or at + rules.LINK_LASTS), at)


@transaction.atomic
def give_slip(*, by: Actor, person: UUID, until: datetime, at: datetime) -> str:
    """A link for a household's printed slip: it opens on a few telephones and stays open there until a time.

    Returns its path; the caller has checked that `by` may see the person. Raises `accounts.may_not_invite`.
    """
    slip = Link(person=person, expires_at=until, visit_until=until, visits=rules.SLIP_PHONES)
    return _link(by, slip, at)


def _link(by: Actor, link: Link, at: datetime) -> str:
    if by.role not in rules.INVITERS:
        raise Refused("accounts.may_not_invite")
    token = secrets.token_urlsafe(24)
    link.subdistrict, link.token_hash = by.subdistrict, rules.hash_of(token)
    link.given_by, link.given_at = by.id, at
    link.save(force_insert=True)
    ledger.record(
        "accounts.invited",
        by=by,
        at=at,
        about=link,
        person=link.person,
        expires_at=link.expires_at,
        visits=link.visits,
    )
    return reverse("resident_link", args=[by.subdistrict.hex, token])


@transaction.atomic
def use_link(*, by: Actor, token: str, at: datetime) -> Link:
    """Begins a visit with a link; spent with its last one, it opens nothing any more.

    Raises `accounts.link_over` where it cannot be used.
    """
    links = Link.objects.of(by.subdistrict).open(at).select_for_update()
    link = links.filter(token_hash=rules.hash_of(token)).first()
    if link is None:
        raise Refused("accounts.link_over")
    link.visits_begun += 1
    link.used_at = at if link.visits_begun >= link.visits else None
    link.save(update_fields=["visits_begun", "used_at"])
    ledger.record("accounts.link_used", by=by, at=at, about=link, person=link.person)
    return link


@transaction.atomic
def revoke_link(*, by: Actor, link_id: UUID, at: datetime) -> Link:
    """Withdraws a link; a visit that began with it ends."""
    link = Link.objects.visible_to(by).select_for_update().get(pk=link_id)
    link.revoked_at = link.revoked_at or at
    link.save(update_fields=["revoked_at"])
    ledger.record("accounts.link_revoked", by=by, at=at, about=link, person=link.person)
    return link


def _place(by: Actor, user: User, placement: Placement, at: datetime) -> Post:
    fit = rules.check_placement(placement)
    committee = Committee.objects.visible_to(by).get(pk=fit.committee) if fit.committee else None
    building = Building.objects.visible_to(by).get(pk=fit.building) if fit.building else None
    held = Post.objects.held_by(user).filter(role=fit.role.value, committee=committee, building=building)
    if held.exists():
        raise Refused("accounts.post_held")
    return Post.objects.create(
        subdistrict=by.subdistrict,
        user=user,
        role=fit.role.value,
        committee=committee,
        building=building,
        began_at=at,
    )


def _post(by: Actor, user: User, fit: Placement, at: datetime) -> Post:
    return Post(
        subdistrict=by.subdistrict,
        user=user,
        role=fit.role.value,
        committee_id=fit.committee,
        building_id=fit.building,
        began_at=at,
    )


def _locked(by: Actor, user_id: UUID) -> User:
    return User.objects.visible_to(by).select_for_update().get(pk=user_id)


def _another(by: Actor, user_id: UUID) -> User:
    rules.check_can_manage(by.role)
    if by.id == user_id:
        raise Refused("accounts.own_account")
    return _locked(by, user_id)


def _own(by: Actor) -> UUID:
    # Work that no person started acts on nobody's own account.
    return by.id or UUID(int=0)


def _shut(user: User) -> None:
    user.is_active = False
    user.end_sessions()
    user.save(update_fields=["left_at", "frozen_at", "is_active", "session_mark"])


def _check_another_data_officer(by: Actor, leaving: UUID) -> None:
    # Lock them all, so that two cannot leave at the same moment.
    officers = Post.objects.of(by.subdistrict).filter(role=Role.DATA_OFFICER.value, ended_at=None)
    held = {post.user_id for post in officers.select_for_update(of=("self",))}
    staying = User.objects.filter(pk__in=held - {leaving}, left_at=None)
    if leaving in held and not staying.exists():
        raise Refused("accounts.last_data_officer")


def _given(reason: str) -> str:
    if not reason.strip():
        raise Refused("accounts.reason_missing")
    return reason.strip()


def _fresh_password() -> str:
    letters = [secrets.choice(rules.ALPHABET) for _each in range(rules.PASSWORD_GROUPS * rules.GROUP)]
    return rules.spell_password(letters)
