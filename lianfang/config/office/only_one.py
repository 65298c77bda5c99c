"""One `./start` a folder: a second one would serve the same data and stop the database under the first."""

from __future__ import annotations

import fcntl
import os
from typing import IO

from . import paths
from .refusals import Refusal


class Claim:
    """Held while this process lives, whatever ends it; says to others where the pages are."""

    def __init__(self) -> None:
        self._file: IO[str] = (paths.var() / "running").open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.seek(0)
            raise Refusal(_told(self._file.read().split())) from None
        self.tell("")

    def tell(self, url: str) -> None:
        """Writes down who holds it and, once known, the address of the pages."""
        self._file.truncate(0)
        self._file.write(f"{os.getpid()} {url}")
        self._file.flush()


def _told(words: list[str]) -> str:
    process = f"（进程 {words[0]}）" if words else ""
    where = f"，地址 {words[1]}" if len(words) > 1 else "，正在启动"
    return (
        f"这个文件夹里的联防已经在运行{where}{process}。要停止，请在启动它的窗口按 Ctrl-C；"
        "要另起一套，请用 LIANFANG_VAR 指定别的数据文件夹。"
    )
