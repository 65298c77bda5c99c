"""The sentences for a row's problems, as msgids; Chinese stands in the room's locale files."""

from __future__ import annotations

from collections.abc import Callable

from .rows import Problem

SENTENCES = {
    "names_nobody": "The row names nobody: no name, phone, identity number or address.",
    "digits_lost": "“%(text)s” was stored as a number and has lost its last digits; give it again as text.",
    "spreadsheet_error": "The cell holds the spreadsheet error “%(text)s”.",
    "formula_without_value": "The cell holds a formula without a stored result.",
    "no_such_day": "There is no such day: “%(text)s”.",
    "date_unreadable": "“%(text)s” cannot be read as a date.",
    "date_unlikely": "“%(text)s” is hardly the date that was meant.",
    "date_incomplete": "“%(text)s” does not say which day.",
    "date_vague": "“%(text)s” does not name a certain day.",
    "not_yet_back": "“%(text)s”: the person is not back yet, so there is no day of arrival.",
    "two_dates": "“%(text)s” names more than one day.",
    "order_open": "In “%(text)s” month and day cannot be told apart; the month was read first.",
    "day_zero_lost": "“%(text)s” was stored as a number; the first and the tenth cannot be told apart.",
    "year_missing": "“%(text)s” has no year and the list does not tell it.",
    "issue_date_missing": "“%(text)s” counts from a day that the list does not tell.",
    "lunar_year_unknown": "“%(text)s” is a lunar date in a year that is not in the calendar table.",
    "after_issue": "“%(text)s” lies after the day the list was issued.",
    "born_after_issue": "“%(text)s” as a date of birth lies after the day the list was issued.",
    "temperature_unlikely": "“%(text)s” is hardly a body temperature.",
    "temperature_unreadable": "“%(text)s” cannot be read as a temperature.",
    "temperature_called_abnormal": "“%(text)s”: the temperature is called abnormal without degrees.",
    "age_unreadable": "“%(text)s” cannot be read as an age.",
    "age_unlikely": "“%(text)s” is hardly an age.",
    "sex_unreadable": "“%(text)s” cannot be read as a sex.",
    "count_unreadable": "“%(text)s” cannot be read as a number of people.",
    "yes_no_unreadable": "“%(text)s” is neither yes nor no.",
}


def describe(problem: Problem, translate: Callable[[str], str] = str) -> str:
    """The problem as a sentence; `translate` is gettext, or nothing for English."""
    return translate(SENTENCES[problem.code]) % {"text": problem.text}
