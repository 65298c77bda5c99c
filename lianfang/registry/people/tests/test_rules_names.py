"""Names: what is read out of a cell, and how alike two names are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.registry.people.rules.names import Likeness, compatible, likeness, read_name


@pytest.mark.parametrize(
    ("text", "surname", "given"),
    [
        (" 王 秀英 ", "王", "秀英"),
        ("欧 阳语语", "欧阳", "语语"),
        ("張麗華", "张", "丽华"),
        ("李伟（租客）", "李", "伟"),
        ("王秀英阿姨", "王", "秀英"),
        ("王秀英等3人", "王", "秀英"),
        ("单小芳", "单", "小芳"),
    ],
)
def test_names_are_cleaned_and_split(text: str, surname: str, given: str) -> None:
    name = read_name(text)
    assert (name.surname, name.given, name.is_form_of_address) == (surname, given, False)


@pytest.mark.parametrize(
    ("text", "surname", "sex"),
    [
        ("王阿姨", "王", "f"),
        ("刘叔叔", "刘", "m"),
        ("张先生", "张", "m"),
        ("李老师", "李", ""),
        ("欧阳女士", "欧阳", "f"),
        ("小王", "王", ""),
        ("老李", "李", ""),
        ("小李阿姨", "李", "f"),
        ("王家", "王", ""),
        ("老王家", "王", ""),
        ("陈某某", "陈", ""),
    ],
)
def test_people_who_are_called_and_not_named(text: str, surname: str, sex: str) -> None:
    name = read_name(text)
    assert (name.surname, name.sex, name.given, name.is_form_of_address) == (surname, sex, "", True)


@pytest.mark.parametrize("text", ["", "无", "不详", "  ", "-", "/"])
def test_no_name(text: str) -> None:
    assert not read_name(text).is_known


def test_what_stood_in_brackets_is_kept() -> None:
    assert read_name("李伟（租客）").remark == "租客"


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("王秀英", "王秀英", Likeness.EXACT),
        ("張伟", "张偉", Likeness.EXACT),
        ("JOHN SMITH", "Smith John", Likeness.EXACT),
        ("min-jun khan", "KHAN MINJUN", Likeness.EXACT),
        ("张伟", "张玮", Likeness.HOMOPHONE),
        ("章敏", "张敏", Likeness.HOMOPHONE),
        ("johnsmith", "JOHN SMITH", Likeness.HOMOPHONE),
        ("李海妹", "李梅妹", Likeness.LOOK_ALIKE),
        ("季明", "李明", Likeness.LOOK_ALIKE),
        ("划良兴", "刘良兴", Likeness.LOOK_ALIKE),
        ("徐丽", "涂丽", Likeness.LOOK_ALIKE),
        ("林静", "林金", Likeness.LOOK_ALIKE),
        ("王毅", "王毅超", Likeness.SHORTENED),
        ("王秀英", "王英秀", Likeness.SHORTENED),
        ("王阿姨", "王秀英", Likeness.FORM_OF_ADDRESS),
        ("章先生", "张伟", Likeness.FORM_OF_ADDRESS),
        ("王先生", "王女士", Likeness.SURNAME),
        ("王楠凡", "王强凡", Likeness.ONE_CHARACTER),
        ("王建国", "王秀英", Likeness.SURNAME),
        ("王静", "王丽", Likeness.SURNAME),
        ("李建国", "王秀英", Likeness.DIFFERENT),
        ("王阿姨", "李秀英", Likeness.DIFFERENT),
        ("", "王秀英", Likeness.UNKNOWN),
    ],
)
def test_likeness(a: str, b: str, level: Likeness) -> None:
    assert likeness(read_name(a), read_name(b)) is level


names = st.text("王李张刘陈杨赵秀英建国伟丽敏静章玮梅海妹", min_size=1, max_size=4)


@given(names, names)
def test_likeness_is_symmetric(a: str, b: str) -> None:
    left, right = read_name(a), read_name(b)
    assert likeness(left, right) is likeness(right, left)


@given(st.text(max_size=40))
def test_every_name_is_itself(text: str) -> None:
    name = read_name(text)
    assert not name.is_known or compatible(name, name) or (name.is_form_of_address and not name.surname)
    assert isinstance(name.sound_key + name.sort_key, str)


@given(names)
def test_blanks_inside_a_name_change_nothing(text: str) -> None:
    assert read_name(" ".join(text)) == read_name(text)


def test_a_surname_is_sorted_by_its_own_reading() -> None:
    assert read_name("单小芳").sort_key == "shan xiao fang"
    assert read_name("曾敏").sort_key == "zeng min"
