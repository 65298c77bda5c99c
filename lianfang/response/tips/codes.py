"""The code a teller keeps: made from the tip's id with the house's key, so that nothing but its hash is stored."""

from __future__ import annotations

from uuid import UUID

from lianfang.core import cipher

from . import rules


def code_of(tip: UUID) -> str:
    """The code of a tip: 7KQ2-MX9D-4RTA."""
    return rules.spell_code(cipher.lookup("tip code", tip.hex))


def lookup_of(code: str) -> bytes:
    """What a code is found by."""
    return cipher.lookup("tip", code)
