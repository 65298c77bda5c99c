"""A whole crew gets its accounts at once."""

import pytest

from lianfang.core import Refused, Role
from lianfang.ledger.models import Entry
from lianfang.registry.accounts import operations, selectors
from lianfang.registry.accounts.models import User
from lianfang.registry.accounts.operations import Newcomer
from lianfang.registry.accounts.rules import Placement
from tests.cast import AT


def add(cast, *newcomers, by="data"):
    return operations.add_many(by=cast[by], newcomers=newcomers, password="one-for-all-of-us", at=AT)


def doctor(cast, username="wulei"):
    posts = [Placement(Role.DOCTOR, committee=area.committee.id) for area in (cast.a, cast.b)]
    return Newcomer(username, "吴磊", tuple(posts))


def test_everybody_has_every_post_and_may_keep_the_password(cast):
    [user] = add(cast, doctor(cast))
    viewer = selectors.actor_for(User.objects.get(pk=user.pk))
    assert viewer.committees == {cast.a.committee.id, cast.b.committee.id}
    assert user.check_password("one-for-all-of-us")
    assert not user.must_change_password
    assert Entry.objects.get(event="accounts.many_added").facts == {"accounts": 1, "posts": 2}


def test_a_name_that_is_taken_takes_everybody_back(cast):
    add(cast, doctor(cast))
    with pytest.raises(Refused):
        add(cast, doctor(cast, "somebody"), doctor(cast))
    assert not User.objects.filter(username="somebody").exists()


def test_a_post_without_its_area_is_refused(cast):
    with pytest.raises(Refused):
        add(cast, Newcomer("leader-two", "丁国平", (Placement(Role.LEADER),)))


def test_only_those_who_manage_accounts_give_them(cast):
    with pytest.raises(Refused):
        add(cast, doctor(cast), by="chen")
