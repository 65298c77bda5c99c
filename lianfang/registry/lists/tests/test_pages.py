"""Every page and state over HTTP, what strangers' files may be called, and that no bytes make it fall over."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.core import actor
from lianfang.ledger.models import Entry
from lianfang.registry.lists import jobs, operations, pages, receiving
from lianfang.registry.lists.models import File, Import, Layout, Row
from lianfang.registry.people.models import Mention
from tests.cast import AT

from .handing import HEADS, LI, NOBODY, WANG, ZHAO, bring_in, csv, hand_in, join
from .making import xlsx

pytestmark = pytest.mark.usefixtures("here")
STATE = Import.State


def put(client, *files):
    return client.post(reverse("lists:upload"), {"files": list(files)}, follow=True)


def a_file(body, name="公安推送名单.csv"):
    return SimpleUploadedFile(name, body)


def put_raw(client, name, body):
    """A file whose name nobody made harmless on its way."""
    said = name.replace("\r", "").replace("\n", "").encode("utf-8", "replace")
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="' + said + b'"\r\n\r\n'
    return client.post(
        reverse("lists:upload"),
        head + body + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
        follow=True,
    )


def page(client, made, door="show"):
    return client.get(reverse(f"lists:{door}", args=[made.id]))


def mapping(made, **more):
    boxes = {f"column_{column['index']}": column["field"] for column in made.columns}
    return {"label": made.label, "kind": made.kind, **boxes, **more}


def waiting_jobs(name):
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(task_name=name, status="todo")


def test_nothing_handed_in_yet(sign_in):
    answer = sign_in("data").get(reverse("lists:index"))
    assert "还没有名单" in answer.text
    assert 'type="file"' in answer.text


def test_the_duty_officer_reads_lists_and_hands_in_none(sign_in):
    client = sign_in("duty")
    assert 'type="file"' not in client.get(reverse("lists:index")).text
    assert put(client, a_file(csv(WANG))).status_code == 403


def test_files_handed_in_are_read_in_the_background(cast, sign_in):
    answer = put(sign_in("data"), a_file(csv(WANG)), a_file(csv(LI), "第二份.csv"))
    assert answer.redirect_chain[-1][0] == reverse("lists:index")
    assert answer.text.count("正在读取") >= 2
    assert 'hx-trigger="every 2s"' in answer.text
    told = waiting_jobs("lists.read").values_list("args", flat=True)
    assert {job["import_id"] for job in told} == {str(one.id) for one in Import.objects.all()}


def test_one_file_leads_to_its_own_page_and_again_to_the_same(cast, sign_in):
    client = sign_in("data")
    first = put(client, a_file(csv(WANG)))
    again = put(client, a_file(csv(WANG), "改了名.csv"))
    assert first.redirect_chain == again.redirect_chain
    assert "以前交过，没有变化" in again.text
    assert Import.objects.count() == waiting_jobs("lists.read").count() == 1


def test_a_list_that_somebody_else_handed_in_is_told_and_not_shown(cast, sign_in):
    bring_in(cast["chen"], csv(WANG))
    answer = put(sign_in("bao"), a_file(csv(WANG)))
    assert answer.redirect_chain[-1][0] == reverse("lists:index")
    assert "以前交过" in answer.text
    assert "公安推送名单" not in answer.text


def test_no_file_and_too_many_files_are_refused(sign_in):
    client = sign_in("data")
    assert put(client).status_code == 400
    assert put(client, *(a_file(b"x", f"{n}.csv") for n in range(21))).status_code == 400
    assert not Import.objects.exists()


def test_a_file_too_large_is_named_and_the_others_are_taken(sign_in, monkeypatch):
    small = receiving.LIMITS.__class__(file_bytes=1000)
    for module in (receiving, operations.uploading):
        monkeypatch.setattr(module, "LIMITS", small)
    answer = put(sign_in("data"), a_file(b"x" * 200_000, "太大.csv"), a_file(csv(WANG)))
    assert "「太大.csv」没有收下：文件超过0 MB。" in answer.text
    assert list(Import.objects.values_list("file_name", flat=True)) == ["公安推送名单.csv"]


def test_no_more_of_a_file_is_kept_than_the_limit(monkeypatch):
    monkeypatch.setattr(receiving, "LIMITS", receiving.LIMITS.__class__(file_bytes=100))
    handler = receiving.Bounded()
    assert handler.receive_data_chunk(b"x" * 64, 64) == b"x" * 64
    assert handler.receive_data_chunk(b"x" * 64, 128) is None


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\win.ini",
        "<b>名单</b>.csv",
        "a\0b.csv",
        "名" * 300 + ".csv",
        ".",
        "",
        'a"; x="b',
    ],
)
def test_a_strangers_file_name_is_only_a_name(cast, sign_in, name):
    client = sign_in("data")
    assert put_raw(client, name, csv(WANG)).status_code in (200, 400)
    for made in Import.objects.all():
        assert not {"/", "\\", "\0"} & set(made.file_name)
        operations.read(by=cast["data"], import_id=made.id, at=AT)
        assert "<b>" not in page(client, made).text


def test_the_preview_shows_columns_masked_and_its_doubts(cast, sign_in):
    made = hand_in(cast["data"], csv(WANG, LI, heads=(*HEADS[:4], "住哪", *HEADS[5:])))
    told = page(sign_in("data"), made).text
    assert "公安名单 · 2行" in told
    assert "310***********0015" in told
    assert "王小明" not in told
    assert "拿不准" in told


def test_a_chosen_mapping_is_sent_to_be_imported(cast, sign_in):
    made = hand_in(cast["data"], csv(WANG))
    answer = sign_in("data").post(reverse("lists:choose", args=[made.id]), mapping(made), follow=True)
    assert "排队中" in answer.text
    made.refresh_from_db()
    assert made.state == STATE.QUEUED
    assert waiting_jobs("lists.commit").get().args["import_id"] == str(made.id)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"column_2": "name"}, "「姓名」列已经是「姓名或称呼」了。"),
        ({"kind": "nonsense"}, "nonsense"),
        ({"label": ""}, "必填"),
        ({f"column_{n}": "" for n in range(7)}, "请至少说明一列是什么"),
    ],
)
def test_a_mapping_that_cannot_be_is_shown_again_and_nothing_is_saved(cast, sign_in, wrong, told):
    made = hand_in(cast["data"], csv(WANG))
    answer = sign_in("data").post(reverse("lists:choose", args=[made.id]), mapping(made, **wrong))
    assert (answer.status_code, told in answer.text) == (400, True)
    made.refresh_from_db()
    assert made.state == STATE.PREVIEW
    assert not Layout.objects.exists()


def test_choosing_twice_leads_to_what_is_going_on(cast, sign_in):
    made = hand_in(cast["data"], csv(WANG))
    client, door = sign_in("data"), reverse("lists:choose", args=[made.id])
    client.post(door, mapping(made))
    assert client.post(door, mapping(made)).status_code == 302
    assert waiting_jobs("lists.commit").count() == 1


def test_all_clear_lists_are_imported_at_once_registers_first(cast, sign_in):
    clear = hand_in(cast["data"], csv(WANG))
    register = hand_in(cast["data"], csv(LI), "实有人口.csv")
    Import.objects.filter(pk=register.pk).update(kind="register")
    doubtful = hand_in(cast["data"], csv(WANG, LI, heads=(*HEADS[:4], "住哪", *HEADS[5:])), "住哪.csv")
    answer = sign_in("data").post(reverse("lists:choose_all"), follow=True)
    assert "正在导入2份名单" in answer.text
    told = [job.args["import_id"] for job in waiting_jobs("lists.commit").order_by("id")]
    assert told == [str(register.id), str(clear.id)]
    doubtful.refresh_from_db()
    assert doubtful.state == STATE.PREVIEW


def test_progress_is_counted_and_ends_in_the_result(cast, sign_in):
    made = hand_in(cast["data"], csv(WANG, NOBODY))
    operations.queue(by=cast["data"], import_id=made.id, at=AT)
    client = sign_in("data")
    assert 'hx-trigger="every 1s"' in page(client, made).text
    operations.commit(by=cast["data"], import_id=made.id, at=AT)
    told = page(client, made, "progress").text
    assert "正在归并 2 / 2" in " ".join(told.split())
    assert "有问题 <b>1</b>" in told
    join(cast["data"])
    over = page(client, made, "progress")
    assert (over.status_code, over.headers["HX-Redirect"]) == (286, reverse("lists:show", args=[made.id]))


def test_the_list_of_lists_refreshes_as_a_part(cast, sign_in):
    hand_in(cast["data"], csv(WANG))
    answer = sign_in("data").get(
        reverse("lists:index"), headers={"HX-Target": "imports", "HX-Request": "true"}
    )
    assert answer.text.strip().startswith('<div id="imports"')
    assert "<html" not in answer.text


def test_a_result_has_a_door_behind_each_number(cast, sign_in):
    made = bring_in(cast["data"], csv(WANG, LI, NOBODY))
    client = sign_in("data")
    told = page(client, made).text
    for state, count in (("new", 2), ("joined", 0), ("review", 0), ("refused", 1)):
        url = reverse("lists:rows", args=[made.id]) + f"?state={state}"
        assert url in told
        assert client.get(url).text.count("<th scope=row".replace("=row", '="row"')) == count
    assert "撤销本次导入" in told


@pytest.mark.parametrize(
    "state", ["refused", "flagged", "superseded", "replaced", "%00", "' OR 1=1", "x" * 500]
)
def test_any_filter_gives_a_page(cast, sign_in, state):
    made = bring_in(cast["data"], csv(WANG))
    client = sign_in("data")
    assert client.get(reverse("lists:rows", args=[made.id]) + f"?state={state}").status_code == 200
    assert client.get(reverse("lists:index") + f"?state={state}&page=zwei").status_code == 200


def test_rows_with_problems_are_downloaded_and_that_is_in_the_record(cast, sign_in):
    odd = ("5", "=HYPERLINK(1)", "", "13812340009", "", "2月30日", "")
    made = bring_in(cast["data"], csv(WANG, NOBODY, odd))
    answer = page(sign_in("data"), made, "problems")
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows())
    assert len(rows) == 3
    assert [cell.value for cell in rows[2]][:2] == ["5", "=HYPERLINK(1)"]
    assert rows[2][1].data_type == "s"
    assert Entry.objects.filter(event="ledger.exported", about=made.id).exists()


def test_a_bad_phone_comes_back_named_and_its_row_is_taken(cast, sign_in):
    made = bring_in(cast["data"], csv((*WANG[:3], "1381234", *WANG[4:]), LI))
    assert (made.counts["new"], made.counts["refused"], made.counts["flagged"]) == (2, 0, 1)
    rows = list(
        openpyxl.load_workbook(BytesIO(page(sign_in("data"), made, "problems").content)).active.values
    )
    assert len(rows) == 2
    assert "「手机」：「1381234」不是能拨通的电话号码" in rows[1][len(HEADS)]


def test_a_problem_on_a_page_shows_no_number_that_its_cell_masks(cast, sign_in):
    made = bring_in(cast["data"], csv((*WANG[:3], "138123400011", *WANG[4:])))
    text = page(sign_in("data"), made, "rows").text
    assert "不是能拨通的电话号码" in text
    assert "138123400011" not in text


def test_a_row_that_goes_back_alone_keeps_what_a_merged_cell_said_of_it(cast, sign_in):
    rows = [HEADS, WANG, [*LI[:3], "1381", None, *LI[5:]], [*ZHAO[:4], "甲路10弄2号", None, ZHAO[6]]]
    body = xlsx(rows, lambda sheet: sheet.merge_cells("E2:E3"))
    made = bring_in(cast["data"], body, "合并.xlsx")
    answer = page(sign_in("data"), made, "problems")
    [_heads, back] = openpyxl.load_workbook(BytesIO(answer.content)).active.values
    assert (back[1], back[4]) == ("李小红", WANG[4])


def test_an_address_over_four_columns_is_shown_as_one_before_it_is_imported(cast, sign_in):
    heads = ("姓名", "手机", "路", "弄", "号", "室")
    made = hand_in(cast["data"], csv(("王小明", "13812340001", "甲路", "10", "1", "101"), heads=heads))
    text = page(sign_in("data"), made).text
    assert "合成一个地址：</span>" in text or "合成一个地址： 甲路10弄1号" in text
    assert "101" not in text.split("合成一个地址")[1].split("</td>")[0]
    client = sign_in("data")
    client.post(reverse("lists:choose", args=[made.id]), mapping(made))
    operations.commit(by=cast["data"], import_id=made.id, at=AT)
    assert Mention.objects.get(name="王小明").address == "甲路10弄1号101室"


def test_undo_takes_back_and_asks_for_the_joining(cast, sign_in):
    made = bring_in(cast["data"], csv(WANG))
    client, door = sign_in("data"), reverse("lists:undo", args=[made.id])
    assert "已撤销导入" in client.post(door, follow=True).text
    assert client.post(door).status_code == 409
    assert waiting_jobs("people.link").count() == 1
    other = bring_in(cast["data"], csv(LI))
    client.post(reverse("lists:undo", args=[other.id]))
    assert waiting_jobs("people.link").count() == 1


def test_a_refused_file_says_why_and_what_to_do(cast, sign_in):
    made = hand_in(cast["data"], b"%PDF-1.7 nothing for us", "通知.xlsx")
    client = sign_in("data")
    assert "这不是名单，而是PDF文件" in page(client, made).text
    assert "重新交一份" in page(client, made).text
    assert "这不是名单" in client.get(reverse("lists:index")).text


def test_the_list_of_lists_is_exported(cast, sign_in):
    bring_in(cast["data"], csv(WANG, NOBODY))
    answer = sign_in("data").get(reverse("lists:export"))
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(min_row=3, values_only=True))
    assert rows[0][1:8] == ("公安名单", "已完成", 2, 1, 0, 0, 1)


def test_the_index_asks_the_database_a_bounded_number_of_times(cast, sign_in, django_assert_max_num_queries):
    client = sign_in("data")
    for number in range(12):
        hand_in(cast["data"], csv((str(number), *WANG[1:])), f"{number}.csv")
    with django_assert_max_num_queries(20):
        client.get(reverse("lists:index"))


def test_another_workers_list_is_not_there(cast, sign_in):
    made = bring_in(cast["chen"], csv(WANG))
    client = sign_in("bao")
    for door in ("show", "progress", "rows", "problems"):
        assert page(client, made, door).status_code == 404, door


WORKBOOK = xlsx([HEADS, WANG, LI])
BYTES = st.one_of(
    st.binary(max_size=400),
    st.lists(st.lists(st.text(max_size=12), max_size=8), max_size=6).map(
        lambda rows: "\n".join(",".join(row) for row in rows).encode("utf-8", "replace")
    ),
    st.lists(st.lists(st.text(max_size=9), min_size=7, max_size=7), max_size=4).map(
        lambda rows: (
            csv(*rows).decode("utf-8", "replace").encode()
            if all(text.isprintable() for row in rows for text in row)
            else csv(WANG)
        )
    ),
    st.tuples(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=8)).map(
        lambda hit: WORKBOOK[: hit[0]] + hit[1] + WORKBOOK[hit[0] + len(hit[1]) :]
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BYTES, name=st.text(max_size=40), label=st.text(max_size=20))
def test_whatever_is_handed_in_ends_in_a_state_that_can_be_told(cast, sign_in, body, name, label):
    client, by = sign_in("data"), actor.system(cast.subdistrict.id)
    assert put_raw(client, name, body).status_code in (200, 400)
    for made in Import.objects.filter(state=STATE.READING):
        operations.read(by=by, import_id=made.id, at=AT)
    for made in Import.objects.filter(state=STATE.PREVIEW):
        answer = client.post(reverse("lists:choose", args=[made.id]), mapping(made, label=label))
        assert answer.status_code in (200, 302, 400)
        made.refresh_from_db()
        if made.state == STATE.QUEUED:
            operations.commit(by=by, import_id=made.id, at=AT)
            made.refresh_from_db()
            assert Row.objects.filter(source=made).count() == made.rows_done == made.rows_total
            assert page(client, made, "rows").status_code == 200
        else:
            operations.undo(by=by, import_id=made.id, at=AT)
    assert not Import.objects.exclude(state__in=["refused", "linking", "undone"]).exists()
    assert client.get(reverse("lists:index")).status_code == 200
    assert File.objects.count() <= Import.objects.count()


def test_what_breaks_off_while_reading_is_told_and_stays_loud(cast, sign_in, monkeypatch):
    made = operations.upload(by=cast["data"], file_name="a.csv", body=csv(WANG), at=AT)

    def broken(**facts):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(operations, "read", broken)
    with pytest.raises(RuntimeError):
        jobs.read(str(cast.subdistrict.id), str(made.id))
    assert "系统出错" in page(sign_in("data"), made).text


def test_unfinished_imports_are_sent_on_after_a_stop(cast):
    reading = operations.upload(by=cast["data"], file_name="a.csv", body=csv(WANG), at=AT)
    queued = hand_in(cast["data"], csv(LI))
    operations.queue(by=cast["data"], import_id=queued.id, at=AT)
    linking = hand_in(cast["data"], csv(WANG, LI))
    operations.queue(by=cast["data"], import_id=linking.id, at=AT)
    jobs.import_rows(cast.subdistrict.id, linking.id)
    jobs.join_soon(cast.subdistrict.id)
    assert jobs.send_again(cast.subdistrict.id) == 3
    assert waiting_jobs("lists.read").get().args["import_id"] == str(reading.id)
    assert waiting_jobs("lists.commit").get().args["import_id"] == str(queued.id)
    assert waiting_jobs("people.link").count() == 1


def test_limits_are_those_told(sign_in):
    assert (
        f"每个不超过{pages.megabytes(pages.LIMITS.file_bytes)} MB"
        in sign_in("data").get(reverse("lists:index")).text
    )
