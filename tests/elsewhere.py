"""A part of the suite against a PostgreSQL server that Debian installed, beside our embedded one (docs/runbook.md).

`python -m tests.elsewhere [pytest arguments]`: finds the newest server of version 15 or later, starts it on a folder
of its own, makes the two roles as the runbook says, runs the tests, and leaves nothing behind. Where no server is
installed it says so and ends well.
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

LEAST = 15
# What leans on the database itself: its guards, locks and types, long writes, the way from list to person.
PART = (
    "lianfang/core",
    "lianfang/ledger",
    "tests/house/test_isolation.py",
    "tests/concurrency",
    "tests/journeys",
)


def main() -> int:
    """Runs the part; 0 also where there is nothing to run it against."""
    binaries = newest()
    if binaries is None:
        _say(
            f"跳过 skipped: no PostgreSQL server of version {LEAST} or later is installed (apt-get install postgresql)"
        )
        return 0
    _say(f"另一台数据库 another server: {binaries}")
    with running(binaries) as urls:
        command = [sys.executable, "-m", "pytest", "-q", *(sys.argv[1:] or PART)]
        return subprocess.run(command, env={**os.environ, **urls}).returncode


def _say(text: str) -> None:
    sys.stdout.write(f"— {text}\n")
    sys.stdout.flush()


def newest() -> Path | None:
    """The folder of the newest server's programs, None where there is none that will do."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    told = shutil.which("postgres")
    found += [Path(told).resolve().parent] if told else []
    return max((path for path in found if version(path) >= LEAST), key=version, default=None)


def version(binaries: Path) -> int:
    """The server's main version."""
    said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True).stdout
    number = re.search(r"(\d+)\.?\d*", said)
    return int(number[1]) if number else 0


@contextmanager
def running(binaries: Path) -> Iterator[dict[str, str]]:
    """A server of its own for as long as this lasts, and the two URLs that lead to it."""
    folder = Path(tempfile.mkdtemp(prefix="lianfang-pg-"))
    user = _identity()
    password = secrets.token_hex(12)
    (folder / "word").write_text(password)
    for path in (folder, folder / "word"):
        shutil.chown(path, user)
    port = _free_port()
    try:
        home = str(folder / "db")
        initdb = [str(binaries / "initdb"), "-D", home, "-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8"]
        _run([*initdb, "--locale=C.UTF-8", f"--pwfile={folder / 'word'}"], user)
        control = [str(binaries / "pg_ctl"), "-D", home, "-w"]
        options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off"
        _run([*control, "-l", str(folder / "log"), "-o", options, "start"], user)
        try:
            yield _urls(port, password)
        finally:
            _run([*control, "-m", "immediate", "stop"], user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _urls(port: int, password: str) -> dict[str, str]:
    """Makes roles and database as the runbook says."""
    where = {
        "host": "127.0.0.1",
        "port": port,
        "user": "postgres",
        "password": password,
        "dbname": "postgres",
    }
    with psycopg.connect(**where, autocommit=True) as connection:  # type: ignore[arg-type]
        for role, more in (("lianfang", "CREATEDB"), ("lianfang_app", "")):
            made = sql.SQL(f"CREATE ROLE {{}} LOGIN {more} PASSWORD {{}}")
            connection.execute(made.format(sql.Identifier(role), sql.Literal(password)))
        connection.execute("CREATE DATABASE lianfang OWNER lianfang")
    place = f"127.0.0.1:{port}/lianfang"
    return {
        "DATABASE_URL": f"postgres://lianfang_app:{password}@{place}",
        "DATABASE_OWNER_URL": f"postgres://lianfang:{password}@{place}",
    }


def _identity() -> str:
    """PostgreSQL refuses root: then as its own user, else as nobody."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    names = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(command: list[str], user: str) -> None:
    done = subprocess.run(
        command,
        user=user if os.geteuid() == 0 else None,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    if done.returncode:
        raise SystemExit(f"{command[0]}: {done.stderr.decode(errors='replace')[-500:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
