"""Merging and taking back, deciding pairs, looking, rebuilding: what happens, what is refused and kept."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.core import Refused, actor, cipher, ids, masking
from lianfang.ledger.models import Entry
from lianfang.ledger.operations import give_order
from lianfang.registry.people import operations, selectors
from lianfang.registry.people.models import Contact, Household, Join, Mention, Merge, Pair, Person
from lianfang.registry.people.operations import Offer
from lianfang.registry.people.rules.rights import Verdict
from lianfang.registry.people.tests import access
from tests.cast import AT

LATER = AT + timedelta(hours=1)


def refusal(act, **facts):
    with pytest.raises(Refused) as refused:
        act(**facts)
    return refused.value.code


def events(*names):
    return list(Entry.objects.filter(event__in=names).values_list("event", flat=True))


def assignment():
    return dict(Mention.objects.values_list("id", "person_id"))


def a_mention(cast, person, kind="police", **words):
    area = cast.a
    facts = {"label": "《公安推送重点人员名单》第 3 行", "as_of": AT, "name": "王㛃", **words}
    return Mention.objects.create(
        subdistrict=cast.subdistrict.id,
        kind=kind,
        purpose="mask" if kind == "mask" else "screen",
        person=person,
        committee=area.committee,
        compound=area.compound,
        building=area.stairs[0],
        door=area.doors[1],
        **facts,
    )


def a_phone(cast, mention, digits="13812345678"):
    return Contact.objects.create(
        subdistrict=cast.subdistrict.id,
        mention=mention,
        number=digits,
        lookup=cipher.lookup("phone", digits),
        masked=masking.phone(digits),
    )


@pytest.fixture
def two(cast):
    """One person twice: as registered, and as a police list has her."""
    return cast.people["rare"], access.another(cast, cast.a)


def merge(cast, kept, gone, *, by="chen", reason="见过本人"):
    return operations.merge(by=cast[by], kept=kept.id, gone=gone.id, reason=reason, at=AT)


def test_a_merge_moves_everything_and_says_so(cast, two):
    kept, gone = two
    done = merge(cast, kept, gone)
    gone.refresh_from_db()
    kept.refresh_from_db()
    assert gone.merged_into_id == kept.id
    assert Mention.objects.filter(person=kept).count() == 2
    assert kept.sources == ["register", "police"]
    assert Join.objects.get(mention_id=done.mentions[0]).how == Join.How.HAND
    assert selectors.standing(cast["chen"], gone.id).id == kept.id
    assert events("people.merged") == ["people.merged"]


def test_taking_a_merge_back_restores_both(cast, two):
    before = assignment()
    done = merge(cast, *two)
    operations.unmerge(by=cast["chen"], merge_id=done.id, at=LATER)
    assert assignment() == before
    assert not Person.objects.exclude(merged_into=None).exists()
    assert (
        refusal(operations.unmerge, by=cast["chen"], merge_id=done.id, at=LATER)
        == "people.merge_undone_already"
    )


def test_merges_that_make_no_sense_are_refused(cast, two):
    kept, gone = two
    third = access.another(cast, cast.a)
    assert refusal(merge, cast=cast, kept=kept, gone=kept) == "people.same_person_twice"
    assert refusal(merge, cast=cast, kept=kept, gone=gone, reason=" ") == "people.reason_missing"
    assert refusal(merge, cast=cast, kept=kept, gone=gone, by="doctor") == "people.not_decided_by_this_role"
    merge(cast, kept, gone)
    assert refusal(merge, cast=cast, kept=third, gone=gone) == "people.merged_already"


def test_somebody_elses_person_cannot_be_merged(cast, two):
    with pytest.raises(Person.DoesNotExist):
        merge(cast, cast.people["neighbour_b"], two[0])
    with pytest.raises(Person.DoesNotExist):
        merge(cast, *two, by="bao")


def test_without_the_record_nothing_is_merged(cast, two, monkeypatch):
    monkeypatch.setattr("lianfang.registry.people.operations.merging.record", _fails)
    before = assignment()
    with pytest.raises(RuntimeError):
        merge(cast, *two)
    assert assignment() == before
    assert not Merge.objects.exists()


def _fails(*_given, **_facts):
    raise RuntimeError("the record is down")


def test_a_merge_by_rule_that_was_wrong_is_remembered(cast, two):
    kept, gone = two
    by = actor.system(cast.subdistrict.id)
    done = operations.merge(by=by, kept=kept.id, gone=gone.id, reason="same_id", at=AT, how=Join.How.RULE)
    operations.unmerge(by=cast["data"], merge_id=done.id, at=LATER)
    assert len(selectors.forbidden_pairs(cast.subdistrict.id)) == 1


def test_a_wrong_mention_is_taken_out_and_never_put_back(cast):
    person = cast.people["rare"]
    wrong = a_mention(cast, person, name="王杰")
    fresh = operations.split_mention(by=cast["chen"], mention_id=wrong.id, at=AT)
    wrong.refresh_from_db()
    assert (wrong.person_id, fresh.name, fresh.sources) == (fresh.id, "王杰", ["police"])
    assert refusal(merge, cast=cast, kept=person, gone=fresh) == "people.known_different"
    assert (
        refusal(operations.split_mention, by=cast["chen"], mention_id=wrong.id, at=AT)
        == "people.only_mention"
    )
    assert len(selectors.forbidden_pairs(cast.subdistrict.id)) == 1


def decide(cast, pair, verdict, by="chen"):
    return operations.decide_pair(by=cast[by], pair_id=pair.id, verdict=verdict, at=AT)


def test_same_merges_into_the_registered_one_and_reopening_undoes_it(cast):
    pair = access.pair(cast, cast.a)
    before = assignment()
    done = decide(cast, pair, Verdict.SAME)
    assert done.merge.kept_id == access.resident(cast, cast.a).id
    assert refusal(decide, cast=cast, pair=pair, verdict=Verdict.SAME) == "people.pair_decided"
    operations.reopen_pair(by=cast["chen"], pair_id=pair.id, at=LATER)
    pair.refresh_from_db()
    assert (assignment(), pair.state) == (before, Pair.State.OPEN)
    assert refusal(operations.reopen_pair, by=cast["chen"], pair_id=pair.id, at=AT) == "people.pair_is_open"


def test_different_is_remembered_and_never_asked_again(cast):
    pair = access.pair(cast, cast.a)
    decide(cast, pair, Verdict.DIFFERENT)
    again = Offer(pair.right_id, pair.left_id, 0.9, [])
    assert operations.offer_pairs(by=cast["data"], offers=[again], at=AT) == 0
    assert selectors.next_pairs(cast["chen"], AT) == []
    assert selectors.forbidden_pairs(cast.subdistrict.id) == {(pair.left_id, pair.right_id)}


def test_later_goes_behind_the_others(cast):
    first, second = access.pair(cast, cast.a), access.pair(cast, cast.a)
    decide(cast, first, Verdict.LATER)
    assert [pair.id for pair in selectors.next_pairs(cast["chen"], AT)] == [second.id, first.id]


def test_an_offer_is_shown_to_the_committee_of_both_sides_only(cast):
    here = access.mention(cast, cast.a, access.another(cast, cast.a))
    also = access.mention(cast, cast.a, access.another(cast, cast.a))
    there = access.mention(cast, cast.b, access.another(cast, cast.b))
    offers = [Offer(here.id, also.id, 0.8), Offer(here.id, there.id, 0.7), Offer(here.id, here.id, 1.0)]
    assert operations.offer_pairs(by=cast["data"], offers=offers, at=AT) == 2
    assert [pair.weight for pair in selectors.next_pairs(cast["chen"], AT)] == [0.8]
    assert len(selectors.next_pairs(cast["data"], AT)) == 2


def test_a_merge_settles_pairs_between_the_two_and_taking_it_back_asks_again(cast):
    pair = access.pair(cast, cast.a)
    kept, gone = pair.left.person, pair.right.person
    done = merge(cast, kept, gone)
    pair.refresh_from_db()
    assert pair.state == Pair.State.MOOT
    operations.unmerge(by=cast["chen"], merge_id=done.id, at=LATER)
    pair.refresh_from_db()
    assert pair.state == Pair.State.OPEN


def test_every_pair_shown_is_in_the_record_once_a_day(cast):
    pair = access.pair(cast, cast.a)
    for _again in range(2):
        operations.show_pair(by=cast["chen"], pair_id=pair.id, at=AT)
    assert events("people.pair_shown") == ["people.pair_shown"]
    with pytest.raises(Pair.DoesNotExist):
        operations.show_pair(by=cast["bao"], pair_id=pair.id, at=AT)


def look(cast, person, *, by="chen", field="phone", reason="电话排摸"):
    return operations.reveal(by=cast[by], person_id=person.id, field=field, reason=reason, at=AT)


def test_a_full_value_is_shown_for_a_reason_and_kept_in_the_record(cast):
    person = cast.people["rare"]
    said = a_mention(
        cast,
        person,
        id_number="11010519491231002X",
        id_masked="110***********002X",
        address="甲路10弄1号102室",
    )
    a_phone(cast, said)
    assert look(cast, person) == "13812345678"
    assert look(cast, person, field="name") == "王㛃"
    assert look(cast, person, field="id_number") == "11010519491231002X"
    assert look(cast, person, field="address") == "甲路10弄1号102室"
    entry = Entry.objects.filter(event="people.revealed").first()
    assert (entry.person, entry.reason) == (person.id, "电话排摸")
    assert "13812345678" not in str(entry.facts)


def test_looks_that_are_refused(cast):
    person = cast.people["rare"]
    assert refusal(look, cast=cast, person=person) == "people.nothing_held"
    assert refusal(look, cast=cast, person=person, reason="") == "people.reason_missing"
    assert refusal(look, cast=cast, person=person, by="leader") == "people.not_revealed_to_this_role"
    with pytest.raises(Person.DoesNotExist):
        look(cast, person, by="bao")


def test_the_data_officer_hears_of_more_than_twenty_people_once(cast):
    people = [access.another(cast, cast.a) for _each in range(22)]
    for person in people:
        look(cast, person, field="name")
    assert events("people.many_reveals") == ["people.many_reveals"]
    assert [pile.count for pile in selectors.waiting(cast["data"], AT)] == [0, 1]


def test_a_page_opened_twice_a_day_is_one_entry(cast):
    for _again in range(2):
        operations.open_page(by=cast["chen"], person_id=cast.people["rare"].id, at=AT)
    assert events("people.opened") == ["people.opened"]


def test_rebuilding_finds_the_home_and_the_household(cast):
    person = Person.objects.create(subdistrict=cast.subdistrict.id, name="", created_at=AT, updated_at=AT)
    door = cast.a.doors[3]
    mention = a_mention(cast, person, name="单小曾", sex="M", born_on=date(1980, 1, 2))
    Mention.objects.filter(pk=mention.pk).update(door=door, building=door.building)
    a_phone(cast, mention)
    operations.rebuild(by=cast["data"], persons=[person.id], at=AT)
    person.refresh_from_db()
    assert (person.name, person.pinyin, person.initials) == ("单小曾", "shanxiaoceng", "sxc")
    assert person.household == Household.objects.get(door=door)
    assert (person.phone_masked, person.committee_id) == ("138****5678", cast.a.committee.id)
    assert person.address.startswith("甲路10弄")
    assert "室" not in person.address


def test_rebuilding_twice_changes_nothing_more(cast):
    operations.rebuild(by=cast["data"], at=AT)
    before = list(Person.objects.order_by("id").values())
    operations.rebuild(by=cast["data"], at=LATER)
    assert list(Person.objects.order_by("id").values()) == before


def test_a_person_known_from_a_mask_reservation_only_is_on_no_list_without_an_order(cast):
    person = Person.objects.create(subdistrict=cast.subdistrict.id, name="", created_at=AT, updated_at=AT)
    a_mention(cast, person, kind="mask", name="王秀英")
    operations.rebuild(by=cast["data"], at=AT)
    person.refresh_from_db()
    assert (person.is_listed, person.name) == (False, "")
    give_order(
        by=cast["commander"],
        purpose_from="mask",
        purpose_to="screen",
        reason="寻找来沪人员",
        at=AT,
        ends_at=LATER,
    )
    operations.rebuild(by=cast["data"], at=AT)
    person.refresh_from_db()
    assert (person.is_listed, person.name) == (True, "王秀英")


def test_what_was_withdrawn_counts_no_more(cast):
    person = cast.people["rare"]
    Mention.objects.filter(person=person).update(withdrawn_at=AT)
    operations.rebuild(by=cast["data"], persons=[person.id], at=AT)
    person.refresh_from_db()
    assert not person.is_listed


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 4)), max_size=8))
def test_any_order_of_merges_and_undoings_restores_the_assignment(cast, acts):
    """Whatever is merged and undone on the way, undoing what still stands brings every mention home."""
    by = actor.system(cast.subdistrict.id)
    people = [access.another(cast, cast.a) for _each in range(5)]
    home = assignment()
    for act in acts:
        _try(by, people, act)
    for merged in Merge.objects.filter(undone_at=None).order_by("?"):
        operations.unmerge(by=by, merge_id=merged.id, at=LATER)
    assert assignment() == home
    assert not Person.objects.exclude(merged_into=None).exists()


def _try(by, people, act):
    does_merge, one, other = act
    standing = list(Merge.objects.filter(undone_at=None).order_by("id"))
    if not does_merge:
        if standing:
            operations.unmerge(by=by, merge_id=standing[one % len(standing)].id, at=LATER)
        return
    with suppress(Refused):
        operations.merge(by=by, kept=people[one].id, gone=people[other].id, reason="x", at=AT)


def test_decisions_of_another_subdistrict_are_not_seen(cast):
    assert selectors.forbidden_pairs(ids.new()) == set()
