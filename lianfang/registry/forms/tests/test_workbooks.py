"""A workbook from outside: taken, or refused with sheet, row and a reason somebody can act on. Never a crash."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.core import Refused
from lianfang.registry.forms.rules.xform import read_xform
from lianfang.registry.forms.tests.making import YES_NO, book, filled
from lianfang.registry.forms.workbooks.converting import Asking, answer
from lianfang.registry.forms.workbooks.opening import read_workbook

SHARED = Path(os.environ.get("LIANFANG_SHARED", "")) / "data" / "xlsforms"
GIVEN = sorted(SHARED.glob("*.xls*")) if SHARED.is_dir() else []
HEAD = ("type", "name", "label", "relevant", "calculation")


def faults(survey, choices=YES_NO, **sheets):
    said = answer(Asking(book(survey, choices, **sheets)))
    assert (said.refused, said.xform == "") == ("", True)
    assert all(fault.said and "%(" not in fault.said for fault in said.faults)
    return [(fault.sheet, fault.row, fault.column, fault.why) for fault in said.faults]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([("text", "a", "A"), ("text", "a", "B")], ("survey", 3, "name", "name_twice")),
        ([("text", "a", "A"), ("txt", "b", "B")], ("survey", 3, "type", "type_unknown")),
        ([("select_one nowhere", "a", "A")], ("survey", 2, "type", "list_missing")),
        ([("begin_group", "g", "G"), ("text", "a", "A")], ("survey", 2, "type", "begin_alone")),
        ([("text", "a", "A"), ("end_repeat", "", "")], ("survey", 3, "type", "end_alone")),
        ([("text", "1st", "A")], ("survey", 2, "name", "name_letters")),
        ([("text", "", "A")], ("survey", 2, "name", "name_missing")),
        ([("", "a", "A")], ("survey", 2, "type", "type_missing")),
        ([("text", "a", "A", "${b} = 1")], ("survey", 2, "relevant", "question")),
        ([("text", "a", "A", "1 = (2")], ("survey", 2, "relevant", "ends_early")),
        ([("text", "a", "A", "don't")], ("survey", 2, "relevant", "character")),
        ([("text", "a", "A", "magic(1)")], ("survey", 2, "relevant", "function")),
        ([("text", "a", "A", "selected(${a})")], ("survey", 2, "relevant", "arguments")),
        ([("text", "a", "A", "regex(${a}, '(x+)+')")], ("survey", 2, "relevant", "pattern_endless")),
        ([("text", "meta", "A")], ("survey", 2, "name", "name_meta")),
        ([("include", "a", "A")], ("survey", 2, "type", "not_supported")),
        ([("calculate", "a", "", "", "pulldata('fruits', 'a', 'b', 'c')"), ("text", "t", "T")],
         ("survey", 2, "calculation", "needs_file")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_row(rows, fault):
    assert fault in faults([HEAD, *rows])


def test_several_mistakes_are_told_at_once():
    found = faults([HEAD, ("txt", "a", "A"), ("select_one gone", "b", "B"), ("text", "b", "C")])
    assert {row for _sheet, row, _column, _why in found} >= {2, 3, 4}


def test_blank_rows_and_comments_do_not_shift_the_count():
    assert ("survey", 5, "type", "type_unknown") in faults(
        [HEAD, ("text", "a", "A"), (), (), ("txt", "b", "B")]
    )


def test_choices_and_headings_are_told_too():
    twice = [*YES_NO, ("yn", "yes", "Again")]
    assert ("choices", 4, "name", "choice_twice") in faults([HEAD, ("select_one yn", "a", "A")], twice)
    [(_sheet, row, _column, why)] = faults(
        [("type", "name", "label", "relevant", "relevance"), ("text", "a", "A")]
    )
    assert (row, why) == (1, "headers_twice")
    assert faults([], YES_NO) == [("survey", 0, "", "survey_missing")]


def test_calculations_in_a_circle_are_told_with_their_way():
    """ODK Collect would refuse to open such a form at the door."""
    head = ("type", "name", "label", "calculation")
    rows = [
        head,
        ("integer", "n", "N"),
        ("calculate", "a", "", "${b} + ${n}"),
        ("calculate", "b", "", "${c}"),
    ]
    around = [*rows, ("calculate", "c", "", "if(${n} > 1, ${a}, 0)")]
    assert ("survey", 3, "calculation", "circle") in faults(around)
    assert answer(Asking(book(around))).faults[0].found == "a → b → c → a"
    assert not answer(Asking(book([*rows, ("calculate", "c", "", "${n}")]))).faults


def test_a_list_handed_in_beside_is_looked_up():
    rows = [HEAD, ("text", "k", "Key"), ("calculate", "n", "", "", "pulldata('fruits', 'name', 'key', ${k})")]
    files = {"fruits.csv": "key,name\na,苹果\n".encode("gb18030")}
    made = answer(Asking(book(rows), files))
    sheet, problems = filled(read_xform(made.xform, files), {"k": "a"})
    assert problems == {}
    assert sheet.root.named("n")[0].value == "苹果"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "forms.book_empty"),
        (b"type,name,label\ntext,a,A\n", "forms.book_not_a_workbook"),
        (b"%PDF-1.4", "forms.book_not_a_workbook"),
        (b"PK\x03\x04 broken", "forms.book_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "forms.book_damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "forms.book_encrypted",
        ),
    ],
)
def test_what_is_no_workbook_is_refused_at_once(content, code):
    said = answer(Asking(content))
    assert f"forms.book_{said.refused}" == code


def _with(name, body):
    out = io.BytesIO(book([HEAD, ("text", "a", "A")]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, body)
    return out.getvalue()


def test_bombs_and_entities_are_not_opened():
    assert answer(Asking(_with("xl/bomb.xml", b"0" * 90_000_000))).refused == "too_large"
    assert answer(Asking(_with("xl/e.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"))).refused == "hostile"


def test_the_child_answers_what_we_would(db):
    made = read_workbook(book([HEAD, ("text", "a", "A")]), {}, form_id="mine", version="7")
    asked = read_xform(made.xform)
    assert (asked.form_id, asked.version) == ("mine", "7")
    with pytest.raises(Refused) as refused:
        read_workbook(book([HEAD, ("txt", "a", "A")]), {})
    assert refused.value.facts["faults"][0].row == 2


@pytest.mark.town
@pytest.mark.skipif(not GIVEN, reason="the shared questionnaires are not here")
@pytest.mark.parametrize("path", GIVEN, ids=lambda path: path.name)
def test_questionnaires_of_the_field_are_taken_or_refused_with_a_place(path):
    said = answer(Asking(path.read_bytes()))
    assert said.refused == ""
    if not said.xform:
        assert said.faults
        assert all(fault.said for fault in said.faults)
        assert all(fault.row or fault.why == "nothing_asked" for fault in said.faults)
        return
    asked = read_xform(said.xform, {"itemsets.csv": said.itemsets.encode()} if said.itemsets else {})
    filled(asked, {})


CELL = st.one_of(
    st.sampled_from(
        [
            "text",
            "select_one yn",
            "begin_group",
            "end_group",
            "begin_repeat",
            "end_repeat",
            "calculate",
            "${a}",
            "note",
        ]
    ),
    st.text(alphabet="ab_ ${}().'=1<>*/&-", max_size=12),
    st.none(),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(CELL, CELL, CELL, CELL, CELL), max_size=6))
def test_any_sheet_ends_as_a_form_or_as_words(rows):
    said = answer(Asking(book([HEAD, *rows], YES_NO)))
    assert bool(said.xform) + bool(said.faults) + bool(said.refused) == 1
    assert all(fault.said for fault in said.faults)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_never_breaks_the_reader(at, noise):
    whole = bytearray(book([HEAD, ("text", "a", "A")]))
    at %= len(whole)
    whole[at : at + len(noise)] = noise
    said = answer(Asking(bytes(whole)))
    assert bool(said.xform) + bool(said.faults) + bool(said.refused) == 1
