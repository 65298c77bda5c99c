"""A round from the choice to the closing: turns, answers that come back, the next round, doors."""

from datetime import date, timedelta

import pytest

from lianfang.core import Refused, clock
from lianfang.core.actor import system
from lianfang.core.purposes import Purpose
from lianfang.ledger import operations as ledger
from lianfang.ledger.models import Entry
from lianfang.registry.people.models import Contact, Mention, Person
from lianfang.response.calls import operations as calls
from lianfang.response.calls.models import Attempt, Need
from lianfang.response.calls.operations import Heard, Said
from lianfang.response.rounds import operations, picking, rules, selectors
from lianfang.response.rounds.models import Campaign, Finding, Selection, Target
from lianfang.response.rounds.operations import Plan
from lianfang.response.rounds.picking import Choice
from lianfang.response.rounds.rules import State
from lianfang.response.rounds.tests.given import NO, called, campaign, phones, target
from lianfang.response.screening.models import KeyRegion, Report
from lianfang.response.visits.models import Request
from tests.cast import AT


@pytest.fixture(autouse=True)
def _numbers(cast):
    phones(cast)


def _refusal(act, **given):
    with pytest.raises(Refused) as refusal:
        act(**given)
    return refusal.value.code


def _states(cast):
    return dict(Target.objects.values_list("household", "state"))


def test_every_home_has_its_turn_and_a_call_and_who_has_no_number_is_for_the_door(cast):
    made = campaign(cast)
    assert made.homes == 4
    assert Need.objects.filter(purpose="round", state="open").count() == 3
    home = target(cast, "foreigner")
    assert (home.state, home.why) == (State.UNREACHED, "no_number")
    assert Finding.objects.get().event == "unreached"
    assert Entry.objects.filter(event="rounds.opened", about=made.id).count() == 1


def test_homes_are_called_the_priority_list_first_then_as_one_walks(cast):
    named = cast.people["neighbour_b"]
    Person.objects.filter(pk=named.pk).update(sources=["police"])
    campaign(cast)
    order = list(Target.objects.order_by("place").values_list("household", flat=True))
    assert order[0] == named.household_id
    assert order[1:] == [cast.people[name].household_id for name in ("twin_one", "rare", "foreigner")]
    due = {need.about_id: need.due_at for need in Need.objects.all()}
    turns = [one.id for one in Target.objects.order_by("place") if one.id in due]
    assert sorted(turns, key=due.__getitem__) == turns


def test_so_many_homes_begin_a_day(cast):
    campaign(cast, per_day=2)
    days = [
        need.not_before and clock.day_of(need.not_before)
        for need in Need.objects.filter(state="open").order_by("due_at")
    ]
    assert days == [None, None, date(2020, 2, 11)]


def test_an_answer_without_news_closes_the_turn_and_keeps_nothing(cast):
    campaign(cast)
    called(cast)
    home = target(cast)
    assert (home.state, home.why, home.report) == (State.NOTHING, "", None)
    assert not Report.objects.exists()


def test_somebody_came_back_and_a_report_opens_at_once(cast):
    campaign(cast)
    called(
        cast, been_away="yes", place="湖北省武汉市", arrived_on="2020-02-09", contact="no", symptoms="none"
    )
    home = target(cast)
    assert (home.state, home.report.person_id) == (State.CAME_BACK, cast.people["rare"].id)
    assert home.report.state == "open"


def test_where_several_live_the_report_is_about_somebody_behind_that_door(cast):
    campaign(cast)
    called(cast, "twin_one", been_away="yes", place="湖北省", arrived_on="2020-02-09")
    person = target(cast, "twin_one").report.person
    assert person.id not in {cast.people["twin_one"].id, cast.people["twin_two"].id}
    assert person.door_id == cast.people["twin_one"].door_id


def test_who_is_not_yet_back_is_called_again_before_the_day(cast):
    campaign(cast)
    called(cast, been_away="yes", place="湖北省", arrived_on="2020-02-15")
    home = target(cast)
    assert (home.state, home.expected_on) == (State.NOT_YET, date(2020, 2, 15))
    again = Need.objects.get(about_id=home.id, state="open")
    assert again.not_before == clock.at_local(date(2020, 2, 14), 9)
    called(cast, at=again.not_before, **NO)
    assert target(cast).state == State.NOTHING


def test_a_refusal_and_a_wrong_number_go_to_the_door_list(cast):
    campaign(cast)
    called(cast, "rare", outcome="refused")
    called(cast, "twin_one", outcome="wrong_number")
    assert target(cast, "rare").state == State.REFUSED
    assert (target(cast, "twin_one").state, target(cast, "twin_one").why) == (State.UNREACHED, "wrong_number")


def test_after_the_last_try_the_home_stands_on_the_door_list(cast):
    campaign(cast)
    for hour in range(3):
        called(cast, at=AT + timedelta(hours=hour), outcome="no_answer")
    assert (target(cast).state, target(cast).why) == (State.UNREACHED, "no_answer")


def test_a_round_begun_at_night_begins_in_the_morning(cast):
    """Whoever opens it after hours does not find every home overdue at half past eight."""
    night = clock.at_local(clock.day_of(AT), 21, 30)
    operations.open_round(by=cast["duty"], plan=Plan("夜里开的"), at=night)
    need = Need.objects.filter(state="open").first()
    tomorrow = clock.day_of(AT) + timedelta(days=1)
    assert clock.day_of(need.due_at) == tomorrow
    assert need.not_before == clock.at_local(tomorrow, 8, 30)


def test_a_call_taken_back_is_to_call_again(cast):
    campaign(cast)
    called(cast, **NO)
    last = Attempt.objects.get()
    calls.take_back(by=cast["caller"], attempt_id=last.id, at=AT)
    assert target(cast).state == State.WAITING
    assert list(
        Finding.objects.filter(target=target(cast)).order_by("id").values_list("event", flat=True)
    ) == [
        "nothing",
        "taken_back",
    ]


def test_the_next_round_calls_those_not_reached_who_have_a_number(cast):
    made = campaign(cast)
    for hour in range(3):
        called(cast, at=AT + timedelta(hours=hour), outcome="no_answer")
    called(cast, "twin_one")
    operations.begin_next(by=cast["duty"], campaign_id=made.id, at=AT + timedelta(days=1))
    home = target(cast)
    assert (home.state, home.round) == (State.WAITING, 2)
    assert target(cast, "foreigner").state == State.UNREACHED
    assert [number for number, _line in selectors.by_round(cast["duty"], made)] == [1, 2]
    called(cast, at=AT + timedelta(days=1))
    assert target(cast).state == State.NOTHING


def test_with_nobody_left_there_is_no_next_round(cast):
    made = campaign(cast)
    assert (
        _refusal(operations.begin_next, by=cast["duty"], campaign_id=made.id, at=AT)
        == "rounds.nobody_remains"
    )


def test_closing_takes_what_waits_out_of_the_queue(cast):
    made = campaign(cast)
    called(cast)
    operations.close(by=cast["duty"], campaign_id=made.id, at=AT)
    assert not Need.objects.filter(state="open").exists()
    assert target(cast).state == State.NOTHING
    assert target(cast, "twin_one").state == State.DROPPED
    assert _refusal(operations.close, by=cast["duty"], campaign_id=made.id, at=AT) == "rounds.closed"


def test_a_paused_round_leaves_the_queue_and_comes_back_in_its_order(cast):
    made = campaign(cast)
    called(cast)
    operations.pause(by=cast["duty"], campaign_id=made.id, at=AT)
    assert not Need.objects.filter(state="open").exists()
    assert calls.claim(by=cast["caller"], at=AT) is None
    assert target(cast, "twin_one").state == State.WAITING
    assert Entry.objects.get(event="rounds.paused").facts["homes"] == 2
    later = AT + timedelta(days=1)
    operations.resume(by=cast["duty"], campaign_id=made.id, at=later)
    asked = list(Need.objects.filter(state="open").order_by("due_at").values_list("about_id", flat=True))
    assert asked == list(
        Target.objects.filter(state="waiting").order_by("place").values_list("id", flat=True)
    )
    assert calls.claim(by=cast["caller"], at=later).household_id == cast.people["twin_one"].household_id


def test_what_is_said_on_the_phone_while_a_round_is_paused_counts(cast):
    made = campaign(cast)
    callee = calls.claim(by=cast["caller"], at=AT)
    [need] = Need.objects.filter(callee=callee)
    minute = AT + timedelta(minutes=1)
    operations.pause(by=cast["duty"], campaign_id=made.id, at=minute)
    later = NO | {"been_away": "yes", "arrived_on": "2020-02-20"}
    heard = Heard("answered", (Said(need.id, later),))
    calls.record_outcome(by=cast["caller"], callee_id=callee.id, heard=heard, at=minute)
    home = Target.objects.get(pk=need.about_id)
    assert (home.state, home.expected_on) == (State.NOT_YET, date(2020, 2, 20))
    assert not Need.objects.filter(state="open").exists()
    operations.resume(by=cast["duty"], campaign_id=made.id, at=minute)
    again = Need.objects.get(about_id=home.id, state="open")
    assert (again.rank, again.not_before) == (5, clock.at_local(date(2020, 2, 19), 9))


def test_a_round_is_paused_once_and_nothing_but_resumed_or_closed_then(cast):
    made = campaign(cast)
    given = {"by": cast["duty"], "campaign_id": made.id, "at": AT}
    assert _refusal(operations.resume, **given) == "rounds.not_paused"
    operations.pause(**given)
    assert _refusal(operations.pause, **given) == "rounds.paused"
    assert _refusal(operations.begin_next, **given) == "rounds.paused"
    operations.close(**given)
    assert _refusal(operations.resume, **given) == "rounds.closed"
    assert target(cast).state == State.DROPPED


def test_a_committee_pauses_rounds_of_its_own_area_only(cast):
    whole = campaign(cast)
    given = {"by": cast["chen"], "campaign_id": whole.id, "at": AT}
    assert _refusal(operations.pause, **given) == "rounds.not_your_committee"
    # Three committees would use up the rounds of the whole subdistrict.
    assert _refusal(operations.begin_next, **given) == "rounds.not_your_committee"
    mine = campaign(cast, committees=(cast.a.committee.id,))
    assert operations.pause(by=cast["chen"], campaign_id=mine.id, at=AT).is_paused
    assert _refusal(operations.pause, **given | {"by": cast["caller"]}) == "rounds.not_for_this_role"


def test_doors_become_visits_and_a_visit_ends_the_turn(cast):
    campaign(cast)
    home = target(cast, "foreigner")
    assert operations.ask_doors(by=cast["chen"], target_ids=[home.id, target(cast).id], at=AT) == 1
    asked = Request.objects.get()
    assert (asked.kind, asked.door_id, asked.about_id) == ("round", cast.people["foreigner"].door_id, home.id)
    assert target(cast, "foreigner").state == State.DOOR
    operations.visit_doors(by=system(cast.subdistrict.id), targets=[home.id], at=AT)
    assert target(cast, "foreigner").state == State.VISITED


def test_slips_show_doors_without_names_and_the_record_knows(cast):
    campaign(cast)
    home = target(cast, "foreigner")
    [slip] = operations.show_slips(by=cast["chen"], target_ids=[home.id], at=AT)
    assert slip.door.endswith("2号103室")
    assert Entry.objects.get(event="rounds.slips_shown").facts["doors"] == 1
    assert operations.show_slips(by=cast["bao"], target_ids=[home.id], at=AT) == []


def test_a_committee_runs_rounds_of_its_own_area_only(cast):
    mine = Plan("本居委", Choice(committees=(cast.a.committee.id,)))
    made = operations.open_round(by=cast["chen"], plan=mine, at=AT)
    assert made.homes == 3
    other = Plan("别的居委", Choice(committees=(cast.b.committee.id,)))
    assert _refusal(operations.open_round, by=cast["chen"], plan=other, at=AT) == "rounds.not_your_committee"
    everywhere = campaign(cast)
    assert (
        _refusal(operations.close, by=cast["chen"], campaign_id=everywhere.id, at=AT)
        == "rounds.not_your_committee"
    )
    for who in ("data", "doctor", "police", "caller", "leader"):
        assert _refusal(operations.open_round, by=cast[who], plan=mine, at=AT) == "rounds.not_for_this_role"


def test_callers_and_the_next_committee_see_no_homes(cast):
    campaign(cast)
    for who in ("caller", "doctor", "police", "leader"):
        assert not Target.objects.visible_to(cast[who]).exists()
    assert set(Target.objects.visible_to(cast["bao"]).values_list("committee", flat=True)) == {
        cast.b.committee.id
    }


def test_a_key_region_gives_the_call_list_of_whoever_a_list_names_as_coming_from_there(cast):
    KeyRegion.objects.create(
        subdistrict=cast.subdistrict.id, province="湖北省", from_on=date(2020, 1, 12), need="observe", set_at=AT,
        set_by_name="司令员",
    )  # fmt: skip
    Mention.objects.filter(person=cast.people["rare"]).update(from_place="湖北黄冈")
    found = picking.pick(cast["duty"], Choice(base="region"))
    assert [one.household for one in found] == [cast.people["rare"].household_id]
    assert picking.pick(cast["bao"], Choice(base="region")) == []


def test_where_somebody_is_registered_or_born_gives_no_call_list(cast):
    KeyRegion.objects.create(
        subdistrict=cast.subdistrict.id, province="湖北省", from_on=date(2020, 1, 12), need="observe", set_at=AT,
        set_by_name="司令员",
    )  # fmt: skip
    Mention.objects.filter(person=cast.people["rare"]).update(
        id_masked="420***********001X", residence_kind="湖北户籍", note="籍贯湖北", address="湖北路1号"
    )
    assert picking.pick(cast["duty"], Choice(base="region")) == []


def test_counts_before_the_start_tell_homes_numbers_and_masks(cast):
    Mention.objects.filter(person=cast.people["rare"]).update(purpose=Purpose.MASK.value)
    found = selectors.counted(cast["duty"], Choice(), AT)
    assert (found.homes, found.numberless, found.masks_only) == (4, 2, 1)
    ledger.give_order(
        by=cast["commander"], purpose_from="mask", purpose_to="screen", reason="排摸", at=AT,
        ends_at=AT + timedelta(days=3),
    )  # fmt: skip
    assert selectors.counted(cast["duty"], Choice(), AT).numberless == 1


def test_a_mask_reservations_phone_rings_only_under_an_order(cast):
    Mention.objects.filter(person=cast.people["rare"]).update(purpose=Purpose.MASK.value)
    campaign(cast)
    assert (target(cast).state, target(cast).why) == (State.UNREACHED, "no_number")


def test_coverage_by_committee_adds_up(cast):
    made = campaign(cast)
    called(cast)
    found = selectors.progress(cast["duty"], made)
    assert (found.whole.total, found.whole.answered, found.dials, found.tried) == (4, 1, 1, 1)
    assert {line.name: line.coverage for line in found.lines} == {"甲居民区": 33, "乙居民区": 0}
    assert found.lines[0].name == "乙居民区"
    assert selectors.progress(cast["bao"], made).whole.total == 1


def test_a_choice_is_kept_under_a_name_once(cast):
    choice = Choice(base="register")
    operations.open_selection(by=cast["duty"], name="底册", choice=choice, at=AT)
    assert Selection.objects.get().base == "register"
    assert (
        _refusal(operations.open_selection, by=cast["duty"], name="底册", choice=choice, at=AT)
        == "rounds.name_taken"
    )


def test_thirty_days_after_the_close_the_homes_are_gone(cast):
    made = campaign(cast)
    called(cast)
    operations.close(by=cast["duty"], campaign_id=made.id, at=AT)
    by = system(cast.subdistrict.id)
    ledger.expire(by=by, at=AT + timedelta(days=29))
    assert Target.objects.count() == 4
    ledger.expire(by=by, at=AT + timedelta(days=31))
    assert not Target.objects.exists()
    assert not Finding.objects.exists()
    assert Campaign.objects.count() == 1


def test_states_are_what_the_findings_say(cast):
    campaign(cast)
    called(cast)
    called(cast, "twin_one", been_away="yes", arrived_on="2020-02-20")
    for home in Target.objects.all():
        events = home.findings.order_by("id").values_list("event", flat=True)
        assert rules.replay(events) == home.state


def test_nothing_begins_when_the_record_cannot_be_written(cast, monkeypatch):
    from lianfang.response.rounds.operations import opening

    def torn(*_given, **_more):
        raise RuntimeError

    monkeypatch.setattr(opening, "record", torn)
    with pytest.raises(RuntimeError):
        campaign(cast)
    assert not Target.objects.exists()
    assert not Need.objects.exists()
    assert Contact.objects.count() == 3
