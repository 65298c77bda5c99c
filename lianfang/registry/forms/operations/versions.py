"""Handing a workbook in, saying from which day it counts, taking it back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from lianfang.core import Actor, Refused, clock
from lianfang.ledger.operations import record

from .. import hooks
from ..models import Beside, Questionnaire, Version
from ..rights import MANAGERS, check
from ..rules.defaults import NEEDED
from ..rules.definition import Node
from ..rules.xform import read_xform
from ..workbooks.converting import Answer
from ..workbooks.faults import Fault
from ..workbooks.opening import read_workbook

_CODE = re.compile(r"[a-z][a-z0-9_]{2,39}")


@dataclass(frozen=True, slots=True)
class Handed:
    """A workbook as handed in, with files beside it by name."""

    file_name: str
    workbook: bytes
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Equal for the same workbook with the same files."""
        whole = hashlib.sha256(self.workbook)
        for name in sorted(self.files):
            whole.update(name.encode() + hashlib.sha256(self.files[name]).digest())
        return whole.hexdigest()


@transaction.atomic
def add(*, by: Actor, code: str, name: str, handed: Handed, begins_on: date, at: datetime) -> Version:
    """Begins a questionnaire of the office's own with its first workbook.

    Raises `forms.code_wrong`, `forms.code_taken` and what `upload` raises.
    """
    check(by, MANAGERS)
    if not _CODE.fullmatch(code):
        raise Refused("forms.code_wrong", found=code[:40])
    if Questionnaire.objects.of(by.subdistrict).filter(code=code).exists():
        raise Refused("forms.code_taken", found=code)
    made = Questionnaire.objects.create(subdistrict=by.subdistrict, code=code, name=name.strip()[:80] or code)
    return upload(by=by, questionnaire_id=made.id, handed=handed, begins_on=begins_on, at=at)


@transaction.atomic
def upload(*, by: Actor, questionnaire_id: UUID, handed: Handed, begins_on: date, at: datetime) -> Version:
    """Takes a new workbook in for a questionnaire; it counts from a day on. The same workbook changes nothing.

    Raises `forms.book_refused` with `faults`, other `forms.book_*`, `forms.begins_in_the_past`.
    """
    check(by, MANAGERS)
    mine = Questionnaire.objects.visible_to(by).select_for_update()
    questionnaire = mine.get(pk=questionnaire_id)
    versions = Version.objects.of(by.subdistrict).filter(questionnaire=questionnaire)
    standing = versions.filter(digest=handed.digest).first()
    if standing is not None:
        return standing
    _check_day(begins_on, at)
    number = (versions.aggregate(most=Max("number"))["most"] or 0) + 1
    beside = hooks.blank_lists() | dict(handed.files)
    read = read_workbook(handed.workbook, beside, form_id=questionnaire.code, version=str(number))
    _check_needed(questionnaire.code, read.xform, beside)
    made = Version(
        subdistrict=by.subdistrict,
        questionnaire=questionnaire,
        number=number,
        form_id=questionnaire.code,
        label=str(number),
        begins_on=begins_on,
        by=by.id,
        by_name=by.name,
        at=at,
    )
    _stored(made, handed, read)
    record(
        "forms.uploaded",
        by=by,
        at=at,
        about=made,
        code=questionnaire.code,
        number=number,
        begins_on=begins_on,
    )
    return made


def _check_needed(code: str, xform: str, files: Mapping[str, bytes]) -> None:
    """Refuses a workbook without a question that rooms above read by name: its answers would come to nothing."""
    needed = NEEDED.get(code, ())
    asked = set(_names(read_xform(xform, files, hooks.LISTS).root)) if needed else set()
    faults = [Fault("needed", column="name", found=name) for name in needed if name not in asked]
    if faults:
        raise Refused("forms.book_refused", faults=faults, count=len(faults), first=faults[0].said)


def _names(node: Node) -> Iterator[str]:
    """The questions below, but for those asked of several."""
    for kid in node.kids:
        if not kid.repeats:
            yield kid.name
            yield from _names(kid)


def _stored(made: Version, handed: Handed, read: Answer) -> Version:
    """The version with its XForm and the files it names."""
    made.file_name, made.workbook, made.digest = handed.file_name[-200:], handed.workbook, handed.digest
    made.xform, made.hash, made.remarks = read.xform, _md5(read.xform.encode()), read.remarks
    made.save(force_insert=True)
    files = (
        hooks.named_in(read.xform)
        | dict(handed.files)
        | ({"itemsets.csv": read.itemsets.encode()} if read.itemsets else {})
    )
    Beside.objects.bulk_create(
        Beside(subdistrict=made.subdistrict, version=made, name=name[-200:], body=body, hash=_md5(body))
        for name, body in files.items()
    )
    return made


def _md5(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()


@transaction.atomic
def set_begins(*, by: Actor, version_id: UUID, begins_on: date, at: datetime) -> Version:
    """Moves the first day of a version that has not begun. Raises `forms.already_begun`, `forms.begins_in_the_past`."""
    check(by, MANAGERS)
    found = Version.objects.visible_to(by).select_for_update(of=("self",)).get(pk=version_id)
    if found.begins_on <= clock.day_of(at):
        raise Refused("forms.already_begun")
    _check_day(begins_on, at)
    found.begins_on = begins_on
    found.save(update_fields=["begins_on"])
    record("forms.begins_set", by=by, at=at, about=found, begins_on=begins_on)
    return found


@transaction.atomic
def withdraw(*, by: Actor, version_id: UUID, at: datetime) -> Version:
    """Takes a version out of use; the one before counts again. Answers to it stay. Raises `forms.only_version`."""
    check(by, MANAGERS)
    found = Version.objects.visible_to(by).select_for_update(of=("self",)).get(pk=version_id)
    others = Version.objects.of(by.subdistrict).filter(questionnaire_id=found.questionnaire_id)
    if not others.in_force(clock.day_of(at)).exclude(pk=found.pk).exists():
        raise Refused("forms.only_version")
    found.withdrawn_at = found.withdrawn_at or at
    found.save(update_fields=["withdrawn_at"])
    record("forms.version_withdrawn", by=by, at=at, about=found)
    return found


@transaction.atomic
def restore(*, by: Actor, version_id: UUID, at: datetime) -> Version:
    """Brings a withdrawn version back (the undo)."""
    check(by, MANAGERS)
    found = Version.objects.visible_to(by).select_for_update(of=("self",)).get(pk=version_id)
    found.withdrawn_at = None
    found.save(update_fields=["withdrawn_at"])
    record("forms.version_restored", by=by, at=at, about=found)
    return found


def _check_day(begins_on: date, at: datetime) -> None:
    if begins_on < clock.day_of(at):
        raise Refused("forms.begins_in_the_past")
