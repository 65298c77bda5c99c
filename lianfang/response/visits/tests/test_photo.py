"""The photograph of the slip: seen by who sees the visit, and the record says who looked."""

from lianfang.ledger.models import Entry
from lianfang.response.visits import operations
from lianfang.response.visits.models import Visit
from tests.cast import AT

from .outing import ask, found

SLIP = b"\xff\xd8a slip on a door"


def _visit(cast):
    request = ask(cast)
    operations.record_visit(by=cast["chen"], found=found(request, "nobody", slip="K7P2", photo=SLIP), at=AT)
    return request, Visit.objects.get()


def test_the_photograph_is_shown_on_the_visits_page_and_each_looker_once_a_day_in_the_record(cast, sign_in):
    request, visit = _visit(cast)
    desk = sign_in("duty")
    assert f"/visits/{visit.id}/photo/" in desk.get(f"/visits/requests/{request.id}/").text
    for _again in range(2):
        answer = desk.get(f"/visits/{visit.id}/photo/")
        assert (answer.content, answer.headers["Content-Type"]) == (SLIP, "image/jpeg")
    entry = Entry.objects.of(cast.subdistrict.id).get(event="visits.photo_seen")
    assert (entry.person, entry.actor) == (request.person_id, cast.users["duty"].id)


def test_another_area_does_not_see_it(cast, sign_in):
    _request, visit = _visit(cast)
    assert sign_in("bao").get(f"/visits/{visit.id}/photo/").status_code == 404


def test_nobody_reads_it_in_the_database(cast):
    _request, visit = _visit(cast)
    assert SLIP not in bytes(visit.sealed_photo)
