"""`manage.py export_links OUT.csv`: which person every imported row is about."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from lianfang.core import actor, clock, tenant
from lianfang.ledger.operations import record
from lianfang.registry.lists.models import Import, Row

from .import_lists import home_of


class Command(BaseCommand):
    """Writes file,row,person; `person` is our own key and tells nothing by itself."""

    help = "Write file,row,person for every imported row."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to write, and which subdistrict where there are several."""
        parser.add_argument("out", type=Path)
        parser.add_argument("--subdistrict", help="nine-digit code; needed only where there are several")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the file and says how much is in it."""
        home = home_of(options["subdistrict"])
        by = actor.system(home.id, "export_links")
        with tenant.inside(home.id):
            rows = Row.objects.of(home.id).filter(source__in=Import.objects.of(home.id).in_force())
            found = rows.values_list("source__file_name", "number", "mention__person_id")
            with options["out"].open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(["file", "row", "person"])
                count, seen = 0, set()
                for name, number, person in found.order_by("source__file_name", "number").iterator(5000):
                    writer.writerow([name, number, person or ""])
                    seen.add(person)
                    count += 1
            people = len(seen - {None})
            record("lists.links_exported", by=by, at=clock.now(), rows=count, persons=people)
        self.stdout.write(f"已写出 {count:,} 行，{people:,} 人：{options['out']}")
