"""A small invented town for linkage: enough people to count names by, and a few awkward families."""

from datetime import date
from itertools import count

from stdnum.cn import ric

from lianfang.registry.people.linkage import Kind, Record

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林"
GIVEN = ["建国", "秀英", "海燕", "志强", "丽华", "文博", "雪梅", "俊杰"]
GIVEN += ["桂兰", "振东", "思远", "玉珍", "晓峰", "春生", "美玲", "家豪"]
BORN = date(1980, 5, 6)
ARRIVED = date(2020, 2, 3)
_serial = count(1)


def number(born: date, sex: str, serial: int) -> str:
    """A citizen number that passes its checksum; `serial` tells people of one day apart."""
    order = serial * 2 + (sex == "m")
    head = f"310999{born:%Y%m%d}{order % 1000:03d}"
    return head + str(ric.calc_check_digit(head + "0"))


def person(
    name: str,
    *,
    sex: str = "f",
    born: date = date(1980, 5, 6),
    phone: str = "",
    flat: str = "c1/1/101",
    **more: object,
) -> Record:
    """A register row."""
    serial = next(_serial)
    return Record(
        id=f"register {serial}",
        file="register",
        kind=Kind.REGISTER,
        name=name,
        sex=sex,
        born_on=born,
        id_number=number(born, sex, serial),
        phones=phone or f"139{serial:08d}",
        **{**place(flat), **more},  # type: ignore[arg-type]
    )


def row(
    name: str, *, flat: str = "", file: str = "police", arrived: date = ARRIVED, **more: object
) -> Record:
    """A row of a returnee list."""
    return Record(
        id=f"{file} {next(_serial)}",
        file=file,
        kind=Kind.LIST,
        name=name,
        arrived_on=arrived,
        from_place=str(more.pop("from_place", "江西九江")),
        **{**place(flat), **more},  # type: ignore[arg-type]
    )


def place(flat: str) -> dict[str, str]:
    """Keys of a flat written compound/stair/room, and of all that it lies in; shorter ones say less."""
    parts = flat.split("/") if flat else []
    return {
        "committee": "k" if parts else "",
        "compound": parts[0] if parts else "",
        "stair": "/".join(parts[:2]) if len(parts) > 1 else "",
        "flat": flat if len(parts) > 2 else "",
    }


def crowd(size: int = 300) -> list[Record]:
    """Unremarkable neighbours, three to a flat, far from the families of the tests."""
    people = []
    for i in range(size):
        name = SURNAMES[i % 16] + GIVEN[i // 16 % 16][: 1 + i % 2]
        flat = f"c{10 + i // 300}/{i // 30}/{i // 3}"
        people.append(
            person(name, sex="fm"[i % 2], born=date(1940 + i % 70, 1 + i % 12, 1 + i % 28), flat=flat)
        )
    return people
