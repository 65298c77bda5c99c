"""One file in two hands."""

from lianfang.ledger.models import Entry
from lianfang.registry.lists import operations
from lianfang.registry.lists.models import File, Import, Row
from lianfang.registry.lists.operations import reading
from lianfang.registry.lists.tests import handing
from tests.cast import AT
from tests.concurrency.racing import race, refusals, run_up

BODY = handing.csv(handing.WANG, handing.LI, handing.ZHAO)


def test_the_same_file_handed_in_twice_is_one_import(town):
    def upload(who):
        return lambda: operations.upload(by=town[who], file_name="公安名单.csv", body=BODY, at=AT).id

    assert len(set(race(town.subdistrict.id, upload("data"), upload("commander"), upload("chen")))) == 1
    assert (Import.objects.count(), File.objects.count()) == (1, 1)
    assert Entry.objects.filter(event="lists.uploaded").count() == 1


def test_a_list_is_sent_off_once(town, monkeypatch):
    monkeypatch.setattr(reading, "open_workbook", handing.read_here)
    made = handing.hand_in(town["data"], BODY)

    def queue(who):
        return lambda: operations.queue(by=town[who], import_id=made.id, at=AT)

    assert refusals(race(town.subdistrict.id, queue("data"), queue("commander"))) == ["lists.not_waiting"]


def test_two_workers_at_one_import_take_every_row_once(town, monkeypatch):
    from lianfang.registry.lists import jobs

    monkeypatch.setattr(reading, "open_workbook", handing.read_here)
    made = handing.hand_in(town["data"], BODY)
    operations.queue(by=town["data"], import_id=made.id, at=AT)
    work = lambda: jobs.import_rows(town.subdistrict.id, made.id)  # noqa: E731
    results = run_up(work, work)
    assert set(refusals(results)) <= {"lists.under_way", "lists.not_waiting"}
    assert sorted(Row.objects.values_list("number", flat=True)) == sorted(
        set(Row.objects.values_list("number", flat=True))
    )
    assert Row.objects.count() == 3
    assert Import.objects.get().state == Import.State.LINKING
