"""Thousands of rows at once: COPY into a temporary table, then one statement from there.

COPY cannot write into tables with row-level security, and long INSERT statements spend their time on quoting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from django.db import connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

M = TypeVar("M", bound=models.Model)
# Rows that an ordinary statement writes in less time than a temporary table is made and dropped.
FEW = 20


def insert(rows: Sequence[M]) -> Sequence[M]:
    """Inserts unsaved rows of one model; row-level security and every constraint apply. Returns them."""
    if len(rows) <= FEW:
        # A handful is sooner said than staged, and every staged table holds locks until its transaction ends.
        return type(rows[0])._base_manager.bulk_create(rows) if rows else rows
    fields = list(rows[0]._meta.concrete_fields)
    columns = {str(field.column): _type(field) for field in fields}
    # The connection itself: through Django's proxy each of a million values would look it up again.
    wrapped = connections[connection.alias]
    values = ([_value(field, row, wrapped) for field in fields] for row in rows)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    with staged(columns, values) as stage, connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(  # type: ignore[arg-type]
                sql.Identifier(rows[0]._meta.db_table), names, names, stage
            )
        )
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias
    return rows


def insert_rows(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows given by column name, all in one statement. Every row names the same columns.

    For a handful of rows many times a second, where a temporary table would cost more than the rows.
    """
    if rows:
        with connection.cursor() as cursor:
            _insert(cursor, model, rows, sql.SQL(""))


def insert_new(
    model: type[models.Model], rows: Sequence[Mapping[str, Any]], *, known_by: Sequence[str]
) -> set[UUID]:
    """As `insert_rows`, but a row that the unique columns `known_by` know already is left out, not refused: it may
    have come at this very moment through another door.

    Returns the keys (`id`) of those that are stored now.
    """
    if not rows:
        return set()
    known = sql.SQL(", ").join(map(sql.Identifier, known_by))
    with connection.cursor() as cursor:
        _insert(cursor, model, rows, sql.SQL("ON CONFLICT ({}) DO NOTHING RETURNING id").format(known))
        return {key for (key,) in cursor.fetchall()}


def _insert(
    cursor: Any, model: type[models.Model], rows: Sequence[Mapping[str, Any]], ending: sql.Composable
) -> None:
    table = sql.Identifier(model._meta.db_table)
    names = sql.SQL(", ").join(map(sql.Identifier, rows[0]))
    text = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM json_populate_recordset(NULL::{}, %s::json) {}")
    cursor.execute(text.format(table, names, names, table, ending), [msgspec.json.encode(rows).decode()])


def update(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes columns of rows that are stored, each its own values, in one statement.

    Rows are given by column name with `id` and `subdistrict`, every one with the same columns; no sealed ones.
    """
    if not rows:
        return
    table = sql.Identifier(model._meta.db_table)
    names = [sql.Identifier(name) for name in rows[0] if name not in ("id", "subdistrict")]
    text = sql.SQL(
        "UPDATE {} AS kept SET {} FROM json_populate_recordset(NULL::{}, %s::json) AS said "
        "WHERE kept.subdistrict = said.subdistrict AND kept.id = said.id"
    ).format(table, sql.SQL(", ").join(sql.SQL("{0} = said.{0}").format(name) for name in names), table)
    with connection.cursor() as cursor:
        cursor.execute(text, [msgspec.json.encode(rows).decode()])  # type: ignore[arg-type]


@contextmanager
def staged(columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> Iterator[sql.Identifier]:
    """A temporary table with these columns (name → SQL type) and rows, for as long as this lasts."""
    stage = sql.Identifier("staged")
    described = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind))
        for name, kind in columns.items()  # type: ignore[arg-type]
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMP TABLE {} ({}) ON COMMIT DROP").format(stage, described))  # type: ignore[arg-type]
        with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(stage)) as copy:
            for row in rows:
                copy.write_row(row)
        yield stage
        cursor.execute(sql.SQL("DROP TABLE {}").format(stage))  # type: ignore[arg-type]


def renew_statistics() -> None:
    """Lets the planner know what a long list has changed; call it after thousands of rows came in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT renew_statistics()")


def _type(field: models.Field[Any, Any]) -> str:
    kind = field.db_type(connection)
    return str(kind)


def _value(field: models.Field[Any, Any], row: models.Model, wrapped: BaseDatabaseWrapper) -> Any:
    return field.get_db_prep_save(field.pre_save(row, True), wrapped)
