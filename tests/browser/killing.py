"""A browser with a profile on the disk that can be killed as a dead battery kills it, and started again."""

from __future__ import annotations

import subprocess
import time
import urllib.request
from pathlib import Path
from threading import Event

from tests.browser.conftest import ARGUMENTS, QUIET

STARTS_WITHIN = 20


class Browser:
    """One profile; `start` gives a window, `kill` leaves it no moment to tidy up."""

    def __init__(self, binary: str, profile: Path, playwright: object) -> None:
        self.binary, self.profile, self.playwright = binary, profile, playwright
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> object:
        """Starts the browser on its profile and opens a window of a telephone's size."""
        port_file = self.profile / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        (self.profile / "SingletonLock").unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [
                self.binary, "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={self.profile}",
                "--window-size=390,844", *ARGUMENTS, *QUIET, "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        port = _appears(port_file).split()[0]
        _answers(f"http://127.0.0.1:{port}/json/version")
        self.connected = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")  # type: ignore[attr-defined]
        self.context = self.connected.contexts[0]
        self.context.set_default_timeout(15000)
        return self.context.new_page()

    def kill(self) -> None:
        """As if the battery fell out: no unload, no flush, no goodbye."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()


def _appears(path: Path) -> str:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if path.exists() and (said := path.read_text()):
            return said
        _breathe()
    raise AssertionError("the browser does not start")


def _answers(url: str) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            _breathe()
        else:
            return
    raise AssertionError("the browser does not answer")


def _breathe() -> None:
    """Between two looks at a starting process."""
    Event().wait(0.05)
