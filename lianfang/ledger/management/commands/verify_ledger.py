"""`manage.py verify_ledger`: walks the chain of every subdistrict; ends with 1 where it does not fit."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from lianfang.core import clock, tenant
from lianfang.core.actor import system
from lianfang.core.models import Subdistrict
from lianfang.ledger import operations
from lianfang.ledger.chain import Health


class Command(BaseCommand):
    """Says whether the record is as it was written. There is no repair: a broken record is evidence."""

    help = "Verify the hash chain of the record. Exit code 1 where it is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        """Verifies one subdistrict after the other."""
        whole = True
        for subdistrict in Subdistrict.objects.order_by("code"):
            with tenant.inside(subdistrict.id):
                health = operations.check_chain(by=system(subdistrict.id, "verify_ledger"), at=clock.now())
            self.stdout.write(f"{subdistrict.name}: {said(health)}")
            whole = whole and health.is_whole
        if not whole:
            sys.exit(1)


def said(health: Health) -> str:
    """The chain's health in one line."""
    if health.is_whole:
        return f"whole, {health.sealed} sealed, {health.waiting} waiting, head {health.head}"
    return f"BROKEN at number {health.broken_at}; {health.sealed} before it fit, head {health.head}"
