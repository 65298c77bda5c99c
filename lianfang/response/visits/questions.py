"""上门问卷: the questions of the office's own workbook at the door. What the house itself needs of a visit (what came
of it, temperatures, proof) is asked by the visit's own form and given to the questionnaire as its answers; the rest is
drawn on the telephone, checked in step there, and stored with the visit against the exact version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from lianfang.core import Actor, clock
from lianfang.registry.forms import drawing
from lianfang.registry.forms import operations as forms
from lianfang.registry.forms import selectors as filed
from lianfang.registry.forms.models import Version

from . import rules, shelf
from .findings import Visit

CODE = "door_visit"
PREFIX = "q-"
ABOUT = "visits.Visit"
# What the visit's own form asks; the telephone says the same (static/visits/asked.js).
OWN = frozenset(
    [
        "visit_kind",
        "visit",
        "address",
        "found",
        "slip_left",
        "doubtful",
        "doubt",
        "note",
        "photo",
        "place",
        "ended",
    ]
)
OF_A_MEMBER = ("person_name", "person_celsius", "person_symptoms")
OF_THE_JOURNEY = ("came_back", "from_place", "came_on")
FOUND_AS = {
    rules.Outcome.MET: "home",
    rules.Outcome.DOUBTFUL: "home",
    rules.Outcome.NOBODY: "nobody",
    rules.Outcome.MOVED: "moved",
    rules.Outcome.REFUSED: "refused",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the questionnaire asked on a telephone: answers to one exact version. The first `known` of `people` are
    members the visit's own form had already; `has_verdict`: it asked the first of them about the journey, too."""

    version: UUID
    values: dict[str, Any] = field(default_factory=dict)
    known: int = 0
    has_verdict: bool = False

    @property
    def given(self) -> frozenset[str]:
        """The places that the visit's own form asked."""
        members = {f"people[{n}]/{name}" for n in range(self.known) for name in OF_A_MEMBER}
        journey = (
            {f"people[0]/{name}" for name in OF_THE_JOURNEY} if self.has_verdict and self.known else set()
        )
        return OWN | members | journey

    @property
    def strangers(self) -> list[Mapping[str, Any]]:
        """Members met at the door whom nobody had on a list."""
        people = self.values.get("people")
        return (
            [one for one in people[self.known :] if isinstance(one, Mapping)]
            if isinstance(people, list)
            else []
        )


def carried(viewer: Actor, known: str, at: datetime) -> dict[str, str] | None:
    """The questionnaire in force as the telephone keeps it: version and drawn fields; its mark alone where it has it
    already (`known`). None where the office has none."""
    version = filed.current(viewer, CODE, clock.day_of(at))
    if version is None:
        return None
    mark = f"{version.id.hex} {get_language()} {shelf.version()}"
    if mark == known:
        return {"mark": mark}
    drawn = drawing.bare(filed.sheet(version, at), version, prefix=PREFIX)
    return {"mark": mark, "version": str(version.id), "html": str(drawn)}


def is_known(subdistrict: UUID, version: UUID) -> bool:
    """Whether this is a version of the door questionnaire, in force or not any more."""
    return Version.objects.of(subdistrict).filter(pk=version, questionnaire__code=CODE).exists()


def store(by: Actor, visit: Visit, sheet: Sheet) -> UUID | None:
    """Keeps the answers with the visit, once; what the version does not accept is kept for a person (None)."""
    request = visit.request
    answered = forms.Answered(
        sheet.version,
        sheet.values | _own(visit),
        sheet.given,
        about=(ABOUT, visit.id),
        person=request.person_id,
        committee=request.committee_id,
    )
    made = forms.take(by=by, answered=answered, instance_id=f"visit-{visit.client_id}", at=visit.at)
    return made.id if made else None


def _own(visit: Visit) -> dict[str, str]:
    """What the visit itself says, in the questionnaire's names."""
    is_doubtful = visit.outcome == rules.Outcome.DOUBTFUL
    place = f"{visit.latitude} {visit.longitude} 0 0" if visit.latitude is not None else ""
    return {
        "visit_kind": visit.request.kind,
        "visit": str(visit.request_id),
        "found": FOUND_AS[rules.Outcome(visit.outcome)],
        "slip_left": "yes" if visit.slip else "no",
        "doubtful": "yes" if is_doubtful else "no",
        "doubt": visit.note if is_doubtful else "",
        "note": "" if is_doubtful else visit.note,
        "place": place,
    }
