"""Handing in, reading, choosing, importing, taking back: it works, each refusal, and nothing half-saved."""

from io import BytesIO

import pytest
from django.db import connection
from openpyxl import Workbook

from lianfang.core import Refused, actor, clock
from lianfang.ledger.models import Entry
from lianfang.registry.lists import operations, selectors
from lianfang.registry.lists.models import File, Import, Layout, Row
from lianfang.registry.lists.operations import committing, undoing, uploading
from lianfang.registry.people.models import Contact, Mention
from tests.cast import AT

from .handing import HEADS, LI, NOBODY, WANG, ZHAO, bring_in, csv, hand_in, join, listed, states
from .making import xlsx

pytestmark = pytest.mark.usefixtures("here")
STATE = Import.State


def refusal(act, **facts):
    with pytest.raises(Refused) as refused:
        act(**facts)
    return refused.value.code


def fields(made):
    return [column["field"] for column in made.columns]


def chosen(by, made, **more):
    facts = {"fields": fields(made), "kind": made.kind, "label": made.label, "is_reissue": True, **more}
    return operations.choose(by=by, import_id=made.id, at=AT, **facts)


def test_a_file_is_kept_encrypted_and_waits_to_be_read(cast):
    made = operations.upload(by=cast["data"], file_name="名单.csv", body=csv(WANG), at=AT)
    assert made.state == STATE.READING
    assert "王小明".encode() not in bytes(File.objects.get(digest=made.digest).body)
    assert Entry.objects.filter(event="lists.uploaded", about=made.id).exists()


def test_the_same_file_again_changes_nothing(cast):
    first = bring_in(cast["data"], csv(WANG, LI))
    before = (Import.objects.count(), Row.objects.count(), Mention.objects.count())
    again = operations.upload(by=cast["data"], file_name="另一个名字.csv", body=csv(WANG, LI), at=AT)
    assert again.pk == first.pk
    assert (Import.objects.count(), Row.objects.count(), Mention.objects.count()) == before


def test_who_hands_in_nothing_is_refused(cast):
    assert refusal(operations.upload, by=cast["duty"], file_name="a.csv", body=csv(WANG), at=AT) == (
        "lists.not_handing_in"
    )


def test_a_file_too_large_is_refused_before_it_is_kept(cast, monkeypatch):
    monkeypatch.setattr(uploading, "LIMITS", uploading.LIMITS.__class__(file_bytes=10))
    told = refusal(operations.upload, by=cast["data"], file_name="a.csv", body=csv(WANG), at=AT)
    assert told == "lists.file_too_large"
    assert not File.objects.exists()


def test_reading_knows_source_columns_and_rows_and_shows_masked_values(cast):
    made = hand_in(cast["data"], csv(WANG, LI, title="澄浦街道重点地区来沪人员核查名单（2月10日8时）"))
    assert (made.state, made.kind, made.rows_total) == (STATE.PREVIEW, "police", 2)
    assert fields(made)[1:4] == ["name", "id_number", "phone"]
    assert made.issued_at.astimezone(clock.LOCAL).isoformat() == "2020-02-10T08:00:00+08:00"
    shown = str(made.columns)
    assert not [told for told in ("王小明", "310113199001010015", "13812340001", "101室") if told in shown]


def test_several_sheets_become_several_imports_each_with_its_own_rows(cast):
    book = Workbook()
    first, more = book.active, book.create_sheet("二居")
    first.title = "一居"
    for page, rows in ((first, (HEADS, WANG)), (more, (HEADS, LI, ZHAO))):
        for row in rows:
            page.append(row)
    out = BytesIO()
    book.save(out)
    one = hand_in(cast["data"], out.getvalue(), "分居委.xlsx")
    two = Import.objects.get(sheet_name="二居")
    assert (one.sheet_name, one.rows_total, two.rows_total, two.state) == ("一居", 1, 2, STATE.PREVIEW)
    operations.queue(by=cast["data"], import_id=two.id, at=AT)
    operations.commit(by=cast["data"], import_id=two.id, at=AT)
    assert set(Mention.objects.filter(rows__source=two).values_list("name", flat=True)) == {
        "李小红",
        "赵小军",
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "lists.file_empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(200)), "lists.file_wrong_kind"),
        (xlsx([HEADS, WANG])[:700], "lists.file_damaged"),
        ("今天开会。\n讨论了三件事。".encode(), "lists.no_table"),
        (csv(), "lists.no_table"),
    ],
)
def test_a_file_that_is_no_list_keeps_its_reason(cast, body, code):
    made = hand_in(cast["data"], body)
    assert (made.state, made.refusal["code"]) == (STATE.REFUSED, code)
    assert made.refusal_sentence
    assert not Row.objects.exists()


def test_a_refused_file_may_be_handed_in_again(cast):
    first = hand_in(cast["data"], b"")
    assert hand_in(cast["data"], b"").pk != first.pk


def test_reading_that_broke_off_is_told(cast):
    made = operations.upload(by=cast["data"], file_name="a.csv", body=csv(WANG), at=AT)
    told = operations.give_up(by=cast["data"], import_id=made.id, at=AT)
    assert told.refusal["code"] == "lists.reading_broke_off"
    done = hand_in(cast["data"], csv(LI))
    assert operations.give_up(by=cast["data"], import_id=done.id, at=AT).state == STATE.PREVIEW


def test_a_corrected_column_is_remembered_for_the_next_list(cast):
    heads = (*HEADS[:6], "打哪来")
    made = hand_in(cast["data"], csv(WANG, heads=heads))
    corrected = [*fields(made)[:6], "from_place"]
    chosen(cast["data"], made, fields=corrected, kind="leader", label="我们的名单")
    made.refresh_from_db()
    assert (made.kind, made.label, made.doubts) == ("leader", "我们的名单", 0)
    following = hand_in(cast["data"], csv(LI, heads=heads), name="下一份.csv")
    assert (following.kind, fields(following)) == ("leader", corrected)
    assert Layout.objects.count() == 1


def test_choosing_refuses_what_does_not_fit(cast):
    made = hand_in(cast["data"], csv(WANG))
    assert refusal(chosen, by=cast["data"], made=made, fields=["name"]) == "lists.columns_wrong"
    assert refusal(chosen, by=cast["data"], made=made, fields=["nonsense"] * 7) == "lists.columns_wrong"
    chosen(cast["data"], made, fields=[""] * 7)
    assert refusal(operations.queue, by=cast["data"], import_id=made.id, at=AT) == "lists.nothing_mapped"


def test_only_a_waiting_list_is_queued_and_only_a_queued_one_imported(cast):
    made = hand_in(cast["data"], csv(WANG))
    assert refusal(operations.commit, by=cast["data"], import_id=made.id, at=AT) == "lists.not_waiting"
    operations.queue(by=cast["data"], import_id=made.id, at=AT)
    assert refusal(operations.queue, by=cast["data"], import_id=made.id, at=AT) == "lists.not_waiting"
    assert refusal(chosen, by=cast["data"], made=made) == "lists.not_waiting"


def test_every_row_ends_in_a_state_and_none_is_lost(cast):
    made = bring_in(cast["data"], csv(WANG, LI, NOBODY, WANG))
    assert states(made) == ["new", "new", "refused", "joined"]
    assert made.state == STATE.DONE
    assert {key: made.counts[key] for key in ("new", "joined", "refused")} == {
        "new": 2,
        "joined": 1,
        "refused": 1,
    }
    assert sum(made.counts[state] for state in Row.State.values) == made.rows_total == 4


def test_a_row_is_kept_word_for_word_and_encrypted(cast):
    made = bring_in(cast["data"], csv(WANG))
    row = Row.objects.get(source=made)
    assert all(word in row.cells for word in WANG)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cells FROM lists_row WHERE id = %s", [row.id])
        assert "13812340001" not in str(cursor.fetchone())


def test_a_value_that_cannot_be_read_is_flagged_and_the_row_taken(cast):
    odd = (*WANG[:5], "2月30日", WANG[6])
    made = bring_in(cast["data"], csv(odd))
    assert (states(made), made.counts["flagged"]) == (["new"], 1)
    assert Mention.objects.get(name="王小明").arrived_on is None


def _queued(cast, *rows):
    made = hand_in(cast["data"], csv(*rows))
    return operations.queue(by=cast["data"], import_id=made.id, at=AT)


def _breaking(monkeypatch, error):
    """The second chunk breaks; each chunk has two rows."""
    monkeypatch.setattr(committing, "CHUNK", 2)
    whole, calls = committing.take_in, []

    def take_in(**facts):
        calls.append(facts)
        if len(calls) == 2:
            raise error
        return whole(**facts)

    monkeypatch.setattr(committing, "take_in", take_in)


def test_an_import_that_breaks_off_leaves_nothing_and_says_so(cast, monkeypatch):
    made = _queued(cast, WANG, LI, ZHAO)
    _breaking(monkeypatch, RuntimeError("a disk is full"))
    with pytest.raises(RuntimeError):
        operations.commit(by=cast["data"], import_id=made.id, at=AT)
    made.refresh_from_db()
    assert (made.state, made.refusal["code"], made.rows_done) == (STATE.FAILED, "lists.broke_off", 0)
    assert not Row.objects.exists()
    assert not Mention.objects.standing().filter(name__in=["王小明", "李小红", "赵小军"]).exists()
    assert Entry.objects.filter(event="lists.failed", about=made.id).exists()


def test_a_killed_import_goes_on_where_it_stopped(cast, monkeypatch):
    made = _queued(cast, WANG, LI, ZHAO)
    with monkeypatch.context() as breaking:
        _breaking(breaking, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            operations.commit(by=cast["data"], import_id=made.id, at=AT)
    assert Row.objects.filter(source=made).count() == 2
    assert selectors.unfinished(cast.subdistrict.id) == [made]
    operations.commit(by=cast["data"], import_id=made.id, at=AT)
    join(cast["data"])
    made.refresh_from_db()
    assert (states(made), made.rows_done) == (["new"] * 3, 3)
    assert Mention.objects.filter(name="王小明").count() == 1


def test_an_import_whose_rows_came_too_late_for_a_joining_waits_for_the_next(cast):
    made = _queued(cast, WANG)
    operations.commit(by=cast["data"], import_id=made.id, at=AT)
    assert operations.finish(by=cast["data"], at=AT) == []
    join(cast["data"])
    made.refresh_from_db()
    assert made.state == STATE.DONE


def test_undoing_takes_back_whom_only_this_list_named_and_importing_again_brings_them(cast):
    first = bring_in(cast["data"], csv(WANG, LI))
    second = bring_in(cast["data"], csv(LI, ZHAO, heads=HEADS[::1]), name="另一份.csv")
    operations.undo(by=cast["data"], import_id=second.id, at=AT)
    assert listed("王小明", "李小红", "赵小军") == {"王小明", "李小红"}
    again = bring_in(cast["data"], csv(LI, ZHAO), name="另一份.csv")
    assert again.pk != second.pk
    assert listed("王小明", "李小红", "赵小军") == {"王小明", "李小红", "赵小军"}
    first.refresh_from_db()
    assert first.state == STATE.DONE


def test_what_was_said_stays_as_a_fact_when_it_counts_no_more(cast):
    made = bring_in(cast["data"], csv(WANG))
    operations.undo(by=cast["data"], import_id=made.id, at=AT)
    mention = Mention.objects.get(name="王小明")
    assert mention.withdrawn_at == AT
    assert Contact.objects.filter(mention=mention).exists()
    assert Row.objects.filter(source=made).count() == 1


def test_a_list_that_was_not_imported_can_be_put_aside_and_handed_in_again(cast):
    made = hand_in(cast["data"], csv(WANG))
    operations.undo(by=cast["data"], import_id=made.id, at=AT)
    assert hand_in(cast["data"], csv(WANG)).state == STATE.PREVIEW


def test_what_is_not_there_any_more_cannot_be_undone(cast):
    made = bring_in(cast["data"], csv(WANG))
    operations.undo(by=cast["data"], import_id=made.id, at=AT)
    assert refusal(operations.undo, by=cast["data"], import_id=made.id, at=AT) == "lists.cannot_undo"


def test_another_workers_list_does_not_exist(cast):
    made = hand_in(cast["chen"], csv(WANG))
    for act in (operations.read, operations.queue, operations.undo):
        with pytest.raises(Import.DoesNotExist):
            act(by=cast["bao"], import_id=made.id, at=AT)


@pytest.mark.parametrize(
    ("module", "act"),
    [
        (uploading, lambda by, made: operations.upload(by=by, file_name="b.csv", body=csv(LI), at=AT)),
        (uploading, lambda by, made: chosen(by, made, label="另一个名字")),
        (uploading, lambda by, made: operations.queue(by=by, import_id=made.id, at=AT)),
        (undoing, lambda by, made: operations.undo(by=by, import_id=made.id, at=AT)),
    ],
)
def test_without_its_entry_in_the_record_nothing_happens(cast, monkeypatch, module, act):
    made = hand_in(cast["data"], csv(WANG))
    before = list(Import.objects.order_by("id").values())

    def record(*_words, **_facts):
        raise RuntimeError("the record is not to be had")

    monkeypatch.setattr(module, "record", record)
    with pytest.raises(RuntimeError):
        act(cast["data"], made)
    assert list(Import.objects.order_by("id").values()) == before


def test_the_house_itself_may_hand_in(cast):
    by = actor.system(cast.subdistrict.id, "import_lists")
    assert bring_in(by, csv(WANG)).by_name == "import_lists"
