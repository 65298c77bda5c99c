"""What lists refuse (files themselves: `files/refusals.py`)."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

from .files import refusals  # noqa: F401

catalogue(
    {
        "lists.not_handing_in": (_("Your role does not hand in lists."), 403),
        "lists.not_waiting": _("This list is not waiting to be imported; it is: %(state)s."),
        "lists.nothing_mapped": (_("Say for at least one column what it is."), 400),
        "lists.columns_wrong": (
            _("The columns sent do not fit this list. Reload the page and choose again."),
            400,
        ),
        "lists.no_table": (
            _("No table was found: no headings with rows below them. Look at the file and upload it again."),
            422,
        ),
        "lists.broke_off": _("The import broke off; none of its rows were kept. Please try again."),
        "lists.reading_broke_off": (
            _("Reading the file broke off by a fault of ours. Save it anew and hand it in again."),
            422,
        ),
        "lists.under_way": _("This list is being imported already."),
        "lists.cannot_undo": _("This import cannot be undone; it is: %(state)s."),
        "lists.newer_issue_stands": _("A newer issue of this list stands on it. Undo the newer one first."),
        "lists.too_many_files": (_("At most %(limit)s files at once, please."), 400),
        "lists.file_destroyed": (_("The file itself has been destroyed on its day."), 410),
        "lists.no_file": (_("Choose a file first."), 400),
    }
)
