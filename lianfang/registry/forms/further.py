"""What an office's workbook asks beyond a room's own form: drawn beneath it, read, checked, handed in with it.

The room's form asks what the room needs, fast and always the same; those questions are given to the workbook as its
answers and not asked again. What the command post adds in Excel appears beneath. A public page takes no files: a
stranger's photograph tells where and by which phone it was taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from lianfang.core import clock

from . import selectors
from .operations import Answered
from .rules.definition import Kind
from .rules.planting import plant
from .rules.validating import Problem, place_of

PREFIX = "q-"
SILENT = (Kind.GROUP, Kind.REPEAT)


@dataclass(frozen=True, slots=True)
class Own:
    """What the room's form asks: `fields` are the workbook's places → the names of its own fields ("" has none there);
    `values` what was answered, as far as questions of the workbook may hang on it."""

    fields: Mapping[str, str]
    values: Mapping[str, Any]


class Further:
    """The further questions of the version in force: what is drawn, what was sent, what is wrong with it."""

    prefix = PREFIX

    def __init__(self, subdistrict: UUID, code: str, own: Own, at: datetime) -> None:
        self.version = selectors.current(subdistrict, code, clock.day_of(at))
        self.own, self.at = own, at
        self.given = dict(own.fields) | {place: "" for place, kind in self._asked() if kind == Kind.UPLOAD}
        self.sent: dict[str, Any] | None = None
        self.is_growing = False
        self.problems: list[Problem] = []

    def _asked(self) -> Iterator[tuple[str, Kind]]:
        """Where each question stands, once or with each member there is now, and of which kind it is."""
        if self.version is None:
            return
        asked = selectors.definition(self.version)
        kinds = {one.path: one.kind for one in asked.asked()}
        root, _strays = plant(asked, self.own.values)
        for branch in root.within():
            if branch.spec.path in kinds:
                yield place_of(branch), kinds[branch.spec.path]

    @property
    def is_asked(self) -> bool:
        """Whether the workbook asks anything that the room's form does not."""
        return any(kind not in SILENT and place not in self.given for place, kind in self._asked())

    @property
    def shown(self) -> dict[str, Any]:
        """What the fields begin with: the members there are, and what was typed."""
        return _joined(dict(self.own.values), self.sent or {})

    def begin(self, values: Mapping[str, Any]) -> None:
        """Puts earlier answers in, to be corrected."""
        self.sent = dict(values)

    def read(self, post: QueryDict) -> None:
        """Takes what a page sent."""
        if self.version is not None:
            sent = selectors.posted(self.version, post, MultiValueDict(), PREFIX)
            self.is_growing = sent.is_growing
            self.sent = {name: value for name, value in sent.values.items() if not self._is_own(name)}

    def _is_own(self, name: str) -> bool:
        return name in self.given and name not in self.own.values

    def is_valid(self) -> bool:
        """Whether the version takes the answers; what is wrong stands in `problems`."""
        if not self.is_asked:
            return True
        assert self.version is not None
        self.problems = selectors.fill(self.version, self.shown, self.at, self.given).problems
        return not self.problems

    def answered(self) -> Answered | None:
        """For `operations.hand_in`; None where nothing further was asked or said."""
        if self.version is None or not self.is_asked or not _says(self.sent):
            return None
        return Answered(self.version.id, self.shown, frozenset(self.given))


def _says(value: Any) -> bool:
    """Whether there is an answer anywhere in it."""
    if isinstance(value, Mapping):
        return any(map(_says, value.values()))
    if isinstance(value, list):
        return any(map(_says, value))
    return bool(value)


def _joined(own: dict[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """The room's answers and the further ones, member by member; the room's word counts."""
    found = dict(sent) | own
    for name, members in own.items():
        if isinstance(members, list) and members and isinstance(members[0], Mapping):
            more = sent.get(name) or []
            pairs = [(one, more[n] if n < len(more) else {}) for n, one in enumerate(members)]
            found[name] = [dict(further) | dict(one) for one, further in pairs]
    return found
