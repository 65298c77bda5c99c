"""From an abnormal reading to an open screen, while readings arrive: part of `bench.readings`."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection
from json import dumps
from random import choice
from threading import Event
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any

from bench import knocking

if TYPE_CHECKING:
    from bench.crowd import Crowd
    from bench.readings import Sender

RATE, SECONDS, SCREENS, WARM = 50, 40, 4, 5
ONE = "/api/v1/observation/readings"
BEGIN = "/observation/desk/"
SEEN = re.compile(r'hx-get="([^"]+)" hx-trigger="every (\d+)s"[^>]*data-newest="([^"]*)"')


@dataclass
class Screen:
    """One open desk: asks as the page does, and notes when which newest alert was shown."""

    port: int
    cookie: str
    shown: list[tuple[float, datetime]] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    def watch(self, over: Event, wait: float) -> None:
        """Asks until it is over."""
        sleep(wait)
        line = HTTPConnection("127.0.0.1", self.port)
        url, every = BEGIN, 1.0
        while not over.is_set():
            begun = perf_counter()
            line.request("GET", url, headers={"Cookie": self.cookie, "HX-Request": "true"})
            answer = line.getresponse()
            page = answer.read().decode()
            self.took.append(perf_counter() - begun)
            found = SEEN.search(page)
            if found:
                url, every = found[1].replace("&amp;", "&"), float(found[2])
                if found[3]:
                    self.shown.append((perf_counter(), datetime.fromisoformat(found[3])))
            over.wait(max(0.0, every - (perf_counter() - begun)))

    def seen_at(self, opened: datetime) -> float | None:
        """When an alert opened at that instant was on this screen."""
        return next((when for when, newest in self.shown if newest >= opened), None)


def tell(town: Crowd, sender: Sender, *, ingest: int, web: int) -> None:
    """Prints how long abnormal readings took to the screens."""
    screens, over = [Screen(web, sender.headers["Cookie"]) for _ in range(SCREENS)], Event()
    with ThreadPoolExecutor(SCREENS) as pool:
        for n, screen in enumerate(screens):
            pool.submit(screen.watch, over, n / SCREENS)
        # The screens have stood open for a while: a server's first answers are another matter.
        while any(len(screen.took) < WARM for screen in screens):
            sleep(0.2)
        for screen in screens:
            screen.took.clear()
        sent = _send(sender, ingest)
        sleep(3)
        over.set()
    took, answers = sorted(_latencies(town, sent, screens)), sorted(one for s in screens for one in s.took)
    print(f"the desk answered in {answers[len(answers) // 2]:.2f} s, at worst {answers[-1]:.2f} s")
    print(
        f"abnormal reading to {SCREENS} open screens at {RATE}/s: {len(took)} seen of {len(sent) * SCREENS}, "
        f"p50 {took[len(took) // 2]:.2f} s, p99 {took[int(0.99 * (len(took) - 1))]:.2f} s, worst {took[-1]:.2f} s",
        flush=True,
    )


def _send(sender: Sender, port: int) -> dict[str, float]:
    """Fifty readings a second, the first of each second abnormal and of somebody new; when each was sent."""
    line, sent, begun = HTTPConnection("127.0.0.1", port), {}, perf_counter()
    feverish = iter(sender.episodes)
    for n in range(RATE * SECONDS):
        sleep(max(0.0, begun + n / RATE - perf_counter()))
        client_id = knocking.fresh_id()
        is_abnormal = n % RATE == 0
        episode = next(feverish) if is_abnormal else choice(sender.episodes)
        body = {"client_id": client_id, "episode": episode, "celsius": "38.6" if is_abnormal else "36.5"}
        if is_abnormal:
            sent[client_id] = perf_counter()
        line.request("POST", ONE, dumps(body), sender.headers | {"Content-Type": "application/json"})
        line.getresponse().read()
    return sent


def _latencies(town: Crowd, sent: dict[str, float], screens: list[Screen]) -> list[float]:
    from lianfang.core import tenant
    from lianfang.response.observation.models import Alert

    with tenant.inside(town.subdistrict):
        rows: Any = Alert.objects.filter(reading__client_id__in=list(sent))
        opened = list(rows.values_list("reading__client_id", "opened_at"))
    seen = [(sent[key], screen.seen_at(at)) for key, at in opened for screen in screens]
    return [when - begun for begun, when in seen if when is not None]
