"""`manage.py found`: a real subdistrict begins, with its first two accounts and the rules of the day."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, transaction

from lianfang.core import Role, actor, clock, ids, tenant
from lianfang.core.models import Subdistrict
from lianfang.ledger.operations import record
from lianfang.registry.accounts import operations as accounts
from lianfang.registry.accounts.rules import Placement
from lianfang.registry.forms import operations as forms
from lianfang.registry.places.rules import BadCode, parse_code

FIRST = ((Role.COMMANDER, "commander", "指挥"), (Role.DATA_OFFICER, "data", "数据员"))


class Command(BaseCommand):
    """Founds a subdistrict. Everything else (staff, rules, lists) is done on the pages."""

    help = "Found a subdistrict and print its first two sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who and where."""
        parser.add_argument("--code", required=True, help="nine-digit division code, e.g. 310105004")
        parser.add_argument("--name", required=True, help="e.g. 江苏路街道")
        parser.add_argument("--district", default="")
        parser.add_argument("--city", default="上海市")
        parser.add_argument("--help-phone", default="")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Makes it, and prints the one-time passwords once."""
        code = options["code"]
        try:
            parse_code(code + "000")
        except BadCode as error:
            raise CommandError(f"{code}: 不是九位街道代码 (not a nine-digit subdistrict code)") from error
        if self._is_founded(code):
            raise CommandError(f"{code}: 已经存在 (exists already)")
        home = Subdistrict.objects.create(
            id=ids.new(),
            code=code,
            name=options["name"],
            district=options["district"],
            city=options["city"],
            help_phone=options["help_phone"],
        )
        with tenant.inside(home.id):
            self._people(home)
        self.stdout.write(
            "下一步：用数据员登录，在「名单」交区划代码表、户册台账和实有人口，再交当天的名单（见 docs/runbook.md）。"
        )

    def _is_founded(self, code: str) -> bool:
        try:
            return Subdistrict.objects.filter(code=code).exists()
        except ProgrammingError as error:
            raise CommandError(
                "还没有数据表：请先运行一次 ./start（LIANFANG_TOWN=none），再运行本命令 (no tables yet)"
            ) from error

    def _people(self, home: Subdistrict) -> None:
        by, at = actor.system(home.id, "found"), clock.now()
        record("accounts.founded", by=by, at=at, name=home.name)
        forms.load_defaults(by=by, at=at)
        for role, username, name in FIRST:
            placement = Placement(role)
            user, password = accounts.add(
                by=by, username=f"{username}-{home.code}", name=name, placement=placement, at=at
            )
            self.stdout.write(f"{name}  用户名 {user.username}  初始密码 {password}（首次登录后须修改）")
