"""Files that are not what they claim, too much or hostile: one clear refusal, never a crash."""

import signal
import struct

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.core import Refused
from lianfang.core.refusal import CATALOGUE
from lianfang.registry.lists.files import LIMITS, FileRefused, Limits, open_workbook

from .making import answer_apart, container, read, with_part, xls, xlsx, zipped

SMALL = Limits(rows=20, columns=10, cells=150, cell_length=50, unzipped_bytes=40_000, parts=30, sheets=3)
BOOK = xlsx([["姓名", "手机"], ["王", "13800000001"]])
OLD_BOOK = xls([["姓名", "手机"], ["王", "13800000001"]] * 60)


def refused(content, limits=LIMITS):
    with pytest.raises(FileRefused) as caught:
        read(content, limits)
    assert caught.value.code in CATALOGUE, "a refusal without words helps nobody"
    return caught.value


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "JPEG"),
        (zipped({"word/document.xml": b"<w/>"}), "docx"),
        (zipped({"名单.csv": b"a,b"}), "zip"),
        (container("WordDocument"), "doc"),
        (b"{\\rtf1 }", "RTF"),
        (b'{"a": 1}', "JSON"),
        (b"<?xml version='1.0'?><a/>", "XML"),
    ],
)
def test_other_kinds_of_file_are_named(content, kind):
    found = refused(content)
    assert (found.code, found.facts["kind"]) == ("lists.file_wrong_kind", kind)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\r\n", xlsx([]), b",,,\n,,\n"])
def test_empty_files_are_said_to_be_empty(content):
    assert refused(content).code == "lists.file_empty"


def locked_zip():
    content = bytearray(BOOK)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 4)
    return bytes(content)


def locked_old_book():
    """The first record after the beginning made a password record."""
    content = bytearray(OLD_BOOK)
    start = content.find(struct.pack("<HH", 0x809, 16), 512)
    struct.pack_into("<H", content, start + 20, 0x2F)
    return bytes(content)


@pytest.mark.parametrize("content", [locked_zip(), container("EncryptedPackage"), locked_old_book()])
def test_password_protected_files_say_so(content):
    assert refused(content).code == "lists.file_encrypted"


@pytest.mark.parametrize("content", [BOOK[: len(BOOK) // 2], OLD_BOOK[:600], b"PK\x03\x04" + bytes(80)])
def test_damaged_files_are_refused(content):
    assert refused(content).code == "lists.file_damaged"


def test_spoilt_utf8_is_not_taken_for_gb18030():
    text = "姓名,住址\n" + "王小明,上海市安远路一弄二号\n" * 50
    content = text.encode().replace("弄".encode(), b"\xe5\xbc", 1)
    found = refused(content)
    assert (found.code, found.facts) == ("lists.file_unreadable_text", {"line": 2})


def test_noise_is_refused():
    assert refused(bytes(range(256)) * 4).code == "lists.file_unreadable_text"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,b\n" * 30, "lists.file_too_many_rows"),
        (b",".join([b"x"] * 12), "lists.file_too_many_columns"),
        (b"x" * 60, "lists.file_cell_too_long"),
        (xlsx([["x"]] * 30), "lists.file_too_many_rows"),
        (xlsx([["x"] * 12]), "lists.file_too_many_columns"),
        (xlsx([["x" * 60]]), "lists.file_cell_too_long"),
        (zipped({"xl/workbook.xml": b"0" * 50_000}), "lists.file_unpacks_too_large"),
        (zipped({f"xl/{number}.xml": b"" for number in range(40)}), "lists.file_too_many_parts"),
        (b"<table><tr><td colspan=999>x</table>", "lists.file_too_many_columns"),
        (("<table>" + "<tr><td>x" * 30).encode(), "lists.file_too_many_rows"),
    ],
)
def test_what_is_too_much_is_refused_by_what_is_too_much(content, code):
    assert refused(content, SMALL).code == code


def test_an_entity_bomb_is_not_opened():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'

    def arm(xml):
        return bomb + xml

    assert refused(with_part(BOOK, "xl/worksheets/sheet1.xml", arm)).code == "lists.file_hostile"


def test_two_cells_at_the_far_corners_cost_no_memory(tmp_path):
    def stretch(xml):
        far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        return xml.replace(b"</sheetData>", far + b"</sheetData>")

    path = tmp_path / "far.xlsx"
    path.write_bytes(with_part(BOOK, "xl/worksheets/sheet1.xml", stretch))
    with pytest.raises(FileRefused) as caught:
        open_workbook(path)
    assert caught.value.code in ("lists.file_too_much_memory", "lists.file_too_many_rows")


def test_a_slow_file_is_stopped(tmp_path):
    path = tmp_path / "slow.csv"
    path.write_bytes(b"a,b\n" * 1000)
    with pytest.raises(FileRefused) as caught:
        open_workbook(path, limits=Limits(wall_seconds=0.01))
    assert caught.value.code == "lists.file_too_slow"


def test_a_large_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.csv"
    path.write_bytes(b"a,b\n" * 500_000)
    with pytest.raises(FileRefused) as caught:
        open_workbook(path, limits=Limits(file_bytes=1_500_000))
    assert caught.value.facts == {"found": "2", "limit": "1.5"}


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(FileRefused, match=r"."):
        open_workbook(tmp_path / "none.csv")


FRAMES = [
    b"",
    b"PK\x03\x04",
    container("Workbook")[:1536],
    b"<html><table><tr><td>",
    b"\xff\xfe",
    b"'\"",
    BOOK[:400],
]


def check_bounded(content):
    """Rows, a worded refusal, or stopped by the kernel for asking too much: nothing else."""
    status, code, kind = answer_apart(content)
    assert status in (0, -signal.SIGABRT, -signal.SIGXCPU)
    assert not code or code in CATALOGUE
    assert not kind.endswith("Error"), "a fault of ours, not of the file"


@settings(max_examples=150, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FRAMES), st.binary(max_size=600))
def test_any_bytes_end_in_rows_or_in_a_worded_refusal(frame, noise):
    check_bounded(frame + noise)


@settings(max_examples=120, deadline=3000, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([BOOK, OLD_BOOK]),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=12),
)
def test_workbooks_with_changed_bytes_never_crash(book, changes):
    content = bytearray(book)
    for place, value in changes:
        content[place % len(content)] = value
    check_bounded(bytes(content))


def test_a_refusal_crosses_the_process_boundary_with_its_facts(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.4")
    with pytest.raises(Refused) as caught:
        open_workbook(path)
    assert (caught.value.code, caught.value.facts) == ("lists.file_wrong_kind", {"kind": "PDF"})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (
            b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
            b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>',
            "XML 2003",
        ),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n\r\n<table></table>", "MHTML"),
        (b"\r\nMime-Version: 1.0\r\nContent-Type: multipart/related\r\n", "MHTML"),
    ],
)
def test_an_older_format_under_a_new_name_says_how_to_save_it(content, kind):
    found = refused(content)
    assert (found.code, found.facts["kind"]) == ("lists.file_save_as", kind)
    assert "「另存为」.xlsx 后再交" in str(found)
