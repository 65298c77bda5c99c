"""Times linkage on a town's lists and scores it: python -m bench.linkage [DIR]

DIR has `lists/` and, to be scored, `truth/links.csv` (default: data/town-open beside the checkout, or below
LIANFANG_SHARED). Reading and addresses are those of the house; no database takes part.
"""

import csv
import os
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from lianfang.registry.lists.files import open_workbook
from lianfang.registry.lists.rules.columns import recognise
from lianfang.registry.lists.rules.fields import Field
from lianfang.registry.lists.rules.headers import find_tables
from lianfang.registry.lists.rules.issue import latest_named
from lianfang.registry.lists.rules.rows import Row, context_of, read_rows
from lianfang.registry.lists.rules.sources import Source, guess_source
from lianfang.registry.people.linkage import Kind, Linkage, Record, link, link_new
from lianfang.registry.places.rules import (
    EMPTY,
    Door,
    Gazetteer,
    Names,
    gather_names,
    learn_shared,
    parse,
    place_of,
    resolve,
    stair_of,
)

KINDS = {Source.REGISTER: Kind.REGISTER, Source.LEDGER: Kind.LEDGER, Source.MASK: Kind.RESERVATION}
FURTHER = 1000
T = TypeVar("T")
Said = tuple[str, Kind, Row, date | None]


def town() -> Path:
    """Where the shared town lies, whether or not it is there."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    return Path(os.environ.get("LIANFANG_SHARED", beside)) / "data" / "town-open"


def read_lists(folder: Path) -> list[Record]:
    """Every row of every list of a folder as a record; ids are `file#row`."""
    said = list(_read_tables(folder))
    names = _names(row for _, kind, row, _ in said if kind is Kind.LEDGER)
    parsed = [parse(_address(row), known=names) for _, _, row, _ in said]
    gazetteer = _gazetteer(zip(parsed, said, strict=True))
    gazetteer.add_names(learn_shared(parsed))
    places = (
        resolve(address, gazetteer, committee=row.text(Field.COMMITTEE))
        for address, (_, _, row, _) in zip(parsed, said, strict=True)
    )
    return [_record(one, place) for one, place in zip(said, places, strict=True)]


def score(linkage: Linkage, truth: Mapping[str, str], among: Iterable[str]) -> tuple[float, float]:
    """Pairwise precision and recall among these record ids."""
    told, real, both = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for record in among:
        told[linkage.clusters[record]] += 1
        real[truth[record]] += 1
        both[truth[record], linkage.clusters[record]] += 1
    hit = _pairs(both.values())
    return hit / max(_pairs(told.values()), 1), hit / max(_pairs(real.values()), 1)


def offered(linkage: Linkage, truth: Mapping[str, str], among: Iterable[str]) -> float:
    """Share of the true pairs left apart that the review list would bring together."""
    near: dict[str, str] = {}

    def root(cluster: str) -> str:
        while near.setdefault(cluster, cluster) != cluster:
            cluster = near[cluster]
        return cluster

    for pair in linkage.review:
        if truth.get(pair.a) == truth.get(pair.b):
            near[root(linkage.clusters[pair.a])] = root(linkage.clusters[pair.b])
    groups: dict[str, list[str]] = defaultdict(list)
    for record in among:
        groups[truth[record]].append(linkage.clusters[record])
    apart = [(a, b) for group in groups.values() for i, a in enumerate(group) for b in group[:i] if a != b]
    return sum(root(a) == root(b) for a, b in apart) / max(len(apart), 1)


def read_truth(path: Path) -> dict[str, str]:
    """Record id to person."""
    with path.open(newline="", encoding="utf-8-sig") as lines:
        return {f"{one['file']}#{one['row']}": one["person"] for one in csv.DictReader(lines)}


def main() -> None:
    """Prints what was timed and scored."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else town()
    records = _timed("read and resolve", lambda: read_lists(folder / "lists"))
    linkage = _timed("link all", lambda: link(records))
    lists = [record for record in records if record.kind is Kind.LIST]
    print(f"{len(records)} records, {len(lists)} on lists, {len(set(linkage.clusters.values()))} people")
    print(f"review pairs: {len(linkage.review)}; peak {_megabytes()} MB")
    further = {record.id for record in lists[-FURTHER:]}
    stored = [record for record in records if record.id not in further]
    before = link(stored, model=linkage.model)
    new = lists[-FURTHER:]
    _timed(f"link {len(new)} more", lambda: link_new(new, stored, before.clusters, model=linkage.model))
    if (folder / "truth" / "links.csv").exists():
        _print_scores(linkage, read_truth(folder / "truth" / "links.csv"), records)


def _print_scores(linkage: Linkage, truth: Mapping[str, str], records: list[Record]) -> None:
    known = [record for record in records if record.id in truth]
    lists = [record.id for record in known if record.kind is Kind.LIST]
    for name, among in (("all rows", [record.id for record in known]), ("returnee lists", lists)):
        precision, recall = score(linkage, truth, among)
        print(f"{name:15} {len(among):6} rows  precision {precision:.4f}  recall {recall:.4f}")
    print(f"of the pairs left apart, offered for review: {offered(linkage, truth, lists):.3f}")


def _read_tables(folder: Path) -> Iterator[Said]:
    """Every row; a day without a year is read by the latest day that any list of the folder names."""
    tables = [
        (path.name, reading.table, recognise(reading.table))
        for path in sorted(folder.iterdir())
        for reading in find_tables(open_workbook(path))
        if reading.table is not None and reading.table.first_row
    ]
    latest = max(filter(None, (latest_named(table, mapping) for _, table, mapping in tables)), default=None)
    for file, table, mapping in tables:
        kind = KINDS.get(guess_source(table, mapping, file).kind, Kind.LIST)
        context = context_of(table, mapping, file_name=file, fallback=latest)
        yield from ((file, kind, row, context.hint) for row in read_rows(table, mapping, context))


def _names(ledger: Iterable[Row]) -> Names:
    addresses = [parse(_address(row)) for row in ledger]
    return (
        Names(
            roads=frozenset(one.road for one in addresses if one.road),
            compounds=frozenset(gather_names(addresses)),
        )
        if addresses
        else EMPTY
    )


def _gazetteer(said: Iterable[tuple[Any, Said]]) -> Gazetteer:
    found = Gazetteer()
    for address, (_, kind, row, _) in said:
        place = place_of(address)
        if kind is Kind.LEDGER and place:
            committee = row.text(Field.COMMITTEE)
            stair = (place, stair_of(address))
            found.add(Door(address, committee, (stair, address.room), stair, place, committee))
    return found


def _address(row: Row) -> str:
    return row.text(Field.ADDRESS) or row.text(Field.DESTINATION)


def _record(said: Said, place: Any) -> Record:
    file, kind, row, issued = said
    values = row.values
    seen = values.get(Field.SEEN_AT)
    journey = values.get(Field.ARRIVED_ON) or values.get(Field.LAST_CONTACT_ON) or seen
    phones = [*row.several.get(Field.PHONE, (row.text(Field.PHONE),)), row.text(Field.LANDLINE)]
    return Record(
        id=f"{file}#{row.number}",
        file=file,
        kind=kind,
        name=row.text(Field.NAME),
        sex=str(values.get(Field.SEX, ""))[:1],
        born_on=_day(values.get(Field.BORN_ON)),
        age=values.get(Field.AGE),  # type: ignore[arg-type]
        as_of=issued,
        id_number=row.text(Field.ID_NUMBER),
        phones="、".join(filter(None, phones)),
        committee=str(place.committee or ""),
        compound=str(place.compound or ""),
        stair=str(place.stair or ""),
        flat=str(place.flat or ""),
        employer=row.text(Field.EMPLOYER),
        from_place=row.text(Field.FROM_PLACE),
        arrived_on=_day(journey),
    )


def _day(value: object) -> date | None:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def _pairs(counts: Iterable[int]) -> int:
    return sum(n * (n - 1) // 2 for n in counts)


def _timed(what: str, call: Callable[[], T]) -> T:
    started, used = time.perf_counter(), time.process_time()
    result = call()
    print(
        f"{what:18} {time.perf_counter() - started:6.1f} s  ({time.process_time() - used:.1f} s of processor)"
    )
    return result


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
