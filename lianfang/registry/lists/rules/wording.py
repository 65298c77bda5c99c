"""The sentences for a row's problems, as msgids; Chinese stands in the room's locale files."""

from __future__ import annotations

from collections.abc import Callable

from .rows import Problem


def _(text: str) -> str:
    """Marks a text for translation; whoever shows it translates it."""
    return text


SENTENCES = {
    "names_nobody": _("The row names nobody: no name, phone, identity number or address."),
    "digits_lost": _("“%(text)s” was stored as a number and lost its last digits; give it again as text."),
    "spreadsheet_error": _("The cell holds the spreadsheet error “%(text)s”."),
    "formula_without_value": _("The cell holds a formula without a stored result."),
    "no_such_day": _("There is no such day: “%(text)s”."),
    "date_unreadable": _("“%(text)s” cannot be read as a date."),
    "date_unlikely": _("“%(text)s” is hardly the date that was meant."),
    "date_incomplete": _("“%(text)s” does not say which day."),
    "date_vague": _("“%(text)s” does not name a certain day."),
    "not_yet_back": _("“%(text)s”: the person is not back yet, so there is no day of arrival."),
    "two_dates": _("“%(text)s” names more than one day."),
    "order_open": _("In “%(text)s” month and day cannot be told apart; the month was read first."),
    "day_zero_lost": _("“%(text)s” was stored as a number; the first and the tenth cannot be told apart."),
    "year_missing": _("“%(text)s” has no year and the list does not tell it."),
    "issue_date_missing": _("“%(text)s” counts from a day that the list does not tell."),
    "lunar_year_unknown": _("“%(text)s” is a lunar date in a year that is not in the calendar table."),
    "after_issue": _("“%(text)s” lies after the day the list was issued."),
    "born_after_issue": _("“%(text)s” as a date of birth lies after the day the list was issued."),
    "temperature_unlikely": _("“%(text)s” is hardly a body temperature."),
    "temperature_unreadable": _("“%(text)s” cannot be read as a temperature."),
    "temperature_called_abnormal": _("“%(text)s”: the temperature is called abnormal without degrees."),
    "phone_unlikely": _("“%(text)s” is no phone number that can be called; a digit may be missing."),
    "age_unreadable": _("“%(text)s” cannot be read as an age."),
    "age_unlikely": _("“%(text)s” is hardly an age."),
    "sex_unreadable": _("“%(text)s” cannot be read as a sex."),
    "count_unreadable": _("“%(text)s” cannot be read as a number of people."),
    "yes_no_unreadable": _("“%(text)s” is neither yes nor no."),
}


def describe(problem: Problem, translate: Callable[[str], str] = str) -> str:
    """The problem as a sentence; `translate` is gettext, or nothing for English."""
    return translate(SENTENCES[problem.code]) % {"text": problem.text}
