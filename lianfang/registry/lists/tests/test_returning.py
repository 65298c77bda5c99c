"""A list taken back and handed in again: its rows are about the people they were about before."""

import pytest

from lianfang.registry.lists import operations
from lianfang.registry.lists.models import Import, Row
from lianfang.registry.people.models import Join, Mention, Pair, Person
from lianfang.registry.people.operations import merge, offer_pairs, unmerge
from lianfang.registry.people.operations.reviewing import Offer
from tests.cast import AT

from .handing import HEADS, LI, WANG, ZHAO, bring_in, csv, hand_in, join, listed, states
from .making import xlsx

pytestmark = pytest.mark.usefixtures("here")
TWO = csv(WANG, LI)
WHOLE = ("1", "钱小四", "", "", "甲路10弄1号104室", "2020-02-03", "湖北省武汉市")


@pytest.fixture
def data(cast):
    return cast["data"]


def people_of(made):
    """Whom each row is about, in order."""
    return list(Row.objects.filter(source=made).order_by("number").values_list("mention__person", flat=True))


def take_back(by, made):
    operations.undo(by=by, import_id=made.id, at=AT)


def test_the_same_file_again_is_about_the_same_people(data):
    first = bring_in(data, TWO)
    before, count = people_of(first), Person.objects.count()
    take_back(data, first)
    assert listed("王小明", "李小红") == set()
    again = bring_in(data, TWO)
    assert again != first
    assert people_of(again) == before
    assert Person.objects.count() == count
    assert listed("王小明", "李小红") == {"王小明", "李小红"}
    assert states(again) == ["returned", "returned"]
    assert (again.counts["returned"], again.counts["new"]) == (2, 0)


def test_the_join_is_on_record_with_its_reason(data):
    take_back(data, bring_in(data, TWO))
    again = bring_in(data, TWO)
    said = Row.objects.filter(source=again).values("mention")
    assert set(Join.objects.filter(mention__in=said).values_list("rule", flat=True)) == {"returned"}


def test_back_and_forth_for_a_third_time(data):
    first = bring_in(data, TWO)
    for _each in range(2):
        take_back(data, Import.objects.get(state="done"))
        again = bring_in(data, TWO)
    assert people_of(again) == people_of(first)
    assert Mention.objects.standing().filter(name="王小明").count() == 1


def test_a_row_comes_back_in_another_file_of_the_same_form(data):
    first = bring_in(data, TWO)
    take_back(data, first)
    other = bring_in(data, csv(("7", *WANG[1:]), ZHAO), "更正.csv")
    assert states(other) == ["returned", "new"]
    assert people_of(other)[0] == people_of(first)[0]


def correct(by, made, **fields):
    """Says of columns what they are, by heading, and imports."""
    chosen = [fields.get(column["heading"], column["field"]) for column in made.columns]
    operations.choose(
        by=by, import_id=made.id, fields=chosen, kind=made.kind, label=made.label, is_reissue=True, at=AT
    )
    operations.queue(by=by, import_id=made.id, at=AT)
    operations.commit(by=by, import_id=made.id, at=AT)
    join(by)
    made.refresh_from_db()
    return made


def test_a_column_corrected_meanwhile_counts_and_the_person_stays(data):
    first = bring_in(data, TWO)
    take_back(data, first)
    again = correct(data, hand_in(data, TWO), 来源地="note")
    assert people_of(again) == people_of(first)
    said = Mention.objects.standing().get(name="王小明")
    assert (said.from_place, said.note) == ("", "湖北省武汉市")


def test_where_the_words_that_say_who_it_is_were_corrected_linkage_decides_anew(data):
    body = csv(("张三丰", *WHOLE[:2]), heads=("经办人姓名", "序号", "户主"))
    first = correct(data, hand_in(data, body), 经办人姓名="name", 户主="")
    take_back(data, first)
    again = correct(data, hand_in(data, body), 经办人姓名="", 户主="name")
    assert states(again) == ["new"]
    assert people_of(again) != people_of(first)


def test_a_row_with_neither_number_nor_phone_comes_back_by_name_and_address(data):
    first = bring_in(data, csv(WHOLE))
    take_back(data, first)
    assert people_of(bring_in(data, csv(WHOLE))) == people_of(first)


def test_questions_of_the_review_and_their_answers_come_back(data):
    first = bring_in(data, csv(WANG, LI, ZHAO))
    sides = list(Row.objects.filter(source=first).order_by("number").values_list("mention", flat=True))
    offer_pairs(by=data, offers=[Offer(*sides[:2], 0.6), Offer(*sides[1:], 0.7)], at=AT)
    Pair.objects.filter(weight=0.7).update(state=Pair.State.DIFFERENT)
    take_back(data, first)
    again = bring_in(data, csv(WANG, LI, ZHAO))
    new = list(Row.objects.filter(source=again).order_by("number").values_list("mention", flat=True))
    pairs = {(p.left_id, p.right_id): p.state for p in Pair.objects.all()}
    assert pairs == {tuple(new[:2]): "open", tuple(new[1:]): "different"}
    assert states(again) == ["review", "review", "returned"]


def test_a_merge_made_before_still_holds_and_can_still_be_undone(data):
    first = bring_in(data, TWO)
    wang, li = people_of(first)
    made = merge(by=data, kept=wang, gone=li, reason="同一人", at=AT)
    take_back(data, first)
    again = bring_in(data, TWO)
    assert people_of(again) == [wang, wang]
    unmerge(by=data, merge_id=made.id, at=AT)
    assert people_of(again) == [wang, li]


def two_sheets():
    def shape(page):
        second = page.parent.create_sheet("第二张")
        for row in (HEADS, ZHAO):
            second.append(list(row))

    return xlsx([HEADS, WANG, LI], shape)


def bring_in_all(by, body):
    """Every sheet that the file brings, imported; by the sheet's name."""
    operations.read(
        by=by, import_id=operations.upload(by=by, file_name="两张表.xlsx", body=body, at=AT).id, at=AT
    )
    for one in Import.objects.filter(state="preview"):
        operations.queue(by=by, import_id=one.id, at=AT)
        operations.commit(by=by, import_id=one.id, at=AT)
    join(by)
    return {one.sheet_name: one for one in Import.objects.filter(state="done")}


def test_one_sheet_taken_back_comes_back_alone(data):
    body = two_sheets()
    first = bring_in_all(data, body)
    before = people_of(first["第二张"])
    take_back(data, first["第二张"])
    again = bring_in_all(data, body)
    assert set(again) == set(first)
    assert again["Sheet"] == first["Sheet"]
    assert again["第二张"] != first["第二张"]
    assert people_of(again["第二张"]) == before
    assert operations.upload(by=data, file_name="两张表.xlsx", body=body, at=AT) in again.values()
