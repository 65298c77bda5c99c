"""The state machine of observation in any order, while clocks are set otherwise and rules change: every invariant of
the played fortnight after each step."""

import os
import time
from datetime import timedelta, timezone
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from lianfang.command.exercise import facts, invariants
from lianfang.core import clock, ids
from lianfang.response.observation import operations
from lianfang.response.observation.models import Protocol
from lianfang.response.observation.operations.readings import Typed
from lianfang.response.observation.tests.test_courses_at_random import WHO, Fortnight

HOW_MANY = int(os.environ.get("LIANFANG_FORTNIGHTS", "6"))
ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kolkata",
    "UTC",
)
TWELVE_HOURS = [{"code": "pm", "from": "12:00", "to": "20:00", "closes": "24:00"}]
THREE_SLOTS = [
    {"code": "am", "from": "06:00", "to": "10:00", "closes": "11:00"},
    {"code": "noon", "from": "11:00", "to": "14:00", "closes": "15:00"},
    {"code": "pm", "from": "15:00", "to": "20:00", "closes": "24:00"},
]


class Clocks(Fortnight):
    """The same people, with clocks that nobody may rely on."""

    def __init__(self):
        super().__init__()
        self.shift, self.memory = clock.SHIFT, None
        for name, slots in (("once", TWELVE_HOURS), ("thrice", THREE_SLOTS)):
            numbers = {
                "slots": slots,
                "release": "midnight",
                "begins_on": clock.day_of(self.at) + timedelta(days=99),
            }
            operations.add_protocol(by=self.by, at=self.at, name=name, **numbers)

    def teardown(self):
        os.environ.pop("TZ", None)
        time.tzset()
        clock.SHIFT = self.shift
        super().teardown()

    @rule(zone=st.sampled_from(ZONES), days=st.integers(-20, 20))
    def clocks_are_set_otherwise(self, zone, days):
        os.environ["TZ"] = zone
        time.tzset()
        clock.SHIFT = timedelta(days=days)

    @rule(who=WHO, offset=st.integers(-12, 14), minutes=st.integers(0, 600), again=st.booleans())
    def sends_from_afar(self, who, offset, minutes, again):
        one = self.of(who)
        if one is None or not one.is_active:
            return
        taken = (self.at - timedelta(minutes=minutes)).astimezone(timezone(timedelta(hours=offset)))
        typed = Typed(ids.new().hex, one.id, celsius=Decimal("36.5"), taken_at=taken, channel="self")
        for _sent in range(1 + again):
            if receipts := self.do(operations.record_readings, typed=[typed]):
                assert receipts[0].became in ("known", "new", "refused")

    @rule(who=WHO, name=st.sampled_from(["once", "thrice", "7", "21"]))
    def other_slots(self, who, name):
        protocol = Protocol.objects.get(name=name)
        self.turn(operations.set_protocol, who, protocol_id=protocol.id, reason="方案调整")

    @invariant()
    def every_invariant_of_the_fortnight_holds(self):
        assert [str(one) for one in invariants.check(facts.read(self.by, self.at))] == []

    @invariant()
    def nothing_is_lost(self):
        if self.memory is not None:
            assert [str(one) for one in invariants.lost(self.memory, facts.remember(self.memory))] == []
        self.memory = facts.remember()


def test_no_clock_and_no_order_breaks_anything(cast):
    Clocks.cast = cast
    run_state_machine_as_test(
        Clocks,
        settings=settings(
            max_examples=HOW_MANY,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
