"""Who came back from where, and who must stay at home for it; the truth that the lists only hint at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from .chance import Ranked
from .people import APART, INCOMER, Household, Person, Registrar
from .sizes import Size, Story
from .words import pairs

HUBEI, KEY, OVERSEAS, PLAIN, CONTACT = "hubei", "key", "abroad", "plain", "contact"
OBSERVED = frozenset({HUBEI, KEY, OVERSEAS, CONTACT})

# Province and city. The key regions are those of this story: they say whom the town's truth puts under
# observation. In the system the command post's own table decides.
PLACES: dict[str, tuple[tuple[str, str], ...]] = {
    HUBEI: pairs(
        "湖北省/武汉市 湖北省/黄冈市 湖北省/孝感市 湖北省/荆州市 湖北省/襄阳市 湖北省/宜昌市 "
        "湖北省/荆门市 湖北省/咸宁市 湖北省/黄石市 湖北省/十堰市 湖北省/随州市 湖北省/恩施州 "
        "湖北省/天门市 湖北省/仙桃市 湖北省/潜江市"
    ),
    KEY: pairs(
        "浙江省/温州市 浙江省/台州市 河南省/信阳市 安徽省/阜阳市 安徽省/亳州市 江西省/九江市 "
        "江西省/宜春市 湖南省/岳阳市 重庆市/万州区 河南省/驻马店市"
    ),
    OVERSEAS: pairs(
        "日本/大阪 韩国/首尔 意大利/都灵 泰国/曼谷 新加坡/ 美国/西雅图 德国/慕尼黑 韩国/大邱 日本/东京 "
        "法国/里昂"
    ),
    PLAIN: pairs(
        "江苏省/盐城市 安徽省/六安市 江苏省/泰州市 浙江省/绍兴市 江苏省/南通市 山东省/济宁市 "
        "福建省/莆田市 四川省/南充市 河南省/周口市 江西省/上饶市 浙江省/宁波市 黑龙江省/哈尔滨市 "
        "广东省/深圳市 陕西省/西安市 北京市/"
    ),
}
_WHERE = {kind: Ranked(places, 3.0) for kind, places in PLACES.items()}
_KINDS, _ODDS = (HUBEI, KEY, OVERSEAS, PLAIN), (0.31, 0.24, 0.06, 0.39)
_RAIL = ("G", "D", "K", "Z")


@dataclass(frozen=True, slots=True)
class Journey:
    """One person's way back. arrived is None while still away (expected says when); for a local close contact
    arrived is the day of the last contact and the place is empty. last_day is the last day of observation."""

    person: int
    kind: str
    province: str
    city: str
    arrived: date | None
    expected: date | None
    carrier: str
    with_family: bool

    @property
    def place(self) -> str:
        return self.province + self.city

    def last_day(self, days: int) -> date | None:
        """The day on which observation ends, or None where none is due."""
        if self.arrived is None or self.kind not in OBSERVED:
            return None
        return self.arrived + timedelta(days=days)


class Traveller:
    """Sends households on journeys until enough people have travelled."""

    def __init__(self, rng: Random, town: Registrar, story: Story) -> None:
        self.rng, self.story = rng, story
        self.people, self.households = town.people, town.households
        self.journeys: dict[int, Journey] = {}
        span = (story.list_day - story.first_arrival).days
        self._days = range(span + 1)
        # Most come back at the end of the lengthened holiday: the weight grows after the first third.
        self._weights = [1.0 if day < span / 3 else 2.0 for day in self._days]

    def send(self, count: int, *, back: bool) -> None:
        """Make count more people travellers; back=False leaves them away, with a day they are expected."""
        wanted = len(self.journeys) + count
        while len(self.journeys) < wanted:
            household = self.rng.choice(self.households)
            party = [m for m in self._party(household) if m.number not in self.journeys]
            self._set_out(party[: wanted - len(self.journeys)], back=back)

    def touch(self, count: int) -> None:
        """Make count people who stayed at home close contacts of a case."""
        wanted = len(self.journeys) + count
        while len(self.journeys) < wanted:
            person = self.rng.choice(self.people)
            if person.number not in self.journeys:
                day = self._day()
                self.journeys[person.number] = Journey(person.number, CONTACT, "", "", day, None, "", False)

    def _party(self, household: Household) -> list[Person]:
        """Those of a household who go together; people from elsewhere travel home more often."""
        members = [self.people[number - 1] for number in household.members]
        if members[0].residence not in (INCOMER, APART) and self.rng.random() < 0.5:
            return []
        apart = household.kind in ("flatmates", "group_rental") or self.rng.random() < 0.5
        return [self.rng.choice(members)] if apart else members

    def _set_out(self, party: list[Person], *, back: bool) -> None:
        kind = self._kind(party)
        province, city = _WHERE[kind].draw(self.rng)
        day, carrier = self._day(), self._carrier(kind)
        expected = self.story.list_day + timedelta(days=self.rng.randint(2, 14))
        for person in party:
            arrived, due = (day, None) if back else (None, expected)
            self.journeys[person.number] = Journey(
                person.number, kind, province, city, arrived, due, carrier, len(party) > 1
            )

    def _kind(self, party: list[Person]) -> str:
        if party and party[0].country and self.rng.random() < 0.7:
            return OVERSEAS
        return self.rng.choices(_KINDS, _ODDS)[0]

    def _day(self) -> date:
        return self.story.first_arrival + timedelta(days=self.rng.choices(self._days, self._weights)[0])

    def _carrier(self, kind: str) -> str:
        if kind == OVERSEAS:
            return self.rng.choice(("MU", "CA", "NH", "FM")) + str(self.rng.randint(200, 999))
        if self.rng.random() < 0.35:
            return self.rng.choice(("自驾", "大巴", "自驾", "顺风车"))
        return self.rng.choice(_RAIL) + str(self.rng.randint(100, 4000))


def draw_journeys(rng: Random, town: Registrar, size: Size, story: Story) -> dict[int, Journey]:
    """Draw all journeys of the story, by person."""
    traveller = Traveller(rng, town, story)
    traveller.send(size.travellers, back=True)
    traveller.send(size.not_back, back=False)
    traveller.touch(size.contacts)
    return traveller.journeys
