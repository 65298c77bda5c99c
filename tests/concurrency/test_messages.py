"""Messages at one moment: two senders, the same message in twice, the same reminder twice."""

from datetime import timedelta

from lianfang.core import clock, tenant
from lianfang.core.actor import system
from lianfang.response.messages import jobs, operations
from lianfang.response.messages.gateways import Said
from lianfang.response.messages.models import Delivery, Incoming, Message
from lianfang.response.messages.operations import Arrived, Letter
from lianfang.response.messages.rules import Step
from lianfang.response.messages.tests.making import PHONE, give_number, open_way
from lianfang.response.observation import operations as observation
from lianfang.response.observation.models import Reading
from lianfang.response.observation.operations.beginning import Beginning
from tests.cast import AT
from tests.concurrency.racing import race, run_up

MANY = 60


def _ready(town):
    home = town.subdistrict.id
    with tenant.inside(home):
        give_number(town.people["rare"])
        open_way(home)
    return home


def test_two_senders_send_each_message_once(town):
    home, sent = _ready(town), []
    with tenant.inside(home):
        letters = [
            Letter("answer", town.people["rare"].id, {"text": str(n)}, urgent=True) for n in range(MANY)
        ]
        operations.send_many(by=town["duty"], letters=letters, at=AT)

    def send(envelope):
        sent.append(envelope.message)
        return Said(Step.ACCEPTED, "0", envelope.message.hex)

    counts = run_up(*[lambda: jobs.empty(home, send) for _ in range(3)])
    assert (sum(counts), len(sent), len(set(sent))) == (MANY, MANY, MANY)
    with tenant.inside(home):
        assert Message.objects.of(home).filter(state="sent").count() == MANY
        assert Delivery.objects.of(home).filter(step="set_out").count() == MANY


def test_a_group_robot_is_told_no_more_than_it_takes_by_two_senders(town):
    home = town.subdistrict.id
    with tenant.inside(home):
        channel = open_way(home, "group", url="json://127.0.0.1:9/")
        Message.objects.bulk_create(
            Message(
                subdistrict=home,
                key=f"g{n}",
                code="x",
                language="zh-hans",
                kind="group",
                channel=channel,
                body="x",
                created_at=AT,
                due_at=AT,
                changed_at=AT,
                is_urgent=True,
            )
            for n in range(50)
        )
    counts = run_up(*[lambda: jobs.empty(home, lambda _one: Said(Step.ACCEPTED)) for _ in range(2)])
    assert sum(counts) == 20


def test_the_same_message_in_at_one_moment_is_one_reading(town):
    home = _ready(town)
    with tenant.inside(home):
        beginning = Beginning(town.people["rare"].id, clock.day_of(AT) - timedelta(days=2), begun_at=AT)
        observation.begin_many(by=system(home), beginnings=[beginning], at=AT - timedelta(days=1))
    arrived = Arrived("sms", PHONE, "36.5", "one", AT)
    results = race(
        home, *[lambda: operations.receive(by=system(home), arrived=arrived, at=AT).id for _ in range(3)]
    )
    assert len(set(results)) == 1
    with tenant.inside(home):
        assert Incoming.objects.of(home).count() == 1
        assert Reading.objects.of(home).count() == 1
        assert Message.objects.of(home).count() == 1


def test_two_jobs_at_one_moment_remind_once(town):
    home, at = _ready(town), clock.at_local(clock.day_of(AT), 8)
    with tenant.inside(home):
        beginning = Beginning(town.people["rare"].id, clock.day_of(AT) - timedelta(days=2), begun_at=AT)
        observation.begin_many(by=system(home), beginnings=[beginning], at=AT - timedelta(days=1))
    race(home, *[lambda: observation.remind(by=system(home), at=at) for _ in range(2)])
    with tenant.inside(home):
        assert Message.objects.of(home).count() == 1
