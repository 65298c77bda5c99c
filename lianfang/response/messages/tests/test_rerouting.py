"""The official account may write for 48 hours after somebody wrote; later a message takes another way, or waits for the
office with the reason. It is never thrown at an account that the platform refuses."""

from datetime import timedelta

import pytest

from lianfang.core.actor import system
from lianfang.response.messages import operations, rules
from lianfang.response.messages.gateways import Said
from lianfang.response.messages.models import Correspondent, Delivery
from lianfang.response.messages.operations import Arrived, Outcome
from lianfang.response.messages.operations.sending import send
from lianfang.response.messages.rules import Step, Why
from tests.cast import AT

from .making import PHONE, give_number, open_way

LATER = AT + timedelta(hours=49)


@pytest.fixture
def follower(cast):
    """王㛃 follows the official account and has a telephone; both ways are set up."""
    give_number(cast.people["rare"])
    for kind in ("sms", "wechat"):
        open_way(cast.subdistrict.id, kind, app_id="wx", token="t", secret="s")
    return _writes(cast)


def _writes(cast, at=AT):
    arrived = Arrived("wechat", "o-follower", f"你好 {at}", f"{at}", at)
    cast.came = operations.receive(by=system(cast.subdistrict.id), arrived=arrived, at=at)
    Correspondent.objects.of(cast.subdistrict.id).update(person=cast.people["rare"])
    return cast


def _send(cast, at):
    given = {"template": "answer", "facts": {"text": "请来电"}, "person": cast.people["rare"].id}
    return send(by=cast["chen"], at=at, **given)


def _out(cast, at, said=Said(Step.ACCEPTED)):  # noqa: B008
    by = system(cast.subdistrict.id)
    going = operations.set_out(by=by, at=at)
    operations.note(by=by, outcomes=[Outcome(one, said) for one in going], at=at)
    return [(one.kind, one.address) for one in going]


def test_within_two_days_the_account_writes_and_afterwards_the_telephone(follower):
    assert _send(follower, AT + timedelta(hours=47)).kind == "wechat"
    assert _send(follower, LATER).kind == "sms"
    _writes(follower, LATER)
    assert _send(follower, LATER).kind == "wechat"


def test_an_answer_by_hand_after_two_days_goes_by_telephone(follower):
    came = follower.came
    came.person = follower.people["rare"]
    came.save()
    made = operations.answer(by=follower["duty"], incoming_id=came.id, text="明天解除", at=LATER)
    assert (made.kind, made.state) == ("sms", "waiting")


def test_an_answer_to_a_stranger_after_two_days_waits_for_the_office_with_the_reason(cast):
    open_way(cast.subdistrict.id, "wechat", app_id="wx", token="t", secret="s")
    arrived = Arrived("wechat", "o-nobody", "你好", "1", AT)
    came = operations.receive(by=system(cast.subdistrict.id), arrived=arrived, at=AT)
    made = operations.answer(by=cast["duty"], incoming_id=came.id, text="请来电", at=LATER)
    assert (made.kind, made.state, made.why) == ("wechat", "held", Why.ACCOUNT_SHUT)
    assert _out(cast, LATER) == []


def test_what_waited_too_long_takes_another_way_before_it_sets_out(follower):
    made = _send(follower, AT + timedelta(hours=47))
    assert _out(follower, LATER) == [("sms", PHONE)]
    made.refresh_from_db()
    assert (made.kind, made.state) == ("sms", "sent")


def test_what_the_platform_refuses_for_its_time_goes_on_by_telephone(follower):
    made = _send(follower, AT)
    assert _out(follower, AT, Said(Step.SHUT, "45015")) == [("wechat", "o-follower")]
    assert _out(follower, AT) == [("sms", PHONE)]
    made.refresh_from_db()
    steps = Delivery.objects.of(made.subdistrict).filter(message=made).order_by("number")
    assert [one.step for one in steps] == ["set_out", "shut", "rerouted", "set_out", "accepted"]
    assert rules.fold(one.step for one in steps) == made.state == "sent"


def test_without_another_way_it_is_kept_and_never_tried_again(cast):
    open_way(cast.subdistrict.id, "wechat", app_id="wx", token="t", secret="s")
    _writes(cast)
    made = _send(cast, AT)
    _out(cast, AT, Said(Step.SHUT, "45015"))
    assert _out(cast, AT) == []
    made.refresh_from_db()
    assert (made.state, made.why) == ("held", Why.ACCOUNT_SHUT)
    assert made.can_be_handed
