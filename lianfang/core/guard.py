"""What the database itself refuses: laid after every migration, idempotent, for every model alike.

For each Local table: row-level security by subdistrict, a unique (subdistrict, id), composite foreign
keys; for append-only tables: no UPDATE, no DELETE for anybody; for the rest: the application role's grants.
A table cannot be forgotten, because nothing here names one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from .models import Local, LocalForeignKey
from .tenant import SETTING

POLICY = "of_this_subdistrict"
FREEZE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
# Without fresh statistics a join under row-level security can run for minutes after a long list came in. Only
# an owner may renew them, so the application asks through this function.
STATISTICS = """
CREATE OR REPLACE FUNCTION renew_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$ BEGIN ANALYZE; END $$
"""


def lay(using: str = "default", **_signal: Any) -> None:
    """Brings the database's own guards in step with the models. Needs the owner's connection."""
    connection = connections[using]
    with connection.cursor() as cursor:
        _ensure_role(cursor)
        cursor.execute(FREEZE)
        cursor.execute(STATISTICS)
        present = set(connection.introspection.table_names(cursor))
        for model in local_models():
            if model._meta.db_table in present:
                _isolate(cursor, model)
        for model in local_models():
            if model._meta.db_table in present:
                _tie(cursor, model)
        _grant(cursor)
        for frozen in frozen_models():
            if frozen._meta.db_table in present:
                _freeze(cursor, frozen._meta.db_table)


def local_models() -> list[type[Local]]:
    """Every concrete model of a subdistrict's data."""
    return [m for m in apps.get_models() if issubclass(m, Local)]


def frozen_models() -> Iterator[type[models.Model]]:
    """Models marked `append_only = True`."""
    return (m for m in apps.get_models() if getattr(m, "append_only", False))


def _ensure_role(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.APP_ROLE])
    if not cursor.fetchone():
        cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(_app()))  # type: ignore[arg-type]


def _isolate(cursor: CursorWrapper, model: type[Local]) -> None:
    table = sql.Identifier(model._meta.db_table)
    _run(cursor, "ALTER TABLE {} ENABLE ROW LEVEL SECURITY", table)
    _run(cursor, "DROP POLICY IF EXISTS {} ON {}", sql.Identifier(POLICY), table)
    rule = "subdistrict = nullif(current_setting({}, true), '')::uuid"
    _run(
        cursor,
        f"CREATE POLICY {{}} ON {{}} USING ({rule}) WITH CHECK ({rule})",
        sql.Identifier(POLICY),
        table,
        sql.Literal(SETTING),
        sql.Literal(SETTING),
    )
    name = f"{model._meta.db_table}_one_tenant_key"
    if not _has_constraint(cursor, model._meta.db_table, name):
        _run(cursor, "ALTER TABLE {} ADD CONSTRAINT {} UNIQUE (subdistrict, id)", table, sql.Identifier(name))


def _tie(cursor: CursorWrapper, model: type[Local]) -> None:
    for field in model._meta.local_fields:
        if isinstance(field, LocalForeignKey):
            _reference(cursor, model._meta.db_table, field)


def _reference(cursor: CursorWrapper, table: str, field: LocalForeignKey) -> None:
    name = f"{table}_{field.column}_same_subdistrict"[:63]
    if _has_constraint(cursor, table, name):
        return
    _run(
        cursor,
        "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY (subdistrict, {}) REFERENCES {} (subdistrict, id) "
        "DEFERRABLE INITIALLY DEFERRED",
        sql.Identifier(table),
        sql.Identifier(name),
        sql.Identifier(str(field.column)),
        sql.Identifier(field.remote_field.model._meta.db_table),
    )


def _grant(cursor: CursorWrapper) -> None:
    _run(cursor, "GRANT USAGE ON SCHEMA public TO {}", _app())
    _run(cursor, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}", _app())
    _run(cursor, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", _app())
    _run(cursor, "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}", _app())


def _freeze(cursor: CursorWrapper, name: str) -> None:
    table = sql.Identifier(name)
    _run(cursor, "REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}", table, _app())
    _run(
        cursor,
        "CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON {} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        table,
    )


def _has_constraint(cursor: CursorWrapper, table: str, name: str) -> bool:
    cursor.execute(
        "SELECT 1 FROM pg_constraint WHERE conrelid = %s::regclass AND conname = %s", [f'"{table}"', name]
    )
    return cursor.fetchone() is not None


def _run(cursor: CursorWrapper, text: str, *parts: sql.Composable) -> None:
    cursor.execute(sql.SQL(text).format(*parts))  # type: ignore[arg-type]


def _app() -> sql.Identifier:
    return sql.Identifier(settings.APP_ROLE)
