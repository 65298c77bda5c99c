"""Times messages coming in: python -m bench.inbound [--rate 100] [--seconds 30]

On a scratch installation of its own, with the web server as `./start` runs it: signed text messages of 2,000 people
under observation, a hundred a second, each understood, stored as a reading and answered into the outbox before the
call is. Every call's time is counted from when it was due, not from when a line was free. Of the messages three in a
hundred are a fever and five are for a person to read.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http.client import HTTPConnection
from random import Random
from threading import local
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any

from bench.readings import _forgotten, _manage, _served

if TYPE_CHECKING:
    from bench.crowd import Crowd

PEOPLE, LINES, PORT, SECRET = 2000, 48, 8493, "a-secret-of-the-bench"
WARM = 100
TEXTS = ("36.5", "体温36.6", "36.4 正常", "我36.7", "36度5", "三十六度六", "36.5，无不适")
ILL, UNSURE = ("37.8 咳嗽", "38.1"), ("什么时候解除", "体温计坏了", "365")
_line = local()


def main() -> None:
    """Sets a scratch installation up, measures, tells."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rate", type=int, default=100)
    asked.add_argument("--seconds", type=int, default=30)
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"LIANFANG_VAR": place, "DJANGO_SETTINGS_MODULE": "lianfang.config.settings"}
        from lianfang.config.office import postgres

        server = postgres.Server()
        server.start()
        try:
            _manage("migrate", "--database", "owner", "-v0")
            _manage("collectstatic", "--noinput", "-v0")
            _measure(wanted.rate, wanted.seconds)
        finally:
            server.stop()


def _measure(rate: int, seconds: int) -> None:
    import django

    django.setup()
    from bench import crowd
    from lianfang.core import clock

    town = crowd.settle(PEOPLE, clock.now())
    numbers, code = _numbers(town, clock.now())
    print(_weighed(town, numbers), flush=True)
    random = Random(7)
    with _served("wsgi", PORT):
        calls = [_call(code, random.choice(numbers), random, n) for n in range(WARM + rate * seconds)]
        _send(calls[:WARM], 10)
        took = sorted(_send(calls[WARM:], rate))
    p50, p99 = took[len(took) // 2], took[int(0.99 * (len(took) - 1))]
    print(
        f"{len(took):,} messages at {rate}/s: p50 {1000 * p50:.0f} ms, p99 {1000 * p99:.0f} ms, "
        f"worst {1000 * took[-1]:.0f} ms, load {os.getloadavg()[0]:.1f}"
    )
    print(_stored(town))
    print(_forgotten(town))


def _numbers(town: Crowd, at: datetime) -> tuple[list[str], str]:
    """A number for everybody, and the way in; returns the numbers and the office's code."""
    from lianfang.core import cipher, tenant
    from lianfang.core.models import Subdistrict
    from lianfang.registry.people.models import Contact, Mention
    from lianfang.response.messages.models import Channel
    from lianfang.response.observation.models import Episode

    home = town.subdistrict
    with tenant.inside(home):
        people = list(Episode.objects.of(home).values_list("person_id", flat=True))
        said = [
            Mention(subdistrict=home, kind="wechat", purpose="screen", label="登记", as_of=at, person_id=key)
            for key in people
        ]
        Mention.objects.bulk_create(said)
        numbers = [f"139{n:08}" for n in range(len(said))]
        Contact.objects.bulk_create(
            Contact(
                subdistrict=home,
                mention=one,
                number=digits,
                lookup=cipher.lookup("phone", digits),
                masked="139****",
            )
            for one, digits in zip(said, numbers, strict=True)
        )
        ways = {"url": "http://127.0.0.1:9/", "body": {"to": "{number}", "text": "{text}"}, "secret": SECRET}
        Channel.objects.create(
            subdistrict=home,
            kind="sms",
            name="计时",
            settings=json.dumps(ways),
            set_at=at,
            set_by_name="计时",
        )
        return numbers, Subdistrict.objects.get(pk=home).code


def _weighed(town: Crowd, numbers: list[str]) -> str:
    """Statements and milliseconds of taking so many at once, in this process and without the web server."""
    from django.db import connection, transaction

    from lianfang.core import clock, tenant
    from lianfang.core.actor import system
    from lianfang.response.messages import operations
    from lianfang.response.messages.operations import Arrived

    counted: list[str] = []

    def count(execute: Any, text: str, *rest: Any) -> Any:
        counted.append(text)
        return execute(text, *rest)

    by, told = system(town.subdistrict), []
    for size in (1, 1, 4, 16):
        arrived = [Arrived("sms", number, "36.5", number) for number in numbers[:size]]
        counted.clear()
        begun = perf_counter()
        with tenant.inside(town.subdistrict), connection.execute_wrapper(count):
            operations.receive_many(by=by, arrived=arrived, at=clock.now())
            transaction.set_rollback(True)
        told.append(f"{size}: {len(counted)} in {1000 * (perf_counter() - begun):.0f} ms")
    return f"statements of a group of {', of '.join(told[1:])}"


def _call(code: str, number: str, random: Random, n: int) -> tuple[str, bytes, dict[str, str]]:
    draw = random.random()
    text = random.choice(ILL if draw < 0.03 else UNSURE if draw < 0.08 else TEXTS)
    body = json.dumps({"id": f"bench {n}", "from": number, "text": text}).encode()
    signed = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Signature": signed}
    return f"/messages/call/sms/{code}/", body, headers


def _send(calls: list[tuple[str, bytes, dict[str, str]]], rate: int) -> list[float]:
    """Sends each call at its moment, whether or not the ones before are answered; seconds from then to its answer."""
    begun = perf_counter() + 0.2

    def one(place: int) -> float:
        due = begun + place / rate
        sleep(max(0.0, due - perf_counter()))
        _knock(*calls[place])
        return perf_counter() - due

    with ThreadPoolExecutor(LINES) as pool:
        return list(pool.map(one, range(len(calls))))


def _knock(path: str, body: bytes, headers: dict[str, str]) -> None:
    line = getattr(_line, "line", None)
    if line is None:
        line = _line.line = HTTPConnection("127.0.0.1", PORT)
    line.request("POST", path, body, headers)
    answer = line.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"answered {answer.status}")


def _stored(town: Crowd) -> str:
    from lianfang.core import tenant
    from lianfang.response.messages.models import Incoming, Message
    from lianfang.response.observation.models import Alert, Reading

    with tenant.inside(town.subdistrict):
        counts = [model.objects.of(town.subdistrict).count() for model in (Incoming, Reading, Message, Alert)]
    return "stored: {:,} messages, {:,} readings, {:,} answers, {:,} alerts".format(*counts)


if __name__ == "__main__":
    main()
