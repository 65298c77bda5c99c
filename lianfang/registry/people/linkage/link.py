"""Linkage from end to end: many records in, one cluster a person out, with reasons, and a short list to
look at.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from .blocking import same_numbers, shared_keys
from .cluster import Candidate, Edge, Grouping, Thresholds
from .compare import IdLevel, PhoneLevel, compare
from .explain import Reason, explain
from .fit import fit
from .guards import ID, PHONE
from .model import Frequencies, Model
from .records import Features, Kind, Record, prepare

# Candidates of one record that are offered to a person.
PARTNERS = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """Two records held to be one person: by `rule` ("" = by weight), how surely, and why."""

    a: str
    b: str
    rule: str
    probability: float
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ReviewPair:
    """Two records for a person to decide about; `a` is the one in question, `rank` its place among a's
    partners.

    `doubt` is a code of `explain.MESSAGES` without the prefix "doubt.".
    """

    a: str
    b: str
    rank: int
    probability: float
    doubt: str
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Linkage:
    """What came of it: record id to cluster id, decisions, pairs to review (most useful first), the model
    used.
    """

    clusters: dict[str, str]
    decisions: list[Decision]
    review: list[ReviewPair]
    model: Model


def link(
    records: Sequence[Record],
    *,
    model: Model | None = None,
    thresholds: Thresholds | None = None,
    apart: Iterable[tuple[str, str]] = (),
) -> Linkage:
    """Link all records with each other; without a model one is fitted to them.

    `apart` are pairs of record ids that a person found to be two people: never joined, not asked again.
    """
    with _uncollected():
        features = prepare(records)
        alone = _Batch(features, [True] * len(features), [""] * len(features), _places(features, apart))
        return _link(alone, model or fit(features), Frequencies.of(features), thresholds)


def link_new(
    new_records: Sequence[Record],
    existing_records: Sequence[Record],
    existing_clusters: Mapping[str, str],
    *,
    model: Model,
    common: Frequencies | None = None,
    apart: Iterable[tuple[str, str]] = (),
) -> Linkage:
    """Link a further list with what is stored; `clusters` has the new records, and those stored
    ones whose cluster changed.

    New records may join stored clusters (whose ids are kept). Stored clusters are never split, and two are
    merged only where a valid identity number says so; otherwise the pair comes up for review. It is enough to
    give the stored records of persons of whom one shares a key with a new record (`blocking.traces`); then
    `common` says how common names are in the whole town.
    """
    with _uncollected():
        features = prepare([*existing_records, *new_records])
        stored = [existing_clusters.get(record.id, record.id) for record in existing_records]
        stored += [""] * len(new_records)
        is_new = [not cluster for cluster in stored]
        batch = _Batch(features, is_new, stored, _places(features, apart))
        linked = _link(batch, model, common or Frequencies.of(features), None)
    fresh = {record.id for record in new_records}
    clusters = {
        old: new
        for old, new in linked.clusters.items()
        if old in fresh or existing_clusters.get(old, old) != new
    }
    return Linkage(clusters, linked.decisions, linked.review, model)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: a million small objects live to the end; walking them costs most."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass(frozen=True, slots=True)
class _Batch:
    """Records to link, by place: which are new, whose person is stored, which are known to be two people."""

    features: list[Features]
    is_new: list[bool]
    stored: list[str]
    apart: list[tuple[int, int]]


def _places(features: Sequence[Features], apart: Iterable[tuple[str, str]]) -> list[tuple[int, int]]:
    pairs = list(apart)
    named = {name for pair in pairs for name in pair}
    place_of = {one.record.id: place for place, one in enumerate(features) if one.record.id in named}
    return [(place_of[a], place_of[b]) for a, b in pairs if a in place_of and b in place_of]


def _link(batch: _Batch, model: Model, common: Frequencies, thresholds: Thresholds | None) -> Linkage:
    from .engine import compare_pairs

    features, is_new = batch.features, batch.is_new
    grouping = Grouping(features, model, common, thresholds or Thresholds())
    grouping.start(batch.stored, batch.apart)
    pairs = compare_pairs(features, shared_keys(features, is_new), is_new)
    pairs += [(a, b, compare(features[a], features[b])) for a, b in same_numbers(features, is_new)]
    grouping.join_sure_pairs(_worth_keeping((grouping.edge(pair) for pair in pairs), model))
    grouping.join_by_group()
    return Linkage(_clusters(grouping), _decisions(grouping), _review(grouping), model)


def _worth_keeping(edges: Iterable[Edge], model: Model) -> list[Edge]:
    """Pairs that a rule joins, or that might be one person if everything else spoke for it."""
    least = -model.prior - 10
    return [edge for edge in edges if edge.rule or edge.weight > least]


def _clusters(grouping: Grouping) -> dict[str, str]:
    """Record id to cluster id: the stored one, else that of the group's register row, else of its first
    record.
    """
    named: dict[str, str] = {}
    for profile in grouping.profiles.values():
        members = sorted(profile.members)
        anchor = next((place for place in members if grouping.features[place].is_register), members[0])
        name = min(profile.stored) if profile.stored else grouping.features[anchor].record.id
        named.update((grouping.features[place].record.id, name) for place in members)
    return named


def _decisions(grouping: Grouping) -> list[Decision]:
    return [
        Decision(*_ids(grouping, one.a, one.b), one.rule, one.probability, _because(grouping, one.a, one.b))
        for one in grouping.joined
    ]


def _review(grouping: Grouping) -> list[ReviewPair]:
    """Pairs for a person, the most useful first: probable ones, of records on returnee lists, best partner
    first.
    """
    found = [*_disputes(grouping), *_open_questions(grouping)]
    seen: set[frozenset[int]] = set()
    kept: list[tuple[tuple[int, float], ReviewPair]] = []
    for rank, one, doubt in found:
        groups = frozenset((grouping.group_of[one.a], grouping.group_of[one.b]))
        if len(groups) == 2 and groups not in seen:
            seen.add(groups)
            use = _usefulness(grouping, one, rank)
            kept.append((use, _review_pair(grouping, one, rank, doubt)))
    kept.sort(key=lambda entry: (entry[0], entry[1].a, entry[1].b))
    return [pair for _, pair in kept[: grouping.thresholds.most_reviews]]


def _open_questions(grouping: Grouping) -> Iterator[tuple[int, Candidate, str]]:
    for group in grouping.open_groups():
        likely = [
            one
            for one in grouping.candidates(group)
            if not one.against
            and one.probability >= grouping.thresholds.review
            and not _are_two_heads(grouping, one)
        ]
        for rank, one in enumerate(likely[:PARTNERS], 1):
            yield rank, one, one.doubt or "not_sure"


def _are_two_heads(grouping: Grouping, one: Candidate) -> bool:
    """Two households of a ledger whose heads share a name and nothing that is a person's own: nothing to ask."""
    levels, _weights = grouping.weigh(one.a, one.b)
    both = all(grouping.features[place].record.kind is Kind.LEDGER for place in (one.a, one.b))
    return both and levels[PHONE] < PhoneLevel.ONE_SLIP and levels[ID] < IdLevel.MASK_AGREES


def _disputes(grouping: Grouping) -> Iterator[tuple[int, Candidate, str]]:
    """Pairs that a rule or two stored persons' common kin would join and a guard keeps apart."""
    for edge, against in grouping.disputed:
        probability = grouping.model.probability(edge.weight)
        yield 1, Candidate(edge.a, edge.b, probability, against, against), against


def _usefulness(grouping: Grouping, one: Candidate, rank: int) -> tuple[int, float]:
    """Sorts first what concerns a list that people are looked for by; then by rank and probability."""
    on_list = any(grouping.features[place].record.kind is Kind.LIST for place in (one.a, one.b))
    return (0 if on_list else 1, rank - one.probability)


def _review_pair(grouping: Grouping, one: Candidate, rank: int, doubt: str) -> ReviewPair:
    return ReviewPair(
        *_ids(grouping, one.a, one.b), rank, one.probability, doubt, _because(grouping, one.a, one.b)
    )


def _ids(grouping: Grouping, a: int, b: int) -> tuple[str, str]:
    return grouping.features[a].record.id, grouping.features[b].record.id


def _because(grouping: Grouping, a: int, b: int) -> tuple[Reason, ...]:
    levels, weights = grouping.weigh(a, b)
    return explain(grouping.features[a], grouping.features[b], levels, weights)
