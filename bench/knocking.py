"""A lean client for timing: keep-alive connections in one process, each posting again as soon as it is answered.

It shares the processors with what it measures, so it does as little as it can: raw sockets, requests put together
beforehand but for their ids, answers read only as far as their status and length.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import perf_counter

Make = Callable[[], bytes]


@dataclass
class Count:
    """What came back, and when: statuses, seconds each answer took, and the seconds the whole lasted."""

    statuses: Counter[bytes] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    lasted: float = 0.0

    def rate(self, each: int = 1) -> float:
        """Readings a second, with `each` in a request."""
        return sum(self.statuses.values()) * each / self.lasted

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the requests was answered."""
        return 1000 * sorted(self.took)[int(share * (len(self.took) - 1))]


class Knocker(asyncio.Protocol):
    """One connection."""

    def __init__(self, make: Make, count: Count, until: float) -> None:
        self.make, self.count, self.until = make, count, until
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.got, self.need = b"", 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Knocks for the first time."""
        self.transport = transport
        self._knock()

    def _knock(self) -> None:
        self.begun = perf_counter()
        if self.begun >= self.until:
            self.transport.close()
            return
        self.transport.write(self.make())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Knocks again when the whole answer is here."""
        self.got += data
        if not self.need:
            head = self.got.find(b"\r\n\r\n")
            if head < 0:
                return
            at = self.got.lower().find(b"content-length: ") + 16
            self.need = head + 4 + int(self.got[at : self.got.find(b"\r\n", at)])
        if len(self.got) >= self.need:
            self.count.statuses[self.got[9:12]] += 1
            self.count.took.append(perf_counter() - self.begun)
            self.got, self.need = b"", 0
            self._knock()

    def connection_lost(self, error: Exception | None) -> None:
        """The end, of the time or of the server."""
        self.done.set_result(None)


def knock(port: int, makes: Iterator[Make], connections: int, seconds: float) -> Count:
    """Posts from that many connections for that long."""
    return asyncio.run(_knock(port, makes, connections, seconds))


async def _knock(port: int, makes: Iterator[Make], connections: int, seconds: float) -> Count:
    count, begun = Count(), perf_counter()
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: Knocker(next(makes), count, begun + seconds), "127.0.0.1", port)
        for _ in range(connections)
    ]
    await asyncio.gather(*(one.done for _transport, one in made))
    count.lasted = perf_counter() - begun
    return count


def request(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """One request as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def fresh_id() -> str:
    """An id as a telephone makes it: 32 random digits, so that the index is met anywhere."""
    return f"{random.getrandbits(128):032x}"
