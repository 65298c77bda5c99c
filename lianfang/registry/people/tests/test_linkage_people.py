"""Who is joined, who is offered for review, who is kept apart: the families that weights get wrong."""

import dataclasses
from collections.abc import Callable
from datetime import date

import pytest

from lianfang.registry.people.linkage import Kind, Linkage, Model, Record, link, link_new

from .linkage_cast import crowd, person, place, row

Linker = Callable[..., Linkage]
TOWN = crowd()
MODEL = Model(people=50_000)


def linked(*records: Record, **more: object) -> Linkage:
    return link([*TOWN, *records], model=MODEL, **more)  # type: ignore[arg-type]


def together(linkage: Linkage, *records: Record) -> bool:
    return len({linkage.clusters[record.id] for record in records}) == 1


def offered(linkage: Linkage, a: Record, b: Record) -> bool:
    both = {linkage.clusters[a.id], linkage.clusters[b.id]}
    return any({linkage.clusters[pair.a], linkage.clusters[pair.b]} == both for pair in linkage.review)


@pytest.mark.parametrize("name", ["钱若溪", "钱 若溪", "錢若溪", "钱若西", "钱苦溪", "钱若"])
def test_slips_in_a_name_are_seen_through(name: str) -> None:
    her = person("钱若溪", phone="13700000001", flat="c1/1/101")
    listed = row(name, flat="c1/1/101", phones="13700000001")
    assert together(linked(her, listed), her, listed)


@pytest.mark.parametrize("phones", ["13700000002", "1370000001", "13700000010", "8613700000001.0"])
def test_a_slip_in_the_telephone_is_seen_through(phones: str) -> None:
    her = person("钱若溪", phone="13700000001", flat="c1/1/101")
    listed = row("钱若溪", flat="c1/1", phones=phones)
    assert together(linked(her, listed), her, listed)


@pytest.mark.parametrize(
    "damage", [lambda n: n[:6] + "*" * 8 + n[14:], lambda n: n[:8] + "99"[:1] + n[9:], str.lower]
)
def test_masked_and_mistyped_numbers_agree(damage: Callable[[str], str]) -> None:
    her = person("钱若溪", flat="c1/1/101", born=date(1981, 3, 4))
    listed = row("钱若溪", id_number=damage(her.id_number), flat="c1")
    assert together(linked(her, listed), her, listed)


def test_twins_stay_two() -> None:
    born = date(2001, 1, 1)
    one = person("钱若溪", born=born, phone="13700000001")
    two = person("钱若洁", born=born, phone="13700000001")
    lists = [
        row("钱若溪", flat="c1/1/101", phones="13700000001"),
        row("钱若洁", flat="c1/1/101", phones="13700000001"),
    ]
    linkage = linked(one, two, *lists)
    assert together(linkage, one, lists[0])
    assert together(linkage, two, lists[1])
    assert not together(linkage, one, two)


def test_a_misspelt_twin_is_for_a_person_to_decide() -> None:
    born = date(2001, 1, 1)
    one, two = (person(name, born=born, phone="13700000001") for name in ("钱若溪", "钱若熙"))
    listed = row("钱若希", flat="c1/1/101", phones="13700000001")
    linkage = linked(one, two, listed)
    assert not together(linkage, one, listed)
    assert not together(linkage, two, listed)
    assert offered(linkage, one, listed)


def test_a_twin_with_half_a_name_does_not_follow_the_other_twins_journey() -> None:
    born = date(2001, 1, 1)
    one, two = (person(name, born=born, phone="13700000001") for name in ("钱若溪", "钱若洁"))
    travelled = row("钱若洁", flat="c1/1/101", phones="13700000001")
    half = row("钱若", flat="c1/1/101", phones="13700000001")
    linkage = linked(one, two, travelled, half)
    assert together(linkage, two, travelled)
    assert not together(linkage, two, half)
    assert offered(linkage, two, half)
    assert offered(linkage, one, half)


def test_father_and_son_with_one_telephone_are_two() -> None:
    father = person("钱建军", sex="m", born=date(1960, 1, 1), phone="13700000001")
    son = row("钱宇航", flat="c1/1/101", phones="13700000001", sex="m", age=28)
    linkage = linked(father, son)
    assert not together(linkage, father, son)


def test_a_brother_whom_no_register_knows_is_not_his_brother() -> None:
    brother = person("钱楠凡", sex="m", phone="13700000001")
    other = row("钱楠强", flat="c1/1/101", phones="13700000001")
    linkage = linked(brother, other)
    assert not together(linkage, brother, other)
    assert offered(linkage, brother, other)


def test_people_of_one_name_are_told_apart_by_their_doors() -> None:
    one, two = person("王伟", sex="m", flat="c1/1/101"), person("王伟", sex="m", flat="c1/9/902")
    listed = row("王伟", flat="c1/9/902")
    vague = row("王伟", flat="c1", file="gate")
    linkage = linked(one, two, listed, vague)
    assert together(linkage, two, listed)
    assert not together(linkage, one, vague)


def test_a_form_of_address_with_her_own_telephone_is_she() -> None:
    her = person("钱若溪", phone="13700000001")
    called = row("钱阿姨", flat="c1/1/101", phones="13700000001", file="leader")
    assert together(linked(her, called), her, called)


def test_a_form_of_address_that_fits_two_of_the_flat_is_offered() -> None:
    mother, aunt = person("钱若溪"), person("钱桂兰", born=date(1955, 2, 2))
    called = row("钱阿姨", flat="c1/1/101", file="leader")
    linkage = linked(mother, aunt, called)
    assert not together(linkage, mother, called)
    assert not together(linkage, aunt, called)
    assert offered(linkage, mother, called)
    assert offered(linkage, aunt, called)


def test_a_form_of_address_never_names_the_other_sex() -> None:
    his = person("钱建军", sex="m", phone="13700000001")
    called = row("钱阿姨", flat="c1/1/101", phones="13700000001", file="leader")
    assert not together(linked(his, called), his, called)


def test_a_child_is_not_the_head_of_the_household() -> None:
    child = person("钱多多", born=date(2015, 1, 1), phone="13700000001")
    head = Record(
        "ledger 1",
        "ledger",
        Kind.LEDGER,
        "钱多朵",
        phones="13700000001",
        as_of=date(2020, 2, 10),
        **place("c1/1/101"),
    )
    assert not together(linked(child, head), child, head)


def test_two_valid_numbers_are_two_people_whatever_else_agrees() -> None:
    her, namesake = person("钱若溪", phone="13700000001"), person("钱若溪", flat="c2/1/101")
    listed = row("钱若溪", id_number=namesake.id_number, flat="c1/1/101", phones="13700000001")
    linkage = linked(her, namesake, listed)
    assert together(linkage, namesake, listed)
    assert not together(linkage, her, listed)


def test_one_number_with_two_strange_names_is_not_joined_unseen() -> None:
    parent = person("钱建军", sex="m", phone="13700000001")
    child = row("孙小朵", id_number=parent.id_number, phones="13700000001")
    linkage = linked(parent, child)
    assert not together(linkage, parent, child)


def test_a_foreigner_is_one_in_any_order_of_names() -> None:
    guest = dataclasses.replace(person("MARIA KHAN"), id_number="E12345678")
    listed = row("Khan Maria", id_number="e12345678")
    assert together(linked(guest, listed), guest, listed)


def test_list_rows_without_an_anchor_find_each_other() -> None:
    rows = [row("诸葛明月", phones="13700000009", file=file) for file in ("police", "gate", "firm")]
    assert together(linked(*rows), *rows)


def test_what_a_person_found_to_be_two_stays_two_and_is_not_asked_again() -> None:
    her, listed = person("钱若溪", phone="13700000001"), row("钱若溪", phones="13700000001", flat="c1/1/101")
    linkage = linked(her, listed, apart=[(her.id, listed.id)])
    assert not together(linkage, her, listed)
    assert not offered(linkage, her, listed)


def test_every_field_of_a_decision_is_explained() -> None:
    her, listed = person("钱若溪", phone="13700000001"), row("钱若西", phones="13700000002", flat="c1/1/101")
    (decision,) = linked(her, listed).decisions
    codes = {reason.code: reason.weight for reason in decision.because}
    assert {"name.homophone", "phone.one_slip", "place.flat"} <= set(codes)
    assert all(weight > 0 for weight in codes.values())


def test_a_further_list_joins_what_is_stored_and_keeps_its_names() -> None:
    her = person("钱若溪", phone="13700000001")
    stored = [*TOWN, her]
    new = [row("钱若溪", phones="13700000001", flat="c1/1/101"), row("尉迟远山", phones="13700000077")]
    linkage = link_new(new, stored, {one.id: f"person of {one.id}" for one in stored}, model=MODEL)
    assert linkage.clusters[new[0].id] == f"person of {her.id}"
    assert linkage.clusters[new[1].id] == new[1].id
    assert set(linkage.clusters) == {one.id for one in new}


def test_a_further_list_never_merges_two_stored_persons_but_asks() -> None:
    one = row("钱若溪", phones="13700000001", file="gate")
    two = row("钱若溪", phones="13700000002", file="firm", arrived=date(2020, 1, 20), from_place="四川成都")
    bridge = row("钱若溪", phones="13700000001、13700000002")
    stored = [*TOWN, one, two]
    linkage = link_new([bridge], stored, {record.id: record.id for record in stored}, model=MODEL)
    assert linkage.clusters[bridge.id] in (one.id, two.id)
    assert set(linkage.clusters) == {bridge.id}
    assert [pair.doubt for pair in linkage.review] == ["two_stored_persons"]


def test_the_order_of_rows_changes_nothing() -> None:
    family = [person(name, phone="13700000001") for name in ("钱若溪", "钱若洁")]
    lists = [
        row("钱若溪", flat="c1/1/101"),
        row("钱若洁", phones="13700000001"),
        row("钱小姐", flat="c1/1/101"),
    ]
    forward = linked(*family, *lists)
    backward = link([*lists[::-1], *family[::-1], *TOWN], model=MODEL)
    assert groups(forward) == groups(backward)


def groups(linkage: Linkage) -> set[frozenset[str]]:
    members: dict[str, set[str]] = {}
    for record, cluster in linkage.clusters.items():
        members.setdefault(cluster, set()).add(record)
    return {frozenset(one) for one in members.values()}


def test_a_list_that_names_somebody_already_does_not_name_them_again_as_an_uncle():
    """Two rows of one leader's list, one telephone: 孙师傅 of a known flat, and 孙叔叔 who travelled along."""
    sun = person("孙凡逸", sex="m", phone="13900008888", flat="c1/1/101")
    first = row("孙师傅", flat="c1/1/101", file="leader", phones="13900008888")
    second = row("孙叔叔", file="leader", phones="13900008888", committee="k")
    found = linked(sun, first, second)
    assert together(found, sun, first)
    assert not together(found, first, second)
    assert offered(found, first, second)


def test_heads_of_two_households_who_share_a_name_alone_are_no_question():
    phones = {"c1/1/101": "13900007777", "c1/2/201": "13611112222"}
    heads = [
        Record(id=flat, file="ledger", kind=Kind.LEDGER, name="尉迟静", phones=phone, **place(flat))
        for flat, phone in phones.items()
    ]
    assert not offered(linked(*heads), *heads)


def test_whom_a_register_has_twice_by_one_number_is_one() -> None:
    once = person("钱若溪", phone="13700000001", flat="c1/1/101")
    twice = dataclasses.replace(once, id="register again", phones="", flat="", stair="", compound="")
    thrice = dataclasses.replace(once, id="register other", name="钱 若溪", phones="13700000002")
    assert together(linked(once, twice, thrice), once, twice, thrice)
    other = dataclasses.replace(once, id="register strange", name="孙海燕")
    assert not together(linked(once, other), once, other)


def test_a_register_that_comes_again_in_another_form_names_nobody_anew() -> None:
    stored = link(TOWN, model=MODEL)
    again = [dataclasses.replace(one, id=f"{one.id} again", phones="") for one in TOWN if one.id_number]
    found = link_new(again, TOWN, stored.clusters, model=MODEL)
    assert {found.clusters[one.id] for one in again} <= set(stored.clusters.values())
