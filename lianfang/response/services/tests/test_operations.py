"""Errands from the asking to the confirming, money, repetition, and what each refuses."""

from datetime import date, timedelta

import pytest

from lianfang.core import Refused, clock
from lianfang.core.actor import system
from lianfang.ledger import operations as ledger
from lianfang.ledger.models import Entry
from lianfang.registry.people.models import Person
from lianfang.response.services import operations, purposes, rules
from lianfang.response.services.models import Errand, Kind, Payment, Series, Step
from lianfang.response.services.operations import Helper, Laid, Rhythm, Terms, Wish
from lianfang.response.services.rules import State
from lianfang.response.services.tests.given import errand, isolate, resident
from tests.cast import AT

HELPER = Helper(name="热心人")


def _assigned(cast, **more):
    one = errand(cast, **more)
    return operations.assign(by=cast["chen"], errand_id=one.id, helper=HELPER, at=AT)


def _done(cast, **more):
    one = _assigned(cast, **more)
    return operations.finish(by=cast["chen"], errand_id=one.id, at=AT)


def _refusal(act, **given):
    with pytest.raises(Refused) as refusal:
        act(**given)
    return refusal.value.code


def test_an_errand_goes_from_hand_to_hand_until_the_household_has_it(cast):
    her = resident(cast)
    one = operations.ask(by=her, wish=Wish(her.person, "shopping", "鸡蛋", source="page"), at=AT)
    assert (one.state, one.due_at) == (State.OPEN, AT + timedelta(hours=24))
    operations.assign(by=cast["chen"], errand_id=one.id, helper=Helper(cast["leader"].id), at=AT)
    operations.finish(by=cast["leader"], errand_id=one.id, at=AT)
    done = operations.confirm(by=her, errand_id=one.id, at=AT)
    assert (done.state, done.closed_at) == (State.CONFIRMED, AT)
    moves = list(Step.objects.order_by("id").values_list("move", flat=True))
    assert rules.replay(moves) == State.CONFIRMED
    assert Entry.objects.filter(person=her.person, event__startswith="services.").count() == 4


def test_the_wish_cannot_be_read_in_the_database(cast):
    one = errand(cast, text="降压药两盒")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT wish FROM services_errand WHERE id = %s", [one.id])
        assert "降压药".encode() not in bytes(cursor.fetchone()[0])
    assert Errand.objects.get(pk=one.id).wish == "降压药两盒"


def test_a_retry_counts_once(cast):
    first, again = errand(cast, client_id="c1"), errand(cast, client_id="c1")
    assert first.id == again.id


def test_a_call_told_twice_counts_once_and_each_kind_of_it_once(cast):
    call = cast.people["rare"].id
    for _time in (1, 2):
        errand(cast, about=call)
        errand(cast, about=call, kind="medicine")
    assert Errand.objects.count() == 2


def test_what_was_not_received_is_with_the_same_helper_again(cast):
    one = _done(cast)
    back = operations.dispute(by=cast["chen"], errand_id=one.id, note="只到了一半", at=AT)
    assert (back.state, back.helper_name, back.done_at) == (State.ASSIGNED, "热心人", None)
    assert Step.objects.get(move="disputed").is_by_phone


def test_what_is_given_back_is_nobodys(cast):
    one = _assigned(cast)
    assert (
        _refusal(operations.give_back, by=cast["chen"], errand_id=one.id, note=" ", at=AT)
        == "services.reason_missing"
    )
    back = operations.give_back(by=cast["chen"], errand_id=one.id, note="买不到", at=AT)
    assert (back.state, back.helper_name) == (State.OPEN, "")


def test_staff_who_do_it_at_once_have_had_it(cast):
    one = operations.finish(by=cast["chen"], errand_id=errand(cast).id, at=AT)
    assert (one.state, one.helper, one.helper_name) == (State.DONE, cast["chen"].id, "陈干事")


def test_a_household_takes_back_only_what_nobody_has(cast):
    her, person = resident(cast, "twin_one"), cast.people["twin_one"].id
    one = operations.ask(by=her, wish=Wish(person, "parcel"), at=AT)
    operations.assign(by=cast["chen"], errand_id=one.id, helper=HELPER, at=AT)
    code = _refusal(operations.withdraw, by=her, errand_id=one.id, note="不要了", at=AT)
    assert code == "services.not_for_this_role"
    assert (
        operations.withdraw(by=cast["chen"], errand_id=one.id, note="不要了", at=AT).state == State.WITHDRAWN
    )


def test_a_household_asks_for_ten_things_at_most(cast):
    her = resident(cast)
    for _n in range(10):
        operations.ask(by=her, wish=Wish(her.person, "care"), at=AT)
    assert _refusal(operations.ask, by=her, wish=Wish(her.person, "care"), at=AT) == "services.too_many_open"


@pytest.mark.parametrize("who", ["caller", "guard", "firm", "data"])
def test_other_roles_ask_for_nothing(cast, who):
    wish = Wish(cast.people["rare"].id, "care")
    assert _refusal(operations.ask, by=cast[who], wish=wish, at=AT) == "services.not_for_this_role"


def test_the_next_committee_reaches_nothing(cast):
    one = errand(cast)
    with pytest.raises(Errand.DoesNotExist):
        operations.assign(by=cast["bao"], errand_id=one.id, helper=HELPER, at=AT)
    with pytest.raises(Person.DoesNotExist):
        operations.ask(by=cast["bao"], wish=Wish(one.person_id, "care"), at=AT)


def test_a_helper_has_what_is_in_hand_and_no_more(cast):
    mine = errand(cast, client_id="mine")
    errand(cast, client_id="other")
    operations.assign(by=cast["chen"], errand_id=mine.id, helper=Helper(cast["caller"].id), at=AT)
    assert [one.id for one in Errand.objects.visible_to(cast["caller"])] == [mine.id]
    code = _refusal(operations.confirm, by=cast["caller"], errand_id=mine.id, at=AT)
    assert code == "services.not_for_this_role"


def test_money_is_added_up_and_a_wrong_amount_struck(cast):
    one = _assigned(cast)
    operations.pay(by=cast["chen"], errand_id=one.id, laid=Laid("advanced", 3650, "wechat"), at=AT)
    wrong = operations.pay(by=cast["chen"], errand_id=one.id, laid=Laid("advanced", 36500, "cash"), at=AT)
    operations.strike(by=cast["chen"], payment_id=wrong.id, at=AT)
    operations.pay(by=cast["chen"], errand_id=one.id, laid=Laid("paid_back", 3000, "wechat"), at=AT)
    from lianfang.response.services import selectors

    paid = selectors.payments(cast["chen"], one)
    assert selectors.account_of(paid) == rules.Account(3650, 3000)
    assert selectors.owed_by(cast["chen"], [one]) == {one.id: "6.50"}
    assert (
        _refusal(operations.strike, by=cast["chen"], payment_id=wrong.id, at=AT) == "services.struck_already"
    )


def test_no_money_where_the_kind_has_none(cast):
    one = _assigned(cast, kind="rubbish")
    laid = Laid("advanced", 100, "cash")
    assert (
        _refusal(operations.pay, by=cast["chen"], errand_id=one.id, laid=laid, at=AT)
        == "services.no_money_here"
    )


def test_a_receipt_is_sealed_and_opened_by_those_who_see_the_errand(cast):
    one, photo = _assigned(cast), b"\xff\xd8\xff\xdb\x00\x04ab\xff\xda\x00\x02x\xff\xd9"
    made = operations.pay(
        by=cast["chen"], errand_id=one.id, laid=Laid("advanced", 1, "cash", receipt=photo), at=AT
    )
    assert photo not in bytes(Payment.objects.get().receipt)
    assert operations.open_receipt(by=cast["chen"], payment_id=made.id, at=AT) == (photo, "image/jpeg")
    with pytest.raises(Payment.DoesNotExist):
        operations.open_receipt(by=cast["bao"], payment_id=made.id, at=AT)


def test_several_are_given_to_one(cast):
    keys = [errand(cast, client_id=str(n)).id for n in range(3)]
    over = operations.withdraw(by=cast["chen"], errand_id=keys[0], note="不要了", at=AT)
    there = errand(cast, cast.b, client_id="b")
    given = operations.assign_many(by=cast["chen"], errand_ids=[*keys, there.id], helper=HELPER, at=AT)
    assert given == 2
    assert Errand.objects.get(pk=over.id).state == State.WITHDRAWN
    assert Errand.objects.get(pk=there.id).state == State.OPEN


def test_an_isolated_home_has_its_rubbish_fetched_twice_a_week_once_a_household(cast, monkeypatch):
    isolate(monkeypatch, cast, "twin_one", "twin_two", "rare")
    by = system(cast.subdistrict.id)
    assert operations.follow_homes(by=by, at=AT) == (2, 0)  # Monday; the twins share a home
    tuesday = clock.at_local(date(2020, 2, 11), 18)
    assert set(Errand.objects.values_list("kind", "due_at")) == {("rubbish", tuesday)}
    assert operations.follow_homes(by=by, at=AT) == (0, 0)
    assert Errand.objects.count() == 2
    operations.follow_homes(by=by, at=AT + timedelta(days=3))
    assert Errand.objects.filter(on_day=date(2020, 2, 14)).count() == 2


def test_when_the_home_is_free_what_nobody_took_is_withdrawn(cast, monkeypatch):
    by = system(cast.subdistrict.id)
    isolate(monkeypatch, cast, "rare")
    operations.follow_homes(by=by, at=AT)
    isolate(monkeypatch, cast)
    assert operations.follow_homes(by=by, at=AT) == (0, 1)
    assert Errand.objects.get().state == State.WITHDRAWN
    assert Series.objects.get().ended_at == AT


def test_a_longer_observation_moves_the_last_day(cast, monkeypatch):
    by = system(cast.subdistrict.id)
    isolate(monkeypatch, cast, "rare")
    operations.follow_homes(by=by, at=AT)
    isolate(monkeypatch, cast, "rare", until=date(2020, 2, 25))
    operations.follow_homes(by=by, at=AT)
    assert Series.objects.get().until_on == date(2020, 2, 25)


def test_what_was_agreed_repeats_until_it_is_ended(cast):
    person = cast.people["rare"]
    rhythm = Rhythm(person.id, "shopping", (1, 2), date(2020, 2, 10), helper=HELPER)
    made = operations.begin_series(by=cast["chen"], rhythm=rhythm, at=AT)
    assert (
        list(Errand.objects.order_by("on_day").values_list("state", "helper_name"))
        == [("assigned", "热心人")] * 2
    )
    operations.end_series(by=cast["chen"], series_id=made.id, at=AT)
    assert operations.plan(by=system(cast.subdistrict.id), at=AT + timedelta(days=7)) == 0


def test_a_kind_changes_from_its_day_on(cast):
    before = errand(cast, client_id="1")
    terms = Terms("代购", 6, "shopping", "Shopping", has_money=True)
    operations.set_kind(by=cast["commander"], terms=terms, begins_on=clock.day_of(AT), at=AT)
    after = errand(cast, client_id="2")
    assert before.due_at == AT + timedelta(hours=24)
    assert after.due_at == AT + timedelta(hours=6)
    assert _refusal(operations.set_kind, by=cast["chen"], terms=terms, begins_on=clock.day_of(AT), at=AT)


def test_a_kind_that_ended_is_not_asked_for(cast):
    operations.load_default_kinds(by=system(cast.subdistrict.id), at=AT)
    operations.end_kind(by=cast["commander"], kind_id=Kind.objects.get(code="care").id, at=AT)
    wish = Wish(cast.people["rare"].id, "care")
    tomorrow = AT + timedelta(days=1)
    assert _refusal(operations.ask, by=cast["chen"], wish=wish, at=tomorrow) == "services.no_such_kind"


def test_the_doors_of_a_list_are_in_the_record_person_by_person(cast):
    one = _assigned(cast)
    [stop] = operations.show_doors(by=cast["chen"], errand_ids=[one.id], at=AT)
    assert stop.door.endswith("101室")
    assert stop.name.endswith("*")
    assert Entry.objects.filter(event="services.door_shown", person=one.person_id).count() == 1
    assert operations.show_doors(by=cast["bao"], errand_ids=[one.id], at=AT) == []


def test_errands_follow_whoever_they_are_for(cast):
    by, one = system(cast.subdistrict.id), errand(cast)
    kept, gone = cast.people["rare"].id, one.person_id
    operations.follow_persons(by=by, kept=kept, gone=gone, parted=False, at=AT)
    assert Errand.objects.get().person_id == kept
    operations.follow_persons(by=by, kept=kept, gone=gone, parted=True, at=AT)
    assert Errand.objects.get().person_id == gone


def test_thirty_days_after_it_is_over_it_is_gone_with_money_and_steps(cast):
    one = _done(cast)
    operations.pay(by=cast["chen"], errand_id=one.id, laid=Laid("advanced", 3650, "wechat"), at=AT)
    operations.confirm(by=cast["chen"], errand_id=one.id, at=AT)
    running = errand(cast, client_id="still")
    by = system(cast.subdistrict.id)
    assert not purposes.due_errands(cast.subdistrict.id, AT + timedelta(days=29)).exists()
    ledger.expire(by=by, at=AT + timedelta(days=31))
    assert [one.id for one in Errand.objects.all()] == [running.id]
    assert not Payment.objects.exists()
    assert not Step.objects.filter(errand=one).exists()


def test_nothing_is_kept_when_the_record_cannot_be_written(cast, monkeypatch):
    from lianfang.response.services.operations import asking

    def torn(*_given, **_more):
        raise RuntimeError

    monkeypatch.setattr(asking, "record", torn)
    with pytest.raises(RuntimeError):
        errand(cast)
    assert not Errand.objects.exists()
