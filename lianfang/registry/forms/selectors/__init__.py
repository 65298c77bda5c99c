"""Reading questionnaires and what was answered; the first argument is who looks."""

from .filling import (
    Filled,
    Line,
    answers,
    current,
    definition,
    fill,
    fill_xml,
    posted,
    readable,
    sheet,
    version,
)
from .listing import (
    collectable,
    device_keys,
    kept_lines,
    kept_waiting,
    key_of,
    questionnaires,
    staff_for_keys,
    versions,
    waiting,
)

__all__ = [
    "Filled",
    "Line",
    "answers",
    "collectable",
    "current",
    "definition",
    "device_keys",
    "fill",
    "fill_xml",
    "kept_lines",
    "kept_waiting",
    "key_of",
    "posted",
    "questionnaires",
    "readable",
    "sheet",
    "staff_for_keys",
    "version",
    "versions",
    "waiting",
]
