"""Verification, readings and release at one moment."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.test import Client

from lianfang.core import clock, tenant
from lianfang.response.observation import operations as observation
from lianfang.response.observation.duty import Handover
from lianfang.response.observation.models import Alert, Episode, Reading
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from lianfang.response.screening import operations as screening
from lianfang.response.screening.models import Report, Verification
from lianfang.response.screening.operations.verifying import Answer
from lianfang.response.screening.tests import access
from tests.cast import AT
from tests.concurrency.racing import race, refusals, run_up
from tests.house.test_access import BACKEND

START = date(2020, 2, 8)


def _begun(town):
    with tenant.inside(town.subdistrict.id):
        beginning = Beginning(town.people["rare"].id, START)
        return observation.begin(by=town["chen"], beginning=beginning, at=AT)


def test_two_verifications_of_one_report_begin_one_observation(town):
    report = access.EXAMPLES["screening:report"](town, town.a)["report_id"]
    answer = Answer(outcome="confirmed", arrived_on=START, place="湖北武汉")

    def verify(who):
        return lambda: screening.verify(by=town[who], report_id=report, answer=answer, at=AT)

    results = race(town.subdistrict.id, verify("chen"), verify("duty"))
    assert refusals(results) == ["screening.not_in_this_state"]
    assert Episode.objects.count() == Verification.objects.count() == 1


def test_confirmed_and_refuted_at_once_leave_what_one_of_them_said(town):
    report = access.EXAMPLES["screening:report"](town, town.a)["report_id"]
    yes = Answer(outcome="confirmed", arrived_on=START)
    no = Answer(outcome="refuted", reason="never_left")

    def verify(who, answer):
        return lambda: screening.verify(by=town[who], report_id=report, answer=answer, at=AT)

    results = race(town.subdistrict.id, verify("chen", yes), verify("duty", no))
    assert refusals(results) == ["screening.not_in_this_state"]
    is_confirmed = Report.objects.get(pk=report).state == "confirmed"
    assert Episode.objects.exists() is is_confirmed


def test_two_lists_read_at_once_open_one_report_a_person(town):
    from lianfang.registry.people.tests.access import mention, resident

    person = resident(town, town.a)
    for _ in range(2):
        said = mention(town, town.a, person)
        said.from_place, said.arrived_on = "湖北省武汉市", date(2020, 2, 5)
        said.save()
    with tenant.inside(town.subdistrict.id):
        screening.load_default_rules(by=town["commander"], at=AT)
    read = lambda: screening.open_reports(by=town["data"], at=AT)  # noqa: E731
    assert sorted(race(town.subdistrict.id, read, read)) == [0, 1]
    assert Report.objects.get().grounds_count == 2


def test_a_reading_sent_eight_times_at_once_is_one(town):
    episode = _begun(town)
    body = json.dumps({"client_id": "phone-1", "episode": str(episode.id), "celsius": "38.1"})
    client = Client()
    client.force_login(town.users["chen"], backend=BACKEND)
    cookies = client.cookies

    def send():
        mine = Client()
        mine.cookies = cookies
        path = "/api/v1/observation/readings"
        return mine.post(path, body, content_type="application/json").status_code

    assert sorted(run_up(*[send] * 8)) == [200] * 7 + [201]
    assert (Reading.objects.count(), Alert.objects.count()) == (1, 1)


def test_two_batches_in_opposite_order_do_not_lock_each_other(town):
    episodes = [_begun(town)]
    with tenant.inside(town.subdistrict.id):
        beginning = Beginning(town.people["twin_one"].id, START)
        episodes.append(observation.begin(by=town["chen"], beginning=beginning, at=AT))
    sent = [
        Typed(client_id=f"r{i}", episode=one.id, celsius=Decimal("36.5")) for i, one in enumerate(episodes)
    ]

    def batch(typed):
        return lambda: observation.record_readings(by=town["chen"], typed=typed, at=AT)

    results = race(town.subdistrict.id, batch(sent), batch(sent[::-1]))
    assert (
        sorted(receipt.became for receipts in results for receipt in receipts) == ["known"] * 2 + ["new"] * 2
    )
    assert Reading.objects.count() == 2


def test_one_id_for_two_people_at_once_counts_for_each(town):
    episodes = [_begun(town)]
    with tenant.inside(town.subdistrict.id):
        beginning = Beginning(town.people["twin_one"].id, START)
        episodes.append(observation.begin(by=town["chen"], beginning=beginning, at=AT))

    def send(episode):
        typed = Typed(client_id="same", episode=episode.id, celsius=Decimal("38.5"))
        return lambda: observation.record_readings(by=town["chen"], typed=[typed], at=AT)

    results = race(town.subdistrict.id, *(send(one) for one in episodes))
    assert [receipt.became for receipts in results for receipt in receipts] == ["new", "new"]
    assert (Reading.objects.count(), Alert.objects.count()) == (2, 2)


def test_release_and_a_feverish_reading_at_once_never_both_stand(town):
    episode, at = _ready(town)
    fever = Typed(client_id="late", episode=episode.id, celsius=Decimal("38.6"))
    results = race(
        town.subdistrict.id,
        lambda: observation.release(by=town["doctor"], episode_id=episode.id, at=at),
        lambda: observation.record_reading(by=town["chen"], typed=fever, at=at),
    )
    assert refusals(results) in (["observation.alert_unsettled"], ["observation.over"])
    episode.refresh_from_db()
    assert Alert.objects.exists() is (episode.state == "active")


def _ready(town):
    """Everything recorded up to the last slot of the last day."""
    episode = _begun(town)
    at = clock.at_local(episode.last_day, 20)
    days = (episode.last_day - START).days
    typed = [
        Typed(
            client_id=f"{day}-{slot}",
            episode=episode.id,
            celsius=Decimal("36.4"),
            slot_day=START + timedelta(day),
            slot=slot,
        )
        for day in range(days + 1)
        for slot in ("am", "pm")
    ]
    with tenant.inside(town.subdistrict.id):
        observation.record_readings(by=town["chen"], typed=typed, at=at)
    return episode, at


def test_an_alert_is_taken_by_one(town):
    from lianfang.response.observation.tests.access import EXAMPLES

    alert = EXAMPLES["observation:alert"](town, town.a)["alert_id"]

    def take(who):
        return lambda: observation.acknowledge_alert(by=town[who], alert_id=alert, at=AT)

    results = race(town.subdistrict.id, take("duty"), take("doctor"))
    assert refusals(results) == ["observation.not_this_step"]
    assert Alert.objects.get(pk=alert).steps.count() == 1


def test_two_who_come_at_once_one_has_the_desk(town):
    def take(who):
        return lambda: observation.take_desk(by=town[who], after=None, at=AT)

    results = race(town.subdistrict.id, take("duty"), take("commander"))
    assert refusals(results) == ["observation.desk_is_anothers"]
    assert Handover.objects.exclude(received_at=None).count() == 1


def test_a_note_is_taken_over_by_one(town):
    with tenant.inside(town.subdistrict.id):
        shift = observation.take_desk(by=town["duty"], after=None, at=AT)
        observation.write_handover(by=town["duty"], note=observation.Note("白班", "", "没有异常"), at=AT)
    later = AT + timedelta(hours=1)
    first = replace(town["commander"], id=town.users["data"].id, name="第二位值班员")

    def take(who):
        return lambda: observation.take_desk(by=who, after=shift.id, at=later)

    results = race(town.subdistrict.id, take(first), take(town["commander"]))
    assert refusals(results) == ["observation.desk_is_anothers"]
    assert Handover.objects.filter(received_at=later).count() == 1
    assert not Handover.objects.waiting().exists()


def test_a_note_taken_back_and_taken_over_at_once_is_one_of_the_two(town):
    with tenant.inside(town.subdistrict.id):
        shift = observation.take_desk(by=town["duty"], after=None, at=AT)
        note = observation.write_handover(by=town["duty"], note=observation.Note("白班"), at=AT)
    race(
        town.subdistrict.id,
        lambda: observation.take_desk(by=town["commander"], after=shift.id, at=AT + timedelta(hours=1)),
        lambda: _or_gone(lambda: observation.withdraw_handover(by=town["duty"], handover_id=note.id, at=AT)),
    )
    note.refresh_from_db()
    assert (note.withdrawn_at is None) is (note.received_at is not None)
    assert Handover.objects.received().first().receiver_name == "司令员"


def _or_gone(work):
    try:
        return work()
    except Handover.DoesNotExist:
        return None
