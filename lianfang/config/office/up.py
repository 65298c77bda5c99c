"""`./start`: database, tables, town, web server, the door for readings and the worker on one computer; says where to
sign in; stops cleanly.

Everything is a child of this process. If it is killed the kernel stops the children; what was committed is on disk,
and what was under way goes on at the next start.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import Protocol

from . import exercise_day, orphans, paths, postgres, refusals
from .only_one import Claim

TRIES = 20
PATIENCE = 180.0
MANAGE = [sys.executable, str(paths.BASE / "manage.py")]


class Kept(Protocol):
    """What is kept alive until we are told to stop."""

    def keep(self) -> None:
        """Starts it if it does not run."""

    def stop(self) -> None:
        """Asks it to end, and waits."""


class Child:
    """One process kept alive: started again when it ends by itself, more slowly each time."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name, self.command = name, command
        self.process: subprocess.Popen[bytes] | None = None
        self.failures = 0
        self.not_before = 0.0

    def keep(self) -> None:
        """Starts the process if it is not running."""
        if self.process is not None and self.process.poll() is None:
            return
        if time.monotonic() < self.not_before:
            return
        if self.process is not None:
            self.failures += 1
            tell(f"{self.name} 停了，正在重新启动（第 {self.failures} 次）")
        self.not_before = time.monotonic() + min(2**self.failures, 60)
        with (paths.var() / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,
                env=os.environ | {orphans.KEPT: "1"},
            )

    def stop(self) -> None:
        """Asks it to end, and waits."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()


def main() -> None:
    """Brings everything up and keeps it up until it is told to stop."""
    embedded = refusals.check_all()
    claim = Claim()
    exercise_day.take_up()
    if os.environ.get("LIANFANG_TODAY"):
        tell(f"演练时钟：这里的今天是 {os.environ['LIANFANG_TODAY']}。")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _asked_to_stop)
    kept: list[Kept] = []
    try:
        if embedded:
            kept.append(postgres.Kept())
            kept[0].keep()
        prepare()
        address = _address()
        readings = _address("LIANFANG_INGEST_PORT", address[1] + 1)
        worker = [*MANAGE, "procrastinate", "worker", "--concurrency", "2"]
        kept += [
            Child("web", _web(*address)),
            Child("readings", _readings(*readings)),
            Child("worker", worker),
        ]
        _serve(kept, _url(*address), _url(*readings), claim)
    except KeyboardInterrupt:
        tell("正在停止……")
    except postgres.DidNotStart as error:
        raise refusals.Refusal(f"数据库没有启动。{error}") from error
    finally:
        for one in reversed(kept):
            one.stop()
    tell("已停止。所有数据已保存。")


def prepare() -> None:
    """Tables, words, static files and the town, each only where something is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")
    sources = paths.BASE / "lianfang"
    _once(
        "tables",
        sources.rglob("migrations/*.py"),
        ["migrate", "--database", "owner", "-v", "0"],
        "准备数据表",
    )
    _once("words", sources.rglob("*.po"), ["compile_words"], "准备界面文字")
    assets = [f for f in sources.rglob("static/**/*") if f.is_file()]
    _once("assets", assets, ["collectstatic", "--noinput", "-v", "0"], "准备页面资源")
    _manage(["settle_in"])


def tell(text: str) -> None:
    """Says something to whoever started us."""
    print(text, flush=True)


def die_with_parent() -> None:
    """The kernel ends the child when we are gone, however we go."""
    ctypes.CDLL(None).prctl(postgres.PR_SET_PDEATHSIG, signal.SIGTERM)


def _once(name: str, files: Iterable[Path], command: list[str], said: str) -> None:
    """Runs a command when the files it depends on changed since it last ran here."""
    mark = paths.var() / f".{name}"
    # Tables laid in one database are not there in another.
    digest = hashlib.sha256(os.environ.get("DATABASE_OWNER_URL", "").encode())
    for file in sorted(files):
        digest.update(str(file).encode() + file.read_bytes())
    if mark.exists() and mark.read_text() == digest.hexdigest():
        return
    tell(f"{said}……")
    _manage(command)
    mark.write_text(digest.hexdigest())


def _manage(command: list[str]) -> None:
    done = subprocess.run([*MANAGE, *command], check=False, preexec_fn=die_with_parent)
    if done.returncode:
        raise SystemExit(f"{command[0]}: 未能完成（{done.returncode}）")


def _address(variable: str = "LIANFANG_PORT", otherwise: int = 8000) -> tuple[str, int]:
    """Where to listen: LIANFANG_HOST and the port that `variable` names, or the next free one after it."""
    host = os.environ.get("LIANFANG_HOST", "127.0.0.1")
    first = int(os.environ.get(variable) or otherwise)
    for port in range(first, first + TRIES):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise refusals.Refusal(
                        f"LIANFANG_HOST={host}：不能在这个地址上服务（{error.strerror}）。"
                    ) from None
                continue
        if port != first:
            tell(f"端口 {first} 被占用，改用 {port}。")
        return host, port
    raise refusals.Refusal(f"{host}:{first}–{first + TRIES} 都被占用；请用 {variable} 指定端口。")


def _granian(interface: str, where: tuple[str, int], more: list[str]) -> list[str]:
    granian = str(Path(sys.executable).parent / "granian")
    host, port = where
    return [granian, "--interface", interface, "--host", host, "--port", str(port), "--no-ws", *more]


def _web(host: str, port: int) -> list[str]:
    """Messages that come in at one moment wait for each other in threads and are taken together: more threads than
    cores make larger groups, not more work."""
    more = ["--workers", "2", "--blocking-threads", "12", "lianfang.config.wsgi:application"]
    return _granian("wsgi", (host, port), more)


def _readings(host: str, port: int) -> list[str]:
    """Two workers, one for each core of an office's computer; what waits in one of them shares a commit."""
    return _granian(
        "asgi", (host, port), ["--workers", "2", "--http", "1", "lianfang.config.asgi:application"]
    )


def _url(host: str, port: int) -> str:
    return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/"


def _serve(kept: list[Kept], url: str, readings: str, claim: Claim) -> None:
    for one in kept:
        one.keep()
    _await(url + "health/", kept)
    claim.tell(url)
    _manage(["show_sign_ins", url])
    tell(f"体温批量上报（设备、外部系统）：{readings}api/v1/observation/readings")
    while True:
        time.sleep(1)
        for one in kept:
            one.keep()


def _await(url: str, kept: list[Kept]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for one in kept:
            one.keep()
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit(f"网页服务没有启动；请看 {paths.var() / 'web.log'}")


def _asked_to_stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
