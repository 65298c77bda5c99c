"""Why a file is declined. Codes are `lists.file_*`; the facts fill the sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianfang.core import Refused
from lianfang.core.refusal import catalogue

FileRefused = Refused  # the same exception; the name says at the call site what kind is meant

catalogue(
    {
        "lists.file_missing": (_("The file is not there."), 404),
        "lists.file_empty": (_("The file is empty."), 422),
        "lists.file_too_large": (_("The file is larger than %(limit)s MB."), 413),
        "lists.file_unpacks_too_large": (_("Unpacked, the file would be larger than %(limit)s MB."), 413),
        "lists.file_too_many_parts": (_("The file has more parts or sheets than %(limit)s."), 413),
        "lists.file_too_many_rows": (
            _("Sheet “%(sheet)s” has %(found)s rows; at most %(limit)s are read."),
            413,
        ),
        "lists.file_too_many_columns": (
            _("Sheet “%(sheet)s” has %(found)s columns; at most %(limit)s are read."),
            413,
        ),
        "lists.file_cell_too_long": (
            _("Row %(row)s of sheet “%(sheet)s” has a cell of more than %(limit)s characters."),
            413,
        ),
        "lists.file_too_much_memory": (_("Reading the file needs too much memory; it was stopped."), 413),
        "lists.file_too_slow": (_("Reading the file took too long; it was stopped."), 413),
        "lists.file_encrypted": (_("The file is protected by a password. Save it without one."), 422),
        "lists.file_damaged": (_("The file is damaged (%(kind)s) and cannot be read."), 422),
        "lists.file_hostile": (
            _("The file carries constructs that lists never need; it was not opened."),
            422,
        ),
        "lists.file_wrong_kind": (
            _("This is not a list but %(kind)s. Hand in a spreadsheet or a CSV file."),
            415,
        ),
        "lists.file_save_as": (
            _(
                "The file calls itself a spreadsheet but is an older format (%(kind)s). Open it in Excel or WPS,"
                " choose “Save as”, type .xlsx, and hand that in."
            ),
            415,
        ),
        "lists.file_unknown_kind": (_("This is neither a spreadsheet nor a text file."), 415),
        "lists.file_unreadable_text": (
            _("The text is neither UTF-8, GB18030 nor UTF-16: line %(line)s cannot be read."),
            422,
        ),
    }
)
