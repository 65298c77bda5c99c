"""How one link of the chain is computed, and what walking the chain finds. No database."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .models import Entry


@dataclass(frozen=True, slots=True)
class Health:
    """The chain's state: entries sealed, entries waiting, the first seal that does not fit (or None),
    and the last good hash, short enough to be written into the day's brief."""

    sealed: int
    waiting: int
    broken_at: int | None
    head: str = ""

    @property
    def is_whole(self) -> bool:
        """True when every seal fits."""
        return self.broken_at is None


def link(before: bytes, entry: Entry) -> bytes:
    """The chain's next hash: SHA-256 over the hash before and the entry's whole content."""
    content = {f.attname: getattr(entry, f.attname) for f in entry._meta.concrete_fields}
    text = json.dumps(content, default=_spelled, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(before + text.encode()).digest()


def _spelled(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
