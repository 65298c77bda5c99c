"""表单: the office tries a questionnaire, edits it in Excel, hands it in, and is told what is wrong with it."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from lianfang.core import Refused, clock
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.registry.forms import operations, selectors
from lianfang.registry.forms.models import Kept, Questionnaire, Version
from lianfang.registry.forms.operations import Handed
from tests.cast import AT


@pytest.fixture
def tip(cast):
    operations.load_defaults(by=system(cast.subdistrict.id), at=AT)
    return Questionnaire.objects.get(code="tip")


def _edited(version, change):
    book = load_workbook(io.BytesIO(bytes(version.workbook)))
    change(book["survey"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _upload(client, questionnaire, body, begins_on=None):
    day = begins_on or clock.day_of(clock.now())
    data = {"workbook": SimpleUploadedFile("tip.xlsx", body), "begins_on": day.isoformat()}
    return client.post(reverse("forms:upload", args=[questionnaire.id]), data)


def _reword(sheet):
    sheet["C2"] = "您要反映什么"


def test_a_question_reworded_in_excel_counts_from_its_day(tip, sign_in):
    client, today = sign_in("data"), clock.day_of(clock.now())
    old = selectors.current(tip.subdistrict, "tip", today)
    assert client.get(reverse("forms:workbook", args=[old.id])).content == bytes(old.workbook)
    body = _edited(old, _reword)
    assert _upload(client, tip, body, today + timedelta(days=2)).status_code == 302
    assert selectors.current(tip.subdistrict, "tip", today) == old
    new = selectors.current(tip.subdistrict, "tip", today + timedelta(days=2))
    assert (new.number, new.label) == (2, "2")
    assert "您要反映什么" in client.get(reverse("forms:try", args=[new.id])).text


def test_the_same_workbook_again_changes_nothing(tip, sign_in):
    client, body = sign_in("commander"), _edited(tip.versions.get(), _reword)
    for _time in range(2):
        assert _upload(client, tip, body).status_code == 302
    assert tip.versions.count() == 2
    assert Entry.objects.filter(event="forms.uploaded").count() == 1
    assert "没有变化" in client.get(reverse("forms:questionnaire", args=[tip.id])).text


def test_a_broken_workbook_is_told_by_sheet_row_and_reason(tip, sign_in):
    def spoil(sheet):
        sheet["A3"] = "txt"

    answer = _upload(sign_in("data"), tip, _edited(tip.versions.get(), spoil))
    assert answer.status_code == 422
    assert "没有「txt」这种题型" in answer.text
    assert tip.versions.count() == 1


def test_a_questionnaire_of_the_offices_own(tip, sign_in):
    body = _edited(tip.versions.get(), _reword)
    data = {"name": "楼道消毒", "code": "corridor", "begins_on": clock.day_of(clock.now()).isoformat()}
    sent = data | {"workbook": SimpleUploadedFile("a.xlsx", body)}
    assert sign_in("data").post(reverse("forms:add"), sent).status_code == 302
    assert selectors.current(tip.subdistrict, "corridor", clock.day_of(clock.now())).form_id == "corridor"


def test_withdrawn_the_one_before_counts_again(tip, cast):
    today, made = date(2020, 2, 10), tip.versions.get()
    handed = Handed("tip.xlsx", _edited(made, _reword))
    new = operations.upload(by=cast["data"], questionnaire_id=tip.id, handed=handed, begins_on=today, at=AT)
    operations.withdraw(by=cast["data"], version_id=new.id, at=AT)
    assert selectors.current(tip.subdistrict, "tip", today) == made
    with pytest.raises(Refused, match="唯一"):
        operations.withdraw(by=cast["data"], version_id=made.id, at=AT)
    operations.restore(by=cast["data"], version_id=new.id, at=AT)
    assert selectors.current(tip.subdistrict, "tip", today) == new


def test_days_are_set_only_ahead(tip, cast):
    handed, today = Handed("tip.xlsx", _edited(tip.versions.get(), _reword)), date(2020, 2, 10)
    facts = {"by": cast["data"], "questionnaire_id": tip.id, "handed": handed, "at": AT}
    with pytest.raises(Refused, match="今天"):
        operations.upload(**facts, begins_on=today - timedelta(days=1))
    new = operations.upload(**facts, begins_on=today + timedelta(days=3))
    operations.set_begins(by=cast["data"], version_id=new.id, begins_on=today, at=AT)
    with pytest.raises(Refused, match="已启用"):
        operations.set_begins(by=cast["data"], version_id=new.id, begins_on=today, at=AT)


def test_trying_shows_what_is_wrong_beside_the_question_and_stores_nothing(tip, sign_in):
    client, way = sign_in("duty"), reverse("forms:try", args=[tip.versions.get().id])
    answer = client.post(way, {"q-kind": "ill", "q-seen_on": "2099-01-01"})
    assert answer.status_code == 422
    assert answer.text.count('class="q-wrong" role="alert">') == 3
    good = client.post(way, {"q-kind": "ill", "q-where": "甲路10弄", "q-what": "有人<b>发热</b>"})
    assert good.status_code == 200
    assert "有人身体不适" in good.text
    assert "<b>发热" not in good.text
    assert "geolocation=(self)" in good.headers["Permissions-Policy"]


def test_members_are_added_and_removed_without_script(tip, sign_in):
    version = Version.objects.get(form_id="self_registration")
    client, way = sign_in("duty"), reverse("forms:try", args=[version.id])
    page = client.post(
        way, {"q-phone": "1", "q-people[]": "1", "q-people[0]/name": "钱多多", "q-+": "people"}
    ).text
    assert 'name="q-people[1]/name"' in page
    assert 'value="钱多多"' in page
    less = {"q-people[]": "2", "q-people[0]/name": "钱多多", "q-people[1]/name": "孙小小", "q--": "people[0]"}
    page = client.post(way, less).text
    assert 'value="孙小小"' in page
    assert 'value="钱多多"' not in page


def test_questionnaires_speak_english_too(tip, sign_in):
    client = sign_in("duty")
    client.cookies["django_language"] = "en"
    assert "What is it about" in client.get(reverse("forms:try", args=[tip.versions.get().id])).text


def test_kept_answers_wait_on_today_and_are_decided(tip, cast, sign_in):
    kept = Kept.objects.create(
        subdistrict=tip.subdistrict, digest="d", instance_id="uuid:9", version=tip.versions.get(),
        by_name="陈干事", at=AT,
        xml="<data><where>甲路</where></data>", problems='[["kind", "required", "请回答这一题。"]]',
    )  # fmt: skip
    client = sign_in("duty")
    assert [pile.count for pile in selectors.waiting(cast["duty"], AT)] == [1]
    page = client.get(reverse("forms:kept_one", args=[kept.id])).text
    assert "请回答这一题" in page
    assert "甲路" in page
    client.post(reverse("forms:decide", args=[kept.id]), {"decision": "aside", "reason": "重复"})
    kept.refresh_from_db()
    assert (kept.state, kept.reason) == ("aside", "重复")
    with pytest.raises(Refused, match="已处理"):
        operations.take_in(by=cast["duty"], kept_id=kept.id, reason="x", at=AT)


def test_a_phones_key_is_shown_once_and_taken_back(tip, cast, sign_in):
    client = sign_in("data")
    given = client.post(reverse("forms:give_key"), {"user": str(cast.users["chen"].id), "name": "一组红壳"})
    assert f"/forms/key/{cast.subdistrict.code}/" in given.text
    listed = client.get(reverse("forms:phones")).text
    assert "一组红壳" in listed
    assert "/forms/key/" not in listed


def test_answers_are_read_with_the_questions_words_and_only_by_their_area(tip, cast, sign_in):
    photo = operations.Sent("x.svg", "image/svg+xml", b"<svg/>")
    made = operations.submit(
        by=cast["chen"],
        version_id=tip.versions.get().id,
        values={"kind": "ill", "where": "甲路10弄", "what": "咳嗽", "photo": photo},
        committee=cast.a.committee.id,
        instance_id="uuid:3",
        at=AT,
    )
    client = sign_in("chen")
    assert "陈干事" in client.get(reverse("forms:answers", args=[tip.id])).text
    page = client.get(reverse("forms:answers_one", args=[made.id])).text
    assert "有人身体不适" in page
    handed = client.get(reverse("forms:attachment", args=[made.attachments.get().id]))
    # A drawing could carry a script: it is handed out, never shown.
    assert handed.headers["Content-Type"] == "application/octet-stream"
    assert handed.headers["Content-Disposition"].startswith("attachment")
    assert handed.content == b"<svg/>"
    assert sign_in("bao").get(reverse("forms:answers_one", args=[made.id])).status_code == 404
