"""Files as offices save them: every kind ends in the same cells, and the row numbers people see survive."""

import datetime as dt
import io

import openpyxl
import pytest

from lianfang.registry.lists.files import Kind, Mark, open_workbook

from .making import read, texts, with_part, xls, xlsx

ROWS = [["姓名", "手机"], ["王小明", "13800000001"], ["李芳", "13800000002"]]
LINES = "姓名,手机\n王小明,13800000001\n李芳,13800000002\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (LINES.encode(), "utf-8"),
        (LINES.encode("utf-8-sig"), "utf-8-sig"),
        (LINES.encode("gb18030"), "gb18030"),
        (LINES.encode("utf-16"), "utf-16"),
        ("\ufeff".encode("utf-16-be") + LINES.encode("utf-16-be"), "utf-16"),
        (LINES.encode("utf-16-le"), "utf-16-le"),
        (LINES.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_text_files_are_read_in_the_encoding_they_are_in(content, encoding):
    book = read(content)
    assert (book.kind, book.encoding) == ("csv", encoding)
    assert [texts(row) for row in book.sheets[0].rows] == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_do_not_matter(delimiter, end):
    content = LINES.replace(",", delimiter).replace("\n", end).encode()
    assert [texts(row) for row in read(content).sheets[0].rows] == ROWS


def test_commas_inside_quotes_do_not_make_columns():
    content = '姓名;地址\n王小明;"安远路1弄, 2号"\n李芳;"安远路3弄, 4号"\n'.encode()
    assert texts(read(content).sheets[0].rows[1]) == ["王小明", "安远路1弄, 2号"]


def test_a_quoted_line_break_is_one_record_and_blank_lines_count():
    content = '姓名,备注\n"王\n小明",a\n\n李芳,b\n'.encode()
    rows = read(content).sheets[0].rows
    assert [texts(row) for row in rows] == [["姓名", "备注"], ["王\n小明", "a"], [], ["李芳", "b"]]


def test_a_stray_quote_mark_swallows_no_rows():
    lines = ["姓名,备注", '王小明,"楼上'] + [f"李{number},好" for number in range(200)]
    rows = read("\n".join(lines).encode()).sheets[0].rows
    assert len(rows) == 202
    assert texts(rows[1]) == ["王小明", '"楼上']


def test_a_quote_mark_that_nothing_closes_swallows_no_rows_of_a_short_list():
    content = '姓名,手机\n"张三,13800138000\n李四,13900139000\n'.encode()
    rows = [texts(row) for row in read(content).sheets[0].rows]
    assert rows == [["姓名", "手机"], ['"张三', "13800138000"], ["李四", "13900139000"]]


def test_excel_and_old_excel_give_the_same_rows():
    for content, kind in ((xlsx(ROWS), "xlsx"), (xls(ROWS), "xls")):
        book = read(content)
        assert book.kind == kind
        assert [texts(row) for row in book.sheets[0].rows] == ROWS


def test_ods_is_read(tmp_path):
    from .making import zipped

    body = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="名单"><table:table-row><table:table-cell office:value-type="string">'
        "<text:p>姓名</text:p></table:table-cell></table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": body.encode(),
        "META-INF/manifest.xml": b"<manifest/>",
    }
    assert texts(read(zipped(parts)).sheets[0].rows[0]) == ["姓名"]


def test_a_web_page_that_calls_itself_xls_is_read_with_its_spans():
    page = (
        "<html><table><tr><td colspan=2>联系方式</td><td rowspan=2>地址</td></tr>"
        "<tr><td>手机</td><td>固话</td></tr><tr><td>1380000&#48;001<br></td><td>&nbsp;</td><td>a</td></tr></table>"
    )
    book = read(page.encode("gb18030"))
    rows = [texts(row) for row in book.sheets[0].rows]
    assert book.kind == "html"
    assert rows == [
        ["联系方式", "联系方式", "地址"],
        ["手机", "固话", "地址"],
        ["13800000001", "", "a"],
    ]


def test_numbers_become_what_people_typed():
    row = read(xlsx([[13641590535.0, 36.5, 310105200611053125, 20200207, 0.1 + 0.2]])).sheets[0].rows[0]
    assert [cell.text for cell in row][:2] == ["13641590535", "36.5"]
    assert row[2].is_damaged
    assert not row[0].is_damaged
    assert row[3].text == "20200207"
    assert row[4].text == "0.3"


def test_damage_done_by_excel_to_a_text_file_is_marked():
    row = read("手机,证件\n1.38724E+10,3.10105E+17\n".encode()).sheets[0].rows[1]
    assert all(cell.is_damaged for cell in row)


def test_dates_booleans_and_errors_keep_their_kind():
    def shape(page):
        page["D1"] = "#N/A"
        page["D1"].data_type = "e"
        page["E1"] = "=1+1"

    row = (
        read(xlsx([[dt.date(2020, 2, 5), dt.datetime.fromisoformat("2020-02-05 11:29"), True]], shape))
        .sheets[0]
        .rows[0]
    )
    assert [cell.kind for cell in row] == [Kind.DATE, Kind.DATETIME, Kind.BOOL, Kind.ERROR, Kind.ERROR]
    assert texts(row)[:2] == ["2020-02-05", "2020-02-05 11:29:00"]
    assert row[3].text == "#N/A"
    assert row[4].marks & Mark.UNCOMPUTED, "a formula nobody computed must not pass for an empty cell"


def test_apostrophes_and_invisible_characters_go():
    row = read("姓名,证件\n\u200b王\u00a0小明\ufeff,'310105200611053125\n".encode()).sheets[0].rows[1]
    assert texts(row) == ["王 小明", "310105200611053125"]
    assert row[1].marks & Mark.QUOTED


def test_merged_cells_are_filled_and_say_so():
    def shape(page):
        page.merge_cells("A2:A3")

    sheet = read(xlsx([["居委", "姓名"], ["安远路", "王"], [None, "李"]], shape)).sheets[0]
    assert texts(sheet.rows[2]) == ["安远路", "李"]
    assert sheet.rows[2][0].is_filled
    assert not sheet.rows[1][0].is_filled
    assert sheet.merged == [(1, 0, 2, 0)]


def hide_openpyxl(page):
    page.row_dimensions[2].hidden = True
    page.column_dimensions["B"].hidden = True


def hide_xlwt(page):
    page.row(1).hidden = True
    page.col(1).hidden = True


@pytest.mark.parametrize("content", [xlsx(ROWS, hide_openpyxl), xls(ROWS * 40, hide_xlwt)])
def test_hidden_rows_and_columns_are_kept_and_marked(content):
    sheet = read(content).sheets[0]
    assert texts(sheet.rows[1]) == ROWS[1]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ([1], [1])


def test_hidden_sheets_are_kept_and_marked():
    book = openpyxl.Workbook()
    book.active.append(["姓名"])
    secret = book.create_sheet("旧表")
    secret.append(["x"])
    secret.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert [(sheet.name, sheet.hidden) for sheet in read(out.getvalue()).sheets] == [
        ("Sheet", False),
        ("旧表", True),
    ]


def test_blank_rows_above_the_table_keep_the_row_numbers():
    rows = read(xlsx([[], [], ["姓名"], ["王"]])).sheets[0].rows
    assert texts(rows[3]) == ["王"]


def test_a_sheet_formatted_to_its_last_row_is_no_large_sheet():
    def stretch(xml):
        return xml.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')

    content = with_part(xlsx(ROWS), "xl/worksheets/sheet1.xml", stretch)
    assert len(read(content).sheets[0].rows) == 3


def test_the_name_is_not_believed(tmp_path):
    path = tmp_path / "名单.csv"
    path.write_bytes(xlsx(ROWS))
    book = open_workbook(path)
    assert book.kind == "xlsx"
    assert [texts(row) for row in book.sheets[0].rows] == ROWS
