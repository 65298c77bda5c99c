"""Examples for the house's walk over every URL: one message out and one in, in an area."""

from lianfang.core import cipher, ids
from lianfang.response.messages.models import Correspondent, Incoming, Message
from tests.cast import AT

from .making import open_way


def _person(cast, area):
    return next(p for p in cast.people.values() if p.committee_id == area.committee.id)


def _incoming(cast, area):
    person = _person(cast, area)
    made = Incoming.objects.create(
        subdistrict=cast.subdistrict.id, kind="sms", external_id=ids.new().hex, sender="13776501482",
        sender_lookup=cipher.lookup("phone", "13776501482"), sender_masked="137****1482", body="什么时候解除",
        language="zh-hans", sent_at=AT, received_at=AT, person=person, committee=area.committee, meaning="unsure",
        meant='{"said": [], "is_correction": false}',
    )  # fmt: skip
    return {"incoming_id": made.id}


def _message(cast, area):
    made = Message.objects.create(
        subdistrict=cast.subdistrict.id, key=ids.new().hex, code="answer", language="zh-hans", kind="sms",
        person=_person(cast, area), committee=area.committee, body="请来电", state="held", why="no_gateway",
        created_at=AT, due_at=AT, changed_at=AT,
    )  # fmt: skip
    return {"message_id": made.id}


def _channel(cast, area):
    return {"channel_id": open_way(cast.subdistrict.id, "group", url="json://127.0.0.1:9/").id}


def _text(cast, area):
    return {"code": "link", "language": "en"}


def _kind(cast, area):
    return {"kind": "wechat"}


def _code(cast, area):
    return {"code": cast.subdistrict.code}


def _correspondent(cast, area):
    made = Correspondent.objects.create(
        subdistrict=cast.subdistrict.id, kind="wechat", address="o-invented", lookup=ids.new().bytes, masked="o-*",
        person=_person(cast, area), since=AT, heard_at=AT,
    )  # fmt: skip
    return {"correspondent_id": made.id}


EXAMPLES = {
    "messages:untie": _correspondent,
    "messages:incoming": _incoming,
    "messages:settle": _incoming,
    "messages:dismiss": _incoming,
    "messages:answer": _incoming,
    "messages:tie": _incoming,
    "messages:message": _message,
    "messages:hand": _message,
    "messages:withdraw": _message,
    "messages:text": _text,
    "messages:set_channel": _kind,
    "messages:shut_channel": _channel,
    "messages:wechat": _code,
    "messages:sms": _code,
    "messages:report": _code,
    "observation:from_message": _incoming,
}
POSTS = {
    "messages:dismiss": {"reason": "打错了"},
    "messages:answer": {"text": "请来电"},
}
EVERYWHERE = {"messages:text", "messages:set_channel", "messages:shut_channel"}
