"""The demonstration town, entered through the operations of the rooms below, as if it had all happened here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from lianfang.core import Actor, Refused, bulk, clock
from lianfang.core.models import Subdistrict
from lianfang.ledger.operations import record
from lianfang.registry.forms import operations as forms
from lianfang.response.observation import operations as observation
from lianfang.response.screening import operations as screening

from . import arrival, ground, knocking, posts, reaching
from .fortnight import TOWN, Line, Played, Stage, certain
from .fortnight import days as days_of
from .fortnight.coming import LISTS, Arrivals
from .plans import Plan, plan_of
from .story import READ_THROUGH, beginning, handed_in_at, played_story, story_at
from .town import Story, Town, draw
from .verifying import Screening
from .watching import Observation

HELP_PHONE = "021-00000000"
# Days of the story after which tables have grown so much that the database should look at them anew.
STATISTICS = (2, 8, 16)
Tell = Callable[[str], None]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which town: its size and seed (the same seed and time give the same town), and the password of all its
    accounts."""

    size: str
    seed: int
    password: str


@transaction.atomic
def load(*, by: Actor, wanted: Wanted, at: datetime, tell: Tell = lambda text: None) -> Town:
    """Founds the subdistrict of `by`, which must not exist yet, and lets three weeks happen until `at`.

    One transaction: a load that is stopped, however hard, leaves nothing behind. `tell` hears of each step.
    Raises `exercise.not_empty`.
    """
    town = _drawn(wanted, story_at(at), tell)
    _found(by, town)
    books = arrival.lists_of(town)
    handed_in = handed_in_at(town.story)
    arrival.bring_in(by, books, handed_in, tell)
    ground.lay_out(by=by, at=handed_in)
    joined = arrival.join(by, handed_in)
    tell(f"归并：{joined.mentions:,} 条记录 → {joined.fresh_persons:,} 人，待核对 {joined.offered:,} 对")
    crew = posts.fill(by, town, wanted.password, beginning(town.story))
    plan = plan_of(town, arrival.roll_of(by, books).cases(town))
    tell(f"返沪及接触者：{len(plan.cases):,} 人")
    _live(by, plan, crew, tell)
    tell(f"上门：{knocking.send_out(by=by, at=at):,} 户已申请，小组已排班")
    tell(reaching.lay_out(by=by, crew=crew, seed=wanted.seed, at=at))
    record("exercise.loaded", by=by, at=at, size=wanted.size, seed=wanted.seed, persons=len(town.people))
    return town


@transaction.atomic
def play(
    *, by: Actor, wanted: Wanted, first: date, days: int, at: datetime,
    tell: Tell = lambda text: None, look: Callable[[Line], None] = lambda line: None,
) -> Played:  # fmt: skip
    """Founds the subdistrict of `by`, which must not exist yet, and plays days of it from `first` on, each checked.

    `tell` hears of each step before, `look` of each day. One transaction. Raises `exercise.not_empty`.
    """
    town = _drawn(wanted, played_story(first, days), tell)
    _found(by, town)
    eve = clock.at_local(first - DAY, 19)
    books = arrival.lists_of(town, arrival.FIRST)
    arrival.bring_in(by, books, eve, tell)
    ground.lay_out(by=by, at=eve)
    arrival.join(by, eve)
    stage = Stage(by, posts.fill(by, town, wanted.password, eve), wanted.seed, TOWN)
    coming = Arrivals(stage, town, arrival.roll_of(by, books), first)
    coming.hand_in(LISTS[-1], clock.at_local(first - DAY, 20))
    bulk.renew_statistics()
    played = days_of.play(stage, coming, days_of.Course(first, days), look, extra=certain.happen)
    record("exercise.played", by=by, at=at, days=days, seed=wanted.seed, broken=len(played.broken))
    return played


def _drawn(wanted: Wanted, story: Story, tell: Tell) -> Town:
    if Subdistrict.objects.exists():
        raise Refused("exercise.not_empty")
    town = draw(wanted.seed, wanted.size, story)
    tell(f"{town.subdistrict.name}（虚构）：{len(town.households):,} 户，{len(town.people):,} 人")
    return town


def _found(by: Actor, town: Town) -> None:
    """The office and its rules."""
    street, at = town.subdistrict, beginning(town.story)
    Subdistrict.objects.create(
        id=by.subdistrict,
        code=street.code,
        name=street.name,
        district=street.district,
        city=street.city,
        help_phone=HELP_PHONE,
    )
    forms.load_defaults(by=by, at=at)
    screening.load_default_rules(by=by, at=at)
    screening.set_policy(by=by, begins_on=clock.day_of(at), hours_to_verify=24, at=at)
    observation.load_default_protocol(by=by, at=at)


def _live(by: Actor, plan: Plan, crew: posts.Crew, tell: Tell) -> None:
    """Day by day: who became known, who was verified, how they were, who was released."""
    asked, watched = Screening(by, plan, crew), Observation(by, plan, crew)
    day, story = plan.town.story.first_arrival, plan.town.story
    while day <= clock.day_of(story.now):
        asked.open(day)
        asked.verify(day)
        watched.live(day)
        if day == story.list_day:
            asked.open_the_rest(handed_in_at(story) + READ_THROUGH)
        tell(f"{day.month}月{day.day}日：在观察 {watched.count():,} 人")
        day += timedelta(days=1)
        if (day - story.first_arrival).days in STATISTICS:
            bulk.renew_statistics()
