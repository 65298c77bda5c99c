"""Readers of names, in the order an address gives them: city, district, street, committee, road, compound.

Each reader takes the rest of a run of characters and says how many characters it read; 0 is none.
"""

import re

from .draft import Draft
from .people import find_person
from .words import (
    COMMITTEE_ENDS,
    COMPOUND_ENDS,
    DISTRICTS,
    FRONTS,
    GENERIC_NAME,
    NOT_DISTRICT,
    PHASE,
    PROVINCES,
    WEAK_ENDS,
)

_PREFIX = re.compile(
    r"(?:中国(?=上海)|现住址|家庭住址|居住地址|居住地|住址|地址|现居住在|现居住|现住在|现住|暂住在|暂住|家住|住在|位于|住)"
)
_PROVINCE = re.compile(rf"(?:{'|'.join(PROVINCES)})(?:省|自治区|市)?(?![路街])")
_CITY = re.compile(r"([\u4e00-\u9fff]{2,4}?市)(?![场民政光中花北京口])")
_NO_CITY = ("超市", "城市", "都市", "菜市", "夜市", "贸市", "集市", "新市", "上市", "门市", "花市")
_DISTRICT = re.compile(rf"((?:{'|'.join(DISTRICTS)})区|崇明县)")
_ANY_DISTRICT = re.compile(rf"([\u4e00-\u9fff]{{1,4}}(?<![{NOT_DISTRICT}])[区县])")
_SHORT_DISTRICT = re.compile(rf"({'|'.join(DISTRICTS[1:])})(?=(.*))")
_STREET = re.compile(r"([\u4e00-\u9fff]{1,8}?街道)(?:办事处|办)?(?!口)")
_TOWN = re.compile(r"([\u4e00-\u9fff]{2,4}?[镇乡])(?![路街宁坪江海北南东西中])")
_COMMITTEE = re.compile(rf"(.{{1,10}}?(?:{'|'.join(COMMITTEE_ENDS)}))")
_ROAD = re.compile(r"(.{1,7}?(?:支路|公路|大道|路|街(?![道坊区面])|巷))(?!口)")
_FULL_ROAD = re.compile(r"(?![东西南北中新支公大江山寺]?(?:路|街|大道)).{2,7}?(?:路|街(?![道坊区])|大道)")
_NEAR = re.compile(r"(?:靠近|邻近|临近|近|靠)(?=.{1,7}[路街道])")
_NOT_NAMES = ("路", "街", "大道", "路口", "附近", "对面", "旁边", "旁", "交叉口", "号线")
_CITY_PREFIX = re.compile(rf"^(?:上海市?)?(?:{'|'.join(DISTRICTS[1:])})?区?(?=.{{3}})")
_STRONG = re.compile(rf".*?(?:{'|'.join(COMPOUND_ENDS)})+(?:{PHASE})*")
_PHASED = re.compile(rf".*?{PHASE}$")
_NUMBERED = str.maketrans("123456789", "一二三四五六七八九")


def read_head(draft: Draft, run: str, start: int, *, number_next: bool, lane_next: bool) -> int:
    """Read a run of characters in front of the building; return how far it was read."""
    at = _leave_prefix(draft, run, start)
    if not draft.road and not draft.lane and not draft.compound:
        at += _admin(draft, run[at:])
        at += _skip_to_known(draft, run[at:], start + at)
        if not draft.committee:
            at += _committee(draft, run[at:])
        at += _road(draft, run[at:], lane_next=lane_next)
    if at < len(run):
        at += _compound(draft, run[at:], number_next=number_next)
    return at


def is_compound(name: str) -> bool:
    """Say whether the name is a compound's by its ending, wherever it stands."""
    return name.endswith(COMPOUND_ENDS) or bool(_PHASED.fullmatch(name))


def read_committee(draft: Draft, run: str) -> int:
    """Read a committee's name that is the whole run."""
    if draft.committee or not run.endswith(COMMITTEE_ENDS):
        return 0
    return _committee(draft, run)


def _leave_prefix(draft: Draft, run: str, start: int) -> int:
    match = _PREFIX.match(run)
    if not match or (match.end() == len(run) and draft.road):
        return 0
    draft.leave(start, start + match.end())
    return match.end()


def _admin(draft: Draft, run: str) -> int:
    """Read province, city, district and street."""
    at = 0
    for reader in (_province, _city, _district, _street):
        at += reader(draft, run[at:])
    return at


def _province(draft: Draft, run: str) -> int:
    match = None if draft.province or draft.city or draft.district else _PROVINCE.match(run)
    rest = run[match.end() :] if match else ""
    if not match or not (match[0][-1] in "省区市" or _CITY.match(rest)):
        return 0
    draft.province = match[0]
    return match.end()


def _city(draft: Draft, run: str) -> int:
    if draft.city or draft.district:
        return 0
    if run.startswith("上海"):
        return _shanghai(draft, run)
    match = _CITY.match(run)
    if not match or match[1].endswith(_NO_CITY) or not (draft.province or _goes_on(run[match.end() :])):
        return 0
    draft.city = match[1]
    return match.end()


def _goes_on(rest: str) -> bool:
    """Say whether a district, a city of the rank of a county, or a town stands behind a city."""
    return any(each.match(rest) for each in (_ANY_DISTRICT, _CITY, _STREET, _TOWN))


def _shanghai(draft: Draft, run: str) -> int:
    rest = run[2:]
    named = rest.startswith("市") and not rest.startswith(("市场", "市民"))
    if not (named or _DISTRICT.match(rest) or _SHORT_DISTRICT.match(rest) or _FULL_ROAD.match(rest)):
        return 0
    draft.city = "上海市"
    return 3 if named else 2


def _district(draft: Draft, run: str) -> int:
    if draft.district:
        return 0
    match = _DISTRICT.match(run)
    if not match and (draft.city or draft.province):
        match = _ANY_DISTRICT.match(run) or _county_city(draft, run)
    if match:
        draft.district = match[1]
        return match.end()
    return _short_district(draft, run)


def _county_city(draft: Draft, run: str) -> re.Match[str] | None:
    """Read 张家港市 behind 苏州市: a city of the rank of a county."""
    match = _CITY.match(run) if draft.city.endswith("市") and not run.startswith("上海") else None
    return match if match and not match[1].endswith(_NO_CITY) else None


def _short_district(draft: Draft, run: str) -> int:
    """Read 静安 for 静安区, where a whole road's name is left behind it."""
    match = _SHORT_DISTRICT.match(run)
    if (
        not match
        or _starts_with_road(draft, run)
        or not (_FULL_ROAD.match(match[2]) or _STREET.match(match[2]))
    ):
        return 0
    draft.district = (match[1] + "新区") if match[1] == "浦东" else match[1] + "区"
    return match.end()


def _starts_with_road(draft: Draft, run: str) -> bool:
    road = _ROAD.match(run)
    return bool(road and road[1] in draft.known.roads)


def _street(draft: Draft, run: str) -> int:
    if draft.street:
        return 0
    match = _STREET.match(run) or _TOWN.match(run)
    if not match or not _is_town(match[1], run[match.end() :]):
        return 0
    draft.street = match[1]
    return match.end()


def _is_town(name: str, rest: str) -> bool:
    return name.endswith("街道") or not re.match("[路街]", rest)


def _skip_to_known(draft: Draft, run: str, start: int) -> int:
    """Leave unread what stands before a known road: 张三家新闸路."""
    match = _ROAD.match(run) if draft.known.roads else None
    if not match or match[1] in draft.known.roads:
        return 0
    for cut in range(1, len(match[1]) - 1):
        if match[1][cut:] in draft.known.roads:
            draft.leave(start, start + cut)
            return cut
    return 0


def _committee(draft: Draft, run: str) -> int:
    match = _COMMITTEE.match(run)
    if not match:
        return 0
    draft.committee = match[1]
    return match.end()


def _road(draft: Draft, run: str, *, lane_next: bool) -> int:
    if _NEAR.match(run):
        return 0
    match = _ROAD.match(run)
    if match and not GENERIC_NAME.match(run[match.end() :]):
        draft.road = road_name(match[1])
        return match.end()
    if _is_alley(run, lane_next=lane_next):
        draft.road = run
        return len(run)
    return 0


def _is_alley(run: str, *, lane_next: bool) -> bool:
    """Say whether it is an old street named without 路: 孔家弄, 金家坊99弄."""
    if len(run) < 2 or len(run) > 6 or is_compound(run):
        return False
    return run.endswith("弄") or (lane_next and run.endswith(WEAK_ENDS))


def road_name(name: str) -> str:
    """Write the digits of a road's name as its plate does: 瑞金2路 is 瑞金二路."""
    return name.translate(_NUMBERED)


def _compound(draft: Draft, run: str, *, number_next: bool) -> int:
    if draft.compound or _NEAR.match(run) or run.endswith(_NOT_NAMES) or run in FRONTS:
        return 0
    length = _compound_length(draft, run, number_next=number_next)
    draft.compound = run[:length]
    return length


def _compound_length(draft: Draft, run: str, *, number_next: bool) -> int:
    match = _STRONG.match(run)
    if match and find_person(run[match.end() :]):
        return match.end()
    if run in draft.known.compounds or (number_next and 2 <= len(run) <= 16):
        return len(run)
    if match:
        return match.end()
    weak = 2 <= len(run) <= 10 and (run.endswith(WEAK_ENDS) or bool(_PHASED.fullmatch(run)))
    return len(run) if weak else 0


def without_city(name: str) -> str:
    """Take 上海 or a district's short name off a compound's: 静安金穗小区."""
    return _CITY_PREFIX.sub("", name)


def is_phase(name: str) -> bool:
    """Say whether the name is only a part of a compound: 二期, 东区, 3村."""
    return bool(re.fullmatch(PHASE, name))
