"""What becomes of each case, hour by hour: pure values, ready to be entered through the rooms' operations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from lianfang.core import clock
from lianfang.response.observation.operations import Going

from .roll import Case
from .town import Fortnight, Town, watched
from .town.chance import stream
from .town.courses import CENTRAL, CONFIRMED, HOSPITAL, PENDING, REFUTED
from .town.fortnight import FEVER, FollowUp, Slot

# When a half day's slot closes under the protocol of February 2020.
CLOSES = {"am": timedelta(hours=13), "pm": timedelta(hours=24)}
ENDS = {"am": timedelta(hours=12), "pm": timedelta(hours=20)}
REASONS = {"no_answer": "not_reached", "refused": "refused", "away": "other"}
SYMPTOMS = {
    "发热": "fever",
    "咳嗽": "cough",
    "咽痛": "throat",
    "乏力": "fatigue",
    "气促": "breath",
    "腹泻": "diarrhoea",
}
CHANNELS = {"self": "self", "call": "call", "door": "staff"}
DAY = timedelta(days=1)
AWAY = (HOSPITAL, CENTRAL)


@dataclass(frozen=True, slots=True)
class Told:
    """A reading of one person for one slot, with what was done about it where it was abnormal."""

    person: int
    at: datetime
    slot_day: date
    slot: str
    celsius: Decimal
    method: str = "axillary"
    symptoms: tuple[str, ...] = ()
    channel: str = "call"
    steps: tuple[Step, ...] = ()

    @property
    def is_abnormal(self) -> bool:
        """True where the default protocol calls it so."""
        return bool(self.symptoms) or self.celsius >= FEVER


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done about an abnormal reading. kind: acknowledged, retested, decided, noted, closed."""

    at: datetime
    kind: str
    decision: str = ""
    note: str = ""
    celsius: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A slot that ended with a reason instead of a reading."""

    person: int
    at: datetime
    slot_day: date
    slot: str
    reason: str


@dataclass(slots=True)
class Plan:
    """All cases, and who of them shows what a demonstration must show whatever the dice said."""

    town: Town
    cases: list[Case]
    held_back: set[int] = field(default_factory=set)
    silent: set[int] = field(default_factory=set)
    feverish: list[int] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The moment at which somebody looks."""
        return self.town.story.now

    def day_begins(self, days_ago: int = 0) -> datetime:
        """A midnight of the present."""
        return self.now.replace(hour=0, minute=0, second=0, microsecond=0) - days_ago * DAY


def plan_of(town: Town, cases: list[Case]) -> Plan:
    """Chooses who is left unverified too long, who is not released in time, who fell silent and who has a fever
    now."""
    rng = stream(town.seed, "demonstration")
    now = town.story.now
    plan = Plan(town, [_in_daytime(_not_forgotten(case, now), now) for case in cases])
    plan.cases = _left_waiting(rng, plan)
    over = [case.course for case in plan.cases if released_at(case, now)]
    latest = sorted(over, key=lambda course: (course.last_day or date.min, course.person))
    plan.held_back = {course.person for course in latest[-max(1, len(over) // 40) :]}
    today = plan.day_begins().date()
    staying = [c.course.person for c in plan.cases if _stays(c, today)]
    rng.shuffle(staying)
    few, ill = max(1, len(staying) // 40), max(3, len(staying) // 120)
    # The newest fever lies where the first committee worker and the first doctor look.
    staying.sort(key=lambda number: town.committee_of(town.person(number)).number != 1)
    plan.feverish = [*staying[:2], *staying[-ill + 2 :]][:ill]
    others = [number for number in staying if number not in plan.feverish]
    plan.silent = set(rng.sample(others, min(few, len(others))))
    return plan


def released_at(case: Case, now: datetime) -> datetime | None:
    """Half past nine on the day after the last, for whoever was confirmed."""
    course = case.course
    if course.verdict != CONFIRMED or course.last_day is None:
        return None
    at = clock.at_local(course.last_day + DAY, 9, 30)
    return at if at <= now else None


def _stays(case: Case, today: date) -> bool:
    """Observed since the day before yesterday at least, and still tomorrow."""
    course = case.course
    begun, last = course.begins_on, course.last_day
    observed = course.verdict == CONFIRMED and course.ending not in AWAY
    return bool(observed and begun and last and begun < today - DAY and last > today)


def _in_daytime(case: Case, now: datetime) -> Case:
    """Nobody is rung up at four in the morning."""
    at = case.course.verified_at
    if at is None or at.hour >= 8:
        return case
    later = at.replace(hour=8)
    return replace(case, course=replace(case.course, verified_at=later)) if later <= now else case


def _not_forgotten(case: Case, now: datetime) -> Case:
    """Whom nobody reached for days turned out to have left again."""
    course = case.course
    if course.verdict != PENDING or course.found_at > now - 3 * DAY:
        return case
    at = course.found_at + timedelta(hours=20)
    return replace(case, course=replace(course, verdict=REFUTED, verified_at=at))


def _left_waiting(rng: Random, plan: Plan) -> list[Case]:
    """One in a hundred, and one at least, was not verified in time: some of those found latest."""
    before = plan.now - timedelta(hours=26)
    late = [c for c in plan.cases if c.course.under_observation and c.course.found_at < before]
    late.sort(key=lambda case: (case.course.found_at, case.course.person))
    wanted = max(1, len(plan.cases) // 100)
    forgotten = {case.person for case in rng.sample(late[-4 * wanted :], min(wanted, len(late)))}
    return [
        replace(case, course=replace(case.course, verdict=PENDING, verified_at=None))
        if case.person in forgotten
        else case
        for case in plan.cases
    ]


def told(plan: Plan, case: Case) -> Iterator[Told | Unsaid]:
    """Every slot of a confirmed case that has ended by now, in order of time."""
    course = case.course
    if course.begins_on is None or course.verified_at is None:
        return
    horizon = plan.day_begins(-1)
    for slot in Fortnight(plan.town.seed).slots_of(watched(plan.town, course), horizon):
        if not _is_left_out(plan, case, slot):
            yield from _entries(plan, case, slot)


def _is_left_out(plan: Plan, case: Case, slot: Slot) -> bool:
    """Before the observation began; or nobody heard of them any more; or they were no longer at home."""
    course = case.course
    if _midnight(slot.on) + CLOSES[slot.half] <= course.verified_at or slot.on == case.journey.arrived:  # type: ignore[operator]
        return True
    if course.person in plan.silent:
        return slot.on >= plan.day_begins(1).date()
    if course.ending in AWAY and course.ended_at and slot.on > course.ended_at.date():
        return True
    return course.person in plan.held_back and slot.on == course.last_day


def _entries(plan: Plan, case: Case, slot: Slot) -> Iterator[Told | Unsaid]:
    rng = stream(plan.town.seed, f"told/{slot.person}/{slot.on}/{slot.half}")
    first = (case.course.verified_at or plan.now) + timedelta(minutes=1)
    if slot.reading is None:
        at = max(_midnight(slot.on) + ENDS[slot.half], first)
        entry: Told | Unsaid = Unsaid(slot.person, at, slot.on, slot.half, REASONS[slot.reason])
    else:
        entry = _reading(rng, slot, first)
    if entry.at <= plan.now:
        yield entry


def _reading(rng: Random, slot: Slot, first: datetime) -> Told:
    reading = slot.reading
    assert reading is not None
    # Whoever was measured before the call tells it on the phone.
    at = max(reading.taken_at, first)
    symptoms = tuple(SYMPTOMS[word] for word in reading.symptoms)
    made = Told(
        slot.person, at, slot.on, slot.half, reading.celsius, reading.method, symptoms, CHANNELS[reading.way]
    )
    return replace(made, steps=tuple(_steps(rng, made, slot.follow_ups))) if made.is_abnormal else made


def _steps(rng: Random, made: Told, follow_ups: tuple[FollowUp, ...]) -> Iterator[Step]:
    """The desk's way with an abnormal reading: seen, measured again, judged by a doctor, closed."""
    yield Step(made.at + timedelta(minutes=rng.randint(2, 4)), "acknowledged")
    # A fever told only later was also followed up later.
    later = max((made.at + timedelta(minutes=5) - f.at for f in follow_ups[:1]), default=timedelta())
    later = max(later, timedelta())
    retest = next((f for f in follow_ups if f.what == "retest"), None)
    if retest is not None:
        yield Step(retest.at + later, "retested", celsius=retest.celsius)
    if any(f.what == "doctor" for f in follow_ups):
        yield from (_after_doctor(f, later) for f in follow_ups if f.what != "retest")
        return
    passed = retest is not None and (retest.celsius or FEVER) < FEVER
    decision, said = ("false_alarm", "复测正常") if passed else ("watch", "症状轻，继续居家观察")
    at = made.at + timedelta(minutes=rng.randint(25, 60))
    yield Step(at, "decided", decision, said)
    yield Step(at + timedelta(minutes=rng.randint(3, 20)), "closed")


def _after_doctor(follow_up: FollowUp, later: timedelta) -> Step:
    at = follow_up.at + later
    return {
        "doctor": Step(at, "decided", "fever_clinic", "社区医生已联系，送发热门诊"),
        "fever_clinic": Step(at, "noted", note="已到发热门诊"),
        "back_home": Step(at, "closed", note="门诊排除，已送回家中"),
        "hospital": Step(at, "closed", note="收治住院"),
    }[follow_up.what]


def taken_away(plan: Plan, case: Case) -> Going | None:
    """To which hospital or central site somebody was taken, and when; None for who stayed at home."""
    course, district = case.course, plan.town.subdistrict.district
    if course.verdict != CONFIRMED or course.ending not in AWAY or course.ended_at is None:
        return None
    at = max(course.ended_at, (course.verified_at or course.ended_at) + timedelta(minutes=10))
    if course.ending == HOSPITAL:
        return Going("hospital", f"{district}中心医院", at, "发热门诊收治")
    return Going("central", f"{district}集中健康观察点", at, "家中不具备单独居住条件")


def fevers_now(plan: Plan) -> Iterator[tuple[Told, int]]:
    """Fevers of the last hour with how many steps have been taken: the newest is not seen yet."""
    rng = stream(plan.town.seed, "fevers")
    for n, person in enumerate(plan.feverish):
        at = plan.now - timedelta(minutes=6 + 13 * n + rng.randint(0, 5))
        day, half = at.date(), "am" if at.hour < 13 else "pm"
        celsius = Decimal(rng.randint(374, 386)) / 10
        again = celsius + Decimal("0.1")
        steps = (
            Step(at + timedelta(minutes=2), "acknowledged"),
            Step(at + timedelta(minutes=8), "retested", celsius=again),
            Step(at + timedelta(minutes=20), "decided", "fever_clinic", "已通知救护车，等候转运"),
        )
        yield Told(person, at, day, half, celsius, "axillary", ("fever",), "call", steps), min(n, 3)


def _midnight(day: date) -> datetime:
    return clock.at_local(day)
