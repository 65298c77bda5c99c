"""Times lists from upload to linked, and a further list of 1,000 rows after it, on a fresh database.

    python bench/lists.py [DIR]       # DIR: nine lists; default: the project's own town, drawn anew

Prints seconds of wall clock and of this process's own CPU, and the peak of memory (largest single process).
"""

from __future__ import annotations

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
FURTHER = 1000


def main() -> None:
    """Sets a scratch installation up, imports, tells."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LIANFANG_VAR"] = str(Path(folder) / "var")
        lists = Path(sys.argv[1]) if len(sys.argv) > 1 else _drawn(Path(folder))
        from lianfang.config.office import postgres

        with postgres.running():
            _manage("migrate", "--database", "owner", "-v", "0")
            _manage("compile_words")
            _found(lists)
            first = _timed("import_lists", str(lists))
            second = _timed("import_lists", str(_further(Path(folder), lists)))
        print(f"{_rows(lists):,} rows, upload to linked: {first:.1f} s wall")
        print(f"a further list of {FURTHER:,} rows:        {second:.1f} s wall")
        print(
            f"peak memory, largest process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB"
        )


def _drawn(folder: Path) -> Path:
    out = folder / "town"
    subprocess.run([sys.executable, "-m", "lianfang.command.exercise.town", str(out)], check=True, cwd=ROOT)
    return out / "lists"


def _manage(*command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], check=True, cwd=ROOT)


def _timed(*command: str) -> float:
    started = time.monotonic()
    _manage(*command)
    return time.monotonic() - started


def _found(lists: Path) -> None:
    """A subdistrict whose code fits the lists' own code table, where they bring one."""
    table = lists / "区划代码表.csv"
    code = "310106088"
    if table.exists():
        text = table.read_bytes().decode("utf-8-sig", errors="ignore")
        code = next(word[:9] for word in text.replace(",", " ").split() if word.isdigit() and len(word) == 12)
    _manage("found", "--code", code, "--name", "江畔街道" if code == "310106088" else "澄浦街道")


def _rows(lists: Path) -> int:
    from lianfang.registry.lists.files import open_workbook

    return sum(len(s.rows) for file in lists.iterdir() for s in open_workbook(file).sheets)


def _further(folder: Path, lists: Path) -> Path:
    """A new list: people drawn from the register, half of them with a slip, as a returnee list would name them."""
    from lianfang.registry.lists.files import open_workbook

    dice = random.Random(5)
    rows = open_workbook(next(lists.glob("实有人口*"))).sheets[0].rows
    head = [cell.text for cell in rows[0]]
    at = {name: next(i for i, h in enumerate(head) if name in h) for name in ("姓名", "证件", "地址", "电话")}
    out = folder / "further"
    out.mkdir()
    with (out / "公安补充名单.csv").open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(["姓名", "身份证号", "联系电话", "现住址", "来源地", "抵沪日期"])
        for row in dice.sample(rows[1:], FURTHER):
            cells = {name: row[i].text if i < len(row) else "" for name, i in at.items()}
            number = cells["证件"] if dice.random() < 0.5 else ""
            writer.writerow(
                [cells["姓名"], number, cells["电话"], cells["地址"], "湖北省武汉市", "2020-02-09"]
            )
    return out


if __name__ == "__main__":
    main()
