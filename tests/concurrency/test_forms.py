"""One instance sent twice at one moment: by a page, and by a phone whose first answer was lost."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianfang.core import tenant
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.registry.forms import operations, selectors
from lianfang.registry.forms.models import Kept, Submission
from lianfang.registry.forms.tests.test_openrosa import ROSA, instance
from tests.cast import AT
from tests.concurrency.racing import race, run_up

WELL = {"been_away": "no", "contact": "no", "symptoms": ["none"]}


def _ready(town):
    with tenant.inside(town.subdistrict.id):
        operations.load_defaults(by=system(town.subdistrict.id), at=AT)


def test_the_same_answers_twice_at_once_are_stored_once(town):
    _ready(town)
    version = selectors.current(town["chen"], "screening_call", date(2020, 2, 10))
    facts = {
        "by": town["chen"],
        "version_id": version.id,
        "values": WELL,
        "instance_id": "uuid:one",
        "at": AT,
    }
    results = race(town.subdistrict.id, *[lambda: operations.submit(**facts)] * 4)
    assert len({one.id for one in results}) == Submission.objects.count() == 1
    assert Entry.objects.filter(event="forms.submitted").count() == 1


def test_a_phone_that_sends_twice_at_once_is_answered_twice_and_counted_once(town):
    _ready(town)
    with tenant.inside(town.subdistrict.id):
        _key, token = operations.give_key(by=town["data"], user_id=town.users["chen"].id, name="一组", at=AT)

    def send(xml):
        part = SimpleUploadedFile("data.xml", xml.encode(), content_type="text/xml")
        way = f"/forms/key/{town.subdistrict.code}/{token}/submission"
        return lambda: Client().post(way, {"xml_submission_file": part}, headers=ROSA).status_code

    assert run_up(*[send(instance()) for _time in range(4)]) == [201] * 4
    assert Submission.objects.count() == 1
    assert run_up(*[send(instance("<found>asleep</found>", "uuid:2")) for _time in range(3)]) == [202] * 3
    assert Kept.objects.count() == 1
