"""Two people at the same persons at one moment: one decision stands, nothing is lost, nobody waits for ever."""

from lianfang.registry.people import operations
from lianfang.registry.people.models import Join, Mention, Merge, Pair, Person
from lianfang.registry.people.operations import linking
from lianfang.registry.people.rules.rights import Verdict
from lianfang.registry.people.tests import access
from tests.cast import AT
from tests.concurrency.racing import race, refusals


def test_a_pair_is_decided_once(town):
    pair = access.pair(town, town.a)

    def decide(who, verdict):
        return lambda: operations.decide_pair(by=town[who], pair_id=pair.id, verdict=verdict, at=AT)

    results = race(town.subdistrict.id, decide("chen", Verdict.SAME), decide("data", Verdict.DIFFERENT))
    assert refusals(results) == ["people.pair_decided"]
    pair.refresh_from_db()
    is_one = len({pair.left.person_id, pair.right.person_id}) == 1
    assert pair.state == (Pair.State.SAME if is_one else Pair.State.DIFFERENT)
    assert Merge.objects.count() == int(is_one)


def test_two_persons_merged_into_each_other_become_one(town):
    one, other = access.resident(town, town.a), access.another(town, town.a)

    def merge(who, kept, gone):
        return lambda: operations.merge(by=town[who], kept=kept.id, gone=gone.id, reason="同一人", at=AT)

    results = race(town.subdistrict.id, merge("chen", one, other), merge("data", other, one))
    assert len(refusals(results)) == 1
    left = Person.objects.filter(pk__in=[one.id, other.id], merged_into=None)
    assert left.count() == 1
    assert Mention.objects.filter(person=left.get()).count() == 2


def test_merges_around_a_ring_leave_nobody_pointing_in_circles(town):
    ring = [access.another(town, town.a) for _ in range(3)]

    def merge(kept, gone):
        return lambda: operations.merge(by=town["data"], kept=kept.id, gone=gone.id, reason="同一人", at=AT)

    race(town.subdistrict.id, *(merge(ring[i], ring[(i + 1) % 3]) for i in range(3)))
    standing = [
        person for person in Person.objects.filter(pk__in=[p.id for p in ring]) if not person.merged_into_id
    ]
    assert standing
    held = Mention.objects.filter(person__in=standing).count()
    assert held == 3


def test_the_same_merge_undone_twice_is_undone_once(town):
    merge = access.merged(town, town.a)

    def undo(who):
        return lambda: operations.unmerge(by=town[who], merge_id=merge.id, at=AT)

    results = race(town.subdistrict.id, undo("chen"), undo("data"))
    assert refusals(results) == ["people.merge_undone_already"]
    assert Join.objects.filter(rule="unmerge").count() == 1


def test_two_joinings_at_once_place_every_mention_once(town):
    home = access.resident(town, town.a)
    for _ in range(3):
        said = access.mention(town, town.a, home)
        Mention.objects.filter(pk=said.pk).update(person=None)
    before = Person.objects.count()
    run = lambda: linking.run(by=town["data"], at=AT)  # noqa: E731
    outcomes = race(town.subdistrict.id, run, run)
    assert sorted(outcome.mentions for outcome in outcomes) == [0, 3]
    assert Person.objects.count() == before + sum(outcome.fresh_persons for outcome in outcomes)
    assert not Mention.objects.standing().filter(person=None).exists()
