"""Rounds from door to door: coverage, revisits, the rule of rentals, the loudspeaker's log."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import Refused, ids
from lianfang.registry.places import operations as places
from lianfang.registry.places.operations import Entry
from lianfang.registry.places.rules import parse
from lianfang.response.visits import operations
from lianfang.response.visits.models import Knock, Request, Turn
from lianfang.response.visits.operations.sweeping import Round, Seen, Wanted
from lianfang.response.visits.rules.rentals import Finding, Flat, findings, is_group_rental
from lianfang.response.visits.selectors import sweeping
from tests.cast import AT


@pytest.fixture
def sweep(cast):
    wanted = Wanted("老房一轮", "every", cast.a.committee.id)
    return operations.open_sweep(by=cast["chen"], wanted=wanted, at=AT)


def _knock(cast, sweep, n=0, outcome="met", who="chen", **facts):
    turn = Turn.objects.get(sweep=sweep, door=cast.a.doors[n])
    seen = Seen(facts.pop("client_id", ids.new().hex), outcome, **facts)
    return operations.knock(by=cast[who], turn_id=turn.id, seen=seen, at=facts.get("at", AT))


def test_every_door_has_its_turn_and_coverage_counts_stair_by_stair(cast, sweep):
    _knock(cast, sweep, 0)
    _knock(cast, sweep, 1, "nobody", slip="K7P2")
    first, second = sweeping.stairs(cast["chen"], sweep)
    assert (first.doors, first.done, first.empty, first.left) == (2, 1, 1, 1)
    assert (second.doors, second.done) == (2, 0)
    counted = sweeping.sweeps(cast["chen"]).get(pk=sweep.id)
    assert (counted.doors, counted.done, counted.empty) == (4, 1, 1)


def test_an_empty_door_may_be_tried_again_after_the_gap(cast, sweep):
    turn = _knock(cast, sweep, 0, "nobody").turn
    assert not turn.can_be_tried(AT + timedelta(minutes=119), 120)
    assert turn.can_be_tried(AT + timedelta(minutes=120), 120)


def test_a_knock_sent_twice_counts_once(cast, sweep):
    for _sent in range(2):
        _knock(cast, sweep, client_id="one")
    assert Knock.objects.of(cast.subdistrict.id).count() == 1
    assert Turn.objects.get(sweep=sweep, door=cast.a.doors[0]).knocks == 1


def test_a_group_rental_is_found_and_listed(cast, sweep):
    _knock(cast, sweep, occupants=7, rooms=3, area=Decimal("30"), is_rented=True, landlord="房东甲")
    [turn] = sweeping.rentals_found(cast["chen"])
    assert turn.findings == ["crowded", "narrow"]


def test_who_came_back_behind_a_door_is_verified_by_a_team(cast, sweep):
    _knock(cast, sweep, came_back=True)
    asked = Request.objects.of(cast.subdistrict.id).get()
    assert (asked.kind, asked.door_id) == ("verification", cast.a.doors[0].id)


def test_rounds_stay_within_the_own_committee(cast, sweep):
    assert not sweeping.sweeps(cast["bao"]).exists()
    with pytest.raises(Refused):
        operations.open_sweep(by=cast["bao"], wanted=Wanted("", "every", cast.a.committee.id), at=AT)
    with pytest.raises(Refused) as refused:
        operations.open_sweep(by=cast["chen"], wanted=Wanted("", "rented", cast.a.committee.id), at=AT)
    assert refused.value.code == "visits.no_such_doors"
    operations.close_sweep(by=cast["chen"], sweep_id=sweep.id, at=AT)
    with pytest.raises(Refused):
        _knock(cast, sweep)


def test_a_loudspeakers_round_is_written_down_with_its_words(cast):
    spoken = Round(cast.a.committee.id, "甲路10弄一圈", "请登记", AT - timedelta(minutes=20), AT)
    assert operations.log_broadcast(by=cast["chen"], spoken=spoken, at=AT).by_name == "陈干事"
    for wrong in (
        Round(spoken.committee, "", "请登记", AT, AT),
        Round(spoken.committee, "圈", "请", AT, AT - timedelta(1)),
    ):
        with pytest.raises(Refused):
            operations.log_broadcast(by=cast["chen"], spoken=wrong, at=AT)


@pytest.mark.parametrize(
    ("flat", "found"),
    [
        (Flat(4, 2, Decimal("40")), ()),
        (Flat(5, 2, Decimal("40")), (Finding.CROWDED,)),
        (Flat(5, 2, Decimal("40"), dependants=1), ()),
        (Flat(4, 2, Decimal("19.9")), (Finding.NARROW,)),
        (Flat(15, 10, Decimal("200")), (Finding.REGISTER,)),
        (Flat(3), ()),
    ],
)
def test_the_rule_of_rentals(flat, found):
    assert findings(flat) == found


@given(st.integers(0, 60), st.integers(1, 30), st.integers(0, 60))
def test_more_dependants_never_make_it_worse_and_more_rooms_neither(occupants, rooms, dependants):
    before = is_group_rental(findings(Flat(occupants, rooms)))
    after = is_group_rental(findings(Flat(occupants, rooms + 1, dependants=dependants)))
    assert before or not after


def test_the_pages_carry_a_round_from_opening_to_slip(cast, sign_in):
    client = sign_in("chen")
    answer = client.post(
        "/visits/rounds/", {"committee": cast.a.committee.id, "kind": "every", "name": "一轮"}
    )
    page = client.get(answer.url).content.decode()
    assert "0/2" in page
    turn = Turn.objects.of(cast.subdistrict.id).first()
    sent = {"client_id": "p1", "outcome": "nobody", "slip": "K7P2AB"}
    client.post(f"/visits/rounds/doors/{turn.id}/", sent)
    stair = client.get(f"/visits/rounds/{turn.sweep_id}/stairs/{turn.door.building_id}/").content.decode()
    assert "K7P2AB" in stair
    assert "上门联系条" in client.get("/visits/rounds/slips/").content.decode()


def test_houses_of_a_village_are_walked_on_one_page(cast, sign_in):
    rows = [Entry(parse(f"甲村3组{n}号"), cast.a.committee.name) for n in (1, 2, 10)]
    places.settle(by=cast["data"], entries=rows, at=AT)
    wanted = Wanted("全村", "every", cast.a.committee.id)
    sweep = operations.open_sweep(by=cast["chen"], wanted=wanted, at=AT)
    village = next(one for one in sweeping.stairs(cast["chen"], sweep) if one.name == "甲村3组")
    assert (village.doors, village.left) == (3, 3)
    url = f"/visits/rounds/{sweep.id}/stairs/{village.building.id}/"
    page = sign_in("chen").get(url).text
    order = [page.index(f"<h2>{n}号</h2>") for n in (1, 2, 10)]
    assert order == sorted(order)


def test_a_slip_of_the_thumb_is_corrected_and_the_last_word_counts(cast, sweep, sign_in):
    _knock(cast, sweep, occupants=9, rooms=1, is_rented=True, came_back=True, note="敲错门")
    turn = Turn.objects.get(sweep=sweep, door=cast.a.doors[0])
    assert (turn.findings, Request.objects.get().state) == (["crowded"], "waiting")
    page = sign_in("chen").get(f"/visits/rounds/{sweep.id}/stairs/{turn.door.building_id}/").text
    assert 'value="9"' in page
    _knock(cast, sweep, occupants=2, rooms=1, is_rented=True)
    turn.refresh_from_db()
    assert (turn.outcome, turn.findings, turn.all_knocks.count()) == ("met", [], 2)
    assert Request.objects.get().state == "withdrawn"


def test_old_houses_are_gone_round_whatever_the_ledger_calls_them(cast):
    rows = [Entry(parse("丁街15弄3号亭子间"), cast.a.committee.name, "旧式里弄")]
    places.settle(by=cast["data"], entries=rows, at=AT)
    wanted = Wanted("", "old_house", cast.a.committee.id)
    sweep = operations.open_sweep(by=cast["chen"], wanted=wanted, at=AT)
    assert [one.name for one in sweeping.stairs(cast["chen"], sweep)] == ["丁街15弄3号"]
