"""Where one installation keeps its files: everything under one folder, `LIANFANG_VAR` (default `var/`)."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

BASE = Path(__file__).resolve().parents[3]


def var() -> Path:
    """The installation's folder: database, keys, uploads, logs."""
    return Path(os.environ.get("LIANFANG_VAR", BASE / "var")).resolve()


def socket_dir() -> Path:
    """A short folder for the database's socket: Unix allows 107 bytes, checkouts lie deeper."""
    mark = hashlib.sha256(str(var()).encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"lianfang-{mark}"


def secret(name: str) -> str:
    """A random secret kept in a 0600 file under `var/secrets`, made at first use."""
    path = var() / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(os.urandom(24).hex())
    return path.read_text()
