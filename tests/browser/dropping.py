"""A line that drops: everything between the browser and the server goes through here, and can be cut.

`down()` refuses and cuts every connection, as in a cellar. `drop_answers(n)` lets the next n posts reach the server
and cuts the line before the answer comes back: the worst moment, when the telephone cannot know what arrived.
"""

from __future__ import annotations

import contextlib
import socket
import threading

CHUNK = 65536


class Line:
    """A TCP line to one server; `url` is where the browser connects."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.is_up, self.to_drop, self.dropped = True, 0, 0
        self.open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def down(self) -> None:
        """No network from here on."""
        self.is_up = False
        for one in list(self.open):
            _cut(one)

    def up(self) -> None:
        """Network again."""
        self.is_up = True

    def drop_answers(self, count: int) -> None:
        """The next posts arrive, their answers do not."""
        self.to_drop, self.dropped = count, 0

    def close(self) -> None:
        """Ends it."""
        self.down()
        self.listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self.listening.accept()
            except OSError:
                return
            if not self.is_up:
                _cut(near)
                continue
            far = socket.create_connection(("127.0.0.1", self.target))
            self.open |= {near, far}
            state = {"posted": False}
            threading.Thread(target=self._carry, args=(near, far, state, True), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, state, False), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, state: dict[str, bool], asks: bool) -> None:
        with contextlib.suppress(OSError):
            while body := source.recv(CHUNK):
                if asks:
                    state["posted"] = state["posted"] or b"/visits/phone/records/" in body
                elif state["posted"] and self.to_drop:
                    self.to_drop -= 1
                    self.dropped += 1
                    break
                sink.sendall(body)
                if not asks:
                    state["posted"] = False
        for one in (source, sink):
            self.open.discard(one)
            _cut(one)


def _cut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
