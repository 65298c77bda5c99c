"""Empties every table after tests whose rows were committed: the owner may, the application's role may not."""

from __future__ import annotations

from django.db import connection, connections


def empty() -> None:
    """Truncates everything. The next test finds the database as new."""
    connection.close()
    owner = connections["owner"]
    tables = owner.introspection.django_table_names(only_existing=True, include_views=False)
    with owner.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(owner.ops.quote_name(table) for table in tables)} CASCADE")
    owner.close()
