"""A further list reads only who is within its reach, and misses nobody who shares a key with it."""

from datetime import timedelta

from lianfang.core import actor, clock
from lianfang.registry.people.models import Mention, Pair
from lianfang.registry.people.operations import linking, reaching
from lianfang.registry.people.tests import access
from lianfang.registry.places import operations as places
from lianfang.registry.places.operations import Entry
from lianfang.registry.places.rules import parse
from tests.cast import AT


def said(cast, **words):
    facts = {"kind": "police", "label": "《公安推送名单》第 9 行", "as_of": AT, **words}
    return Mention.objects.create(subdistrict=cast.subdistrict.id, **facts)


def run(cast):
    return linking.run(by=actor.system(cast.subdistrict.id), at=clock.now())


def records(mention):
    return reaching.records_of(Mention.objects.filter(pk=mention.pk))


def near(cast, mention):
    found = reaching.near(cast.subdistrict.id, records(mention))
    return set(found.values_list("person_id", flat=True))


def test_a_new_row_reaches_those_of_its_flat_and_not_the_other_committee(cast):
    door = cast.a.doors[0]
    fresh = said(
        cast,
        name="不识",
        door=door,
        building=door.building,
        compound=cast.a.compound,
        committee=cast.a.committee,
    )
    here = access.mention(cast, cast.a, access.resident(cast, cast.a))
    there = access.mention(cast, cast.b, access.resident(cast, cast.b))
    found = near(cast, fresh)
    assert here.person_id in found
    assert there.person_id not in found


def test_what_is_kept_to_find_somebody_again_is_no_name_and_no_number(cast):
    fresh = said(cast, name="王小明", id_number="310106198001010017")
    run(cast)
    fresh.refresh_from_db()
    assert fresh.person_id
    assert len(fresh.traces) > 3
    assert all(isinstance(trace, int) for trace in fresh.traces)
    again = said(cast, name="王小明", id_number="310106198001010017")
    run(cast)
    again.refresh_from_db()
    assert again.person_id == fresh.person_id


def test_keys_are_made_anew_when_a_mention_has_none(cast):
    first = said(cast, name="王小明", id_number="310106198001010017")
    run(cast)
    Mention.objects.filter(pk=first.pk).update(traces=[], traces_version=0)
    again = said(cast, name="王小朋", id_number="310106198001010017")
    run(cast)
    first.refresh_from_db()
    again.refresh_from_db()
    assert again.person_id == first.person_id


def test_an_older_question_is_settled_once_the_register_names_both(cast):
    asked = access.pair(cast, cast.a)
    sides = [asked.left.person, asked.right.person]
    for person in sides:
        person.is_registered = True
        person.save(update_fields=["is_registered"])
    at = AT + timedelta(days=1)
    linking.settle_registered(cast.subdistrict.id, set(), at)
    asked.refresh_from_db()
    assert asked.state == Pair.State.OPEN
    linking.settle_registered(cast.subdistrict.id, {sides[0].id}, at)
    asked.refresh_from_db()
    assert asked.state == Pair.State.MOOT


def test_a_household_ledger_that_comes_later_gives_those_known_already_their_committee(cast):
    early = said(cast, name="赵小丽", address="红星村3组15号", id_number="310106198001010017")
    run(cast)
    early.refresh_from_db()
    assert early.person.committee is None
    entries = [Entry(parse(f"红星村3组{number}号"), cast.a.committee.name) for number in (15, 16)]
    places.settle(by=cast["data"], entries=entries, at=AT)
    said(cast, kind="ledger", name="钱国平", address="红星村3组16号")
    run(cast)
    early.person.refresh_from_db()
    assert early.person.committee == cast.a.committee
    assert early.person.household is not None
