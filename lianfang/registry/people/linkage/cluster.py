"""Groups records into people: exact rules, then sure pairs, then what a whole group says about a lone record.

Never blind transitive closure: every join asks the guards about both groups, and whether the record would fit
somebody else nearly as well.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .compare import Levels, compare
from .engine import Pair
from .guards import Profile, bears_one_character, conflict, exact_rule
from .model import Frequencies, Model
from .records import Features


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probability above which records are joined, below which they are apart, and the lead over the next best (bits)."""

    auto: float = 0.99
    review: float = 0.05
    lead: float = 5.0
    most_reviews: int = 1500


@dataclass(frozen=True, slots=True)
class Edge:
    """A compared pair with its total weight (bits, prior not included) and the exact rule it meets, if any."""

    a: int
    b: int
    levels: Levels
    weight: float
    rule: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Why two groups became one: the pair that decided, by rule or by probability."""

    a: int
    b: int
    levels: Levels
    rule: str
    probability: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group that an open group may belong to: by which pair, how probably, and what speaks against."""

    a: int
    b: int
    probability: float
    against: str


@dataclass(slots=True)
class Grouping:
    """The groups as they grow; records are known by their place."""

    features: Sequence[Features]
    model: Model
    common: Frequencies
    thresholds: Thresholds
    profiles: dict[int, Profile] = field(default_factory=dict)
    group_of: list[int] = field(default_factory=list)
    edges_of: dict[int, list[Edge]] = field(default_factory=dict)
    joined: list[Joined] = field(default_factory=list)
    weighed: dict[tuple[int, int], tuple[float, ...]] = field(default_factory=dict)

    def start(self, stored: Sequence[str]) -> None:
        """Every record alone, but those of one stored person together."""
        self.group_of = list(range(len(self.features)))
        first_of: dict[str, int] = {}
        for place, one in enumerate(self.features):
            self.profiles[place] = Profile.of(place, one, stored[place])
            if stored[place] and first_of.setdefault(stored[place], place) != place:
                self._merge(first_of[stored[place]], place)

    def weights(self, a: int, b: int, levels: Levels | None = None) -> tuple[float, ...]:
        """Bits by field between two records; kept, since groups are asked about again and again."""
        key = (a, b) if a < b else (b, a)
        if key not in self.weighed:
            pair = self.features[key[0]], self.features[key[1]]
            self.weighed[key] = self.model.weights(levels or compare(*pair), pair, self.common)
        return self.weighed[key]

    def edge(self, pair: Pair) -> Edge:
        """A compared pair, weighed."""
        a, b, levels = pair
        rule = exact_rule(levels, self.features[a], self.features[b])
        sides = self.features[a], self.features[b]
        return Edge(a, b, levels, sum(self.model.weights(levels, sides, self.common)), rule)

    def join_sure_pairs(self, edges: Iterable[Edge]) -> None:
        """Join what a rule or the weight of one pair is enough for, the surest first."""
        for edge in edges:
            self.edges_of.setdefault(edge.a, []).append(edge)
            self.edges_of.setdefault(edge.b, []).append(edge)
        sure = [edge for edge in edges if edge.rule or self._is_sure(edge.weight)]
        for edge in sorted(sure, key=lambda edge: (edge.rule != "same_id", -edge.weight, edge.a, edge.b)):
            if self._may_join(edge):
                self._record(edge.a, edge.b, edge.levels, edge.rule, self.model.probability(edge.weight))
                self._merge(self.group_of[edge.a], self.group_of[edge.b])

    def join_by_group(self) -> None:
        """Let whole groups vouch: a lone record joins the group that all its members together make sure."""
        for _ in range(4):
            proposals = []
            for group in self.open_groups():
                best = next(iter(self.candidates(group)), None)
                if best and not best.against and best.probability >= self.thresholds.auto:
                    proposals.append(best)
            if not self._accept(proposals):
                return

    def open_groups(self) -> list[int]:
        """Groups that no register row anchors and that have somewhere to go."""
        return [
            group
            for group, profile in self.profiles.items()
            if not profile.registers and any(place in self.edges_of for place in profile.members)
        ]

    def candidates(self, group: int) -> list[Candidate]:
        """Groups that this one may belong to, the most probable first, each against its rivals."""
        scored = [(other, *self.between(group, other)) for other in self._neighbours(group)]
        scored = [entry for entry in scored if entry[1] > -self.model.prior - 8]
        found = [self._candidate(entry, scored, group) for entry in scored]
        return sorted(found, key=lambda one: (bool(one.against), -one.probability, one.b))

    def between(self, group: int, other: int) -> tuple[float, int, int]:
        """Weight between two groups, field by field the best that any two members give, and the best pair."""
        best: list[float] = []
        top = (float("-inf"), 0, 0)
        for a, b in self._crossing(group, other):
            weights = self.weights(a, b)
            best = [x if abs(y) < 1e-12 or (x > y and abs(x) > 1e-12) else y for x, y in zip(best or weights, weights, strict=True)]
            top = max(top, (sum(weights), a, b))
        return sum(best), top[1], top[2]

    def _crossing(self, group: int, other: int) -> Iterator[tuple[int, int]]:
        for a in self.profiles[group].members[:12]:
            for b in self.profiles[other].members[:12]:
                yield a, b

    def _candidate(
        self, entry: tuple[int, float, int, int], scored: Sequence[tuple[int, float, int, int]], group: int
    ) -> Candidate:
        other, weight, a, b = entry
        profile = self.profiles[other]
        odds = 2.0 ** min(weight + self.model.prior, 60)
        rivals = sum(
            2.0 ** min(w + self.model.prior, 60)
            for rival, w, _, _ in scored
            if rival != other and conflict(self.profiles[rival], profile) and not self._against(group, rival, a, b)
        )
        return Candidate(a, b, odds / (1 + odds + rivals), self._against(group, other, a, b))

    def _against(self, group: int, other: int, a: int, b: int) -> str:
        bears = bears_one_character(compare(self.features[a], self.features[b]))
        return conflict(self.profiles[group], self.profiles[other], one_character=bears)

    def _neighbours(self, group: int) -> set[int]:
        places = self.profiles[group].members
        around = {self.group_of[p] for place in places for e in self.edges_of.get(place, ()) for p in (e.a, e.b)}
        return around - {group}

    def _is_sure(self, weight: float) -> bool:
        return self.model.probability(weight) >= self.thresholds.auto

    def _may_join(self, edge: Edge) -> bool:
        left, right = self.group_of[edge.a], self.group_of[edge.b]
        if left == right:
            return False
        a, b = self.profiles[left], self.profiles[right]
        if conflict(a, b, one_character=bears_one_character(edge.levels)):
            return False
        return edge.rule == "same_id" or not (
            self._has_rival(edge, edge.a, right) or self._has_rival(edge, edge.b, left)
        )

    def _has_rival(self, edge: Edge, place: int, other: int) -> bool:
        """True when the record would fit somebody else, who is not that other group, nearly as well."""
        for near in self.edges_of[place]:
            rival = self.group_of[near.b if near.a == place else near.a]
            if near.weight < edge.weight - self.thresholds.lead or rival in (other, self.group_of[place]):
                continue
            if conflict(self.profiles[rival], self.profiles[other]) and not conflict(
                self.profiles[rival], self.profiles[self.group_of[place]]
            ):
                return True
        return False

    def _accept(self, proposals: list[Candidate]) -> bool:
        touched: set[int] = set()
        for one in sorted(proposals, key=lambda one: (-one.probability, one.a, one.b)):
            left, right = self.group_of[one.a], self.group_of[one.b]
            if left == right or left in touched or right in touched:
                continue
            touched |= {left, right}
            levels = compare(self.features[one.a], self.features[one.b])
            self._record(one.a, one.b, levels, "", one.probability)
            self._merge(left, right)
        return bool(touched)

    def _record(self, a: int, b: int, levels: Levels, rule: str, probability: float) -> None:
        self.joined.append(Joined(a, b, levels, rule, probability))

    def _merge(self, left: int, right: int) -> None:
        keep, gone = sorted((left, right), key=lambda g: (-len(self.profiles[g].members), g))
        for place in self.profiles[gone].members:
            self.group_of[place] = keep
        self.profiles[keep] = self.profiles[keep].joined(self.profiles.pop(gone))
