"""Deciding whom new mentions mean: located, compared with everybody known, joined, offered for review, or apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from psycopg import sql

from lianfang.core import Actor, bulk, ids
from lianfang.ledger.operations import record

from .. import caching
from ..linkage import Decision, Kind, Linkage, Model, Reason, Record, link, link_new
from ..linkage.blocking import VERSION
from ..linkage.compare import BY_FIELD
from ..linkage.fit import fit
from ..linkage.records import prepare
from ..models import Join, Mention, Person
from ..models import Linkage as Fitted
from ..selectors import forbidden_pairs
from . import reaching
from .locating import locate
from .merging import merge
from .reaching import records_of, standing
from .reviewing import Offer, offer_pairs, settle_registered

LONG = 5000
GROWN = 1.33
ASSIGN = """
UPDATE people_mention AS m SET person_id = v.person, traces = v.traces, traces_version = %s FROM {} AS v
WHERE m.subdistrict = %s AND m.id = v.id
"""


@dataclass(slots=True)
class Outcome:
    """What a run did, in figures."""

    mentions: int = 0
    fresh_persons: int = 0
    joined: int = 0
    merged: int = 0
    offered: int = 0
    assigned: dict[UUID, UUID] = field(default_factory=dict)
    moved: set[UUID] = field(default_factory=set)

    @property
    def touched(self) -> set[UUID]:
        """Persons of whom something new is said, or whose address now leads somewhere."""
        return self.moved.union(self.assigned.values())


@transaction.atomic
def run(*, by: Actor, at: datetime) -> Outcome:
    """Joins every mention that is about nobody yet. What was decided before, by rule or by hand, stands.

    Persons known already are never split; two of them are merged only where a valid identity number says so.
    """
    _hold(by.subdistrict)
    fresh = standing(by.subdistrict).filter(person=None)
    is_long = fresh.count() > LONG
    if is_long:
        bulk.renew_statistics()
    moved = locate(by=by, at=at, again=fresh.filter(kind=Mention.Kind.LEDGER).exists())
    outcome = Outcome(moved=moved)
    if fresh.exists():
        new, linkage = _compare(by.subdistrict, fresh)
        _write(by, new, linkage, outcome, at=at)
        if is_long:
            bulk.renew_statistics()
        caching.refresh(by.subdistrict, outcome.touched, at)
        outcome.offered = offer_pairs(by=by, offers=_offers(linkage), at=at)
        settle_registered(by.subdistrict, _registered(new, outcome), at)
        _keep_model(by.subdistrict, linkage.model, outcome, at)
    figures = {
        key: getattr(outcome, key) for key in ("mentions", "fresh_persons", "joined", "merged", "offered")
    }
    record("people.linked", by=by, at=at, **figures)
    return outcome


def _hold(subdistrict: UUID) -> None:
    """One run at a time in a subdistrict."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"link {subdistrict}"])


def _compare(subdistrict: UUID, fresh: QuerySet[Mention]) -> tuple[list[Record], Linkage]:
    """The new records, and what linkage makes of them beside everybody known within their reach."""
    new, apart = records_of(fresh), _apart(subdistrict)
    known = standing(subdistrict).exclude(person=None)
    count = known.count()
    if not count:
        return new, link(new, apart=apart)
    near = reaching.near(subdistrict, new)
    persons = {str(key): str(person) for key, person in near.values_list("id", "person_id")}
    model = _kept_model(subdistrict, count + len(new)) or fit(prepare([*records_of(known), *new]))
    common = reaching.frequencies(subdistrict)
    return new, link_new(new, records_of(near), persons, model=model, common=common, apart=apart)


def _kept_model(subdistrict: UUID, records: int) -> Model | None:
    """The model fitted before; none where the town has grown by a third since, as when the register comes in
    after the household ledger: what was fitted to a ledger alone knows nothing of matches."""
    kept = Fitted.objects.of(subdistrict).order_by("-fitted_at").first()
    if kept is None or records > GROWN * kept.summary.get("records", 0):
        return None
    return Model.from_json(kept.model["text"])


def _apart(subdistrict: UUID) -> set[tuple[str, str]]:
    return {(str(left), str(right)) for left, right in forbidden_pairs(subdistrict)}


def _write(by: Actor, new: Sequence[Record], linkage: Linkage, outcome: Outcome, *, at: datetime) -> None:
    """Persons for new clusters, merges of known ones, every new mention to its person, and why."""
    known = _persons(by.subdistrict, linkage)
    fresh = {name: ids.new() for name in set(linkage.clusters.values()) if name not in known}
    people = [
        Person(id=key, subdistrict=by.subdistrict, name="", created_at=at, updated_at=at)
        for key in fresh.values()
    ]
    bulk.insert(people)
    persons = {**{name: UUID(name) for name in known}, **fresh}
    decided = _placed(linkage)
    assigned = {UUID(one.id): persons[linkage.clusters[one.id]] for one in new}
    _assign(by.subdistrict, new, assigned)
    joins = [
        _join(by, told, decided[str(told[0])], at) for told in assigned.items() if str(told[0]) in decided
    ]
    bulk.insert(joins)
    outcome.merged = _merge_known(by, linkage, assigned, at)
    outcome.mentions, outcome.fresh_persons = len(assigned), len(fresh)
    outcome.joined = len(assigned) - len(fresh)
    outcome.assigned = assigned


def _registered(new: Sequence[Record], outcome: Outcome) -> set[UUID]:
    """Persons whom the register has named in this run."""
    return {outcome.assigned[UUID(one.id)] for one in new if one.kind is Kind.REGISTER}


def _persons(subdistrict: UUID, linkage: Linkage) -> set[str]:
    """Cluster names that are persons known before."""
    names = {UUID(name) for name in linkage.clusters.values()}
    return {
        str(key) for key in Person.objects.of(subdistrict).filter(id__in=names).values_list("id", flat=True)
    }


def _assign(subdistrict: UUID, new: Sequence[Record], assigned: dict[UUID, UUID]) -> None:
    columns = {"id": "uuid", "person": "uuid", "traces": "bigint[]"}
    rows = ((UUID(one.id), assigned[UUID(one.id)], reaching.traces(one)) for one in new)
    with bulk.staged(columns, rows) as stage, connection.cursor() as cursor:
        cursor.execute(sql.SQL(ASSIGN).format(stage), [VERSION, subdistrict])  # type: ignore[arg-type]


def _merge_known(by: Actor, linkage: Linkage, assigned: dict[UUID, UUID], at: datetime) -> int:
    """Two known persons whom a valid identity number holds to be one are merged, undoably."""
    moved = [UUID(m) for m in linkage.clusters if UUID(m) not in assigned]
    rows = standing(by.subdistrict).filter(id__in=moved).values_list("id", "person_id")
    pairs = {(person, UUID(linkage.clusters[str(mention)])) for mention, person in rows}
    count = 0
    for gone, kept in sorted(pair for pair in pairs if pair[0] != pair[1]):
        merge(by=by, kept=kept, gone=gone, reason="same_id", at=at, how=Join.How.RULE)
        count += 1
    return count


def _placed(linkage: Linkage) -> dict[str, Decision]:
    """For each mention the decision that brought it into its cluster: the forest of decisions, walked from
    each cluster's name-giver outwards."""
    near: dict[str, list[tuple[str, Decision]]] = defaultdict(list)
    for decision in linkage.decisions:
        near[decision.a].append((decision.b, decision))
        near[decision.b].append((decision.a, decision))
    placed: dict[str, Decision] = {}
    seen: set[str] = set()
    for root in sorted(near, key=lambda one: (linkage.clusters.get(one) != one, one)):
        waiting = [] if root in seen else [root]
        seen.add(root)
        while waiting:
            here = waiting.pop()
            for other, decision in near[here]:
                if other not in seen:
                    seen.add(other)
                    placed[other] = decision
                    waiting.append(other)
    return placed


def _join(by: Actor, told: tuple[UUID, UUID], decision: Decision, at: datetime) -> Join:
    return Join(
        id=ids.new(),
        subdistrict=by.subdistrict,
        mention_id=told[0],
        person_id=told[1],
        how=Join.How.RULE if decision.rule else Join.How.WEIGHT,
        rule=decision.rule,
        weight=round(sum(reason.weight for reason in decision.because), 1),
        because=because(decision.because),
        at=at,
    )


def because(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as they are kept: field, level by number, bits, and the sentence's code and facts."""
    return [
        {
            "field": reason.field.value,
            "level": int(BY_FIELD[reason.field].levels[reason.level.upper()]),
            "weight": reason.weight,
            "code": reason.code,
            "facts": reason.facts,
        }
        for reason in reasons
    ]


def _offers(linkage: Linkage) -> Sequence[Offer]:
    return [
        Offer(UUID(pair.a), UUID(pair.b), round(pair.probability, 4), because(pair.because))
        for pair in linkage.review
    ]


def _keep_model(subdistrict: UUID, model: Model, outcome: Outcome, at: datetime) -> None:
    kept = Fitted.objects.of(subdistrict).first()
    if kept is not None and kept.model["text"] == model.to_json():
        return
    records = standing(subdistrict).count()
    Fitted.objects.update_or_create(
        subdistrict=subdistrict,
        defaults={
            "fitted_at": at,
            "model": {"text": model.to_json()},
            "summary": {"mentions": outcome.mentions, "offered": outcome.offered, "records": records},
        },
    )
