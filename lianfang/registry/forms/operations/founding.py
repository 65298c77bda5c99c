"""The questionnaires every office starts with."""

from __future__ import annotations

import hashlib
import io
from datetime import date, datetime
from functools import cache

from django.db import transaction

from lianfang.core import Actor, clock
from lianfang.ledger.operations import record

from .. import hooks
from ..models import Beside, Questionnaire, Version
from ..rules.defaults import DRAFTS, Draft
from ..workbooks.writing import write

FIRST_DAY = date(2020, 1, 20)


@transaction.atomic
def load_defaults(*, by: Actor, at: datetime) -> int:
    """Gives the office the questionnaires it does not have yet, and a newer edition of those it never changed;
    returns how many. Idempotent."""
    known = {one.code: one for one in Questionnaire.objects.of(by.subdistrict)}
    missing = [draft for draft in DRAFTS if draft.code not in known]
    for draft in missing:
        _install(by, draft, at)
    renewed = [draft for draft in DRAFTS if draft.code in known and _renew(by, known[draft.code], draft, at)]
    loaded = [draft.code for draft in (*missing, *renewed)]
    if loaded:
        record("forms.defaults_loaded", by=by, at=at, codes=loaded)
    return len(loaded)


def _renew(by: Actor, questionnaire: Questionnaire, draft: Draft, at: datetime) -> bool:
    """A further version, where all so far were ours and of an older edition; what an office wrote is its own."""
    versions = Version.objects.of(by.subdistrict).filter(questionnaire=questionnaire)
    newest = versions.order_by("-number").defer("workbook", "xform").first()
    if newest is None or newest.file_name == draft.file_name or versions.exclude(by=None).exists():
        return False
    _add_version(by, questionnaire, draft, number=newest.number + 1, begins_on=clock.day_of(at), at=at)
    return True


def _install(by: Actor, draft: Draft, at: datetime) -> None:
    questionnaire = Questionnaire.objects.create(
        subdistrict=by.subdistrict,
        code=draft.code,
        name=draft.name,
        name_en=draft.name_en,
        kept_days=draft.kept_days,
    )
    _add_version(by, questionnaire, draft, number=1, begins_on=FIRST_DAY, at=at)


def _add_version(
    by: Actor, questionnaire: Questionnaire, draft: Draft, *, number: int, begins_on: date, at: datetime
) -> None:
    workbook, xform = _made(draft.code, str(number))
    made = Version.objects.create(
        subdistrict=by.subdistrict,
        questionnaire=questionnaire,
        number=number,
        form_id=draft.code,
        label=str(number),
        begins_on=begins_on,
        file_name=draft.file_name,
        workbook=workbook,
        digest=hashlib.sha256(workbook).hexdigest(),
        xform=xform,
        hash=_md5(xform.encode()),
        by_name=by.name,
        at=at,
    )
    Beside.objects.bulk_create(
        Beside(subdistrict=by.subdistrict, version=made, name=name, body=body, hash=_md5(body))
        for name, body in hooks.named_in(xform).items()
    )


@cache
def _made(code: str, label: str) -> tuple[bytes, str]:
    """Workbook and XForm of one of ours. No file of anybody else's is opened here."""
    from pyxform.xls2xform import convert  # a large library, needed only when an office begins

    draft = next(draft for draft in DRAFTS if draft.code == code)
    workbook = write(draft, label)
    return workbook, str(convert(io.BytesIO(workbook)).xform)


def _md5(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()
