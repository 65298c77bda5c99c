"""The version that counts, a sheet filled in, answers read back."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from lxml import etree

from lianfang.core import Actor, clock, masking

from .. import hooks
from ..files import MOST_FILE_BYTES, Sent
from ..models import Beside, Submission, Version
from ..rules.definition import Definition, Kind, Question, language_for
from ..rules.planting import gather, plant, plant_xml
from ..rules.posted import Post, Posted, read_posted
from ..rules.settling import Sheet, preload, settle
from ..rules.validating import Problem, problems_of, read_answers
from ..rules.xform import read_xform
from ..rules.xpath import Branch

SEVERAL = (Kind.MANY, Kind.RANK)


def current(viewer: Actor | UUID, code: str, on: date) -> Version | None:
    """The version of a questionnaire that counts on a day; None where the office has none."""
    subdistrict = viewer.subdistrict if isinstance(viewer, Actor) else viewer
    rows = Version.objects.of(subdistrict).filter(questionnaire__code=code)
    return rows.in_force(on).select_related("questionnaire").first()


def version(viewer: Actor, version_id: UUID) -> Version:
    """One version; DoesNotExist beyond the subdistrict."""
    return Version.objects.visible_to(viewer).select_related("questionnaire").get(pk=version_id)


def definition(version: Version) -> Definition:
    """The questionnaire of a version, ready to be asked; read once a process."""
    return _definition(version.id, version.subdistrict)


@lru_cache(maxsize=64)
def _definition(version_id: UUID, subdistrict: UUID) -> Definition:
    files = Beside.objects.of(subdistrict).filter(version_id=version_id).values_list("name", "body")
    xform = Version.objects.of(subdistrict).values_list("xform", flat=True).get(pk=version_id)
    return read_xform(xform, {name: bytes(body) for name, body in files}, hooks.LISTS)


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


def choices(version: Version, name: str, at: datetime) -> dict[str, str]:
    """The choices of a question by its name, value → label in the reader's language, as an empty sheet offers them."""
    made = sheet(version, at)
    question = next((one for one in made.definition.asked() if one.path.endswith(f"/{name}")), None)
    return dict(made.choices(question, made.root)) if question else {}


def fill(version: Version, values: Mapping[str, Any], at: datetime, given: Collection[str] = ()) -> Filled:
    """The sheet with these values: read, calculated, checked by the form's rules as of `at`. Nothing is wrong at
    places that are `given`: whoever asks this asked those otherwise, and judged them."""
    asked = definition(version)
    root, strays = plant(asked, values)
    made = Sheet(asked, root, at.astimezone(clock.LOCAL), language_for(asked, get_language() or ""))
    preload(made, started=None)
    unread = read_answers(made)
    settle(made)
    problems = problems_of(made, strays)
    places = {problem.place for problem in unread}
    wrong = [*unread, *(problem for problem in problems if problem.place not in places)]
    judged = [problem for problem in wrong if problem.place not in given]
    return Filled(made, judged, gather(root, several(version.id, version.subdistrict)))


def fill_xml(version: Version, element: etree._Element, at: datetime) -> Filled:
    """The sheet with an instance that a phone sent; what the phone calculated is left as it is."""
    asked = definition(version)
    root, strays = plant_xml(asked, element)
    made = Sheet(asked, root, at.astimezone(clock.LOCAL), language_for(asked, get_language() or ""))
    unread = read_answers(made)
    settle(made, recalculate=False)
    places = {problem.place for problem in unread}
    wrong = [*unread, *(problem for problem in problems_of(made, strays) if problem.place not in places)]
    return Filled(made, wrong, gather(root, several(version.id, version.subdistrict)))


def answers(submission: Submission) -> dict[str, Any]:
    """The relevant answers: question → text, several choices → list, repeat → list of such."""
    found: dict[str, Any] = json.loads(submission.answers)
    return found


def posted(version: Version, post: QueryDict, files: MultiValueDict[str, Any], prefix: str = "") -> Posted:
    """What a page with `{% questionnaire version … prefix %}` sent: `.values` for `operations.submit`.

    `.is_growing`: somebody without script asked for one member more or less; draw the page again with the values.
    """
    sent = Post(post.getlist, lambda name: _sent(files.get(name)), prefix)
    return read_posted(definition(version), sent)


def _sent(file: Any) -> Sent | None:
    if file is None:
        return None
    name = (file.name or "file").rpartition("/")[2][-120:]
    return Sent(name, file.content_type or "", file.read(MOST_FILE_BYTES + 1))


def values_of(viewer: Actor, submissions: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """The answers by submission, of those that the viewer sees and that are not gone."""
    rows = Submission.objects.visible_to(viewer).filter(pk__in=submissions).defer("xml")
    return {one.id: answers(one) for one in rows}


def said_in(
    viewer: Actor, submissions: QuerySet[Submission], at: datetime, *, names: Collection[str] = ()
) -> dict[UUID, list[Line]]:
    """Answers as a person reads them, by submission, for a room that has checked that the viewer sees what they belong
    to; those to the questions `names` masked. They may speak of health: who may not read that reads their own."""
    rows = submissions if viewer.sees_health else submissions.filter(by=viewer.id, by__isnull=False)
    found = rows.select_related("version__questionnaire").defer("xml", "version__workbook")
    return {one.id: readable(one.version, _masked(answers(one), names), at) for one in found}


def _masked(values: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    found = dict(values)
    for key, value in values.items():
        if key in names and isinstance(value, str):
            found[key] = masking.name(value)
        elif isinstance(value, list):
            found[key] = [_masked(one, names) if isinstance(one, dict) else one for one in value]
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One answer as a person reads it: the question, the answer, and the answers within for groups and members."""

    label: str
    value: str = ""
    parts: tuple[Line, ...] = ()


def readable(version: Version, values: Mapping[str, Any], at: datetime) -> list[Line]:
    """Answers with their questions' words, choices by their labels, in the order of the form; blanks left out."""
    asked = definition(version)
    root, _strays = plant(asked, values)
    made = Sheet(asked, root, at.astimezone(clock.LOCAL), language_for(asked, get_language() or ""))
    settle(made, recalculate=False)
    return _lines(made, asked.questions, root)


def _lines(made: Sheet, questions: list[Question], scope: Branch) -> list[Line]:
    found: list[Line] = []
    for question in questions:
        if question.kind == Kind.GROUP:
            found += _lines(made, question.parts, scope)
        elif question.kind == Kind.REPEAT:
            label = made.said(question.label, scope)
            members = [one for one in scope.within() if one.spec.path == question.path and one is not scope]
            told = [tuple(_lines(made, question.parts, one)) for one in members if one.is_relevant]
            said = [inside for inside in told if inside]
            found += [
                Line(f"{label} {number}".strip(), parts=inside) for number, inside in enumerate(said, 1)
            ]
        else:
            found += _line(made, question, scope)
    return found


def _line(made: Sheet, question: Question, scope: Branch) -> list[Line]:
    branch = next((one for one in scope.within() if one.spec.path == question.path), None)
    if branch is None or not branch.is_relevant or not branch.value or question.kind == Kind.NOTE:
        return []
    label = made.said(question.label, branch) or branch.spec.name
    words = dict(made.choices(question, branch)) if question.choices or question.source else {}
    if question.source is not None and question.source.live and branch.value not in words:
        return []  # chosen from a list that is another one by now; the room that offered it knows what it meant
    chosen = branch.value.split() if question.kind in SEVERAL else [branch.value]
    return [Line(label, "、".join(words.get(one, one) for one in chosen))]
