"""Numbers of an address to their parts: by their markers, and by their order where markers are missing."""

from .draft import Draft
from .tokens import STEMS, Token
from .words import TOWER_ENDS


def place(draft: Draft, chain: list[Token]) -> bool:
    """Give a chain of numbers (joined by dashes or spaces, marker at most on the last) to the parts.

    False when they have no place in this address and stay unread.
    """
    values = [token.value for token in chain]
    last = chain[-1]
    put = _BY_MARK.get(last.mark, _unmarked)
    if draft.room and not (last.mark == "floor" and not draft.floor):
        return False
    done = put(draft, values, last)
    if done:
        draft.last_mark = last.mark
    return done


def _lane(draft: Draft, values: list[str], last: Token) -> bool:
    if draft.lane or draft.at_door:
        return False
    draft.lane = "-".join(values)
    return True


def _sublane(draft: Draft, values: list[str], last: Token) -> bool:
    if draft.sublane or draft.at_door:
        return False
    if len(values) == 2 and not draft.lane:
        draft.lane = values.pop(0)
    draft.sublane = "-".join(values)
    return True


def _stair(draft: Draft, values: list[str], last: Token) -> bool:
    if draft.unit or draft.floor:
        return False
    if draft.building:
        return _second_stair(draft, values, last)
    if len(values) > 2:
        draft.lane, *values = [draft.lane or values[0], *values[1:]]
    draft.building = "-".join(values)
    return True


def _second_stair(draft: Draft, values: list[str], last: Token) -> bool:
    value = values[-1]
    if len(values) > 1:
        return False
    if value[0] == "附":
        draft.building += value
    elif draft.last_mark == "range":
        draft.building += "-" + value
    elif (draft.lane or draft.compound) and _is_flat(value) and draft.last_mark == "stair":
        draft.room = value
    else:
        return _push_block(draft, value, "号")
    return True


def _push_block(draft: Draft, value: str, word: str) -> bool:
    if draft.block:
        return False
    draft.block = draft.building + ("幢" if draft.last_mark == "block" else "号")
    draft.building = value
    return True


def _block(draft: Draft, values: list[str], last: Token) -> bool:
    if draft.floor and not draft.room and values[0].isalpha() and len(values) == 1:
        # 12楼B座 is flat B on the twelfth floor.
        draft.room = values[0]
        return True
    if draft.unit or draft.floor:
        return False
    if not draft.building:
        return _stair(draft, values, last)
    return len(values) == 1 and _push_block(draft, values[0], "幢")


def _unit(draft: Draft, values: list[str], last: Token) -> bool:
    if draft.unit or draft.floor or len(values) > 2:
        return False
    if len(values) == 2:
        if draft.building:
            return False
        draft.building = values[0]
    draft.unit = values[-1]
    return True


def _floor(draft: Draft, values: list[str], last: Token) -> bool:
    if draft.floor or len(values) > 2:
        return False
    if len(values) == 2 and not draft.building:
        draft.building = values.pop(0)
    draft.floor = "-".join(values)
    return True


def _unmarked(draft: Draft, values: list[str], last: Token) -> bool:
    """Read numbers by their order: lane, building, unit, room, as far as they are still open."""
    if len(values) > 4:
        return False
    if draft.building:
        return _inside(draft, values)
    if draft.unit or draft.floor:
        return len(values) == 1 and _room_only(draft, values)
    if len(values) == 1:
        return _alone(draft, values[0], last)
    if draft.road and not draft.lane and not draft.compound and len(values) > 2:
        draft.lane, *values = values
    draft.building = values[0]
    return _inside(draft, values[1:])


def _inside(draft: Draft, values: list[str]) -> bool:
    """Read what stands behind the building: room, unit-room, or a divided room as 503-1."""
    _split_stem(draft, values)
    if draft.unit or draft.floor or len(values) == 1 or _is_divided(values):
        return len(values) <= 2 and _room_only(draft, values)
    if len(values) > 3:
        return False
    draft.unit = values[0]
    return _room_only(draft, values[1:])


def _split_stem(draft: Draft, values: list[str]) -> None:
    # 12号甲301室: the stem belongs to the building.
    if values[0][0] in STEMS and len(values[0]) > 1 and draft.last_mark == "stair" and not draft.unit:
        draft.building += values[0][0]
        values[0] = values[0][1:]


def _is_divided(values: list[str]) -> bool:
    return len(values) == 2 and _is_flat(values[0]) and (len(values[1]) <= 2 or _is_flat(values[1]))


def _room_only(draft: Draft, values: list[str]) -> bool:
    draft.room = "-".join(values)
    return True


def _alone(draft: Draft, value: str, last: Token) -> bool:
    """Read a lone number: a flat where only flats can be, a building otherwise."""
    in_tower = draft.compound.endswith(TOWER_ENDS) and _is_flat(value)
    too_big = (draft.lane or draft.compound or not draft.road) and len(value.rstrip("ABCDEFGH")) > 3
    lost = not (draft.road or draft.lane or draft.compound) and _is_flat(value)
    if last.mark == "room" or in_tower or too_big or lost:
        draft.room = value
    else:
        draft.building = value
    return True


def _is_flat(value: str) -> bool:
    return sum(char.isdigit() for char in value) >= 3


_BY_MARK = {
    "lane": _lane,
    "sublane": _sublane,
    "stair": _stair,
    "block": _block,
    "unit": _unit,
    "floor": _floor,
    "room": _unmarked,
}
