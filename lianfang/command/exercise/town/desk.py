"""An office at work: whom it has heard of, and when."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from .chance import stream
from .journeys import CONTACT, HUBEI, KEY, OVERSEAS, PLAIN, Journey
from .pen import Pen
from .people import Person
from .rates import ErrorRates
from .town import Town, stranger_journey

Subject = tuple[Person, Journey]

# Share of the travellers of each kind that an office hears of.
COVERAGE: dict[str, dict[str, float]] = {
    "police": {HUBEI: 0.62, KEY: 0.5, OVERSEAS: 0.35, PLAIN: 0.18, CONTACT: 0.0},
    "cdc": {HUBEI: 0.11, KEY: 0.08, OVERSEAS: 0.14, PLAIN: 0.03, CONTACT: 0.95},
    "wechat": {HUBEI: 0.48, KEY: 0.55, OVERSEAS: 0.6, PLAIN: 0.5, CONTACT: 0.1},
    "firm": {HUBEI: 0.8, KEY: 0.8, OVERSEAS: 0.7, PLAIN: 0.75, CONTACT: 0.0},
    "leader": {HUBEI: 0.5, KEY: 0.46, OVERSEAS: 0.3, PLAIN: 0.44, CONTACT: 0.1},
    "gate": {HUBEI: 0.42, KEY: 0.42, OVERSEAS: 0.45, PLAIN: 0.4, CONTACT: 0.1},
}


class Desk:
    """One office at work on one town."""

    def __init__(self, town: Town, office: str, rates: ErrorRates) -> None:
        self.town, self.office, self.rates = town, office, rates
        self.rng = stream(town.seed, f"list/{office}")
        self.pen = Pen(self.rng, town, rates)

    def subjects(self) -> list[Subject]:
        """Whom this office has heard of, some of them twice, in no order."""
        known = COVERAGE[self.office]
        heard = [(p, j) for p, j in self.town.travellers() if self.rng.random() < known[j.kind]]
        heard += [subject for subject in heard if self.rng.random() < self.rates.twice]
        self.rng.shuffle(heard)
        return heard

    def strangers(self, share: float) -> list[Subject]:
        """People of other subdistricts who slipped into the list."""
        chosen = [p for p in self.town.strangers if self.rng.random() < share]
        return [(p, stranger_journey(self.rng, p, self.town.story)) for p in chosen]

    def moved_out(self) -> list[Subject]:
        """People whom the police still have at an address that they left."""
        chosen = self.rng.sample(self.town.moved_out, len(self.town.moved_out) // 100)
        return [(p, stranger_journey(self.rng, p, self.town.story)) for p in chosen]

    def hour(self, journey: Journey, first: int, last: int) -> datetime:
        """A moment by day, first to last days after the arrival."""
        list_day = self.town.story.list_day
        day = min((journey.arrived or list_day) + timedelta(days=self.rng.randint(first, last)), list_day)
        clock = time(self.rng.randint(7, 22), self.rng.randint(0, 59), self.rng.randint(0, 59))
        return datetime.combine(day, clock)
