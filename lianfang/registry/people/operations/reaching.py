"""Who of everybody known is within reach of new mentions: only they are read, opened and compared.

Each mention keeps the keys by which linkage would find it (`linkage.blocking`) as keyed hashes, so that a list of a
thousand rows opens the records of some thousand people and not of the whole town.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet
from psycopg import sql

from lianfang.core import bulk, cipher, clock

from ..linkage import Kind, Record, blocking
from ..linkage.model import LEAST, Frequencies
from ..linkage.records import read
from ..models import Contact, Mention
from ..rules.names import read_name

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
NEAR = """
SELECT DISTINCT m.person_id FROM people_mention AS m, unnest(m.traces) AS trace
WHERE m.subdistrict = %s AND m.withdrawn_at IS NULL AND m.person_id IS NOT NULL
      AND trace IN (SELECT wanted FROM {})
"""
KEEP = """
UPDATE people_mention AS m SET traces = v.traces, traces_version = %s FROM {} AS v
WHERE m.subdistrict = %s AND m.id = v.id
"""


def near(subdistrict: UUID, records: Iterable[Record]) -> QuerySet[Mention]:
    """Every standing mention of persons of whom some mention shares a key with one of these records."""
    renew(subdistrict)
    wanted = {(trace,) for record in records for trace in traces(record)}
    with bulk.staged({"wanted": "bigint"}, wanted) as stage, connection.cursor() as cursor:
        cursor.execute(sql.SQL(NEAR).format(stage), [subdistrict])  # type: ignore[arg-type]
        persons = [row[0] for row in cursor.fetchall()]
    return standing(subdistrict).extra(where=["person_id = ANY(%s)"], params=[persons])


def traces(record: Record) -> list[int]:
    """The keys of one record as they are kept."""
    return blocking.traces(read(record), cipher.lookup("linkage", str(blocking.VERSION)))


def renew(subdistrict: UUID) -> None:
    """Makes the keys of mentions that have none, as after their address was looked up anew."""
    stale = standing(subdistrict).exclude(person=None).exclude(traces_version=blocking.VERSION)
    records = records_of(stale)
    if records:
        columns = {"id": "uuid", "traces": "bigint[]"}
        rows = ((UUID(record.id), traces(record)) for record in records)
        with bulk.staged(columns, rows) as stage, connection.cursor() as cursor:
            cursor.execute(sql.SQL(KEEP).format(stage), [blocking.VERSION, subdistrict])  # type: ignore[arg-type]


def frequencies(subdistrict: UUID) -> Frequencies | None:
    """How common names are in the register; None while it is too short to say."""
    registered = standing(subdistrict).filter(kind=Mention.Kind.REGISTER)
    counted = registered.values_list("name").annotate(bearers=Count("id")).order_by()
    found = Frequencies.counted((read_name(name), bearers) for name, bearers in counted)
    return found if found.people >= LEAST else None


def standing(subdistrict: UUID) -> QuerySet[Mention]:
    """Mentions that count."""
    return Mention.objects.of(subdistrict).filter(withdrawn_at=None)


def records_of(mentions: QuerySet[Mention]) -> list[Record]:
    """Mentions as linkage takes them, with their numbers opened."""
    phones = _phones(mentions)
    rows = mentions.order_by("id").values_list(*FIELDS)
    return [_record(dict(zip(FIELDS, row, strict=True)), phones) for row in rows.iterator(chunk_size=10_000)]


def _phones(mentions: QuerySet[Mention]) -> dict[UUID, str]:
    found: dict[UUID, list[str]] = defaultdict(list)
    theirs = Contact.objects.filter(mention__in=mentions.order_by().values("id"))
    for mention, number in theirs.values_list("mention_id", "number").iterator(chunk_size=10_000):
        found[mention].append(str(number))
    return {mention: "、".join(numbers) for mention, numbers in found.items()}


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
