"""`manage.py settle_in`: a fresh installation gets its demonstration town; a stopped one takes up its work."""

from __future__ import annotations

import os
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from lianfang.command.exercise.town import SIZES
from lianfang.core import clock, tenant
from lianfang.core.actor import system
from lianfang.core.models import Subdistrict
from lianfang.registry.forms import operations as forms
from lianfang.registry.lists.jobs import send_again


class Command(BaseCommand):
    """Loads the town where there is none (LIANFANG_TOWN=none leaves it empty), sends unfinished imports on."""

    help = "Load the demonstration town into an empty installation; resume unfinished imports."

    def handle(self, *args: Any, **options: Any) -> None:
        """Idempotent."""
        homes = list(Subdistrict.objects.all())
        town = os.environ.get("LIANFANG_TOWN") or "demo"
        if town not in (*SIZES, "none"):
            raise CommandError(f"LIANFANG_TOWN={town}：只能是 {'、'.join((*SIZES, 'none'))}。")
        if not homes and town != "none":
            call_command("load_town", size=town)
            return
        for home in homes:
            with tenant.inside(home.id):  # an office older than its questionnaires
                forms.load_defaults(by=system(home.id), at=clock.now())
            resumed = send_again(home.id)
            if resumed:
                self.stdout.write(f"{home}: 继续上次未完成的 {resumed} 份名单")
