"""The pages of 区域, through the browser's door."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from lianfang.ledger.models import Entry
from lianfang.registry.places.models import Compound, CompoundName, Door
from lianfang.registry.places.rules import Level, Reason
from lianfang.registry.places.wording import LEVELS, LOOKS, REASONS

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def look_up(client, address):
    return text(client.post(reverse("places:look_up"), {"address": address}, headers={"HX-Request": "true"}))


def test_everybody_on_staff_finds_the_committees(cast, sign_in):
    for name in cast.users:
        page = text(sign_in(name).get(reverse("places:index")))
        assert "甲居民区" in page
        assert "乙居民区" in page


def test_an_address_is_taken_to_parts_and_led_to_its_door(cast, sign_in):
    part = look_up(sign_in("chen"), "甲路10弄1-101")
    assert "到户" in part
    assert reverse("places:building", args=[cast.a.stairs[0].id]) in part


def test_an_address_that_stops_says_why(cast, sign_in):
    part = look_up(sign_in("chen"), "甲路10弄1号999室")
    assert "到楼" in part
    assert "底册中这栋楼没有这个室号。" in part


def test_a_neighbouring_committees_door_is_not_shown(cast, sign_in):
    part = look_up(sign_in("chen"), "乙路10弄1号101室")
    assert "乙居民区" in part
    assert "不在您的区域" in part
    assert reverse("places:building", args=[cast.b.stairs[0].id]) not in part


def test_the_look_up_works_without_script(cast, sign_in):
    page = text(sign_in("chen").post(reverse("places:look_up"), {"address": "甲路10弄1-101"}))
    assert "<html" in page
    assert "到户" in page


def test_an_empty_address_is_answered(cast, sign_in):
    assert "请填写地址" in look_up(sign_in("chen"), "")


def test_every_level_and_reason_has_its_words():
    assert set(LEVELS) == set(LOOKS) == set(Level)
    assert set(REASONS) == set(Reason)


def test_doors_of_another_area_are_not_on_the_page(cast, sign_in):
    own = text(sign_in("chen").get(reverse("places:building", args=[cast.a.stairs[0].id])))
    other = text(sign_in("chen").get(reverse("places:building", args=[cast.b.stairs[0].id])))
    assert "101室" in own
    assert "101室" not in other
    assert "户室只向负责的人员显示" in other


def test_a_door_leads_to_its_household(cast, sign_in):
    page = text(sign_in("chen").get(reverse("places:building", args=[cast.a.stairs[0].id])))
    assert reverse("people:household", args=[cast.people["twin_one"].household_id]) in page


def test_a_door_is_added_and_what_is_missing_is_said(cast, sign_in):
    client, url = sign_in("data"), reverse("places:add_door")
    wrong = client.post(url, {"address": "甲路10弄1号"})
    assert wrong.status_code == 400
    assert "地址没有写室号" in text(wrong)
    assert client.post(url, {"address": "甲路10弄1-909"}).status_code == 302
    assert Door.objects.filter(building=cast.a.stairs[0], room="909").exists()


def test_a_further_name_is_added_struck_off_and_restored(cast, sign_in):
    client, home = sign_in("data"), reverse("places:compound", args=[cast.a.compound.id])
    client.post(reverse("places:add_name", args=[cast.a.compound.id]), {"name": "金龙小区"})
    alias = CompoundName.objects.get(name="金龙小区")
    assert "金龙小区" in text(client.get(home))
    client.post(reverse("places:strike_name", args=[alias.id]))
    page = text(client.get(home))
    assert "已划去" in page
    assert reverse("places:restore_name", args=[alias.id]) in page
    client.post(reverse("places:restore_name", args=[alias.id]))
    assert CompoundName.objects.get(pk=alias.pk).struck_at is None


def test_a_name_known_already_is_answered_on_the_page(cast, sign_in):
    client, url = sign_in("data"), reverse("places:add_name", args=[cast.a.compound.id])
    client.post(url, {"name": "金龙小区"})
    assert "已有名称" in text(client.post(url, {"name": "金龙小区"}, follow=True))


def test_a_compound_and_a_phone_are_changed(cast, sign_in):
    client = sign_in("commander")
    facts = {"name": "金龙小区", "kind": "commodity", "committee": str(cast.a.committee.id)}
    client.post(reverse("places:change_compound", args=[cast.a.compound.id]), facts)
    assert Compound.objects.get(pk=cast.a.compound.pk).name == "金龙小区"
    client.post(reverse("places:set_phone", args=[cast.a.committee.id]), {"phone": "021-00000001"})
    assert "021-00000001" in text(client.get(reverse("places:committee", args=[cast.a.committee.id])))


def test_codes_say_where_they_come_from(cast, sign_in):
    page = text(sign_in("data").get(reverse("places:divisions")))
    assert cast.a.committee.code in page
    assert reverse("lists:index") in page


@pytest.mark.parametrize("name", ["chen", "guard", "firm"])
def test_nobody_else_changes_places(cast, sign_in, name):
    client = sign_in(name)
    for url in (
        reverse("places:add_door"),
        reverse("places:set_phone", args=[cast.a.committee.id]),
        reverse("places:add_name", args=[cast.a.compound.id]),
        reverse("places:change_compound", args=[cast.a.compound.id]),
    ):
        assert client.post(url, {}).status_code == 403


def test_the_exported_doors_are_those_of_the_own_area(cast, sign_in):
    client = sign_in("chen")
    own = client.get(reverse("places:export_compound", args=[cast.a.compound.id]))
    other = client.get(reverse("places:export_compound", args=[cast.b.compound.id]))
    assert [len(list(load_workbook(BytesIO(r.content)).active.values)) - 2 for r in (own, other)] == [4, 0]
    assert Entry.objects.filter(event="ledger.exported").count() == 2


@pytest.mark.parametrize("name", ["export", "export_committee"])
def test_counts_go_out_as_a_sheet(cast, sign_in, name):
    args = [cast.a.committee.id] if name == "export_committee" else []
    book = load_workbook(BytesIO(sign_in("duty").get(reverse(f"places:{name}", args=args)).content))
    rows = list(book.active.values)
    assert "甲" in rows[2][0] or "甲" in rows[2][1]
