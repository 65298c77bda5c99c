"""The queue: asked once, claimed by one, and what becomes of it."""

from contextlib import contextmanager
from datetime import timedelta

import pytest

from lianfang.core import Refused, cipher, ids
from lianfang.core.waiting import Urgency
from lianfang.ledger.models import Entry
from lianfang.registry.people.models import Contact, Mention
from lianfang.response.calls import operations, queueing, rules, selectors
from lianfang.response.calls.models import Attempt, Callee, Need
from lianfang.response.calls.operations import Ask, Heard, Said
from lianfang.response.calls.operations.claiming import beat
from tests.cast import AT

PHONES = iter(f"1380000{n:04d}" for n in range(1000, 9999))


def give_phone(cast, name, number=None):
    """A number of this member of the cast."""
    person = cast.people[name]
    number = number or next(PHONES)
    said = Mention.objects.filter(person=person).first()
    lookup = cipher.lookup("phone", number)
    return Contact.objects.create(
        subdistrict=cast.subdistrict.id, mention=said, number=number, lookup=lookup, masked=number[:3]
    )


def ask(cast, name="rare", *, at=AT, **more):
    """Somebody to be rung about something new."""
    given = {"purpose": "observation", "about_kind": "matter", "about_id": ids.new()} | more
    person = cast.people[name].id
    return operations.ask(by=cast["duty"], need=Ask(person=person, **given), at=at)


def record(cast, callee, outcome, *, at=AT, who="caller", **more):
    """What came of it."""
    return operations.record_outcome(by=cast[who], callee_id=callee.id, heard=Heard(outcome, **more), at=at)


@contextmanager
def refused(code):
    """Whatever is inside is declined with this code."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code


@pytest.fixture
def ringable(cast):
    """The cast, everybody with a phone of their own."""
    for name in cast.people:
        give_phone(cast, name)
    return cast


def test_asked_twice_is_one_need_of_the_more_urgent_rank(ringable):
    about = ids.new()
    ask(ringable, about_id=about, rank=rules.Rank.ROUND)
    need = ask(ringable, about_id=about, rank=rules.Rank.SILENT)
    assert Need.objects.get() == need
    assert (need.rank, Callee.objects.get().rank) == (rules.Rank.SILENT, rules.Rank.SILENT)
    ask(ringable, about_id=about, rank=rules.Rank.ROUND)
    assert Need.objects.get().rank == rules.Rank.SILENT


def test_a_household_is_one_call(ringable):
    ask(ringable, "twin_one")
    ask(ringable, "twin_two", purpose="screening", about_kind="report")
    callee = operations.claim(by=ringable["caller"], at=AT)
    assert Need.objects.filter(callee=callee).count() == 2
    assert operations.claim(by=ringable["duty"], at=AT) is None


def test_the_order_of_the_queue(ringable):
    ask(ringable, "rare", rank=rules.Rank.ROUND)
    ask(ringable, "foreigner", rank=rules.Rank.FIRST_DAYS)
    ask(ringable, "neighbour_b", rank=rules.Rank.SYMPTOM)
    order = []
    for _ in range(3):
        callee = operations.claim(by=ringable["caller"], at=AT)
        order.append(callee.rank)
        record(ringable, callee, "refused")
    assert order == [1, 3, 6]


def test_whoever_has_no_number_goes_to_the_door_at_once(cast):
    need = ask(cast)
    assert need.state == "unreachable"
    told = Entry.objects.get(event="calls.unreachable")
    assert told.facts["needs"] == [str(need.id)]
    assert told.facts["why"] == "no_number"


def test_no_answer_rests_and_two_more_lead_to_the_door_the_same_day(ringable):
    need = ask(ringable, rank=rules.Rank.FIRST_DAYS)
    at = AT
    for _ in range(3):
        callee = operations.claim(by=ringable["caller"], at=at)
        record(ringable, callee, "no_answer", at=at)
        assert operations.claim(by=ringable["caller"], at=at + timedelta(minutes=5)) is None
        at = Callee.objects.get().not_before or at
    need.refresh_from_db()
    assert (need.state, need.tries) == ("unreachable", 3)
    assert Entry.objects.filter(event="calls.unreachable").count() == 1


def test_an_abnormal_reading_waits_for_no_next_wave(ringable):
    need = ask(ringable, rank=rules.Rank.SYMPTOM)
    record(ringable, operations.claim(by=ringable["caller"], at=AT), "no_answer")
    need.refresh_from_db()
    assert need.state == "unreachable"


def test_silent_for_twelve_hours_and_not_reached_once_goes_to_the_door(ringable):
    need = ask(ringable, silent_since=AT - timedelta(hours=13), rank=rules.Rank.SILENT)
    record(ringable, operations.claim(by=ringable["caller"], at=AT), "no_answer")
    need.refresh_from_db()
    assert need.state == "unreachable"


def test_a_wrong_number_tries_another_of_the_household(ringable):
    need = ask(ringable, "twin_one")
    first = operations.claim(by=ringable["caller"], at=AT)
    record(ringable, first, "wrong_number")
    second = operations.claim(by=ringable["caller"], at=AT)
    assert second == first
    assert second.contact != first.contact
    record(ringable, second, "wrong_number")
    need.refresh_from_db()
    assert need.state == "unreachable"


def test_answered_closes_what_was_spoken_about(ringable):
    one, two = ask(ringable, "twin_one"), ask(ringable, "twin_two")
    callee = operations.claim(by=ringable["caller"], at=AT)
    record(ringable, callee, "answered", said=(Said(one.id, {"celsius": "36.5"}),))
    one.refresh_from_db(), two.refresh_from_db()
    assert (one.state, two.state) == ("answered", "open")
    told = Entry.objects.get(event="calls.answered")
    assert told.facts["needs"] == [str(one.id)]
    assert Callee.objects.get().not_before > AT


def test_a_promise_is_kept_at_its_hour(ringable):
    ask(ringable)
    later = AT + timedelta(hours=3)
    callee = operations.claim(by=ringable["caller"], at=AT)
    record(ringable, callee, "call_back", call_back_at=later)
    assert operations.claim(by=ringable["caller"], at=later - timedelta(minutes=1)) is None
    assert operations.claim(by=ringable["caller"], at=later).rank == rules.Rank.CALL_BACK


def test_another_language_waits_for_somebody_who_speaks_it(ringable):
    ask(ringable)
    callee = operations.claim(by=ringable["caller"], at=AT)
    record(ringable, callee, "language", language="en")
    assert operations.claim(by=ringable["caller"], at=AT) is None


def test_an_idle_hand_lets_go_after_three_minutes(ringable):
    ask(ringable)
    callee = operations.claim(by=ringable["caller"], at=AT)
    at = AT + timedelta(minutes=2)
    assert operations.claim(by=ringable["duty"], at=at) is None
    assert beat(by=ringable["caller"], callee_id=callee.id, draft="{}", at=at)
    assert operations.claim(by=ringable["duty"], at=at + timedelta(minutes=2)) is None
    assert operations.claim(by=ringable["duty"], at=at + timedelta(minutes=4)) == callee
    with refused("calls.nothing_in_hand"):
        record(ringable, callee, "answered", at=at + timedelta(minutes=4))


def test_an_outcome_counts_once(ringable):
    ask(ringable)
    callee = operations.claim(by=ringable["caller"], at=AT)
    record(ringable, callee, "busy")
    with refused("calls.nothing_in_hand"):
        record(ringable, callee, "busy")


def test_a_slip_is_taken_back_with_everything_it_did(ringable):
    need = ask(ringable)
    callee = operations.claim(by=ringable["caller"], at=AT)
    attempt = record(ringable, callee, "refused")
    ask(ringable, "foreigner")
    operations.claim(by=ringable["caller"], at=AT)
    operations.take_back(by=ringable["caller"], attempt_id=attempt.id, at=AT + timedelta(seconds=8))
    need.refresh_from_db()
    assert need.state == "open"
    held = Callee.objects.get(agent=ringable["caller"].id)
    assert held.id == callee.id
    assert Attempt.objects.standing().count() == 0
    again = record(ringable, callee, "refused")
    with refused("calls.too_late_to_take_back"):
        operations.take_back(by=ringable["caller"], attempt_id=again.id, at=AT + timedelta(minutes=1))


def test_what_arrived_meanwhile_is_taken_out(ringable):
    about = ids.new()
    ask(ringable, about_id=about)
    assert operations.withdraw(by=ringable["duty"], purpose="observation", about_ids=[about], at=AT) == 1
    assert operations.claim(by=ringable["caller"], at=AT) is None


def test_a_committee_worker_rings_only_their_own(ringable):
    ask(ringable, "rare")
    assert operations.claim(by=ringable["bao"], at=AT) is None
    assert operations.claim(by=ringable["chen"], at=AT) is not None


def test_at_night_only_the_unwell_wait_to_be_called(cast):
    for name, rank in (("rare", rules.Rank.ROUND), ("foreigner", rules.Rank.SYMPTOM)):
        give_phone(cast, name)
        ask(cast, name, rank=rank)
    piles = {one.title: one for one in selectors.waiting(cast["caller"], AT + timedelta(hours=12))}
    assert [one.count for one in piles.values()] == [1, 1]
    assert min(piles.values(), key=lambda one: one.urgency).urgency == Urgency.NOW
    assert {one.urgency for one in piles.values()} == {Urgency.NOW, Urgency.LATER}


def test_what_is_withdrawn_while_they_are_on_the_line_is_still_heard(ringable):
    need = ask(ringable, purpose="round")
    callee = operations.claim(by=ringable["caller"], at=AT)
    minute = AT + timedelta(minutes=1)
    operations.withdraw(by=ringable["duty"], purpose="round", about_ids=[need.about_id], at=minute)
    assert [one.need.id for one in selectors.hand(ringable["caller"], minute).items] == [need.id]
    record(ringable, callee, "answered", at=minute, said=(Said(need.id, {"been_away": "no"}),))
    need.refresh_from_db()
    assert need.state == "answered"
    assert Entry.objects.get(event="calls.answered").facts["needs"] == [str(need.id)]


@pytest.mark.parametrize("outcome", ["no_answer", "refused"])
def test_what_was_withdrawn_and_not_spoken_about_stays_out_of_the_queue(ringable, outcome):
    need = ask(ringable, purpose="round")
    callee = operations.claim(by=ringable["caller"], at=AT)
    minute = AT + timedelta(minutes=1)
    operations.withdraw(by=ringable["duty"], purpose="round", about_ids=[need.about_id], at=minute)
    record(ringable, callee, outcome, at=minute)
    need.refresh_from_db()
    assert (need.state, Callee.objects.get().rank) == ("withdrawn", None)
    assert operations.claim(by=ringable["caller"], at=AT + timedelta(days=1)) is None


@pytest.mark.parametrize("outcome", ["answered", "no_answer", "busy", "refused", "wrong_number"])
def test_after_a_call_a_household_stands_where_the_database_would_place_it(ringable, outcome):
    ask(ringable, "twin_one", rank=rules.Rank.FRAIL)
    second = ask(ringable, "twin_two", rank=rules.Rank.FIRST_DAYS, not_before=AT - timedelta(hours=1))
    callee = operations.claim(by=ringable["caller"], at=AT)
    record(ringable, callee, outcome, said=(Said(second.id),) if outcome == "answered" else ())
    columns = ("rank", "due_at", "not_before", "resting_until")
    placed = Callee.objects.values_list(*columns).get()
    queueing.refresh(ringable.subdistrict.id, [callee.id])
    assert Callee.objects.values_list(*columns).get() == placed


# A session of a subdistrict, what is in the hand, the queue, the number, the hand, the record: nothing is asked twice.
CLAIM, ANSWER = 10, 9


def test_a_claim_and_an_answer_take_few_statements(ringable, django_assert_max_num_queries):
    need = ask(ringable)
    operations.set_languages(by=ringable["caller"], languages=["zh"], at=AT)
    with django_assert_max_num_queries(CLAIM):
        callee = operations.claim(by=ringable["caller"], at=AT)
    with django_assert_max_num_queries(ANSWER):
        record(ringable, callee, "call_back", call_back_at=AT + timedelta(hours=2))
    need.refresh_from_db()
    assert (need.state, need.due_at) == ("open", AT + timedelta(hours=2))
