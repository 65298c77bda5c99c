"""A small drawn town through both commands: read in the limited process, joined by linkage itself."""

import csv
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lianfang.core import ids, tenant
from lianfang.core.models import Subdistrict
from lianfang.registry.lists.models import Import, Row
from lianfang.registry.people.models import Mention

CHECKOUT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """Lists and truth of a town of four hundred households."""
    folder = tmp_path_factory.mktemp("town")
    draw = [sys.executable, "-m", "lianfang.command.exercise.town", str(folder), "--size", "small"]
    subprocess.run([*draw, "--variations"], check=True, cwd=CHECKOUT, capture_output=True)
    return folder


@pytest.fixture
def home(db, town):
    """The town's own subdistrict."""
    with (town / "lists" / "区划代码表.csv").open("rb") as file:
        code = file.read().decode("gb18030", "ignore").split("31", 1)[1][:7]
    key = ids.new()
    with tenant.inside(key):
        yield Subdistrict.objects.create(id=key, code="31" + code, name="澄浦街道")


def run(*words):
    said = StringIO()
    call_command(*map(str, words), stdout=said)
    return said.getvalue()


def rows_of(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_town_is_imported_once_joined_and_told(town, home, tmp_path):
    said = run("import_lists", town / "lists")
    assert "完成" in said
    assert set(Import.objects.values_list("state", flat=True)) == {"done"}
    ended = set(Row.objects.values_list("state", flat=True))
    assert ended <= {"new", "joined", "review", "refused"}
    assert not Mention.objects.standing().filter(person=None).exists()
    for one in Import.objects.all():
        assert Row.objects.filter(source=one).count() == one.rows_total == one.rows_done

    assert "已写出" in run("export_links", tmp_path / "links.csv")
    found = {(row["file"], row["row"]): row["person"] for row in rows_of(tmp_path / "links.csv")}
    truth = {(row["file"], row["row"]): row["person"] for row in rows_of(town / "truth" / "links.csv")}
    assert set(truth) <= set(found)
    assert all(found[key] for key in truth)
    _check_mostly_right(found, truth)

    count = (Import.objects.count(), Row.objects.count(), Mention.objects.count())
    assert run("import_lists", town / "lists").count("已经导入过，没有变化") == len(
        list((town / "lists").iterdir())
    )
    assert (Import.objects.count(), Row.objects.count(), Mention.objects.count()) == count

    said = run("import_lists", town / "variations")
    newer = Import.objects.get(file_name="公安推送重点人员名单（2月11日）.xlsx")
    assert newer.previous.file_name.startswith("公安推送重点人员名单")
    assert newer.counts["unchanged"] > 0
    assert not Import.objects.filter(sheet_name="填表说明").exists()
    assert not Import.objects.exclude(state="done").exists()


def _check_mostly_right(found, truth):
    """Rows of one person lie together. How well is measured elsewhere, on towns of full size."""
    persons = {}
    for key, person in truth.items():
        persons.setdefault(person, set()).add(found[key])
    together = sum(len(keys) == 1 for keys in persons.values())
    assert together / len(persons) > 0.9


def test_a_folder_without_lists_and_a_town_without_a_name_are_refused(db, tmp_path):
    with pytest.raises(CommandError, match="no lists here"):
        run("import_lists", tmp_path)
    (tmp_path / "a.csv").write_text("姓名\n王小明\n")
    with pytest.raises(CommandError, match="--subdistrict"):
        run("import_lists", tmp_path, "--subdistrict", "999999999")


def test_a_refused_file_does_not_stop_the_others(db, tmp_path):
    key = ids.new()
    with tenant.inside(key):
        Subdistrict.objects.create(id=key, code="310199001", name="测试街道")
        (tmp_path / "a.csv").write_bytes(b"")
        (tmp_path / "b.csv").write_text(
            "姓名,手机,住址\n王小明,13812340001,甲路10弄1号101室\n", encoding="utf-8"
        )
        (tmp_path / "c.csv").write_text("区划代码,名称\n310100000001,外居委\n", encoding="utf-8")
        said = run("import_lists", tmp_path)
        assert "a.csv: 未能读取。文件是空的。" in said
        states = dict(Import.objects.values_list("file_name", "state"))
        assert states == {"a.csv": "refused", "b.csv": "done", "c.csv": "failed"}
        assert "c.csv: 未能导入" in said
