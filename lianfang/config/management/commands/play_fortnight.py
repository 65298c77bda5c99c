"""`manage.py play_fortnight`: a fortnight of the demonstration town, played into an empty installation and checked."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from lianfang.command.exercise import operations
from lianfang.command.exercise.fortnight import Line, Played, telling
from lianfang.command.exercise.operations import Wanted
from lianfang.command.exercise.town import SIZES
from lianfang.config.office import demonstration
from lianfang.core import clock, ids, tenant
from lianfang.core.actor import system
from lianfang.core.refusal import Refused

NAME = "演练"
DAYS = 14


class Command(BaseCommand):
    """Plays in one transaction, prints a line a day, and fails where an invariant did not hold."""

    help = "Play a fortnight of the demonstration town in an empty installation; every invariant is checked daily."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which town, by which dice, which days."""
        parser.add_argument("--size", choices=SIZES, default="small")
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--days", type=int, default=DAYS)
        parser.add_argument(
            "--from", type=date.fromisoformat, dest="first", help="ISO day; default: ends today"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """A stopped play leaves nothing; neither does one that was refused."""
        translation.activate("zh-hans")
        self.started = time.monotonic()
        now, days = clock.now(), options["days"]
        first = options["first"] or clock.day_of(now) - timedelta(days=days - 1)
        wanted = Wanted(options["size"], options["seed"], demonstration.password())
        by = system(ids.new(), NAME)
        try:
            with tenant.inside(by.subdistrict):
                played = operations.play(
                    by=by, wanted=wanted, first=first, days=days, at=now, tell=self._tell, look=self._look
                )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._sum(played)

    def _tell(self, text: str) -> None:
        self.stdout.write(f"  {time.monotonic() - self.started:5.1f} 秒  {text}")
        self.stdout.flush()

    def _look(self, line: Line) -> None:
        if not hasattr(self, "is_headed"):
            self.is_headed = True
            self.stdout.write(telling.heading())
        self.stdout.write(telling.line(line))
        for broken in line.broken:
            self.stdout.write(self.style.ERROR(f"  破坏：{broken}"))
        self.stdout.flush()

    def _sum(self, played: Played) -> None:
        self.stdout.write("\n".join(telling.summary(played)))
        took = f"{len(played.lines)} 天，{played.happened.total():,} 件事，{time.monotonic() - self.started:.0f} 秒"
        if played.broken:
            raise CommandError(f"{took}，{len(played.broken)} 处不变式被破坏")
        self.stdout.write(self.style.SUCCESS(f"{took}，不变式全部成立"))
