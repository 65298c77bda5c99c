"""Groups records into people: exact rules, then sure pairs, then what a whole group says about a lone record.

Never blind transitive closure: every join asks the guards about both groups, and whether the record would fit
somebody else nearly as well.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..rules.names import Likeness
from .compare import JourneyLevel, Levels, Pair, PhoneLevel, PlaceLevel, compare
from .guards import (
    JOURNEY,
    NAME,
    PHONE,
    PLACE,
    Profile,
    bears_one_character,
    conflict,
    doubt,
    exact_rule,
    vouches,
)
from .model import Frequencies, Model
from .records import Features

# 王阿姨 of a known flat may be somebody whom no source has: a flat's known people outweigh her by so much.
STRANGER_BITS = 5.0
SAME_LIST_BITS = 3.0
# What a family has in common hardly tells who of them 王阿姨 is.
FAMILY_BITS = 3.0
NEVER = 2.0
DEFINITE_PLACES = frozenset(
    [
        PlaceLevel.FLAT,
        PlaceLevel.FLAT_DIFFERS,
        PlaceLevel.STAIR_DIFFERS,
        PlaceLevel.COMPOUND_DIFFERS,
        PlaceLevel.ELSEWHERE,
    ]
)

# Later than anybody's childhood: without a year nobody is too young to be spoken of as a grown-up.
NO_YEAR = 9999


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probability above which records are joined, below which they are apart, and the lead over the next
    best (bits).

    `auto_called` is for records that only say how somebody is called, whose probability counts everybody in
    the flat.
    """

    auto: float = 0.99
    auto_called: float = 0.9
    review: float = 0.05
    lead: float = 5.0
    most_reviews: int = 1500


@dataclass(frozen=True, slots=True)
class Edge:
    """A compared pair, its total weight (bits, prior not included) and the exact rule it meets, if any."""

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
class Scored:
    """A neighbouring group: its weight, how much of that is the telephone's, and the best pair."""

    group: int
    weight: float
    phone: float
    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group that an open group may belong to: by which pair, how probably, what forbids it, what makes it
    doubtful.
    """

    a: int
    b: int
    probability: float
    against: str
    doubt: str


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
    disputed: list[tuple[Edge, str]] = field(default_factory=list)
    weighed: dict[tuple[int, int], tuple[Levels, tuple[float, ...]]] = field(default_factory=dict)
    this_year: int = 0

    def start(self, stored: Sequence[str], apart: Iterable[tuple[int, int]] = ()) -> None:
        """Every record alone, but those of one stored person together; `apart` are known to be two people."""
        self.group_of = list(range(len(self.features)))
        self.this_year = _latest_year(self.features)
        first_of: dict[str, int] = {}
        for place, one in enumerate(self.features):
            self.profiles[place] = Profile.of(place, one, stored[place])
        for pair in apart:
            for place, other in (pair, pair[::-1]):
                self.profiles[place].barred |= {other}
        for place in range(len(self.features)):
            if stored[place] and first_of.setdefault(stored[place], place) != place:
                self._merge(first_of[stored[place]], place)

    def weigh(self, a: int, b: int) -> tuple[Levels, tuple[float, ...]]:
        """Levels and bits by field between two records; kept, since groups are asked about again."""
        key = (a, b) if a < b else (b, a)
        if key not in self.weighed:
            pair = self.features[key[0]], self.features[key[1]]
            levels = compare(*pair)
            self.weighed[key] = levels, self.model.weights(levels, pair, self.common)
        return self.weighed[key]

    def edge(self, pair: Pair) -> Edge:
        """A compared pair, weighed."""
        a, b, levels = pair
        sides = self.features[a], self.features[b]
        return Edge(
            a, b, levels, sum(self.model.weights(levels, sides, self.common)), exact_rule(levels, *sides)
        )

    def join_sure_pairs(self, edges: Iterable[Edge]) -> None:
        """Join what a rule or the weight of one pair is enough for, the surest first."""
        for edge in edges:
            self.edges_of.setdefault(edge.a, []).append(edge)
            self.edges_of.setdefault(edge.b, []).append(edge)
        sure = [edge for edge in edges if edge.rule or self._is_sure(edge.weight)]
        for edge in sorted(sure, key=lambda edge: (edge.rule != "same_id", -edge.weight, edge.a, edge.b)):
            if self._may_join(edge):
                chance = self.model.probability(edge.weight)
                self.joined.append(Joined(edge.a, edge.b, edge.levels, edge.rule, chance))
                self._merge(self.group_of[edge.a], self.group_of[edge.b])

    def join_by_group(self) -> None:
        """Let whole groups vouch: a lone record joins the group that all its members together make sure."""
        for _ in range(4):
            proposals = []
            for group in self.open_groups():
                best = next(iter(self.candidates(group)), None)
                if best and not best.against and not best.doubt:
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
        scored = [self.between(group, other) for other in self._neighbours(group)]
        if self._is_only_called(group):
            scored = [self._seen_as_called(group, one) for one in scored]
        scored = [one for one in scored if one.weight > -self.model.prior - 8]
        found = [self._candidate(group, one, scored) for one in scored]
        return sorted(found, key=lambda one: (bool(one.against), -one.probability, one.b))

    def between(self, group: int, other: int) -> Scored:
        """Weight between two groups: field by field the best that any two members give.

        Where both know the door, the door decides: that one of them elsewhere only names the lane excuses
        nothing.
        """
        crossing = [(a, b, *self.weigh(a, b)) for a, b in self._crossing(group, other)]
        best = list(crossing[0][3])
        for _, _, _, weights in crossing[1:]:
            best = [_better(x, y) for x, y in zip(best, weights, strict=True)]
        definite = [weights[PLACE] for _, _, levels, weights in crossing if levels[PLACE] in DEFINITE_PLACES]
        if definite:
            best[PLACE] = max(definite)
        if self._is_only_called(group) or self._is_only_called(other):
            _as_family(best, [levels for _, _, levels, _ in crossing])
        elif max(levels[NAME] for _, _, levels, _ in crossing) < Likeness.EXACT:
            _as_companions(best, [levels for _, _, levels, _ in crossing])
        top = max((sum(weights), a, b) for a, b, _, weights in crossing)
        return Scored(other, sum(best), best[PHONE], top[1], top[2])

    def _crossing(self, group: int, other: int) -> Iterator[tuple[int, int]]:
        for a in self.profiles[group].members[:12]:
            for b in self.profiles[other].members[:12]:
                yield a, b

    def _candidate(self, group: int, one: "Scored", scored: Sequence["Scored"]) -> Candidate:
        profile = self.profiles[one.group]
        rivals = sum(
            self._odds(rival.weight)
            for rival in scored
            if rival.group != one.group
            and conflict(self.profiles[rival.group], profile)
            and not self._against(group, rival.group)
        )
        if self._is_only_called(group):
            rivals += self._odds(max(other.weight - other.phone for other in scored) - STRANGER_BITS)
        odds = self._odds(one.weight)
        probability = odds / (1 + odds + rivals)
        against = self._against(group, one.group)
        return Candidate(one.a, one.b, probability, against, self._doubt(group, one.group, probability))

    def _odds(self, weight: float) -> float:
        return float(2.0 ** min(weight + self.model.prior, 60.0))

    def _is_only_called(self, group: int) -> bool:
        profile = self.profiles[group]
        return bool(profile.called) and not profile.names

    def _seen_as_called(self, group: int, one: "Scored") -> "Scored":
        """A list names each person once: somebody it has already named is less likely meant by 王阿姨."""
        named = self._files(group) & self._files(one.group)
        return replace(one, weight=one.weight - SAME_LIST_BITS) if named else one

    def _files(self, group: int) -> set[str]:
        return {self.features[place].record.file for place in self.profiles[group].members}

    def _against(self, group: int, other: int) -> str:
        return conflict(self.profiles[group], self.profiles[other], one_character=True)

    def _doubt(self, group: int, other: int, probability: float) -> str:
        if self._is_only_called(other):
            return "only_called"
        seen = [
            (self.weigh(a, b)[0], self.features[a], self.features[b]) for a, b in self._crossing(group, other)
        ]
        one, two = self.profiles[group], self.profiles[other]
        is_called, least = self._is_only_called(group), self.thresholds.auto
        if is_called and not any(vouches(*pair) for pair in seen):
            least = self.thresholds.auto_called if any(_tells(levels) for levels, _, _ in seen) else NEVER
        if is_called and self._files(group) & self._files(other):
            return "only_called"
        if probability < least:
            return "only_called" if is_called else "not_sure"
        if conflict(one, two, one_character=any(bears_one_character(*pair) for pair in seen)):
            return "one_character"
        return doubt(one, two, this_year=self.this_year)

    def _neighbours(self, group: int) -> set[int]:
        places = self.profiles[group].members
        around = {
            self.group_of[p] for place in places for e in self.edges_of.get(place, ()) for p in (e.a, e.b)
        }
        return around - {group}

    def _is_sure(self, weight: float) -> bool:
        return self.model.probability(weight) >= self.thresholds.auto

    def _may_join(self, edge: Edge) -> bool:
        left, right = self.group_of[edge.a], self.group_of[edge.b]
        if left == right:
            return False
        a, b = self.profiles[left], self.profiles[right]
        against = conflict(
            a, b, one_character=bears_one_character(edge.levels, self.features[edge.a], self.features[edge.b])
        )
        if against:
            if against != "decided_apart" and (edge.rule or against == "two_stored_persons"):
                self.disputed.append((edge, against))
            return False
        if edge.rule == "same_id":
            return True
        if self._is_only_called(left) or self._is_only_called(right):
            return False
        if not edge.rule and not self._is_sure(self.between(left, right).weight):
            return False
        return not doubt(a, b, this_year=self.this_year) and not (
            self._has_rival(edge, edge.a, right) or self._has_rival(edge, edge.b, left)
        )

    def _has_rival(self, edge: Edge, place: int, other: int) -> bool:
        """True when the record would fit somebody else, who is not that other group, nearly as well."""
        own, least = self.group_of[place], self._personal(edge, edge) - self.thresholds.lead
        for near in self.edges_of[place]:
            rival = self.group_of[near.b if near.a == place else near.a]
            if rival in (other, own) or near.weight < least or self._personal(near, edge) < least:
                continue
            if conflict(self.profiles[rival], self.profiles[other]) and not conflict(
                self.profiles[rival], self.profiles[own]
            ):
                return True
        return False

    def _personal(self, edge: Edge, about: Edge) -> float:
        """Weight that tells who of a family is meant: where the name asked about is not exact, no journey does."""
        if about.levels[NAME] == Likeness.EXACT:
            return edge.weight
        return edge.weight - max(self.weigh(edge.a, edge.b)[1][JOURNEY], 0.0)

    def _accept(self, proposals: list[Candidate]) -> bool:
        touched: set[int] = set()
        for one in sorted(proposals, key=lambda one: (-one.probability, one.a, one.b)):
            left, right = self.group_of[one.a], self.group_of[one.b]
            if left == right or left in touched or right in touched:
                continue
            touched |= {left, right}
            levels = compare(self.features[one.a], self.features[one.b])
            self.joined.append(Joined(one.a, one.b, levels, "", one.probability))
            self._merge(left, right)
        return bool(touched)

    def _merge(self, left: int, right: int) -> None:
        keep, gone = sorted((left, right), key=lambda g: (-len(self.profiles[g].members), g))
        for place in self.profiles[gone].members:
            self.group_of[place] = keep
        self.profiles[keep] = self.profiles[keep].joined(self.profiles.pop(gone))


def _tells(levels: Levels) -> bool:
    """True where 王阿姨 is somebody in particular: of one flat, or come from one place on one day."""
    return levels[PLACE] == PlaceLevel.FLAT or levels[JOURNEY] == JourneyLevel.SAME


def _better(x: float, y: float) -> float:
    """The greater of two weights; silence (0) counts for nothing beside a word."""
    return x or y if not x or not y else max(x, y)


def _as_family(best: list[float], levels: Sequence[Levels]) -> None:
    """Count what people of one flat or one telephone share for no more than it tells."""
    _as_companions(best, levels)
    if max(one[PHONE] for one in levels) != PhoneLevel.EQUAL:
        best[PHONE] = min(best[PHONE], FAMILY_BITS)


def _as_companions(best: list[float], levels: Sequence[Levels]) -> None:
    """A family travels together: its journey hardly tells one of them from another."""
    if any(one[PLACE] == PlaceLevel.FLAT or one[PHONE] >= PhoneLevel.ONE_SLIP for one in levels):
        best[JOURNEY] = min(best[JOURNEY], FAMILY_BITS)


def _latest_year(features: Sequence[Features]) -> int:
    """The year the records speak from: of the latest journey, else of the latest record; where neither is told
    nobody is taken for a child."""
    journeys = [one.record.arrived_on.year for one in features if one.record.arrived_on]
    records = [one.record.as_of.year for one in features if one.record.as_of]
    return max(journeys or records, default=NO_YEAR)
