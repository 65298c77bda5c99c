"""The outbox: what goes in, what stays with the office, and that nothing goes out twice."""

from datetime import timedelta

import pytest

from lianfang.core import Refused, clock
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.response.messages import operations, rules
from lianfang.response.messages.gateways import Said
from lianfang.response.messages.models import Delivery, Message, OptOut, SendingRule
from lianfang.response.messages.operations import Letter, Outcome
from lianfang.response.messages.operations.sending import announce, send
from lianfang.response.messages.rules import Step, Why
from tests.cast import AT

from .making import OTHER, PHONE, give_number, open_way

EVENING = clock.at_local(clock.day_of(AT), 22)


def _send(cast, person="rare", **more):
    at = more.pop("at", AT)
    return send(
        by=cast["chen"],
        template="answer",
        person=cast.people[person].id,
        facts={"text": "请来电"},
        at=at,
        **more,
    )


def _out(cast, said=Said(Step.ACCEPTED, "0", "g1"), at=AT):  # noqa: B008
    by = system(cast.subdistrict.id)
    going = operations.set_out(by=by, at=at)
    operations.note(by=by, outcomes=[Outcome(one, said) for one in going], at=at)
    return going


def test_a_message_goes_out_once_and_says_what_came_of_it(cast):
    give_number(cast.people["rare"])
    open_way(cast.subdistrict.id)
    made = _send(cast)
    assert (made.state, made.kind, made.address_masked) == ("waiting", "sms", "137****1482")
    [envelope] = _out(cast)
    assert (envelope.address, "请来电" in envelope.body) == (PHONE, True)
    made.refresh_from_db()
    assert (made.state, made.gateway_id) == ("sent", "g1")
    assert _out(cast) == []
    assert [one.step for one in made.deliveries.order_by("number")] == ["set_out", "accepted"]


def test_words_and_numbers_are_not_readable_in_the_database(cast):
    give_number(cast.people["rare"])
    made = _send(cast)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM outreach_message m WHERE id = %s", [made.id])
        row = cursor.fetchone()[0]
    assert PHONE not in row
    assert "请来电" not in row


def test_the_record_has_no_words_and_no_number(cast):
    give_number(cast.people["rare"])
    _send(cast)
    entry = Entry.objects.get(subdistrict=cast.subdistrict.id, event="messages.queued")
    assert PHONE not in str(entry.facts)
    assert entry.person == cast.people["rare"].id


def test_without_a_gateway_or_a_number_it_waits_for_the_office(cast):
    assert _send(cast).why == Why.NO_ADDRESS
    give_number(cast.people["rare"])
    made = _send(cast)
    assert (made.state, made.why) == ("held", Why.NO_GATEWAY)


def test_the_same_key_is_the_same_message(cast):
    give_number(cast.people["rare"])
    assert _send(cast, key="one").id == _send(cast, key="one").id
    assert Message.objects.of(cast.subdistrict.id).count() == 1


def test_who_wants_no_messages_gets_none_but_what_the_law_wants_told(cast):
    contact = give_number(cast.people["rare"])
    open_way(cast.subdistrict.id)
    OptOut.objects.create(
        subdistrict=cast.subdistrict.id, kind="sms", lookup=contact.lookup, masked="", since=AT
    )
    made = _send(cast)
    assert (made.state, made.why) == ("withdrawn", Why.OPTED_OUT)
    link = send(by=cast["chen"], template="link", person=cast.people["rare"].id, facts={}, at=AT)
    assert (link.state, link.why) == ("held", Why.OPTED_OUT)


def test_of_a_child_a_grown_up_at_home_is_told(cast):
    child, parent = cast.people["twin_one"], cast.people["twin_two"]
    child.born_on = AT.date().replace(year=2010)
    child.save()
    give_number(child, OTHER)
    made = _send(cast, "twin_one")
    assert (made.state, made.why) == ("held", Why.CHILD)
    give_number(parent)
    assert _send(cast, "twin_one").address == PHONE


def test_quiet_hours_keep_it_until_the_morning_unless_urgent(cast):
    give_number(cast.people["rare"])
    open_way(cast.subdistrict.id)
    made = _send(cast, at=EVENING)
    assert made.due_at == clock.at_local(clock.day_of(EVENING) + timedelta(days=1), 8)
    assert _out(cast, at=EVENING) == []
    assert _send(cast, at=EVENING, urgent=True).due_at == EVENING
    assert len(_out(cast, at=EVENING)) == 1


def test_what_grew_late_in_the_outbox_still_keeps_the_quiet_hours(cast):
    give_number(cast.people["rare"])
    open_way(cast.subdistrict.id)
    made = _send(cast)
    assert _out(cast, at=EVENING) == []
    made.refresh_from_db()
    assert made.due_at > EVENING


def test_what_did_not_get_through_is_tried_again_later_and_then_given_up(cast):
    give_number(cast.people["rare"])
    open_way(cast.subdistrict.id)
    made, at = _send(cast, urgent=True), AT
    for _ in range(len(rules.timing.PAUSES) + 1):
        assert len(_out(cast, Said(Step.DEFERRED, "busy"), at)) == 1
        made.refresh_from_db()
        at = max(made.due_at, at)
    assert made.state == "failed"
    assert _out(cast, at=at + timedelta(days=1)) == []


@pytest.mark.parametrize("step", [Step.REFUSED, Step.FILTERED])
def test_what_was_refused_or_filtered_is_never_repeated(cast, step):
    give_number(cast.people["rare"])
    open_way(cast.subdistrict.id)
    made = _send(cast)
    _out(cast, Said(step, "42"))
    made.refresh_from_db()
    assert made.state == "failed"
    assert _out(cast, at=AT + timedelta(hours=3)) == []


def test_a_sender_that_died_after_setting_out_never_sends_it_again(cast):
    give_number(cast.people["rare"])
    open_way(cast.subdistrict.id)
    made = _send(cast)
    by = system(cast.subdistrict.id)
    [lost] = operations.set_out(by=by, at=AT)
    later = AT + rules.LEASE + timedelta(minutes=1)
    assert operations.set_out(by=by, at=later) == []
    made.refresh_from_db()
    assert made.state == "held"
    assert operations.note(by=by, outcomes=[Outcome(lost, Said(Step.ACCEPTED))], at=later) == 0


def test_what_is_over_is_not_sent(cast):
    give_number(cast.people["rare"])
    open_way(cast.subdistrict.id)
    made = _send(cast, until=AT + timedelta(minutes=5))
    assert _out(cast, at=AT + timedelta(minutes=6)) == []
    made.refresh_from_db()
    assert (made.state, made.why) == ("withdrawn", Why.EXPIRED)


def test_one_number_is_not_sent_more_an_hour_than_the_rule_says(cast):
    give_number(cast.people["rare"])
    open_way(cast.subdistrict.id)
    for _ in range(6):
        _send(cast)
    assert len(_out(cast)) == 4
    assert _out(cast, at=AT + timedelta(minutes=20)) == []
    assert len(_out(cast, at=AT + timedelta(minutes=61))) == 2


def test_a_group_robot_takes_twenty_a_minute(cast):
    open_way(cast.subdistrict.id, "group", url="json://127.0.0.1:9/")
    rules.add("tested", title="t", zh="{subdistrict} {count}", en="{count}", kinds=("group",))
    for n in range(25):
        announce(by=cast["duty"], template="tested", facts={"count": n}, at=AT)
    assert len(_out(cast)) == 20
    assert _out(cast, at=AT + timedelta(seconds=30)) == []
    assert len(_out(cast, at=AT + timedelta(seconds=70))) == 5


def test_a_group_is_never_told_about_one_resident(cast):
    open_way(cast.subdistrict.id, "group", url="json://127.0.0.1:9/")
    with pytest.raises(Refused) as refusal:
        announce(by=cast["duty"], template="recorded", facts={"readings": "36.5"}, at=AT)
    assert refusal.value.code == "messages.personal_in_group"
    rules.add("tested", title="t", zh="{figures}", en="{figures}", kinds=("group",))
    with pytest.raises(Refused):
        announce(by=cast["duty"], template="tested", facts={"figures": f"请联系 {PHONE}"}, at=AT)


def test_a_report_of_the_gateway_counts_once(cast):
    give_number(cast.people["rare"])
    open_way(cast.subdistrict.id)
    made = _send(cast)
    _out(cast)
    by = system(cast.subdistrict.id)
    assert operations.report(by=by, gateway_id="g1", delivered=True, code="", at=AT).state == "delivered"
    assert operations.report(by=by, gateway_id="g1", delivered=False, code="x", at=AT) is None
    made.refresh_from_db()
    assert made.state == "delivered"


def test_many_at_once_take_a_few_queries(cast, django_assert_max_num_queries):
    give_number(cast.people["rare"])
    letters = [Letter("answer", cast.people["rare"].id, {"text": str(n)}, key=f"k{n}") for n in range(50)]
    with django_assert_max_num_queries(40):
        assert len(operations.send_many(by=cast["duty"], letters=letters, at=AT)) == 50


def test_the_state_is_what_the_facts_fold_to(cast):
    give_number(cast.people["rare"])
    open_way(cast.subdistrict.id)
    _send(cast)
    _out(cast, Said(Step.DEFERRED))
    for message in Message.objects.of(cast.subdistrict.id):
        steps = Delivery.objects.of(cast.subdistrict.id).filter(message=message).order_by("number")
        assert rules.fold(one.step for one in steps) == message.state


def test_a_rule_of_sending_counts_from_its_day(cast):
    give_number(cast.people["rare"])
    SendingRule.objects.create(
        subdistrict=cast.subdistrict.id, begins_on=clock.day_of(AT) + timedelta(days=1), quiet_from=0, quiet_to=0,
        set_at=AT, set_by_name="",
    )  # fmt: skip
    assert _send(cast, at=EVENING).due_at > EVENING
    assert _send(cast, at=EVENING + timedelta(days=1)).due_at == EVENING + timedelta(days=1)
