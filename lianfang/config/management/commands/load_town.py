"""`manage.py load_town`: the demonstration town, loaded into an empty installation."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from lianfang.command.exercise import operations
from lianfang.command.exercise.operations import Wanted
from lianfang.command.exercise.town import SIZES
from lianfang.config.office import demonstration
from lianfang.core import clock, ids, tenant
from lianfang.core.actor import system
from lianfang.core.refusal import Refused

NAME = "演练"


class Command(BaseCommand):
    """Loads the town in one transaction and tells each step with the seconds it took."""

    help = "Load the demonstration town into an empty installation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which town, and at which moment somebody looks at it."""
        parser.add_argument("--size", choices=SIZES, default="demo")
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--now", type=datetime.fromisoformat, help="ISO time; default: this moment")

    def handle(self, *args: Any, **options: Any) -> None:
        """A stopped load leaves nothing; the next one begins anew."""
        translation.activate("zh-hans")
        self.started = self.last = time.monotonic()
        now = options["now"] or clock.now()
        at = now if now.tzinfo else now.replace(tzinfo=clock.LOCAL)
        by = system(ids.new(), NAME)
        wanted = Wanted(options["size"], options["seed"], demonstration.password())
        self.stdout.write("正在装入演示街道……")
        try:
            with tenant.inside(by.subdistrict):
                operations.load(by=by, wanted=wanted, at=at, tell=self._tell)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        total = time.monotonic() - self.started
        self.stdout.write(self.style.SUCCESS(f"演示街道已装好，用时 {total:.0f} 秒"))

    def _tell(self, text: str) -> None:
        now = time.monotonic()
        self.stdout.write(f"  {now - self.started:5.1f} 秒 (+{now - self.last:4.1f})  {text}")
        self.stdout.flush()
        self.last = now
