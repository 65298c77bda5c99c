"""Identifiers at rest: AES-GCM with key ids, and a keyed hash to look values up without reading them.

Keys live in a file outside the database (`LIANFANG_KEYS`), mode 0600: JSON with `current`, `keys`
(key id → base64 of 32 bytes) and `lookup` (base64 of 32 bytes).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12


@dataclass(frozen=True)
class Keyring:
    """The keys in use: new values are sealed with `current`, old ones open with the key they name."""

    current: int
    keys: dict[int, AESGCM]
    lookup: bytes


def create_keys(path: Path) -> None:
    """Writes a fresh key file (0600); an existing file is never touched."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {"current": 1, "keys": {"1": _fresh()}, "lookup": _fresh()}
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(body, file)


def add_key(path: Path) -> int:
    """Adds a key and makes it current; returns its id. Old values stay readable until re-sealed."""
    body = json.loads(path.read_text())
    body["current"] = max(int(k) for k in body["keys"]) + 1
    body["keys"][str(body["current"])] = _fresh()
    fresh = path.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(body, file)
    fresh.replace(path)
    keyring.cache_clear()
    return int(body["current"])


@cache
def keyring() -> Keyring:
    """The key file, read once a process."""
    body = json.loads(Path(settings.KEY_FILE).read_text())
    keys = {int(k): AESGCM(base64.b64decode(v)) for k, v in body["keys"].items()}
    return Keyring(int(body["current"]), keys, base64.b64decode(body["lookup"]))


def seal(text: str, label: str = "") -> bytes:
    """Encrypts text; `label` (table and column) is bound in, so a value cannot be moved elsewhere."""
    return seal_bytes(text.encode(), label)


def unseal(sealed: bytes, label: str = "") -> str:
    """Decrypts what `seal` made; raises cryptography's InvalidTag for a moved or altered value."""
    return unseal_bytes(sealed, label).decode()


def seal_bytes(body: bytes, label: str = "") -> bytes:
    """Encrypts bytes (a whole file), bound to `label` like `seal`."""
    ring = keyring()
    nonce = os.urandom(NONCE)
    return bytes([ring.current]) + nonce + ring.keys[ring.current].encrypt(nonce, body, label.encode())


def unseal_bytes(sealed: bytes, label: str = "") -> bytes:
    """Decrypts what `seal_bytes` made."""
    key, nonce, body = sealed[0], sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    return keyring().keys[key].decrypt(nonce, body, label.encode())


def lookup(kind: str, value: str) -> bytes:
    """A keyed hash (16 bytes) of a normalised value: equal values meet, nobody reads them back."""
    return hmac.digest(keyring().lookup, f"{kind}\0{value}".encode(), hashlib.sha256)[:16]


def _fresh() -> str:
    return base64.b64encode(os.urandom(32)).decode()
