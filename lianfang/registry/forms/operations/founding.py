"""The questionnaires every office starts with."""

from __future__ import annotations

import hashlib
import io
from datetime import date, datetime
from functools import cache

from django.db import transaction

from lianfang.core import Actor
from lianfang.ledger.operations import record

from ..models import Questionnaire, Version
from ..rules.defaults import DRAFTS, Draft
from ..workbooks.writing import write

FIRST_DAY = date(2020, 1, 20)
FIRST_LABEL = "1"


@transaction.atomic
def load_defaults(*, by: Actor, at: datetime) -> int:
    """Gives the office the questionnaires it does not have yet; returns how many. Idempotent."""
    known = set(Questionnaire.objects.of(by.subdistrict).values_list("code", flat=True))
    missing = [draft for draft in DRAFTS if draft.code not in known]
    for draft in missing:
        _install(by, draft, at)
    if missing:
        record("forms.defaults_loaded", by=by, at=at, codes=[draft.code for draft in missing])
    return len(missing)


def _install(by: Actor, draft: Draft, at: datetime) -> None:
    workbook, xform = _made(draft.code)
    questionnaire = Questionnaire.objects.create(
        subdistrict=by.subdistrict,
        code=draft.code,
        name=draft.name,
        name_en=draft.name_en,
        kept_days=draft.kept_days,
    )
    Version.objects.create(
        subdistrict=by.subdistrict,
        questionnaire=questionnaire,
        number=1,
        form_id=draft.code,
        label=FIRST_LABEL,
        begins_on=FIRST_DAY,
        file_name=f"{draft.name}.xlsx",
        workbook=workbook,
        digest=hashlib.sha256(workbook).hexdigest(),
        xform=xform,
        hash=hashlib.md5(xform.encode(), usedforsecurity=False).hexdigest(),
        by_name=by.name,
        at=at,
    )


@cache
def _made(code: str) -> tuple[bytes, str]:
    """Workbook and XForm of one of ours. No file of anybody else's is opened here."""
    from pyxform.xls2xform import convert  # a large library, needed only when an office begins

    draft = next(draft for draft in DRAFTS if draft.code == code)
    workbook = write(draft, FIRST_LABEL)
    return workbook, str(convert(io.BytesIO(workbook)).xform)
