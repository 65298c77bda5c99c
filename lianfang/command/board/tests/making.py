"""A small situation, made through the rooms' own operations and read at one instant."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from lianfang.core import clock
from lianfang.core.actor import system
from lianfang.registry.people.models import Mention, Person
from lianfang.response.observation import operations as observation
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from lianfang.response.screening import operations as screening
from tests.cast import AT

NOON = AT + timedelta(hours=2)  # 12:00 in Shanghai: the morning slot is past its time and still open
YESTERDAY = NOON - timedelta(days=1)


def name_on(cast, person: Person, *kinds: str) -> None:
    """Lists that name a person as back from a key region."""
    for kind in kinds:
        Mention.objects.create(
            subdistrict=cast.subdistrict.id, kind=kind, label=f"《{kind}》第 3 行", as_of=AT, name=person.name,
            from_place="湖北省武汉市", arrived_on=date(2020, 2, 7), person=person, committee=person.committee,
        )  # fmt: skip


def report(cast, at: datetime) -> None:
    """Reports for everybody named by now."""
    screening.open_reports(by=system(cast.subdistrict.id), at=at)


def observe(cast, name: str, *, start: date = date(2020, 2, 8), begun: datetime = YESTERDAY):
    """Puts one of the cast under observation."""
    by = cast["bao"] if name.endswith("_b") else cast["chen"]
    return observation.begin(by=by, beginning=Beginning(cast.people[name].id, start), at=begun)


def measure(cast, episode, celsius: str, at: datetime):
    """A reading, typed at once."""
    by = cast["bao"] if episode.committee_id == cast.b.committee.id else cast["chen"]
    observation.record_reading(by=by, typed=Typed(episode=episode.id, celsius=Decimal(celsius)), at=at)


def situation(cast) -> None:
    """In A: one report 40 hours old named by two lists, one new; three observed, one of them with fever and
    one silent. In B: one observed, who answered."""
    screening.load_default_rules(by=system(cast.subdistrict.id), at=clock.at_local(date(2020, 1, 20)))
    name_on(cast, cast.people["foreigner"], "police", "wechat")
    report(cast, NOON - timedelta(hours=40))
    name_on(cast, cast.people["neighbour_b"], "firm")
    report(cast, NOON - timedelta(hours=1))
    hot, well = observe(cast, "rare"), observe(cast, "twin_one")
    observe(cast, "twin_two")
    north = observe(cast, "neighbour_b", start=date(2020, 1, 28))
    measure(cast, well, "36.5", YESTERDAY + timedelta(minutes=30))
    measure(cast, hot, "36.4", YESTERDAY)
    measure(cast, hot, "38.4", NOON)
    measure(cast, well, "36.6", NOON - timedelta(hours=3))
    measure(cast, north, "36.6", NOON - timedelta(hours=3))
