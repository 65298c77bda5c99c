"""Comparisons that Django does not bring: `pk__any=[…]` for a long list of keys."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Field, Lookup, UUIDField


@UUIDField.register_lookup
@CharField.register_lookup
class AnyOf(Lookup):  # type: ignore[type-arg]
    """What `in` says, with the whole list as one array: a thousand keys are one parameter, and the statement stays
    short however many there are."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """`column = ANY(array)`; the array may be a subquery (`ArraySubquery`), looked up once."""
        left, params = self.process_lhs(compiler, connection)
        if hasattr(self.rhs, "as_sql"):
            right, more = compiler.compile(self.rhs)
            return f"{left} = ANY({right})", (*params, *more)
        kind = str(self._field().db_type(connection)).partition("(")[0]
        return f"{left} = ANY(%s::{kind}[])", (*params, list(self.rhs))

    def _field(self) -> Field[Any, Any]:
        return self.lhs.output_field
