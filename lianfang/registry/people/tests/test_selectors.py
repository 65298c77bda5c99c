"""Who sees whom, what finds whom, and in how many queries."""

from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from lianfang.core import cipher, tenant
from lianfang.core.ids import new
from lianfang.registry.people import hooks, operations, selectors
from lianfang.registry.people.models import Mention, Pair, Person
from lianfang.registry.people.selectors import Filters
from lianfang.registry.people.tests import access
from lianfang.registry.people.tests.test_operations import a_mention, a_phone
from tests.cast import AT

ID = "11010519491231002X"


def names(found):
    return {person.name for person in found}


def found_by(cast, query, viewer="chen", **filters):
    return names(selectors.persons(cast[viewer], query, Filters(**filters), at=AT))


@pytest.fixture(autouse=True)
def _built(cast):
    operations.rebuild(by=cast["data"], at=AT)


@pytest.mark.parametrize(
    ("viewer", "sees_a", "sees_b"),
    [
        ("commander", True, True),
        ("duty", True, True),
        ("data", True, True),
        ("chen", True, False),
        ("bao", False, True),
        ("doctor", True, False),
        ("police", True, False),
        ("leader", True, False),
        ("caller", False, False),
        ("guard", False, False),
        ("firm", False, False),
    ],
)
def test_each_role_sees_its_own_area(cast, viewer, sees_a, sees_b):
    seen = names(selectors.persons(cast[viewer], "", at=AT))
    assert ("王㛃" in seen, "张北" in seen) == (sees_a, sees_b)


def test_another_subdistrict_is_not_there(cast):
    with tenant.inside(new()):
        assert not selectors.persons(cast["data"], "", at=AT).exists()


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("王㛃", True),
        ("㛃", True),
        ("wang", True),
        ("WANG", True),
        ("甲路10弄", True),
        ("乙路", False),
        ("13812345678", True),
        ("138 1234 5678", True),
        ("1381234567", False),
        ("5678", False),
        (ID, True),
        (ID[:-1], False),
        (ID[-4:], False),
    ],
)
def test_what_finds_somebody(cast, query, finds):
    said = a_mention(
        cast,
        cast.people["rare"],
        id_number=ID,
        id_masked="110***********002X",
        id_lookup=cipher.lookup("id", ID),
    )
    a_phone(cast, said)
    assert ("王㛃" in found_by(cast, query)) is finds


def test_a_number_from_a_mask_reservation_finds_nobody_without_an_order(cast):
    a_phone(cast, a_mention(cast, cast.people["rare"], kind="mask"))
    assert found_by(cast, "13812345678", viewer="data") == set()


def test_filters_narrow(cast):
    a_mention(cast, cast.people["rare"])
    operations.rebuild(by=cast["data"], at=AT)
    assert found_by(cast, "", viewer="data", source="police") == {"王㛃"}
    assert found_by(cast, "", viewer="data", committee=cast.b.committee.id) == {"张北"}
    assert found_by(cast, "", viewer="data", registered="no") == set()


def test_the_dossier_says_where_each_value_comes_from(cast):
    a_phone(
        cast,
        a_mention(cast, cast.people["rare"], from_place="武汉", note="密接", as_of=AT + timedelta(days=1)),
    )
    dossier = selectors.person(cast["chen"], cast.people["rare"].id, at=AT)
    by_code = {field.code: field for field in dossier.fields}
    assert (by_code["name"].text, by_code["name"].said.label) == ("王*", "实有人口")
    assert (by_code["phone"].text, by_code["phone"].reveals) == ("138****5678", "phone")
    assert [line.source for line in dossier.timeline] == ["《公安推送重点人员名单》第 3 行", "实有人口"]
    assert "密接" in dossier.timeline[0].detail


def test_remarks_on_contacts_are_not_for_the_police(cast):
    a_mention(cast, cast.people["rare"], note="密接")
    dossier = selectors.person(cast["police"], cast.people["rare"].id, at=AT)
    assert "密接" not in "".join(line.detail for line in dossier.timeline)


def test_mask_reservations_are_withheld_and_said_to_be(cast):
    a_mention(cast, cast.people["rare"], kind="mask")
    dossier = selectors.person(cast["data"], cast.people["rare"].id, at=AT)
    assert (dossier.best.withheld, len(dossier.timeline)) == (1, 1)


def test_rooms_above_add_what_they_know(cast, monkeypatch):
    event = hooks.Event(AT + timedelta(days=1), "开始观察", tone="now")
    monkeypatch.setattr(hooks, "TIMELINE", [lambda viewer, person, at: [event]])
    monkeypatch.setattr(hooks, "FACTS", [lambda viewer, ids, at: {ids[0]: [hooks.Mark("观察中", "now")]}])
    dossier = selectors.person(cast["chen"], cast.people["rare"].id, at=AT)
    assert (dossier.timeline[0].title, dossier.marks[0].text) == ("开始观察", "观察中")


def test_who_looked_is_told(cast):
    operations.open_page(by=cast["chen"], person_id=cast.people["rare"].id, at=AT)
    dossier = selectors.person(cast["data"], cast.people["rare"].id, at=AT)
    assert [look.entry.actor_name for look in dossier.looks] == ["陈干事"]


def test_a_person_out_of_sight_is_not_there(cast):
    with pytest.raises(Person.DoesNotExist):
        selectors.person(cast["bao"], cast.people["rare"].id, at=AT)
    assert selectors.mates(cast["bao"], cast.people["rare"].household_id) == []


def test_the_dossier_takes_as_many_queries_for_many_mentions(cast, django_assert_max_num_queries):
    from django.db import connection

    person = cast.people["rare"]
    with CaptureQueriesContext(connection) as few:
        selectors.person(cast["chen"], person.id, at=AT)
    for _each in range(5):
        a_phone(cast, a_mention(cast, person))
    with django_assert_max_num_queries(len(few.captured_queries)):
        selectors.person(cast["chen"], person.id, at=AT)


def test_a_pair_across_committees_is_for_the_data_officer_alone(cast):
    left = access.mention(cast, cast.a, access.another(cast, cast.a))
    right = access.mention(cast, cast.b, access.another(cast, cast.b))
    operations.offer_pairs(by=cast["data"], offers=[operations.Offer(left.id, right.id, 0.6)], at=AT)
    seen = {
        who: selectors.waiting_pairs(cast[who], AT).count() for who in ("data", "chen", "bao", "commander")
    }
    assert seen == {"data": 1, "chen": 0, "bao": 0, "commander": 0}


def test_a_pair_with_a_mask_reservation_waits_for_an_order(cast):
    pair = access.pair(cast, cast.a)
    Mention.objects.filter(pk=pair.left_id).update(purpose="mask", kind="mask")
    assert selectors.next_pairs(cast["data"], AT) == []


def test_a_pair_is_compared_field_by_field(cast):
    pair = access.pair(cast, cast.a)
    view = selectors.pair_view(cast["chen"], Pair.objects.get(pk=pair.pk))
    name = next(
        row
        for row in view.rows
        if row.left == "王㛃" or row.right == "王㛃" or "欧阳" in row.left + row.right
    )
    assert name.look == ""
    assert view.percent == 99
