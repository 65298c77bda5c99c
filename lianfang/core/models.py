"""The tenant and the base of everything that belongs to one: keys, joins and updates carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models.sql.where import WhereNode

from . import ids

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    from .actor import Actor

    M = TypeVar("M", bound=models.Model, default=Any)
else:
    from typing import TypeVar

    M = TypeVar("M")


class Subdistrict(models.Model):
    """街道: the tenant. One row an office; `code` is the nine-digit division code."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    code = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=40)
    district = models.CharField(max_length=40, blank=True)
    city = models.CharField(max_length=40, blank=True)
    help_phone = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "subdistrict"

    def __str__(self) -> str:
        return self.name


class LocalQuerySet(models.QuerySet[M]):
    """Rows of one subdistrict. Personal tables override `visible_to`; what is not said is not seen."""

    def of(self, subdistrict: Any) -> Self:
        """Rows of a subdistrict."""
        return self.filter(subdistrict=subdistrict)

    def visible_to(self, viewer: Actor) -> Self:
        """Rows this viewer may see: none, unless the table says otherwise."""
        return self.none()


class Local(models.Model):
    """A row of a subdistrict's data: UUIDv7 key, tenant column, updates that name the tenant.

    Each model names its own `objects`, made from a LocalQuerySet; a house test finds one that does not.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    subdistrict = models.UUIDField(editable=False)

    class Meta:
        abstract = True

    def _do_update(self, base_qs: Any, *args: Any, **kwargs: Any) -> bool:  # type: ignore[override]
        carrying = base_qs.filter(subdistrict=self.subdistrict)
        return bool(super()._do_update(carrying, *args, **kwargs))  # type: ignore[misc]


class LocalForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A foreign key inside one subdistrict: its joins compare the tenant too.

    The database constraint is composite, (subdistrict, column) → (subdistrict, id), and is laid by
    `guard` after each migration, so a row can never point into another subdistrict.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> Any:
        """Adds `far.subdistrict = near.subdistrict` to the join."""
        if not alias or not related_alias:
            return None
        far: Any = self.remote_field.model._meta.get_field("subdistrict")
        near: Any = self.model._meta.get_field("subdistrict")
        left, right = far.get_col(alias), near.get_col(related_alias)
        lookup = far.get_lookup("exact")(left, right)
        return WhereNode([lookup], connector="AND")
