"""`manage.py import_lists DIR`: every list in a folder, as offices handed them in, to one person each."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from lianfang.core import actor, clock, tenant
from lianfang.core.models import Subdistrict
from lianfang.core.refusal import Refused, sentence
from lianfang.registry.lists import operations
from lianfang.registry.lists.jobs import import_rows
from lianfang.registry.lists.models import Import
from lianfang.registry.lists.operations.uploading import turn
from lianfang.registry.people.operations import linking

ENDINGS = {".xls", ".xlsx", ".xlsm", ".ods", ".csv", ".tsv", ".txt"}


class Command(BaseCommand):
    """Uploads, imports and joins every list in a folder and says what became of each."""

    help = "Import every list of a folder and join its rows into persons."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, and which subdistrict where there are several."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--subdistrict", help="nine-digit code; needed only where there are several")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs the import; a refused file does not stop the others."""
        translation.activate("zh-hans")
        files = sorted(f for f in Path(options["folder"]).iterdir() if f.suffix.lower() in ENDINGS)
        if not files:
            raise CommandError(f"{options['folder']}: no lists here (xls, xlsx, ods, csv, tsv, txt)")
        home = home_of(options["subdistrict"])
        self.by = actor.system(home.id, "import_lists")
        started = time.monotonic()
        with tenant.working_as(home.id):
            imports = [one for file in files for one in self._take(file)]
            for one in sorted(imports, key=turn):
                self._commit(home, one)
            waited = self._waiting()
            self._link()
            self._tell(imports, waited, time.monotonic() - started)

    def _take(self, file: Path) -> list[Import]:
        at = clock.now()
        one = operations.upload(by=self.by, file_name=file.name, body=file.read_bytes(), at=at)
        if one.state != Import.State.READING:
            self.stdout.write(f"{file.name}: 已经导入过，没有变化")
            return []
        found = operations.read(by=self.by, import_id=one.id, at=at)
        for made in found:
            if made.state == Import.State.REFUSED:
                code, facts = made.refusal["code"], made.refusal["facts"]
                self.stdout.write(f"{file.name}: 未能读取。{sentence(code, **facts)}")
            else:
                self.stdout.write(f"{file.name}: {made.get_kind_display()} · {made.rows_total:,} 行")
        return [made for made in found if made.state == Import.State.PREVIEW]

    def _commit(self, home: Subdistrict, one: Import) -> None:
        operations.queue(by=self.by, import_id=one.id, at=clock.now())
        try:
            import_rows(home.id, one.id)
        except Refused as refusal:
            self.stdout.write(f"{one.file_name}: 未能导入。{refusal}")

    def _link(self) -> None:
        """Joins the rows. Where that fails the rows are kept, the imports say so, and the command ends badly."""
        self.stdout.write("正在归并到人……")
        try:
            linking.run(by=self.by, at=clock.now())
        except Exception as error:
            stuck = operations.tell_stuck(by=self.by, at=clock.now())
            raise CommandError(
                f"归并失败：{stuck} 份名单的行已保存，但还没有归并到人（{type(error).__name__}）。"
                "再运行一次本命令，或在名单页面点「重新归并」。"
            ) from error

    def _waiting(self) -> list[Import]:
        """What waits to be joined now, this folder's lists and any left from before."""
        return list(Import.objects.of(self.by.subdistrict).filter(state=Import.State.LINKING))

    def _tell(self, imports: list[Import], waited: list[Import], seconds: float) -> None:
        self.stdout.write("")
        mine = {one.id for one in imports}
        told = Import.objects.filter(id__in=mine | {one.id for one in waited})
        for one in told.order_by("file_name"):
            before = "" if one.id in mine else "先前未归并的："
            self.stdout.write(f"{before}{one.file_name}  {_figures(one)}")
        self.stdout.write(self.style.SUCCESS(f"完成，用时 {seconds:.0f} 秒"))


def _figures(one: Import) -> str:
    """What became of the rows; what happens seldom is named only where it happened."""
    often = {
        "new": "新建",
        "joined": "并入",
        "review": "待核对",
        "refused": "有问题",
        "unchanged": "未变",
        "replaced": "替换",
    }
    seldom = {"returned": "归回原人", "flagged": "有存疑值"}
    told = [f"{word} {one.counts.get(key, 0):,}" for key, word in often.items()]
    told += [f"{word} {one.counts[key]:,}" for key, word in seldom.items() if one.counts.get(key)]
    return "  ".join(told)


def home_of(code: str | None) -> Subdistrict:
    """The subdistrict meant; the only one where none is named. Raises CommandError where that is not one."""
    found = list(Subdistrict.objects.filter(code=code) if code else Subdistrict.objects.all()[:2])
    if len(found) != 1:
        raise CommandError("name one subdistrict with --subdistrict CODE")
    return found[0]
