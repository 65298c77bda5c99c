"""XPath as questionnaires use it: read once into a small tree, evaluated here and, the same tree, on the page.

XPath 1.0 with the functions of ODK XForms. One thing is ours (see docs/adr/0009): a text that is a date or a date
with time counts as a number of days, so that `. <= today()` means what its author means.
"""

from .evaluating import Context, as_boolean, as_number, as_text, evaluate
from .parsing import Ast, read, walk
from .tokens import NotReadable
from .tree import Branch

__all__ = [
    "Ast",
    "Branch",
    "Context",
    "NotReadable",
    "as_boolean",
    "as_number",
    "as_text",
    "evaluate",
    "read",
    "walk",
]
