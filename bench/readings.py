"""Times readings in: python -m bench.readings [--stored 5000000] [--seconds 8] [--rounds 5]

On two scratch installations (the embedded server with the settings it always has, fsync included), one with no
readings stored, one with as many of the past as asked for, swept. Rounds come in turns, so that what the machine does
beside falls on both alike; in every round one after the other: pgbench inserting one row a commit, single posts
through the ingest, batches of 1,000. Before them how long an abnormal reading takes to an open screen while 50
readings a second arrive. The client shares the processors with what it measures.
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
PEOPLE, BATCH, SENDERS_AT_ONCE = 2000, 1000, 512
# So many that both workers have their part of them: the system deals connections out by chance.
BATCHES_AT_ONCE = 16
PGBENCH_CLIENTS = (16, 64)
ANSWER = "= "
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


@dataclass(frozen=True)
class Round:
    """Rows or readings a second: the server's own tool, single posts, batches."""

    plain: float
    one: float
    many: float


class Installation:
    """A scratch installation in a process of its own, which measures a round when told to."""

    def __init__(self, name: str, stored: int, seconds: float) -> None:
        self.name, self.rounds = name, list[Round]()
        command = [sys.executable, "-m", "bench.readings", "--part", name, "--stored", str(stored)]
        self.process = subprocess.Popen(
            [*command, "--seconds", str(seconds)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._listen()

    def measure(self) -> None:
        """One more round."""
        print("", file=self.process.stdin, flush=True)
        made = Round(*map(float, self._listen().split()))
        self.rounds.append(made)
        print(
            f"{self.name}: pgbench {made.plain:,.0f}/s  single {made.one:,.0f}/s  batched {made.many:,.0f}/s",
            flush=True,
        )

    def middle(self, what: str) -> float:
        """The median over the rounds."""
        return median(getattr(one, what) for one in self.rounds)

    def end(self) -> None:
        """Lets it go."""
        self.process.communicate()

    def _listen(self) -> str:
        """Passes on what it tells, up to the line that answers."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(ANSWER):
                return line.removeprefix(ANSWER)
            print(f"{self.name}: {line}", end="", flush=True)
        raise SystemExit(f"{self.name} ended")


def main() -> None:
    """Sets two scratch installations up, measures in turns, tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, default=5_000_000)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--part", default="", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        return _install(asked.stored, asked.seconds)
    many = Installation("many", asked.stored, asked.seconds)
    none = Installation("none", 0, asked.seconds)
    for _ in range(asked.rounds):
        none.measure()
        many.measure()
    for one in (none, many):
        share = one.middle("one") / one.middle("plain")
        print(f"{one.name}: single {share:.2f} of pgbench; batched {one.middle('many'):,.0f}/s")
    for what, column in (("single", "one"), ("batched", "many")):
        print(f"{what}: {many.middle(column) / none.middle(column):.2f} of the rate with none stored")
    none.end()
    many.end()


def _install(stored: int, seconds: float) -> None:
    """One installation; a round for every line of the standard input."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"LIANFANG_VAR": folder, "DJANGO_SETTINGS_MODULE": "lianfang.config.settings"}
        from lianfang.config.office import postgres

        with postgres.running():
            _manage("migrate", "--database", "owner", "-v", "0")
            _manage("compile_words")
            _manage("collectstatic", "--noinput", "-v", "0")
            _serve(stored, seconds)


def _serve(stored: int, seconds: float) -> None:
    """The town, with its past made after a first reading, then measured until the input ends."""
    import django

    django.setup()
    from bench import arriving, crowd
    from lianfang.core import clock

    town = crowd.settle(PEOPLE, clock.now())
    ports = (8491, 8492) if stored else (8493, 8494)
    with _served("asgi", ports[0]) as ingest, _served("wsgi", ports[1]) as web:
        senders = [
            _sender(user, town.episodes[key]) for key, user in zip(town.episodes, town.users, strict=True)
        ]
        _knock(ingest, senders, 2)
        if stored:
            print(f"stored: {crowd.add_past(town, stored):,}", flush=True)
        _settle()
        arriving.tell(town, senders[0], ingest=ingest, web=web)
        print(ANSWER, flush=True)
        for _line in sys.stdin:
            _measure(ingest, senders, seconds)
    if stored:
        print(_forgotten(town), flush=True)


def _measure(port: int, senders: list[Sender], seconds: float) -> None:
    plain = max(_pgbench(clients, seconds) for clients in PGBENCH_CLIENTS)
    one = _knock(port, senders, seconds)
    many = _knock(port, senders, seconds, is_many=True)
    print(ANSWER, plain, one, many, flush=True)


def _settle() -> None:
    """What came in at one stroke lies as it would after a night: swept and on disk. Otherwise the server would do
    that during the rounds, for readings that a real office took over weeks."""
    from lianfang.config.office import postgres

    with postgres._connect(postgres.DATABASE) as server:
        server.execute("VACUUM (ANALYZE)")
        server.execute("CHECKPOINT")


def _knock(port: int, senders: list[Sender], seconds: float, *, is_many: bool = False) -> float:
    makes = [sender.many() if is_many else sender.one() for sender in senders]
    connections = BATCHES_AT_ONCE if is_many else SENDERS_AT_ONCE
    count = knocking.knock(port, cycle(makes), connections, seconds)
    wrong = {status: n for status, n in count.statuses.items() if status not in (b"200", b"201")}
    if wrong:
        raise SystemExit(f"answered {wrong}")
    print(
        f"  p50 {count.percentile(0.5):.0f} ms, p99 {count.percentile(0.99):.0f} ms, {connections} connections",
        flush=True,
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
