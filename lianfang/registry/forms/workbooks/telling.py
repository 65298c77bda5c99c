"""What the converter says, turned into faults a person can find in Excel."""

from __future__ import annotations

import re
from typing import Any

from .faults import Fault
from .sheets import row_with

_ROW = re.compile(r"\[row : (\d+)\]")
_SHEET = re.compile(r"(?:On the|for sheet:) '([\w ]+)'")
_COLUMN = re.compile(r"the '([^']+)' value")
# The converter's codes that have a sentence of ours, with the fact that fills it.
CODES = {
    "NAMES_001": ("name_twice", "value"),
    "NAMES_003": ("name_repeat", "value"),
    "NAMES_004": ("name_repeat", "value"),
    "NAMES_005": ("name_meta", ""),
    "NAMES_006": ("choice_name_missing", ""),
    "NAMES_007": ("choice_twice", "value"),
    "NAMES_008": ("name_letters", "name"),
    "NAMES_009": ("name_letters", "name"),
    "PYREF_001": ("reference_broken", "column"),
    "PYREF_002": ("reference_broken", "column"),
    "PYREF_003": ("question", "q"),
    "PYREF_004": ("reference_twice", "q"),
    "SURVEY_001": ("end_alone", "name"),
    "SURVEY_002": ("begin_alone", "name"),
    "HEADER_001": ("headers_missing", "header"),
    "HEADER_002": ("headers_twice", "other"),
    "HEADER_003": ("headers_needed", "missing"),
    "HEADER_004": ("header_letters", "column"),
}
MORE = {"HEADER_002": "header", "SURVEY_002": "type"}
WORDS = (
    (re.compile(r"Unknown question type '(.*?)'"), "type_unknown"),
    (re.compile(r"List name not in (?:external )?choices sheet: (.*)"), "list_missing"),
    (re.compile(r"There is no survey element named '(.*?)'"), "question"),
    (re.compile(r"There are multiple survey elements named '(.*?)'"), "reference_twice"),
    (re.compile(r"(This section has not been included)"), "not_supported"),
    (re.compile(r"(Question with no type)"), "type_missing"),
    (re.compile(r"(Question or group with no name)"), "name_missing"),
    (re.compile(r"(Missing calculation)"), "calculation_missing"),
    (re.compile(r"or other(' question)"), "choice_or_other"),
    (re.compile(r"Choice names with spaces.*See \[(.*?)\]", re.S), "choice_spaces"),
    (re.compile(r"Duplicate column header: (.*)"), "header_twice"),
    (re.compile(r"different names for the same column were found: '(.*?)', '(.*?)'"), "headers_twice"),
    (re.compile(r"required column headers were not found: (.*?)\.\s"), "headers_needed"),
    (re.compile(r"mapping for '(.*?)', in which case"), "headers_missing"),
    (re.compile(r"The name '(meta)' is reserved"), "name_meta"),
    (re.compile(r"(Choices must have a name)"), "choice_name_missing"),
    (re.compile(r"(Choice names must be unique)"), "choice_twice"),
    (re.compile(r"value '([^']*)' is invalid\. Questions, groups, and repeats must be unique"), "name_twice"),
    (re.compile(r"value '([^']*)' is invalid\. Repeat names must"), "name_repeat"),
    (re.compile(r"the 'parameters' value is invalid\. (.*)", re.S), "parameters"),
)
COLUMNS = {
    "type_unknown": "type",
    "list_missing": "type",
    "name_missing": "name",
    "name_meta": "name",
    "name_twice": "name",
    "calculation_missing": "calculation",
}


def told(error: Exception, book: Any) -> Fault:
    """The converter's refusal as a fault, with its row where it names one or the words can be found."""
    said = str(error)
    fault = _by_code(error, said) or _by_words(said)
    if fault.row == 0 and fault.sheet == "survey" and fault.found:
        row, column = row_with(book.survey or [], fault.found)
        return Fault(fault.why, fault.sheet, row, fault.column or column, fault.found, fault.more)
    return fault


def _by_code(error: Exception, said: str) -> Fault | None:
    code = getattr(error, "code", None)
    if code is None:
        return None
    context: dict[str, Any] = getattr(error, "context", {})
    row = _int(context.get("row")) or _row(said)
    sheet = str(context.get("sheet") or context.get("sheet_name") or _sheet(said))
    why, fact = CODES.get(code.name, ("", ""))
    row = 1 if code.name.startswith("HEADER") else row
    if not why:
        why = (
            "entities"
            if code.name.startswith("ENTITY")
            else "parameters"
            if "parameters" in said
            else "other"
        )
        return Fault(why, sheet, row, _column(said), _ROW.sub("", said).strip()[:300])
    column = str(context.get("column") or _column(said))
    more = str(context.get(MORE.get(code.name, ""), ""))
    return Fault(why, sheet, row, column, str(context.get(fact, "")), more)


def _by_words(said: str) -> Fault:
    for pattern, why in WORDS:
        match = pattern.search(said)
        if match:
            found = match[1].strip()[:120]
            sheet = "choices" if why.startswith("choice_") else _sheet(said)
            row = 1 if why.startswith("header") else _row(said)
            more = match[2] if len(match.groups()) > 1 else ""
            return Fault(why, sheet, row, COLUMNS.get(why, ""), found, more)
    return Fault("other", _sheet(said), _row(said), _column(said), _ROW.sub("", said).strip()[:300])


def _row(said: str) -> int:
    match = _ROW.search(said)
    return int(match[1]) if match else 0


def _sheet(said: str) -> str:
    match = _SHEET.search(said)
    return match[1] if match else "survey"


def _column(said: str) -> str:
    match = _COLUMN.search(said)
    return match[1] if match else ""


def _int(value: Any) -> int:
    return value if isinstance(value, int) else 0
