"""Reading questionnaires and what was answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from lianfang.core import Actor, clock

from .models import Beside, Submission, Version
from .rules.definition import Definition, Kind, language_for
from .rules.planting import gather, plant
from .rules.settling import Sheet, preload, settle
from .rules.validating import Problem, problems_of, read_answers
from .rules.xform import read_xform

SEVERAL = (Kind.MANY, Kind.RANK)


def current(viewer: Actor | UUID, code: str, on: date) -> Version | None:
    """The version of a questionnaire that counts on a day; None where the office has none."""
    subdistrict = viewer.subdistrict if isinstance(viewer, Actor) else viewer
    rows = Version.objects.of(subdistrict).filter(questionnaire__code=code)
    return rows.in_force(on).select_related("questionnaire").first()


def definition(version: Version) -> Definition:
    """The questionnaire of a version, ready to be asked; read once a process."""
    return _definition(version.id, version.subdistrict)


@lru_cache(maxsize=64)
def _definition(version_id: UUID, subdistrict: UUID) -> Definition:
    files = Beside.objects.of(subdistrict).filter(version_id=version_id).values_list("name", "body")
    xform = Version.objects.of(subdistrict).values_list("xform", flat=True).get(pk=version_id)
    return read_xform(xform, {name: bytes(body) for name, body in files})


@lru_cache(maxsize=64)
def several(version_id: UUID, subdistrict: UUID) -> frozenset[str]:
    """Paths of the questions that take several choices."""
    asked = _definition(version_id, subdistrict).asked()
    return frozenset(question.path for question in asked if question.kind in SEVERAL)


@dataclass(frozen=True, slots=True)
class Filled:
    """A questionnaire with answers in it: the settled sheet, what is wrong, the relevant answers."""

    sheet: Sheet
    problems: list[Problem]
    answers: dict[str, Any]


def sheet(version: Version, at: datetime, values: Mapping[str, Any] | None = None) -> Sheet:
    """An empty sheet of a version, or one with values put in, settled and ready to be drawn."""
    asked = definition(version)
    root, _strays = plant(asked, values or {})
    made = Sheet(asked, root, at.astimezone(clock.LOCAL), language_for(asked, get_language() or ""))
    settle(made, is_new=values is None)
    return made


def fill(version: Version, values: Mapping[str, Any], at: datetime) -> Filled:
    """The sheet with these values: read, calculated, checked by the form's rules as of `at`."""
    asked = definition(version)
    root, strays = plant(asked, values)
    made = Sheet(asked, root, at.astimezone(clock.LOCAL), language_for(asked, get_language() or ""))
    preload(made, started=None)
    unread = read_answers(made)
    settle(made)
    problems = problems_of(made, strays)
    places = {problem.place for problem in unread}
    wrong = [*unread, *(problem for problem in problems if problem.place not in places)]
    return Filled(made, wrong, gather(root, several(version.id, version.subdistrict)))


def answers(submission: Submission) -> dict[str, Any]:
    """The relevant answers: question → text, several choices → list, repeat → list of such."""
    found: dict[str, Any] = json.loads(submission.answers)
    return found
