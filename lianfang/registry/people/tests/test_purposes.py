"""What goes when, and what stays because somebody needs it."""

from datetime import timedelta

from lianfang.registry.people import hooks, purposes
from lianfang.registry.people.models import Household, Mention, Merge, Person
from lianfang.registry.people.tests import access
from lianfang.registry.people.tests.test_operations import a_mention
from tests.cast import AT


def due(cast, what, days):
    return set(what(cast.subdistrict.id, AT + timedelta(days=days)).values_list("id", flat=True))


def test_list_rows_go_after_sixty_days_masks_after_forty_registers_stay(cast):
    listed = a_mention(cast, cast.people["rare"])
    mask = a_mention(cast, cast.people["rare"], kind="mask")
    assert due(cast, purposes.due_mentions, 40) == set()
    assert due(cast, purposes.due_mentions, 41) == {mask.id}
    assert due(cast, purposes.due_mentions, 61) == {mask.id, listed.id}
    assert due(cast, purposes.due_mentions, 999) == {mask.id, listed.id}


def test_what_an_observation_needs_stays_and_what_was_refuted_goes_early(cast, monkeypatch):
    rare = cast.people["rare"]
    listed, other = a_mention(cast, rare), a_mention(cast, cast.people["twin_one"])
    monkeypatch.setattr(hooks, "NEEDED", [lambda home, at: Person.objects.filter(pk=rare.pk).values("id")])
    monkeypatch.setattr(
        hooks, "SPENT", [lambda home, at: Mention.objects.filter(pk__in=[other.pk, listed.pk]).values("id")]
    )
    assert due(cast, purposes.due_mentions, 61) == {other.id}
    assert due(cast, purposes.due_mentions, 1) == {other.id}


def test_persons_and_doors_go_when_nothing_points_to_them(cast):
    fresh = Person.objects.create(subdistrict=cast.subdistrict.id, name="x", created_at=AT, updated_at=AT)
    empty = Household.objects.create(subdistrict=cast.subdistrict.id, door=cast.b.doors[3])
    assert due(cast, purposes.due_persons, 1) == {fresh.id}
    assert due(cast, purposes.due_households, 1) == {empty.id}


def test_a_merge_goes_with_the_last_word_on_both_and_never_before(cast):
    merged = access.merged(cast, cast.a)
    assert due(cast, purposes.due_merges, 999) == set()
    assert merged.gone_id not in due(cast, purposes.due_persons, 999)
    Mention.objects.filter(person=merged.kept_id).delete()
    assert due(cast, purposes.due_merges, 1) == {merged.id}
    Merge.objects.all().delete()
    assert merged.gone_id in due(cast, purposes.due_persons, 1)
