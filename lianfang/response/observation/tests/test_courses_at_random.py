"""Random orders of what people do, through the real operations and the real database: nobody is observed twice, the
columns are what the turns say, a refusal leaves nothing behind, nobody is free early or with a gap."""

import os
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from lianfang.core import Refused, clock, ids
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.registry.people.operations import merging
from lianfang.response.observation import fortnight, operations, rules, turning
from lianfang.response.observation.models import (
    Alert,
    AlertStep,
    Episode,
    Excuse,
    Paper,
    Protocol,
    Reading,
    Turn,
)
from lianfang.response.observation.operations import Going, NewHome, Receiver
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from lianfang.response.observation.rules.protocol import DEFAULT_SLOTS
from tests.cast import AT

from .test_tallies import agree

NAMES = ("twin_one", "twin_two", "rare")
WHO = st.sampled_from(NAMES)
THRICE = [
    {"code": "am", "from": "05:00", "to": "09:00", "closes": "11:00"},
    {"code": "noon", "from": "11:00", "to": "14:00", "closes": "15:00"},
    {"code": "pm", "from": "17:00", "to": "21:00", "closes": "23:00"},
]
HOW_MANY = int(os.environ.get("LIANFANG_FORTNIGHTS", "12"))
TABLES = (Episode, Turn, Reading, Excuse, Alert, AlertStep, Paper, Entry)


def everything():
    """All rows of the room, and of the record, as they stand."""
    return [list(table.objects.order_by("pk").values_list()) for table in TABLES]


class Fortnight(RuleBasedStateMachine):
    """A cast under observation, by whoever does what at whatever hour."""

    cast = None

    def __init__(self):
        super().__init__()
        self.point = transaction.savepoint()
        self.at, self.merges = AT, []
        self.by = system(self.cast.subdistrict.id)
        for days, slots in ((7, DEFAULT_SLOTS), (21, THRICE)):
            operations.add_protocol(
                by=self.by, at=AT, name=f"{days}", begins_on=date(2030, 1, days), days=days, slots=slots
            )

    def teardown(self):
        transaction.savepoint_rollback(self.point)

    def do(self, act, **facts):
        """One act; where it is refused nothing may have changed."""
        before = everything()
        try:
            with transaction.atomic():
                return act(by=self.by, at=self.at, **facts)
        except Refused:
            assert everything() == before
            return None

    def of(self, who):
        """The newest episode of somebody, open ones first."""
        rows = Episode.objects.filter(begun_for=self.cast.people[who].id)
        return rows.filter(state__in=rules.OPEN).first() or rows.order_by("-begun_at", "-id").first()

    def turn(self, act, who, **facts):
        if (one := self.of(who)) is not None:
            self.do(act, episode_id=one.id, **facts)

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours):
        self.at += timedelta(hours=hours)

    @rule(who=WHO, ago=st.integers(0, 15))
    def begins(self, who, ago):
        start = clock.day_of(self.at) - timedelta(days=ago)
        person = self.cast.people[who]
        person.refresh_from_db()
        if person.merged_into_id is None:
            self.do(operations.begin, beginning=Beginning(person.id, start))

    @rule(who=WHO, celsius=st.sampled_from(["36.4", "37.2", "38.6"]), share=st.sampled_from([1, 4]))
    def is_measured(self, who, celsius, share):
        one = self.of(who)
        if one is None or not one.is_active:
            return
        for cell in fortnight.strip_for(one, self.at).open_cells[::share]:
            moment = cell.slot.at(cell.day, cell.slot.opens)
            if moment <= self.at:
                typed = Typed(ids.new().hex, one.id, celsius=Decimal(celsius), taken_at=moment)
                self.do(operations.record_reading, typed=typed)

    @rule(who=WHO)
    def gaps_get_their_reason(self, who):
        one = self.of(who)
        for cell in fortnight.strip_for(one, self.at).open_cells if one else ():
            self.turn(operations.excuse_slot, who, slot_day=cell.day, slot=cell.slot.code, reason="other")

    @rule(who=WHO)
    def alert_is_settled(self, who):
        alert = (
            Alert.objects.filter(episode__begun_for=self.cast.people[who].id).exclude(state="closed").first()
        )
        if alert is not None:
            self.do(operations.acknowledge_alert, alert_id=alert.id)
            self.do(operations.add_alert_step, alert_id=alert.id, step="decided", decision="watch")
            self.do(operations.close_alert, alert_id=alert.id)

    @rule(who=WHO, site=st.sampled_from(list(rules.Site)), ago=st.integers(0, 30))
    def is_taken_away(self, who, site, ago):
        going = Going(site.value, "某处", self.at - timedelta(hours=ago))
        self.turn(operations.transfer, who, going=going)

    @rule(who=WHO)
    def comes_back(self, who):
        self.turn(operations.return_home, who, effective_at=self.at)

    @rule(who=WHO, ago=st.integers(0, 4))
    def had_a_later_contact(self, who, ago):
        day = clock.day_of(self.at) - timedelta(days=ago)
        self.turn(operations.extend, who, last_contact_on=day, source="流调")

    @rule(who=WHO, stair=st.integers(0, 1), area=st.sampled_from("ab"))
    def moves(self, who, stair, area):
        to = NewHome("", self.at, building=getattr(self.cast, area).stairs[stair].id)
        self.turn(operations.move_house, who, to=to)

    @rule(who=WHO, refuses=st.booleans())
    def refuses_or_consents(self, who, refuses):
        act = operations.record_refusal if refuses else operations.record_consent
        self.turn(act, who, why="口述")

    @rule(who=WHO, how=st.sampled_from(["away", "dead", "wrong"]))
    def ends_otherwise(self, who, how):
        if how == "away":
            self.turn(operations.hand_over, who, receiver=Receiver("外区某街道", "021-00000000", self.at))
        elif how == "dead":
            self.turn(operations.record_death, who, effective_at=self.at)
        else:
            self.turn(operations.withdraw, who, why="误列")

    @rule(who=WHO)
    def last_is_taken_back(self, who):
        one = self.of(who)
        last = Turn.objects.filter(episode=one).standing().last() if one else None
        if last is not None:
            self.do(operations.undo_turn, turn_id=last.id)

    @rule(who=WHO, days=st.sampled_from(["7", "21"]))
    def another_protocol(self, who, days):
        protocol = Protocol.objects.get(name=days)
        self.turn(operations.set_protocol, who, protocol_id=protocol.id, reason="方案调整")

    @rule(who=WHO)
    def is_released(self, who):
        one = self.of(who)
        if one is None or self.do(operations.release, episode_id=one.id, note="核对无误") is None:
            return
        one.refresh_from_db()
        assert clock.day_of(self.at) >= one.last_day
        assert not Alert.objects.filter(episode=one).exclude(state="closed").exists()
        assert all(cell.is_ended for cell in fortnight.strip_for(one, self.at).cells)

    @rule(kept=WHO, gone=WHO, parts=st.booleans())
    def records_are_joined_or_parted(self, kept, gone, parts):
        if self.merges and parts:
            self.do(merging.unmerge, merge_id=self.merges.pop().id)
            return
        kept, gone = (self.cast.people[name].id for name in (kept, gone))
        if merge := self.do(merging.merge, kept=kept, gone=gone, reason="同一人"):
            self.merges.append(merge)

    @invariant()
    def nobody_is_observed_twice(self):
        open_ones = list(Episode.objects.filter(state__in=rules.OPEN).values_list("person_id", flat=True))
        assert len(open_ones) == len(set(open_ones))

    @invariant()
    def columns_are_what_the_turns_say(self):
        for one in Episode.objects.select_related("protocol"):
            assert turning.course_of(one) == turning.recomputed(one)
            assert one.last_day == one.starts_on + timedelta(days=one.protocol.days)

    @invariant()
    def every_abnormal_reading_has_its_alert(self):
        for one in Episode.objects.filter(readings__is_abnormal=True).distinct():
            assert one.alerts.exists()

    @invariant()
    def everybodys_figures_are_their_own(self):
        agree(self.by, self.at)

    @invariant()
    def the_database_holds(self):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_random_fortnights_break_nothing(cast):
    Fortnight.cast = cast
    run_state_machine_as_test(
        Fortnight,
        settings=settings(
            max_examples=HOW_MANY,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
