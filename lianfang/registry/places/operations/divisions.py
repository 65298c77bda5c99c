"""The official table of division codes (统计用区划代码)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.core.models import Subdistrict
from lianfang.ledger.operations import record

from ..models import Committee
from ..rules import BadCode, DivisionLevel, committee_stem, parse_code
from .stock import Stock

Division = tuple[str, str]


@transaction.atomic
def load_divisions(*, by: Actor, divisions: Sequence[Division], at: datetime) -> dict[str, int]:
    """Enters committees from official 12-digit codes and names; a committee known by name gets its code.

    The official name is kept, so it does not matter whether the table or the ledger comes first. Raises
    Refused `places.code_wrong` for a code that is none (统计用区划代码, 国家统计局), `places.code_elsewhere`
    for a committee of another subdistrict, `places.code_nameless`, and `places.code_twice` for one code with
    two names or one name with two codes. Returns how many committees were made, how many known ones changed.
    """
    home = Subdistrict.objects.get(pk=by.subdistrict)
    table = _checked(divisions, home)
    stock = Stock(by.subdistrict)
    changed = []
    for code, name in table:
        committee = stock.committee(name)
        if committee is not None and (committee.code, committee.name) != (code, name[:40]):
            committee.code, committee.name = code, name[:40]
            changed.append(committee)
    # A code may have passed from one committee to another: all are given up before any is given.
    given = [committee.code for committee in changed]
    Committee.objects.of(by.subdistrict).filter(code__in=given).update(code="")
    made = stock.save()["committees"]
    Committee.objects.of(by.subdistrict).bulk_update(changed, ["code", "name"])
    codes = len(changed) - made
    record("places.divisions_loaded", by=by, at=at, committees=made, codes=codes)
    return {"committees": made, "codes": codes}


def _checked(divisions: Sequence[Division], home: Subdistrict) -> list[Division]:
    """The committees of the table, each once."""
    told: dict[str, str] = {}
    found: dict[str, str] = {}
    for code, name in divisions:
        code, name = code.strip(), name.strip()
        if not _is_committee(code, home, name):
            continue
        stem = committee_stem(name)
        if told.setdefault(stem, code) != code or committee_stem(found.setdefault(code, name)) != stem:
            raise Refused("places.code_twice", division=code, name=name)
    return list(found.items())


def _is_committee(code: str, home: Subdistrict, name: str) -> bool:
    try:
        division = parse_code(code)
    except BadCode as error:
        raise Refused("places.code_wrong", division=code, name=name) from error
    if division.level is not DivisionLevel.COMMITTEE:
        return False
    if not code.startswith(home.code):
        raise Refused("places.code_elsewhere", division=code, name=name, home=home.name)
    if not committee_stem(name):
        raise Refused("places.code_nameless", division=code)
    return True
