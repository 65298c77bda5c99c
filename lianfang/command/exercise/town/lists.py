"""The lists of nine offices and the street's division codes, each with its own headings, order and habits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from .chance import stream
from .journeys import CONTACT, HUBEI, KEY, OVERSEAS, PLAIN, Journey
from .pen import Pen
from .people import Household, Person
from .rates import RATES, ErrorRates
from .sheets import Book, Row, Sheet, line, plain, titled
from .slips import Cell
from .town import Town, stranger_journey

Subject = tuple[Person, Journey]

# Share of the travellers of each kind that an office hears of.
COVERAGE: dict[str, dict[str, float]] = {
    "police": {HUBEI: .62, KEY: .5, OVERSEAS: .35, PLAIN: .18, CONTACT: 0.0},
    "cdc": {HUBEI: .11, KEY: .08, OVERSEAS: .14, PLAIN: .03, CONTACT: .95},
    "wechat": {HUBEI: .48, KEY: .55, OVERSEAS: .6, PLAIN: .5, CONTACT: .1},
    "firm": {HUBEI: .8, KEY: .8, OVERSEAS: .7, PLAIN: .75, CONTACT: 0.0},
    "leader": {HUBEI: .5, KEY: .46, OVERSEAS: .3, PLAIN: .44, CONTACT: .1},
    "gate": {HUBEI: .42, KEY: .42, OVERSEAS: .45, PLAIN: .4, CONTACT: .1},
}


class Desk:
    """One office at work on one town."""

    def __init__(self, town: Town, office: str, rates: ErrorRates) -> None:
        self.town, self.office, self.rates = town, office, rates
        self.rng = stream(town.seed, f"list/{office}")
        self.pen = Pen(self.rng, town, rates)

    def subjects(self) -> list[Subject]:
        """Whom this office has heard of, some of them twice, in no order."""
        known = COVERAGE[self.office]
        heard = [(p, j) for p, j in self.town.travellers() if self.rng.random() < known[j.kind]]
        heard += [subject for subject in heard if self.rng.random() < self.rates.twice]
        self.rng.shuffle(heard)
        return heard

    def strangers(self, share: float) -> list[Subject]:
        """People of other subdistricts who slipped into the list."""
        chosen = [p for p in self.town.strangers if self.rng.random() < share]
        return [(p, stranger_journey(self.rng, p, self.town.story)) for p in chosen]

    def moved_out(self) -> list[Subject]:
        """People whom the police still have at an address that they left."""
        chosen = self.rng.sample(self.town.moved_out, len(self.town.moved_out) // 100)
        return [(p, stranger_journey(self.rng, p, self.town.story)) for p in chosen]

    def hour(self, journey: Journey, first: int, last: int) -> datetime:
        """A moment by day, first to last days after the arrival."""
        list_day = self.town.story.list_day
        day = min((journey.arrived or list_day) + timedelta(days=self.rng.randint(first, last)), list_day)
        clock = time(self.rng.randint(7, 22), self.rng.randint(0, 59), self.rng.randint(0, 59))
        return datetime.combine(day, clock)


def police(desk: Desk) -> Book:
    """公安推送: a numbered list under a title with its issue time."""
    subjects = [s for s in desk.subjects() if s[1].arrived] + desk.strangers(0.3) + desk.moved_out()
    desk.rng.shuffle(subjects)
    rows = [police_row(desk.pen, n, p, j) for n, (p, j) in enumerate(subjects, start=1)]
    day = desk.town.story.list_day
    title = f"{desk.town.subdistrict.name}重点地区来沪人员核查名单（{day.month}月{day.day}日8时）"
    return Book("公安推送重点人员名单.xlsx", (titled(title, POLICE_HEADINGS, rows),))


POLICE_HEADINGS = ("序号", "姓名", "公民身份号码", "手机号码", "来沪日期", "从何地来沪", "在沪居住地址", "核查情况")


def police_row(pen: Pen, number: int, person: Person, journey: Journey) -> Row:
    return Row((number, pen.name(person), pen.document(person), pen.phone(person), pen.day(journey.arrived),
                pen.origin(journey), pen.address(person), None), person.number)


def cdc(desk: Desk) -> Book:
    """疾控下发: contacts and fellow travellers, by name, sex and age, without an identity number."""
    headings = ("姓名", "性别", "年龄", "联系方式", "现住地址", "末次接触时间", "接触方式", "航班/车次")
    rows = [_cdc_row(desk, p, j) for p, j in desk.subjects() if j.arrived]
    return Book("疾控下发.csv", (plain(headings, rows),), "gb18030")


def _cdc_row(desk: Desk, person: Person, journey: Journey) -> Row:
    pen = desk.pen
    together = "同航班" if journey.kind == OVERSEAS else "同车厢" if journey.carrier[-1:].isdigit() else "同乘"
    how = "密切接触" if journey.kind == CONTACT else desk.rng.choice((together, together, "密切接触"))
    age: Cell = desk.rng.choice((str(person.age()), f"{person.age()}岁"))
    return Row((pen.name(person), person.sex, age, pen.phone(person), pen.address(person),
                pen.day(journey.arrived), how, journey.carrier or None), person.number)


def wechat(desk: Desk) -> Book:
    """微信自主登记: what residents typed themselves, in the order in which they sent it."""
    headings = ("填报时间", "姓名", "证件类型", "证件号码", "手机号", "在沪详细地址", "从哪个城市来沪", "到沪日期", "今日体温", "有无不适症状")
    sent = sorted((desk.hour(j, 0, 2), p.number, p, j) for p, j in desk.subjects() if j.arrived)
    rows = [_wechat_row(desk, at, p, j) for at, _, p, j in sent]
    return Book("微信自主登记导出.csv", (plain(headings, rows),), "utf-8-sig")


def _wechat_row(desk: Desk, at: datetime, person: Person, journey: Journey) -> Row:
    pen, rng = desk.pen, desk.rng
    heat = f"{rng.gauss(36.4, 0.25):.1f}"
    felt = rng.choices(("无", "没有", "咳嗽", "咽痛、乏力"), (80, 15, 3, 2))[0]
    origin = pen.origin(journey) if journey.province else "上海"
    return Row((f"{at:%Y-%m-%d %H:%M:%S}", pen.name(person), person.document.kind, pen.document(person),
                pen.phone(person), pen.address(person), origin, pen.day(journey.arrived),
                rng.choice(("正常", heat, heat + "℃")), felt), person.number)


def firm(desk: Desk) -> Book:
    """企业返沪员工申报: firm by firm, the firm's name only on its first line."""
    headings = ("企业名称", "员工姓名", "身份证号", "联系电话", "返沪日期", "出发城市", "在沪居住地址", "是否已返岗")
    staff = [(p.firm, p.number, p, j) for p, j in desk.subjects() if p.firm]
    rows = [_firm_row(desk, p, j) for *_, p, j in sorted(staff, key=lambda s: s[:2])]
    return Book("企业返沪员工申报.xlsx", (plain(headings, rows, name="员工返沪情况"),))


def _firm_row(desk: Desk, person: Person, journey: Journey) -> Row:
    pen = desk.pen
    back: Cell = pen.day(journey.arrived) if journey.arrived else desk.rng.choice(("未返沪", "暂未返沪", None))
    return Row((person.firm, pen.name(person), pen.document(person), pen.phone(person), back,
                pen.origin(journey), pen.address(person), "否"), person.number)


def leader(desk: Desk) -> Book:
    """楼组长上报: by committee, with how neighbours are called, blank lines and a signature."""
    headings = ("居民区", "楼组（地址）", "称呼", "电话", "几号回来的", "从哪里回来", "备注")
    known = sorted(desk.subjects(), key=lambda s: desk.town.committee_of(s[0]).number)
    rows = list(_with_breaks(desk, [_leader_row(desk, p, j) for p, j in known], headings))
    footer = (line(*[None] * 7), line("填表人：", None, None, "审核人：", None, None, None))
    return Book("楼组长上报.xlsx", (titled("各居民区楼组长上报返沪人员情况", headings, rows, "汇总", footer),))


def _leader_row(desk: Desk, person: Person, journey: Journey) -> Row:
    pen, committee = desk.pen, desk.town.committee_of(person).name
    family = "一家人一起回来的" if journey.with_family and desk.rng.random() < 0.4 else None
    back, note = pen.day(journey.arrived), family
    if journey.expected:
        back, note = "还没回来", f"预计{journey.expected.month}月{journey.expected.day}日回"
    return Row((committee, pen.address(person), pen.name(person), pen.phone(person), back,
                pen.origin(journey) or None, note), person.number)


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
    return Book("门岗登记.xlsx", (titled("小区门岗返沪及外来人员登记表", headings, rows, "登记"),))


def _gate_row(desk: Desk, at: datetime, person: Person, journey: Journey) -> Row:
    pen, rng = desk.pen, desk.rng
    goes_to = pen.address(person if person.household else rng.choice(desk.town.people))
    plate = f"{rng.choice('沪苏浙皖')}{rng.choice('ABDE')}{rng.randint(10000, 99999)}"
    origin = pen.origin(journey) if journey.province else "本市"
    heat = min(37.2, rng.gauss(36.4, 0.3))
    return Row((f"{at.month}/{at.day} {at.hour}:{at.minute:02d}", pen.name(person), pen.phone(person), goes_to,
                origin, f"{heat:.1f}", plate if rng.random() < 0.1 else None), person.number)


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
    return Row((f"{number:06d}", pen.name(person), pen.document(person), pen.phone(person),
                pen.address(person), 5), person.number)


def register(desk: Desk) -> Book:
    """实有人口: the police register; some newcomers are missing, some who left are still in it."""
    headings = ("姓名", "性别", "证件类型", "证件号码", "出生日期", "居住地址", "联系电话", "人员类别")
    known = [p for p in desk.town.people if desk.rng.random() < (0.9 if p.residence == "来沪" else 0.985)]
    everybody = known + desk.town.moved_out
    desk.rng.shuffle(everybody)
    return Book("实有人口.csv", (plain(headings, [_register_row(desk.pen, p) for p in everybody]),), "gb18030")


def _register_row(pen: Pen, person: Person) -> Row:
    return Row((pen.name(person), person.sex, person.document.kind or None, pen.document(person),
                f"{person.born:%Y%m%d}", pen.official(person), pen.phone(person), person.residence), person.number)


def ledger(desk: Desk) -> Book:
    """户册台账: every household of every committee, door by door."""
    headings = ("居委会", "房屋类型", "小区名称", "户地址", "户主（承租人）", "联系电话", "户内人数", "是否出租", "备注")
    door_by_door = sorted(desk.town.households, key=lambda h: (h.flat.number, h.number))
    rows = [_ledger_row(desk, h) for h in door_by_door]
    return Book("户册台账.xlsx", (titled(f"{desk.town.subdistrict.name}居民户册台账", headings, rows, "户册"),))


def _ledger_row(desk: Desk, household: Household) -> Row:
    pen, town = desk.pen, desk.town
    compound, head = household.flat.compound, town.person(household.members[0])
    note = {"group_rental": "群租", "old_alone": "独居老人"}.get(household.kind)
    return Row((town.places.committee_of(compound).name, compound.kind.zh, compound.name or None,
                household.flat.address, pen.name(head), pen.phone(head), len(household.members),
                "是" if household.rented else None, note), head.number)


def divisions(desk: Desk) -> Book:
    """区划代码表: the street and its committees with their 12-digit codes; about nobody."""
    street = desk.town.subdistrict
    rows = [line(f"{street.code}000", street.name, "111")]
    rows += [line(c.code, f"{c.stem}居委会", "111") for c in desk.town.committees]
    return Book("区划代码表.csv", (plain(("区划代码", "名称", "城乡分类代码"), rows),), "utf-8-sig")


OFFICES: dict[str, Callable[[Desk], Book]] = {
    "police": police, "cdc": cdc, "wechat": wechat, "firm": firm, "leader": leader, "gate": gate, "mask": mask,
    "register": register, "ledger": ledger, "divisions": divisions}
RETURNEES = ("police", "cdc", "wechat", "firm", "leader", "gate")


def hand_in(town: Town, rates: Mapping[str, ErrorRates] = RATES, only: Iterable[str] = OFFICES) -> Iterator[Book]:
    """Let the offices write their lists, one after another; each has its own dice."""
    for office in only:
        yield replace(OFFICES[office](Desk(town, office, rates.get(office, ErrorRates()))), office=office)


def sheet_of(book: Book) -> Sheet:
    """The one sheet of a list that has only one."""
    (sheet,) = book.sheets
    return sheet
