"""The lists that stand under all others: register, household ledger, mask reservations, division codes."""

from __future__ import annotations

from .desk import Desk
from .pen import Pen
from .people import Household, Person
from .sheets import Book, Row, line, plain, titled
from .words import words


def mask(desk: Desk) -> Book:
    """口罩预约登记: one reservation per household, made by whoever had the time."""
    headings = ("预约编号", "预约人", "证件号码", "手机", "家庭住址", "数量")
    chosen = desk.rng.sample(desk.town.households, desk.town.size.reservations)
    numbers = desk.rng.sample(range(1, 60_000), len(chosen))
    rows = [_mask_row(desk, n, _reserves(desk, h)) for n, h in zip(numbers, chosen, strict=True)]
    return Book("口罩预约登记.xlsx", (titled("口罩预约登记（第一轮）", headings, rows),))


def _reserves(desk: Desk, household: Household) -> Person:
    adults = [m for m in household.members if desk.town.person(m).age() >= 18]
    return desk.town.person(desk.rng.choice(adults or list(household.members)))


def _mask_row(desk: Desk, number: int, person: Person) -> Row:
    pen = desk.pen
    return Row(
        (f"{number:06d}", pen.name(person), pen.document(person), pen.phone(person), pen.address(person), 5),
        person.number,
    )


def register(desk: Desk) -> Book:
    """实有人口: the police register; some newcomers are missing, some who left are still in it."""
    headings = ("姓名", "性别", "证件类型", "证件号码", "出生日期", "居住地址", "联系电话", "人员类别")
    known = [p for p in desk.town.people if desk.rng.random() < (0.9 if p.residence == "来沪" else 0.985)]
    everybody = known + desk.town.moved_out
    desk.rng.shuffle(everybody)
    return Book(
        "实有人口.csv", (plain(headings, [_register_row(desk.pen, p) for p in everybody]),), "gb18030"
    )


def _register_row(pen: Pen, person: Person) -> Row:
    return Row(
        (
            pen.name(person),
            person.sex,
            person.document.kind or None,
            pen.document(person),
            f"{person.born:%Y%m%d}",
            pen.official(person),
            pen.phone(person),
            person.residence,
        ),
        person.number,
    )


def ledger(desk: Desk) -> Book:
    """户册台账: every household of every committee, door by door."""
    headings = words("居委会 房屋类型 小区名称 户地址 户主（承租人） 联系电话 户内人数 是否出租 备注")
    door_by_door = sorted(desk.town.households, key=lambda h: (h.flat.number, h.number))
    rows = [_ledger_row(desk, h) for h in door_by_door]
    return Book(
        "户册台账.xlsx", (titled(f"{desk.town.subdistrict.name}居民户册台账", headings, rows, name="户册"),)
    )


def _ledger_row(desk: Desk, household: Household) -> Row:
    pen, town = desk.pen, desk.town
    compound, head = household.flat.compound, town.person(household.members[0])
    note = {"group_rental": "群租", "old_alone": "独居老人"}.get(household.kind)
    return Row(
        (
            town.places.committee_of(compound).name,
            compound.kind.zh,
            compound.name or None,
            household.flat.address,
            pen.name(head),
            pen.phone(head),
            len(household.members),
            "是" if household.rented else None,
            note,
        ),
        head.number,
    )


def divisions(desk: Desk) -> Book:
    """区划代码表: the street and its committees with their 12-digit codes; about nobody."""
    street = desk.town.subdistrict
    rows = [line(f"{street.code}000", street.name, "111")]
    rows += [line(c.code, f"{c.stem}居委会", "111") for c in desk.town.committees]
    return Book("区划代码表.csv", (plain(("区划代码", "名称", "城乡分类代码"), rows),), "utf-8-sig")
