"""Read an address: tokens from left to right, each to the reader its place calls for."""

import re

from . import naming, numbers
from .address import EMPTY, Address, Names, render
from .characters import fold
from .draft import Draft
from .numerals import arabic, is_numeral
from .people import Person, find_person
from .tokens import STEMS, Token, cut
from .words import FILLERS, FRONTS, OLD_ROOMS, TITLES, WEAK_ENDS

LIMIT = 300
"""Characters of an address that are read; what is longer is kept in the leftover."""

_OLD_ROOM = re.compile("|".join(OLD_ROOMS))
_WING = re.compile("[东西南北中主副裙]楼$")
_NOT_A_DOOR = re.compile("[月日年点时分人个天岁次度米线℃元块]|小时|号线")
_REMARK = re.compile(
    "快递|外卖|电话|手机|租客|租户|房东|门卫|送货|放门|放在|放到|请|见面|近|靠近|旁边|对面|同上|同住|同户|户籍"
    "|已|未|无人|无法|没有|不详|不在|不住|不明|不清|转交|转租"
    "|回沪|返沪|原住|原籍|曾住|出租|自住|空关|空置|备注|敲门"
)


def parse(text: str, *, known: Names = EMPTY) -> Address:
    """Take an address to parts, and keep in the leftover what could not be read.

    Never raises on any str; reads at most LIMIT characters. `parse(render(parse(text)))` has the same parts.
    """
    draft = _read(text[:LIMIT], known)
    draft.text = text
    if len(text) > LIMIT:
        draft.leave(LIMIT, len(text))
    address = draft.finish()
    if _is_plain(draft):
        return address
    return _settle(address, known)


def _is_plain(draft: Draft) -> bool:
    odd = draft.compound or draft.committee or draft.block or draft.floor or draft.province or draft.person
    return not odd and not draft.unread and bool(draft.road and draft.building)


_DOUBTFUL = (
    *("compound", "block", "floor", "unit", "room", "building", "committee", "street", "district", "city"),
    *("province", "road", "sublane", "lane"),
)


def _settle(address: Address, known: Names) -> Address:
    """Give back as unread the parts that do not read the same in their canonical spelling."""
    for name in ("", *_DOUBTFUL):
        address = _without(address, name) if name else address
        if _read(render(address), known).finish() == address:
            return address
    return address


def _without(address: Address, name: str) -> Address:
    value = getattr(address, name)
    if not value:
        return address
    fields = {field: getattr(address, field) for field in Address.__dataclass_fields__}
    leftover = f"{address.leftover} {value}".strip()
    return Address(**{**fields, name: "", "leftover": leftover})


def _read(text: str, known: Names) -> Draft:
    draft = Draft(text, known)
    tokens = _in_order(cut(fold(text)))
    at, count = 0, len(tokens)
    while at < count:
        at = _READERS[tokens[at].kind](draft, tokens, at)
    return draft


_RANK = {"lane": 0, "block": 1, "stair": 1, "floor": 2, "room": 3}


def _in_order(tokens: list[Token]) -> list[Token]:
    """Turn an English address round (Room 503, No.25, Lane 390): lane first, room last."""
    english = [at for at, token in enumerate(tokens) if token.word == "en"]
    if english:
        turned = sorted((tokens[at] for at in english), key=lambda token: _RANK[token.mark])
        for at, token in zip(english, turned, strict=True):
            tokens[at] = token
    return tokens


def _number(draft: Draft, tokens: list[Token], at: int) -> int:
    """Read a chain of numbers from tokens[at]."""
    chain, end = _chain(tokens, at)
    if _is_blocked(tokens, chain, end) or not numbers.place(draft, chain):
        draft.leave(chain[0].start, chain[-1].end)
    return end


def _chain(tokens: list[Token], at: int) -> tuple[list[Token], int]:
    chain = [tokens[at]]
    end = at + 1
    while not chain[-1].mark:
        after = end
        while after < len(tokens) and tokens[after].kind in ("dash", "sep"):
            after += 1
        if after >= len(tokens) or tokens[after].kind != "num":
            break
        chain.append(tokens[after])
        end = after + 1
    return chain, end


def _is_blocked(tokens: list[Token], chain: list[Token], end: int) -> bool:
    """Say whether the number counts something else: 2月, 3人."""
    if chain[-1].mark or end >= len(tokens):
        return False
    after = tokens[end]
    return after.kind == "han" and after.start == chain[-1].end and bool(_NOT_A_DOOR.match(after.value))


def _basement(draft: Draft, tokens: list[Token], at: int) -> int:
    token = tokens[at]
    if draft.floor:
        draft.leave(token.start, token.end)
    else:
        draft.floor = token.value
    return at + 1


def _run(draft: Draft, tokens: list[Token], at: int) -> int:
    """Read a run of characters: names before the building, rooms, people and remarks behind it."""
    token = tokens[at]
    if draft.at_door:
        return _tail(draft, tokens, at)
    number = _following_number(tokens, at)
    if not _is_spoken(draft, token, number):
        read = naming.read_head(
            draft, token.value, token.start,
            number_next=number is not None, lane_next=number is not None and number.mark == "lane",
        )  # fmt: skip
        _rest(draft, token, read)
    return at + 1


def _following_number(tokens: list[Token], at: int) -> Token | None:
    after = at + 1
    while after < len(tokens) and tokens[after].kind in ("sep", "dash", "close"):
        after += 1
    if after >= len(tokens) or tokens[after].kind != "num":
        return None
    chain, end = _chain(tokens, after)
    return None if _is_blocked(tokens, chain, end) else chain[-1]


def _is_spoken(draft: Draft, token: Token, number: Token | None) -> bool:
    """Read a run in front of the building that names a person or remarks, and names no place."""
    if naming.is_compound(token.value):
        return False
    if token.value in FILLERS and draft.lane:
        return True
    person = find_person(token.value)
    if person and not (_may_be_place(token, number, person)):
        _name(draft, token, person.start, person.end)
        return True
    if _REMARK.match(token.value) and (draft.lane or draft.road):
        draft.leave(token.start, token.end)
        return True
    return False


def _may_be_place(token: Token, number: Token | None, person: Person) -> bool:
    """Say whether a run that reads as a bare name is likelier a compound's: 安居苑, 方舟12号."""
    if person.end - person.start < len(token.value) or token.value.endswith(TITLES):
        return False
    return token.value.endswith(WEAK_ENDS) or (number is not None and number.start == token.end)


def _name(draft: Draft, token: Token, start: int, end: int) -> None:
    draft.name_person(token.start + start, token.start + end)


def _rest(draft: Draft, token: Token, read: int) -> None:
    rest = token.value[read:]
    if not rest or (rest in FILLERS and draft.lane) or (rest in FRONTS and draft.road):
        return
    person = find_person(rest)
    if person:
        _name(draft, token, read + person.start, read + person.end)
    else:
        draft.leave(token.start + read, token.end)


def _tail(draft: Draft, tokens: list[Token], at: int) -> int:
    token = tokens[at]
    if _is_bare_numeral(draft, token):
        value = arabic(token.value).lstrip("0") or "0"
        return (
            at + 1
            if numbers.place(draft, [token._replace(kind="num", value=value)])
            else _leave(draft, tokens, at)
        )
    read = _stem(draft, token) or _old_rooms(draft, token.value) or _wing(draft, token.value)
    rest = token.value[read:]
    if not rest or naming.read_committee(draft, rest):
        return at + 1
    if not draft.compound and naming.is_compound(rest) and not _REMARK.match(rest):
        draft.name_compound(rest)
    else:
        _rest(draft, token, read)
    return at + 1


def _is_bare_numeral(draft: Draft, token: Token) -> bool:
    return not draft.room and is_numeral(token.value) and len(token.value) > 1


def _stem(draft: Draft, token: Token) -> int:
    """Read 12号甲 as building 12甲."""
    bare = len(token.value) == 1 or token.value[1:] in OLD_ROOMS
    if (
        token.value[0] not in STEMS
        or draft.last_mark != "stair"
        or draft.unit
        or draft.floor
        or draft.room
        or not bare
    ):
        return 0
    draft.building += token.value[0]
    return 1 + _old_rooms(draft, token.value[1:])


def _old_rooms(draft: Draft, run: str) -> int:
    """Read the named rooms of an old house; 底楼 is its first floor."""
    at = 0
    while match := _OLD_ROOM.match(run, at):
        if match[0] in ("底楼", "底层") and not draft.floor:
            draft.floor = "1"
        elif draft.room[:1].isdigit():
            break
        else:
            draft.room += match[0]
        at = match.end()
    return at


def _wing(draft: Draft, run: str) -> int:
    if draft.unit or draft.room or not _WING.match(run):
        return 0
    draft.unit = run
    return len(run)


def _bracket(draft: Draft, tokens: list[Token], at: int) -> int:
    """Read what stands in brackets: one name, or numbers as if there were none; the rest is a remark."""
    inside = at + 1
    end = inside
    while end < len(tokens) and tokens[end].kind != "close":
        end += 1
    if end == inside + 1 and tokens[inside].kind == "han":
        _bracketed(draft, tokens, inside)
        return end + 1
    if inside < len(tokens) and (tokens[inside].kind == "num" or draft.is_blank):
        return inside
    _remark(draft, tokens[inside:end])
    return end + 1


def _remark(draft: Draft, tokens: list[Token]) -> None:
    """Keep a remark whole, unless a person is named in it: (户主 张三,电话...)."""
    people = {token: find_person(token.value) for token in tokens if token.kind == "han"}
    if tokens and not any(people.values()):
        draft.leave(tokens[0].start, tokens[-1].end)
        return
    for token in tokens:
        person = people.get(token)
        if person:
            _name(draft, token, person.start, person.end)
        elif token.kind not in ("sep", "dash", "open"):
            draft.leave(token.start, token.end)


def _bracketed(draft: Draft, tokens: list[Token], at: int) -> None:
    token = tokens[at]
    if naming.read_committee(draft, token.value):
        return
    if _is_bracketed_compound(draft, token.value):
        draft.name_compound(token.value)
        return
    if not _old_rooms_only(draft, token.value):
        _rest(draft, token, 0)


def _is_bracketed_compound(draft: Draft, name: str) -> bool:
    if draft.compound:
        return bool(naming.is_phase(name)) and not draft.at_door
    if naming.is_compound(name) or name in draft.known.compounds:
        return True
    if draft.at_door or not (draft.road or draft.lane) or len(name) < 2 or _REMARK.match(name):
        return False
    return name.endswith(WEAK_ENDS) or not find_person(name)


def _old_rooms_only(draft: Draft, name: str) -> bool:
    return (
        bool(draft.building)
        and bool(re.fullmatch(f"(?:{_OLD_ROOM.pattern})+", name))
        and bool(_old_rooms(draft, name))
    )


def _dash(draft: Draft, tokens: list[Token], at: int) -> int:
    """Pass a dash; between two 号 it is a range (12号-14号)."""
    between = draft.last_mark == "stair" and at + 1 < len(tokens) and tokens[at + 1].mark == "stair"
    if between and tokens[at - 1].mark == "stair":
        draft.last_mark = "range"
    return at + 1


def _skip(draft: Draft, tokens: list[Token], at: int) -> int:
    return at + 1


def _leave(draft: Draft, tokens: list[Token], at: int) -> int:
    draft.leave(tokens[at].start, tokens[at].end)
    return at + 1


def _other(draft: Draft, tokens: list[Token], at: int) -> int:
    """Read a lone letter behind the building as a room (12号A); keep anything else."""
    value = tokens[at].value.upper()
    lone = len(value) == 1 and value.isascii() and value.isalpha()
    if lone and draft.building and not draft.room:
        draft.room = value
        return at + 1
    return _leave(draft, tokens, at)


_READERS = {
    "num": _number,
    "base": _basement,
    "han": _run,
    "open": _bracket,
    "close": _skip,
    "sep": _skip,
    "dash": _dash,
    "cn": _number,
    "stem": _number,
    "phone": _leave,
    "other": _other,
}
