"""The lists of those who came back, each with its own headings, order and habits; and all lists together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from .base_lists import divisions, ledger, mask, register
from .desk import Desk
from .journeys import CONTACT, OVERSEAS, Journey
from .pen import Pen
from .people import Person
from .rates import RATES, ErrorRates
from .sheets import Book, Row, Sheet, line, plain, titled
from .slips import Cell
from .town import Town
from .words import words


def police(desk: Desk) -> Book:
    """公安推送: a numbered list under a title with its issue time."""
    subjects = [s for s in desk.subjects() if s[1].arrived] + desk.strangers(0.3) + desk.moved_out()
    desk.rng.shuffle(subjects)
    rows = [police_row(desk.pen, n, p, j) for n, (p, j) in enumerate(subjects, start=1)]
    day = desk.town.story.list_day
    title = f"{desk.town.subdistrict.name}重点地区来沪人员核查名单（{day.month}月{day.day}日8时）"
    return Book("公安推送重点人员名单.xlsx", (titled(title, POLICE_HEADINGS, rows),))


POLICE_HEADINGS = words("序号 姓名 公民身份号码 手机号码 来沪日期 从何地来沪 在沪居住地址 核查情况")


def police_row(pen: Pen, number: int, person: Person, journey: Journey) -> Row:
    return Row(
        (
            number,
            pen.name(person),
            pen.document(person),
            pen.phone(person),
            pen.day(journey.arrived),
            pen.origin(journey),
            pen.address(person),
            None,
        ),
        person.number,
    )


def cdc(desk: Desk) -> Book:
    """疾控下发: contacts and fellow travellers, by name, sex and age, without an identity number."""
    headings = ("姓名", "性别", "年龄", "联系方式", "现住地址", "末次接触时间", "接触方式", "航班/车次")
    rows = [_cdc_row(desk, p, j) for p, j in desk.subjects() if j.arrived]
    return Book("疾控下发.csv", (plain(headings, rows),), "gb18030")


def _cdc_row(desk: Desk, person: Person, journey: Journey) -> Row:
    pen = desk.pen
    by_rail = "同车厢" if journey.carrier[-1:].isdigit() else "同乘"
    together = "同航班" if journey.kind == OVERSEAS else by_rail
    how = "密切接触" if journey.kind == CONTACT else desk.rng.choice((together, together, "密切接触"))
    years = person.age(desk.town.story.ages_on)
    age: Cell = desk.rng.choice((str(years), f"{years}岁"))
    return Row(
        (
            pen.name(person),
            person.sex,
            age,
            pen.phone(person),
            pen.address(person),
            pen.day(journey.arrived),
            how,
            journey.carrier or None,
        ),
        person.number,
    )


def wechat(desk: Desk) -> Book:
    """微信自主登记: what residents typed themselves, in the order in which they sent it."""
    headings = words(
        "填报时间 姓名 证件类型 证件号码 手机号 在沪详细地址 从哪个城市来沪 到沪日期 今日体温 有无不适症状"
    )
    sent = sorted((desk.hour(j, 0, 2), p.number, p, j) for p, j in desk.subjects() if j.arrived)
    rows = [_wechat_row(desk, at, p, j) for at, _, p, j in sent]
    return Book("微信自主登记导出.csv", (plain(headings, rows),), "utf-8-sig")


def _wechat_row(desk: Desk, at: datetime, person: Person, journey: Journey) -> Row:
    pen, rng = desk.pen, desk.rng
    heat = f"{rng.gauss(36.4, 0.25):.1f}"
    felt = rng.choices(("无", "没有", "咳嗽", "咽痛、乏力"), (80, 15, 3, 2))[0]
    origin = pen.origin(journey) if journey.province else "上海"
    return Row(
        (
            f"{at:%Y-%m-%d %H:%M:%S}",
            pen.name(person),
            person.document.kind,
            pen.document(person),
            pen.phone(person),
            pen.address(person),
            origin,
            pen.day(journey.arrived),
            rng.choice(("正常", heat, heat + "℃")),
            felt,
        ),
        person.number,
    )


def firm(desk: Desk) -> Book:
    """企业返沪员工申报: firm by firm, the firm's name only on its first line."""
    headings = words("企业名称 员工姓名 身份证号 联系电话 返沪日期 出发城市 在沪居住地址 是否已返岗")
    staff = [(p.firm, p.number, p, j) for p, j in desk.subjects() if p.firm]
    rows = [_firm_row(desk, p, j) for *_, p, j in sorted(staff, key=lambda s: s[:2])]
    return Book("企业返沪员工申报.xlsx", (plain(headings, rows, name="员工返沪情况"),))


def _firm_row(desk: Desk, person: Person, journey: Journey) -> Row:
    pen = desk.pen
    back: Cell = (
        pen.day(journey.arrived) if journey.arrived else desk.rng.choice(("未返沪", "暂未返沪", None))
    )
    return Row(
        (
            person.firm,
            pen.name(person),
            pen.document(person),
            pen.phone(person),
            back,
            pen.origin(journey),
            pen.address(person),
            "否",
        ),
        person.number,
    )


def leader(desk: Desk) -> Book:
    """楼组长上报: by committee, with how neighbours are called, blank lines and a signature."""
    headings = ("居民区", "楼组（地址）", "称呼", "电话", "几号回来的", "从哪里回来", "备注")
    known = sorted(desk.subjects(), key=lambda s: desk.town.committee_of(s[0]).number)
    rows = list(_with_breaks(desk, [_leader_row(desk, p, j) for p, j in known], headings))
    footer = (line(*[None] * 7), line("填表人：", None, None, "审核人：", *[None] * 3))
    return Book(
        "楼组长上报.xlsx",
        (titled("各居民区楼组长上报返沪人员情况", headings, rows, name="汇总", footer=footer),),
    )


def _leader_row(desk: Desk, person: Person, journey: Journey) -> Row:
    pen, committee = desk.pen, desk.town.committee_of(person).name
    family = "一家人一起回来的" if journey.with_family and desk.rng.random() < 0.4 else None
    back, note = pen.day(journey.arrived), family
    if journey.expected:
        back, note = "还没回来", f"预计{journey.expected.month}月{journey.expected.day}日回"
    return Row(
        (
            committee,
            pen.address(person),
            pen.name(person),
            pen.phone(person),
            back,
            pen.origin(journey) or None,
            note,
        ),
        person.number,
    )


def _with_breaks(desk: Desk, rows: list[Row], headings: tuple[str, ...]) -> Iterator[Row]:
    """Sheets pasted under each other keep their headings and blank lines."""
    for n, row in enumerate(rows):
        if n and n % 170 == 0:
            yield from (line(*[None] * len(headings)), line(*headings))
        yield row


def gate(desk: Desk) -> Book:
    """门岗登记: arrivals and visitors in the order in which they passed, temperature beside."""
    headings = ("时间", "姓名", "电话", "去往（楼号）", "来自", "体温℃", "车牌")
    passed = [s for s in desk.subjects() if s[1].arrived] + desk.strangers(0.6)
    times = sorted((desk.hour(j, 0, 0), p.number, p, j) for p, j in passed)
    rows = [_gate_row(desk, at, p, j) for at, _, p, j in times]
    return Book("门岗登记.xlsx", (titled("小区门岗返沪及外来人员登记表", headings, rows, name="登记"),))


def _gate_row(desk: Desk, at: datetime, person: Person, journey: Journey) -> Row:
    pen, rng = desk.pen, desk.rng
    goes_to = pen.address(person if person.household else rng.choice(desk.town.people))
    plate = f"{rng.choice('沪苏浙皖')}{rng.choice('ABDE')}{rng.randint(10000, 99999)}"
    origin = pen.origin(journey) if journey.province else "本市"
    heat = min(37.2, rng.gauss(36.4, 0.3))
    return Row(
        (
            f"{at.month}/{at.day} {at.hour}:{at.minute:02d}",
            pen.name(person),
            pen.phone(person),
            goes_to,
            origin,
            f"{heat:.1f}",
            plate if rng.random() < 0.1 else None,
        ),
        person.number,
    )


OFFICES: dict[str, Callable[[Desk], Book]] = {
    "police": police,
    "cdc": cdc,
    "wechat": wechat,
    "firm": firm,
    "leader": leader,
    "gate": gate,
    "mask": mask,
    "register": register,
    "ledger": ledger,
    "divisions": divisions,
}
RETURNEES = ("police", "cdc", "wechat", "firm", "leader", "gate")


def hand_in(
    town: Town, rates: Mapping[str, ErrorRates] = RATES, only: Iterable[str] = OFFICES
) -> Iterator[Book]:
    """Let the offices write their lists, one after another; each has its own dice."""
    for office in only:
        yield replace(OFFICES[office](Desk(town, office, rates.get(office, ErrorRates()))), office=office)


def sheet_of(book: Book) -> Sheet:
    """The one sheet of a list that has only one."""
    (sheet,) = book.sheets
    return sheet
