"""A workbook turned into an XForm that we can ask, or told what in it has to be mended. Runs in the child."""

from __future__ import annotations

import copy
import io
import warnings
from typing import Any

import msgspec

from ..rules.checking import circle_in
from ..rules.safexml import NotSafe
from ..rules.xform import BadForm, Trouble, read_xform
from . import culprit
from .faults import Fault
from .looking import look
from .packages import NotTaken, kind_of
from .sheets import row_of, row_with
from .telling import told

MOST_FAULTS = 200
COLUMNS = {"calculate": "calculation"}


class Asking(msgspec.Struct):
    """What the child is given: the workbook, files beside it, the id and version that the XForm shall bear."""

    workbook: bytes
    files: dict[str, bytes] = {}
    form_id: str = ""
    version: str = ""


class Answer(msgspec.Struct):
    """What the child says: an XForm with remarks, or why the file was not opened, or what has to be mended."""

    xform: str = ""
    title: str = ""
    itemsets: str = ""
    remarks: list[str] = []
    refused: str = ""
    faults: list[Fault] = []


def answer(asking: Asking) -> Answer:
    """Reads, converts, checks; every way of failing becomes words."""
    try:
        book = _opened(asking.workbook)
    except NotTaken as error:
        return Answer(refused=error.why)
    except Exception as error:  # the converter meets what nobody foresaw; it is the file's fault, not ours
        fault = told(error, _Nothing())
        return Answer(refused="damaged") if fault.why == "other" else Answer(faults=[fault])
    return _converted(book, asking)


class _Nothing:
    survey: list[dict[str, Any]] = []


def _opened(content: bytes) -> Any:
    from pyxform.xls2json_backends import get_xlsform

    kind = kind_of(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return get_xlsform(io.BytesIO(content), file_type=kind)
        except Exception as error:
            if "encrypted" in str(error).lower() or "password" in str(error).lower():
                raise NotTaken("encrypted") from error
            raise


def _convert(book: Any, form_name: str | None = None) -> Any:
    from pyxform.xls2xform import convert

    sheets = {name: copy.deepcopy(getattr(book, name)) for name in _SHEETS}
    return convert(sheets, form_name=form_name)


_SHEETS = (
    "survey", "survey_header", "choices", "choices_header", "settings", "settings_header", "external_choices",
    "external_choices_header", "entities", "entities_header", "osm", "osm_header", "sheet_names", "fallback_form_name",
)  # fmt: skip


def _attempt(book: Any) -> Exception | None:
    try:
        _convert(book)
    except Exception as error:
        return error
    return None


def _converted(book: Any, asking: Asking) -> Answer:
    try:
        made = _convert(book)
    except Exception as error:
        return Answer(faults=_faults(book, error))
    files = dict(asking.files)
    itemsets = made.itemsets or ""
    if itemsets:
        files["itemsets.csv"] = itemsets.encode()
    xform = _stamped(made.xform, asking)
    try:
        asked = read_xform(xform, files)
    except BadForm as error:
        return Answer(faults=[_fault(book, trouble) for trouble in error.troubles[:MOST_FAULTS]])
    except (NotSafe, StopIteration, RecursionError):
        return Answer(refused="damaged")
    circle = circle_in({node.path: node.calculate for node in asked.root.within() if node.calculate})
    if circle:
        return Answer(faults=[_round(book, circle)])
    if not any(True for question in asked.asked()):
        return Answer(faults=[Fault("nothing_asked")])
    return Answer(
        xform=xform, title=asked.title, itemsets=itemsets, remarks=list(dict.fromkeys(made.warnings))[:50]
    )


def _faults(book: Any, error: Exception) -> list[Fault]:
    """What the converter said and everything that we find; where both speak of a row, we name its column too."""
    first = told(error, book)
    # Headings that clash make every row unreadable: what we would find in them misleads.
    found = [] if first.row == 1 else list(look(book))
    has_place = bool(first.row) and (first.sheet, first.row) not in {(one.sheet, one.row) for one in found}
    if has_place or (not found and first.why != "other"):
        found.append(first)
    if not found:
        found = [culprit.find(book, error, _attempt) or first]
    return sorted(found, key=lambda fault: (fault.sheet, fault.row))[:MOST_FAULTS]


def _fault(book: Any, trouble: Trouble) -> Fault:
    why = trouble.why.partition(" ")[0]
    more = "".join(trouble.facts[:1])
    if not trouble.path:
        row, column = row_with(book.survey or [], trouble.found.rpartition(".")[0] or trouble.found)
        return Fault(why, row=row, column=column, found=trouble.found, more=more)
    row = row_of(book.survey or [], trouble.path)
    found = more if why in {"question", "needs_file"} else trouble.found
    return Fault(why, row=row, column=COLUMNS.get(trouble.column, trouble.column), found=found, more=more)


def _round(book: Any, circle: list[str]) -> Fault:
    """A circle of calculations, at the row where it begins; ODK Collect would not even open such a form."""
    names = " → ".join(path.rpartition("/")[2] for path in (*circle, circle[0]))
    return Fault("circle", row=row_of(book.survey or [], circle[0]), column="calculation", found=names)


def _stamped(xform: str, asking: Asking) -> str:
    """The XForm under the id and version by which we know it."""
    if not asking.form_id:
        return xform
    from lxml import etree

    from ..rules.safexml import local, parse

    root = parse(xform.encode(), 8_000_000)
    main = next(one for one in root.iter() if isinstance(one.tag, str) and local(one) == "instance")[0]
    main.set("id", asking.form_id)
    main.set("version", asking.version)
    for submission in [one for one in root.iter() if isinstance(one.tag, str) and local(one) == "submission"]:
        # Where answers go, and under whose key, is for the office to say.
        parent = submission.getparent()
        if parent is not None:
            parent.remove(submission)
    return etree.tostring(root, encoding="unicode")
