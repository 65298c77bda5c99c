"""`manage.py expire [--dry-run]`: destroys what has had its day, or says what it would destroy."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lianfang.core import clock, tenant
from lianfang.core.actor import system
from lianfang.core.models import Subdistrict
from lianfang.core.purposes import DATASETS
from lianfang.ledger import operations, selectors


class Command(BaseCommand):
    """Retention by hand; the nightly job does the same."""

    help = "Destroy every row whose retention has ended, minus holds."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--dry-run` only counts."""
        parser.add_argument("--dry-run", action="store_true", help="say what would go, destroy nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """One subdistrict after the other."""
        for subdistrict in Subdistrict.objects.order_by("code"):
            with tenant.inside(subdistrict.id):
                lines = self._counted(subdistrict) if options["dry_run"] else self._destroyed(subdistrict)
            self.stdout.write(f"{subdistrict.name}: " + ("; ".join(lines) or "nothing is due"))

    def _counted(self, subdistrict: Subdistrict) -> list[str]:
        at = clock.now()
        held = selectors.holds_in_force(subdistrict.id, at)
        due = {d: selectors.rows_due(d, subdistrict.id, at, held) for d in DATASETS.values()}
        counts = {d.model._meta.label: rows.count() for d, rows in due.items() if rows is not None}
        return [f"{label} {count}" for label, count in counts.items() if count]

    def _destroyed(self, subdistrict: Subdistrict) -> list[str]:
        done = operations.expire(by=system(subdistrict.id, "expire"), at=clock.now())
        return [f"{one.label} {'refused' if one.refused else one.rows}" for one in done]
