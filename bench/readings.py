"""Times readings in: python -m bench.readings [--stored 5000000] [--seconds 8] [--rounds 3]

On a scratch installation of its own (the embedded server with the settings it always has, fsync included). In every
round one after the other: pgbench inserting one row a commit, single posts through the ingest, batches of 1,000.
Then how long an abnormal reading takes to an open screen while 50 readings a second arrive. Then as many readings of
the past as asked for are stored and swept, and the rounds come again. The client shares the processors with what it
measures.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from json import dumps
from pathlib import Path
from random import choice
from statistics import median
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any

from bench import knocking

if TYPE_CHECKING:
    from bench.crowd import Crowd

ROOT = Path(__file__).resolve().parents[1]
ONE, MANY = "/api/v1/observation/readings", "/api/v1/observation/readings/batch"
PEOPLE, BATCH, SENDERS_AT_ONCE, BATCHES_AT_ONCE = 2000, 1000, 512, 4
PGBENCH_CLIENTS = (16, 64)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOLE = "#" * 32
PLAIN = """
DROP TABLE IF EXISTS bench_plain;
CREATE TABLE bench_plain (id uuid PRIMARY KEY, said text, celsius numeric(3, 1), at timestamptz);
"""
INSERT = "INSERT INTO bench_plain VALUES (gen_random_uuid(), 'pgbench', 36.5, now());"


@dataclass(frozen=True)
class Sender:
    """One signed-in worker and the people under observation in the own committee."""

    headers: dict[str, str]
    episodes: list[str]

    def one(self) -> knocking.Make:
        """Single posts, put together beforehand but for the id."""
        made = [
            knocking.request(ONE, self.headers, dumps(_said(HOLE, one)).encode()).split(HOLE.encode())
            for one in self.episodes
        ]

        def make() -> bytes:
            before, after = choice(made)
            return before + knocking.fresh_id().encode() + after

        return make

    def many(self) -> knocking.Make:
        """Batches of a thousand."""

        def make() -> bytes:
            body = [_said(knocking.fresh_id(), choice(self.episodes)) for _ in range(BATCH)]
            return knocking.request(MANY, self.headers, dumps(body).encode())

        return make


def _said(client_id: str, episode: str, celsius: str = "36.5") -> dict[str, str]:
    return {"client_id": client_id, "episode": episode, "celsius": celsius, "method": "forehead"}


def main() -> None:
    """Sets a scratch installation up, measures, tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, default=5_000_000)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"LIANFANG_VAR": folder, "DJANGO_SETTINGS_MODULE": "lianfang.config.settings"}
        from lianfang.config.office import postgres

        with postgres.running():
            _manage("migrate", "--database", "owner", "-v", "0")
            _manage("compile_words")
            _manage("collectstatic", "--noinput", "-v", "0")
            _measure(asked.stored, asked.seconds, asked.rounds)


def _measure(stored: int, seconds: float, rounds: int) -> None:
    import django

    django.setup()
    from bench import arriving, crowd
    from lianfang.core import clock

    town = crowd.settle(PEOPLE, clock.now())
    with _served("asgi", 8491) as ingest, _served("wsgi", 8492) as web:
        senders = [
            _sender(user, town.episodes[key]) for key, user in zip(town.episodes, town.users, strict=True)
        ]
        none = _rounds("none", ingest, senders, (seconds, rounds))
        arriving.tell(town, senders[0], ingest=ingest, web=web)
        print(f"stored: {crowd.add_past(town, stored):,}", flush=True)
        _settle()
        many = _rounds("many", ingest, senders, (seconds, rounds))
    for what, before, after in zip(("single", "batched"), none, many, strict=True):
        print(f"{what}: {after / before:.2f} of the rate with none stored")
    print(_forgotten(town))


def _settle() -> None:
    """What came in at one stroke lies as it would after a night: swept and on disk. Otherwise the server would do
    that during the rounds, for readings that a real office took over weeks."""
    from lianfang.config.office import postgres

    with postgres._connect(postgres.DATABASE) as server:
        server.execute("VACUUM (ANALYZE)")
        server.execute("CHECKPOINT")


def _rounds(name: str, port: int, senders: list[Sender], length: tuple[float, int]) -> tuple[float, float]:
    """Medians over the rounds of single posts and of batched readings a second."""
    seconds, rounds = length
    _knock(port, senders, 2)
    plain, one, many = [], [], []
    for _ in range(rounds):
        plain.append(max(_pgbench(clients, seconds) for clients in PGBENCH_CLIENTS))
        one.append(_knock(port, senders, seconds))
        many.append(_knock(port, senders, seconds, is_many=True))
        load = os.getloadavg()[0]
        print(
            f"{name}: pgbench {plain[-1]:,.0f}/s  single {one[-1]:,.0f}/s  batched {many[-1]:,.0f}/s  load {load:.1f}"
        )
    print(
        f"{name}: single {median(one) / median(plain):.2f} of pgbench; batched {median(many):,.0f}/s",
        flush=True,
    )
    return median(one), median(many)


def _knock(port: int, senders: list[Sender], seconds: float, *, is_many: bool = False) -> float:
    makes = [sender.many() if is_many else sender.one() for sender in senders]
    connections = BATCHES_AT_ONCE if is_many else SENDERS_AT_ONCE
    count = knocking.knock(port, cycle(makes), connections, seconds)
    wrong = {status: n for status, n in count.statuses.items() if status not in (b"200", b"201")}
    if wrong:
        raise SystemExit(f"answered {wrong}")
    if not is_many:
        print(
            f"  p50 {count.percentile(0.5):.0f} ms, p99 {count.percentile(0.99):.0f} ms, {connections} connections"
        )
    return count.rate(BATCH if is_many else 1)


def _pgbench(clients: int, seconds: float) -> float:
    """Rows a second, one a commit, by the server's own tool on the same server."""
    from lianfang.config.office import postgres

    where = postgres.url(postgres.OWNER)
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    env = os.environ | {name: where[key] for name, key in names.items()}
    binaries, script = postgres._binaries(), Path(os.environ["LIANFANG_VAR"]) / "insert.sql"
    script.write_text(INSERT)
    subprocess.run([binaries / "psql", "-qXc", PLAIN], env=env, check=True, stderr=subprocess.DEVNULL)
    command = [str(binaries / "pgbench"), "-n", "-M", "prepared", "-f", str(script), "-j", "2"]
    command += ["-c", str(clients), "-T", str(int(seconds))]
    told = subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout
    return float(next(line.split()[2] for line in told.splitlines() if line.startswith("tps")))


@contextmanager
def _served(interface: str, port: int) -> Iterator[int]:
    """The ingest or the web server, as `./start` runs them."""
    from lianfang.config.office import up

    command = up._readings("127.0.0.1", port) if interface == "asgi" else up._web("127.0.0.1", port)
    with (Path(os.environ["LIANFANG_VAR"]) / f"{interface}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        _await(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await(port: int) -> None:
    import socket

    deadline = perf_counter() + 60
    while perf_counter() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.1)
    raise SystemExit(f"nobody listens on {port}")


def _sender(user: Any, episodes: list[Any]) -> Sender:
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    client, token = Client(), _get_new_csrf_string()
    client.force_login(user, backend=BACKEND)
    cookie = f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}"
    return Sender({"Cookie": cookie, "X-CSRFToken": token}, [str(one) for one in episodes])


def _forgotten(town: Crowd) -> str:
    """How long the nightly job takes for the people who were released thirty days ago and more."""
    from lianfang.core import clock, tenant
    from lianfang.core.actor import system
    from lianfang.ledger.operations import expire

    begun = perf_counter()
    with tenant.inside(town.subdistrict):
        done = expire(by=system(town.subdistrict), at=clock.now())
    rows = sum(one.rows for one in done)
    return f"retention: {rows:,} rows destroyed in {perf_counter() - begun:.0f} s"


def _manage(*command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
