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

from lianfang.core import Actor, bulk, clock, ids
from lianfang.ledger.operations import record

from .. import caching
from ..linkage import Decision, Kind, Linkage, Model, Reason, Record, link, link_new
from ..linkage.compare import BY_FIELD
from ..linkage.fit import fit
from ..linkage.records import prepare
from ..models import Contact, Join, Mention, Person
from ..models import Linkage as Fitted
from ..selectors import forbidden_pairs
from .locating import locate
from .merging import merge
from .reviewing import Offer, offer_pairs

LONG = 5000
GROWN = 1.33
SEX = {"M": "m", "F": "f", "": ""}
KINDS = {
    Mention.Kind.REGISTER: Kind.REGISTER,
    Mention.Kind.LEDGER: Kind.LEDGER,
    Mention.Kind.MASK: Kind.RESERVATION,
}
FIELDS = (
    "id",
    "kind",
    "label",
    "name",
    "sex",
    "born_on",
    "age",
    "as_of",
    "id_number",
    "committee_id",
    "compound_id",
    "building_id",
    "door_id",
    "employer",
    "from_place",
    "arrived_on",
    "last_contact_on",
)
ASSIGN = """
UPDATE people_mention AS m SET person_id = v.person FROM {} AS v WHERE m.subdistrict = %s AND m.id = v.id
"""


@dataclass(slots=True)
class Outcome:
    """What a run did, in figures."""

    mentions: int = 0
    fresh_persons: int = 0
    joined: int = 0
    merged: int = 0
    offered: int = 0
    touched: set[UUID] = field(default_factory=set)


@transaction.atomic
def run(*, by: Actor, at: datetime) -> Outcome:
    """Joins every mention that is about nobody yet. What was decided before, by rule or by hand, stands.

    Persons known already are never split; two of them are merged only where a valid identity number says so.
    """
    _hold(by.subdistrict)
    fresh = _standing(by.subdistrict).filter(person=None)
    is_long = fresh.count() > LONG
    if is_long:
        bulk.renew_statistics()
    locate(by=by, at=at, again=fresh.filter(kind=Mention.Kind.LEDGER).exists())
    outcome = Outcome()
    if fresh.exists():
        linkage = _compare(by.subdistrict, fresh)
        _write(by, linkage, outcome, at)
        if is_long:
            bulk.renew_statistics()
        caching.refresh(by.subdistrict, outcome.touched, at)
        outcome.offered = offer_pairs(by=by, offers=_offers(linkage), at=at)
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


def _standing(subdistrict: UUID) -> QuerySet[Mention]:
    return Mention.objects.of(subdistrict).filter(withdrawn_at=None)


def _compare(subdistrict: UUID, fresh: QuerySet[Mention]) -> Linkage:
    known = _standing(subdistrict).exclude(person=None)
    stored = {str(key): str(person) for key, person in known.values_list("id", "person_id")}
    phones = _phones(subdistrict)
    new = _records(fresh, phones)
    apart = _apart(subdistrict)
    kept = Fitted.objects.of(subdistrict).order_by("-fitted_at").first()
    if not stored:
        return link(new, apart=apart)
    known_records = _records(known, phones)
    model = _model(kept, [*known_records, *new])
    return link_new(new, known_records, stored, model=model, apart=apart)


def _model(kept: Fitted | None, records: Sequence[Record]) -> Model:
    """The model fitted before; anew where the town has grown by a third since, as when the register comes in
    after the household ledger: what was fitted to a ledger alone knows nothing of matches."""
    if kept is None or len(records) > GROWN * kept.summary.get("records", 0):
        return fit(prepare(records))
    return Model.from_json(kept.model["text"])


def _apart(subdistrict: UUID) -> set[tuple[str, str]]:
    return {(str(left), str(right)) for left, right in forbidden_pairs(subdistrict)}


def _phones(subdistrict: UUID) -> dict[UUID, str]:
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = (
        Contact.objects.of(subdistrict).filter(mention__withdrawn_at=None).values_list("mention_id", "number")
    )
    for mention, number in rows.iterator(chunk_size=10_000):
        found[mention].append(str(number))
    return {mention: "、".join(numbers) for mention, numbers in found.items()}


def _records(mentions: QuerySet[Mention], phones: dict[UUID, str]) -> list[Record]:
    rows = mentions.order_by("id").values_list(*FIELDS)
    return [_record(dict(zip(FIELDS, row, strict=True)), phones) for row in rows.iterator(chunk_size=10_000)]


def _record(said: dict[str, Any], phones: dict[UUID, str]) -> Record:
    kind = KINDS.get(said["kind"], Kind.LIST)
    seen = clock.day_of(said["as_of"])
    journey = said["arrived_on"] or said["last_contact_on"]
    if journey is None and said["kind"] == Mention.Kind.GATE:
        journey = seen
    return Record(
        id=str(said["id"]),
        file=said["label"],
        kind=kind,
        name=said["name"],
        sex=SEX[said["sex"]],
        born_on=said["born_on"],
        age=said["age"],
        as_of=seen,
        id_number=said["id_number"] or "",
        phones=phones.get(said["id"], ""),
        committee=_key(said["committee_id"]),
        compound=_key(said["compound_id"]),
        stair=_key(said["building_id"]),
        flat=_key(said["door_id"]),
        employer=said["employer"],
        from_place=said["from_place"],
        arrived_on=journey,
    )


def _key(value: UUID | None) -> str:
    return str(value) if value else ""


def _write(by: Actor, linkage: Linkage, outcome: Outcome, at: datetime) -> None:
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
    unplaced = set(
        _standing(by.subdistrict).filter(person=None).values_list("id", flat=True).iterator(chunk_size=10_000)
    )
    assigned = {UUID(m): persons[name] for m, name in linkage.clusters.items() if UUID(m) in unplaced}
    _assign(by.subdistrict, assigned)
    joins = [
        _join(by, told, decided[str(told[0])], at) for told in assigned.items() if str(told[0]) in decided
    ]
    bulk.insert(joins)
    outcome.merged = _merge_known(by, linkage, assigned, at)
    outcome.mentions, outcome.fresh_persons = len(assigned), len(fresh)
    outcome.joined = len(assigned) - len(fresh)
    outcome.touched = set(assigned.values())


def _persons(subdistrict: UUID, linkage: Linkage) -> set[str]:
    """Cluster names that are persons known before."""
    names = {UUID(name) for name in linkage.clusters.values()}
    return {
        str(key) for key in Person.objects.of(subdistrict).filter(id__in=names).values_list("id", flat=True)
    }


def _assign(subdistrict: UUID, assigned: dict[UUID, UUID]) -> None:
    columns = {"id": "uuid", "person": "uuid"}
    with bulk.staged(columns, assigned.items()) as stage, connection.cursor() as cursor:
        cursor.execute(sql.SQL(ASSIGN).format(stage), [subdistrict])  # type: ignore[arg-type]


def _merge_known(by: Actor, linkage: Linkage, assigned: dict[UUID, UUID], at: datetime) -> int:
    """Two known persons whom a valid identity number holds to be one are merged, undoably."""
    moved = [UUID(m) for m in linkage.clusters if UUID(m) not in assigned]
    rows = _standing(by.subdistrict).filter(id__in=moved).values_list("id", "person_id")
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
    records = _standing(subdistrict).count()
    Fitted.objects.update_or_create(
        subdistrict=subdistrict,
        defaults={
            "fitted_at": at,
            "model": {"text": model.to_json()},
            "summary": {"mentions": outcome.mentions, "offered": outcome.offered, "records": records},
        },
    )
