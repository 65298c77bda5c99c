"""From a read row to what it says: of a person, of a household's door, of a division."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from lianfang.core import clock
from lianfang.registry.people.operations.intake import Saying
from lianfang.registry.places.operations import Entry
from lianfang.registry.places.rules import parse

from ..models import Import
from ..rules.addresses import part_columns
from ..rules.columns import Mapping
from ..rules.fields import Field
from ..rules.headers import Table
from ..rules.rows import Row

SEX = {"male": "M", "female": "F"}


def saying(source: Import, row: Row) -> Saying:
    """What a list row says of somebody. What could not be read is left out; the row keeps its words."""
    return Saying(
        kind=source.kind,
        label=source.label,
        as_of=_as_of(source, row),
        name=row.text(Field.NAME),
        sex=SEX.get(row.text(Field.SEX), ""),
        born_on=_day(row, Field.BORN_ON),
        age=_whole(row, Field.AGE),
        id_number=row.text(Field.ID_NUMBER),
        phones=_phones(row),
        address=row.text(Field.ADDRESS) or row.text(Field.DESTINATION),
        area=row.text(Field.COMMITTEE),
        employer=row.text(Field.EMPLOYER),
        relation=row.text(Field.RELATION),
        from_place=row.text(Field.FROM_PLACE),
        arrived_on=_day(row, Field.ARRIVED_ON),
        last_contact_on=_day(row, Field.LAST_CONTACT_ON),
        residence_kind=row.text(Field.RESIDENCE_KIND),
        note=_note(row),
    )


def sharing(table: Table, mapping: Mapping) -> frozenset[int]:
    """Rows that say the same, word for word, of where they are: whichever of them are entered together, none of them
    is a house's only household."""
    columns = [*part_columns(mapping), *mapping.by_field.get(Field.ADDRESS, ())]
    at: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number in table.numbers():
        cells = table.row(number)
        at[tuple(cells[column].text for column in columns if column < len(cells))].append(number)
    return frozenset(number for rows in at.values() if len(rows) > 1 for number in rows)


def household(row: Row, *, is_shared: bool) -> Entry:
    """What a ledger row says of a door."""
    return Entry(
        address=parse(row.text(Field.ADDRESS)),
        committee=row.text(Field.COMMITTEE),
        kind=row.text(Field.COMPOUND_KIND),
        is_rented=row.values.get(Field.IS_RENTED) is True,
        residents=_whole(row, Field.HOUSEHOLD_SIZE),
        is_shared=is_shared,
    )


def division(row: Row) -> tuple[str, str]:
    """What a row of the code table says: code and name."""
    return row.text(Field.CODE), row.text(Field.PLACE_NAME) or row.text(Field.COMMITTEE) or row.text(
        Field.NAME
    )


def _as_of(source: Import, row: Row) -> datetime:
    seen = row.values.get(Field.SEEN_AT)
    if isinstance(seen, datetime):
        return seen.replace(tzinfo=clock.LOCAL)
    return source.issued_at or source.uploaded_at


def _day(row: Row, field: Field) -> date | None:
    value = row.values.get(field)
    return value if isinstance(value, date) else None


def _whole(row: Row, field: Field) -> int | None:
    value = row.values.get(field)
    return value if isinstance(value, int) else None


def _phones(row: Row) -> str:
    return "、".join((*row.several.get(Field.PHONE, ()), *row.several.get(Field.LANDLINE, ())))


def _note(row: Row) -> str:
    """Remarks and symptoms as written; the rest of the row stays in the row."""
    return "；".join((*row.several.get(Field.NOTE, ()), *row.several.get(Field.SYMPTOM, ())))
