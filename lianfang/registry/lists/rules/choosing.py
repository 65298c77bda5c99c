"""A mapping as people corrected it: one field, or none, for each column."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from .columns import ColumnRead, Mapping
from .fields import Field


def choose(mapping: Mapping, fields: Sequence[str]) -> Mapping:
    """The mapping with each column's field as chosen (by place; "" for an extra)."""
    columns = tuple(_chosen(read, fields) for read in mapping.columns)
    by_field: dict[Field, tuple[int, ...]] = {}
    for read in columns:
        if read.field:
            by_field[read.field] = (*by_field.get(read.field, ()), read.index)
    return Mapping(columns, mapping.signature, by_field)


def stamp(signature: str) -> str:
    """A signature of any length as 64 characters."""
    return hashlib.sha256(signature.encode()).hexdigest()


def stem(title: str) -> str:
    """What stays the same from one issue of a list to the next: its words without numbers and marks."""
    return "".join(c for c in title if c.isalpha() and c not in "年月日时点号第期轮更新最")


def _chosen(read: ColumnRead, fields: Sequence[str]) -> ColumnRead:
    name = fields[read.index] if read.index < len(fields) else ""
    chosen = Field(name) if name else None
    if chosen == read.field:
        return read
    return replace(read, field=chosen, confidence=1.0, reason="chosen", rival=None, contradicted=False)
