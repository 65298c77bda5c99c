"""Columns whose content the database cannot read."""

from __future__ import annotations

from typing import Any

from django.db import models

from . import cipher


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text stored as AES-GCM; in Python a str. Not searchable: keep a `cipher.lookup` column beside it."""

    description = "encrypted text"

    @property
    def label(self) -> str:
        """What a sealed value is bound to: its table and column."""
        return f"{self.model._meta.db_table}.{self.column}"

    def from_db_value(self, value: bytes | None, expression: Any, connection: Any) -> str | None:
        """Decrypts on reading."""
        return None if value is None else cipher.unseal(bytes(value), self.label)

    def to_python(self, value: Any) -> Any:
        """Text stays text (BinaryField would take it for base64)."""
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Encrypts on writing."""
        sealed = None if value is None else cipher.seal(str(value), self.label)
        return super().get_db_prep_value(sealed, connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        """Serialisation never carries the clear text."""
        return ""
