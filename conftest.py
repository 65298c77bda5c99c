"""The suite's database: laid by the owner, used by the application's role, so that row-level security is on
in every test. Runs against the embedded PostgreSQL, or against DATABASE_URL / DATABASE_OWNER_URL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("LIANFANG_SHARED", str(Path(__file__).parent.parent / "shared"))

from lianfang.config.office import postgres

# The same examples every day, so that a change is judged by what it changed; LIANFANG_AT_RANDOM=1 looks further.
settings.register_profile("same", derandomize=True)
if not os.environ.get("LIANFANG_AT_RANDOM"):
    settings.load_profile("same")

_server: postgres.Server | None = None


def pytest_configure(config: pytest.Config) -> None:
    """Brings the embedded database up before Django looks for it (once: workers join it)."""
    global _server
    is_worker = hasattr(config, "workerinput")
    if os.environ.get("DATABASE_URL") or is_worker:
        return
    if not (postgres.paths.socket_dir().exists() and postgres.answers()):
        _server = postgres.Server()
        _server.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops what we started."""
    if _server:
        _server.stop()


@pytest.fixture(scope="session", autouse=True)
def _plain_static_files(django_test_environment: None) -> None:
    """Pages name their assets without a manifest."""
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """Creates the test database as its owner, then hands the connection to the application's role."""
    from django.db import connections

    default, owner = connections["default"], connections["owner"]
    with django_db_blocker.unblock():
        _name(default, owner)
        owner.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=False)
        default.settings_dict["NAME"] = owner.settings_dict["NAME"]
        yield
        _part_with(default)
        default.close()
        owner.creation.destroy_test_db("postgres", verbosity=0)


def _part_with(default: object) -> None:
    """Ends connections that a page server's thread still holds: a database in use cannot be dropped. Each role may
    end its own."""
    with default.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )


def _name(default: object, owner: object) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    owner.settings_dict["TEST"]["NAME"] = f"test_lianfang_{worker or 'main'}_{os.getpid()}"  # type: ignore[attr-defined]
    owner.settings_dict["TEST"]["MIGRATE"] = True  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    """What people see by default."""
    from django.utils import translation

    with translation.override("zh-hans"):
        yield


@pytest.fixture
def cast(db: None) -> Iterator[object]:
    """The cast, with the test's transaction working as their subdistrict."""
    from lianfang.core import ids, tenant
    from tests import cast as people

    key = ids.new()
    with tenant.inside(key):
        yield people.fill(people.assemble(key))


@pytest.fixture
def sign_in(cast: object, client: object) -> object:
    """`sign_in("chen")` gives a client signed in as that member of the cast."""

    def enter(name: str) -> object:
        client.force_login(cast.users[name], backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[attr-defined]
        return client

    return enter
