"""Tips from the telling to the thanks; who told stays apart; nobody is approached before a check."""

from datetime import date, timedelta

import pytest
from django.db import connection

from lianfang.core import Refused
from lianfang.core.actor import system
from lianfang.ledger import operations as ledger
from lianfang.ledger.models import Entry
from lianfang.registry.places import operations as places
from lianfang.registry.places.models import Compound
from lianfang.registry.places.operations import Entry as Row
from lianfang.registry.places.rules import parse
from lianfang.response.messages import selectors as messages
from lianfang.response.messages.models import Channel, Incoming, Message
from lianfang.response.messages.operations.receiving import Arrived, receive
from lianfang.response.screening import operations as screening
from lianfang.response.screening.models import Report
from lianfang.response.screening.operations.verifying import Answer
from lianfang.response.tips import codes, operations, selectors
from lianfang.response.tips.models import Step, Tip, Tipster
from lianfang.response.tips.operations import Verdict, Where
from lianfang.response.tips.rules import State
from lianfang.response.tips.tests.given import PHONE, tip
from lianfang.response.visits.models import Request
from tests.cast import AT


def _check(cast, one, move="reported", how="leader", who="chen", **more):
    verdict = Verdict(move, how, **more)
    return operations.check(by=cast[who], tip_id=one.id, verdict=verdict, at=AT)


def _refusal(act, **given):
    with pytest.raises(Refused) as refusal:
        act(**given)
    return refusal.value.code


def test_a_tip_lies_in_the_committee_of_its_address(cast):
    one = tip(cast)
    assert (one.committee_id, one.door_id) == (cast.a.committee.id, cast.a.doors[0].id)
    assert [seen.id for seen in Tip.objects.visible_to(cast["chen"])] == [one.id]
    assert not Tip.objects.visible_to(cast["bao"]).exists()


def test_who_scanned_a_gates_poster_need_not_name_the_compound(cast):
    one = tip(cast, where="1号101室", compound=cast.a.compound.id)
    assert one.door_id == cast.a.doors[0].id


def test_who_told_is_apart_sealed_and_read_for_a_reason_by_two_roles(cast):
    one = tip(cast, contact=PHONE)
    assert PHONE not in str(Tip.objects.values().get())
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact FROM tips_tipster")
        assert PHONE.encode() not in bytes(cursor.fetchone()[0])
    for who in ("duty", "chen", "doctor", "police", "caller"):
        assert _refusal(operations.read_tipster, by=cast[who], tip_id=one.id, reason="问一下", at=AT)
        assert not Tipster.objects.visible_to(cast[who]).exists()
    assert (
        _refusal(operations.read_tipster, by=cast["data"], tip_id=one.id, reason=" ", at=AT)
        == "tips.reason_missing"
    )
    assert operations.read_tipster(by=cast["data"], tip_id=one.id, reason="补充情况", at=AT).contact == PHONE
    entry = Entry.objects.get(event="tips.tipster_read")
    assert (entry.actor_name, entry.reason) == ("数据员", "补充情况")
    assert PHONE not in str(Entry.objects.values_list("facts", flat=True))


def test_nobody_is_approached_without_a_check_that_says_how(cast):
    one = tip(cast)
    assert _refusal(operations.check, by=cast["chen"], tip_id=one.id, verdict=Verdict("reported", ""), at=AT)
    assert not Report.objects.exists()
    done = _check(cast, one, name="王阿姨", from_place="湖北省武汉市", arrived_on=date(2020, 2, 9))
    assert (done.state, done.report.state) == (State.REPORTED, "open")
    assert Step.objects.get().how == "leader"


def test_the_report_does_not_tell_that_there_was_a_tip(cast):
    done = _check(cast, tip(cast, contact=PHONE), name="王阿姨")
    mention = done.report.grounds.get().mention
    assert "举报" not in f"{mention.label}{mention.note}"
    assert PHONE not in str(vars(mention))
    assert "行李箱" not in str(vars(mention))


def test_when_the_report_is_verified_the_tip_is_dealt_with(cast):
    done = _check(cast, tip(cast), name="王阿姨")
    answer = Answer(outcome="refuted", method="phone", reason="never_left")
    screening.verify(by=cast["chen"], report_id=done.report_id, answer=answer, at=AT)
    done.refresh_from_db()
    assert (done.state, done.closed_at) == (State.SETTLED, AT)


def test_reports_verified_by_the_hundred_settle_their_tips_too(cast):
    done = _check(cast, tip(cast), name="王阿姨")
    Report.objects.filter(pk=done.report_id).update(state="refuted")
    by = system(cast.subdistrict.id)
    assert operations.settle(by=by, at=AT) == 1
    assert operations.settle(by=by, at=AT) == 0


def test_somebody_goes_and_looks_where_the_flat_is_known(cast):
    nowhere = tip(cast, where="不知道哪里", kind="gathering")
    assert _refusal(
        operations.check, by=cast["duty"], tip_id=nowhere.id, verdict=Verdict("visit_asked", "spot"), at=AT
    )
    one = _check(cast, tip(cast, kind="group_rental"), move="visit_asked", how="property")
    asked = Request.objects.get()
    assert (asked.door_id, asked.about_id, asked.kind) == (one.door_id, one.id, "round")
    operations.settle(by=system(cast.subdistrict.id), visited=[one.id], at=AT)
    assert Tip.objects.get(pk=one.id).state == State.SETTLED


def test_a_repeated_tip_is_suggested_with_reasons_joined_and_parted(cast):
    first, again = tip(cast), tip(cast, named="王秀英", kind="other")
    [like] = selectors.like_tips(cast["chen"], again)
    assert (like.tip.id, like.reasons) == (first.id, ("door", "called", "time"))
    joined = operations.join(by=cast["chen"], tip_id=again.id, into=first.id, at=AT)
    assert (joined.state, joined.joined_into_id) == (State.JOINED, first.id)
    assert Step.objects.get(move="joined").because == ["door", "called", "time"]
    parted = operations.part(by=cast["chen"], tip_id=again.id, at=AT)
    assert (parted.state, parted.joined_into_id) == (State.RECEIVED, None)


def test_what_repeats_a_repetition_hangs_on_the_first(cast):
    first, second, third = tip(cast), tip(cast), tip(cast)
    operations.join(by=cast["chen"], tip_id=second.id, into=first.id, at=AT)
    operations.join(by=cast["chen"], tip_id=third.id, into=second.id, at=AT)
    assert set(Tip.objects.filter(joined_into=first).values_list("id", flat=True)) == {second.id, third.id}


def test_a_report_about_the_same_flat_is_suggested_and_joined(cast):
    opened = _check(cast, tip(cast, named="欧阳晨"), name="欧阳晨", person=cast.people["twin_one"].id).report
    again = tip(cast, named="欧阳晨")
    [like] = selectors.like_reports(cast["chen"], again)
    assert (like.report.id, like.reasons) == (opened.id, ("door", "name", "time"))
    done = _check(cast, again, move="known", how="register", report=opened.id)
    assert done.report_id == opened.id
    assert Report.objects.count() == 1
    assert operations.part(by=cast["chen"], tip_id=again.id, at=AT).report is None


def test_the_next_committee_does_nothing_here(cast):
    one = tip(cast)
    with pytest.raises(Tip.DoesNotExist):
        _check(cast, one, who="bao")
    for who in ("data", "doctor", "police", "leader", "caller"):
        assert _refusal(_check, cast=cast, one=one, who=who) == "tips.not_for_this_role"


def test_a_tip_without_a_place_is_routed_by_hand(cast):
    one = tip(cast, where="菜场对面")
    assert one.committee_id is None
    where = Where(committee=cast.b.committee.id)
    operations.place(by=cast["duty"], tip_id=one.id, where=where, at=AT)
    assert Tip.objects.visible_to(cast["bao"]).count() == 1
    operations.place(by=cast["duty"], tip_id=one.id, where=Where("甲路10弄2号103室"), at=AT)
    assert Tip.objects.get().door_id == cast.a.doors[2].id


def test_the_code_tells_how_far_it_is_and_nothing_of_anybody(cast):
    one = tip(cast)
    code = codes.code_of(one.id)
    assert selectors.status_of(cast.subdistrict.id, code.lower()) == "已收到，核查中"
    _check(cast, one, move="unfounded", note="一直住在这里")
    said = selectors.status_of(cast.subdistrict.id, code)
    assert said == "已处理，谢谢您"
    assert selectors.status_of(cast.subdistrict.id, "2222-2222-2222") is None
    assert code not in str(Tip.objects.values().get())


def test_a_retry_counts_once_and_a_flood_is_refused(cast):
    assert tip(cast, client_id="c1").id == tip(cast, client_id="c1").id
    for _n in range(10):
        tip(cast, sender=b"s" * 16, located=False)
    with pytest.raises(Refused) as refusal:
        tip(cast, sender=b"s" * 16)
    assert refusal.value.code == "tips.too_many"


def test_a_message_that_begins_with_the_word_is_a_tip_and_its_words_leave_the_message(cast):
    by = system(cast.subdistrict.id)
    arrived = Arrived("sms", PHONE, "举报：甲路10弄1号101室有人从武汉回来", "m1", AT)
    incoming = receive(by=by, arrived=arrived, at=AT)
    one = Tip.objects.get()
    assert (one.what, one.source) == ("甲路10弄1号101室有人从武汉回来", "message")
    assert Tipster.objects.get().contact == PHONE
    incoming.refresh_from_db()
    assert "武汉" not in incoming.body
    assert incoming.state == Incoming.State.UNDERSTOOD
    assert codes.code_of(one.id) in Message.objects.get().body
    receive(by=by, arrived=arrived, at=AT)
    assert Tip.objects.count() == 1


def _sms(cast):
    """The office has a gateway for text messages."""
    Channel.objects.create(
        subdistrict=cast.subdistrict.id,
        kind="sms",
        name="短信",
        settings="{}",
        set_at=AT,
        set_by_name="数据员",
    )


def test_no_thread_and_no_outbox_tells_who_told(cast):
    by = system(cast.subdistrict.id)
    _sms(cast)
    receive(by=by, arrived=Arrived("sms", PHONE, "举报：甲路10弄1号101室有人从武汉回来", "m1", AT), at=AT)
    _check(cast, Tip.objects.get(), move="unfounded", who="duty", note="没有这回事")
    later = receive(by=by, arrived=Arrived("sms", PHONE, "我想问一下垃圾几点收", "m2", AT), at=AT)
    said = [row.body for row in messages.thread(cast["duty"], later)]
    assert said[0] == "我想问一下垃圾几点收"
    assert not [body for body in said if "线索" in body or "查询码" in body or "您反映的情况" in body]
    told = Incoming.objects.exclude(pk=later.pk).get()
    assert (told.sender, told.sender_masked, bytes(told.sender_lookup)) == ("", "", b"")
    apart = Message.objects.filter(code__in=["tip_received", "tip_thanks"])
    assert list(apart.values_list("address_masked", flat=True)) == ["", ""]
    assert {one.address for one in apart} == {PHONE}


def test_other_messages_stay_messages(cast):
    receive(by=system(cast.subdistrict.id), arrived=Arrived("sms", PHONE, "36.5", "m2", AT), at=AT)
    assert not Tip.objects.exists()


def test_thanks_go_back_once_and_name_nobody(cast):
    _sms(cast)
    first, again = tip(cast, contact=PHONE), tip(cast, contact="13776501483")
    operations.join(by=cast["chen"], tip_id=again.id, into=first.id, at=AT)
    _check(cast, first, move="unfounded", note="没有这回事")
    bodies = list(Message.objects.values_list("body", flat=True))
    assert len(bodies) == 2
    assert all("已处理" in body and "王阿姨" not in body for body in bodies)
    assert set(Message.objects.values_list("committee", "about")) == {(None, None)}
    operations.reopen(by=cast["chen"], tip_id=first.id, note="又有人看到", at=AT)
    _check(cast, first, move="unfounded", note="还是没有")
    assert Message.objects.count() == 2


def test_without_a_gateway_no_thanks_wait_for_somebody_to_read(cast):
    _check(cast, tip(cast, contact=PHONE), move="unfounded", note="没有这回事")
    assert not Message.objects.exists()


def test_after_ninety_days_everything_is_gone(cast):
    one = tip(cast, contact=PHONE)
    operations.join(by=cast["chen"], tip_id=tip(cast).id, into=one.id, at=AT)
    by = system(cast.subdistrict.id)
    ledger.expire(by=by, at=AT + timedelta(days=89))
    assert Tip.objects.count() == 2
    ledger.expire(by=by, at=AT + timedelta(days=91))
    assert not Tip.objects.exists()
    assert not Tipster.objects.exists()
    assert not Step.objects.exists()


def test_nothing_is_kept_when_the_record_cannot_be_written(cast, monkeypatch):
    from lianfang.response.tips.operations import telling

    def torn(*_given, **_more):
        raise RuntimeError

    monkeypatch.setattr(telling, "record", torn)
    with pytest.raises(RuntimeError):
        tip(cast, contact=PHONE)
    assert not Tip.objects.exists()
    assert not Tipster.objects.exists()


def test_a_place_corrected_by_hand_forgets_the_flat_that_was_wrong(cast):
    one = tip(cast)
    assert one.door_id == cast.a.doors[0].id
    operations.place(by=cast["duty"], tip_id=one.id, where=Where("乙路10弄2号"), at=AT)
    one.refresh_from_db()
    assert (one.committee_id, one.building_id, one.door_id) == (
        cast.b.committee.id,
        cast.b.stairs[1].id,
        None,
    )
    code = _refusal(operations.place, by=cast["duty"], tip_id=one.id, where=Where("月亮路7号"), at=AT)
    one.refresh_from_db()
    assert (code, one.building_id) == ("tips.place_unknown", cast.b.stairs[1].id)


def test_who_scans_at_a_gate_may_tell_of_the_next_lane(cast):
    one = tip(cast, where="乙路10弄1号101室", compound=cast.a.compound.id)
    assert one.door_id == cast.b.doors[0].id
    named = tip(cast, where="甲路10弄1号101室", compound=cast.a.compound.id)
    assert named.door_id == cast.a.doors[0].id


def test_of_a_house_along_a_road_or_a_compound_alone_somebody_can_go_and_look(cast):
    places.settle(by=cast["data"], entries=[Row(parse("丙街12号"), cast.a.committee.name)], at=AT)
    street = Compound.objects.get(road="丙街")
    for given in ({"where": "丙街12号面馆"}, {"where": "12号", "compound": street.id}):
        one = tip(cast, kind="gathering", **given)
        assert one.building.number == "12"
    crowd = tip(cast, kind="gathering", where="大门口", compound=cast.a.compound.id)
    _check(cast, crowd, move="visit_asked", how="spot")
    asked = Request.objects.get(about_id=crowd.id)
    assert (asked.kind, asked.compound_id, asked.building_id) == ("round", cast.a.compound.id, None)


def test_who_is_said_to_be_unwell_is_seen_by_a_doctor_the_same_day(cast):
    one = tip(cast, kind="ill")
    _check(cast, one, move="visit_asked")
    asked = Request.objects.get(about_id=one.id)
    assert (asked.kind, asked.urgency, asked.needs_doctor) == ("symptom", "today", True)
