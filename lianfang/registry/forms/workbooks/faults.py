"""What can be wrong in a workbook, as the person sees it who has it open in Excel: sheet, row, column, why."""

from __future__ import annotations

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Fault(msgspec.Struct, frozen=True):
    """One thing to mend. `row` counts as Excel does, 0 where the whole sheet is meant; `found` are the words there."""

    why: str
    sheet: str = "survey"
    row: int = 0
    column: str = ""
    found: str = ""
    more: str = ""

    @property
    def said(self) -> str:
        """What is wrong and what to do."""
        return str(SENTENCES.get(self.why, SENTENCES["other"])) % {"found": self.found, "more": self.more}


SENTENCES: dict[str, str | Promise] = {
    "name_twice": _("The name “%(found)s” stands twice in the same group. Give one of them another name."),
    "name_letters": _("“%(found)s” cannot be a name: begin with a letter, then letters, digits, _ - and ."),
    "name_missing": _("This question has no name. Write one in the column “name”."),
    "name_meta": _("The name “meta” is taken by the standard. Give this another name."),
    "name_repeat": _("The repeat's name “%(found)s” is used elsewhere. Give one of them another name."),
    "type_missing": _("This row has no type. Write one in the column “type”, for example text."),
    "type_unknown": _(
        "Nobody knows the type “%(found)s”. Types are, for example, text, integer, select_one LIST."
    ),
    "not_supported": _(
        "The type “%(found)s” is not supported here. Write the questions themselves in this sheet."
    ),
    "list_missing": _("The list of choices “%(found)s” is not in the sheet “choices”."),
    "choice_name_missing": _("This choice has no name. Write one in the column “name”."),
    "choice_twice": _("The choice “%(found)s” stands twice in the same list."),
    "choice_spaces": _(
        "The choice “%(found)s” has a space in its name; several choices could not be told apart."
    ),
    "choice_or_other": _("“or_other” needs a list of choices."),
    "begin_alone": _("“%(found)s” begins here and never ends. Add a row “end_%(more)s”."),
    "end_alone": _("Something ends here that never began. Take the row out, or add its beginning."),
    "question": _("“%(found)s” is asked for here, and there is no question of that name."),
    "reference_twice": _("“%(found)s” is asked for here, and several questions have that name."),
    "reference_broken": _("A reference is written ${name}. Please look at “%(found)s”."),
    "calculation_missing": _("Nothing is calculated here. Write the formula in the column “calculation”."),
    "headers_twice": _("“%(found)s” and “%(more)s” are two headings for the same column. Take one out."),
    "header_twice": _("The heading “%(found)s” stands twice. Take one of the columns out."),
    "headers_missing": _("The first row must be headings. “%(found)s” is none."),
    "headers_needed": _("These headings are missing: %(found)s."),
    "header_letters": _("The heading “%(found)s” must not be empty or have spaces."),
    "survey_missing": _("There is no sheet “survey” with questions."),
    "nothing_asked": _(
        "Nothing in this workbook is asked of anybody: add a question such as text or select_one."
    ),
    "circle": _(
        "These are calculated from one another in a circle: %(found)s. One of them needs a beginning."
    ),
    "needed": _(
        "No question is called “%(found)s” any more. Other pages read the answer by this name: call the question that "
        "asks this so."
    ),
    "parameters": _("The parameters cannot be used: %(found)s"),
    "entities": _("What is said about entities cannot be used: %(found)s"),
    "character": _("The formula cannot be read from “%(more)s” on: %(found)s"),
    "ends_early": _("The formula ends too early; perhaps a bracket is missing: %(found)s"),
    "left_over": _("The formula should end before “%(more)s”: %(found)s"),
    "operand": _("Something is missing before “%(more)s”: %(found)s"),
    "step": _("The formula cannot be read at “%(more)s”: %(found)s"),
    "axis": _("The formula goes a way nobody knows (“%(more)s”): %(found)s"),
    "needs": _("A bracket or mark is missing before “%(more)s”: %(found)s"),
    "too_long": _("The formula is too long."),
    "too_deep": _("The formula has too many brackets inside one another. Divide it over several rows."),
    "function": _("Nobody knows the function “%(more)s”: %(found)s"),
    "arguments": _("The function “%(more)s” has too few or too many values: %(found)s"),
    "list": _("The formula looks into a list “%(more)s” that is not there: %(found)s"),
    "pattern": _("The pattern “%(more)s” cannot be used."),
    "pattern_endless": _("The pattern “%(more)s” could take forever. Write it without + or * inside ( )+."),
    "needs_file": _("The file “%(found)s” is needed. Hand it in together with the workbook."),
    "not_a_list": _("The file “%(found)s” is no CSV list with headings."),
    "column": _("The column “%(found)s” makes the workbook unreadable. Take it out or rename it (%(more)s)."),
    "row": _("This row makes the workbook unreadable (%(more)s)."),
    "other": _("This does not follow the rules of XLSForm: %(found)s"),
}
