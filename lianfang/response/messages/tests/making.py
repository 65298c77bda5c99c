"""People with numbers, and ways out that go nowhere, for the tests of this room."""

from __future__ import annotations

import json
from datetime import datetime

from lianfang.core import cipher, masking
from lianfang.registry.people.models import Contact, Mention, Person
from lianfang.response.messages.models import Channel
from tests.cast import AT

PHONE, OTHER = "13776501482", "13776501483"


def give_number(person: Person, digits: str = PHONE, kind: str = "wechat") -> Contact:
    """Lets a source say this number of a person."""
    said = Mention.objects.create(
        subdistrict=person.subdistrict, kind=kind, purpose="screen", label="登记", as_of=AT,
        name=person.name, person=person,
    )  # fmt: skip
    return Contact.objects.create(
        subdistrict=person.subdistrict, mention=said, number=digits,
        lookup=cipher.lookup("phone", digits), masked=masking.phone(digits),
    )  # fmt: skip


def open_way(subdistrict, kind: str = "sms", at: datetime = AT, **settings) -> Channel:
    """A way out that is on; nothing in tests reaches its address."""
    wanted = {"url": "http://127.0.0.1:9/send", "body": {"to": "{number}", "text": "{text}"}, **settings}
    return Channel.objects.create(
        subdistrict=subdistrict,
        kind=kind,
        name=kind,
        settings=json.dumps(wanted),
        set_at=at,
        set_by_name="数据员",
    )
