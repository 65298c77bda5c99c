"""What the rooms that reach people have before them on the day somebody looks: a phone round begun, errands in every
state, neighbours' tips, messages to read. All invented, all through those rooms' own operations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from django.db.models import Count

from lianfang.core import Actor
from lianfang.registry.people.models import Household, Person
from lianfang.response.calls import operations as calls
from lianfang.response.calls.models import Callee, Need
from lianfang.response.calls.rules import Purpose
from lianfang.response.messages import finding
from lianfang.response.messages import operations as messages
from lianfang.response.messages.operations import Arrived
from lianfang.response.observation import operations as observation
from lianfang.response.observation.models import Alert, Episode
from lianfang.response.rounds import operations as rounds
from lianfang.response.rounds.models import Campaign
from lianfang.response.rounds.picking import Choice
from lianfang.response.services import operations as services
from lianfang.response.tips import operations as tips
from lianfang.response.tips.models import Tip

from .posts import Crew
from .town.chance import stream
from .town.words import words

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LANGUAGES = (["zh", "en"], ["zh", "sh"], ["zh"])
# What the first calls of the round came to, in turns: about half are answered (domain: 40 to 60 %).
CAME_TO = words("answered no_answer answered call_back answered language no_answer answered refused answered")
NOTHING = {"been_away": "no", "contact": "no", "symptoms": ["none"]}


class Want(NamedTuple):
    """An errand: what for, how many hours ago, how far it came (0 asked, 1 given, 2 done, 3 confirmed), 分 laid out."""

    kind: str
    text: str
    hours: int
    steps: int
    fen: int = 0


WANTS = (
    Want("shopping", "大米 10 斤、鸡蛋一盒、绿叶菜", 2, 0),
    Want("rubbish", "门口两袋生活垃圾", 15, 0),
    Want("medicine", "降压药快吃完了，社区医院有处方", 3, 0),
    Want("parcel", "小区快递柜，取件码电话里说", 1, 0),
    Want("shopping", "婴儿奶粉一罐（二段）、尿不湿", 5, 1),
    Want("rubbish", "厨余一袋", 4, 1),
    Want("care", "独居老人，每天通个电话", 20, 1),
    Want("shopping", "挂面、榨菜、酱油", 9, 2, 4680),
    Want("parcel", "门卫处一个纸箱，比较重", 8, 2),
    Want("medicine", "胰岛素，需冷藏", 10, 3, 12350),
    Want("shopping", "牛奶两箱、苹果", 26, 3, 13500),
    Want("care", "家里水龙头漏水，请物业看一下", 28, 3),
)
# Kind, what, how many hours ago, what the desk check came to; the first two tell of one stair.
SEEN = (
    ("returned", "晚上看到灯亮了，阳台晾着衣服，像是从外地刚回来，没见登记", 6, None),
    ("returned", "这家过年回老家了，昨天有人拖着行李箱进楼", 2, None),
    ("group_rental", "一套房隔成好几间，天天有生人进出", 20, ("visit_asked", "leader", "楼组长说确有其事")),
    ("gathering", "沿街棋牌室关着门还在打牌", 22, ("referred", "property", "营业场所，转市场监管所")),
    ("ill", "隔壁一直在咳嗽，怕是发烧", 23, ("unfounded", "register", "家中是慢性支气管炎老人，无外出")),
    ("returned", "外省牌照的车停了两天，人没见过", 27, None),
)
SAID = ("36.6", "上午量的 36.5", "我妈今天有点咳嗽，额头摸着烫，要去医院吗", "门口的菜还没送到，麻烦问一下")


def lay_out(*, by: Actor, crew: Crew, seed: int, at: datetime) -> str:
    """Lays all of it out around this hour; returns a sentence about it. The same seed and hour lay out the same."""
    rng = stream(seed, "reaching")
    campaign = _begin_round(by, crew, at - 2 * HOUR)
    _forget_settled(by, at)
    made = _ring(crew, at - 100 * MINUTE, at)
    observation.ask_calls(by=by, at=at)
    watched = _watched(by, rng)
    for turn, want in enumerate(WANTS if watched else ()):
        _run_errand(crew, watched[turn % len(watched)], want, turn, at=at)
    told = _tell(by, crew, rng, at)
    written = _write(by, watched, told, at)
    homes, errands = campaign.homes if campaign else 0, len(WANTS) if watched else 0
    return f"电话轮次 {homes:,} 户，已拨 {made} 通；居家服务 {errands} 件，线索 {len(told)} 条，来信 {written} 条"


def _begin_round(by: Actor, crew: Crew, at: datetime) -> Campaign | None:
    """A round over the smallest committee, begun by somebody of its own."""
    homes = Household.objects.of(by.subdistrict).exclude(committee=None).order_by()
    counted = homes.values_list("committee", "committee__code").annotate(n=Count("id"))
    sizes = sorted((n, code, key) for key, code, n in counted)
    if not sizes:
        return None
    committee = sizes[0][-1]
    calls.load_default_advice(by=crew.duty[0], at=at)
    plan = rounds.Plan("返沪排摸电话（第一轮）", Choice(committees=(committee,)), per_day=800)
    return rounds.open_round(by=crew.worker(committee, 0), plan=plan, at=at)


def _forget_settled(by: Actor, at: datetime) -> None:
    """Calls about fevers that somebody has seen to since: the weeks at the phones were not played."""
    seen = Alert.objects.of(by.subdistrict).exclude(state="open").values_list("id", flat=True)
    calls.withdraw(by=by, purpose=Purpose.ABNORMAL, about_ids=list(seen), at=at)


def _ring(crew: Crew, since: datetime, until: datetime) -> int:
    """Callers say what they speak; the first two have rung for an hour, the others are still to come. None at night."""
    for turn, caller in enumerate(crew.callers):
        calls.set_languages(by=caller, languages=LANGUAGES[turn % len(LANGUAGES)], at=since)
        if turn > 1:
            calls.give_back(by=caller, at=since)
    made = 0
    for turn, came_to in enumerate(CAME_TO if crew.callers else ()):
        caller, at = crew.callers[turn % min(2, len(crew.callers))], since + 7 * turn * MINUTE
        callee = calls.claim(by=caller, at=at)
        if callee is None:
            break
        _end_call(caller, callee, came_to, at=at + 2 * MINUTE, later=until + HOUR)
        made += 1
    return made


def _end_call(caller: Actor, callee: Callee, came_to: str, *, at: datetime, later: datetime) -> None:
    needs = list(Need.objects.of(caller.subdistrict).open().filter(callee=callee))
    if any(need.purpose != Purpose.ROUND for need in needs):
        came_to = "busy"  # whoever may be unwell waits for who looks at the town
    if came_to == "answered":
        said = [calls.Words(need.id, NOTHING) for need in needs]
        calls.answer(by=caller, callee_id=callee.id, words=said, at=at)
        return
    language = "en" if came_to == "language" else ""
    heard = calls.Heard(came_to, call_back_at=later if came_to == "call_back" else None, language=language)
    calls.record_outcome(by=caller, callee_id=callee.id, heard=heard, at=at)


def _watched(by: Actor, rng: Random) -> list[Person]:
    """Those under observation at home, shuffled by the seed."""
    rows = Episode.objects.of(by.subdistrict).filter(state="active").exclude(person__committee=None)
    ordered = rows.select_related("person").order_by("person__sort_key", "person__address", "begun_at", "id")
    return rng.sample(found := [one.person for one in ordered], len(found))


def _run_errand(crew: Crew, person: Person, want: Want, turn: int, *, at: datetime) -> None:
    """Asked for through a colleague of the committee, and as many steps further as it came."""
    asked_at, by = at - want.hours * HOUR, crew.worker(person.committee_id, turn)
    wish = services.Wish(person.id, want.kind, want.text)
    key = services.ask(by=by, wish=wish, at=asked_at).id
    if want.steps > 0:
        hands = crew.callers if turn % 2 and crew.callers else [by]
        helper = services.Helper(user=hands[turn % len(hands)].id)
        services.assign(by=by, errand_id=key, helper=helper, at=asked_at + 20 * MINUTE)
    if want.steps > 1:
        services.finish(by=by, errand_id=key, at=asked_at + 3 * HOUR)
    for went, step in (("advanced", 2), ("paid_back", 3)):
        if want.fen and want.steps >= step:
            laid = services.Laid(went, want.fen, "wechat", "凭小票")
            services.pay(by=by, errand_id=key, laid=laid, at=asked_at + (step + 1) * HOUR)
    if want.steps > 2:
        services.confirm(by=by, errand_id=key, at=asked_at + 4 * HOUR)


def _tell(by: Actor, crew: Crew, rng: Random, at: datetime) -> list[Tip]:
    """Neighbours tell; some of it is checked, two tell the same and wait to be joined."""
    rows = Person.objects.of(by.subdistrict).listed().exclude(building=None).exclude(building__number="")
    places = sorted(set(rows.values_list("address", flat=True)))
    wheres = rng.sample(places, min(len(SEEN) - 1, len(places)))
    told = []
    for turn, (kind, what, hours, _verdict) in enumerate(SEEN if wheres else ()):
        word = tips.Told(f"exercise {turn}", kind, wheres[max(turn - 1, 0) % len(wheres)], what)
        told.append(tips.tell(by=by, told=word, at=at - hours * HOUR))
    tips.locate(by=by, at=at)
    for tip, (_kind, _what, hours, verdict) in zip(told, SEEN, strict=False):
        if verdict:
            found, soon = tips.Verdict(*verdict), at - (hours - 1) * HOUR
            tips.check(by=crew.duty[0], tip_id=tip.id, verdict=found, at=soon)
    return told


def _write(by: Actor, watched: Sequence[Person], told: Sequence[Tip], at: datetime) -> int:
    """Residents write by SMS: two readings, a worry, a question; and a neighbour who tells what they saw."""
    said = [*SAID, f"举报：{told[0].where}，{SEEN[0][1]}"] if told else [*SAID]
    written = list(zip(_numbers(by, watched, at), said, strict=False))
    for turn, (number, text) in enumerate(written):
        arrived = Arrived("sms", number, text, external_id=f"exercise-{turn}")
        messages.receive(by=by, arrived=arrived, at=at - (25 - 5 * turn) * MINUTE)
    return len(written)


def _numbers(by: Actor, watched: Sequence[Person], at: datetime) -> Iterator[str]:
    """Mobile numbers of those under observation, each home once."""
    reached, homes = finding.reach(by.subdistrict, [one.id for one in watched[:40]], at), set()
    for one in watched[:40]:
        own = [way.value for way in reached[one.id].own if way.kind == "sms"]
        if own and (one.household_id or one.id) not in homes:
            homes.add(one.household_id or one.id)
            yield own[0]
