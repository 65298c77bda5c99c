"""A questionnaire's own rules: what is relevant, required, calculated, how many members, which choices."""

import pytest

from lianfang.registry.forms.rules.planting import gather, plant_xml, to_xml
from lianfang.registry.forms.rules.posted import Post, read_posted
from lianfang.registry.forms.rules.safexml import NotSafe, parse
from lianfang.registry.forms.rules.xform import BadForm
from lianfang.registry.forms.tests.making import YES_NO, filled, form

HEAD = (
    "type",
    "name",
    "label",
    "relevant",
    "constraint",
    "required",
    "calculation",
    "repeat_count",
    "choice_filter",
)


def row(*cells, **named):
    return [*cells, *[""] * (3 - len(cells)), *[named.get(heading, "") for heading in HEAD[3:]]]


def test_relevance_follows_answers_through_groups():
    asked = form(
        [
            HEAD,
            row("select_one yn", "has", "Has?"),
            row("begin_group", "g", "G", relevant="${has} = 'yes'"),
            row("integer", "many", "How many", required="yes"),
            row("end_group"),
        ],
        YES_NO,
    )
    assert filled(asked, {"has": "no"})[1] == {}
    assert filled(asked, {"has": "yes"})[1] == {"many": "required"}
    sheet, _problems = filled(asked, {"has": "no", "many": "3"})
    assert gather(sheet.root, frozenset()) == {"has": "no"}


def test_a_number_of_members_is_followed():
    asked = form(
        [
            HEAD,
            row("integer", "n", "N"),
            row("begin_repeat", "kids", "Kids", repeat_count="${n}"),
            row("text", "name", "Name", required="yes"),
            row("calculate", "place", calculation="position(..)"),
            row("end_repeat"),
        ]
    )
    _sheet, problems = filled(asked, {"n": "2", "kids": []})
    assert problems == {"kids[0]/name": "required", "kids[1]/name": "required"}
    sheet, problems = filled(asked, {"n": "1", "kids": [{"name": "小明"}, {"name": "多余"}]})
    assert problems == {}
    assert gather(sheet.root, frozenset())["kids"] == [{"name": "小明", "place": "1"}]


def test_choices_that_depend_on_an_answer():
    asked = form(
        [
            HEAD,
            row("select_one town", "town", "Town"),
            row("select_one street", "street", "Street", choice_filter="town = ${town}"),
        ],
        [
            ("list_name", "name", "label", "town"),
            ("town", "a", "A", ""),
            ("town", "b", "B", ""),
            ("street", "a1", "A1", "a"),
            ("street", "b1", "B1", "b"),
        ],
    )
    assert filled(asked, {"town": "a", "street": "a1"})[1] == {}
    assert filled(asked, {"town": "a", "street": "b1"})[1] == {"street": "choice"}


def test_calculations_come_to_rest_in_any_order():
    asked = form(
        [
            HEAD,
            row("calculate", "c", calculation="${b} * 2"),
            row("calculate", "b", calculation="${a} + 1"),
            row("integer", "a", "A"),
        ]
    )
    sheet, _problems = filled(asked, {"a": "4"})
    assert gather(sheet.root, frozenset()) == {"a": "4", "b": "5", "c": "10"}


def test_calculations_that_never_rest_are_stopped():
    asked = form(
        [
            HEAD,
            row("integer", "a", "A"),
            row("calculate", "b", calculation="${c} + 1"),
            row("calculate", "c", calculation="${b} + 1"),
        ]
    )
    filled(asked, {"a": "1"})


def test_names_that_meet_are_told_apart_by_their_group():
    asked = form(
        [
            HEAD,
            row("begin_group", "mother", "M"),
            row("text", "name", "N"),
            row("end_group"),
            row("begin_group", "father", "F"),
            row("text", "name", "N"),
            row("end_group"),
        ]
    )
    sheet, problems = filled(asked, {"mother/name": "甲", "father/name": "乙"})
    assert problems == {}
    assert gather(sheet.root, frozenset()) == {"mother/name": "甲", "father/name": "乙"}


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("integer", "１２", "12"),
        ("integer", "1.5", None),
        ("decimal", "36。5", "36.5"),
        ("decimal", ".5", "0.5"),
        ("decimal", "NaN", None),
        ("decimal", "1e3", None),
        ("date", "2020-02-30", None),
        ("date", "2020-02-29", "2020-02-29"),
        ("time", "09:30", "09:30:00.000+08:00"),
        ("time", "25:00", None),
        ("datetime", "2020-02-10T10:00", "2020-02-10T10:00:00.000+08:00"),
        ("geopoint", "31.2, 121.4", "31.2 121.4 0 0"),
        ("geopoint", "91 0", None),
        ("text", "a\0b", None),
    ],
)
def test_answers_are_put_in_order_or_refused(kind, typed, kept):
    asked = form([HEAD, row(kind, "x", "X")])
    sheet, problems = filled(asked, {"x": typed})
    assert ("x" in problems) == (kept is None)
    if kept is not None:
        assert gather(sheet.root, frozenset()) == {"x": kept}


def test_an_instance_goes_out_and_comes_back_the_same():
    asked = form(
        [
            HEAD,
            row("text", "t", "T"),
            row("begin_repeat", "kids", "K"),
            row("text", "name", "N"),
            row("end_repeat"),
            row("select_multiple yn", "m", "M"),
        ],
        YES_NO,
    )
    values = {"t": "<b>&\"'", "kids": [{"name": "一"}, {"name": "二"}], "m": ["yes", "no"]}
    sheet, _problems = filled(asked, values)
    root = parse(to_xml(asked, sheet.root, "uuid:1").encode())
    again, strays = plant_xml(asked, root)
    assert strays == []
    assert gather(again, frozenset({"/data/m"})) == values


@pytest.mark.parametrize(
    "xml",
    [
        b"<a><b></a>",
        b"",
        b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        b"<!DOCTYPE lolz [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><a>&b;</a>",
        b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        b"\xff\xfe",
        b"<a>" * 5000,
    ],
)
def test_xml_that_is_not_taken(xml):
    with pytest.raises(NotSafe):
        parse(xml)


def test_a_form_that_cannot_work_is_told_by_path():
    with pytest.raises(BadForm) as bad:
        form(
            [
                HEAD,
                row("text", "a", "A", relevant="magic(1)"),
                row("text", "b", "B", constraint="regex(., '(a+)+')"),
            ]
        )
    assert [(one.path, one.column, one.why) for one in bad.value.troubles] == [
        ("/data/a", "relevant", "function"),
        ("/data/b", "constraint", "pattern_endless"),
    ]


def test_a_posted_page_is_read_as_answers():
    asked = form(
        [
            HEAD,
            row("text", "t", "T"),
            row("begin_repeat", "kids", "K"),
            row("text", "name", "N"),
            row("end_repeat"),
            row("select_multiple yn", "m", "M"),
        ],
        YES_NO,
    )
    sent = {
        "q-t": ["x"],
        "q-kids[]": ["2"],
        "q-kids[0]/name": ["一"],
        "q-m": ["yes", "no"],
        "q--": ["kids[1]"],
    }
    found = read_posted(asked, Post(lambda name: sent.get(name, []), lambda name: None, "q-"))
    assert found.values == {"t": "x", "kids": [{"name": "一"}], "m": ["yes", "no"]}
    assert found.is_growing
    sent |= {"q--": [""], "q-+": ["kids"]}
    assert (
        len(read_posted(asked, Post(lambda name: sent.get(name, []), lambda name: None, "q-")).values["kids"])
        == 3
    )
