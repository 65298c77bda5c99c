"""Examples for the house's walk over every URL."""

from datetime import date

from lianfang.core import Actor, Role, ids
from lianfang.core.actor import system
from lianfang.response.services import operations
from lianfang.response.services.models import Kind
from lianfang.response.services.operations import Helper, Laid, Rhythm
from lianfang.response.services.tests import given
from tests.cast import AT


def _errand(cast, area):
    return {"errand_id": given.errand(cast, area, client_id=ids.new().hex).id}


def _own(cast, area):
    return {"errand_id": given.errand(cast, area, client_id=ids.new().hex).id}


def _person(cast, area):
    return {"person_id": given.person_in(cast, area).id}


def _series(cast, area):
    rhythm = Rhythm(given.person_in(cast, area).id, "rubbish", (2, 5), date(2020, 2, 10))
    return {"series_id": operations.begin_series(by=system(cast.subdistrict.id), rhythm=rhythm, at=AT).id}


def _payment(cast, area):
    by = Actor(None, "值班员", Role.DUTY_OFFICER, cast.subdistrict.id)
    one = given.errand(cast, area, client_id=ids.new().hex)
    operations.assign(by=by, errand_id=one.id, helper=Helper(name="热心人"), at=AT)
    laid = Laid("advanced", 3650, "wechat", receipt=b"\xff\xd8\xff\xda\x00\x02picture\xff\xd9")
    return {"payment_id": operations.pay(by=by, errand_id=one.id, laid=laid, at=AT).id}


def _kind(cast, area):
    operations.load_default_kinds(by=system(cast.subdistrict.id), at=AT)
    return {"kind_id": Kind.objects.of(cast.subdistrict.id).first().id}


EXAMPLES = {
    "services:errand": _errand,
    "services:assign": _errand,
    "services:step": _errand,
    "services:take_back": _errand,
    "services:pay": _errand,
    "services:own_step": _own,
    "services:ask": _person,
    "services:begin_series": _person,
    "services:end_series": _series,
    "services:strike": _payment,
    "services:receipt": _payment,
    "services:end_kind": _kind,
}
EVERYWHERE = {"services:end_kind"}
POSTS = {
    "services:assign": {"name": "热心人"},
    "services:step": {"move": "done"},
    "services:own_step": {"move": "withdrawn"},
    "services:pay": {"kind": "advanced", "amount": "36.50", "way": "wechat"},
    "services:begin_series": {"kind": "rubbish", "weekdays": ["2", "5"]},
    "services:own": {"kind": "shopping", "text": "鸡蛋", "client_id": "c"},
}
