"""Reports: one person, one verification; what each answer does; what is refused."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from lianfang.core import Refused, clock, refusal
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.registry.people.models import Mention, Person
from lianfang.registry.people.operations import merging
from lianfang.response.screening import operations, rules
from lianfang.response.screening.models import Ground, KeyRegion, Report, Verification
from lianfang.response.screening.operations.reporting import Sighting
from lianfang.response.screening.operations.verifying import Answer
from tests.cast import AT

ARRIVED = date(2020, 2, 8)


@pytest.fixture
def office(cast):
    operations.load_default_rules(by=system(cast.subdistrict.id), at=AT)
    return cast


def say(cast, person, kind="police", place="湖北省武汉市", arrived=ARRIVED, **more):
    who = cast.people[person] if isinstance(person, str) else person
    return Mention.objects.create(
        subdistrict=cast.subdistrict.id,
        kind=kind,
        label=f"{kind} 名单 第 3 行",
        as_of=AT,
        name=who.name,
        from_place=place,
        arrived_on=arrived,
        person=who,
        committee=who.committee,
        **more,
    )


def read(cast, at=AT):
    return operations.open_reports(by=system(cast.subdistrict.id), at=at)


def only(cast):
    return Report.objects.of(cast.subdistrict.id).get()


def verify(cast, report, by="chen", at=AT, **answer):
    return operations.verify(by=cast[by], report_id=report.id, answer=Answer(**answer), at=at)


def test_one_person_named_by_seven_lists_is_one_verification(office):
    for kind in ("police", "cdc", "wechat", "firm"):
        say(office, "rare", kind)
    assert read(office) == 1
    for kind in ("leader", "gate", "other"):
        say(office, "rare", kind, place="武汉")
    assert read(office) == 0
    report = only(office)
    assert report.grounds_count == 7
    assert len(report.sources) == 7
    assert report.last_day == date(2020, 2, 22)


def test_reading_twice_changes_nothing(office):
    say(office, "rare")
    read(office)
    assert read(office) == 0
    assert Ground.objects.of(office.subdistrict.id).count() == 1


def test_an_arrival_from_elsewhere_opens_nothing(office):
    say(office, "rare", place="四川成都")
    assert read(office) == 0


def test_a_place_nobody_can_read_has_to_be_asked(office):
    say(office, "rare", place="老家")
    read(office)
    assert (only(office).need, only(office).basis) == ("ask", "place_unknown")


def test_a_close_contact_counts_from_the_last_contact(office):
    say(office, "rare", "cdc", place="", arrived=None, last_contact_on=date(2020, 2, 5))
    read(office)
    assert (only(office).basis, only(office).last_day) == ("close_contact", date(2020, 2, 19))


def test_days_already_over_close_the_report_with_that_reason(office):
    say(office, "rare", arrived=date(2020, 1, 25))
    read(office)
    report = only(office)
    assert (report.state, report.reason, report.last_day) == ("expired", "days_over", date(2020, 2, 8))


def test_the_register_and_the_mask_list_are_no_grounds(office):
    say(office, "rare", "register")
    say(office, "rare", "mask")
    assert read(office) == 0


def test_a_later_list_about_a_verified_journey_is_a_further_ground(office):
    say(office, "rare")
    read(office)
    verify(office, only(office), outcome="confirmed", arrived_on=ARRIVED)
    say(office, "rare", "gate", arrived=date(2020, 2, 9))
    assert read(office, AT + timedelta(days=1)) == 0
    assert only(office).grounds_count == 2


def test_another_journey_is_another_report(office):
    say(office, "rare")
    read(office)
    verify(office, only(office), outcome="confirmed", arrived_on=ARRIVED)
    say(office, "rare", "gate", arrived=date(2020, 2, 20))
    assert read(office, AT + timedelta(days=11)) == 1


def test_confirmed_takes_over_what_was_verified(office):
    say(office, "rare")
    read(office)
    report = verify(office, only(office), outcome="confirmed", arrived_on=date(2020, 2, 7), place="武汉")
    assert (report.state, report.last_day, report.place) == ("confirmed", date(2020, 2, 21), "武汉")
    entry = Entry.objects.get(event="screening.confirmed")
    assert entry.person == report.person_id


def test_a_confirmed_count_that_is_over_needs_no_observation(office):
    say(office, "rare")
    read(office)
    report = verify(office, only(office), outcome="confirmed", arrived_on=date(2020, 1, 20))
    assert report.state == "expired"
    assert not Entry.objects.filter(event="screening.confirmed").exists()


def test_not_reached_stays_open_and_the_attempt_is_kept(office):
    say(office, "rare")
    read(office)
    report = verify(office, only(office), outcome="unreachable")
    assert (report.state, report.attempts) == ("open", 1)


def test_refuted_closes_and_can_be_opened_again(office):
    say(office, "rare")
    read(office)
    report = verify(office, only(office), outcome="refuted", reason="never_left")
    assert (report.state, report.closed_at) == ("refuted", AT)
    report = operations.reopen(by=office["chen"], report_id=report.id, reason="邻居说见到了", at=AT)
    assert report.state == "open"
    outcomes = Verification.objects.of(office.subdistrict.id).order_by("at", "id")
    assert rules.replay(v.outcome for v in outcomes) == "open"


def test_another_committee_takes_the_report_and_the_person(office):
    say(office, "rare")
    read(office)
    report = verify(office, only(office), outcome="transferred", to_committee=office.b.committee.id)
    assert report.committee_id == office.b.committee.id
    assert Person.objects.get(pk=report.person_id).committee_id == office.b.committee.id
    with pytest.raises(Report.DoesNotExist):
        verify(office, report, outcome="unreachable")
    assert verify(office, report, by="bao", outcome="unreachable").state == "open"


def test_only_household_mates_can_be_companions(office):
    say(office, "twin_one")
    read(office)
    named = (office.people["twin_two"].id, office.people["neighbour_b"].id)
    verify(office, only(office), outcome="confirmed", arrived_on=ARRIVED, companions=named)
    assert Verification.objects.get().companions == [office.people["twin_two"].id]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"outcome": "refuted"}, "screening.reason_missing"),
        ({"outcome": "confirmed"}, "screening.arrival_missing"),
        ({"outcome": "transferred"}, "screening.committee_missing"),
        ({"outcome": "confirmed", "arrived_on": date(2020, 2, 11)}, "screening.day_in_the_future"),
        ({"outcome": "confirmed", "arrived_on": date(2018, 2, 11)}, "screening.day_too_long_ago"),
        ({"outcome": "reopened"}, "screening.not_in_this_state"),
    ],
)
def test_answers_that_lack_something_are_refused_and_nothing_is_kept(office, answer, code):
    say(office, "rare")
    read(office)
    with pytest.raises(Refused) as refused:
        verify(office, only(office), **answer)
    assert refused.value.code == code
    assert not Verification.objects.exists()


def test_a_closed_report_is_not_verified_again(office):
    say(office, "rare")
    read(office)
    report = verify(office, only(office), outcome="confirmed", arrived_on=ARRIVED)
    with pytest.raises(Refused, match=str(rules.STATES["confirmed"])):
        verify(office, report, outcome="refuted", reason="never_left")


@pytest.mark.parametrize("name", ["police", "leader", "caller", "guard", "firm"])
def test_other_roles_do_not_verify(office, name):
    say(office, "rare")
    read(office)
    with pytest.raises(Refused):
        verify(office, only(office), by=name, outcome="unreachable")


def test_another_committee_cannot_verify(office):
    say(office, "rare")
    read(office)
    with pytest.raises(Report.DoesNotExist):
        verify(office, only(office), by="bao", outcome="unreachable")


def test_the_record_failing_undoes_the_verification(office, monkeypatch):
    say(office, "rare")
    read(office)
    monkeypatch.setattr("lianfang.response.screening.operations.verifying.record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        verify(office, only(office), outcome="refuted", reason="never_left")
    assert only(office).state == "open"
    assert not Verification.objects.exists()


def test_merged_persons_have_one_report_and_parted_ones_their_own_again(office):
    say(office, "twin_one", "police")
    say(office, "twin_two", "gate", arrived=date(2020, 2, 9))
    assert read(office) == 2
    one, two = office.people["twin_one"], office.people["twin_two"]
    merge = merging.merge(by=office["chen"], kept=one.id, gone=two.id, reason="同一人", at=AT)
    operations.regroup(by=system(office.subdistrict.id), at=AT)
    standing = Report.objects.of(office.subdistrict.id).open()
    assert [(r.person_id, r.grounds_count) for r in standing] == [(one.id, 2)]
    merging.unmerge(by=office["chen"], merge_id=merge.id, at=AT)
    operations.regroup(by=system(office.subdistrict.id), at=AT)
    parted = Report.objects.of(office.subdistrict.id).open().order_by("opened_at", "id")
    assert {(r.person_id, r.grounds_count, r.last_day) for r in parted} == {
        (one.id, 1, date(2020, 2, 22)),
        (two.id, 1, date(2020, 2, 23)),
    }


def test_a_report_of_nobodys_goes_to_the_committee_once_the_home_is_known(office):
    person = office.people["rare"]
    home = person.committee
    Person.objects.filter(pk=person.pk).update(committee=None)
    say(office, Person.objects.get(pk=person.pk))
    read(office)
    assert only(office).committee is None
    Person.objects.filter(pk=person.pk).update(committee=home)
    read(office)
    assert only(office).committee == home


def test_a_rule_set_later_finds_those_whom_lists_named_before(office):
    say(office, "rare", place="陕西省西安市")
    read(office)
    assert not Report.objects.exists()
    operations.add_region(by=office["commander"], at=AT, place="陕西省", from_on=ARRIVED)
    assert only(office).region == "陕西省"


def test_a_report_that_rested_on_an_undone_import_is_withdrawn(office):
    mention = say(office, "rare")
    read(office)
    Mention.objects.filter(pk=mention.pk).update(withdrawn_at=AT)
    operations.regroup(by=system(office.subdistrict.id), at=AT)
    assert only(office).state == "withdrawn"


def test_a_leader_reports_a_neighbour_by_how_one_calls_them(office):
    sighting = Sighting(door=office.a.doors[0].id, name="王阿姨", place="武汉", arrived_on=ARRIVED)
    report = operations.report(by=office["leader"], sighting=sighting, at=AT)
    assert (report.state, report.committee_id, report.sources) == ("open", office.a.committee.id, ["leader"])
    assert report in Report.objects.visible_to(office["leader"])
    assert report in Report.objects.visible_to(office["chen"])


def test_a_report_by_hand_is_verified_even_from_elsewhere(office):
    sighting = Sighting(person=office.people["rare"].id, place="四川成都", arrived_on=ARRIVED)
    report = operations.report(by=office["chen"], sighting=sighting, at=AT)
    assert (report.state, report.need) == ("open", "declare")


def test_telling_again_adds_to_the_open_report(office):
    sighting = Sighting(person=office.people["rare"].id, place="武汉", arrived_on=ARRIVED)
    first = operations.report(by=office["chen"], sighting=sighting, at=AT)
    again = operations.report(by=office["police"], sighting=replace(sighting, note="看见了"), at=AT)
    assert first.id == again.id


def test_a_leader_cannot_report_into_another_stair(office):
    from lianfang.registry.places.models import Door

    sighting = Sighting(door=office.b.doors[0].id, name="王阿姨", place="武汉")
    with pytest.raises(Door.DoesNotExist):
        operations.report(by=office["leader"], sighting=sighting, at=AT)


@pytest.mark.parametrize(
    ("sighting", "code"),
    [
        (Sighting(place="武汉"), "screening.name_missing"),
        (Sighting(name="王阿姨", arrived_on=date(2020, 2, 12)), "screening.day_in_the_future"),
    ],
)
def test_sightings_that_lack_something_are_refused(office, sighting, code):
    with pytest.raises(Refused) as refused:
        operations.report(by=office["leader"], sighting=sighting, at=AT)
    assert refused.value.code == code


def test_rules_are_set_and_ended_by_the_commander_only(office):
    made = operations.add_region(by=office["commander"], at=AT, place="黑龙江哈尔滨", from_on=ARRIVED)
    say(office, "rare", place="哈尔滨市")
    assert read(office) == 1
    ended = operations.end_region(by=office["commander"], region_id=made.id, to_on=clock.day_of(AT), at=AT)
    assert ended.to_on == clock.day_of(AT)
    with pytest.raises(Refused, match=refusal.sentence("screening.rule_ended")):
        operations.end_region(by=office["commander"], region_id=made.id, to_on=clock.day_of(AT), at=AT)
    with pytest.raises(Refused):
        operations.add_region(by=office["chen"], at=AT, place="武汉", from_on=ARRIVED)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"place": "那边"}, "screening.place_not_read"),
        ({"to_on": date(2020, 1, 1)}, "screening.rule_must_end_later"),
        ({"days": 31}, "screening.days_out_of_range"),
    ],
)
def test_rules_that_do_not_hold_together_are_refused(office, wrong, code):
    asked = {"place": "武汉", "from_on": ARRIVED, **wrong}
    with pytest.raises(Refused) as refused:
        operations.add_region(by=office["commander"], at=AT, **asked)
    assert refused.value.code == code


def test_deadlines_are_policy(office):
    operations.set_policy(by=office["commander"], begins_on=date(2020, 2, 1), hours_to_verify=6, at=AT)
    say(office, "rare")
    read(office)
    assert only(office).due_at == AT + timedelta(hours=6)
    with pytest.raises(Refused):
        operations.set_policy(by=office["commander"], begins_on=ARRIVED, hours_to_verify=0, at=AT)


def test_default_rules_load_once(office):
    assert operations.load_default_rules(by=system(office.subdistrict.id), at=AT) == 0
    assert KeyRegion.objects.of(office.subdistrict.id).filter(is_demonstration=False).count() == 1


@pytest.mark.parametrize("line", ["36.4", "39.1", "NaN", "Infinity", "-37"])
def test_an_urgent_temperature_that_helps_nobody_is_refused(office, line):
    with pytest.raises(Refused) as refused:
        operations.set_policy(
            by=office["commander"], begins_on=ARRIVED, hours_to_verify=6, urgent_from=Decimal(line), at=AT
        )
    assert refused.value.code == "screening.urgent_from_out_of_range"
