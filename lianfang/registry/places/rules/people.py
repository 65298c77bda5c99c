"""Personal names written into an address: 张三家, (王阿姨), 联系人李四, 小王, 张三."""

import re
from typing import NamedTuple

from .words import DOUBLE_SURNAMES, FAMILY, LABELS, NOT_PEOPLE, SURNAMES, TITLES

_TITLE = re.compile(rf"(?P<name>.{{1,4}}?)(?P<title>{'|'.join(TITLES)})(?:的|收)?$")
_LABEL = re.compile(rf"(?:{'|'.join(LABELS)})(?:是|为|叫)?(?P<name>.+)$")

_PLACE_ENDS = tuple("坊里村城湾府寓阁宅邸墅院路弄")


class Person(NamedTuple):
    """Where in a run of characters the name stands."""

    start: int
    end: int


def find_person(run: str) -> Person | None:
    """Find the one personal name that fills a run of characters, its label and title apart."""
    if len(run) > 12:
        return None
    return _labelled(run) or _titled(run) or _bare(run)


def is_name(text: str) -> bool:
    """Say whether the text reads as a full Chinese name: a surname and one or two characters."""
    if text in NOT_PEOPLE or text.endswith(_PLACE_ENDS):
        return False
    if text.startswith(DOUBLE_SURNAMES):
        return 3 <= len(text) <= 4
    return 2 <= len(text) <= 3 and text[0] in SURNAMES


def _labelled(run: str) -> Person | None:
    match = _LABEL.match(run)
    if not match:
        return None
    found = _titled(match["name"]) or _bare(match["name"])
    offset = match.start("name")
    return Person(found.start + offset, found.end + offset) if found else None


def _titled(run: str) -> Person | None:
    match = _TITLE.match(run)
    if not match or not _can_hold_title(match["name"]):
        return None
    end = match.end("name") if match["title"] in FAMILY else match.end("title")
    return Person(0, end)


def _can_hold_title(name: str) -> bool:
    return is_name(name) or name in SURNAMES or name in DOUBLE_SURNAMES or _is_familiar(name)


def _is_familiar(name: str) -> bool:
    return len(name) == 2 and name[0] in "小老阿" and name[1] in SURNAMES


def _bare(run: str) -> Person | None:
    return Person(0, len(run)) if is_name(run) or _is_familiar(run) else None
