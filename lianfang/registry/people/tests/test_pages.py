"""What people see and press."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from lianfang.ledger.models import Entry
from lianfang.registry.people import operations
from lianfang.registry.people.models import Merge, Pair, Person
from lianfang.registry.people.tests import access
from lianfang.registry.people.tests.test_operations import a_mention, a_phone


@pytest.fixture
def rare(cast):
    """A person with a phone, best values computed."""
    from tests.cast import AT

    a_phone(cast, a_mention(cast, cast.people["rare"], address="甲路10弄1号102室"))
    operations.rebuild(by=cast["data"], at=AT)
    return Person.objects.get(pk=cast.people["rare"].pk)


def test_the_list_is_masked(sign_in, rare):
    page = sign_in("chen").get("/people/").text
    assert "王*" in page
    assert "138****5678" in page
    assert "王㛃" not in page
    assert "张*" not in page


@pytest.mark.parametrize(
    "query", ["committee=x", "source=nonsense", "page=-3", "registered=7", "q=%00", "compound=1"]
)
def test_a_broken_address_bar_breaks_nothing(sign_in, rare, query):
    assert sign_in("data").get(f"/people/?{query}").status_code == 200


def test_part_of_a_number_is_explained(sign_in, rare):
    assert "整号查找" in sign_in("data").get("/people/?q=1381234").text


def test_a_full_value_comes_for_a_reason_only(sign_in, rare):
    client = sign_in("chen")
    url = f"/people/{rare.id}/reveal/"
    assert "13812345678" not in client.get(f"/people/{rare.id}/").text
    assert client.post(url, {"field": "phone"}).status_code == 400
    answer = client.post(url, {"field": "phone", "reason": "电话排摸"}, headers={"HX-Request": "true"})
    assert "13812345678" in answer.text
    assert "电话排摸" in client.get(f"/people/{rare.id}/").text


def test_a_merged_person_leads_to_the_one_kept(sign_in, cast, rare):
    merged = access.merged(cast, cast.a)
    answer = sign_in("data").get(f"/people/{merged.gone_id}/")
    assert answer.headers["Location"] == f"/people/{merged.kept_id}/"


def test_the_door_shows_who_lives_behind_it(sign_in, rare):
    page = sign_in("chen").get(f"/people/households/{rare.household_id}/").text
    assert "王*" in page
    assert sign_in("bao").get(f"/people/households/{rare.household_id}/").status_code == 404


def sheet(answer):
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.content)).active.iter_rows()]


def test_the_export_is_masked_and_kept(sign_in, rare):
    rows = sheet(sign_in("chen").get("/people/export/"))
    assert "陈干事" in rows[0][0]
    assert not any("王㛃" in str(cell) for row in rows for cell in row)
    assert Entry.objects.filter(event="ledger.exported").exists()


def test_the_full_export_wants_a_reason(sign_in, rare):
    client = sign_in("chen")
    assert client.post("/people/export-full/").status_code == 400
    rows = sheet(client.post("/people/export-full/?q=wang", {"reason": "上门"}))
    assert [row[0] for row in rows[2:]] == ["王㛃"]
    assert rows[2][3] == "13812345678"
    assert Entry.objects.get(event="people.revealed_in_bulk").reason == "上门"


def test_a_whole_town_is_not_exported_in_full(sign_in, rare, monkeypatch):
    monkeypatch.setattr("lianfang.registry.people.pages.listing.MOST_IN_FULL", 1)
    assert sign_in("data").post("/people/export-full/", {"reason": "上门"}).status_code == 409


def test_a_pair_is_decided_and_the_next_one_comes(sign_in, cast):
    pairs = [access.pair(cast, cast.a) for _each in range(3)]
    client = sign_in("chen")
    page = client.get("/people/review/").text
    assert page.count("<article") == 2
    shown = [pair for pair in pairs if f"pair-{pair.id}" in page]
    answer = client.post(
        f"/people/review/{shown[0].id}/decide/",
        {"verdict": "different", "beside": [str(pair.id) for pair in shown]},
        headers={"HX-Request": "true"},
    )
    assert answer.text.count("<article") == 1
    assert not any(f"pair-{pair.id}" in answer.text for pair in shown)
    assert "还有 2 对" in answer.text
    assert f"/people/review/{shown[0].id}/reopen/" in answer.text


def test_names_are_compared_in_full_and_that_is_kept(sign_in, cast):
    pair = access.pair(cast, cast.a)
    assert "另一条" in sign_in("chen").get("/people/review/").text
    assert Entry.objects.get(event="people.pair_shown").about == pair.id


def test_an_empty_queue_says_so(sign_in, cast):
    assert "没有待核对的" in sign_in("chen").get("/people/review/").text


def test_a_decision_is_taken_back(sign_in, cast):
    pair = access.pair(cast, cast.a)
    client = sign_in("chen")
    client.post(f"/people/review/{pair.id}/decide/", {"verdict": "same"})
    assert "同一人" in client.get("/people/review/decided/").text
    answer = client.post(f"/people/review/{pair.id}/reopen/")
    assert f"pair-{pair.id}" in client.get(answer.headers["Location"]).text
    assert not Merge.objects.filter(undone_at=None).exists()
    assert Pair.objects.get(pk=pair.pk).state == "open"


def test_a_verdict_nobody_knows_is_refused(sign_in, cast):
    pair = access.pair(cast, cast.a)
    assert sign_in("chen").post(f"/people/review/{pair.id}/decide/", {"verdict": "maybe"}).status_code == 400


def test_two_records_are_merged_by_hand_and_taken_apart(sign_in, cast, rare):
    other = access.another(cast, cast.a)
    client = sign_in("chen")
    assert client.get(f"/people/{rare.id}/same-as/?q=").status_code == 200
    url = f"/people/{rare.id}/same-as/{other.id}/"
    assert "是同一个人吗" in client.get(url).text
    assert client.post(url).status_code == 400
    client.post(url, {"reason": "见过本人"})
    page = client.get(f"/people/{rare.id}/").text
    undo = f"/people/merges/{Merge.objects.get().id}/undo/"
    assert undo in page
    assert client.post(undo).status_code == 302
    assert client.get(f"/people/{other.id}/").status_code == 200


def test_a_wrong_mention_is_taken_out(sign_in, cast, rare):
    wrong = a_mention(cast, cast.people["rare"], name="王杰")
    client = sign_in("chen")
    assert client.post(f"/people/mentions/{wrong.id}/split/").status_code == 302
    wrong.refresh_from_db()
    assert wrong.person_id != rare.id
