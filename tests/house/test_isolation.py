"""The database keeps subdistricts apart by itself, and no table is forgotten."""

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.utils import InternalError, ProgrammingError

from lianfang.core import guard, ids, tenant
from lianfang.core.models import LocalQuerySet
from lianfang.ledger import operations as ledger
from lianfang.ledger.models import Entry
from lianfang.registry.people.models import Person
from lianfang.registry.places.models import Compound
from tests.cast import AT


def test_every_local_table_has_row_level_security(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relrowsecurity"
        )
        secured = {row[0] for row in cursor.fetchall()}
    assert {m._meta.db_table for m in guard.local_models()} <= secured


def test_the_application_is_neither_owner_nor_superuser(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
        )
        assert cursor.fetchone() == (0,)


def test_another_subdistrict_sees_nothing(cast):
    assert Person.objects.count() > 0
    with tenant.inside(ids.new()):
        assert Person.objects.count() == 0
    assert Person.objects.count() > 0


def test_a_row_cannot_be_written_for_another_subdistrict(cast):
    with pytest.raises(ProgrammingError), transaction.atomic():
        Person.objects.create(subdistrict=ids.new(), name="外人", created_at=AT, updated_at=AT)


def test_a_row_cannot_point_into_another_subdistrict(cast):
    committee = cast.a.committee
    elsewhere = ids.new()
    with pytest.raises(IntegrityError), tenant.inside(elsewhere):
        Compound.objects.create(subdistrict=elsewhere, committee_id=committee.id, name="越界")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_joins_carry_the_subdistrict(cast):
    joined = str(Person.objects.select_related("committee").query).split("JOIN")[1]
    assert '"places_committee"."subdistrict" = ("people_person"."subdistrict")' in joined


@pytest.mark.parametrize("statement", ["UPDATE ledger_entry SET event = 'x'", "DELETE FROM ledger_entry"])
def test_the_record_cannot_be_changed(cast, statement):
    ledger.record("test.happened", by=cast["chen"], at=AT)
    with (
        pytest.raises((ProgrammingError, InternalError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.count() == 1


def test_every_local_table_is_read_through_a_tenants_queryset():
    plain = [m._meta.label for m in guard.local_models() if not isinstance(m.objects.all(), LocalQuerySet)]
    assert plain == []


def test_a_session_reads_in_utc_whatever_the_machine_says(db, monkeypatch):
    """The driver takes every instant that comes over for UTC: another session clock would shift it by hours."""
    monkeypatch.setenv("PGTZ", "America/New_York")
    fresh = connections.create_connection(connection.alias)
    try:
        with fresh.cursor() as cursor:
            cursor.execute("SHOW TimeZone")
            assert cursor.fetchone() == ("UTC",)
    finally:
        fresh.close()
