"""The pages of trust, and the commands."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from lianfang.core import clock, purposes
from lianfang.ledger import operations
from lianfang.ledger.models import Entry, Hold, Order
from tests.cast import AT


def _act(cast, who="chen", event="accounts.invited", **facts):
    return operations.record(event, by=cast[who], at=AT, reason="核对到人", **facts)


def test_the_record_is_told_in_words(cast, sign_in):
    _act(cast)
    page = sign_in("data").get("/record/").text
    assert "向居民发出链接" in page
    assert "陈干事" in page
    assert "核对到人" in page


def test_a_worker_reads_only_the_own_acts(cast, sign_in):
    _act(cast, "bao")
    page = sign_in("chen").get("/record/?q=鲍").text
    assert "鲍干事" not in page


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("event=accounts.invited", True),
        ("event=ledger.exported", False),
        ("day=2020-02-10", True),
        ("day=2020-02-11", False),
        ("q=陈", True),
        ("q=鲍", False),
        ("day=31.2.&event=&person=x&page=-1", True),
    ],
)
def test_the_record_is_filtered(cast, sign_in, query, is_found):
    _act(cast)
    assert ("核对到人" in sign_in("data").get(f"/record/?{query}").text) == is_found


def test_the_record_costs_the_same_however_long(cast, sign_in, django_assert_max_num_queries):
    client = sign_in("data")
    for _each in range(120):
        _act(cast)
    with django_assert_max_num_queries(16):
        client.get("/record/")


def test_the_record_goes_out_as_excel_and_says_so(cast, sign_in):
    _act(cast)
    answer = sign_in("data").get("/record/export/?q=陈")
    assert answer.headers["Content-Type"].endswith("sheet")
    assert Entry.objects.get(event="ledger.exported").facts["rows"] == 1


def test_the_chain_is_verified_by_a_button(cast, sign_in):
    _act(cast)
    assert "校验链完整" in sign_in("data").post("/record/chain/verify/").text


def test_the_catalogue_names_every_dataset(cast, sign_in):
    page = sign_in("leader").get("/record/purposes/").text
    assert page.count('scope="row"') == len(purposes.DATASETS)


def test_the_commander_orders_and_ends(cast, sign_in):
    client = sign_in("commander")
    asked = {"purpose_from": "mask", "purpose_to": "screen", "reason": "核对来沪人员"}
    ends_on = clock.day_of(clock.now()) + timedelta(days=3)
    client.post("/record/orders/give/", {**asked, "ends_on": ends_on.isoformat()})
    order = Order.objects.get()
    assert clock.day_of(order.ends_at - timedelta(seconds=1)) == ends_on
    assert "核对来沪人员" in client.get("/record/orders/").text
    client.post(f"/record/orders/{order.pk}/end/")
    assert Order.objects.get().ended_at


@pytest.mark.parametrize("ends_on", ["", "2020-01-01", "tomorrow"])
def test_a_bad_order_is_answered_in_the_form(cast, sign_in, ends_on):
    asked = {"purpose_from": "mask", "purpose_to": "screen", "reason": "x", "ends_on": ends_on}
    answer = sign_in("commander").post("/record/orders/give/", asked)
    assert (answer.status_code, Order.objects.exists()) == (400, False)


def test_a_hold_is_asked_by_one_and_approved_by_another(cast, sign_in):
    client = sign_in("data")
    ends_on = clock.day_of(clock.now()) + timedelta(days=30)
    asked = {"purpose": "screen", "basis": "第八十五条", "assessment": "必要", "ends_on": ends_on.isoformat()}
    client.post("/record/holds/ask/", asked)
    hold = Hold.objects.get()
    assert "批准</button>" not in client.get("/record/retention/").text
    client = sign_in("commander")
    assert "暂缓销毁待批准" in client.get("/").text
    assert "批准</button>" in client.get("/record/retention/").text
    client.post(f"/record/holds/{hold.pk}/approve/")
    assert Hold.objects.get().approved_by == cast["commander"].id


def test_a_hold_too_long_is_answered_in_the_form(cast, sign_in):
    ends_on = clock.day_of(clock.now()) + timedelta(days=91)
    asked = {"purpose": "screen", "basis": "x", "assessment": "y", "ends_on": ends_on.isoformat()}
    answer = sign_in("data").post("/record/holds/ask/", asked)
    assert (answer.status_code, "90 天" in answer.text) == (400, True)


def test_the_command_says_what_would_go_and_destroys_nothing(cast, capsys):
    before = Entry.objects.count()
    call_command("expire", "--dry-run")
    assert "测试街道" in capsys.readouterr().out
    assert Entry.objects.count() == before


def test_the_command_verifies(cast, capsys):
    _act(cast)
    operations.seal(by=cast["data"], at=AT)
    call_command("verify_ledger")
    assert "whole, 1 sealed" in capsys.readouterr().out


def test_the_catalogue_asks_for_all_datasets_at_once(cast, sign_in, django_assert_max_num_queries):
    client = sign_in("data")
    with django_assert_max_num_queries(20):
        assert client.get("/record/purposes/").status_code == 200
