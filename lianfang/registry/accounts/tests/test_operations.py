"""Accounts, posts and links: each operation works, refuses what it must, and is in the record."""

from datetime import timedelta

import pytest

from lianfang.core import Refused, Role, ids
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.registry.accounts import operations, selectors
from lianfang.registry.accounts.models import Link, Post, User
from lianfang.registry.accounts.rules import Placement
from tests.cast import AT

CALLER = Placement(Role.CALLER)


def _events(*names):
    return list(Entry.objects.filter(event__in=names).values_list("event", flat=True))


def _add(cast, username="newcomer", placement=CALLER, by="data"):
    return operations.add(by=cast[by], username=username, name="新同事", placement=placement, at=AT)


def _refused(code, act, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        act(*args, **kwargs)
    assert refusal.value.code == code


def test_a_newcomer_signs_in_with_the_password_shown_once_and_must_change_it(cast):
    user, password = _add(cast)
    user.refresh_from_db()
    assert user.check_password(password)
    assert user.must_change_password
    assert selectors.actor_for(user).role == Role.CALLER
    assert _events("accounts.added") == ["accounts.added"]


def test_the_password_is_nowhere_in_the_record(cast):
    _user, password = _add(cast)
    assert not any(password in str(facts) for facts in Entry.objects.values_list("facts", flat=True))


def test_two_people_do_not_share_a_user_name(cast):
    _add(cast)
    _refused("accounts.username_taken", _add, cast, username="NewComer ")


@pytest.mark.parametrize("who", ["chen", "duty", "leader", "caller", "police"])
def test_only_managers_give_accounts(cast, who):
    _refused("accounts.not_a_manager", _add, cast, by=who)


@pytest.mark.parametrize(
    ("placement", "code"),
    [
        (Placement(Role.COMMITTEE_WORKER), "accounts.committee_missing"),
        (Placement(Role.LEADER), "accounts.stair_missing"),
        (Placement(Role.RESIDENT), "accounts.no_such_role"),
        (Placement(Role.SYSTEM), "accounts.no_such_role"),
    ],
)
def test_a_post_needs_its_area(cast, placement, code):
    _refused(code, _add, cast, placement=placement)


def test_a_second_post_widens_what_somebody_sees(cast):
    second = Placement(Role.COMMITTEE_WORKER, committee=cast.b.committee.id)
    operations.give_post(by=cast["data"], user_id=cast.users["chen"].pk, placement=second, at=AT)
    assert selectors.actor_for(cast.users["chen"]).committees == {cast.a.committee.id, cast.b.committee.id}
    again = {"by": cast["data"], "user_id": cast.users["chen"].pk, "placement": second, "at": AT}
    _refused("accounts.post_held", operations.give_post, **again)


def test_an_ended_post_sees_nothing(cast):
    post = Post.objects.get(user=cast.users["chen"])
    operations.end_post(by=cast["data"], post_id=post.id, at=AT)
    assert selectors.actor_for(cast.users["chen"]) is None
    _refused("accounts.post_ended", operations.end_post, by=cast["data"], post_id=post.id, at=AT)


def test_the_last_data_officer_stays(cast):
    post = Post.objects.get(user=cast.users["data"])
    _refused("accounts.last_data_officer", operations.end_post, by=cast["data"], post_id=post.id, at=AT)
    leaving = {"by": cast["commander"], "user_id": cast.users["data"].pk, "at": AT}
    _refused("accounts.last_data_officer", operations.deactivate, **leaving)
    _add(cast, username="second", placement=Placement(Role.DATA_OFFICER))
    operations.deactivate(**leaving)
    assert not User.objects.get(pk=cast.users["data"].pk).is_active


@pytest.mark.parametrize("act", ["deactivate", "reset_sign_in", "thaw", "reactivate"])
def test_nobody_acts_on_the_own_account(cast, act):
    own = {"by": cast["data"], "user_id": cast.users["data"].pk, "at": AT}
    _refused("accounts.own_account", getattr(operations, act), **own)


def test_a_closed_account_comes_back_by_undo(cast):
    who = {"by": cast["data"], "user_id": cast.users["caller"].pk, "at": AT}
    operations.deactivate(**who)
    _refused("accounts.has_left", operations.deactivate, **who)
    operations.reactivate(**who)
    assert User.objects.get(pk=cast.users["caller"].pk).is_active
    _refused("accounts.not_closed", operations.reactivate, **who)


def test_freezing_ends_sessions_and_thawing_lets_in(cast, client):
    client.force_login(cast.users["caller"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/").status_code == 200
    who = {"by": cast["data"], "user_id": cast.users["caller"].pk, "at": AT}
    _refused("accounts.reason_missing", operations.freeze, reason="  ", **who)
    operations.freeze(reason="手机被偷", **who)
    assert client.get("/").status_code == 302
    operations.thaw(**who)
    assert User.objects.get(pk=cast.users["caller"].pk).is_active
    assert client.get("/").status_code == 302, "the old session stays dead"
    _refused("accounts.not_frozen", operations.thaw, **who)


def test_a_breach_stops_everybody_but_the_one_who_says_so(cast):
    operations.invite(by=cast["chen"], person=cast.people["rare"].id, at=AT)
    count = operations.freeze_all(by=cast["data"], at=AT, reason="名单外泄")
    assert count == len(cast.users) - 1
    assert list(User.objects.filter(is_active=True)) == [cast.users["data"]]
    assert not Link.objects.filter(revoked_at=None).exists()
    _refused("accounts.not_a_manager", operations.freeze_all, by=cast["chen"], at=AT, reason="x")


def test_a_reset_gives_a_new_password_and_takes_the_old_one(cast):
    password = operations.reset_sign_in(by=cast["data"], user_id=cast.users["caller"].pk, at=AT)
    user = User.objects.get(pk=cast.users["caller"].pk)
    assert user.check_password(password)
    assert user.must_change_password


def test_the_ledger_failing_undoes_the_write(cast, monkeypatch):
    def fails(*_args, **_kwargs):
        raise RuntimeError("no record, no act")

    monkeypatch.setattr(operations.ledger, "record", fails)
    with pytest.raises(RuntimeError):
        _add(cast)
    assert not User.objects.filter(username="newcomer").exists()


def test_another_subdistricts_account_does_not_exist(cast):
    stranger = User.objects.create(subdistrict=ids.new(), username="elsewhere", name="外街道", password="x")
    with pytest.raises(User.DoesNotExist):
        operations.deactivate(by=cast["data"], user_id=stranger.pk, at=AT)


def _token(path):
    return path.strip("/").split("/")[-1]


def test_a_link_opens_once(cast):
    token = _token(operations.invite(by=cast["chen"], person=cast.people["rare"].id, at=AT))
    by = system(cast.subdistrict.id)
    assert operations.use_link(by=by, token=token, at=AT).person == cast.people["rare"].id
    _refused("accounts.link_over", operations.use_link, by=by, token=token, at=AT)


def test_a_link_runs_out_and_can_be_withdrawn(cast):
    by = system(cast.subdistrict.id)
    old = _token(operations.invite(by=cast["chen"], person=cast.people["rare"].id, at=AT))
    _refused("accounts.link_over", operations.use_link, by=by, token=old, at=AT + timedelta(days=2))
    fresh = _token(operations.invite(by=cast["chen"], person=cast.people["rare"].id, at=AT))
    for link in Link.objects.all():
        operations.revoke_link(by=cast["chen"], link_id=link.id, at=AT)
    _refused("accounts.link_over", operations.use_link, by=by, token=fresh, at=AT)


def test_the_token_itself_is_not_kept(cast):
    token = _token(operations.invite(by=cast["chen"], person=cast.people["rare"].id, at=AT))
    assert token.encode() not in bytes(Link.objects.get().token_hash)


@pytest.mark.parametrize("who", ["caller", "guard", "firm", "leader", "police"])
def test_who_does_not_invite(cast, who):
    _refused("accounts.may_not_invite", operations.invite, by=cast[who], person=ids.new(), at=AT)
