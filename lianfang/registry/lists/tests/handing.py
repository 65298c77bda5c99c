"""Lists as tests hand them in: read in this process, joined by name, so that each takes milliseconds."""

from __future__ import annotations

from pathlib import Path

from lianfang.core import ids
from lianfang.ledger.operations import record
from lianfang.registry.lists import operations
from lianfang.registry.lists.models import Import, Row
from lianfang.registry.people import caching
from lianfang.registry.people.models import Mention, Person
from tests.cast import AT

from . import making

HEADS = ("序号", "姓名", "身份证号", "手机", "现住址", "抵沪日期", "来源地")
WANG = ("1", "王小明", "310113199001010015", "13812340001", "甲路10弄1号101室", "2020-02-03", "湖北省武汉市")
LI = ("2", "李小红", "310113199102020028", "13812340002", "甲路10弄1号102室", "2020-02-04", "浙江省温州市")
ZHAO = ("3", "赵小军", "310113199203030031", "13812340003", "甲路10弄2号103室", "2020-02-05", "湖北省荆州市")
NOBODY = ("4", "", "", "", "", "2020-02-06", "")


def read_here(path: str) -> making.Workbook:
    """Opens a stored file without a process of its own."""
    return making.read(Path(path).read_bytes())


def csv(*rows, heads=HEADS, title=""):
    """A text file of these rows."""
    lines = [*([title] if title else []), *(",".join(row) for row in (heads, *rows))]
    return "\n".join(lines).encode()


def hand_in(by, body, name="公安推送名单.csv", at=AT):
    """Uploads and reads; the first of the imports that the file became."""
    made = operations.upload(by=by, file_name=name, body=body, at=at)
    operations.read(by=by, import_id=made.id, at=at)
    made.refresh_from_db()
    return made


def bring_in(by, body, name="公安推送名单.csv", at=AT):
    """The whole way: handed in, imported, joined."""
    made = hand_in(by, body, name, at)
    operations.queue(by=by, import_id=made.id, at=at)
    operations.commit(by=by, import_id=made.id, at=at)
    join(by, at)
    made.refresh_from_db()
    return made


def join(by, at=AT):
    """Stands for linkage: one name, one person. Tells the house as linkage does."""
    for mention in Mention.objects.of(by.subdistrict).standing().filter(person=None).order_by("id"):
        known = Mention.objects.of(by.subdistrict).standing().exclude(person=None)
        same = known.filter(name=mention.name).first()
        mention.person = same.person if same else _newcomer(by, at)
        mention.save(update_fields=["person"])
        caching.refresh(by.subdistrict, [mention.person_id], at)
    record("people.linked", by=by, at=at)


def _newcomer(by, at):
    return Person.objects.create(
        id=ids.new(), subdistrict=by.subdistrict, name="", created_at=at, updated_at=at
    )


def states(made: Import) -> list[str]:
    """How each row ended, in order."""
    return list(Row.objects.filter(source=made).order_by("number").values_list("state", flat=True))


def listed(*names: str) -> set[str]:
    """Which of these names people find."""
    return set(Person.objects.listed().filter(name__in=names).values_list("name", flat=True))
