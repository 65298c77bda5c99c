"""What is wrong with a filled questionnaire: each problem with its place and a sentence for whoever filled it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .definition import Kind, Question
from .kinds import NoSuchAnswer, in_order
from .planting import Stray
from .settling import Sheet
from .xpath import Branch, as_number

SENTENCES: dict[str, str | Promise] = {
    "required": _("Please answer this."),
    "constraint": _("This answer cannot be right; please check it."),
    "whole": _("Write a whole number."),
    "number": _("Write a number, for example 36.5."),
    "date": _("Write a day that exists, for example 2020-02-10."),
    "time": _("Write a time, for example 09:30."),
    "moment": _("Write a day and a time."),
    "place": _("Write a place as latitude and longitude."),
    "choice": _("Choose one of the answers shown."),
    "range": _("This number lies outside what is asked."),
    "long": _("This is too long."),
    "letters": _("There are characters in this that cannot be kept."),
    "unknown": _("The questionnaire does not ask this."),
    "shape": _("This does not have the shape that the questionnaire asks."),
    "too_many": _("There are too many of these."),
    "file": _("The file named here did not come."),
}
CHOSEN = frozenset({Kind.ONE, Kind.MANY, Kind.RANK})


@dataclass(frozen=True, slots=True)
class Problem:
    """One answer that does not do: `place` as the page names it (kids[0]/name), why, and what to say."""

    place: str
    why: str
    said: str


def place_of(branch: Branch) -> str:
    """A branch as pages and answers name it."""
    members = [up for up in (branch, *branch.above()) if up.spec.repeats][::-1]
    way = ""
    for member in members:
        number = next(index for index, one in enumerate(member.siblings) if one is member)
        way += f"{member.spec.key}[{number}]/"
    return way.removesuffix("/") if branch.spec.repeats else way + branch.spec.key


def problems_of(sheet: Sheet, strays: list[Stray]) -> list[Problem]:
    """Everything wrong, in the order of the form. Answers are put in order on the way (36。5 → 36.5)."""
    found = [Problem(stray.place, stray.why, str(SENTENCES[stray.why])) for stray in strays]
    for branch in sheet.root.within():
        if branch.is_relevant and not branch.kids and branch.spec.key:
            found += _wrong(sheet, branch)
    return found


def read_answers(sheet: Sheet) -> list[Problem]:
    """Puts every answer into its type's order before anything is calculated from it; what is none is told."""
    found = []
    for branch in sheet.root.within():
        if not branch.kids and branch.value:
            try:
                branch.value = in_order(branch.spec.type, branch.value)
            except NoSuchAnswer as error:
                found.append(_problem(branch, str(error)))
    return found


def _problem(branch: Branch, why: str, said: str = "") -> Problem:
    return Problem(place_of(branch), why, said or str(SENTENCES[why]))


def _wrong(sheet: Sheet, branch: Branch) -> list[Problem]:
    node = branch.spec
    if not branch.value:
        if sheet.holds(node.required, branch, False):
            return [_problem(branch, "required", sheet.said(node.missing, branch))]
        return []
    question = sheet.questions.get(node.path)
    why = _is_outside(sheet, branch, question) if question else ""
    if why:
        return [_problem(branch, why)]
    if not sheet.holds(node.constraint, branch, True):
        return [_problem(branch, "constraint", sheet.said(node.wrong, branch))]
    return []


def _is_outside(sheet: Sheet, branch: Branch, question: Question) -> str:
    """Whether the answer is none of those offered."""
    if question.source is not None and question.source.live:
        return ""
    if question.kind in CHOSEN:
        offered = {value for value, _label in sheet.choices(question, branch)}
        chosen = [branch.value] if question.kind == Kind.ONE else branch.value.split()
        return "" if set(chosen) <= offered else "choice"
    if question.kind == Kind.RANGE:
        value, low, high = (as_number(text) for text in (branch.value, question.start, question.end))
        return "range" if value < min(low, high) or value > max(low, high) else ""
    return ""
